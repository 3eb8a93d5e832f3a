//! Every refusal there is over stdio: its row in the order, its code, and whether the peer hears of it.

use std::fmt;

use bytes::Bytes;
use mcp_types::admission::VersionFault;
use mcp_types::jsonrpc::{ScanError, write_error};
use mcp_types::{
    ClientCapabilities, DecodeError, ErrorCode, ErrorObject, Json, MissingRequiredClientCapability, RequestId,
    UnsupportedProtocolVersion,
};

use crate::line::LineFault;

/// A line refused, and why.
///
/// The rows are those of the order of refusals that the HTTP transport has as a table; without fields of a head there
/// are fewer. [`Display`](fmt::Display) is the message on the wire: one sentence without content of the request,
/// beyond short excerpts of methods and versions.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Rejection {
    /// Row 4: the line is longer than allowed.
    LineTooLong {
        /// The most bytes that a line may have.
        limit: usize,
    },
    /// Row 5: the stream ended within the line.
    LineIncomplete,
    /// Row 5: the line is not one JSON-RPC message.
    NotOneMessage(ScanError),
    /// Row 5: the line is a response, which servers never ask for.
    ResponseReceived,
    /// Row 5: a method that expects an answer came without an id.
    RequestWithoutId {
        /// Start of the method.
        method: Box<str>,
    },
    /// Row 5: `notifications/cancelled` that does not say which request it is about.
    CancellationMalformed(DecodeError),
    /// Row 6: `initialize` of a legacy revision.
    LegacyTraffic(Box<VersionFault>),
    /// Row 7: the request has no `params._meta`.
    MetaMissing,
    /// Row 7: a required member of `params._meta` is missing, or a reserved one is of the wrong type.
    MetaInvalid(DecodeError),
    /// Row 9: the version is not served.
    UnsupportedVersion(Box<VersionFault>),
    /// Row 10: the method is not served.
    MethodNotFound {
        /// Start of the method.
        method: Box<str>,
    },
    /// Row 12: a method of an extension that the request does not declare.
    ExtensionNotDeclared {
        /// What the client has to declare.
        required: Box<ClientCapabilities>,
    },
}

impl Rejection {
    /// The row in the order of refusals, counted from 1: a line that breaks several rules is refused for the first.
    pub fn row(&self) -> u8 {
        self.place().0
    }

    /// Code of the JSON-RPC error.
    pub fn code(&self) -> ErrorCode {
        self.place().1
    }

    /// The map: row and code.
    fn place(&self) -> (u8, ErrorCode) {
        match self {
            Rejection::LineTooLong { .. } => (4, ErrorCode::INVALID_REQUEST),
            Rejection::LineIncomplete => (5, ErrorCode::PARSE_ERROR),
            Rejection::NotOneMessage(error) => (5, error.code()),
            Rejection::ResponseReceived | Rejection::RequestWithoutId { .. } | Rejection::CancellationMalformed(_) => {
                (5, ErrorCode::INVALID_REQUEST)
            }
            Rejection::LegacyTraffic(_) => (6, ErrorCode::UNSUPPORTED_PROTOCOL_VERSION),
            Rejection::MetaMissing | Rejection::MetaInvalid(_) => (7, ErrorCode::INVALID_PARAMS),
            Rejection::UnsupportedVersion(_) => (9, ErrorCode::UNSUPPORTED_PROTOCOL_VERSION),
            Rejection::MethodNotFound { .. } => (10, ErrorCode::METHOD_NOT_FOUND),
            Rejection::ExtensionNotDeclared { .. } => (12, ErrorCode::MISSING_REQUIRED_CLIENT_CAPABILITY),
        }
    }

    /// Whether the peer hears of it. Notifications and responses are not answered; whoever runs the server may log it.
    pub fn is_answered(&self) -> bool {
        match self {
            // spec: CANCEL-010 — a cancellation that says nothing is ignored.
            Rejection::CancellationMalformed(_) => false,
            // spec: JSON-017 — what has no id is answered in no way, whatever it was meant to be.
            Rejection::RequestWithoutId { .. } => false,
            // Why: its id is that of a request of our own, or of nobody; as the id of an error it would name one of theirs.
            Rejection::ResponseReceived => false,
            _ => true,
        }
    }

    /// The JSON-RPC error that tells the peer.
    pub fn error_object(&self) -> ErrorObject {
        let mut error = ErrorObject::new(self.code(), self.to_string());
        error.data = self.data();
        error
    }

    /// The line that tells the peer, its line feed included; `None` if the peer does not hear of it.
    ///
    /// `id` is the id of the request where it could be read; without it the error has none. Of
    /// [`Rejection::NotOneMessage`] it is [`ScanError::id`].
    pub fn answer(&self, id: Option<&RequestId>) -> Option<Bytes> {
        if !self.is_answered() {
            return None;
        }
        let mut line = Vec::new();
        let data = self.data();
        write_error(&mut line, id, self.code(), &self.to_string(), data.as_ref().map(Json::as_raw));
        line.push(b'\n');
        Some(line.into())
    }

    fn data(&self) -> Option<Json> {
        match self {
            Rejection::LegacyTraffic(fault) | Rejection::UnsupportedVersion(fault) => {
                Json::of(&UnsupportedProtocolVersion::new(fault.supported().to_vec(), fault.requested())).ok()
            }
            Rejection::ExtensionNotDeclared { required } => {
                Json::of(&MissingRequiredClientCapability::new((**required).clone())).ok()
            }
            _ => None,
        }
    }
}

/// The refusal of a line that is not one JSON-RPC message; the id to answer with is [`ScanError::id`].
pub fn parse_failure(error: &ScanError) -> Rejection {
    Rejection::NotOneMessage(error.clone())
}

impl From<LineFault> for Rejection {
    fn from(fault: LineFault) -> Self {
        match fault {
            LineFault::TooLong { limit } => Rejection::LineTooLong { limit },
            LineFault::Incomplete { .. } => Rejection::LineIncomplete,
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rejection::LineTooLong { limit } => write!(f, "line too long: at most {limit} bytes"),
            Rejection::LineIncomplete => f.write_str("line incomplete: it ended without a line feed"),
            Rejection::NotOneMessage(error) => write!(f, "not one JSON-RPC message: {error}"),
            Rejection::ResponseReceived => {
                f.write_str("a response was sent where a request or notification is expected")
            }
            Rejection::RequestWithoutId { method } => write!(f, "request without an id: `{method}` expects an answer"),
            Rejection::CancellationMalformed(error) => write!(f, "cancellation malformed: in params: {error}"),
            // spec: VER-014 — the versions served stand in the sentence that every client shows.
            Rejection::LegacyTraffic(fault) | Rejection::UnsupportedVersion(fault) => {
                write!(f, "unsupported protocol version: {fault}")
            }
            Rejection::MetaMissing => f.write_str("request metadata missing: params._meta is required"),
            Rejection::MetaInvalid(error) => write!(f, "request metadata invalid: in params._meta: {error}"),
            Rejection::MethodNotFound { method } => write!(f, "method not found: `{method}`"),
            Rejection::ExtensionNotDeclared { .. } => {
                f.write_str("extension not declared in the client's capabilities")
            }
        }
    }
}

impl std::error::Error for Rejection {}
