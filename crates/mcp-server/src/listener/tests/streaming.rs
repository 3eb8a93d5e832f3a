//! Event streams: clients that leave, that wait, and that do not read.

use http_body_util::BodyExt;
use hyper::client::conn::http2::Builder;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::time::advance;

use super::peer::{call, streamed};
use super::protocols::http2_request;
use super::*;
use crate::limits::{DEFAULT_IDLE_TIMEOUT, DEFAULT_KEEP_ALIVE, STREAM_WRITE_TIMEOUT};

impl Harness {
    /// Calls `report` on a connection of its own, and returns once its report was read.
    async fn begin_reporting(&self) -> Peer<DuplexStream> {
        let mut peer = self.connect();
        let (head, content) = streamed("report");
        peer.send(&(head + &content)).await;
        let head = peer.until("\r\n\r\n").await.to_lowercase();
        assert!(head.starts_with("http/1.1 200 ") && head.contains("content-type: text/event-stream"), "{head}");
        assert!(peer.until("\n\n\r\n").await.contains("notifications/progress"));
        self.started().await;
        peer
    }

    /// Waits until the flooding call was dropped, while others are served; how long that took.
    async fn flood_is_given_up(&self, mut other: Peer<DuplexStream>) -> Duration {
        // What the handler can send is sent before time passes.
        for _ in 0..20 {
            settle().await;
        }
        let start = Instant::now();
        while self.dropped() == 0 {
            assert_eq!(other.ask(&call("ping")).await.text(), "pong");
            advance(Duration::from_secs(1)).await;
            assert!(start.elapsed() < Duration::from_secs(600), "the handler is never released");
        }
        assert_eq!(other.ask(&call("ping")).await.text(), "pong");
        since(start)
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_that_leaves_between_two_events_cancels_its_call() {
    // spec: HTTP-024 HTTP-025 CANCEL-006
    let harness = Harness::start();
    let peer = harness.begin_reporting().await;
    assert_eq!(harness.dropped(), 0);
    drop(peer);
    settle().await;
    assert_eq!(harness.dropped(), 1);

    let (mut client, connection) = harness.connect_http2().await;
    let response = client.send_request(http2_request(streamed("report"))).await.expect("an answer");
    let mut body = response.into_body();
    let event = body.frame().await.expect("an event").expect("it does not break off");
    assert!(event.into_data().expect("no trailers").starts_with(b"data: "));
    harness.started().await;
    drop(body);
    settle().await;
    assert_eq!(harness.dropped(), 2, "one stream of a connection is enough");
    assert!(!connection.is_finished());
}

#[tokio::test(start_paused = true)]
async fn a_silent_stream_stays_alive_as_long_as_its_handler() {
    // spec: HTTP-021
    let harness = Harness::start();
    let mut peer = harness.begin_reporting().await;
    while peer.age() < 2 * DEFAULT_IDLE_TIMEOUT {
        let before = Instant::now();
        assert_eq!(peer.until("\n\n\r\n").await, "3\r\n:\n\n\r\n");
        assert_eq!(since(before), DEFAULT_KEEP_ALIVE);
    }
    harness.open_gate();
    assert!(peer.until("0\r\n\r\n").await.contains("waited"));
    assert_eq!(peer.ask(&call("ping")).await.text(), "pong", "the connection goes on");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_never_reads_frees_its_handler_and_holds_up_nobody() {
    let harness = Harness::start();
    let mut deaf = harness.connect();
    let (head, content) = streamed("flood");
    deaf.send(&(head + &content)).await;
    harness.started().await;
    let took = harness.flood_is_given_up(harness.connect()).await;
    assert!(took <= STREAM_WRITE_TIMEOUT + Duration::from_secs(5), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn an_http_2_client_that_never_reads_frees_its_handler_and_holds_up_nobody() {
    let harness = Harness::start();
    // Why: a window as large as hyper's own would hold the whole flood.
    let handshake = Builder::new(TokioExecutor::new())
        .initial_stream_window_size(u32::from(u16::MAX))
        .handshake(TokioIo::new(harness.connect().io));
    let (mut client, connection) = handshake.await.expect("the preface is sent");
    tokio::spawn(connection);
    let unread = client.send_request(http2_request(streamed("flood"))).await.expect("an answer");
    harness.started().await;
    let took = harness.flood_is_given_up(harness.connect()).await;
    assert!(took <= STREAM_WRITE_TIMEOUT + Duration::from_secs(5), "{took:?}");
    drop(unread);
}
