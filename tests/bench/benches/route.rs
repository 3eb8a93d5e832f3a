//! A gateway's decision from the head alone: less than 200 ns, and no allocation.

#![allow(missing_docs, reason = "a benchmark has no users")]

use divan::{AllocProfiler, Bencher, black_box};
use http::{HeaderMap, HeaderValue};
use mcp_transport_http::{RouteKey, field, sentinel};

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

/// The head of a call as clients send it.
fn headers(name: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (field, value) in [
        ("host", "mcp.example.com"),
        ("user-agent", "bench/1.0.0"),
        ("content-type", "application/json"),
        ("accept", "application/json, text/event-stream"),
        ("authorization", "Bearer eyJhbGciOiJIUzI1NiJ9.e30.ZRrHA1JJJW8opsbCGfG_HACGpVUMN_a9IV7pAx_Zmeo"),
        ("content-length", "270"),
    ] {
        headers.insert(field, HeaderValue::from_static(value));
    }
    headers.insert(field::MCP_PROTOCOL_VERSION, HeaderValue::from_static("2026-07-28"));
    headers.insert(field::MCP_METHOD, HeaderValue::from_static("tools/call"));
    headers.insert(field::MCP_NAME, HeaderValue::from_str(&sentinel::encode(name)).expect("a field value"));
    headers
}

#[divan::bench(args = ["render_video", "Grüße"])]
fn route_key(bencher: Bencher<'_, '_>, name: &str) {
    let headers = headers(name);
    bencher.bench(|| {
        let key = RouteKey::from_headers(black_box(&headers)).expect("a key");
        key.method() == "tools/call" && key.name().is_some_and(|mirrored| mirrored.stands_for(black_box(name)))
    });
}
