//! Names of the HTTP fields that MCP defines, and their values as singletons.
//!
//! ```
//! use http::{HeaderMap, HeaderValue};
//! use mcp_transport_http::field::{self, Field};
//!
//! let mut headers = HeaderMap::new();
//! headers.insert(field::MCP_METHOD, HeaderValue::from_static("tools/list"));
//! assert_eq!(Field::of(&headers, &field::MCP_METHOD), Field::One(b"tools/list"));
//!
//! headers.append(field::MCP_METHOD, HeaderValue::from_static("tools/call"));
//! assert_eq!(Field::of(&headers, &field::MCP_METHOD), Field::Repeated);
//! ```

use http::header::{CONNECTION, TE, TRANSFER_ENCODING, UPGRADE};
use http::{HeaderMap, HeaderName};

/// `MCP-Protocol-Version`: the revision of the request, equal to `protocolVersion` in `params._meta`.
pub const MCP_PROTOCOL_VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");

/// `Mcp-Method`: the `method` of the request.
pub const MCP_METHOD: HeaderName = HeaderName::from_static("mcp-method");

/// `Mcp-Name`: the tool, prompt, resource or task that the request is about, perhaps [encoded](crate::sentinel).
pub const MCP_NAME: HeaderName = HeaderName::from_static("mcp-name");

/// `Mcp-Session-Id`: the session of legacy revisions; modern traffic ignores it.
pub const MCP_SESSION_ID: HeaderName = HeaderName::from_static("mcp-session-id");

/// `Last-Event-ID`: the place in a resumed event stream of legacy revisions; modern traffic ignores it.
pub const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// `Mcp-Param-`: start of the names of the fields that mirror arguments of a tool, in lower case as in [`HeaderName`].
pub const MCP_PARAM_PREFIX: &str = "mcp-param-";

/// `Mcp-Param-`: the same as the specification writes it, for messages.
pub const MCP_PARAM: &str = "Mcp-Param-";

/// What the names of all fields that MCP defines start with, in lower case.
pub(crate) const MCP_PREFIX: &str = "mcp-";

/// What RFC 9110 says to belong to one connection, whether or not `Connection` names it.
const CONNECTION_FIELDS: [HeaderName; 6] = [
    CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    TE,
    TRANSFER_ENCODING,
    UPGRADE,
];

/// Removes from a head what is not to be forwarded: the fields of one connection, and those that `Connection` names.
///
/// All else goes on, as the next recipient may know it. The fields of MCP do so even if `Connection` names them: a gateway
/// that decides by a field and then takes it away would have nobody compare it with the content.
///
/// # Specification
///
/// [RFC 9110, section 7.6.1](https://www.rfc-editor.org/rfc/rfc9110.html#section-7.6.1)
///
/// # Examples
///
/// ```
/// use http::{HeaderMap, HeaderValue};
/// use mcp_transport_http::field;
///
/// let mut headers = HeaderMap::new();
/// headers.insert("connection", HeaderValue::from_static("close, x-trace, mcp-param-tenant"));
/// headers.insert("x-trace", HeaderValue::from_static("for the gateway alone"));
/// headers.insert("mcp-param-tenant", HeaderValue::from_static("acme"));
/// headers.insert("mcp-param-never-heard-of", HeaderValue::from_static("1"));
/// field::remove_connection_fields(&mut headers);
///
/// let mut left: Vec<_> = headers.keys().map(|name| name.as_str()).collect();
/// left.sort();
/// assert_eq!(left, ["mcp-param-never-heard-of", "mcp-param-tenant"]);
/// ```
pub fn remove_connection_fields(headers: &mut HeaderMap) {
    let options: Vec<_> = headers.get_all(CONNECTION).iter().cloned().collect();
    for name in options.iter().flat_map(|value| value.as_bytes().split(|byte| *byte == b',')) {
        let Ok(name) = HeaderName::from_bytes(trim(name)) else { continue };
        // spec: HTTP-069 — a field of MCP is for the server, whatever the client says, and is forwarded.
        if name.as_str().starts_with(MCP_PREFIX) {
            continue;
        }
        headers.remove(name);
    }
    for name in CONNECTION_FIELDS {
        headers.remove(name);
    }
}

/// Value of a field that may stand once in a head.
///
/// Exhaustive: there is no fourth number of occurrences to tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Field<'h> {
    /// The head has no such field.
    #[default]
    Absent,
    /// The head has it once; white space around the value is stripped.
    One(&'h [u8]),
    /// The head has it more than once, with equal values or different ones.
    Repeated,
}

impl<'h> Field<'h> {
    /// Reads the field called `name`.
    // spec: HTTP-041 — field names are compared without regard to case: `HeaderName` is lower case on both sides.
    pub fn of(headers: &'h HeaderMap, name: &HeaderName) -> Self {
        let mut values = headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (None, _) => Field::Absent,
            // spec: HTTP-043 — white space around a value is no part of it.
            (Some(value), None) => Field::One(trim(value.as_bytes())),
            (Some(_), Some(_)) => Field::Repeated,
        }
    }
}

/// Strips the optional white space of RFC 9110, blank and tab, from both ends.
pub(crate) fn trim(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] = value {
        value = rest;
    }
    while let [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn headers(fields: &[(&str, &[u8])]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            headers.append(name, HeaderValue::from_bytes(value).unwrap());
        }
        headers
    }

    #[test]
    fn field_names_have_no_case() {
        // spec: HTTP-041
        for name in ["Mcp-Method", "mcp-method", "MCP-METHOD"] {
            assert_eq!(Field::of(&headers(&[(name, b"x")]), &MCP_METHOD), Field::One(b"x"), "{name}");
        }
    }

    #[test]
    fn white_space_around_a_value_is_stripped() {
        // spec: HTTP-043
        for value in [b" \t x y\t ".as_slice(), b"x y", b"x y "] {
            assert_eq!(Field::of(&headers(&[("mcp-name", value)]), &MCP_NAME), Field::One(b"x y"));
        }
        assert_eq!(Field::of(&headers(&[("mcp-name", b" \t ")]), &MCP_NAME), Field::One(b""));
    }

    #[test]
    fn a_second_occurrence_is_seen_even_if_equal() {
        let twice = headers(&[("mcp-name", b"x"), ("Mcp-Name", b"x")]);
        assert_eq!(Field::of(&twice, &MCP_NAME), Field::Repeated);
        assert_eq!(Field::of(&twice, &MCP_METHOD), Field::Absent);
    }

    #[test]
    fn fields_of_one_connection_are_removed_and_those_of_mcp_never() {
        // spec: HTTP-069
        let mut forwarded = headers(&[
            ("connection", b"keep-alive, X-Hop ,, Mcp-Param-Unknown"),
            ("connection", b"mcp-method,\xff"),
            ("keep-alive", b"timeout=5"),
            ("proxy-connection", b"keep-alive"),
            ("te", b"trailers"),
            ("transfer-encoding", b"chunked"),
            ("upgrade", b"websocket"),
            ("x-hop", b"1"),
            ("x-end", b"1"),
            ("mcp-method", b"tools/call"),
            ("mcp-param-unknown", b"=?base64?!?="),
            ("mcp-param-unknown", b"twice"),
            ("authorization", b"Bearer x"),
        ]);
        remove_connection_fields(&mut forwarded);
        let mut left: Vec<_> = forwarded.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        left.sort_unstable();
        let expected: [(&str, &[u8]); 5] = [
            ("authorization", b"Bearer x"),
            ("mcp-method", b"tools/call"),
            ("mcp-param-unknown", b"=?base64?!?="),
            ("mcp-param-unknown", b"twice"),
            ("x-end", b"1"),
        ];
        assert_eq!(left, expected);
    }
}
