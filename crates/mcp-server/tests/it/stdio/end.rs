//! The end of the input, and that of the client.

use std::io;
use std::time::Duration;

use mcp_server::limits::{CLOSE_TIMEOUT, DEFAULT_EOF_GRACE_PERIOD};
use serde_json::json;
use test_support::{LinePeer, Message};
use tokio::time::Instant;

use super::{PIPE, Served, code, echo, text, told};

// spec: STDIO-013
#[tokio::test(start_paused = true)]
async fn end_of_the_input_drops_what_is_in_flight() {
    for (grace, waited) in [
        (None, DEFAULT_EOF_GRACE_PERIOD),
        (Some(Duration::ZERO), Duration::ZERO),
        (Some(Duration::from_secs(9)), Duration::from_secs(9)),
    ] {
        let mut served = Served::with(|stdio| grace.map_or(stdio.clone(), |grace| stdio.grace_period(grace)));
        served.begin("1", "hang").await;
        told(&served.observed.started).await;
        let start = Instant::now();
        served.peer.finish();
        assert_eq!(served.peer.rest().await.len(), 0, "nothing is written about what is dropped");
        assert!(start.elapsed() - waited < Duration::from_millis(5), "{:?}", start.elapsed());
        told(&served.observed.dropped).await;
        assert_eq!(served.ended().await, Ok(()), "an end of the input is no error");
    }
}

// spec: STDIO-013
#[tokio::test(start_paused = true)]
async fn what_was_asked_before_the_end_is_answered_where_it_takes_no_time() {
    let mut served = Served::start();
    served.begin("\"slow\"", "wait").await;
    for id in 0..200 {
        served.peer.send(&echo("x").with_id(&id.to_string())).await;
    }
    served.peer.finish();
    told(&served.observed.started).await;
    served.observed.go.notify_one();
    let start = Instant::now();
    assert_eq!(served.peer.rest().await.len(), 201);
    assert_eq!(start.elapsed(), Duration::ZERO, "nothing is waited for when all is answered");
    assert_eq!(served.ended().await, Ok(()), "an end of the input is no error");
}

#[tokio::test(start_paused = true)]
async fn what_was_answered_is_flushed_to_a_client_that_reads() {
    let mut served = Served::with(|stdio| stdio.grace_period(Duration::ZERO));
    served.peer.send(&Message::call("large", json!({ "bytes": 500_000 }))).await;
    served.begin("2", "wait").await;
    told(&served.observed.started).await;
    served.peer.finish();
    assert_eq!(text(&served.peer.response(&json!(1)).await).len(), 500_000);
    assert_eq!(served.peer.rest().await.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn client_that_closed_its_side_and_does_not_read_is_not_waited_for() {
    let mut served = Served::start();
    served.peer.send(&Message::call("large", json!({ "bytes": 500_000 }))).await;
    served.peer.finish();
    let start = Instant::now();
    assert_eq!(served.ended().await, Err(io::ErrorKind::TimedOut));
    assert!(start.elapsed() <= DEFAULT_EOF_GRACE_PERIOD + CLOSE_TIMEOUT, "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn client_that_is_gone_is_no_error() {
    let mut served = Served::start();
    served.begin("1", "wait").await;
    told(&served.observed.started).await;
    served.observed.go.notify_one();
    served.peer = LinePeer::connect(PIPE).0;
    assert_eq!(served.ended().await, Ok(()), "who leaves has left");
}

#[tokio::test(start_paused = true)]
async fn line_without_an_end_is_refused_at_the_end() {
    let mut served = Served::start();
    served.peer.write(echo("x").to_text().as_bytes()).await.expect("the server reads");
    served.peer.finish();
    let rest = served.peer.rest().await;
    assert_eq!((rest.len(), code(&rest[0])), (1, -32700));
}

#[tokio::test(start_paused = true)]
async fn dropping_the_server_drops_what_is_in_flight() {
    let mut served = Served::start();
    served.begin("1", "hang").await;
    told(&served.observed.started).await;
    served.serving.abort();
    told(&served.observed.dropped).await;
    assert_eq!(served.peer.rest().await.len(), 0);
}
