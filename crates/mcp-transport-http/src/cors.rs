//! Cross-origin requests of browsers (CORS): the answer to a preflight, and the fields that let a page read a response.
//!
//! Pages send credentials themselves, in `Authorization`, so nothing here allows the browser to add cookies.

use std::time::Duration;

use bytes::Bytes;
use http::header::{
    ACCEPT, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, AUTHORIZATION, CONTENT_TYPE, ORIGIN, VARY,
};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode};

use crate::field::{LAST_EVENT_ID, MCP_METHOD, MCP_NAME, MCP_PARAM_PREFIX, MCP_PROTOCOL_VERSION, MCP_SESSION_ID, trim};
use crate::limits::MAX_PREFLIGHT_PARAMS;
use crate::media::is_token_byte;

/// How long browsers may remember the answer to a preflight by default: ten minutes, the longest all of them honour.
pub(crate) const MAX_AGE: Duration = Duration::from_secs(600);

/// Fields of a request that a page may set, besides the mirrored parameters.
const ALLOWED: [HeaderName; 6] = [CONTENT_TYPE, ACCEPT, AUTHORIZATION, MCP_PROTOCOL_VERSION, MCP_METHOD, MCP_NAME];

/// Further ones where there are sessions.
static ALLOWED_OF_SESSIONS: [HeaderName; 2] = [MCP_SESSION_ID, LAST_EVENT_ID];

/// Fields of a response that a page needs and would not see otherwise.
const EXPOSED: HeaderValue = HeaderValue::from_static("www-authenticate, retry-after, mcp-protocol-version");

/// The same where there are sessions.
const EXPOSED_OF_SESSIONS: HeaderValue =
    HeaderValue::from_static("www-authenticate, retry-after, mcp-protocol-version, mcp-session-id");

/// The methods that the endpoint answers.
pub(crate) const fn allowed_methods(sessions: bool) -> &'static str {
    if sessions { "POST, GET, DELETE" } else { "POST" }
}

/// What a preflight is answered with, beyond the fields of MCP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cors {
    pub(crate) max_age: Duration,
    pub(crate) more_fields: Vec<HeaderName>,
    /// Whether there are sessions of legacy revisions.
    pub(crate) sessions: bool,
}

/// Says whether a request is a browser asking for permission.
pub(crate) fn is_preflight(parts: &Parts) -> bool {
    parts.method == Method::OPTIONS
        && parts.headers.contains_key(ORIGIN)
        && parts.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

impl Cors {
    /// Answers a preflight whose origin is admitted.
    pub(crate) fn preflight(&self, request: &HeaderMap) -> Response<Bytes> {
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = StatusCode::NO_CONTENT;
        let headers = response.headers_mut();
        self.write(request, headers);
        headers.remove(ACCESS_CONTROL_EXPOSE_HEADERS);
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(allowed_methods(self.sessions)));
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, self.allowed_fields(request));
        headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from(self.max_age.as_secs()));
        headers.insert(
            VARY,
            HeaderValue::from_static("origin, access-control-request-method, access-control-request-headers"),
        );
        response
    }

    /// The fields a page may set: ours always, names of mirrored parameters as far as it asks for them.
    fn allowed_fields(&self, request: &HeaderMap) -> HeaderValue {
        let mut list = String::new();
        let of_sessions: &[HeaderName] = if self.sessions { &ALLOWED_OF_SESSIONS } else { &[] };
        for name in ALLOWED.iter().chain(of_sessions).chain(&self.more_fields) {
            push(&mut list, name.as_str());
        }
        let asked = request.get_all(ACCESS_CONTROL_REQUEST_HEADERS).iter();
        let names = asked.flat_map(|value| value.as_bytes().split(|byte| *byte == b',')).filter_map(param_name);
        for name in names.take(MAX_PREFLIGHT_PARAMS) {
            push(&mut list, name);
        }
        // Invariant: only names of fields, commas and blanks were pushed.
        HeaderValue::try_from(list).unwrap_or(HeaderValue::from_static("content-type"))
    }

    /// Adds to a response what its page needs to read it; the request's origin is known to be admitted.
    ///
    /// A response that names its origin already, such as the answer to a preflight, is left as it is.
    pub(crate) fn write(&self, request: &HeaderMap, response: &mut HeaderMap) {
        if let Some(origin) = request.get(ORIGIN)
            && !response.contains_key(ACCESS_CONTROL_ALLOW_ORIGIN)
        {
            response.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            response.insert(ACCESS_CONTROL_EXPOSE_HEADERS, if self.sessions { EXPOSED_OF_SESSIONS } else { EXPOSED });
            response.append(VARY, HeaderValue::from_static("origin"));
        }
    }
}

fn push(list: &mut String, name: &str) {
    if !list.is_empty() {
        list.push_str(", ");
    }
    list.push_str(name);
}

/// The name of a mirrored parameter, if that is what the text is.
fn param_name(text: &[u8]) -> Option<&str> {
    let name = trim(text);
    let (prefix, rest) = name.split_at_checked(MCP_PARAM_PREFIX.len())?;
    let is_param = prefix.eq_ignore_ascii_case(MCP_PARAM_PREFIX.as_bytes());
    let is_name = !rest.is_empty() && rest.iter().all(|byte| is_token_byte(*byte));
    if is_param && is_name { std::str::from_utf8(name).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    fn cors() -> Cors {
        Cors { max_age: MAX_AGE, more_fields: vec![HeaderName::from_static("traceparent")], sessions: false }
    }

    fn preflight(asked: &str) -> Response<Bytes> {
        let parts = Request::options("/mcp")
            .header(ORIGIN, "http://localhost:5173")
            .header(ACCESS_CONTROL_REQUEST_METHOD, "POST")
            .header(ACCESS_CONTROL_REQUEST_HEADERS, asked)
            .body(())
            .unwrap()
            .into_parts()
            .0;
        assert!(is_preflight(&parts));
        cors().preflight(&parts.headers)
    }

    #[test]
    fn a_preflight_learns_what_a_page_may_send() {
        let response = preflight("content-type,mcp-method, Mcp-Param-Region,x-evil,mcp-param-,mcp-param-a b,mcp-param");
        assert_eq!(response.status(), StatusCode::NO_CONTENT);
        assert!(response.body().is_empty());
        let field = |name| response.headers().get(name).map(|value| value.to_str().unwrap());
        assert_eq!(field(ACCESS_CONTROL_ALLOW_ORIGIN), Some("http://localhost:5173"));
        assert_eq!(field(ACCESS_CONTROL_ALLOW_METHODS), Some("POST"));
        assert_eq!(
            field(ACCESS_CONTROL_ALLOW_HEADERS),
            Some(
                "content-type, accept, authorization, mcp-protocol-version, mcp-method, mcp-name, traceparent, Mcp-Param-Region"
            )
        );
        assert_eq!(field(ACCESS_CONTROL_MAX_AGE), Some("600"));
        assert_eq!(field(VARY), Some("origin, access-control-request-method, access-control-request-headers"));
        assert_eq!(field(http::header::ACCESS_CONTROL_ALLOW_CREDENTIALS), None);
    }

    #[test]
    fn pages_may_use_sessions_where_there_are_any() {
        let cors = Cors { sessions: true, ..cors() };
        let mut request = HeaderMap::new();
        request.insert(ORIGIN, HeaderValue::from_static("http://localhost:5173"));
        let preflight = cors.preflight(&request);
        assert_eq!(preflight.headers()[ACCESS_CONTROL_ALLOW_METHODS], "POST, GET, DELETE");
        let allowed = preflight.headers()[ACCESS_CONTROL_ALLOW_HEADERS].to_str().unwrap();
        assert!(allowed.contains("mcp-session-id, last-event-id"), "{allowed}");
        let mut response = HeaderMap::new();
        cors.write(&request, &mut response);
        assert!(response[ACCESS_CONTROL_EXPOSE_HEADERS].to_str().unwrap().ends_with("mcp-session-id"));
    }

    #[test]
    fn a_preflight_cannot_ask_for_endless_names() {
        let asked = (0..1000).map(|index| format!("mcp-param-{index}")).collect::<Vec<_>>().join(",");
        let response = preflight(&asked);
        let allowed = response.headers()[ACCESS_CONTROL_ALLOW_HEADERS].to_str().unwrap();
        assert_eq!(allowed.matches("mcp-param-").count(), MAX_PREFLIGHT_PARAMS);
    }

    #[test]
    fn a_response_can_be_read_by_the_page_that_asked() {
        let mut request = HeaderMap::new();
        let mut response = HeaderMap::new();
        cors().write(&request, &mut response);
        assert!(response.is_empty(), "no page, nothing to say");
        request.insert(ORIGIN, HeaderValue::from_static("null"));
        response.insert(VARY, HeaderValue::from_static("accept"));
        cors().write(&request, &mut response);
        assert_eq!(response[ACCESS_CONTROL_ALLOW_ORIGIN], "null");
        assert_eq!(response[ACCESS_CONTROL_EXPOSE_HEADERS], EXPOSED);
        assert_eq!(response.get_all(VARY).iter().collect::<Vec<_>>(), ["accept", "origin"]);
        let written = response.clone();
        cors().write(&request, &mut response);
        assert_eq!(response, written, "once is enough");
    }
}
