//! How stored handles fail.

use std::fmt;

use mcp_store::StoreError;

use super::super::UnknownHandle;

/// Why the state behind a stored handle was not kept, read, changed or removed.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoredHandleError {
    /// The handle names nothing: made up, expired, removed, of another kind, or somebody else's.
    Unknown(UnknownHandle),
    /// Somebody else has changed the state since it was read.
    Conflict {
        /// The kind of state.
        kind: &'static str,
    },
    /// The state is longer than [`MAX_STORED_STATE_BYTES`](crate::limits::MAX_STORED_STATE_BYTES) as JSON, or than the store
    /// takes.
    TooLarge {
        /// The most bytes that it may have.
        limit: usize,
        /// How many it has.
        received: usize,
    },
    /// The state cannot be written as JSON.
    State {
        /// Why.
        source: serde_json::Error,
    },
    /// The operating system has no randomness.
    NoRandomness,
    /// The server was built without [`store`](crate::ServerBuilder::store).
    NoStore {
        /// The kind of state.
        kind: &'static str,
    },
    /// The store is away or full, or what stands there is no record; whether a change was written is not known.
    Unavailable {
        /// The kind of state.
        kind: &'static str,
        /// What the store said.
        source: Box<StoreError>,
    },
}

impl From<UnknownHandle> for StoredHandleError {
    fn from(unknown: UnknownHandle) -> Self {
        StoredHandleError::Unknown(unknown)
    }
}

impl fmt::Display for StoredHandleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoredHandleError::Unknown(unknown) => unknown.fmt(f),
            StoredHandleError::Conflict { kind } => {
                write!(f, "the {kind} was changed by another call at the same time: look at it again")
            }
            StoredHandleError::TooLarge { limit, received } => write!(
                f,
                "the state is too large to keep behind a handle: expected at most {limit} bytes, received {received}"
            ),
            StoredHandleError::State { .. } => f.write_str("the state behind a handle cannot be written as JSON"),
            StoredHandleError::NoRandomness => f.write_str("no randomness to name a handle with"),
            StoredHandleError::NoStore { kind } => {
                write!(f, "no {kind} can be kept, since the server has no store; its author has to call `store`")
            }
            StoredHandleError::Unavailable { kind, .. } => {
                write!(f, "the store of the {kind} cannot be used for the moment: try again later")
            }
        }
    }
}

impl std::error::Error for StoredHandleError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            StoredHandleError::State { source } => Some(source),
            StoredHandleError::Unavailable { source, .. } => Some(source),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use super::*;

    #[test]
    fn errors_are_small_and_keep_their_cause_out_of_the_message() {
        assert!(size_of::<StoredHandleError>() <= 32);
        let cause = Box::new(StoreError::Full { what: "records", limit: 1 });
        let error = StoredHandleError::Unavailable { kind: "basket", source: cause };
        assert_eq!(error.to_string(), "the store of the basket cannot be used for the moment: try again later");
        let cause = error.source().map(ToString::to_string);
        assert_eq!(cause.as_deref(), Some("store full: it holds at most 1 records"));
    }
}
