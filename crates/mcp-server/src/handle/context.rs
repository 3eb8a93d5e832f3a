//! How handlers mint and open handles.

use super::{Handle, HandleState, MintError, UnknownHandle};
use crate::Context;
use crate::seal::SealContext;

impl<S> Context<S> {
    /// Makes a handle that names `state` for the principal of this request, until [`HandleState::LIFETIME`] is over.
    ///
    /// # Errors
    ///
    /// [`MintError::TooLarge`] if the state is too long as JSON, [`MintError::State`] if it cannot be written as JSON,
    /// [`MintError::NoRandomness`] if the operating system has none.
    pub fn mint<T: HandleState>(&self, state: &T) -> Result<Handle<T>, MintError> {
        Handle::mint_in(state, &self.seal_context())
    }

    /// What seals for this request.
    fn seal_context(&self) -> SealContext<'_> {
        let server = &self.scope().server;
        // Why: asked for like this, what the state says is stored for nobody else.
        SealContext { sealer: server.sealer(), principal: self.principal(), now: server.now() }
    }
}

impl<T: HandleState> Handle<T> {
    /// Returns the state that the handle names to the principal of this request.
    ///
    /// # Errors
    ///
    /// [`UnknownHandle`] if it names nothing: made up, altered, expired, of another kind, or somebody else's.
    pub fn open<S>(&self, cx: &Context<S>) -> Result<T, UnknownHandle> {
        self.open_in(&cx.seal_context())
    }
}
