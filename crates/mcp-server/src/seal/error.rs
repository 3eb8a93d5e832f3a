//! Why a ring has no keys, why something is not sealed, and that something does not open.

use std::{fmt, io};

use mcp_types::{ErrorCode, ErrorObject};

use super::{KeyId, Purpose};
use crate::limits;

/// Why a ring of keys cannot be made, read or changed.
///
/// No variant shows a key or a part of one.
#[derive(Debug)]
#[non_exhaustive]
pub enum KeyRingError {
    /// The operating system has no randomness.
    NoRandomness,
    /// The text has no key.
    Empty,
    /// The text has more keys than [`MAX_KEYS`](limits::MAX_KEYS).
    TooManyKeys,
    /// A line of the text is no key.
    Line {
        /// The number of the line; the first is 1.
        line: usize,
        /// What is wrong with it.
        problem: KeyLineProblem,
    },
    /// The file cannot be read as text.
    Read {
        /// Why.
        source: io::Error,
    },
    /// The file is longer than [`MAX_KEY_FILE_BYTES`](limits::MAX_KEY_FILE_BYTES).
    FileTooLong,
    /// Others than the owner can read or write the file.
    Exposed {
        /// The permission bits of the file.
        mode: u32,
    },
    /// The ring has no key of this id.
    UnknownKey {
        /// The id.
        id: KeyId,
    },
    /// The key that seals cannot be retired; another has to take its place first.
    SealingKey {
        /// The id of the key.
        id: KeyId,
    },
}

/// What is wrong with a line that should hold a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyLineProblem {
    /// It does not consist of an id, a time and a key.
    Fields,
    /// The id does not have eight small hexadecimal digits.
    Id,
    /// The time is not a number of seconds.
    Created,
    /// The key is not 32 bytes in Base64url without padding.
    Key,
    /// The id is not that of the key: one of them was changed.
    Mismatch,
    /// An earlier line has the same id.
    Duplicate,
}

impl fmt::Display for KeyRingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeyRingError::NoRandomness => f.write_str("no randomness to make a key from"),
            KeyRingError::Empty => f.write_str("no key: expected at least one line of id, time and key"),
            KeyRingError::TooManyKeys => write!(f, "too many keys: expected at most {}", limits::MAX_KEYS),
            KeyRingError::Line { line, problem } => write!(f, "line {line}: {problem}"),
            KeyRingError::Read { .. } => f.write_str("the file cannot be read"),
            KeyRingError::FileTooLong => {
                write!(f, "the file is too long: expected at most {} bytes", limits::MAX_KEY_FILE_BYTES)
            }
            KeyRingError::Exposed { mode } => write!(
                f,
                "others can read or change the keys: expected mode 600 (640 if root owns the file), received {mode:03o}"
            ),
            KeyRingError::UnknownKey { id } => write!(f, "no such key: {id}"),
            KeyRingError::SealingKey { id } => write!(f, "the key {id} seals: rotate before it is retired"),
        }
    }
}

impl std::error::Error for KeyRingError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            KeyRingError::Read { source } => Some(source),
            _ => None,
        }
    }
}

impl fmt::Display for KeyLineProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            KeyLineProblem::Fields => "expected an id, a time and a key",
            KeyLineProblem::Id => "invalid id: expected eight small hexadecimal digits",
            KeyLineProblem::Created => "invalid time: expected seconds since 1970",
            KeyLineProblem::Key => "invalid key: expected 32 bytes in base64url without padding",
            KeyLineProblem::Mismatch => "the id is not that of the key: one of them was changed",
            KeyLineProblem::Duplicate => "an earlier line has the same id",
        })
    }
}

/// Why something is not sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SealError {
    /// The payload is longer than [`MAX_SEALED_BYTES`](limits::MAX_SEALED_BYTES).
    TooLarge {
        /// Its length in bytes.
        length: usize,
    },
    /// The operating system has no randomness.
    NoRandomness,
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SealError::TooLarge { length } => {
                write!(f, "too large to seal: expected at most {} bytes, received {length}", limits::MAX_SEALED_BYTES)
            }
            SealError::NoRandomness => f.write_str("no randomness to seal with"),
        }
    }
}

impl std::error::Error for SealError {}

/// A token does not open.
///
/// It never says why: who forges tokens learns nothing from being refused, and what belongs to somebody else reads as
/// what never was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused;

impl Refused {
    /// The error that a client gets for a token of this purpose: −32602, and the same words whatever the reason.
    pub fn error_object(self, purpose: Purpose) -> ErrorObject {
        // spec: MRTR-010 PAGE-007 a token that does not open is an error of the protocol.
        ErrorObject::new(ErrorCode::INVALID_PARAMS, format!("unknown or expired {}", purpose.token_name()))
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unknown or expired token")
    }
}

impl std::error::Error for Refused {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_small() {
        assert!(size_of::<KeyRingError>() <= 32);
        assert!(size_of::<SealError>() <= 32);
        assert_eq!(size_of::<Refused>(), 0);
    }

    // spec: MRTR-010 PAGE-007
    #[test]
    fn refused_tokens_are_errors_of_the_protocol() {
        for (purpose, message) in [
            (Purpose::RequestState, "unknown or expired requestState"),
            (Purpose::Handle, "unknown or expired handle"),
            (Purpose::Cursor, "unknown or expired cursor"),
        ] {
            let error = Refused.error_object(purpose);
            assert_eq!((error.code, &*error.message), (ErrorCode::INVALID_PARAMS, message));
            assert!(error.data.is_none());
        }
    }
}
