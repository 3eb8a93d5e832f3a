//! Why bytes are not one JSON-RPC message.

use std::fmt;

use crate::error_code::ErrorCode;
use crate::id::{RequestId, RequestIdError};
use crate::json::JsonKind;
use crate::lex::SyntaxError;

/// The refusal of bytes that are not one JSON-RPC message.
///
/// It carries the id that an error response repeats, where an id could be read and stands only once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanError {
    inner: Box<Inner>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    kind: ScanErrorKind,
    id: Option<RequestId>,
}

/// The rule that the bytes break.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScanErrorKind {
    /// The bytes are not UTF-8.
    NotUtf8 {
        /// Byte offset of the first byte that is no part of a character.
        offset: usize,
    },
    /// The text is not JSON.
    Syntax {
        /// Byte offset of the first byte that cannot stand where it stands.
        offset: usize,
        /// What could have stood there.
        expected: &'static str,
    },
    /// The message is longer than the scanner takes.
    TooLong {
        /// The most bytes a message may have.
        limit: usize,
    },
    /// More arrays and objects are open at once than allowed.
    TooDeep {
        /// The most that may be open.
        limit: usize,
    },
    /// An object has more members than allowed.
    TooManyMembers {
        /// The most members an object may have.
        limit: usize,
    },
    /// A member name stands twice in one object, escapes resolved.
    DuplicateMember {
        /// Byte offset of the repetition.
        offset: usize,
    },
    /// The message is an array.
    Batch,
    /// The message is neither an object nor an array.
    NotAnObject {
        /// What it is.
        received: JsonKind,
    },
    /// `jsonrpc` is missing or is not the string `2.0`.
    JsonRpcVersion,
    /// `id` is not a string or an integer, or is too long.
    Id(RequestIdError),
    /// A result has no `id`.
    MissingId,
    /// A notification has an `id`.
    IdOnNotification,
    /// There is neither `method` nor `result` nor `error`.
    NoMethod,
    /// There is more than one of `method`, `result` and `error`.
    Ambiguous,
    /// A member has a value of the wrong kind.
    WrongKind {
        /// The name of the member.
        member: &'static str,
        /// The kind its value must have.
        expected: JsonKind,
        /// The kind its value has.
        received: JsonKind,
    },
}

impl ScanError {
    pub(super) fn new(kind: ScanErrorKind, id: Option<RequestId>) -> Self {
        ScanError { inner: Box::new(Inner { kind, id }) }
    }

    /// The rule that the bytes break.
    pub fn kind(&self) -> &ScanErrorKind {
        &self.inner.kind
    }

    /// The id of the message, where one could be read and stands only once.
    pub fn id(&self) -> Option<&RequestId> {
        self.inner.id.as_ref()
    }

    /// The code that tells the peer: [`ErrorCode::PARSE_ERROR`] for what is not JSON, [`ErrorCode::INVALID_REQUEST`] for
    /// JSON that is not one acceptable message.
    pub fn code(&self) -> ErrorCode {
        match self.kind() {
            // spec: ERR-001 Bytes that cannot be parsed as JSON are a parse error.
            ScanErrorKind::NotUtf8 { .. } | ScanErrorKind::Syntax { .. } => ErrorCode::PARSE_ERROR,
            // spec: ERR-002 JSON of the wrong structure is an invalid request.
            _ => ErrorCode::INVALID_REQUEST,
        }
    }
}

impl fmt::Display for ScanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind().fmt(f)
    }
}

impl std::error::Error for ScanError {}

impl ScanErrorKind {
    pub(super) fn syntax(error: SyntaxError) -> Self {
        ScanErrorKind::Syntax { offset: error.offset, expected: error.expected }
    }
}

impl fmt::Display for ScanErrorKind {
    // spec: ERR-014 Each is one short sentence.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ScanErrorKind::NotUtf8 { offset } => write!(f, "not UTF-8 at byte {offset}"),
            ScanErrorKind::Syntax { offset, expected } => write!(f, "not JSON at byte {offset}: expected {expected}"),
            ScanErrorKind::TooLong { limit } => write!(f, "message too long: at most {limit} bytes"),
            ScanErrorKind::TooDeep { limit } => write!(f, "nested too deep: at most {limit} levels"),
            ScanErrorKind::TooManyMembers { limit } => write!(f, "too many members in one object: at most {limit}"),
            ScanErrorKind::DuplicateMember { offset } => write!(f, "duplicate member name at byte {offset}"),
            ScanErrorKind::Batch => f.write_str("expected one message, received a batch"),
            ScanErrorKind::NotAnObject { received } => write!(f, "message: expected object, received {received}"),
            ScanErrorKind::JsonRpcVersion => f.write_str("jsonrpc: expected \"2.0\""),
            ScanErrorKind::Id(error) => write!(f, "id: {error}"),
            ScanErrorKind::MissingId => f.write_str("a result without an id"),
            ScanErrorKind::IdOnNotification => f.write_str("a notification with an id"),
            ScanErrorKind::NoMethod => f.write_str("neither method nor result nor error"),
            ScanErrorKind::Ambiguous => f.write_str("more than one of method, result and error"),
            ScanErrorKind::WrongKind { member, expected, received } => {
                write!(f, "{member}: expected {expected}, received {received}")
            }
        }
    }
}
