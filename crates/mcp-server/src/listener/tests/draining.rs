//! The end of a listener.

use serde_json::json;
use tokio::time::advance;

use super::peer::{call, get, parts};
use super::*;
use crate::limits::{CLOSE_TIMEOUT, DEFAULT_DRAIN_NOTICE, DEFAULT_GRACE_PERIOD};

#[tokio::test(start_paused = true)]
async fn what_is_in_flight_finishes() {
    let mut harness = Harness::start();
    let mut idle = harness.connect();
    assert_eq!(idle.ask(&call("ping")).await.status, 200);
    let mut silent = harness.connect();
    let mut waiting = harness.begin_waiting().await;

    harness.stop();
    idle.closed().await;
    silent.closed().await;
    harness.connect_late().await;
    advance(DEFAULT_GRACE_PERIOD - seconds(1)).await;
    settle().await;
    assert!(!harness.listener.is_finished());

    harness.open_gate();
    let reply = waiting.read().await;
    assert_eq!(reply.text(), "waited");
    assert!(reply.head.contains("connection: close"), "{}", reply.head);
    waiting.closed().await;
    assert_eq!(harness.dropped(), 0);
    assert_eq!(harness.ended().await.expect("nothing broke").cut_connections(), 0);
}

#[tokio::test(start_paused = true)]
async fn those_who_listen_are_told_of_the_end_at_once() {
    // spec: SUBS-012
    let mut harness = Harness::start();
    let mut peers = [harness.connect(), harness.connect()];
    let (head, content) = parts("subscriptions/listen", json!({ "notifications": { "toolsListChanged": true } }));
    for peer in &mut peers {
        peer.send(&(head.clone() + &content)).await;
        assert!(peer.until("\n\n\r\n").await.contains("notifications/subscriptions/acknowledged"));
    }
    let started = Instant::now();
    harness.stop();
    for peer in &mut peers {
        let rest = String::from_utf8(peer.rest().await).expect("what is read is text");
        assert!(rest.contains(r#""resultType":"complete""#) && rest.ends_with("0\r\n\r\n"), "{rest}");
    }
    assert_eq!(harness.ended().await.expect("nothing broke").cut_connections(), 0);
    assert_eq!(since(started), seconds(0));
}

#[tokio::test(start_paused = true)]
async fn what_does_not_finish_is_cut_off() {
    let mut harness = Harness::start();
    let mut waiting = [harness.begin_waiting().await, harness.begin_waiting().await];
    let mut idle = harness.connect();
    assert_eq!(idle.ask(&call("ping")).await.status, 200);
    harness.stop();
    let told = Instant::now();
    for peer in &mut waiting {
        peer.closed().await;
    }
    assert_eq!(since(told), DEFAULT_GRACE_PERIOD);
    assert_eq!(harness.dropped(), 2);
    assert_eq!(harness.ended().await.expect("nothing broke").cut_connections(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_listener_without_connections_ends_at_once() {
    let mut harness = Harness::start();
    settle().await;
    let started = Instant::now();
    harness.stop();
    assert_eq!(harness.ended().await.expect("nothing broke").cut_connections(), 0);
    assert_eq!(since(started), seconds(0));
}

#[tokio::test(start_paused = true)]
async fn readiness_is_off_before_the_door_is_shut() {
    let mut harness = Harness::start_with(Settings { health: Some("/healthz".into()), ..Settings::default() });
    let mut probe = harness.connect();
    assert_eq!(probe.ask(&get("/healthz")).await.status, 200);
    let told = Instant::now();
    harness.stop();
    settle().await;
    while since(told) < DEFAULT_DRAIN_NOTICE {
        assert_eq!(probe.ask(&get("/healthz")).await.status, 503);
        // Who has not heard yet is still served.
        let reply = harness.connect().ask(&call("ping")).await;
        assert_eq!(reply.text(), "pong");
        advance(seconds(1)).await;
        settle().await;
    }
    probe.closed().await;
    assert_eq!(harness.ended().await.expect("nothing broke").cut_connections(), 0);
    assert_eq!(since(told), DEFAULT_DRAIN_NOTICE);
}

#[tokio::test(start_paused = true)]
async fn a_listener_that_is_dropped_leaves_nothing_behind() {
    let harness = Harness::start();
    let mut waiting = harness.begin_waiting().await;
    let mut idle = harness.connect();
    assert_eq!(idle.ask(&call("ping")).await.status, 200);
    harness.listener.abort();
    waiting.closed().await;
    idle.closed().await;
    assert_eq!((waiting.age(), harness.dropped()), (seconds(0), 1));
}

#[tokio::test(start_paused = true)]
async fn a_request_that_races_with_the_end_is_answered_or_its_connection_is_closed() {
    let mut harness = Harness::start();
    let mut peer = harness.connect();
    assert_eq!(peer.ask(&call("ping")).await.status, 200);
    peer.send(&call("ping")).await;
    harness.stop();
    let rest = String::from_utf8(peer.rest().await).expect("text");
    assert!(rest.is_empty() || rest.ends_with('}'), "{rest}");
    assert!(peer.age() < CLOSE_TIMEOUT);
    assert_eq!(harness.ended().await.expect("nothing broke").cut_connections(), 0);
}

impl Harness {
    /// Connects after the end, which nobody notices.
    async fn connect_late(&self) {
        settle().await;
        let (near, far) = duplex(CAPACITY);
        assert!(self.door.send(Ok(far)).is_err(), "the door is shut");
        drop(near);
    }
}
