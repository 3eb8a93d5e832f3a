//! From scanned text to values: what a server decodes of a request, next to serde_json on plain structs.

#![allow(missing_docs, reason = "a benchmark has no users")]

use bench::{Operation, corpus};
use divan::{AllocProfiler, Bencher, black_box};
use mcp_types::jsonrpc::{ScanLimits, scan};
use mcp_types::{CallToolRequest, RequestMetaObject, wire};
use serde::Deserialize;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

#[derive(Deserialize)]
struct Add {
    a: i64,
    b: i64,
}

#[derive(Deserialize)]
struct Echo {
    text: String,
}

#[divan::bench]
fn request_meta(bencher: Bencher<'_, '_>) {
    let body = corpus::message("tools/call");
    let message = scan(body.as_bytes(), &ScanLimits::default()).expect("a message");
    let meta = message.params().meta_raw().expect("the corpus has it");
    bencher.bench(|| black_box(meta).decode::<RequestMetaObject>().expect("metadata"));
}

#[divan::bench]
fn call_tool_request(bencher: Bencher<'_, '_>) {
    let body = corpus::message("tools/call");
    bencher.bench(|| wire::decode::<CallToolRequest>(black_box(&body)).expect("a request"));
}

#[divan::bench]
fn call_tool_request_leniently(bencher: Bencher<'_, '_>) {
    let body = corpus::message("tools/call");
    bencher.bench(|| wire::decode_lenient::<CallToolRequest>(black_box(&body)).expect("a request"));
}

#[divan::bench]
fn arguments_of_add(bencher: Bencher<'_, '_>) {
    let body = corpus::message("tools/call");
    let message = scan(body.as_bytes(), &ScanLimits::default()).expect("a message");
    let arguments = message.params().get("arguments").expect("the corpus has them");
    bencher.bench(|| {
        let add: Add = black_box(arguments).deserialize().expect("two integers");
        black_box(add.a + add.b)
    });
}

#[divan::bench(args = [Operation::EchoShort, Operation::EchoLong])]
fn arguments_of_echo(bencher: Bencher<'_, '_>, operation: Operation) {
    let body = operation.message();
    let message = scan(body.as_bytes(), &ScanLimits::default()).expect("a message");
    let arguments = message.params().get("arguments").expect("the corpus has them");
    bencher.bench(|| black_box(arguments).deserialize::<Echo>().expect("a text").text);
}
