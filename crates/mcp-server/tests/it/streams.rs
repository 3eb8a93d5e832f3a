//! Replies that become event streams, and clients that do not read them to their end.

use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use bytes::Bytes;
use http::Response;
use http_body_util::BodyExt;
use mcp_server::{BoundTool, Context, HttpConfig, NoArgs, Progress, ResponseBody, Server, Tool, ToolError};
use mcp_types::LoggingLevel;
use serde_json::{Value, json};
use tokio::sync::{Notify, oneshot};
use tower_service::Service;

use crate::support::{VERSION, builder, message, read, request};

/// Calls `tool` with further members of `_meta`.
async fn open(server: &Server, tool: &str, meta: Value) -> Response<ResponseBody> {
    let mut all = json!({
        "io.modelcontextprotocol/protocolVersion": VERSION,
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    for (key, value) in meta.as_object().expect("metadata are an object") {
        all[key] = value.clone();
    }
    let call = message("tools/call", json!({ "name": tool, "_meta": all }));
    let Ok(response) = server.http(HttpConfig::local()).call(request(&call)).await;
    response
}

/// The messages of an event stream.
async fn events(response: Response<ResponseBody>) -> Vec<Value> {
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert_eq!(response.headers()["x-accel-buffering"], "no");
    let content = response.into_body().collect().await.expect("it does not break off").to_bytes();
    let text = String::from_utf8(content.to_vec()).expect("events are text");
    let events = text.split_terminator("\n\n").filter_map(|event| event.strip_prefix("data: "));
    events.map(|data| serde_json::from_str(data).expect("each event is one line of JSON")).collect()
}

async fn next(body: &mut ResponseBody) -> Option<Bytes> {
    body.frame().await.map(|frame| frame.expect("it does not break off").into_data().expect("there are no trailers"))
}

fn server_of(tool: BoundTool<()>) -> Server {
    builder().logging().tool(tool).build().expect("in order")
}

async fn steps(_: NoArgs, cx: Context<()>) -> &'static str {
    for done in [0.0, 50.0, 50.0, 20.0, 100.0] {
        cx.progress(Progress::of(done, 100).message("working")).await;
    }
    "done"
}

// spec: PROG-004 PROG-007 HTTP-017 HTTP-018 HTTP-019 JSON-020
#[tokio::test]
async fn progress_precedes_the_reply_on_the_same_stream() {
    let server = server_of(Tool::new("steps").handler(steps));
    let events = events(open(&server, "steps", json!({ "progressToken": "t-1" })).await).await;
    let (reply, notifications) = events.split_last().expect("there is a reply");
    assert_eq!(reply["result"]["content"][0]["text"], "done");
    assert_eq!(reply["id"], 1);
    let reported: Vec<_> = notifications.iter().map(|event| event["params"]["progress"].as_f64()).collect();
    assert_eq!(reported, [Some(0.0), Some(50.0), Some(100.0)], "reports that do not increase are left out");
    for event in notifications {
        assert_eq!(event["method"], "notifications/progress");
        assert_eq!(event["params"]["progressToken"], "t-1");
        assert_eq!(event["params"]["total"], 100.0);
        assert!(event.get("id").is_none(), "requests never stand on a stream");
    }
}

// spec: PROG-007 PROG-011 LOG-002
#[tokio::test]
async fn reply_stays_json_where_nobody_asked_for_notifications() {
    let chatty = async |_: NoArgs, cx: Context<()>| {
        cx.progress(Progress::new(1)).await;
        cx.log(LoggingLevel::Emergency, "on fire").await;
        "done"
    };
    let server = server_of(Tool::new("chatty").handler(chatty));
    assert_eq!(read(Ok(open(&server, "chatty", json!({})).await)).await.text(), "done");
}

// spec: LOG-002 LOG-003 LOG-005
#[tokio::test]
async fn messages_are_logged_from_the_level_that_was_asked_for() {
    let logging = async |_: NoArgs, cx: Context<()>| {
        cx.log(LoggingLevel::Info, "too little").await;
        cx.log(LoggingLevel::Warning, json!({ "disk": 97 })).await;
        cx.log(LoggingLevel::Error, "full").await;
        "done"
    };
    let server = server_of(Tool::new("logging").handler(logging));
    let level = |level: &str| json!({ "io.modelcontextprotocol/logLevel": level });
    let events = events(open(&server, "logging", level("warning")).await).await;
    let said: Vec<_> = events.iter().map(|event| event["params"]["data"].clone()).collect();
    assert_eq!(said, [json!({ "disk": 97 }), json!("full"), Value::Null]);
    assert_eq!(events[0]["method"], "notifications/message");
    assert_eq!(events[0]["params"]["logger"], "logging");
    assert_eq!(read(Ok(open(&server, "logging", level("loud")).await)).await.error(), (400, -32602));
}

// spec: LOG-001
#[tokio::test]
async fn server_that_did_not_declare_logging_does_not_log() {
    let logging = async |_: NoArgs, cx: Context<()>| cx.log(LoggingLevel::Error, "full").await;
    let server = builder().tool(Tool::new("logging").handler(logging)).build().expect("in order");
    let meta = json!({ "io.modelcontextprotocol/logLevel": "debug" });
    read(Ok(open(&server, "logging", meta).await)).await.result();
    let discover = crate::support::ask(&server, "server/discover", json!({})).await;
    assert!(discover.result()["capabilities"].get("logging").is_none());
    let discover = crate::support::ask(&server_of(Tool::new("a").handler(steps)), "server/discover", json!({})).await;
    assert!(discover.result()["capabilities"]["logging"].is_object());
}

// spec: PROG-010 LOG-007
#[tokio::test]
async fn handler_that_floods_lets_others_go_first() {
    let turns = Arc::new(AtomicU32::new(0));
    let others = Arc::clone(&turns);
    tokio::spawn(async move {
        loop {
            others.fetch_add(1, Relaxed);
            tokio::task::yield_now().await;
        }
    });
    for floods_by_log in [false, true] {
        let turns = Arc::clone(&turns);
        let flood = move |_: NoArgs, cx: Context<()>| {
            let turns = Arc::clone(&turns);
            async move {
                let mut before = 0;
                for done in 0..1000 {
                    // What is sent at once is sent without a pause.
                    before = if done == 100 { turns.load(Relaxed) } else { before };
                    match floods_by_log {
                        true => cx.log(LoggingLevel::Info, "x").await,
                        false => cx.progress(Progress::new(done)).await,
                    }
                }
                (turns.load(Relaxed) - before).to_string()
            }
        };
        let meta = json!({ "progressToken": 1, "io.modelcontextprotocol/logLevel": "info" });
        let events = events(open(&server_of(Tool::new("flood").handler(flood)), "flood", meta).await).await;
        let text = events.last().expect("a reply")["result"]["content"][0]["text"].as_str().expect("text").to_owned();
        let turns: u32 = text.parse().expect("a number");
        assert!(turns >= 800, "{turns} turns while 900 messages were left out; by log: {floods_by_log}");
    }
}

// spec: PROG-008 HTTP-026
#[tokio::test]
async fn nothing_follows_the_reply() {
    let (started, mut kept) = oneshot::channel();
    let started = Arc::new(std::sync::Mutex::new(Some(started)));
    let leaking = move |_: NoArgs, cx: Context<()>| {
        let sender = started.lock().ok().and_then(|mut sender| sender.take());
        async move {
            cx.progress(Progress::new(1)).await;
            sender.map(|sender| sender.send(cx.clone()));
            "done"
        }
    };
    let server = server_of(Tool::new("leaking").handler(leaking));
    let events = events(open(&server, "leaking", json!({ "progressToken": 7 })).await).await;
    assert_eq!(events.len(), 2);
    let late = kept.try_recv().expect("the handler kept its context");
    late.progress(Progress::new(2)).await;
    assert!(
        tokio::time::timeout(Duration::ZERO, late.cancelled()).await.is_err(),
        "an answered request was not cancelled"
    );
}

/// Waits as long as a test may take.
async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(10), future).await.expect("it does not take long")
}

/// Tells when it is dropped.
struct Guard(Option<oneshot::Sender<()>>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.take().map(|sender| sender.send(()));
    }
}

/// A tool that sends something and then waits for ever, and what tells when it is dropped and when it is cancelled.
fn waiting() -> (Server, oneshot::Receiver<()>, oneshot::Receiver<()>) {
    let ((dropped, when_dropped), (cancelled, when_cancelled)) = (oneshot::channel(), oneshot::channel());
    let signals = Arc::new(std::sync::Mutex::new(Some((Guard(Some(dropped)), cancelled))));
    let handler = move |_: NoArgs, cx: Context<()>| {
        let signals = signals.lock().ok().and_then(|mut signals| signals.take());
        async move {
            let (_guard, cancelled) = signals.ok_or_else(|| ToolError::new("called twice"))?;
            let clone = cx.clone();
            tokio::spawn(async move {
                clone.cancelled().await;
                cancelled.send(())
            });
            cx.progress(Progress::new(1)).await;
            std::future::pending::<()>().await;
            Ok::<_, ToolError>("never")
        }
    };
    (server_of(Tool::new("waiting").handler(handler)), when_dropped, when_cancelled)
}

// spec: HTTP-024 CANCEL-006
#[tokio::test]
async fn closing_the_stream_cancels_the_request() {
    let (server, when_dropped, when_cancelled) = waiting();
    let response = open(&server, "waiting", json!({ "progressToken": 1 })).await;
    let mut body = response.into_body();
    assert!(next(&mut body).await.is_some());
    drop(body);
    soon(when_dropped).await.expect("the handler is dropped");
    soon(when_cancelled).await.expect("what outlives it is told");
}

// spec: HTTP-021
#[tokio::test(start_paused = true)]
async fn silent_stream_is_kept_alive_by_comments() {
    let (server, ..) = waiting();
    let mut body = open(&server, "waiting", json!({ "progressToken": 1 })).await.into_body();
    assert!(next(&mut body).await.expect("progress").starts_with(b"data: "));
    let start = tokio::time::Instant::now();
    for seconds in [15, 30, 45] {
        assert_eq!(next(&mut body).await.expect("a comment"), ":\n\n");
        assert_eq!(start.elapsed().as_secs(), seconds);
    }
}

#[tokio::test(start_paused = true)]
async fn client_that_does_not_read_loses_its_call_and_frees_the_handler() {
    let flood = async |_: NoArgs, cx: Context<()>| {
        let mut ticks = tokio::time::interval(Duration::from_millis(20));
        loop {
            cx.log(LoggingLevel::Info, "more").await;
            ticks.tick().await;
        }
        #[expect(unreachable_code, reason = "it says what the handler would return")]
        ""
    };
    let lock = Arc::new(tokio::sync::Mutex::new(()));
    let held = Arc::clone(&lock);
    let handler = move |args: NoArgs, cx: Context<()>| {
        let lock = Arc::clone(&held);
        async move {
            let _guard = lock.lock().await;
            flood(args, cx).await
        }
    };
    let server = server_of(Tool::new("flood").handler(handler));
    let unread = open(&server, "flood", json!({ "io.modelcontextprotocol/logLevel": "debug" })).await;
    // The lock is free as soon as the client has taken nothing for too long, although the stream is still open.
    let waited = tokio::time::timeout(Duration::from_secs(120), lock.lock()).await;
    assert!(waited.is_ok(), "the handler holds its lock no longer");
    assert!(events(unread).await.iter().all(|event| event.get("result").is_none()));
}

#[tokio::test]
async fn shielded_work_survives_the_request() {
    let (begun, done) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let signals = (Arc::clone(&begun), Arc::clone(&done));
    let handler = move |_: NoArgs, cx: Context<()>| {
        let (begun, done) = signals.clone();
        async move {
            cx.progress(Progress::new(1)).await;
            cx.shield(async move {
                begun.notified().await;
                done.notify_one();
            })
            .await;
            "done"
        }
    };
    let server = server_of(Tool::new("effect").handler(handler));
    let mut body = open(&server, "effect", json!({ "progressToken": 1 })).await.into_body();
    assert!(next(&mut body).await.is_some());
    drop(body);
    begun.notify_one();
    done.notified().await;
}

#[tokio::test]
async fn panic_after_the_first_event_is_an_error_on_the_stream() {
    let handler = async |_: NoArgs, cx: Context<()>| -> &'static str {
        cx.progress(Progress::new(1)).await;
        panic!("secret")
    };
    let server = server_of(Tool::new("bad").handler(handler));
    let events = events(open(&server, "bad", json!({ "progressToken": 1 })).await).await;
    assert_eq!(events[1]["error"], json!({ "code": -32603, "message": "internal error" }));
    assert_eq!(events.len(), 2);
}

// spec: LOG-003 LOG-004
#[tokio::test(start_paused = true)]
async fn context_that_outlives_an_answer_in_json_logs_nothing() {
    let (kept, outlived) = std::sync::mpsc::channel();
    let handler = move |_: NoArgs, cx: Context<()>| {
        let kept = kept.clone();
        async move { kept.send(cx).map_err(|_| ToolError::internal()) }
    };
    let server = server_of(Tool::new("quiet").handler(handler));
    read(Ok(open(&server, "quiet", json!({ "io.modelcontextprotocol/logLevel": "debug" })).await)).await.result();
    let late = outlived.try_recv().expect("the handler kept its context");
    let start = tokio::time::Instant::now();
    for _ in 0..1000 {
        late.log(LoggingLevel::Error, "late").await;
    }
    assert_eq!(start.elapsed(), Duration::ZERO, "nothing waits for a reader that never comes");
}

// spec: LOG-007
#[tokio::test]
async fn flood_of_messages_is_thinned() {
    let handler = async |_: NoArgs, cx: Context<()>| {
        for _ in 0..10_000 {
            cx.log(LoggingLevel::Info, "more").await;
        }
        "done"
    };
    let server = server_of(Tool::new("flood").handler(handler));
    let events = events(open(&server, "flood", json!({ "io.modelcontextprotocol/logLevel": "debug" })).await).await;
    assert!((100..1000).contains(&events.len()), "{}", events.len());
    assert_eq!(events.last().expect("there is a reply")["result"]["content"][0]["text"], "done");
}

#[tokio::test]
async fn notification_from_another_task_begins_the_stream() {
    let handler = async |_: NoArgs, cx: Context<()>| {
        let clone = cx.clone();
        tokio::spawn(async move { clone.progress(Progress::new(1)).await });
        std::future::pending::<()>().await;
    };
    let server = server_of(Tool::new("spawning").handler(handler));
    let response = soon(open(&server, "spawning", json!({ "progressToken": 1 }))).await;
    assert!(next(&mut response.into_body()).await.expect("progress").starts_with(b"data: "));
}

#[tokio::test]
async fn stream_of_a_handler_that_let_nobody_look_ends_although_its_context_lives_on() {
    let (kept, _outlived) = std::sync::mpsc::channel();
    let handler = move |_: NoArgs, cx: Context<()>| {
        let kept = kept.clone();
        async move {
            let mut progress = std::pin::pin!(cx.progress(Progress::new(1)));
            let mut poll = std::task::Context::from_waker(std::task::Waker::noop());
            assert!(progress.as_mut().poll(&mut poll).is_pending());
            kept.send(cx.clone()).map_err(|_| ToolError::internal())
        }
    };
    let server = server_of(Tool::new("hasty").handler(handler));
    let events = soon(events(open(&server, "hasty", json!({ "progressToken": 1 })).await)).await;
    assert_eq!(events.len(), 2);
    assert!(events[1]["result"].is_object());
}
