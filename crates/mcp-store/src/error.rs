//! Why names, stores and buses refuse.

use std::error::Error;
use std::fmt;

use crate::state::Version;

/// Why a text is no name of a collection, a record or a topic: misuse by the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameError {
    /// There is nothing.
    Empty,
    /// There is too much.
    TooLong {
        /// The most bytes that are allowed.
        limit: usize,
        /// How many there are.
        received: usize,
    },
    /// A character that is not allowed where it stands.
    Character {
        /// Its place in bytes, counted from 0.
        offset: usize,
    },
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NameError::Empty => f.write_str("empty name"),
            NameError::TooLong { limit, received } => {
                write!(f, "name too long: expected at most {limit} bytes, received {received}")
            }
            NameError::Character { offset } => write!(f, "character not allowed at byte {offset}"),
        }
    }
}

impl Error for NameError {}

/// That a backend could not be reached, or did not say how it went.
///
/// Whether a write happened is unknown: repeated with the same [`Expected`](crate::Expected), it either happens now or
/// meets what it wrote before.
#[derive(Debug, Default)]
pub struct Unavailable {
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl Unavailable {
    /// Says what the backend's client said.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Unavailable { source: Some(source.into()) }
    }

    /// What the backend's client said, if it said anything.
    pub fn source(&self) -> Option<&(dyn Error + Send + Sync + 'static)> {
        self.source.as_deref()
    }
}

/// Why a store did not do what it was asked.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// Another write came first: read again and decide anew.
    Conflict {
        /// The version that stood there when the store looked; `None` if there was no record that counts.
        current: Option<Version>,
    },
    /// The value is larger than the store takes: misuse by the caller.
    TooLarge {
        /// The most bytes that a value may have.
        limit: usize,
        /// How many it has.
        received: usize,
    },
    /// The store holds as much as it may: try again when records have expired.
    Full {
        /// What there is too much of.
        what: &'static str,
        /// The most that the store holds of it.
        limit: usize,
    },
    /// The backend could not be reached: try again, or answer without it.
    Unavailable(Unavailable),
    /// What stands in the backend is no record of ours: an operator has to look.
    Corrupt {
        /// What is wrong with it.
        what: &'static str,
    },
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::Conflict { current: Some(version) } => {
                write!(f, "version conflict: the record has version {}", version.as_u64())
            }
            StoreError::Conflict { current: None } => f.write_str("version conflict: there is no such record"),
            StoreError::TooLarge { limit, received } => {
                write!(f, "value too large: expected at most {limit} bytes, received {received}")
            }
            StoreError::Full { what, limit } => write!(f, "store full: it holds at most {limit} {what}"),
            StoreError::Unavailable(_) => f.write_str("store unavailable"),
            StoreError::Corrupt { what } => write!(f, "stored record malformed: {what}"),
        }
    }
}

impl Error for StoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            StoreError::Unavailable(unavailable) => unavailable.source.as_deref().map(|source| source as _),
            _ => None,
        }
    }
}

/// Why a bus did not do what it was asked.
#[derive(Debug)]
#[non_exhaustive]
pub enum BusError {
    /// The event is larger than the bus takes: misuse by the caller.
    TooLarge {
        /// The most bytes that an event may have.
        limit: usize,
        /// How many it has.
        received: usize,
    },
    /// The bus, or one subscription, has as many as it may: try again when others have gone.
    Full {
        /// What there is too much of.
        what: &'static str,
        /// The most that there may be.
        limit: usize,
    },
    /// The subscription names no topic: misuse by the caller.
    NoTopic,
    /// The bus has ended.
    Closed,
    /// The backend could not be reached: the event may have been published or not.
    Unavailable(Unavailable),
}

impl fmt::Display for BusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BusError::TooLarge { limit, received } => {
                write!(f, "event too large: expected at most {limit} bytes, received {received}")
            }
            BusError::Full { what, limit } => write!(f, "event bus full: at most {limit} {what}"),
            BusError::NoTopic => f.write_str("a subscription names at least one topic"),
            BusError::Closed => f.write_str("the event bus has ended"),
            BusError::Unavailable(_) => f.write_str("event bus unavailable"),
        }
    }
}

impl Error for BusError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            BusError::Unavailable(unavailable) => unavailable.source.as_deref().map(|source| source as _),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_small() {
        assert!(size_of::<StoreError>() <= 32, "{}", size_of::<StoreError>());
        assert!(size_of::<BusError>() <= 32, "{}", size_of::<BusError>());
        assert!(size_of::<NameError>() <= 32, "{}", size_of::<NameError>());
    }

    #[test]
    fn messages_say_the_fact_and_the_value() {
        let conflict = |current| StoreError::Conflict { current };
        for (error, expected) in [
            (conflict(Some(Version::from_u64(7))), "version conflict: the record has version 7"),
            (conflict(None), "version conflict: there is no such record"),
            (StoreError::TooLarge { limit: 1, received: 2 }, "value too large: expected at most 1 bytes, received 2"),
            (StoreError::Full { what: "records", limit: 3 }, "store full: it holds at most 3 records"),
            (StoreError::Unavailable(Unavailable::new("refused")), "store unavailable"),
            (StoreError::Corrupt { what: "expiry" }, "stored record malformed: expiry"),
        ] {
            assert_eq!(error.to_string(), expected);
        }
        for (error, expected) in [
            (BusError::TooLarge { limit: 1, received: 2 }, "event too large: expected at most 1 bytes, received 2"),
            (BusError::Full { what: "topics", limit: 3 }, "event bus full: at most 3 topics"),
            (BusError::NoTopic, "a subscription names at least one topic"),
            (BusError::Closed, "the event bus has ended"),
            (BusError::Unavailable(Unavailable::default()), "event bus unavailable"),
        ] {
            assert_eq!(error.to_string(), expected);
        }
    }

    #[test]
    fn the_source_stands_behind_and_not_in_the_message() {
        let error = StoreError::Unavailable(Unavailable::new("connection refused"));
        assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("connection refused"));
        let error = BusError::Unavailable(Unavailable::new("connection refused"));
        assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("connection refused"));
        assert!(BusError::Closed.source().is_none() && Unavailable::default().source().is_none());
    }
}
