//! What a server takes on, in virtual time.

mod deadlines;
mod rates;
mod ways;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::Request;
use mcp_server::{
    BuildProblem, Context, HttpConfig, Limits, NoArgs, Partial, Principal, PrincipalKey, Prompt, ReadResource,
    Resource, Server, ServerBuilder, Tool, ToolLimits,
};
use mcp_types::PromptArgument;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use crate::support::{Reply, builder, message, request, send};

/// Where handlers stand until they are let go.
struct Hall {
    go: Semaphore,
    begun: Mutex<Vec<u64>>,
    ended: Mutex<Vec<u64>>,
}

impl Hall {
    fn new() -> Arc<Self> {
        Arc::new(Hall { go: Semaphore::new(0), begun: Mutex::default(), ended: Mutex::default() })
    }

    /// Who has begun so far, in order.
    fn begun(&self) -> Vec<u64> {
        self.begun.lock().expect("nobody panics here").clone()
    }

    fn ended(&self) -> Vec<u64> {
        self.ended.lock().expect("nobody panics here").clone()
    }

    /// Stands until it is let go.
    async fn stand(self: &Arc<Self>, who: u64) {
        struct Standing(Arc<Hall>, u64);
        impl Drop for Standing {
            fn drop(&mut self) {
                self.0.ended.lock().expect("nobody panics here").push(self.1);
            }
        }
        self.begun.lock().expect("nobody panics here").push(who);
        let _standing = Standing(Arc::clone(self), who);
        self.go.acquire().await.expect("it is not closed").forget();
    }
}

#[derive(Deserialize, JsonSchema)]
struct Who {
    who: u64,
}

/// A tool that stands in the hall, and others that do not.
fn building(hall: &Arc<Hall>, limits: Value) -> ServerBuilder<Arc<Hall>> {
    let stand = async |Who { who }: Who, cx: Context<Arc<Hall>>| {
        cx.state().stand(who).await;
        "went"
    };
    builder()
        .state(Arc::clone(hall))
        .tool(Tool::new("stand").handler(stand))
        .tool(Tool::new("quick").handler(async |_: NoArgs| "quick"))
        .tool(Tool::new("other").handler(async |_: NoArgs| "other"))
        .prompt(
            Prompt::new("greet")
                .argument(PromptArgument::new("name"))
                .argument(PromptArgument::new("free"))
                .handler(async |_: mcp_types::JsonObject| "hello")
                .complete("name", async |_: Partial| vec!["Ann"]),
        )
        .resource(Resource::new("test://r", "r").handler(async |_: ReadResource| "read"))
        .limits(serde_json::from_value(limits).expect("they are well-formed"))
}

fn serving(hall: &Arc<Hall>, limits: Value) -> Server {
    building(hall, limits).build().expect("in order")
}

/// Lets everything happen that can happen now.
async fn settle() {
    pause(Duration::from_millis(1)).await;
}

/// Lets time pass, which is virtual.
async fn pause(time: Duration) {
    let passed = tokio::time::timeout(time, std::future::pending::<()>()).await;
    assert!(passed.is_err());
}

fn principal(name: &str) -> Principal {
    Principal::new(PrincipalKey::of("https://login.example", name))
}

/// Asks on somebody's behalf, or on nobody's.
async fn ask_as(server: &Server, who: Option<&str>, method: &str, params: Value) -> Reply {
    let mut request: Request<_> = request(&message(method, params));
    who.map(|who| request.extensions_mut().insert(principal(who)));
    send(&server.http(HttpConfig::local()), request).await
}

async fn call_as(server: &Server, who: Option<&str>, tool: &str) -> Reply {
    ask_as(server, who, "tools/call", json!({ "name": tool })).await
}

/// Begins to call the tool that stands in the hall.
async fn stand_as(server: &Server, who: Option<&'static str>, number: u64) -> JoinHandle<Reply> {
    let server = server.clone();
    let params = json!({ "name": "stand", "arguments": { "who": number } });
    let standing = tokio::spawn(async move { ask_as(&server, who, "tools/call", params).await });
    settle().await;
    standing
}

async fn stand(server: &Server, number: u64) -> JoinHandle<Reply> {
    stand_as(server, None, number).await
}

/// Checks a refusal of row 18: status, code, id, and the seconds in both places.
#[track_caller]
fn assert_refused(reply: &Reply, status: u16, seconds: u64) {
    assert_eq!(reply.error(), (status, -31_000), "{:#}", reply.body);
    assert_eq!(reply.headers["retry-after"], seconds.to_string());
    assert_eq!((&reply.body["id"], &reply.body["error"]["data"]), (&json!(1), &json!({ "retryAfter": seconds })));
}

#[tokio::test(start_paused = true)]
async fn so_many_run_and_so_many_wait_in_order_and_no_more() {
    let hall = Hall::new();
    let server = serving(&hall, json!({ "server": { "max_running": 2, "max_waiting": 3, "max_wait": "7s" } }));
    let mut calls = Vec::new();
    for number in 0..5 {
        calls.push(stand(&server, number).await);
    }
    assert_eq!(hall.begun(), [0, 1], "whoever waits has not begun");
    assert_refused(&call_as(&server, None, "quick").await, 503, 7);
    for (gone, begun) in [vec![0, 1, 2], vec![0, 1, 2, 3], vec![0, 1, 2, 3, 4]].into_iter().enumerate() {
        hall.go.add_permits(1);
        settle().await;
        assert_eq!((hall.begun(), hall.ended().len()), (begun, gone + 1));
    }
    hall.go.add_permits(2);
    for call in calls {
        assert_eq!(call.await.expect("no panic").text(), "went");
    }
    assert_eq!(call_as(&server, None, "quick").await.text(), "quick");
}

#[tokio::test(start_paused = true)]
async fn everything_that_runs_a_handler_counts_and_nothing_else() {
    let hall = Hall::new();
    let server = serving(&hall, json!({ "server": { "max_running": 1, "max_waiting": 0 } }));
    let _standing = stand(&server, 0).await;
    let argument = json!({ "name": "name", "value": "" });
    let reference = json!({ "type": "ref/prompt", "name": "greet" });
    for (method, params, is_refused) in [
        ("tools/call", json!({ "name": "quick" }), true),
        ("prompts/get", json!({ "name": "greet" }), true),
        ("resources/read", json!({ "uri": "test://r" }), true),
        ("completion/complete", json!({ "ref": reference, "argument": argument }), true),
        ("tools/list", json!({}), false),
        ("prompts/list", json!({}), false),
        ("resources/list", json!({}), false),
        ("server/discover", json!({}), false),
    ] {
        let reply = ask_as(&server, None, method, params).await;
        assert_eq!(reply.status == 503, is_refused, "{method}: {:#}", reply.body);
    }
    let unknown = call_as(&server, None, "none").await;
    assert_eq!(unknown.error(), (200, -32_602), "what is wrong with a request is said first");
}

#[tokio::test(start_paused = true)]
async fn what_a_handler_does_before_its_first_await_waits_as_well() {
    let hall = Hall::new();
    let eager = |Who { who }: Who, cx: Context<Arc<Hall>>| {
        cx.state().begun.lock().expect("nobody panics here").push(who);
        std::future::ready("eager")
    };
    let told = Arc::clone(&hall);
    let greet = move |_: mcp_types::JsonObject| {
        told.begun.lock().expect("nobody panics here").push(7);
        std::future::ready("hello")
    };
    let server = building(&hall, json!({ "server": { "max_running": 1 } }))
        .tool(Tool::new("eager").handler(eager))
        .tool(Tool::new("eager-blocking").blocking().handler(eager))
        .prompt(Prompt::new("eager").argument(PromptArgument::new("name")).handler(greet))
        .build()
        .expect("in order");
    let standing = stand(&server, 0).await;
    let waiting = [
        ("tools/call", json!({ "name": "eager", "arguments": { "who": 1 } })),
        ("tools/call", json!({ "name": "eager-blocking", "arguments": { "who": 2 } })),
        ("prompts/get", json!({ "name": "eager" })),
    ];
    let waiting = waiting.map(|(method, params)| {
        let server = server.clone();
        tokio::spawn(async move { ask_as(&server, None, method, params).await })
    });
    settle().await;
    assert_eq!(hall.begun(), [0]);
    hall.go.add_permits(1);
    standing.await.expect("no panic").result();
    for waiting in waiting {
        waiting.await.expect("no panic").result();
    }
    assert_eq!(hall.begun(), [0, 1, 2, 7]);
}

#[tokio::test(start_paused = true)]
async fn who_waits_too_long_is_sent_away_and_never_begins() {
    let hall = Hall::new();
    let server = serving(&hall, json!({ "server": { "max_running": 1, "max_wait": "1500ms" } }));
    let _standing = stand(&server, 0).await;
    let waiting = stand(&server, 1).await;
    pause(Duration::from_millis(1498)).await;
    assert!(!waiting.is_finished());
    pause(Duration::from_millis(2)).await;
    assert_refused(&waiting.await.expect("no panic"), 503, 2);
    hall.go.add_permits(2);
    settle().await;
    assert_eq!(hall.begun(), [0]);
    assert_eq!(call_as(&server, None, "quick").await.text(), "quick", "and leaves no trace");
}

#[tokio::test(start_paused = true)]
async fn who_is_gone_leaves_the_line_and_the_hall_at_once() {
    let hall = Hall::new();
    let server = serving(&hall, json!({ "server": { "max_running": 1, "max_waiting": 1 } }));
    let standing = stand(&server, 0).await;
    let waiting = stand(&server, 1).await;
    assert_refused(&call_as(&server, None, "quick").await, 503, 5);
    waiting.abort();
    settle().await;
    let second = stand(&server, 2).await;
    assert!(!second.is_finished(), "there is room in the line");
    standing.abort();
    settle().await;
    assert_eq!((hall.begun(), hall.ended()), (vec![0, 2], vec![0]));
}

#[tokio::test(start_paused = true)]
async fn a_tool_has_limits_of_its_own() {
    let hall = Hall::new();
    let server = serving(&hall, json!({ "tools": { "stand": { "max_running": 1, "max_waiting": 0 } } }));
    let _standing = stand(&server, 0).await;
    assert_refused(&stand(&server, 1).await.await.expect("no panic"), 503, 5);
    assert_eq!(call_as(&server, None, "quick").await.text(), "quick");
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_a_tool_takes_no_room_from_others() {
    let hall = Hall::new();
    let server = serving(
        &hall,
        json!({ "server": { "max_running": 2, "max_waiting": 0 }, "tools": { "stand": { "max_running": 1 } } }),
    );
    let mut calls = Vec::new();
    for number in 0..10 {
        calls.push(stand(&server, number).await);
    }
    assert_eq!(hall.begun(), [0]);
    assert_eq!(call_as(&server, None, "quick").await.text(), "quick");
}

#[tokio::test(start_paused = true)]
async fn a_flood_by_one_principal_leaves_another_served() {
    let hall = Hall::new();
    let limits = json!({
        "server": { "max_running": 3, "max_waiting": 2 },
        "principal": { "max_running": 2, "max_waiting": 4, "max_wait": "3s" },
    });
    let server = serving(&hall, limits);
    let mut flood = Vec::new();
    for number in 0..100 {
        flood.push(stand_as(&server, Some("ann"), number).await);
    }
    assert_eq!(hall.begun(), [0, 1]);
    assert_eq!(flood.iter().filter(|call| !call.is_finished()).count(), 6, "two run, four wait");
    assert_refused(&call_as(&server, Some("ann"), "quick").await, 503, 3);
    assert_eq!(call_as(&server, Some("bob"), "quick").await.text(), "quick");
    assert_eq!(call_as(&server, None, "quick").await.text(), "quick");
}

#[tokio::test(start_paused = true)]
async fn those_who_did_not_authenticate_are_one_only_if_told_so() {
    let hall = Hall::new();
    let server = serving(&hall, json!({ "principal": { "max_running": 1, "max_waiting": 0 } }));
    for number in 0..10 {
        stand(&server, number).await;
    }
    assert_eq!(hall.begun().len(), 10);

    let hall = Hall::new();
    let server = serving(&hall, json!({ "anonymous": { "max_running": 1, "max_waiting": 0 } }));
    let _standing = stand(&server, 0).await;
    assert_refused(&call_as(&server, None, "quick").await, 503, 5);
    assert_eq!(call_as(&server, Some("ann"), "quick").await.text(), "quick");
}

#[test]
fn a_limit_for_a_tool_that_is_not_there_does_not_build() {
    let error = building(&Hall::new(), json!({ "tools": { "stnad": {} } })).build().expect_err("a slip");
    assert_eq!(error.problems(), [BuildProblem::LimitsOfNoTool { tool: "stnad".into() }]);
    assert!(error.to_string().contains("\"stnad\""), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_tool_that_is_added_later_brings_its_limits_and_those_by_name_go_first() {
    let hall = Hall::new();
    let closed = || {
        let mut limits = ToolLimits::default();
        (limits.max_running, limits.max_waiting) = (std::num::NonZeroU32::new(1), 0);
        limits
    };
    let stand = |name: &str| {
        Tool::new(name).limits(closed()).handler(async |Who { who }: Who, cx: Context<Arc<Hall>>| {
            cx.state().stand(who).await;
        })
    };
    let mut limits = Limits::default();
    limits.tools.insert("open".to_owned(), ToolLimits::default());
    let server = builder().state(Arc::clone(&hall)).tool(stand("open")).limits(limits).build().expect("in order");
    server.add_tool(Arc::new(Arc::clone(&hall)), stand("later")).expect("in order");
    for (tool, begun) in [("open", 2), ("later", 1)] {
        for who in 0..2 {
            let (server, params) = (server.clone(), json!({ "name": tool, "arguments": { "who": who } }));
            tokio::spawn(async move { ask_as(&server, None, "tools/call", params).await });
        }
        settle().await;
        assert_eq!(std::mem::take(&mut *hall.begun.lock().expect("nobody panics here")).len(), begun, "{tool}");
    }
}

#[test]
fn without_a_runtime_a_line_is_bounded_all_the_same() {
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Waker};
    use tower_service::Service;

    let hall = Hall::new();
    let limits = json!({ "server": { "max_running": 1, "max_waiting": 1, "deadline": "1s" } });
    let mut service = serving(&hall, limits).http(HttpConfig::local());
    let call = |who: u64| message("tools/call", json!({ "name": "stand", "arguments": { "who": who } }));
    let mut cx = Context::from_waker(Waker::noop());
    let [mut running, mut waiting, mut refused] = [0, 1, 2].map(|who| Box::pin(service.call(request(&call(who)))));
    assert!(running.as_mut().poll(&mut cx).is_pending());
    assert!(waiting.as_mut().poll(&mut cx).is_pending());
    assert!(refused.as_mut().poll(&mut cx).map(|response| response.map(|it| it.status().as_u16())).is_ready());
    assert_eq!(hall.begun(), [0]);
    hall.go.add_permits(2);
    assert!(running.as_mut().poll(&mut cx).is_ready());
    assert!(pin!(waiting).as_mut().poll(&mut cx).is_ready());
    assert_eq!(hall.begun(), [0, 1]);
}
