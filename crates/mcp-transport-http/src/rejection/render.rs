//! A refusal as JSON-RPC error and as HTTP response.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, Response};
use mcp_types::admission::VersionFault;
use mcp_types::jsonrpc::write_error;
use mcp_types::{
    ClientCapabilities, ErrorObject, Json, MissingRequiredClientCapability, RequestId, UnsupportedProtocolVersion,
};

use super::Rejection;
use crate::cors::allowed_methods;
use crate::media::APPLICATION_JSON;

impl Rejection {
    /// The JSON-RPC error that tells the peer.
    pub fn error_object(&self) -> ErrorObject {
        let mut error = ErrorObject::new(self.code(), self.to_string());
        error.data = self.data();
        error
    }

    /// The HTTP response: a JSON-RPC error with the fields that belong to the status.
    ///
    /// `id` is the id of the request where it could be read; without it the error has none.
    // spec: HTTP-004 — a refusal of a head alone is an error without id.
    pub fn into_response(self, id: Option<&RequestId>) -> Response<Bytes> {
        let mut body = Vec::new();
        let data = self.data();
        write_error(&mut body, id, self.code(), &self.to_string(), data.as_ref().map(Json::as_raw));
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = self.status();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(APPLICATION_JSON));
        self.write_fields(response.headers_mut());
        response
    }

    fn write_fields(self, headers: &mut HeaderMap) {
        match self {
            Rejection::MethodNotAllowed { sessions } => {
                headers.insert(ALLOW, HeaderValue::from_static(allowed_methods(sessions)));
            }
            Rejection::UnsupportedContentCoding => {
                headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
            }
            Rejection::Unauthorized { challenges } | Rejection::Forbidden { challenges } => {
                for challenge in challenges {
                    headers.append(WWW_AUTHENTICATE, challenge);
                }
            }
            Rejection::Overloaded { retry_after }
            | Rejection::RateLimited { retry_after }
            | Rejection::DeadlineExceeded { retry_after } => {
                headers.insert(RETRY_AFTER, HeaderValue::from(wire_seconds(retry_after)));
            }
            _ => {}
        }
    }

    fn data(&self) -> Option<Json> {
        match self {
            Rejection::LegacyTraffic(fault) | Rejection::UnsupportedVersion(fault) => version_data(fault),
            Rejection::ExtensionNotDeclared { required } | Rejection::CapabilityNotDeclared { required } => {
                capability_data(required)
            }
            Rejection::InvalidParams { data, .. } => data.as_deref().cloned(),
            Rejection::Overloaded { retry_after }
            | Rejection::RateLimited { retry_after }
            | Rejection::DeadlineExceeded { retry_after } => retry_data(*retry_after),
            _ => None,
        }
    }
}

/// Rounds up, to one second at least: a client told to wait for nothing would come back at once.
///
/// At most what every reader of JSON takes for an integer, some 300 million years.
fn wire_seconds(duration: Duration) -> u64 {
    duration.as_secs().saturating_add(u64::from(duration.subsec_nanos() > 0)).clamp(1, (1 << 53) - 1)
}

/// What `Retry-After` says, for transports and event streams that have no fields.
fn retry_data(retry_after: Duration) -> Option<Json> {
    Json::parse(&format!(r#"{{"retryAfter":{}}}"#, wire_seconds(retry_after))).ok()
}

// spec: ERR-016 — the versions served as a list, and the version asked for.
fn version_data(fault: &VersionFault) -> Option<Json> {
    Json::of(&UnsupportedProtocolVersion::new(fault.supported().to_vec(), fault.requested())).ok()
}

// spec: ERR-015 — the missing capabilities in the form in which the client would declare them.
fn capability_data(required: &ClientCapabilities) -> Option<Json> {
    Json::of(&MissingRequiredClientCapability::new(required.clone())).ok()
}

impl fmt::Display for Rejection {
    // spec: ERR-014 — one short sentence, the fact before the value.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rejection::MethodNotAllowed { .. } => f.write_str("method not allowed: MCP messages are sent with POST"),
            Rejection::OriginNotAllowed(fault) => write!(f, "origin not allowed: {fault}"),
            Rejection::HostNotAllowed(fault) => write!(f, "host not allowed: {fault}"),
            Rejection::Unauthorized { .. } => f.write_str("credentials are missing or not valid"),
            Rejection::UnsupportedMediaType => {
                f.write_str("unsupported media type: Content-Type must be application/json")
            }
            Rejection::UnsupportedContentCoding => {
                f.write_str("unsupported content coding: the content must be sent without Content-Encoding")
            }
            Rejection::NotAcceptable => {
                f.write_str("not acceptable: Accept must admit both application/json and text/event-stream")
            }
            Rejection::BodyTooLarge { limit } => write!(f, "content too large: at most {limit} bytes"),
            Rejection::HeadTooLarge { limit } => write!(f, "head too large: at most {limit} bytes in all fields"),
            Rejection::McpFieldsTooLarge { limit } => {
                write!(f, "head too large: at most {limit} bytes in the fields of MCP")
            }
            Rejection::ContentIncomplete => f.write_str("content incomplete: it broke off before its end"),
            Rejection::NotOneMessage(error) => write!(f, "not one JSON-RPC message: {error}"),
            Rejection::PostedResponse => f.write_str("a response was sent where a request or notification is expected"),
            Rejection::RequestWithoutId { method } => write!(f, "request without an id: `{method}` expects an answer"),
            Rejection::LegacyTraffic(fault) | Rejection::UnsupportedVersion(fault) => {
                write!(f, "unsupported protocol version: {fault}")
            }
            Rejection::MetaMissing => f.write_str("request metadata missing: params._meta is required"),
            Rejection::MetaInvalid(error) => write!(f, "request metadata invalid: in params._meta: {error}"),
            Rejection::MethodNotFound { method } => write!(f, "method not found: `{method}`"),
            Rejection::VersionField(fault) | Rejection::RoutingField(fault) | Rejection::ParameterField(fault) => {
                write!(f, "header mismatch: {fault}")
            }
            Rejection::ExtensionNotDeclared { .. } => {
                f.write_str("extension not declared in the client's capabilities")
            }
            Rejection::Forbidden { .. } => f.write_str("not allowed for this client"),
            Rejection::InvalidParams { message, .. } => f.write_str(message),
            Rejection::CapabilityNotDeclared { .. } => f.write_str("required client capability not declared"),
            Rejection::Overloaded { .. } => f.write_str("overloaded, try again later"),
            Rejection::RateLimited { .. } => f.write_str("too many requests, try again later"),
            Rejection::DeadlineExceeded { .. } => f.write_str("deadline exceeded, try again later"),
        }
    }
}

impl std::error::Error for Rejection {}
