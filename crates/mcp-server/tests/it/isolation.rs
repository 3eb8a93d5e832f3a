//! What one request does, no other notices: panics, dropped requests, requests at the same time.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context as TaskContext, Poll, Waker};

use mcp_server::{Context, HttpConfig, IntoToolResult, NoArgs, Server, Structured, Tool, ToolError};
use mcp_types::CallToolResult;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::json;
use tokio::sync::Barrier;
use tower_service::Service;

use crate::support::{builder, call, message, read, request};

const SECRET: &str = "the database password is hunter2";

/// Panics with the secret in any of the ways that an author's code can.
#[derive(JsonSchema)]
struct Explosive;

impl<'de> Deserialize<'de> for Explosive {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        panic!("{SECRET}")
    }
}

impl Serialize for Explosive {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        panic!("{SECRET}")
    }
}

impl IntoToolResult for Explosive {
    fn into_tool_result(self) -> Result<CallToolResult, ToolError> {
        panic!("{SECRET}")
    }
}

/// Panics when it is dropped, unless another panic does so already.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            panic!("{SECRET}");
        }
    }
}

/// A future that panics when it is polled, and whose payload panics when it is dropped.
struct Nested(Bomb);

impl Future for Nested {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut TaskContext<'_>) -> Poll<()> {
        std::panic::panic_any(Bomb)
    }
}

async fn at_once(_: NoArgs) -> String {
    panic!("{SECRET}")
}

async fn after_an_await(_: NoArgs) -> String {
    tokio::task::yield_now().await;
    panic!("{SECRET}")
}

fn before_the_future(_: NoArgs) -> std::future::Ready<String> {
    panic!("{SECRET}")
}

async fn on_drop(_: NoArgs) -> String {
    let _bomb = Bomb;
    "armed".to_owned()
}

fn explosive() -> Server {
    let object = || json!({ "type": "object" });
    builder()
        .tool(Tool::new("at_once").handler(at_once))
        .tool(Tool::new("after_an_await").handler(after_an_await))
        .tool(Tool::new("before_the_future").handler(before_the_future))
        .tool(Tool::new("on_drop").handler(on_drop))
        .tool(Tool::new("nested").handler(|_: NoArgs| Nested(Bomb)))
        .tool(Tool::with_schema("in_arguments", object()).handler(|_: Explosive| async {}))
        .tool(Tool::new("in_structure").handler(|_: NoArgs| async { Structured(Explosive) }))
        .tool(Tool::new("in_result").handler(|_: NoArgs| async { Explosive }))
        .tool(Tool::new("calm").handler(|_: NoArgs| async { "calm" }))
        .build()
        .expect("a server")
}

// spec: ERR-005
#[tokio::test]
async fn panics_are_internal_errors_without_detail_and_the_server_lives_on() {
    let server = explosive();
    let names: Vec<_> = server.tools().iter().map(|tool| tool.name.clone()).filter(|name| name != "calm").collect();
    assert_eq!(names.len(), 8);
    for name in names {
        let reply = call(&server, &name, json!({})).await;
        assert_eq!(
            reply.body,
            json!({ "jsonrpc": "2.0", "id": 1, "error": { "code": -32603, "message": "internal error" } }),
            "{name}"
        );
        assert_eq!(reply.status, 200, "{name}");
        assert_eq!(call(&server, "calm", json!({})).await.text(), "calm", "after {name}");
    }
}

/// Waits for ever, and counts when it is given up.
async fn wait(_: NoArgs, cx: Context<Arc<AtomicUsize>>) {
    struct Count(Arc<AtomicUsize>);
    impl Drop for Count {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    let _count = Count(Arc::clone(cx.state()));
    std::future::pending::<()>().await;
}

// spec: HTTP-025
#[tokio::test]
async fn dropped_request_drops_its_handler() {
    let given_up = Arc::new(AtomicUsize::new(0));
    let server =
        builder().state(Arc::clone(&given_up)).tool(Tool::new("wait").handler(wait)).build().expect("a server");
    let mut service = server.http(HttpConfig::local());
    {
        let mut response = pin!(service.call(request(&message("tools/call", json!({ "name": "wait" })))));
        assert!(response.as_mut().poll(&mut TaskContext::from_waker(Waker::noop())).is_pending());
        assert_eq!(given_up.load(Ordering::SeqCst), 0);
    }
    assert_eq!(given_up.load(Ordering::SeqCst), 1);
}

// spec: HTTP-025
#[tokio::test]
async fn handler_that_panics_when_dropped_does_not_take_the_connection_along() {
    let handler = |_: NoArgs| async {
        let _bomb = Bomb;
        std::future::pending::<()>().await;
    };
    let server = builder().tool(Tool::new("wait").handler(handler)).build().expect("a server");
    let mut service = server.http(HttpConfig::local());
    let mut response = Box::pin(service.call(request(&message("tools/call", json!({ "name": "wait" })))));
    assert!(response.as_mut().poll(&mut TaskContext::from_waker(Waker::noop())).is_pending());
    drop(response);
}

/// Returns only when as many calls as the barrier counts are under way.
async fn meet(args: Meet, cx: Context<Barrier>) -> String {
    cx.state().wait().await;
    format!("{} {}", args.number, cx.request_id().as_json())
}

#[derive(Deserialize, JsonSchema)]
struct Meet {
    number: usize,
}

// spec: JSON-006 STATE-002
#[tokio::test]
async fn requests_run_at_the_same_time_and_keep_their_answers_apart() {
    const CALLS: usize = 64;
    let server = builder().state(Barrier::new(CALLS)).tool(Tool::new("meet").handler(meet)).build().expect("a server");
    let service = server.http(HttpConfig::local());
    let calls: Vec<_> = (0..CALLS)
        .map(|number| {
            let mut message = message("tools/call", json!({ "name": "meet", "arguments": { "number": number } }));
            message["id"] = json!(format!("id-{number}"));
            let mut service = service.clone();
            tokio::spawn(async move { read(service.call(request(&message)).await).await })
        })
        .collect();
    for (number, call) in calls.into_iter().enumerate() {
        let reply = call.await.expect("no call panics");
        assert_eq!(reply.body["id"], json!(format!("id-{number}")));
        assert_eq!(reply.text(), format!("{number} \"id-{number}\""));
    }
}
