//! Slow and silent clients.

use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio::time::{advance, timeout};

use super::peer::{call, list, parts};
use super::*;
use crate::limits::{DEFAULT_BODY_TIMEOUT, DEFAULT_HEAD_TIMEOUT, DEFAULT_IDLE_TIMEOUT, DEFAULT_WRITE_TIMEOUT};

#[tokio::test(start_paused = true)]
async fn a_head_that_does_not_come_is_not_waited_for() {
    let harness = Harness::start();
    let (head, _) = parts("tools/list", json!({}));
    for start in ["", "P", "POST /mcp HTTP/1.1\r\nhost", &head[..head.len() - 2], "PRI * HTTP/2.0\r\n\r\nS"] {
        let mut peer = harness.connect();
        peer.send(start).await;
        peer.closed().await;
        assert_eq!(peer.age(), DEFAULT_HEAD_TIMEOUT, "{start:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_head_that_drips_is_not_waited_for_either() {
    let harness = Harness::start();
    let mut peer = harness.connect();
    peer.send("POST /mcp HTTP/1.1\r\n").await;
    let mut lines = 0;
    while timeout(seconds(3), peer.io.read_u8()).await.is_err() {
        peer.send("x-slow: loris\r\n").await;
        lines += 1;
        assert!(lines < 100, "the connection is never closed");
    }
    assert_eq!(peer.age(), DEFAULT_HEAD_TIMEOUT);
}

#[tokio::test(start_paused = true)]
async fn a_later_head_has_the_idle_timeout() {
    let harness = Harness::start();
    let mut peer = harness.connect();
    advance(seconds(5)).await;
    assert_eq!(peer.ask(&call("ping")).await.text(), "pong");
    advance(seconds(70)).await;
    peer.send("POST /mcp HTTP/1.1\r\n").await;
    peer.closed().await;
    assert_eq!(peer.age(), seconds(5) + DEFAULT_IDLE_TIMEOUT);
}

#[tokio::test(start_paused = true)]
async fn an_idle_connection_is_closed_and_a_used_one_is_kept() {
    let harness = Harness::start();
    let mut peer = harness.connect();
    for _ in 0..5 {
        assert_eq!(peer.ask(&call("ping")).await.status, 200);
        advance(seconds(70)).await;
    }
    peer.closed().await;
    assert_eq!(peer.age(), seconds(4 * 70) + DEFAULT_IDLE_TIMEOUT);
}

#[tokio::test(start_paused = true)]
async fn a_call_may_take_as_long_as_it_takes() {
    let harness = Harness::start();
    let mut peer = harness.begin_waiting().await;
    advance(seconds(10_000)).await;
    settle().await;
    harness.open_gate();
    assert_eq!(peer.read().await.text(), "waited");
    // Only now it begins to be idle.
    peer.closed().await;
    assert_eq!(peer.age(), seconds(10_000) + DEFAULT_IDLE_TIMEOUT);
}

#[tokio::test(start_paused = true)]
async fn content_that_drips_is_refused() {
    let harness = Harness::start();
    let mut peer = harness.connect();
    let (head, content) = parts("tools/call", json!({ "name": "ping" }));
    peer.send(&head).await;
    for byte in content.bytes().take(20) {
        advance(seconds(1)).await;
        peer.send(&char::from(byte).to_string()).await;
        settle().await;
    }
    let reply = peer.read().await;
    assert_eq!(reply.status, 400);
    assert!(reply.content.contains("content incomplete"), "{}", reply.content);
    assert!(peer.age() <= DEFAULT_BODY_TIMEOUT + seconds(1), "{:?}", peer.age());
    // What the client may still send is no request.
    peer.closed().await;
    assert!(peer.age() <= DEFAULT_BODY_TIMEOUT + seconds(1), "{:?}", peer.age());
}

#[tokio::test(start_paused = true)]
async fn content_in_time_is_served() {
    let harness = Harness::start();
    let mut peer = harness.connect();
    let (head, content) = parts("tools/call", json!({ "name": "ping" }));
    peer.send(&head).await;
    settle().await;
    advance(seconds(29)).await;
    peer.send(&content).await;
    assert_eq!(peer.read().await.text(), "pong");
}

#[tokio::test(start_paused = true)]
async fn content_that_nobody_reads_does_not_hold_the_connection() {
    let harness = Harness::start();
    let mut peer = harness.connect();
    peer.send("POST /mcp HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain\r\ncontent-length: 100000\r\n\r\n")
        .await;
    assert_eq!(peer.read().await.status, 415);
    peer.closed().await;
    assert_eq!(peer.age(), seconds(0));
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_read_is_given_up() {
    let harness = Harness::start();
    let mut peer = harness.connect();
    peer.send(&list()).await;
    settle().await;
    advance(DEFAULT_WRITE_TIMEOUT - seconds(1)).await;
    settle().await;
    assert!(!harness.listener.is_finished());
    advance(seconds(1)).await;
    settle().await;
    let rest = peer.rest().await;
    assert_eq!(peer.age(), DEFAULT_WRITE_TIMEOUT);
    assert_eq!(rest.len(), CAPACITY, "what was on its way is all that comes");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_reads_slowly_gets_everything() {
    let harness = Harness::start();
    let mut peer = harness.connect();
    peer.send(&list()).await;
    let mut received = Vec::new();
    let mut piece = vec![0; 50_000];
    while !received.ends_with(b"}") {
        advance(DEFAULT_WRITE_TIMEOUT - seconds(1)).await;
        settle().await;
        let length = peer.io.read(&mut piece).await.expect("the connection stands");
        assert!(length > 0, "cut off after {} bytes", received.len());
        received.extend_from_slice(&piece[..length]);
    }
    assert!(received.len() > 1_000_000);
    assert!(peer.age() > 2 * DEFAULT_IDLE_TIMEOUT, "longer than a connection may be idle");
}
