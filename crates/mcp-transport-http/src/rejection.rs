//! Every refusal there is: which row of the order it belongs to, and what it looks like in HTTP and JSON-RPC.
//!
//! [`REFUSALS`] is the order in which requests are judged, as data. [`Rejection`] is one refusal with what the peer needs
//! to mend it. The map from the one to the other stands here and nowhere else.

mod fault;
mod render;

use std::time::Duration;

use http::{HeaderValue, StatusCode};
use mcp_types::admission::VersionFault;
use mcp_types::jsonrpc::ScanError;
use mcp_types::{ClientCapabilities, DecodeError, ErrorCode, Json};

pub use fault::{FieldFault, FieldProblem, SourceFault, SourceProblem};

/// Code of refusals that end by waiting: overload, rate limits, deadlines.
///
/// JSON-RPC reserves −32768 to −32000, and nothing in MCP names this case; −31000 is the first round number outside. The
/// error's `data` has one member, `retryAfter`: whole seconds from now, at least 1, as the field `Retry-After` has them.
// spec: ERR-013 — codes of our own stand outside the block that JSON-RPC reserves.
pub const TRY_LATER: ErrorCode = match ErrorCode::application(-31_000) {
    Ok(code) => code,
    Err(_) => ErrorCode::INTERNAL_ERROR,
};

/// One row of the order of refusals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// Place in the order, counted from 1; a request that breaks several rules is refused for the first.
    pub number: u8,
    /// What leads to this refusal.
    pub condition: &'static str,
    /// The pairs of status and code that it may have.
    pub answers: &'static [Answer],
}

/// What a refusal looks like from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// Status of the HTTP response.
    pub status: StatusCode,
    /// Code of the JSON-RPC error; `None` where the answer is a result that tells of a failure.
    pub code: Option<ErrorCode>,
}

const fn answer(status: StatusCode, code: ErrorCode) -> Answer {
    Answer { status, code: Some(code) }
}

macro_rules! refusals {
    ($($number:literal $condition:literal => $($answer:expr),+;)+) => {
        [$(Refusal { number: $number, condition: $condition, answers: const { &[$($answer),+] } }),+]
    };
}

/// The order in which a request is judged, first rule first.
///
/// # Examples
///
/// ```
/// use mcp_transport_http::{REFUSALS, Rejection};
///
/// assert_eq!(Rejection::MethodNotAllowed { sessions: false }.row(), &REFUSALS[0]);
/// assert_eq!(REFUSALS[0].answers[0].status, 405);
/// ```
pub static REFUSALS: [Refusal; 18] = {
    use {ErrorCode as C, StatusCode as S};
    refusals! {
        1 "the HTTP method is not POST" => answer(S::METHOD_NOT_ALLOWED, C::INVALID_REQUEST);
        2 "Origin or Host is not allowed" => answer(S::FORBIDDEN, C::INVALID_REQUEST);
        3 "credentials are missing or bad" => answer(S::UNAUTHORIZED, C::INVALID_REQUEST);
        4 "content type, acceptable types or size do not fit" =>
            answer(S::UNSUPPORTED_MEDIA_TYPE, C::INVALID_REQUEST),
            answer(S::NOT_ACCEPTABLE, C::INVALID_REQUEST),
            answer(S::PAYLOAD_TOO_LARGE, C::INVALID_REQUEST),
            answer(S::REQUEST_HEADER_FIELDS_TOO_LARGE, C::INVALID_REQUEST);
        5 "the content is not JSON, or not one request or notification" =>
            answer(S::BAD_REQUEST, C::PARSE_ERROR),
            answer(S::BAD_REQUEST, C::INVALID_REQUEST);
        6 "legacy traffic where only modern versions are served" =>
            answer(S::BAD_REQUEST, C::UNSUPPORTED_PROTOCOL_VERSION);
        7 "a required member of _meta is missing, or a reserved one is of the wrong type" =>
            answer(S::BAD_REQUEST, C::INVALID_PARAMS);
        8 "MCP-Protocol-Version is missing or differs from _meta" => answer(S::BAD_REQUEST, C::HEADER_MISMATCH);
        9 "the version is not served" => answer(S::BAD_REQUEST, C::UNSUPPORTED_PROTOCOL_VERSION);
        10 "the method is not served" => answer(S::NOT_FOUND, C::METHOD_NOT_FOUND);
        11 "Mcp-Method or Mcp-Name is missing or differs from the content" =>
            answer(S::BAD_REQUEST, C::HEADER_MISMATCH);
        12 "the extension that a method or filter belongs to is not declared" =>
            answer(S::BAD_REQUEST, C::MISSING_REQUIRED_CLIENT_CAPABILITY);
        13 "policy refuses" => answer(S::FORBIDDEN, C::INVALID_REQUEST);
        14 "params are malformed, or name something unknown" => answer(S::OK, C::INVALID_PARAMS);
        15 "a capability that the tool must have is not declared" =>
            answer(S::BAD_REQUEST, C::MISSING_REQUIRED_CLIENT_CAPABILITY);
        16 "a mirrored parameter is missing, extra, different or malformed" =>
            answer(S::BAD_REQUEST, C::HEADER_MISMATCH);
        17 "the arguments break the input schema" => Answer { status: S::OK, code: None };
        18 "overload, a rate limit or a deadline" =>
            answer(S::SERVICE_UNAVAILABLE, TRY_LATER),
            answer(S::TOO_MANY_REQUESTS, TRY_LATER);
    }
};

/// A request refused, and why.
///
/// [`Display`](std::fmt::Display) is the message on the wire: one sentence without content of the request, beyond short
/// excerpts of origins, hosts, methods and versions.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Rejection {
    /// Row 1: the HTTP method is not POST.
    MethodNotAllowed {
        /// Whether GET and DELETE are allowed as well, because there are sessions.
        sessions: bool,
    },
    /// Row 2: the origin is not in the list `allowed_origins`.
    OriginNotAllowed(Box<SourceFault>),
    /// Row 2: the host is not in the list `allowed_hosts`.
    HostNotAllowed(Box<SourceFault>),
    /// Row 3: no credentials, or bad ones.
    Unauthorized {
        /// Values of `WWW-Authenticate`, one field each.
        challenges: Box<[HeaderValue]>,
    },
    /// Row 4: the content is not declared to be JSON in UTF-8.
    UnsupportedMediaType,
    /// Row 4: the content is compressed or otherwise coded.
    UnsupportedContentCoding,
    /// Row 4: the client does not take both JSON and event streams.
    NotAcceptable,
    /// Row 4: the content is larger than allowed.
    BodyTooLarge {
        /// The most bytes that are allowed.
        limit: u64,
    },
    /// Row 4: the fields of the head are larger than allowed.
    HeadTooLarge {
        /// The most bytes that all fields together may have.
        limit: usize,
    },
    /// Row 4: the fields of MCP are larger than allowed.
    McpFieldsTooLarge {
        /// The most bytes that the fields of MCP together may have.
        limit: usize,
    },
    /// Row 5: the content broke off before its end.
    ContentIncomplete,
    /// Row 5: the content is not one JSON-RPC message.
    NotOneMessage(ScanError),
    /// Row 5: the content is a response, which servers never ask for.
    PostedResponse,
    /// Row 5: a method that expects an answer came without an id.
    RequestWithoutId {
        /// Start of the method.
        method: Box<str>,
    },
    /// Row 6: `initialize` of a legacy revision.
    LegacyTraffic(Box<VersionFault>),
    /// Row 7: the request has no `params._meta`.
    MetaMissing,
    /// Row 7: a required member of `params._meta` is missing, or a reserved one is of the wrong type.
    MetaInvalid(DecodeError),
    /// Row 8: `MCP-Protocol-Version` is missing or differs from the content.
    VersionField(Box<FieldFault>),
    /// Row 9: the version is not served.
    UnsupportedVersion(Box<VersionFault>),
    /// Row 10: the method is not served.
    MethodNotFound {
        /// Start of the method.
        method: Box<str>,
    },
    /// Row 11: `Mcp-Method` or `Mcp-Name` is missing or differs from the content.
    RoutingField(Box<FieldFault>),
    /// Row 12: a method or filter of an extension that the request does not declare.
    ExtensionNotDeclared {
        /// What the client has to declare.
        required: Box<ClientCapabilities>,
    },
    /// Row 13: who asks may not do this.
    Forbidden {
        /// Values of `WWW-Authenticate`, one field each.
        challenges: Box<[HeaderValue]>,
    },
    /// Row 14: `params` are malformed, or name something that does not exist.
    InvalidParams {
        /// The sentence for the peer.
        message: Box<str>,
        /// More for programs.
        data: Option<Box<Json>>,
    },
    /// Row 15: the tool needs a capability that the request does not declare.
    CapabilityNotDeclared {
        /// What the client has to declare.
        required: Box<ClientCapabilities>,
    },
    /// Row 16: a field `Mcp-Param-*` does not agree with the arguments.
    ParameterField(Box<FieldFault>),
    /// Row 18: the server has too much to do.
    Overloaded {
        /// When to try again, from now; on the wire rounded up to whole seconds, at least one.
        retry_after: Duration,
    },
    /// Row 18: this client asks too often.
    RateLimited {
        /// When to try again, from now; on the wire rounded up to whole seconds, at least one.
        retry_after: Duration,
    },
    /// Row 18: the answer was not ready in time.
    DeadlineExceeded {
        /// When to try again, from now; on the wire rounded up to whole seconds, at least one.
        retry_after: Duration,
    },
}

impl Rejection {
    /// The row of [`REFUSALS`] that this belongs to.
    pub fn row(&self) -> &'static Refusal {
        // Invariant: rows stand in order and are counted from 1; a test walks both.
        &REFUSALS[usize::from(self.place().0) - 1]
    }

    /// Status of the HTTP response.
    pub fn status(&self) -> StatusCode {
        self.place().1
    }

    /// Code of the JSON-RPC error.
    pub fn code(&self) -> ErrorCode {
        self.place().2
    }

    /// The map: row, status, code.
    fn place(&self) -> (u8, StatusCode, ErrorCode) {
        use {ErrorCode as C, StatusCode as S};
        match self {
            // spec: HTTP-076 — without legacy revisions there is nothing behind GET and DELETE.
            Rejection::MethodNotAllowed { .. } => (1, S::METHOD_NOT_ALLOWED, C::INVALID_REQUEST),
            // spec: HTTP-003 — a foreign origin is forbidden, whatever it asks for.
            Rejection::OriginNotAllowed(_) | Rejection::HostNotAllowed(_) => (2, S::FORBIDDEN, C::INVALID_REQUEST),
            Rejection::Unauthorized { .. } => (3, S::UNAUTHORIZED, C::INVALID_REQUEST),
            Rejection::UnsupportedMediaType | Rejection::UnsupportedContentCoding => {
                (4, S::UNSUPPORTED_MEDIA_TYPE, C::INVALID_REQUEST)
            }
            Rejection::NotAcceptable => (4, S::NOT_ACCEPTABLE, C::INVALID_REQUEST),
            Rejection::BodyTooLarge { .. } => (4, S::PAYLOAD_TOO_LARGE, C::INVALID_REQUEST),
            Rejection::HeadTooLarge { .. } | Rejection::McpFieldsTooLarge { .. } => {
                (4, S::REQUEST_HEADER_FIELDS_TOO_LARGE, C::INVALID_REQUEST)
            }
            Rejection::ContentIncomplete => (5, S::BAD_REQUEST, C::PARSE_ERROR),
            Rejection::NotOneMessage(error) => (5, S::BAD_REQUEST, error.code()),
            // spec: HTTP-014 — what cannot be accepted has an error status, notifications too.
            Rejection::PostedResponse | Rejection::RequestWithoutId { .. } => (5, S::BAD_REQUEST, C::INVALID_REQUEST),
            Rejection::LegacyTraffic(_) => (6, S::BAD_REQUEST, C::UNSUPPORTED_PROTOCOL_VERSION),
            // spec: META-010 — incomplete `_meta` is a bad request.
            Rejection::MetaMissing | Rejection::MetaInvalid(_) => (7, S::BAD_REQUEST, C::INVALID_PARAMS),
            // spec: ERR-017 — the three codes of MCP itself are bad requests, here and below.
            // spec: HTTP-039 — fields that do not agree have one code, whichever field it is.
            Rejection::VersionField(_) => (8, S::BAD_REQUEST, C::HEADER_MISMATCH),
            // spec: HTTP-030 — a version that is not served is a bad request.
            Rejection::UnsupportedVersion(_) => (9, S::BAD_REQUEST, C::UNSUPPORTED_PROTOCOL_VERSION),
            // spec: HTTP-031 — a method that is not served is not found.
            Rejection::MethodNotFound { .. } => (10, S::NOT_FOUND, C::METHOD_NOT_FOUND),
            Rejection::RoutingField(_) => (11, S::BAD_REQUEST, C::HEADER_MISMATCH),
            // spec: META-015 — a capability that is not declared is a bad request.
            Rejection::ExtensionNotDeclared { .. } => (12, S::BAD_REQUEST, C::MISSING_REQUIRED_CLIENT_CAPABILITY),
            Rejection::Forbidden { .. } => (13, S::FORBIDDEN, C::INVALID_REQUEST),
            // Why: dual-era clients take a 4xx without one of the three codes of MCP for a legacy server.
            Rejection::InvalidParams { .. } => (14, S::OK, C::INVALID_PARAMS),
            // spec: META-015 — a capability that is not declared is a bad request.
            Rejection::CapabilityNotDeclared { .. } => (15, S::BAD_REQUEST, C::MISSING_REQUIRED_CLIENT_CAPABILITY),
            Rejection::ParameterField(_) => (16, S::BAD_REQUEST, C::HEADER_MISMATCH),
            Rejection::Overloaded { .. } | Rejection::DeadlineExceeded { .. } => {
                (18, S::SERVICE_UNAVAILABLE, TRY_LATER)
            }
            Rejection::RateLimited { .. } => (18, S::TOO_MANY_REQUESTS, TRY_LATER),
        }
    }
}

/// The refusal of content that is not one JSON-RPC message; the id to answer with is [`ScanError::id`].
pub fn parse_failure(error: &ScanError) -> Rejection {
    Rejection::NotOneMessage(error.clone())
}

#[cfg(test)]
mod tests;
