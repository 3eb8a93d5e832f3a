//! Sessions of legacy revisions: the fields that carry them, and how what they carry is refused.
//!
//! A session is opened by the response to `initialize`, which names it in `Mcp-Session-Id`. Every later request repeats
//! that id; GET opens a stream for the server's own messages, and DELETE ends the session.

use std::fmt;
use std::str;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Response, StatusCode};
use mcp_types::jsonrpc::write_error;
use mcp_types::{Era, ErrorCode, ProtocolVersion, RequestId};

use crate::field::{Field, LAST_EVENT_ID, MCP_PROTOCOL_VERSION, MCP_SESSION_ID};
use crate::media::{APPLICATION_JSON, Acceptable, Quality};

/// What a client does to a session other than sending messages in it.
///
/// Exhaustive: legacy revisions know these two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SessionMethod {
    /// GET: listens for messages of the server.
    Listen,
    /// DELETE: ends the session.
    End,
}

/// The fields of a request that belongs to a session.
///
/// # Specification
///
/// [Session management](https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management)
///
/// # Examples
///
/// ```
/// use http::Request;
/// use mcp_transport_http::{SessionFields, SessionRejection};
///
/// let request = Request::post("/mcp").header("mcp-session-id", "abc").header("mcp-protocol-version", "2025-11-25");
/// let headers = request.body(())?.into_parts().0.headers;
/// assert_eq!(SessionFields::of(&headers).map(|fields| fields.id), Ok("abc"));
///
/// let headers = Request::post("/mcp").body(())?.into_parts().0.headers;
/// assert_eq!(SessionFields::of(&headers), Err(SessionRejection::Missing));
/// assert_eq!(SessionRejection::Missing.status(), 400);
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SessionFields<'h> {
    /// `Mcp-Session-Id`: visible ASCII.
    pub id: &'h str,
    /// `MCP-Protocol-Version`, which clients of 2025-03-26 do not send.
    pub version: Option<ProtocolVersion>,
    /// `Last-Event-ID`: the last event that the client has seen of a stream that broke.
    pub last_event: Option<&'h str>,
}

/// A request of a legacy session refused, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SessionRejection {
    /// The request does not say which session it belongs to.
    Missing,
    /// The session does not exist: it has ended, or never was. The client opens another one.
    Unknown,
    /// `Mcp-Session-Id` or `Last-Event-ID` stands twice, or is not visible ASCII.
    Malformed,
    /// `MCP-Protocol-Version` names another version than that of the session.
    Version,
    /// `Last-Event-ID` names no event of this session that is still known.
    EventUnknown,
    /// GET without `text/event-stream` in `Accept`.
    NotAcceptable,
    /// The content is no message that a client sends in a session.
    NotOneMessage,
}

impl<'h> SessionFields<'h> {
    /// Reads the fields.
    ///
    /// # Errors
    ///
    /// [`SessionRejection::Missing`], [`SessionRejection::Malformed`] and [`SessionRejection::Version`].
    pub fn of(headers: &'h HeaderMap) -> Result<Self, SessionRejection> {
        let id = visible(Field::of(headers, &MCP_SESSION_ID))?.ok_or(SessionRejection::Missing)?;
        let last_event = visible(Field::of(headers, &LAST_EVENT_ID))?;
        let version = match Field::of(headers, &MCP_PROTOCOL_VERSION) {
            Field::Absent => None,
            Field::Repeated => return Err(SessionRejection::Version),
            Field::One(value) => {
                let version = str::from_utf8(value).ok().and_then(ProtocolVersion::known);
                Some(version.filter(|version| version.era() == Some(Era::Legacy)).ok_or(SessionRejection::Version)?)
            }
        };
        Ok(SessionFields { id, version, last_event })
    }
}

fn visible(field: Field<'_>) -> Result<Option<&str>, SessionRejection> {
    match field {
        Field::Absent => Ok(None),
        Field::One(value) if !value.is_empty() && value.iter().all(u8::is_ascii_graphic) => {
            str::from_utf8(value).map(Some).map_err(|_| SessionRejection::Malformed)
        }
        Field::One(_) | Field::Repeated => Err(SessionRejection::Malformed),
    }
}

/// Judges whether the client takes an event stream, as it must to listen.
///
/// # Errors
///
/// [`SessionRejection::NotAcceptable`].
pub fn admit_listening(headers: &HeaderMap) -> Result<(), SessionRejection> {
    if Acceptable::of(headers).event_stream() > Quality::NONE { Ok(()) } else { Err(SessionRejection::NotAcceptable) }
}

/// Names the session that a response opens; `id` is visible ASCII.
///
/// # Panics
///
/// If it is not.
pub fn write_session_id(headers: &mut HeaderMap, id: &str) {
    headers.insert(MCP_SESSION_ID, HeaderValue::from_str(id).expect("the id is visible ASCII"));
}

impl SessionRejection {
    /// Status of the HTTP response.
    pub fn status(self) -> StatusCode {
        match self {
            SessionRejection::Unknown => StatusCode::NOT_FOUND,
            SessionRejection::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// The HTTP response: a JSON-RPC error, with the id of the request where there is one.
    pub fn into_response(self, id: Option<&RequestId>) -> Response<Bytes> {
        let mut body = Vec::new();
        write_error(&mut body, id, ErrorCode::INVALID_REQUEST, &self.to_string(), None);
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = self.status();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(APPLICATION_JSON));
        response
    }
}

impl fmt::Display for SessionRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SessionRejection::Missing => "session missing: Mcp-Session-Id is required after initialize",
            SessionRejection::Unknown => "session not found: open another one with initialize",
            SessionRejection::Malformed => "session fields malformed: each stands once and is visible ASCII",
            SessionRejection::Version => {
                "unsupported protocol version: MCP-Protocol-Version differs from the session's"
            }
            SessionRejection::EventUnknown => "event not found: Last-Event-ID names none that is still known",
            SessionRejection::NotAcceptable => "not acceptable: Accept must admit text/event-stream",
            SessionRejection::NotOneMessage => "not a message that clients send in a session",
        })
    }
}

impl std::error::Error for SessionRejection {}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(of: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in of {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn fields_are_read_or_refused() {
        let (id, version, event) = ("mcp-session-id", "mcp-protocol-version", "last-event-id");
        let good = fields(&[(id, " abc "), (version, "2025-06-18"), (event, "1-2")]);
        let expected =
            SessionFields { id: "abc", version: Some(ProtocolVersion::V2025_06_18), last_event: Some("1-2") };
        assert_eq!(SessionFields::of(&good), Ok(expected));
        assert_eq!(SessionFields::of(&fields(&[(id, "a")])).map(|fields| fields.version), Ok(None));
        let table: [(&[(&str, &str)], _); 8] = [
            (&[], SessionRejection::Missing),
            (&[(id, "")], SessionRejection::Malformed),
            (&[(id, "a b")], SessionRejection::Malformed),
            (&[(id, "a"), (id, "a")], SessionRejection::Malformed),
            (&[(id, "a"), (event, "a"), (event, "a")], SessionRejection::Malformed),
            (&[(id, "a"), (version, "1999-01-01")], SessionRejection::Version),
            (&[(id, "a"), (version, "2026-07-28")], SessionRejection::Version),
            (&[(id, "a"), (version, "2025-11-25"), (version, "2025-11-25")], SessionRejection::Version),
        ];
        for (sent, expected) in table {
            assert_eq!(SessionFields::of(&fields(sent)), Err(expected), "{sent:?}");
        }
    }

    #[test]
    fn listening_needs_a_client_that_takes_event_streams() {
        for (accept, expected) in [
            ("text/event-stream", Ok(())),
            ("application/json, text/event-stream", Ok(())),
            ("*/*", Ok(())),
            ("application/json", Err(SessionRejection::NotAcceptable)),
            ("text/event-stream;q=0", Err(SessionRejection::NotAcceptable)),
        ] {
            assert_eq!(admit_listening(&fields(&[("accept", accept)])), expected, "{accept}");
        }
    }

    #[test]
    fn refusals_are_errors_of_their_status() {
        let statuses = [
            (SessionRejection::Missing, 400),
            (SessionRejection::Unknown, 404),
            (SessionRejection::Malformed, 400),
            (SessionRejection::Version, 400),
            (SessionRejection::EventUnknown, 400),
            (SessionRejection::NotAcceptable, 406),
            (SessionRejection::NotOneMessage, 400),
        ];
        for (rejection, status) in statuses {
            let response = rejection.into_response(Some(&RequestId::from(1)));
            assert_eq!(response.status(), status);
            assert!(response.body().starts_with(br#"{"jsonrpc":"2.0","id":1,"error":{"code":-32600,"#));
        }
    }
}
