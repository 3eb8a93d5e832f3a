//! From results to bytes.

#![allow(missing_docs, reason = "a benchmark has no users")]

use bench::Operation;
use divan::{AllocProfiler, Bencher, black_box};
use mcp_types::jsonrpc::{begin_result, end_response, write_string};
use mcp_types::{CallToolResult, Json, RequestId, TextContent, wire};

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

/// A whole response, as the server writes it.
fn response(result: &CallToolResult) -> Vec<u8> {
    let mut buffer = Vec::with_capacity(256);
    begin_result(&mut buffer, &RequestId::from(1_i64));
    wire::write(&mut buffer, result).expect("results serialize");
    end_response(&mut buffer);
    buffer
}

#[divan::bench]
fn sum(bencher: Bencher<'_, '_>) {
    let json = Json::parse(r#"{"sum":42}"#).expect("JSON");
    let mut result = CallToolResult::new(vec![TextContent::new(json.as_raw().text()).into()]);
    result.structured_content = Some(json);
    bencher.bench(|| response(black_box(&result)));
}

#[divan::bench(args = [Operation::EchoShort, Operation::EchoLong])]
fn text(bencher: Bencher<'_, '_>, operation: Operation) {
    let text = operation.text().expect("both have one");
    let result = CallToolResult::new(vec![TextContent::new(text).into()]);
    bencher.bench(|| response(black_box(&result)));
}

/// One string, by our writer.
#[divan::bench(args = [Operation::EchoShort, Operation::EchoLong])]
fn string(bencher: Bencher<'_, '_>, operation: Operation) {
    let text = operation.text().expect("both have one");
    bencher.bench(|| {
        let mut buffer = Vec::with_capacity(text.len() + text.len() / 8);
        write_string(&mut buffer, black_box(&text));
        buffer
    });
}

/// The same string, by serde_json.
#[divan::bench(args = [Operation::EchoShort, Operation::EchoLong])]
fn string_by_serde_json(bencher: Bencher<'_, '_>, operation: Operation) {
    let text = operation.text().expect("both have one");
    bencher.bench(|| {
        let mut buffer = Vec::with_capacity(text.len() + text.len() / 8);
        serde_json::to_writer(&mut buffer, black_box(&text)).expect("text serializes");
        buffer
    });
}
