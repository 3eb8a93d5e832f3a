//! Where the state behind a stored handle stands.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use mcp_store::{
    Collection, Expected, Key, PrincipalKey, Record, StateStore, StoreError, Timestamp, Version, Versioned,
};
use sha2::{Digest, Sha256};

use super::super::{HandleState, UnknownHandle};
use super::error::StoredHandleError;
use crate::limits::{MAX_HANDLE_LIFETIME, MAX_STORED_STATE_BYTES};
use crate::server::Server;

const HANDLES: Collection = Collection::from_static("handles");

/// Random bytes of an id.
const ID_BYTES: usize = 16;

/// Characters of an id: Base64url without padding.
const ID_CHARACTERS: usize = ID_BYTES.div_ceil(3) * 4 - 2;

/// An id that nobody guesses; `None` without randomness.
pub(super) fn fresh_id() -> Option<String> {
    let mut bytes = [0; ID_BYTES];
    getrandom::fill(&mut bytes).ok()?;
    Some(URL_SAFE_NO_PAD.encode(bytes))
}

/// Whether a token could be an id; what else it is, is for the store to know.
pub(super) fn is_id(token: &str) -> bool {
    token.len() == ID_CHARACTERS
}

/// The record of one handle.
pub(super) struct Place {
    server: Server,
    key: Key,
}

impl Place {
    /// The place that `id` names to `principal`.
    pub(super) fn of<T: HandleState>(
        server: &Server,
        principal: PrincipalKey,
        id: &str,
    ) -> Result<Self, StoredHandleError> {
        if server.store().is_none() {
            return Err(StoredHandleError::NoStore { kind: T::KIND });
        }
        let mut digest = Sha256::new_with_prefix("mcp stored handle ");
        // spec: STATE-005 an id of somebody else, or of another kind, names another place, where nothing is.
        for part in [server.info().name.as_bytes(), principal.as_bytes(), T::KIND.as_bytes(), id.as_bytes()] {
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part);
        }
        let name = digest.finalize().to_vec();
        let key = Key::new(HANDLES, name).expect("a digest is neither empty nor long");
        Ok(Place { server: server.clone(), key })
    }

    /// When a handle that is minted or extended now expires.
    pub(super) fn expiry<T: HandleState>(&self) -> Timestamp {
        self.server.timestamp() + T::LIFETIME.min(MAX_HANDLE_LIFETIME)
    }

    /// The state as it is kept.
    pub(super) fn encode(&self, state: &impl serde::Serialize) -> Result<Bytes, StoredHandleError> {
        let content = serde_json::to_vec(state).map_err(|source| StoredHandleError::State { source })?;
        if content.len() > MAX_STORED_STATE_BYTES {
            return Err(StoredHandleError::TooLarge { limit: MAX_STORED_STATE_BYTES, received: content.len() });
        }
        Ok(content.into())
    }

    pub(super) async fn read<T: HandleState>(&self) -> Result<Option<Versioned>, StoredHandleError> {
        let found = self.store::<T>()?.get(&self.key, self.server.timestamp()).await;
        found.map_err(told::<T>)
    }

    pub(super) async fn write<T: HandleState>(
        &self,
        expected: Expected,
        content: Bytes,
        expires: Timestamp,
    ) -> Result<Version, StoredHandleError> {
        let (record, now) = (Record::new(content, expires), self.server.timestamp());
        let written = self.store::<T>()?.put_if_version(&self.key, expected, record, now).await;
        written.map_err(told::<T>)
    }

    pub(super) async fn remove<T: HandleState>(&self, version: Version) -> Result<(), StoredHandleError> {
        self.store::<T>()?.remove(&self.key, version).await.map_err(told::<T>)
    }

    fn store<T: HandleState>(&self) -> Result<&dyn StateStore, StoredHandleError> {
        self.server.store().ok_or(StoredHandleError::NoStore { kind: T::KIND })
    }
}

/// What an error of the store means to a handle.
fn told<T: HandleState>(error: StoreError) -> StoredHandleError {
    let kind = T::KIND;
    match error {
        StoreError::Conflict { current: Some(_) } => StoredHandleError::Conflict { kind },
        StoreError::Conflict { current: None } => StoredHandleError::Unknown(UnknownHandle { kind }),
        StoreError::TooLarge { limit, received } => StoredHandleError::TooLarge { limit, received },
        error => StoredHandleError::Unavailable { kind, source: Box::new(error) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // spec: STATE-005
    #[test]
    fn an_id_is_128_random_bits_that_a_model_can_copy() {
        let [one, other] = [(); 2].map(|()| fresh_id().expect("there is randomness"));
        assert_ne!(one, other);
        assert!(is_id(&one) && one.len() == 22, "{one}");
        assert!(one.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'), "{one}");
        assert_eq!(URL_SAFE_NO_PAD.decode(&one).map(|bytes| bytes.len() * 8), Ok(128));
    }
}
