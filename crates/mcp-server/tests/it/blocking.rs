//! Handlers that keep their thread busy.

use std::future::Future;
use std::pin::pin;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::task::{Context as TaskContext, Poll, Waker};
use std::time::Duration;

use http_body_util::BodyExt;
use mcp_server::{Context, HttpConfig, NoArgs, Progress, Server, Tool, ToolError};
use serde_json::{Value, json};
use tower_service::Service;

use crate::support::{VERSION, builder, call, message, read, request};

/// How long a thread is blocked before a test fails; no test waits for it to pass.
const GUARD: Duration = Duration::from_secs(10);

/// A way to let the blocked handler go on, and to hear that it did.
struct Gate {
    opened: Mutex<Receiver<()>>,
    passed: Mutex<Sender<()>>,
}

/// Blocks its thread until the gate is opened.
async fn block(_: NoArgs, cx: Context<Gate>) -> Result<&'static str, ToolError> {
    cx.progress(Progress::new(1)).await;
    let opened = cx.state().opened.lock().map_err(|_| ToolError::internal())?;
    opened.recv_timeout(GUARD)?;
    let passed = cx.state().passed.lock().map_err(|_| ToolError::internal())?;
    passed.send(())?;
    Ok("passed")
}

async fn panic(_: NoArgs) -> String {
    panic!("secret")
}

fn server() -> (Server, Sender<()>, Receiver<()>) {
    let ((open, opened), (passed, has_passed)) = (channel(), channel());
    let server = builder()
        .state(Gate { opened: Mutex::new(opened), passed: Mutex::new(passed) })
        .tool(Tool::new("block").blocking().handler(block))
        .tool(Tool::new("panic").blocking().handler(panic))
        .tool(Tool::new("quick").handler(async |_: NoArgs| "quick"))
        .build()
        .expect("in order");
    (server, open, has_passed)
}

#[tokio::test]
async fn blocked_handler_holds_up_nobody_else() {
    let (server, open, _passed) = server();
    let blocked = tokio::spawn({
        let server = server.clone();
        async move { call(&server, "block", json!({})).await }
    });
    tokio::task::yield_now().await;
    assert_eq!(call(&server, "quick", json!({})).await.text(), "quick");
    open.send(()).expect("the handler waits for it");
    assert_eq!(blocked.await.expect("no panic").text(), "passed");
}

#[tokio::test]
async fn panic_on_another_thread_is_an_internal_error() {
    let (server, ..) = server();
    let reply = call(&server, "panic", json!({})).await;
    assert_eq!(reply.body["error"], json!({ "code": -32603, "message": "internal error" }));
}

#[tokio::test]
async fn dropped_call_lets_its_handler_finish_unseen() {
    let (server, open, passed) = server();
    {
        let mut service = server.http(HttpConfig::local());
        let mut response = pin!(service.call(request(&message("tools/call", json!({ "name": "block" })))));
        assert!(response.as_mut().poll(&mut TaskContext::from_waker(Waker::noop())).is_pending());
    }
    open.send(()).expect("the handler waits for it");
    let finished = tokio::task::spawn_blocking(move || passed.recv_timeout(GUARD)).await.expect("no panic");
    assert_eq!(finished, Ok(()));
}

#[tokio::test]
async fn progress_from_another_thread_is_sent_at_once() {
    let (server, open, _passed) = server();
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": VERSION,
        "io.modelcontextprotocol/clientCapabilities": {},
        "progressToken": "t",
    });
    let call = request(&message("tools/call", json!({ "name": "block", "_meta": meta })));
    let Ok(response) = server.http(HttpConfig::local()).call(call).await;
    let mut body = response.into_body();
    let first = body.frame().await.expect("an event").expect("it does not break off").into_data().expect("no trailers");
    let event: Value = serde_json::from_slice(first.strip_prefix(b"data: ").expect("an event")).expect("JSON");
    assert_eq!(event["params"]["progressToken"], "t");
    open.send(()).expect("the handler waits for it");
    let rest = body.collect().await.expect("it does not break off").to_bytes();
    assert!(String::from_utf8_lossy(&rest).contains("passed"));
}

#[test]
fn without_a_runtime_it_runs_in_place() {
    let (server, open, _passed) = server();
    open.send(()).expect("the handler will wait for it");
    let mut service = server.http(HttpConfig::local());
    let mut response = pin!(service.call(request(&message("tools/call", json!({ "name": "block" })))));
    let mut cx = TaskContext::from_waker(Waker::noop());
    let Poll::Ready(response) = response.as_mut().poll(&mut cx) else { panic!("nothing stands in its way") };
    let Poll::Ready(reply) = pin!(read(response)).as_mut().poll(&mut cx) else { panic!("it is there as a whole") };
    assert_eq!(reply.text(), "passed");
}
