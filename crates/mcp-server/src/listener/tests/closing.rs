//! What becomes of clients that are answered before they have sent everything.

use http::header::CONNECTION;
use http::{Request, StatusCode};
use http_body_util::Full;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::time::advance;

use super::peer::{call, parts};
use super::protocols::http2_request;
use super::*;
use crate::limits::{CLOSE_TIMEOUT, DEFAULT_IDLE_TIMEOUT, MAX_BUFFERED_HEAD_BYTES, MAX_IGNORED_BODY_BYTES};

/// So much content that no buffer holds it.
const LENGTH: usize = 20 * CAPACITY;

/// Heads that are enough for a refusal, and its status.
fn refused() -> [(u16, String); 3] {
    let head = |path: &str, field: &str| {
        format!("POST {path} HTTP/1.1\r\nhost: localhost\r\n{field}\r\ncontent-length: {LENGTH}\r\n\r\n")
    };
    [
        (403, head("/mcp", "origin: https://elsewhere.example")),
        (404, head("/elsewhere", "content-type: application/json")),
        (431, head("/mcp", &format!("x-long: {}", "x".repeat(2 * MAX_BUFFERED_HEAD_BYTES)))),
    ]
}

#[tokio::test(start_paused = true)]
async fn content_that_nobody_waits_for_is_taken_until_the_client_is_done() {
    // spec: rfc9112#9.6
    for (status, head) in refused() {
        let harness = Harness::start();
        let mut peer = harness.connect();
        peer.send(&head).await;
        // As of a balancer that sends all before it reads.
        for _ in 0..LENGTH / 1024 {
            peer.send(&"x".repeat(1024)).await;
        }
        assert_eq!(peer.read().await.status, status);
        peer.closed().await;
        peer.send("and this").await;
        peer.io.shutdown().await.expect("the connection stands");
        settle().await;
        assert!(peer.io.write_all(b"x").await.is_err(), "{status}: the connection is closed");
        assert_eq!(peer.age(), seconds(0), "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_that_never_stops_sending_is_left() {
    for (status, head) in refused() {
        let harness = Harness::start_with(Settings { max_connections: 1, ..Settings::default() });
        let mut peer = harness.connect();
        peer.send(&head).await;
        while peer.io.write_all(b"x").await.is_ok() {
            advance(Duration::from_millis(100)).await;
            assert!(peer.age() < 2 * CLOSE_TIMEOUT, "{status}: it is read for ever");
        }
        assert_eq!(peer.age(), CLOSE_TIMEOUT, "{status}");
        assert_eq!(harness.connect().ask(&call("ping")).await.text(), "pong");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_after_which_the_connection_is_closed_says_so() {
    // spec: rfc9112#9.6
    let harness = Harness::start();
    for (status, head) in refused() {
        let mut peer = harness.connect();
        peer.send(&head).await;
        let reply = peer.read().await;
        assert_eq!((reply.status, reply.head.contains("connection: close")), (status, true), "{}", reply.head);
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_is_used_again_after_a_refusal_of_short_content() {
    let harness = Harness::start();
    let mut peer = harness.connect();
    let [(status, head), ..] = refused();
    for length in [0, 1, MAX_IGNORED_BODY_BYTES] {
        peer.send(&head.replace(&LENGTH.to_string(), &length.to_string())).await;
        settle().await;
        // Not all of it is there when the head is.
        peer.send(&"x".repeat(usize::try_from(length).expect("it is short"))).await;
        let reply = peer.read().await;
        assert_eq!((reply.status, reply.head.contains("connection:")), (status, false), "{}", reply.head);
        assert_eq!(peer.ask(&call("ping")).await.text(), "pong");
    }
    peer.closed().await;
    assert_eq!(peer.age(), DEFAULT_IDLE_TIMEOUT, "nothing is left to wait for");

    let mut peer = harness.connect();
    let long = head.replace(&LENGTH.to_string(), &(MAX_IGNORED_BODY_BYTES + 1).to_string());
    assert!(peer.ask(&long).await.head.contains("connection: close"), "it is not waited for");
}

#[tokio::test(start_paused = true)]
async fn content_of_unknown_length_is_read_to_its_end() {
    let harness = Harness::start();
    let mut peer = harness.connect();
    let (head, content) = parts("tools/call", json!({ "name": "ping" }));
    let head = head.replace(&format!("content-length: {}", content.len()), "transfer-encoding: chunked");
    for _ in 0..2 {
        let reply = peer.ask(&format!("{head}{:x}\r\n{content}\r\n0\r\n\r\n", content.len())).await;
        assert_eq!((reply.text().as_str(), reply.head.contains("connection:")), ("pong", false), "{}", reply.head);
    }
    peer.closed().await;
    assert_eq!(peer.age(), DEFAULT_IDLE_TIMEOUT, "nothing is left to wait for");
}

#[tokio::test(start_paused = true)]
async fn http_2_goes_on_after_any_refusal() {
    let harness = Harness::start();
    let (mut client, _connection) = harness.connect_http2().await;
    for length in [1, LENGTH] {
        let request = Request::post("http://localhost/mcp").header("origin", "https://elsewhere.example");
        let request = request.body(Full::from(vec![b'x'; length])).expect("a request");
        let refusal = client.send_request(request).await.expect("an answer");
        assert_eq!((refusal.status(), refusal.headers().contains_key(CONNECTION)), (StatusCode::FORBIDDEN, false));
        let answer = client.send_request(http2_request(parts("tools/call", json!({ "name": "ping" })))).await;
        assert_eq!(answer.expect("the connection stands").status(), StatusCode::OK);
    }
}
