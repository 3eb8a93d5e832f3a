//! The trace context in the fields of a request: that of the exchange, where `_meta` has that of the message.

use std::borrow::Cow;

use http::HeaderMap;
use mcp_types::{TraceContext, meta};

/// Reads the W3C trace context in the fields of a request; what is malformed is left out.
///
/// # Specification
///
/// [W3C Trace Context](https://www.w3.org/TR/trace-context/), [W3C Baggage](https://www.w3.org/TR/baggage/)
///
/// # Examples
///
/// ```
/// use http::{HeaderMap, HeaderValue};
/// use mcp_transport_http::trace_context;
///
/// let parent = "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01";
/// let mut headers = HeaderMap::new();
/// headers.append("traceparent", HeaderValue::from_static(parent));
/// assert_eq!(trace_context(&headers).traceparent.expect("it is well-formed").as_str(), parent);
///
/// // Nobody can tell which of two is meant.
/// headers.append("traceparent", HeaderValue::from_static(parent));
/// assert_eq!(trace_context(&headers).traceparent, None);
/// ```
pub fn trace_context(headers: &HeaderMap) -> TraceContext {
    TraceContext::parse(|name| {
        let mut values = headers.get_all(name).iter();
        let first = values.next()?.to_str().ok()?;
        let Some(second) = values.next() else { return Some(first.into()) };
        if name == meta::TRACEPARENT {
            return None;
        }
        // Lists that were split into several fields are one list, in the order of the fields.
        let rest = values.map(|value| value.to_str().ok());
        let all: Option<Vec<_>> = [Some(first), second.to_str().ok()].into_iter().chain(rest).collect();
        Some(Cow::Owned(all?.join(",")))
    })
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01";

    #[track_caller]
    fn check(fields: &[(&str, &[u8])], expected: &[(&str, &str)]) {
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            let name: HeaderName = name.parse().expect("a name");
            headers.append(name, HeaderValue::from_bytes(value).expect("a value"));
        }
        assert_eq!(trace_context(&headers).members().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn each_part_is_read_from_the_field_of_its_name() {
        check(&[], &[]);
        check(&[("traceparent", PARENT.as_bytes())], &[("traceparent", PARENT)]);
        check(
            &[("Baggage", b"b=2"), ("TraceState", b"a=1"), ("TraceParent", PARENT.as_bytes())],
            &[("traceparent", PARENT), ("tracestate", "a=1"), ("baggage", "b=2")],
        );
    }

    #[test]
    fn lists_in_several_fields_are_one() {
        let parent = ("traceparent", PARENT.as_bytes());
        check(
            &[parent, ("tracestate", b"a=1"), ("tracestate", b"b=2"), ("tracestate", b"c=3")],
            &[("traceparent", PARENT), ("tracestate", "a=1,b=2,c=3")],
        );
        check(&[("baggage", b"a=1"), ("baggage", b"b=2")], &[("baggage", "a=1,b=2")]);
    }

    #[test]
    fn what_is_malformed_or_ambiguous_is_left_out() {
        let parent = ("traceparent", PARENT.as_bytes());
        check(&[parent, parent], &[]);
        check(&[("traceparent", b"00"), ("tracestate", b"a=1")], &[]);
        check(&[("traceparent", b"\xff")], &[]);
        check(&[("tracestate", b"a=1")], &[]);
        check(&[parent, ("tracestate", b"a=1"), ("tracestate", b"a=2")], &[("traceparent", PARENT)]);
        check(&[parent, ("tracestate", b"a=1"), ("tracestate", b"\xff")], &[("traceparent", PARENT)]);
        check(&[parent, ("baggage", b"no baggage")], &[("traceparent", PARENT)]);
    }
}
