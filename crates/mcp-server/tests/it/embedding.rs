//! A server inside somebody else's process: what it leaves alone, and what it leaves behind.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context as TaskContext, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use mcp_server::{Context, Eras, HttpConfig, NoArgs, Progress, Server, Tool};
use serde_json::{Value, json};
use tokio::runtime::{Builder, Handle, Runtime};
use tower_service::Service;

use crate::legacy::Client;
use crate::support::{builder, call, message, meta, request};

/// Counts how many of it there are.
struct Guard(Arc<AtomicUsize>);

impl Guard {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Guard(Arc::clone(count))
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A server with a tool that reports progress and then waits for ever, and how many calls of it there are.
fn waiting() -> (Server, Arc<AtomicUsize>) {
    let running = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&running);
    let wait = Tool::new("wait").handler(move |_: NoArgs, cx: Context<()>| {
        let guard = Guard::new(&count);
        async move {
            cx.progress(Progress::new(1.0)).await;
            std::future::pending::<()>().await;
            drop(guard);
        }
    });
    let quick = Tool::new("quick").handler(async |_: NoArgs| "done");
    (builder().eras(Eras::Dual).tool(wait).tool(quick).build().expect("a server"), running)
}

fn wait_for_ever() -> Value {
    let mut meta = meta();
    meta["progressToken"] = json!("t");
    message("tools/call", json!({ "name": "wait", "_meta": meta }))
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().start_paused(true).build().expect("a runtime")
}

/// Lets time pass, and everybody do what is due, until no task is left.
async fn until_nothing_runs() {
    for _ in 0..200 {
        if Handle::current().metrics().num_alive_tasks() == 0 {
            return;
        }
        tokio::time::advance(Duration::from_secs(60)).await;
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
    }
    panic!("{} tasks are left", Handle::current().metrics().num_alive_tasks());
}

#[test]
fn clients_that_are_gone_leave_no_task_behind() {
    let (server, running) = waiting();
    runtime().block_on(async {
        // A call that streams, a subscription, a session with a stream of its own and a call: all dropped half-way.
        let Ok(mut response) = server.http(HttpConfig::local()).call(request(&wait_for_ever())).await;
        assert!(response.body_mut().frame().await.is_some());
        drop(response);
        let listen = json!({ "notifications": { "toolsListChanged": true } });
        drop(crate::subscriptions::attempt(&server, json!(2), listen, None).await);
        let client = Client::open(&server, "2025-11-25").await;
        drop(client.attend(&server, "GET", None).await);
        drop(client.stream(&server, "wait").await);
        assert!(Handle::current().metrics().num_alive_tasks() > 0, "or this shows nothing");
        until_nothing_runs().await;
        assert_eq!(running.load(Ordering::Relaxed), 0);
        assert_eq!(call(&server, "quick", json!({})).await.text(), "done");
    });
}

#[test]
fn a_runtime_that_ends_takes_its_calls_along() {
    let (server, running) = waiting();
    let runtime = runtime();
    let response = runtime.block_on(async {
        let Ok(mut response) = server.http(HttpConfig::local()).call(request(&wait_for_ever())).await;
        assert!(response.body_mut().frame().await.is_some());
        response
    });
    assert_eq!(running.load(Ordering::Relaxed), 1);
    drop(runtime);
    assert_eq!(running.load(Ordering::Relaxed), 0);
    drop(response);
    // The server belongs to no runtime: another one goes on with it.
    let text = self::runtime().block_on(async { call(&server, "quick", json!({})).await.text().to_owned() });
    assert_eq!(text, "done");
}

#[test]
fn a_call_needs_no_runtime_at_all() {
    let (server, _) = waiting();
    let request = request(&message("tools/call", json!({ "name": "quick" })));
    let mut service = server.http(HttpConfig::local());
    let mut response = pin!(service.call(request));
    let mut cx = TaskContext::from_waker(Waker::noop());
    let Poll::Ready(Ok(response)) = response.as_mut().poll(&mut cx) else { panic!("nothing to wait for") };
    let mut content = pin!(response.into_body().collect());
    let Poll::Ready(Ok(content)) = content.as_mut().poll(&mut cx) else { panic!("nothing to wait for") };
    assert!(std::str::from_utf8(&content.to_bytes()).expect("text").contains("done"));
}

#[tokio::test]
async fn servers_of_one_process_know_nothing_of_each_other() {
    let shaped = || {
        let tool = |name| Tool::new(name).visible_to(|_| true).handler(async |_: NoArgs| "");
        builder().page_size(1).tool(tool("a")).tool(tool("b")).build().expect("a server")
    };
    let (one, other) = (shaped(), shaped());
    let first = crate::support::ask(&one, "tools/list", json!({})).await;
    let cursor = json!({ "cursor": first.result()["nextCursor"] });
    assert_eq!(crate::support::ask(&one, "tools/list", cursor.clone()).await.result()["tools"][0]["name"], "b");
    assert_eq!(crate::support::ask(&other, "tools/list", cursor).await.error(), (200, -32_602));
}

#[test]
fn the_service_moves_to_any_thread() {
    fn assert<T: Send + Sync + Clone + 'static>(_: &T) {}
    fn sent<T: Send>(_: &T) {}
    let (server, _) = waiting();
    let mut service = server.http(HttpConfig::local());
    assert(&server);
    assert(&service);
    let empty = http::Request::post("/mcp").body(Full::<Bytes>::default()).expect("a request");
    sent(&service.call(empty));
}
