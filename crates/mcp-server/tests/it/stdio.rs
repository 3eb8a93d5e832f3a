//! Servers driven over a pair of streams in memory, in virtual time.

mod bounds;
mod cancellation;
mod end;
mod legacy;
mod subscriptions;

use std::future::pending;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use mcp_server::{
    Context, Elicit, InputKinds, KeyRing, NoArgs, PrincipalKey, Progress, Server, ServerBuilder, Stdio, Tool, ToolError,
};
use mcp_types::{CallToolResult, Json, LoggingLevel};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use test_support::message::{CLIENT_CAPABILITIES, LOG_LEVEL};
use test_support::{LinePeer, Message};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::support::{builder, meta};

/// Bytes that a stream holds, as many as a pipe.
const PIPE: usize = 64 * 1024;

/// Longer than anything takes. Virtual time passes at once when nothing else can happen.
const LONG: Duration = Duration::from_secs(3600);

/// What handlers tell the test.
#[derive(Clone, Default)]
struct Observed {
    running: Arc<AtomicUsize>,
    started: Arc<Notify>,
    dropped: Arc<Notify>,
    cancelled: Arc<Notify>,
    go: Arc<Notify>,
}

/// Counts a handler, for as long as it is there.
struct Running(Observed);

impl Running {
    fn new(observed: &Observed) -> Self {
        observed.running.fetch_add(1, Ordering::Relaxed);
        Running(observed.clone())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::Relaxed);
        self.0.dropped.notify_one();
    }
}

#[derive(Deserialize, JsonSchema)]
struct Text {
    text: String,
}

#[derive(Deserialize, JsonSchema)]
struct Size {
    bytes: usize,
}

/// Waits for ever.
async fn hang(_: NoArgs, cx: Context<Observed>) {
    let _running = Running::new(cx.state());
    let witness = cx.clone();
    tokio::spawn(async move {
        witness.cancelled().await;
        witness.state().cancelled.notify_one();
    });
    cx.state().started.notify_one();
    pending::<()>().await;
}

/// Answers when it is told to.
async fn wait(_: NoArgs, cx: Context<Observed>) -> &'static str {
    let _running = Running::new(cx.state());
    cx.state().started.notify_one();
    cx.state().go.notified().await;
    "went"
}

async fn steps(_: NoArgs, cx: Context<Observed>) -> &'static str {
    for done in 1..=3 {
        cx.progress(Progress::of(done, 3)).await;
        cx.log(LoggingLevel::Info, format!("step {done}")).await;
        cx.log(LoggingLevel::Debug, "too much").await;
    }
    "done"
}

/// What `flood` says: more than the stream and all queues hold, and no more than a handler may say at once.
const FLOOD: usize = 95;

async fn flood(_: NoArgs, cx: Context<Observed>) {
    let _running = Running::new(cx.state());
    for _ in 0..FLOOD {
        cx.log(LoggingLevel::Info, "x".repeat(30_000)).await;
    }
}

async fn panic_late(_: NoArgs, cx: Context<Observed>) -> String {
    cx.progress(Progress::new(1)).await;
    panic!("a secret")
}

#[derive(Deserialize, JsonSchema)]
struct Name {
    name: String,
}

async fn greet(_: NoArgs, cx: Context<Observed>) -> Result<String, ToolError> {
    let Name { name } = cx.ask("name", Elicit::form("Who is there?")).await?;
    Ok(format!("hello, {name}"))
}

fn server(observed: &Observed) -> Server {
    offering(builder(), observed).build().expect("in order")
}

fn offering(builder: ServerBuilder<()>, observed: &Observed) -> ServerBuilder<Observed> {
    builder
        .keys(KeyRing::generate().expect("there is randomness"))
        .logging()
        .state(observed.clone())
        .tool(Tool::new("echo").handler(async |args: Text| args.text))
        .tool(Tool::new("large").handler(async |args: Size| "x".repeat(args.bytes)))
        .tool(Tool::new("hang").handler(hang))
        .tool(Tool::new("wait").handler(wait))
        .tool(Tool::new("steps").handler(steps))
        .tool(Tool::new("flood").handler(flood))
        .tool(Tool::new("panic").handler(async |_: NoArgs| -> String { panic!("a secret") }))
        .tool(Tool::new("panic-late").handler(panic_late))
        .tool(Tool::new("greet").may_ask(InputKinds::FORM).handler(greet))
        .tool(Tool::new("whoami").handler(async |_: NoArgs, cx: Context<Observed>| format!("{:?}", cx.principal())))
}

/// A server at work, the client that it serves, and what its handlers tell.
struct Served {
    peer: LinePeer,
    observed: Observed,
    serving: JoinHandle<io::Result<()>>,
}

impl Served {
    fn start() -> Self {
        Self::with(|stdio| stdio)
    }

    fn with(configure: impl FnOnce(Stdio) -> Stdio) -> Self {
        let observed = Observed::default();
        let (peer, (reader, writer)) = LinePeer::connect(PIPE);
        let serving = tokio::spawn(configure(server(&observed).stdio()).serve(reader, writer));
        Served { peer, observed, serving }
    }

    /// Calls a tool with the id `id`, and does not wait for the response.
    async fn begin(&mut self, id: &str, tool: &str) {
        self.peer.send(&Message::call(tool, json!({})).with_id(id)).await;
    }

    /// Gives up a request.
    async fn cancel(&mut self, id: &str) {
        let text = format!(r#"{{"jsonrpc":"2.0","method":"notifications/cancelled","params":{{"requestId":{id}}}}}"#);
        self.peer.line(&text).await;
    }

    /// How many handlers are at work.
    fn running(&self) -> usize {
        self.observed.running.load(Ordering::Relaxed)
    }

    /// Whether the server still answers.
    async fn lives(&mut self) -> bool {
        let answer = self.peer.exchange(&echo("alive").with_id("\"alive\"")).await;
        text(&answer) == "alive"
    }

    /// How the server ends, for a client that neither reads nor goes.
    async fn ended(self) -> Result<(), io::ErrorKind> {
        let Served { peer: _unread, serving, .. } = self;
        let ended = timeout(LONG, serving).await.expect("the server ends").expect("the server does not panic");
        ended.map_err(|error| error.kind())
    }
}

/// Waits for what a handler tells.
async fn told(notice: &Notify) {
    timeout(LONG, notice.notified()).await.expect("the handler tells");
}

fn echo(text: &str) -> Message {
    Message::call("echo", json!({ "text": text }))
}

fn text(response: &Value) -> &str {
    response["result"]["content"][0]["text"].as_str().unwrap_or_else(|| panic!("{response:#}"))
}

fn code(response: &Value) -> i64 {
    response["error"]["code"].as_i64().unwrap_or_else(|| panic!("{response:#}"))
}

// spec: JSON-003 JSON-006
#[tokio::test(start_paused = true)]
async fn responses_repeat_ids_of_both_types_as_they_were_written() {
    let mut served = Served::start();
    for id in ["1", "\"1\"", "-7", "\"a b\"", "9007199254740993"] {
        served.peer.send(&echo(id).with_id(id)).await;
    }
    for id in ["9007199254740993", "\"a b\"", "-7", "\"1\"", "1"] {
        let literal = serde_json::from_str(id).expect("it is JSON");
        assert_eq!(text(&served.peer.response(&literal).await), id);
    }
}

#[tokio::test(start_paused = true)]
async fn thousand_requests_interleave() {
    let mut served = Served::start();
    served.begin("\"last\"", "wait").await;
    for id in 0..1000 {
        served.peer.send(&echo(&format!("text {id}")).with_id(&id.to_string())).await;
    }
    for id in (0..1000).rev() {
        assert_eq!(text(&served.peer.response(&json!(id)).await), format!("text {id}"));
    }
    assert_eq!(served.running(), 1, "who came first is not waited for");
    served.observed.go.notify_one();
    assert_eq!(text(&served.peer.response(&json!("last")).await), "went");
}

// spec: PROG-004 PROG-007 PROG-008 LOG-002 LOG-003
#[tokio::test(start_paused = true)]
async fn notifications_come_in_order_and_before_the_response() {
    let mut served = Served::start();
    let mut call = Message::call("steps", json!({}));
    call.set_meta("progressToken", json!("t"));
    call.set_meta(LOG_LEVEL, json!("info"));
    served.peer.send(&call).await;
    for step in 1..=3 {
        let progress = served.peer.receive().await.expect("progress");
        assert_eq!(progress["params"], json!({ "progressToken": "t", "progress": step, "total": 3 }));
        let log = served.peer.receive().await.expect("a log message");
        assert_eq!(log["params"]["data"], format!("step {step}"));
    }
    assert_eq!(text(&served.peer.receive().await.expect("a response")), "done");
    served.begin("2", "steps").await;
    assert_eq!(text(&served.peer.receive().await.expect("a response")), "done", "nobody asked for notifications");
}

// spec: ERR-005
#[tokio::test(start_paused = true)]
async fn panic_is_an_internal_error_and_the_connection_lives_on() {
    let mut served = Served::start();
    for tool in ["panic", "panic-late"] {
        let mut call = Message::call(tool, json!({}));
        call.set_meta("progressToken", json!(1));
        let answer = served.peer.exchange(&call).await;
        assert_eq!(answer["error"], json!({ "code": -32603, "message": "internal error" }));
    }
    assert!(served.lives().await);
}

// spec: MRTR-001 STDIO-008
#[tokio::test(start_paused = true)]
async fn questions_travel_in_results_and_answers_in_requests() {
    let mut served = Served::start();
    let mut call = Message::call("greet", json!({}));
    call.set_meta(CLIENT_CAPABILITIES, json!({ "elicitation": {} }));
    let asked = served.peer.exchange(&call).await["result"].take();
    assert_eq!(asked["resultType"], "input_required");
    call.params.insert("requestState".to_owned(), asked["requestState"].clone());
    let answer = json!({ "name": { "action": "accept", "content": { "name": "Ada" } } });
    call.params.insert("inputResponses".to_owned(), answer);
    assert_eq!(text(&served.peer.exchange(&call.with_id("2")).await), "hello, Ada");
}

#[tokio::test(start_paused = true)]
async fn requests_are_made_for_whom_the_host_says() {
    let whoami = Message::call("whoami", json!({}));
    assert_eq!(text(&Served::start().peer.exchange(&whoami).await), "PrincipalKey(anonymous)");
    let ann = PrincipalKey::of("https://login.example", "ann");
    let mut served = Served::with(|stdio| stdio.principal(ann));
    assert_eq!(text(&served.peer.exchange(&whoami).await), format!("{ann:?}"));
}

// spec: STDIO-004
#[tokio::test(start_paused = true)]
async fn result_that_no_client_could_read_is_an_internal_error() {
    let doubled = async |_: NoArgs| {
        let mut result = CallToolResult::new(Vec::new());
        result.structured_content = Json::parse(r#"{"a":1,"a":2}"#).ok();
        result
    };
    let server = builder().tool(Tool::new("doubled").handler(doubled)).build().expect("in order");
    let (mut peer, (reader, writer)) = LinePeer::connect(PIPE);
    tokio::spawn(server.stdio().serve(reader, writer));
    assert_eq!(code(&peer.exchange(&Message::call("doubled", json!({}))).await), -32603);
}

// spec: SUBS-014 CANCEL-002 CANCEL-003
#[tokio::test(start_paused = true)]
async fn end_of_a_subscription_is_its_result_and_then_a_cancellation() {
    let server = server(&Observed::default());
    let (mut peer, (reader, writer)) = LinePeer::connect(PIPE);
    let serving = tokio::spawn(server.stdio().serve(reader, writer));
    let listen = json!({
        "jsonrpc": "2.0",
        "id": "l1",
        "method": "subscriptions/listen",
        "params": { "notifications": { "toolsListChanged": true }, "_meta": meta() },
    });
    peer.line(&listen.to_string()).await;
    let acknowledged = peer.receive().await.expect("an acknowledgment");
    assert_eq!(acknowledged["method"], "notifications/subscriptions/acknowledged");
    server.end_subscriptions();
    let result = peer.receive().await.expect("the result");
    assert_eq!((&result["id"], &result["result"]["resultType"]), (&json!("l1"), &json!("complete")));
    let cancelled = peer.receive().await.expect("a cancellation");
    let told = (&cancelled["method"], &cancelled["params"]["requestId"]);
    assert_eq!(told, (&json!("notifications/cancelled"), &json!("l1")));
    peer.finish();
    assert_eq!(peer.rest().await, [Value::Null; 0], "nothing else is told");
    serving.await.expect("the server does not panic").expect("the streams do not fail");
}
