//! Clients of the legacy era over a pair of streams: one session, as long as they last.

use std::time::Duration;

use mcp_server::{Eras, Server};
use serde_json::{Value, json};
use test_support::{LinePeer, Message};
use tokio::time::Instant;

use super::{Observed, PIPE, offering, text};
use crate::support::builder;

const HOUR: Duration = Duration::from_secs(3600);

fn dual(observed: &Observed) -> Server {
    offering(builder().eras(Eras::Dual), observed).build().expect("in order")
}

fn connect(server: &Server) -> LinePeer {
    let (peer, (reader, writer)) = LinePeer::connect(PIPE);
    tokio::spawn(server.stdio().serve(reader, writer));
    peer
}

/// Sends a message that carries no metadata of the modern era.
async fn say(peer: &mut LinePeer, id: u32, method: &str, params: Value) {
    let message = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
    peer.line(&message.to_string()).await;
}

async fn ask(peer: &mut LinePeer, id: u32, method: &str, params: Value) -> Value {
    say(peer, id, method, params).await;
    peer.response(&json!(id)).await
}

async fn initialize(peer: &mut LinePeer, version: &str) -> Value {
    let params = json!({
        "protocolVersion": version, "capabilities": { "elicitation": {} }, "clientInfo": { "name": "old", "version": "1" },
    });
    ask(peer, 0, "initialize", params).await
}

/// A client whose session is open.
async fn opened(observed: &Observed) -> (Server, LinePeer) {
    let server = dual(observed);
    let mut peer = connect(&server);
    assert_eq!(initialize(&mut peer, "2025-11-25").await["result"]["protocolVersion"], "2025-11-25");
    peer.line(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#).await;
    (server, peer)
}

// spec: VER-008 VER-010
#[tokio::test(start_paused = true)]
async fn process_speaks_the_legacy_era_once_it_was_initialized_and_the_modern_one_all_along() {
    let mut peer = connect(&dual(&Observed::default()));
    assert_eq!(ask(&mut peer, 1, "ping", json!({})).await["result"], json!({}), "before the session too");
    assert_eq!(ask(&mut peer, 2, "tools/list", json!({})).await["error"]["code"], -32602, "it lacks metadata");
    for (asked, given) in [("2024-11-05", "2025-11-25")] {
        assert_eq!(initialize(&mut peer, asked).await["result"]["protocolVersion"], given);
    }
    let listed = ask(&mut peer, 3, "tools/list", json!({})).await;
    assert_eq!(listed["result"].as_object().expect("a result").keys().collect::<Vec<_>>(), ["tools"]);
    assert_eq!(ask(&mut peer, 4, "server/discover", json!({})).await["error"]["code"], -32601);
    assert_eq!(initialize(&mut peer, "2025-11-25").await["error"]["code"], -32602, "one session is enough");

    let modern = peer.exchange(&Message::call("echo", json!({ "text": "new" })).with_id("5")).await;
    assert_eq!((text(&modern), &modern["result"]["resultType"]), ("new", &json!("complete")));
    let old = ask(&mut peer, 6, "tools/call", json!({ "name": "echo", "arguments": { "text": "old" } })).await;
    assert_eq!((text(&old), old["result"].get("resultType")), ("old", None));
}

#[tokio::test(start_paused = true)]
async fn question_is_a_request_on_the_stream_and_its_answer_a_response() {
    let (_server, mut peer) = opened(&Observed::default()).await;
    say(&mut peer, 1, "tools/call", json!({ "name": "greet" })).await;
    let question = peer.receive().await.expect("a question");
    assert_eq!(question["method"], "elicitation/create");
    let accepted = json!({ "action": "accept", "content": { "name": "Ann" } });
    peer.line(r#"{"jsonrpc":"2.0","id":"nobody asked","result":{}}"#).await;
    peer.line(&json!({ "jsonrpc": "2.0", "id": question["id"], "result": accepted }).to_string()).await;
    assert_eq!(text(&peer.response(&json!(1)).await), "hello, Ann");
}

// spec: STDIO-010 CANCEL-006
#[tokio::test(start_paused = true)]
async fn cancelled_call_is_dropped_and_never_answered() {
    let observed = Observed::default();
    let (_server, mut peer) = opened(&observed).await;
    say(&mut peer, 1, "tools/call", json!({ "name": "hang" })).await;
    super::told(&observed.started).await;
    peer.line(r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#).await;
    super::told(&observed.dropped).await;
    assert!(peer.is_silent_for(HOUR).await);
    assert_eq!(ask(&mut peer, 1, "ping", json!({})).await["result"], json!({}));
}

#[tokio::test(start_paused = true)]
async fn session_hears_of_changes_and_of_what_it_asks_to_log() {
    let (server, mut peer) = opened(&Observed::default()).await;
    assert!(peer.is_silent_for(HOUR).await);
    assert!(server.remove_tool("flood"));
    let change = peer.receive().await.expect("a notification");
    assert_eq!(change, json!({ "jsonrpc": "2.0", "method": "notifications/tools/list_changed" }));

    let call = json!({ "name": "steps", "_meta": { "progressToken": 7 } });
    say(&mut peer, 1, "tools/call", call.clone()).await;
    let mut said = Vec::new();
    for _ in 0..7 {
        said.push(peer.receive().await.expect("a message")["method"].clone());
    }
    let (progress, log) = (json!("notifications/progress"), json!("notifications/message"));
    assert_eq!(said[..6], [&progress, &log, &progress, &log, &progress, &log].map(Clone::clone));
    assert_eq!(said[6], Value::Null);
    ask(&mut peer, 2, "logging/setLevel", json!({ "level": "error" })).await;
    say(&mut peer, 3, "tools/call", call).await;
    for expected in [&progress, &progress, &progress, &Value::Null] {
        assert_eq!(peer.receive().await.expect("a message")["method"], *expected);
    }
}

#[tokio::test(start_paused = true)]
async fn end_of_the_input_ends_the_session_at_once() {
    let (_server, mut peer) = opened(&Observed::default()).await;
    let start = Instant::now();
    peer.finish();
    assert!(peer.rest().await.is_empty());
    assert_eq!(start.elapsed().as_secs(), 0);
}
