//! Clients that ask too much, read too little, or write what is too long.

use std::io;
use std::time::Duration;

use mcp_server::limits::{DEFAULT_WRITE_TIMEOUT, STREAM_WRITE_TIMEOUT};
use serde_json::{Value, json};
use test_support::Message;
use test_support::message::LOG_LEVEL;
use tokio::time::{Instant, advance, timeout};

use super::{FLOOD, LONG, Served, code, echo, text, told};

const TRY_LATER: i64 = -31_000;

fn large(bytes: usize) -> Message {
    Message::call("large", json!({ "bytes": bytes }))
}

fn flood() -> Message {
    let mut call = Message::call("flood", json!({}));
    call.set_meta(LOG_LEVEL, json!("info"));
    call
}

#[tokio::test(start_paused = true)]
async fn requests_beyond_the_limit_are_to_be_tried_later() {
    let mut served = Served::with(|stdio| stdio.max_in_flight(2));
    served.begin("1", "hang").await;
    served.begin("2", "hang").await;
    let refused = served.peer.exchange(&echo("too much").with_id("3")).await;
    assert_eq!(code(&refused), TRY_LATER);
    served.cancel("1").await;
    assert!(served.lives().await, "there is room again");
}

#[tokio::test(start_paused = true)]
async fn limit_of_requests_has_a_default() {
    let mut served = Served::start();
    for id in 0..mcp_transport_stdio::limits::MAX_IN_FLIGHT {
        served.begin(&id.to_string(), "hang").await;
    }
    assert_eq!(code(&served.peer.exchange(&echo("too much").with_id("\"x\"")).await), TRY_LATER);
}

#[tokio::test(start_paused = true)]
async fn id_in_use_begins_nothing_and_answers_nothing() {
    let mut served = Served::start();
    served.begin("1", "wait").await;
    served.peer.send(&echo("second")).await;
    told(&served.observed.started).await;
    assert!(served.peer.is_silent_for(LONG).await);
    served.observed.go.notify_one();
    assert_eq!(text(&served.peer.response(&json!(1)).await), "went");
}

#[tokio::test(start_paused = true)]
async fn client_that_reads_nothing_is_given_up() {
    let mut served = Served::start();
    served.begin("0", "hang").await;
    told(&served.observed.started).await;
    let start = Instant::now();
    served.peer.send(&large(1_000_000)).await;
    let observed = served.observed.clone();
    assert_eq!(served.ended().await, Err(io::ErrorKind::TimedOut));
    assert_eq!(start.elapsed(), DEFAULT_WRITE_TIMEOUT);
    told(&observed.dropped).await;
}

#[tokio::test(start_paused = true)]
async fn client_that_reads_slowly_is_waited_for() {
    let mut served = Served::start();
    for id in 0..10 {
        served.peer.send(&large(60_000).with_id(&id.to_string())).await;
    }
    for _ in 0..10 {
        advance(DEFAULT_WRITE_TIMEOUT - Duration::from_millis(1)).await;
        assert_eq!(text(&served.peer.receive().await.expect("a response")).len(), 60_000);
    }
}

#[tokio::test(start_paused = true)]
async fn client_that_reads_nothing_is_not_read_from_for_ever() {
    let mut served = Served::with(|stdio| stdio.write_timeout(Duration::MAX));
    let line = format!("{}\n", "x".repeat(1000));
    let mut lines = 0;
    while timeout(Duration::from_secs(1), served.peer.write(line.as_bytes())).await.is_ok() {
        lines += 1;
        assert!(lines < 2000, "what the streams and the queue hold is less");
    }
}

#[tokio::test(start_paused = true)]
async fn handler_does_not_wait_for_ever_to_be_read() {
    let mut served = Served::with(|stdio| stdio.write_timeout(Duration::MAX));
    served.peer.send(&flood()).await;
    let start = Instant::now();
    told(&served.observed.dropped).await;
    assert_eq!(start.elapsed(), STREAM_WRITE_TIMEOUT);
    let rest = served.peer.response(&json!(1)).await;
    assert_eq!(code(&rest), TRY_LATER);
    assert!(served.lives().await);
}

#[tokio::test(start_paused = true)]
async fn flood_is_read_in_order_by_a_client_that_reads() {
    let mut served = Served::start();
    served.peer.send(&flood()).await;
    for _ in 0..FLOOD {
        assert_eq!(served.peer.receive().await.expect("a message")["method"], "notifications/message");
    }
    assert_eq!(served.peer.receive().await.expect("the response")["id"], 1);
}

#[tokio::test(start_paused = true)]
async fn line_that_is_too_long_is_refused_once_and_skipped() {
    let mut served = Served::with(|stdio| stdio.max_line(1000));
    served.peer.line(&echo(&"x".repeat(5000)).to_text()).await;
    let refused = served.peer.receive().await.expect("a refusal");
    assert_eq!((code(&refused), refused.get("id")), (-32600, None::<&Value>));
    assert!(served.lives().await);
}

#[tokio::test(start_paused = true)]
async fn limit_of_a_line_has_a_default() {
    let mut served = Served::start();
    let limit = mcp_transport_stdio::limits::MAX_CLIENT_LINE_BYTES;
    let fill = limit - echo("").to_text().len();
    served.peer.send(&echo(&"x".repeat(fill))).await;
    assert_eq!(text(&served.peer.response(&json!(1)).await).len(), fill);
    served.peer.send(&echo(&"x".repeat(fill + 1))).await;
    assert_eq!(code(&served.peer.receive().await.expect("a refusal")), -32600);
}
