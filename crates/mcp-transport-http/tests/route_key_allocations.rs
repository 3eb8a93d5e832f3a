//! A routing decision from a head allocates nothing, whether it succeeds or not.

use http::{HeaderMap, HeaderValue};
use mcp_transport_http::{RouteKey, field};

fn headers(version: &'static str, method: &'static str, name: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(field::MCP_PROTOCOL_VERSION, HeaderValue::from_static(version));
    headers.insert(field::MCP_METHOD, HeaderValue::from_static(method));
    headers.insert(field::MCP_NAME, HeaderValue::from_str(name).expect("a field value"));
    headers
}

fn allocations(work: impl FnOnce()) -> u64 {
    allocation_counter::measure(work).count_total
}

#[test]
fn the_counter_counts() {
    assert!(allocations(|| drop(std::hint::black_box(Box::new(5)))) > 0);
}

#[test]
fn reading_and_comparing_a_key_allocates_nothing() {
    let long = "Grüße ".repeat(500);
    for name in ["add", "Grüße", long.as_str()] {
        let headers = headers("2026-07-28", "tools/call", &mcp_transport_http::sentinel::encode(name));
        let count = allocations(|| {
            let key = RouteKey::from_headers(&headers).expect("a key");
            assert_eq!(key.method(), "tools/call");
            assert!(key.name().is_some_and(|mirrored| mirrored.stands_for(name) && !mirrored.stands_for("drop")));
        });
        assert_eq!(count, 0, "{} bytes", name.len());
    }
}

#[test]
fn refusing_a_head_allocates_nothing() {
    for (version, method, name) in [
        ("2025-11-25", "tools/call", "add"),
        ("2099-01-01", "tools/call", "add"),
        ("2026-07-28", "tools/call", "=?base64?!?="),
        ("2026-07-28", "", "add"),
    ] {
        let headers = headers(version, method, name);
        assert_eq!(allocations(|| assert!(RouteKey::from_headers(&headers).is_err())), 0, "{version} {method} {name}");
    }
}
