//! Handles of state that a store keeps, and that can change.

mod error;
mod place;

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use mcp_store::{Expected, Timestamp, Version};

pub use self::error::StoredHandleError;
use self::place::{Place, fresh_id, is_id};
use super::{HandleState, UnknownHandle};
use crate::{Context, limits};

/// The name of some state that a store keeps: a tool mints it, the model passes it back as an argument of a later call.
///
/// The name is 128 random bits and says nothing. All replicas that share the [`store`](crate::ServerBuilder::store) find
/// the state by it, for the principal it was minted for and nobody else, until it expires or is removed. The store keeps
/// a digest of the name, so that who reads the store holds no handle.
///
/// Unlike a [`Handle`](super::Handle) it is **mutable**: of two changes at once one wins, and the other learns of it. It is
/// **revocable**: what was [removed](StoredHandle::remove) is unknown from then on, on every replica. It costs a round trip
/// to the store, and fails when the store is away.
///
/// In JSON it is a string, and any string is taken for one until it is [opened](StoredHandle::open).
///
/// # Examples
///
/// ```
/// use mcp_server::{Context, HandleState, NoArgs, StoredHandle, Structured, ToolError};
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
///     basket: StoredHandle<Basket>,
/// }
///
/// #[derive(Deserialize, JsonSchema)]
/// struct Add {
///     basket: StoredHandle<Basket>,
///     item: String,
/// }
///
/// #[derive(Deserialize, JsonSchema)]
/// struct Pay {
///     basket: StoredHandle<Basket>,
/// }
///
/// async fn open_basket(_: NoArgs, cx: Context<()>) -> Result<Structured<Opened>, ToolError> {
///     Ok(Structured(Opened { basket: cx.mint_stored(&Basket::default()).await? }))
/// }
///
/// /// The handle stays the same, whoever else adds to the basket at the same time.
/// async fn add(args: Add, cx: Context<()>) -> Result<String, ToolError> {
///     let items = args.basket.update(&cx, |basket| {
///         basket.items.push(args.item.clone());
///         basket.items.len()
///     });
///     Ok(format!("{} items", items.await?)) // or "unknown or expired basket handle"
/// }
///
/// /// Of several calls at once, one gets the basket.
/// async fn pay(args: Pay, cx: Context<()>) -> Result<String, ToolError> {
///     let basket = args.basket.open(&cx).await?.remove().await?;
///     Ok(format!("paid for {} items", basket.items.len()))
/// }
/// ```
pub struct StoredHandle<T> {
    pub(super) token: Box<str>,
    pub(super) state: PhantomData<fn() -> T>,
}

/// What a [`StoredHandle`] names, as it was read: a value to look at, to change, and to save or remove unless somebody
/// else was first.
///
/// Changes are of this value alone until it is [saved](Stored::save).
///
/// # Examples
///
/// ```
/// use mcp_server::{Context, HandleState, StoredHandle, StoredHandleError, ToolError};
/// # use serde::{Deserialize, Serialize};
/// # #[derive(Serialize, Deserialize)]
/// # struct Draft { text: String }
/// # impl HandleState for Draft { const KIND: &'static str = "draft"; }
/// # async fn improved(text: &str) -> String { text.to_owned() }
///
/// async fn improve(draft: StoredHandle<Draft>, cx: Context<()>) -> Result<&'static str, ToolError> {
///     let mut draft = draft.open(&cx).await?;
///     draft.text = improved(&draft.text).await;
///     draft.extend(); // good for another 24 hours
///     match draft.save().await {
///         Err(StoredHandleError::Conflict { .. }) => Ok("somebody else has changed the draft: look at it first"),
///         saved => Ok(saved.map(|()| "improved")?),
///     }
/// }
/// ```
pub struct Stored<T> {
    state: T,
    place: Place,
    version: Version,
    expires: Timestamp,
}

impl<S> Context<S> {
    /// Keeps `state` in the store, and makes a handle that names it for the principal of this request, until
    /// [`HandleState::LIFETIME`] is over.
    ///
    /// # Errors
    ///
    /// - [`StoredHandleError::NoStore`]: the server was built without [`store`](crate::ServerBuilder::store).
    /// - [`StoredHandleError::TooLarge`] and [`StoredHandleError::State`]: the state is too long as JSON, or cannot be
    ///   written as JSON.
    /// - [`StoredHandleError::NoRandomness`]: the operating system has none.
    /// - [`StoredHandleError::Unavailable`]: the store is away or full.
    pub async fn mint_stored<T: HandleState>(&self, state: &T) -> Result<StoredHandle<T>, StoredHandleError> {
        let token = fresh_id().ok_or(StoredHandleError::NoRandomness)?;
        let place = Place::of::<T>(&self.scope().server, self.principal(), &token)?;
        let content = place.encode(state)?;
        place.write::<T>(Expected::Absent, content, place.expiry::<T>()).await?;
        Ok(StoredHandle { token: token.into(), state: PhantomData })
    }
}

impl<T: HandleState> StoredHandle<T> {
    /// Reads what the handle names to the principal of this request.
    ///
    /// # Errors
    ///
    /// - [`StoredHandleError::Unknown`]: it names nothing, whether made up, expired, removed, of another kind, or somebody
    ///   else's.
    /// - [`StoredHandleError::NoStore`] and [`StoredHandleError::Unavailable`]: there is no store, or it is away.
    pub async fn open<S>(&self, cx: &Context<S>) -> Result<Stored<T>, StoredHandleError> {
        let unknown = StoredHandleError::Unknown(UnknownHandle { kind: T::KIND });
        if !is_id(&self.token) {
            return Err(unknown);
        }
        let place = Place::of::<T>(&cx.scope().server, cx.principal(), &self.token)?;
        let found = place.read::<T>().await?.ok_or(unknown)?;
        let unreadable = |_| StoredHandleError::Unknown(UnknownHandle { kind: T::KIND });
        let state = serde_json::from_slice(&found.record.bytes).map_err(unreadable)?;
        Ok(Stored { state, place, version: found.version, expires: found.record.expires })
    }

    /// Changes what the handle names, and gives back what `change` returned.
    ///
    /// Where somebody else was first, it is read again and `change` runs again on what it is now, so `change` does nothing
    /// but change its argument. A change that can fail returns a `Result` and leaves its argument as it was: what it
    /// returns does not decide about writing. For changes that wait, or depend on what the caller has seen, there is
    /// [`open`](StoredHandle::open).
    ///
    /// # Errors
    ///
    /// Those of [`open`](StoredHandle::open) and [`Stored::save`]; [`StoredHandleError::Conflict`] only after
    /// [`MAX_STORE_ATTEMPTS`](limits::MAX_STORE_ATTEMPTS).
    pub async fn update<S, R>(
        &self,
        cx: &Context<S>,
        mut change: impl FnMut(&mut T) -> R,
    ) -> Result<R, StoredHandleError> {
        let mut attempts = limits::MAX_STORE_ATTEMPTS;
        loop {
            let mut stored = self.open(cx).await?;
            let outcome = change(&mut stored);
            attempts -= 1;
            match stored.save().await {
                Err(StoredHandleError::Conflict { .. }) if attempts > 0 => {}
                saved => return saved.map(|()| outcome),
            }
        }
    }

    /// Revokes the handle, and gives back what it named: from now on it is unknown, on all replicas.
    ///
    /// # Errors
    ///
    /// Those of [`open`](StoredHandle::open) and [`Stored::remove`]; [`StoredHandleError::Conflict`] only after
    /// [`MAX_STORE_ATTEMPTS`](limits::MAX_STORE_ATTEMPTS).
    pub async fn remove<S>(&self, cx: &Context<S>) -> Result<T, StoredHandleError> {
        let mut attempts = limits::MAX_STORE_ATTEMPTS;
        loop {
            attempts -= 1;
            match self.open(cx).await?.remove().await {
                Err(StoredHandleError::Conflict { .. }) if attempts > 0 => {}
                removed => return removed,
            }
        }
    }
}

impl<T: HandleState> Stored<T> {
    /// Writes the state as it is now, unless somebody else has written or removed it since it was read.
    ///
    /// # Errors
    ///
    /// - [`StoredHandleError::Conflict`]: somebody else was first; open the handle again.
    /// - [`StoredHandleError::Unknown`]: it was removed, or has expired.
    /// - [`StoredHandleError::TooLarge`] and [`StoredHandleError::State`]: the state is too long as JSON, or cannot be
    ///   written as JSON.
    /// - [`StoredHandleError::Unavailable`]: the store is away or full; whether it was written is not known.
    pub async fn save(&mut self) -> Result<(), StoredHandleError> {
        let content = self.place.encode(&self.state)?;
        self.version = self.place.write::<T>(Expected::Version(self.version), content, self.expires).await?;
        Ok(())
    }

    /// Makes the handle good for [`HandleState::LIFETIME`] from now on, once this is saved.
    ///
    /// Without this it expires when it was to expire, however often it is used.
    pub fn extend(&mut self) {
        self.expires = self.place.expiry::<T>();
    }

    /// Removes the state, unless somebody else has written or removed it since it was read. Of several callers that read the
    /// same, one succeeds.
    ///
    /// # Errors
    ///
    /// [`StoredHandleError::Conflict`], [`StoredHandleError::Unknown`] and [`StoredHandleError::Unavailable`], as
    /// [`save`](Stored::save).
    pub async fn remove(self) -> Result<T, StoredHandleError> {
        self.place.remove::<T>(self.version).await?;
        Ok(self.state)
    }
}

impl<T> Deref for Stored<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.state
    }
}

impl<T> DerefMut for Stored<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.state
    }
}

impl<T: fmt::Debug> fmt::Debug for Stored<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stored").field("state", &self.state).field("expires", &self.expires).finish_non_exhaustive()
    }
}
