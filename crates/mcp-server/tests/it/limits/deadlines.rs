//! Deadlines, by virtual time.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mcp_server::{Context, NoArgs, Tool, ToolError};
use serde_json::json;
use tokio::sync::Notify;

use super::{Hall, assert_refused, building, call_as, pause, serving, stand};
use crate::support::builder;

/// How long a thread is blocked before a test fails; no test waits for it to pass.
const GUARD: Duration = Duration::from_secs(10);

#[tokio::test(start_paused = true)]
async fn what_takes_too_long_is_dropped_where_it_waits() {
    let hall = Hall::new();
    let limits = json!({ "server": { "deadline": "10s" }, "tools": { "quick": { "deadline": "1ms" } } });
    let server = serving(&hall, limits);
    let standing = stand(&server, 0).await;
    pause(Duration::from_secs(9)).await;
    assert!(!standing.is_finished());
    pause(Duration::from_secs(1)).await;
    assert_refused(&standing.await.expect("no panic"), 503, 1);
    assert_eq!(hall.ended(), [0]);
    assert_eq!(call_as(&server, None, "quick").await.text(), "quick", "what is ready at once is in time");
}

#[tokio::test(start_paused = true)]
async fn the_deadline_of_a_tool_goes_before_that_of_the_server() {
    for (own, millis) in [("1s", 1000), ("1m", 60_000)] {
        let hall = Hall::new();
        let limits = json!({ "server": { "deadline": "10s" }, "tools": { "stand": { "deadline": own } } });
        let server = serving(&hall, limits);
        let start = tokio::time::Instant::now();
        assert_refused(&stand(&server, 0).await.await.expect("no panic"), 503, 1);
        assert_eq!(start.elapsed().as_millis(), millis, "{own}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_tool_may_have_no_deadline_where_others_have() {
    let hall = Hall::new();
    let limits = json!({ "server": { "deadline": "10s" }, "tools": { "stand": { "deadline": "unlimited" } } });
    let server = serving(&hall, limits);
    let standing = stand(&server, 0).await;
    pause(Duration::from_secs(3600)).await;
    hall.go.add_permits(1);
    assert_eq!(standing.await.expect("no panic").text(), "went");
}

#[tokio::test(start_paused = true)]
async fn waiting_is_part_of_the_time() {
    let hall = Hall::new();
    let limits = json!({
        "server": { "max_running": 1, "max_wait": "5m" },
        "tools": { "quick": { "deadline": "3s" } },
    });
    let server = serving(&hall, limits);
    let _standing = stand(&server, 0).await;
    let start = tokio::time::Instant::now();
    assert_refused(&call_as(&server, None, "quick").await, 503, 1);
    assert_eq!(start.elapsed().as_secs(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_handler_knows_how_long_it_may_take() {
    let left = async |_: NoArgs, cx: Context<()>| match cx.deadline() {
        Some(deadline) => {
            let now = tokio::time::Instant::now().into_std();
            format!("{:?}", deadline.duration_since(now))
        }
        None => "for ever".to_owned(),
    };
    for (limits, expected) in [(json!({}), "for ever"), (json!({ "server": { "deadline": "5s" } }), "5s")] {
        let limits = serde_json::from_value(limits).expect("well-formed");
        let server = builder().tool(Tool::new("left").handler(left)).limits(limits).build().expect("in order");
        assert_eq!(call_as(&server, None, "left").await.text(), expected);
    }
}

/// What a blocked handler waits for, and what it tells.
struct Gate {
    begun: Notify,
    opened: Mutex<Receiver<()>>,
    passed: Sender<()>,
}

async fn block(_: NoArgs, cx: Context<Arc<Gate>>) -> Result<(), ToolError> {
    cx.state().begun.notify_one();
    cx.state().opened.lock().map_err(|_| ToolError::internal())?.recv_timeout(GUARD)?;
    cx.cancelled().await;
    cx.state().passed.send(()).map_err(|_| ToolError::internal())
}

#[tokio::test(start_paused = true)]
async fn a_blocked_thread_keeps_nobody_waiting_and_counts_until_it_is_free() {
    let ((open, opened), (passed, has_passed)) = (channel(), channel());
    let gate = Arc::new(Gate { begun: Notify::new(), opened: Mutex::new(opened), passed });
    let limits =
        json!({ "server": { "max_running": 1, "max_wait": "1h" }, "tools": { "block": { "deadline": "5s" } } });
    let server = builder()
        .tool(Tool::new("quick").handler(async |_: NoArgs| "quick"))
        .state(Arc::clone(&gate))
        .tool(Tool::new("block").blocking().handler(block))
        .limits(serde_json::from_value(limits).expect("well-formed"))
        .build()
        .expect("in order");
    let begin = |tool: &'static str| {
        let server = server.clone();
        tokio::spawn(async move { call_as(&server, None, tool).await })
    };
    let blocked = begin("block");
    gate.begun.notified().await;
    tokio::time::advance(Duration::from_secs(5)).await;
    assert_refused(&blocked.await.expect("no panic"), 503, 1);
    let waiting = begin("quick");
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    assert!(!waiting.is_finished(), "the thread is not free yet");
    open.send(()).expect("the handler waits for it");
    assert_eq!(waiting.await.expect("no panic").text(), "quick");
    assert_eq!(has_passed.try_recv(), Ok(()));
}

#[tokio::test(start_paused = true)]
async fn what_outlives_its_request_hears_of_the_deadline() {
    let (told, hears) = tokio::sync::oneshot::channel();
    let told = Mutex::new(Some(told));
    let hang = move |_: NoArgs, cx: Context<()>| {
        let told = told.lock().expect("nobody panics here").take();
        async move {
            let witness = cx.clone();
            tokio::spawn(async move {
                witness.cancelled().await;
                told.map(|told| told.send(()))
            });
            std::future::pending::<()>().await;
        }
    };
    let limits = serde_json::from_value(json!({ "server": { "deadline": "5s" } })).expect("well-formed");
    let server = builder().tool(Tool::new("hang").handler(hang)).limits(limits).build().expect("in order");
    assert_refused(&call_as(&server, None, "hang").await, 503, 1);
    assert_eq!(hears.await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn a_deadline_beyond_all_time_is_none() {
    let hall = Hall::new();
    let mut limits = mcp_server::Limits::default();
    limits.server.deadline = Some(Duration::MAX);
    let server = building(&hall, json!({})).limits(limits).build().expect("in order");
    assert_eq!(call_as(&server, None, "quick").await.text(), "quick");
}
