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
}
