//! What counts alike, whatever way it comes and however it goes on.

use std::sync::Arc;

use http_body_util::BodyExt;
use mcp_server::{Context, Elicit, Eras, HttpConfig, InputKinds, KeyRing, NoArgs, Progress, Server, Tool, ToolError};
use mcp_store::MemoryStore;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use tower_service::Service;

use super::{Hall, Who, assert_refused, building, call_as, settle, stand};
use crate::legacy::Client;
use crate::support::{Reply, message, meta, request, send};

/// Reports before it stands.
async fn report(Who { who }: Who, cx: Context<Arc<Hall>>) -> &'static str {
    cx.progress(Progress::new(1)).await;
    cx.state().stand(who).await;
    "reported"
}

#[derive(Deserialize, JsonSchema)]
struct Name {
    name: String,
}

async fn greet(_: NoArgs, cx: Context<Arc<Hall>>) -> Result<String, ToolError> {
    let Name { name } = cx.ask("name", Elicit::form("Who?")).await?;
    Ok(format!("hello, {name}"))
}

fn serving(hall: &Arc<Hall>, limits: Value) -> Server {
    building(hall, limits)
        .eras(Eras::Dual)
        .keys(KeyRing::generate().expect("randomness"))
        .store(Arc::new(MemoryStore::default()))
        .tool(Tool::new("report").handler(report))
        .tool(Tool::new("greet").may_ask(InputKinds::FORM).handler(greet))
        .tool(Tool::new("once").may_ask(InputKinds::FORM).single_use().handler(greet))
        .build()
        .expect("in order")
}

/// A request to report, with a token.
fn reporting(who: u64) -> Value {
    let mut meta = meta();
    meta["progressToken"] = json!("t");
    message("tools/call", json!({ "name": "report", "arguments": { "who": who }, "_meta": meta }))
}

async fn open(server: &Server, call: &Value) -> mcp_server::ResponseBody {
    let Ok(response) = server.http(HttpConfig::local()).call(request(call)).await;
    assert_eq!(
        (response.status().as_u16(), &response.headers()["content-type"]),
        (200, &"text/event-stream".parse().expect("a value"))
    );
    response.into_body()
}

/// The last event of a stream.
async fn last(stream: mcp_server::ResponseBody) -> Value {
    let content = stream.collect().await.expect("it does not break off").to_bytes();
    let text = str::from_utf8(&content).expect("events are text");
    let data = text.split_terminator("\n\n").filter_map(|event| event.strip_prefix("data: ")).last();
    serde_json::from_str(data.expect("there is one")).expect("JSON")
}

#[tokio::test(start_paused = true)]
async fn a_call_that_streams_counts_until_its_end() {
    let hall = Hall::new();
    let server = serving(&hall, json!({ "server": { "max_running": 1, "max_waiting": 0 } }));
    let stream = open(&server, &reporting(0)).await;
    settle().await;
    assert_refused(&call_as(&server, None, "quick").await, 503, 5);
    hall.go.add_permits(1);
    assert_eq!(last(stream).await["result"]["content"][0]["text"], "reported");
    assert_eq!(call_as(&server, None, "quick").await.text(), "quick");

    let stream = open(&server, &reporting(1)).await;
    settle().await;
    assert_refused(&call_as(&server, None, "quick").await, 503, 5);
    drop(stream);
    settle().await;
    assert_eq!(call_as(&server, None, "quick").await.text(), "quick", "or until its client is gone");
}

#[tokio::test(start_paused = true)]
async fn inside_a_stream_the_error_itself_says_when_to_come_back() {
    let server = serving(&Hall::new(), json!({ "server": { "deadline": "5s" } }));
    let last = last(open(&server, &reporting(0)).await).await;
    assert_eq!((&last["id"], &last["error"]["code"]), (&json!(1), &json!(-31_000)));
    assert_eq!(last["error"]["data"], json!({ "retryAfter": 1 }));
}

async fn asked(server: &Server, tool: &str, more: Value) -> Reply {
    let mut params = more;
    params["name"] = json!(tool);
    params["_meta"] = meta();
    params["_meta"]["io.modelcontextprotocol/clientCapabilities"] = json!({ "elicitation": {} });
    send(&server.http(HttpConfig::local()), request(&message("tools/call", params))).await
}

#[tokio::test(start_paused = true)]
async fn a_call_that_has_asked_does_not_count_until_it_is_answered() {
    let server = serving(&Hall::new(), json!({ "server": { "max_running": 1, "max_waiting": 0 } }));
    for _ in 0..3 {
        assert_eq!(asked(&server, "greet", json!({})).await.result()["resultType"], "input_required");
    }
}

#[tokio::test(start_paused = true)]
async fn a_state_is_not_used_up_by_a_call_that_is_sent_away() {
    let hall = Hall::new();
    let server = serving(&hall, json!({ "server": { "max_running": 1, "max_waiting": 0 } }));
    let question = asked(&server, "once", json!({})).await;
    let answer = json!({ "action": "accept", "content": { "name": "Ann" } });
    let retry = json!({ "requestState": question.result()["requestState"], "inputResponses": { "name": answer } });
    let standing = stand(&server, 0).await;
    assert_refused(&asked(&server, "once", retry.clone()).await, 503, 5);
    hall.go.add_permits(1);
    standing.await.expect("no panic").result();
    assert_eq!(asked(&server, "once", retry.clone()).await.text(), "hello, Ann");
    assert_eq!(asked(&server, "once", retry).await.error(), (200, -32_602), "and that was once");
}

#[tokio::test(start_paused = true)]
async fn calls_of_legacy_sessions_count_alike() {
    let hall = Hall::new();
    let limits = json!({
        "server": { "max_running": 1, "max_waiting": 1, "max_wait": "3s", "tool_calls": { "per_second": 1, "burst": 4 } },
    });
    let server = serving(&hall, limits);
    let client = Client::open(&server, "2025-11-25").await;
    let quick = || client.ask(&server, "tools/call", json!({ "name": "quick" }));
    assert_eq!(quick().await.text(), "quick");
    let standing = stand(&server, 0).await;
    let waited = client.stream_of(&server, "quick").await;
    let refused = waited.last().expect("there is a response");
    assert_eq!(refused["error"]["code"], -31_000);
    assert_eq!(refused["error"]["data"], json!({ "retryAfter": 3 }), "after it has waited, inside its stream");
    hall.go.add_permits(1);
    standing.await.expect("no panic").result();
    assert_eq!(quick().await.text(), "quick");
    while quick().await.status == 200 {}
    assert_refused(&quick().await, 429, 1);
}

#[cfg(feature = "stdio")]
#[tokio::test(start_paused = true)]
async fn calls_over_stdio_count_alike() {
    use std::time::Duration;

    use test_support::{LinePeer, Message};

    use super::pause;

    let hall = Hall::new();
    let limits = json!({
        "server": { "max_running": 1, "max_waiting": 0 },
        "principal": { "tool_calls": { "per_second": 0.25, "burst": 3 } },
    });
    let (mut peer, (reader, writer)) = LinePeer::connect(64 * 1024);
    let stdio = serving(&hall, limits).stdio().principal(mcp_server::PrincipalKey::of("local", "ann"));
    tokio::spawn(stdio.serve(reader, writer));
    peer.send(&Message::call("stand", json!({ "who": 0 })).with_id("1")).await;
    settle().await;
    let refused = peer.exchange(&Message::call("quick", json!({})).with_id("2")).await;
    assert_eq!((&refused["id"], &refused["error"]["data"]), (&json!(2), &json!({ "retryAfter": 5 })));
    hall.go.add_permits(1);
    settle().await;
    let went = peer.response(&json!(1)).await;
    assert_eq!(went["result"]["content"][0]["text"], "went");
    let quick = peer.exchange(&Message::call("quick", json!({})).with_id("3")).await;
    assert_eq!(quick["result"]["content"][0]["text"], "quick");
    let refused = peer.exchange(&Message::call("quick", json!({})).with_id("4")).await;
    assert_eq!(
        refused["error"],
        json!({
            "code": -31_000, "message": "too many requests, try again later", "data": { "retryAfter": 4 },
        })
    );
    pause(Duration::from_secs(4)).await;
    let again = peer.exchange(&Message::call("quick", json!({})).with_id("5")).await;
    assert_eq!(again["result"]["content"][0]["text"], "quick");
}
