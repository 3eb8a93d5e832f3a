//! Handles: state that a tool gives a name, which the model passes back as an argument.
//!
//! A [`Handle`] is the state itself, sealed. A [`StoredHandle`] is a random name of state that a store keeps.

mod context;
mod stored;
mod text;

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use self::stored::{Stored, StoredHandle, StoredHandleError};
use crate::limits::{DEFAULT_HANDLE_LIFETIME, MAX_HANDLE_LIFETIME, MAX_SEALED_BYTES};
use crate::seal::{Binding, Purpose, SealContext, SealError};

/// State that can stand behind a [`Handle`] or a [`StoredHandle`].
///
/// It is kept as JSON: inside a sealed handle at most [`MAX_SEALED_BYTES`] of it, behind a stored one at most
/// [`MAX_STORED_STATE_BYTES`](crate::limits::MAX_STORED_STATE_BYTES). Since clients keep handles longer than a deployment
/// lasts, read what older versions wrote: what does not decode reads as expired.
pub trait HandleState: Serialize + DeserializeOwned {
    /// What a model calls it, such as `basket`. A handle of one kind opens as no other.
    const KIND: &'static str;

    /// How long a handle is good after it was minted, or a stored one extended; 24 hours unless the kind says otherwise, at most
    /// [`MAX_HANDLE_LIFETIME`].
    const LIFETIME: Duration = DEFAULT_HANDLE_LIFETIME;
}

/// The name of some state: a tool mints it, the model passes it back as an argument of a later call.
///
/// The state is in the name, sealed: any replica with the same keys opens it, and nothing is kept anywhere. Its holder can
/// neither read nor alter it, nobody but the principal it was minted for can use it, and it expires.
///
/// A handle is **immutable**: what changes the state mints another, and the old one goes on naming the old state. It is
/// **not revocable**: until it expires, it opens as often as it is passed back. State that must not fork or must be used
/// once has a [`StoredHandle`].
///
/// In JSON it is a string, and any string is taken for one until it is [opened](Handle::open).
///
/// # Examples
///
/// ```
/// use mcp_server::{Context, Handle, HandleState, NoArgs, Structured, ToolError};
/// use schemars::JsonSchema;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, Default)]
/// struct Basket {
///     items: Vec<String>,
/// }
///
/// impl HandleState for Basket {
///     const KIND: &'static str = "basket";
/// }
///
/// #[derive(Serialize, JsonSchema)]
/// struct Opened {
///     basket: Handle<Basket>,
/// }
///
/// #[derive(Deserialize, JsonSchema)]
/// struct Add {
///     basket: Handle<Basket>,
///     item: String,
/// }
///
/// async fn open_basket(_: NoArgs, cx: Context<()>) -> Result<Structured<Opened>, ToolError> {
///     Ok(Structured(Opened { basket: cx.mint(&Basket::default())? }))
/// }
///
/// async fn add(args: Add, cx: Context<()>) -> Result<Structured<Opened>, ToolError> {
///     let mut basket = args.basket.open(&cx)?; // "unknown or expired basket handle"
///     basket.items.push(args.item);
///     Ok(Structured(Opened { basket: cx.mint(&basket)? }))
/// }
/// ```
pub struct Handle<T> {
    token: Box<str>,
    state: PhantomData<fn() -> T>,
}

impl<T: HandleState> Handle<T> {
    /// Seals `state` for the principal of `cx`.
    #[doc(hidden)]
    pub fn mint_in(state: &T, cx: &SealContext<'_>) -> Result<Self, MintError> {
        let kind = T::KIND;
        let state = serde_json::to_vec(state).map_err(|source| MintError::State { source })?;
        let binding = [kind.as_bytes()];
        // Invariant: where the clock cannot tell when that is, the handle has expired already.
        let expires_at = cx.now.checked_add(T::LIFETIME.min(MAX_HANDLE_LIFETIME)).unwrap_or(cx.now);
        let token = cx.sealer.seal(Purpose::Handle, &Binding::new(cx.principal, &binding), &state, expires_at);
        let token = token.map_err(|error| match error {
            SealError::TooLarge { length } => MintError::TooLarge { kind, length },
            SealError::NoRandomness => MintError::NoRandomness,
        })?;
        Ok(Handle { token: token.into(), state: PhantomData })
    }

    /// Opens the handle for the principal of `cx`.
    #[doc(hidden)]
    pub fn open_in(&self, cx: &SealContext<'_>) -> Result<T, UnknownHandle> {
        let refused = UnknownHandle { kind: T::KIND };
        let binding = [T::KIND.as_bytes()];
        let state = cx
            .sealer
            .open(Purpose::Handle, &Binding::new(cx.principal, &binding), &self.token, cx.now)
            .map_err(|_| refused)?;
        serde_json::from_slice(&state).map_err(|_| refused)
    }
}

/// A handle that names nothing: made up, altered, expired, of another kind, or somebody else's.
///
/// Which of these it is, it does not tell. As the failure of a tool it reads `unknown or expired basket handle`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownHandle {
    kind: &'static str,
}

impl UnknownHandle {
    /// The kind of state that was expected.
    pub fn kind(&self) -> &'static str {
        self.kind
    }
}

impl fmt::Display for UnknownHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown or expired {} handle", self.kind)
    }
}

impl std::error::Error for UnknownHandle {}

/// Why a handle was not minted.
#[derive(Debug)]
#[non_exhaustive]
pub enum MintError {
    /// The state is longer than [`MAX_SEALED_BYTES`] as JSON.
    TooLarge {
        /// The kind of state.
        kind: &'static str,
        /// Its length in bytes.
        length: usize,
    },
    /// The state cannot be written as JSON.
    State {
        /// Why.
        source: serde_json::Error,
    },
    /// The operating system has no randomness.
    NoRandomness,
}

impl fmt::Display for MintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MintError::TooLarge { kind, length } => write!(
                f,
                "the {kind} is too large for a handle: expected at most {MAX_SEALED_BYTES} bytes, received {length}"
            ),
            MintError::State { .. } => f.write_str("the state behind a handle cannot be written as JSON"),
            MintError::NoRandomness => f.write_str("no randomness to seal a handle with"),
        }
    }
}

impl std::error::Error for MintError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            MintError::State { source } => Some(source),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
