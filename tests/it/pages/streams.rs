//! basic/transports/streamable-http and basic/patterns: notifications on the stream of their request, and its end.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use http_body_util::BodyExt;
use mcp_server::{Context, NoArgs, Progress, Tool, ToolError};
use mcp_types::LoggingLevel;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use test_support::message::LOG_LEVEL;
use test_support::{Listener, Message, Peer, Reply};

use crate::fixture;
use crate::streamable_http::{connect_http2, http2_request};

/// How long a test waits before it fails; none waits for it to pass.
const GUARD: Duration = Duration::from_secs(30);

/// What tools tell the test.
#[derive(Clone)]
struct Signals {
    started: SyncSender<()>,
    dropped: SyncSender<()>,
}

/// Tells when a handler is dropped.
struct Guard(SyncSender<()>);

impl Drop for Guard {
    fn drop(&mut self) {
        // There is nobody to tell once the test is over.
        let _ = self.0.try_send(());
    }
}

#[derive(Deserialize, JsonSchema)]
struct Count {
    to: u32,
}

async fn count(args: Count, cx: Context<Signals>) -> String {
    for done in 1..=args.to {
        cx.progress(Progress::of(done, args.to).message("counting")).await;
        cx.log(LoggingLevel::Info, format!("at {done} of {}", args.to)).await;
        tokio::task::yield_now().await;
    }
    args.to.to_string()
}

/// Waits for ever, after a report if the client wants one.
async fn hang(_: NoArgs, cx: Context<Signals>) {
    let _guard = Guard(cx.state().dropped.clone());
    cx.progress(Progress::new(1)).await;
    // There is nobody to tell once the test is over.
    let _ = cx.state().started.try_send(());
    std::future::pending::<()>().await;
}

async fn flood(_: NoArgs, cx: Context<Signals>) {
    for done in 0..u32::MAX {
        cx.progress(Progress::new(done)).await;
        tokio::task::yield_now().await;
    }
}

async fn panic_late(_: NoArgs, cx: Context<Signals>) -> Result<String, ToolError> {
    cx.progress(Progress::new(1)).await;
    panic!("a secret of the handler")
}

/// A server with these tools, and what tells that calls of `hang` have started and were dropped.
fn serve() -> (Listener, Receiver<()>, Receiver<()>) {
    let ((started, has_started), (dropped, was_dropped)) = (sync_channel(100), sync_channel(100));
    let server = it::builder()
        .logging()
        .state(Signals { started, dropped })
        .tool(Tool::new("count").handler(count))
        .tool(Tool::new("hang").handler(hang))
        .tool(Tool::new("flood").handler(flood))
        .tool(Tool::new("panic-late").handler(panic_late))
        .build();
    (fixture::own(&server.expect("the tools are well formed")), has_started, was_dropped)
}

/// A call that asks for progress under `token`, and for log messages.
fn streamed(tool: &str, arguments: Value, token: &str) -> Message {
    let mut message = Message::call(tool, arguments);
    message.set_meta("progressToken", token.into());
    message.set_meta(LOG_LEVEL, "info".into());
    message
}

/// The messages of an event stream, which has nothing but events of one line.
#[track_caller]
fn events(content: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(content).expect("events are text");
    let events = text.strip_suffix("\n\n").expect("the last event is whole").split("\n\n");
    // No event has an id.
    let events = events.map(|event| event.strip_prefix("data: ").expect("one line of data"));
    events.map(|data| serde_json::from_str(data).expect("each event is one message")).collect()
}

/// Asserts that these are notifications of one request, then its reply.
#[track_caller]
fn assert_stream(events: &[Value], token: &str, id: &Value, text: &str) {
    let (reply, notifications) = events.split_last().expect("there is a reply");
    // The reply comes last.
    assert_eq!((&reply["id"], &reply["result"]["content"][0]["text"]), (id, &json!(text)));
    let mut last = 0.0;
    for notification in notifications {
        // Nothing on a stream is a request.
        assert!(notification.get("id").is_none(), "{notification}");
        let params = &notification["params"];
        match notification["method"].as_str() {
            // Reports are about this request,
            Some("notifications/progress") => {
                assert_eq!(params["progressToken"], token);
                let done = params["progress"].as_f64().expect("progress is a number");
                assert!(done > last, "{notification}");
                last = done;
            }
            // and so are log messages.
            Some("notifications/message") => {
                assert!(params["data"].as_str().expect("text").ends_with(&format!("of {text}")), "{notification}");
            }
            _ => panic!("{notification}"),
        }
    }
    assert!(!notifications.is_empty());
}

// spec: HTTP-015 HTTP-017 HTTP-018 HTTP-019 HTTP-020 HTTP-022 PROG-004 JSON-020
#[test]
fn reply_is_json_until_there_is_a_notification_and_then_a_stream() {
    let (own, ..) = serve();
    let mut peer = own.connect();
    for _ in 0..3 {
        let plain = peer.exchange(&own.post(&Message::call("count", json!({ "to": 5 }))));
        assert_eq!(plain.field("content-type"), Some("application/json"));
        assert_eq!(plain.json()["result"]["content"][0]["text"], "5");

        let stream = peer.exchange(&own.post(&streamed("count", json!({ "to": 5 }), "t").with_id("\"s\"")));
        assert_eq!((stream.status, stream.field("content-type")), (200, Some("text/event-stream")));
        assert_eq!(stream.field("x-accel-buffering"), Some("no"));
        assert!(stream.keeps_connection);
        assert_stream(&events(&stream.content), "t", &json!("s"), "5");
    }
}

// spec: HTTP-024 HTTP-025 CANCEL-006
#[test]
fn client_that_leaves_cancels_its_call_before_an_event_and_after_one() {
    let (own, started, dropped) = serve();
    for message in [Message::call("hang", json!({})), streamed("hang", json!({}), "t")] {
        let mut peer = own.connect();
        peer.send(&own.post(&message).to_bytes()).expect("the server reads");
        started.recv_timeout(GUARD).expect("the handler starts");
        assert!(dropped.try_recv().is_err());
        drop(peer);
        dropped.recv_timeout(GUARD).expect("the handler is dropped");
    }
}

/// Runs a client on threads of its own.
fn run(client: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads can be had").block_on(client);
}

// spec: HTTP-024 HTTP-025 CANCEL-006
#[test]
fn http2_stream_that_is_reset_cancels_its_call_and_no_other() {
    let (own, started, dropped) = serve();
    run(reset_streams(&own, &started, &dropped));
}

async fn reset_streams(own: &Listener, started: &Receiver<()>, dropped: &Receiver<()>) {
    let (mut client, _) = connect_http2(own.address()).await;
    let early = tokio::spawn(client.send_request(http2_request(&own.post(&Message::call("hang", json!({}))))));
    started.recv_timeout(GUARD).expect("the handler starts");
    let hanging = client.send_request(http2_request(&own.post(&streamed("hang", json!({}), "t"))));
    let mut hanging = hanging.await.expect("a response").into_body();
    let event = hanging.frame().await.expect("an event").expect("it does not break off");
    assert!(event.into_data().expect("no trailers").starts_with(b"data: "));
    early.abort();
    dropped.recv_timeout(GUARD).expect("the first handler is dropped");
    assert!(dropped.try_recv().is_err(), "and the other is not");
    drop(hanging);
    dropped.recv_timeout(GUARD).expect("the second handler is dropped");
    let good = client.send_request(http2_request(&own.post(&Message::call("pong", json!({}))))).await;
    assert_eq!(good.expect("a response").status(), 200);
}

// spec: HTTP-017 LOG-004 PROG-011
#[test]
fn streams_of_one_connection_carry_their_own_messages_only() {
    let (own, ..) = serve();
    run(count_eight_times(&own));
}

async fn count_eight_times(own: &Listener) {
    let (mut client, _) = connect_http2(own.address()).await;
    let calls: Vec<_> = (1..=8)
        .map(|number| {
            let message =
                streamed("count", json!({ "to": number }), &format!("t{number}")).with_id(&number.to_string());
            client.send_request(http2_request(&own.post(&message)))
        })
        .collect();
    for (number, call) in (1..).zip(calls) {
        let content = call.await.expect("a response").into_body().collect().await.expect("a whole one").to_bytes();
        assert_stream(&events(&content), &format!("t{number}"), &json!(number), &number.to_string());
    }
}

#[test]
fn handlers_that_hang_flood_or_panic_disturb_nobody() {
    let (own, started, _dropped) = serve();
    let begin = |tool: &str| {
        let mut peer = own.connect();
        peer.send(&own.post(&streamed(tool, json!({}), "t")).to_bytes()).expect("the server reads");
        peer
    };
    let mut bad: Vec<Peer> = Vec::new();
    for _ in 0..10 {
        bad.extend(["hang", "flood"].map(begin));
        started.recv_timeout(GUARD).expect("the handler starts");
    }
    let mut good = own.connect();
    for number in 0..100 {
        let reply: Reply = own.ask(&streamed("panic-late", json!({}), "t"));
        let events = events(&reply.content);
        assert_eq!(events[1]["error"], json!({ "code": -32603, "message": "internal error" }));
        assert!(!reply.text().contains("secret"));
        let reply = good.exchange(&own.post(&Message::call("add", json!({ "a": number, "b": 1 }))));
        assert_eq!(reply.json()["result"]["structuredContent"]["sum"], number + 1);
    }
}
