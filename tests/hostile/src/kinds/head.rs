//! Heads that say something wrong, or too much.

use super::{Kind, kind};
use crate::script::{Step, alone, ask};
use crate::wire::Request;

pub(super) const KINDS: &[Kind] = &[
    kind("another content type", 20, &["415 -32600"], |dice, _| {
        let types =
            ["text/plain", "application/xml", "application/json; charset=utf-16", "multipart/form-data", "json"];
        ask(&add().having("content-type", *dice.pick(&types)))
    }),
    kind("no content type", 10, &["415 -32600"], |_, _| ask(&add().without("content-type"))),
    kind("compressed content", 10, &["415 -32600"], |dice, _| {
        ask(&add().with("content-encoding", *dice.pick(&["gzip", "br", "deflate, gzip", "zstd"])))
    }),
    kind("an Accept that takes neither", 20, &["406 -32600"], |dice, _| {
        let ranges = ["text/html", "application/json", "text/event-stream", "*/*;q=0", "application/json;q=0, */*"];
        ask(&add().having("accept", *dice.pick(&ranges)))
    }),
    kind("another HTTP method", 20, &["405 -32600"], |dice, _| {
        let method = dice.pick(&["PUT", "PATCH", "TRACE", "OPTIONS", "BREW", "PROPFIND"]);
        ask(&Request::bare(method))
    }),
    kind("a foreign host", 20, &["403 -32600"], |dice, _| {
        let host = format!("{}.example", dice.word(10));
        let hosts =
            [host.as_str(), "", "localhost.evil.example", "127.0.0.1.nip.io", "[::2]", "localhost:99999", "a b"];
        ask(&add().having("host", *dice.pick(&hosts)))
    }),
    kind("a foreign origin", 20, &["403 -32600"], |dice, _| {
        let origins = ["https://evil.example", "null", "http://localhost.evil.example", "file://", "x"];
        ask(&add().with("origin", *dice.pick(&origins)))
    }),
    kind("another path", 10, &["404"], |dice, _| {
        let path = dice.word(30);
        let paths = ["/", "/mcp/", "//mcp", "/mcp/../mcp", "/MCP", "/%6dcp", path.as_str()];
        let path = dice.pick(&paths);
        let slash = if path.starts_with('/') { "" } else { "/" };
        ask(&add().on(format!("POST {slash}{path} HTTP/1.1")))
    }),
    kind("thousands of fields", 10, &["431"], |dice, _| {
        let fields =
            (0..dice.between(200, 4000)).fold(add(), |request, index| request.with(&format!("x-{index}"), "y"));
        alone([Step::Send(fields.bytes()), Step::Answer])
    }),
    kind("a huge field", 10, &["431 -32600"], |dice, _| {
        ask(&add().with("x-huge", vec![b'x'; dice.between(66_000, 120_000)]))
    }),
    kind("a field beyond all bounds", 5, &["431", "431 -32600"], |dice, _| {
        let huge = vec![b'x'; dice.between(140_000, 400_000)];
        alone([Step::Send(add().with("x-huge", huge).bytes()), Step::Answer])
    }),
    kind("huge fields of MCP", 10, &["431 -32600"], |dice, _| {
        let name = *dice.pick(&["mcp-name", "mcp-method", "mcp-param-region", "mcp-session-id"]);
        ask(&add().having(name, vec![b'x'; dice.between(17_000, 60_000)]))
    }),
    kind("doubled fields of MCP", 20, &["400 -32020"], |dice, _| {
        let fields = [("mcp-method", "tools/call"), ("mcp-name", "add"), ("mcp-protocol-version", "2026-07-28")];
        let (name, value) = *dice.pick(&fields);
        ask(&add().with(name, value))
    }),
    kind("traces and baggage of nonsense", 10, &["200 result"], |dice, _| {
        let garbage = vec![b','; dice.between(1, 20_000)];
        ask(&add().with("traceparent", "00-zz").with("tracestate", garbage.clone()).with("baggage", garbage))
    }),
];

fn add() -> Request {
    Request::call("add", r#"{"a":1,"b":2}"#)
}
