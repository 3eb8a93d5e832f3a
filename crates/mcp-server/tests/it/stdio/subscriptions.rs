//! Subscriptions over a pair of streams: all of a client's share one.

use serde_json::{Value, json};
use test_support::{LinePeer, Message};
use tokio::time::Instant;

use super::{PIPE, Served, server};
use crate::stdio::Observed;

fn listen(id: &str) -> Message {
    let filter = json!({ "toolsListChanged": true });
    Message::request("subscriptions/listen", json!({ "notifications": filter })).with_id(id)
}

fn subscription(message: &Value) -> &Value {
    &message["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"]
}

/// A server, and a client that listens under these ids.
async fn listening(ids: &[&str]) -> (mcp_server::Server, LinePeer) {
    let server = server(&Observed::default());
    let (mut peer, (reader, writer)) = LinePeer::connect(PIPE);
    tokio::spawn(server.stdio().serve(reader, writer));
    for id in ids {
        peer.send(&listen(id)).await;
        let acknowledged = peer.receive().await.expect("an acknowledgment");
        assert_eq!(acknowledged["method"], "notifications/subscriptions/acknowledged");
        assert_eq!(subscription(&acknowledged).to_string(), *id);
    }
    (server, peer)
}

// spec: SUBS-005 SUBS-008 SUBS-009 SUBS-011
#[tokio::test(start_paused = true)]
async fn subscriptions_are_told_apart_by_the_very_ids_of_their_requests() {
    let ids = ["1", "\"1\"", "0"];
    let (server, mut peer) = listening(&ids).await;
    assert!(server.remove_tool("echo"));
    let mut told = Vec::new();
    for _ in &ids {
        let change = peer.receive().await.expect("a notification");
        assert_eq!(change["method"], "notifications/tools/list_changed");
        told.push(subscription(&change).to_string());
    }
    told.sort();
    assert_eq!(told, ["\"1\"", "0", "1"]);
}

// spec: CANCEL-006 SUBS-017
#[tokio::test(start_paused = true)]
async fn cancelled_subscription_is_silent_and_the_others_go_on() {
    let (server, mut peer) = listening(&["1", "2"]).await;
    peer.line(r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#).await;
    peer.exchange(&Message::call("steps", json!({})).with_id("3")).await;
    assert!(server.remove_tool("echo"));
    let rest = peer.receive().await.expect("a notification");
    assert_eq!(*subscription(&rest), json!(2));
    assert!(peer.is_silent_for(std::time::Duration::from_secs(3600)).await, "neither a response nor a notification");
}

// spec: SUBS-012 SUBS-014 CANCEL-002 CANCEL-003
#[tokio::test(start_paused = true)]
async fn server_that_ends_a_subscription_answers_it_and_then_says_that_it_is_cancelled() {
    let (server, mut peer) = listening(&["\"a\""]).await;
    server.end_subscriptions();
    let response = peer.receive().await.expect("a response");
    assert_eq!((&response["id"], &response["result"]["resultType"]), (&json!("a"), &json!("complete")));
    let cancelled = peer.receive().await.expect("a notification");
    assert_eq!(
        cancelled,
        json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": "a" } })
    );
    peer.send(&listen("\"a\"")).await;
    assert_eq!(*subscription(&peer.receive().await.expect("the id is free again")), json!("a"));
}

#[tokio::test(start_paused = true)]
async fn refused_subscription_is_an_error_and_nothing_is_cancelled() {
    let mut served = Served::start();
    let refused = served.peer.exchange(&Message::request("subscriptions/listen", json!({})).with_id("1")).await;
    assert_eq!(refused["error"]["code"], -32602);
    assert!(served.lives().await);
}

#[tokio::test(start_paused = true)]
async fn end_of_the_input_ends_subscriptions_in_good_order_and_at_once() {
    let (_server, mut peer) = listening(&["1", "2"]).await;
    let start = Instant::now();
    peer.finish();
    let rest = peer.rest().await;
    let ended: Vec<_> = rest.iter().filter(|message| message.get("result").is_some()).collect();
    assert_eq!((ended.len(), rest.len()), (2, 4), "{rest:#?}");
    assert_eq!(start.elapsed().as_secs(), 0);
}
