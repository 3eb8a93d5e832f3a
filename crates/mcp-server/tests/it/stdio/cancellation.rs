//! Requests that their client gives up.

use serde_json::json;
use test_support::Message;
use test_support::message::LOG_LEVEL;

use super::{LONG, Served, echo, text, told};

// spec: STDIO-010 STDIO-011 CANCEL-006
#[tokio::test(start_paused = true)]
async fn cancelled_handler_is_dropped_and_nothing_is_written_about_it() {
    let mut served = Served::start();
    for id in ["1", "\"1\""] {
        served.begin(id, "hang").await;
        told(&served.observed.started).await;
    }
    served.cancel("1").await;
    told(&served.observed.dropped).await;
    told(&served.observed.cancelled).await;
    assert_eq!(served.running(), 1, "an id of the other type is another request");
    assert!(served.peer.is_silent_for(LONG).await);
    served.cancel("\"1\"").await;
    told(&served.observed.dropped).await;
    assert!(served.peer.is_silent_for(LONG).await);
    assert!(served.lives().await);
}

// spec: STDIO-011
#[tokio::test(start_paused = true)]
async fn messages_that_waited_when_their_request_was_cancelled_are_not_written() {
    let mut served = Served::start();
    let mut call = Message::call("flood", json!({})).with_id("7");
    call.set_meta(LOG_LEVEL, json!("info"));
    served.peer.send(&call).await;
    served.begin("8", "wait").await;
    told(&served.observed.started).await;
    assert_eq!(served.running(), 2, "the handler waits, since the stream and both queues are full");
    served.cancel("7").await;
    told(&served.observed.dropped).await;
    served.observed.go.notify_one();
    // What the stream holds and the line that was begun were written before.
    let mut before = 0;
    loop {
        let message = served.peer.receive().await.expect("the response to the other request");
        if message["method"] == "notifications/message" {
            before += 1;
            continue;
        }
        assert_eq!(message["id"], 8);
        break;
    }
    assert!((1..=3).contains(&before), "{before}");
    assert!(served.peer.is_silent_for(LONG).await);
}

// spec: STDIO-011 CANCEL-009
#[tokio::test(start_paused = true)]
async fn response_that_waited_when_its_request_was_cancelled_is_not_written() {
    let mut served = Served::start();
    served.peer.send(&Message::call("large", json!({ "bytes": 200_000 }))).await;
    served.peer.send(&echo("late").with_id("2")).await;
    served.begin("3", "wait").await;
    told(&served.observed.started).await;
    served.cancel("2").await;
    served.begin("4", "wait").await;
    told(&served.observed.started).await;
    assert_eq!(text(&served.peer.response(&json!(1)).await).len(), 200_000, "a line that was begun is ended");
    assert!(served.peer.is_silent_for(LONG).await);
}

// spec: CANCEL-009
#[tokio::test(start_paused = true)]
async fn id_of_a_cancelled_request_may_be_used_again() {
    let mut served = Served::start();
    for round in 0..3 {
        served.begin("1", "hang").await;
        served.cancel("1").await;
        let said = format!("round {round}");
        assert_eq!(text(&served.peer.exchange(&echo(&said)).await), said);
    }
    assert!(served.peer.is_silent_for(LONG).await);
}

// spec: CANCEL-009 CANCEL-010
#[tokio::test(start_paused = true)]
async fn cancellations_of_nothing_are_ignored_in_silence() {
    let mut served = Served::start();
    served.begin("1", "wait").await;
    told(&served.observed.started).await;
    served.peer.exchange(&echo("done").with_id("2")).await;
    for params in [r#"{"requestId":2}"#, r#"{"requestId":99}"#, r#"{"requestId":"1"}"#, r#"{"requestId":null}"#, "{}"] {
        served.peer.line(&format!(r#"{{"jsonrpc":"2.0","method":"notifications/cancelled","params":{params}}}"#)).await;
    }
    served.peer.line(r#"{"jsonrpc":"2.0","method":"notifications/cancelled"}"#).await;
    served.peer.line(r#"{"jsonrpc":"2.0","method":"notifications/unheard-of","params":{"a":[]}}"#).await;
    assert!(served.peer.is_silent_for(LONG).await);
    served.observed.go.notify_one();
    assert_eq!(text(&served.peer.response(&json!(1)).await), "went");
}
