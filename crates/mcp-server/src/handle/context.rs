//! How handlers mint and open handles.

use std::sync::OnceLock;
use std::time::SystemTime;

use super::{Handle, HandleState, MintError, UnknownHandle};
use crate::Context;
use crate::principal::PrincipalKey;
use crate::seal::{KeyRing, SealContext, Sealer};

impl<S> Context<S> {
    /// Makes a handle that names `state` for the principal of this request, until [`HandleState::LIFETIME`] is over.
    ///
    /// # Errors
    ///
    /// [`MintError::TooLarge`] if the state is too long as JSON, [`MintError::State`] if it cannot be written as JSON,
    /// [`MintError::NoRandomness`] if the operating system has none.
    pub fn mint<T: HandleState>(&self, state: &T) -> Result<Handle<T>, MintError> {
        Handle::mint_in(state, &self.seal_context().ok_or(MintError::NoRandomness)?)
    }

    /// What seals for this request; `None` without randomness to make a key from.
    fn seal_context(&self) -> Option<SealContext<'static>> {
        let sealer = sealer_of_the_process()?;
        Some(SealContext { sealer, principal: PrincipalKey::ANONYMOUS, now: SystemTime::now() })
    }
}

impl<T: HandleState> Handle<T> {
    /// Returns the state that the handle names to the principal of this request.
    ///
    /// # Errors
    ///
    /// [`UnknownHandle`] if it names nothing: made up, altered, expired, of another kind, or somebody else's.
    pub fn open<S>(&self, cx: &Context<S>) -> Result<T, UnknownHandle> {
        self.open_in(&cx.seal_context().ok_or(UnknownHandle { kind: T::KIND })?)
    }
}

/// Seals with a key that nobody else has: what it sealed opens as long as this process lives.
fn sealer_of_the_process() -> Option<&'static Sealer> {
    static SEALER: OnceLock<Option<Sealer>> = OnceLock::new();
    SEALER.get_or_init(|| KeyRing::generate().ok().map(|ring| Sealer::new(&ring))).as_ref()
}
