//! Connections beyond the limit, and those that cannot be accepted.

use tokio::time::{advance, timeout};

use super::peer::call;
use super::*;

/// No files left.
#[cfg(unix)]
const EMFILE: i32 = 24;

#[tokio::test(start_paused = true)]
async fn connections_beyond_the_limit_wait_until_others_leave() {
    let harness = Harness::start_with(Settings { max_connections: 2, ..Settings::default() });
    let mut first = harness.begin_waiting().await;
    let mut second = harness.connect();
    assert_eq!(second.ask(&call("ping")).await.text(), "pong");

    let mut third = harness.connect();
    third.send(&call("ping")).await;
    settle().await;
    let unanswered = timeout(seconds(60), third.read()).await;
    assert!(unanswered.is_err(), "{unanswered:?}");

    drop(second);
    assert_eq!(third.read().await.text(), "pong");
    harness.open_gate();
    assert_eq!(first.read().await.text(), "waited");
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn without_files_the_listener_waits_and_goes_on() {
    let attempts = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&attempts);
    let hook = move |error: &io::Error| {
        assert_eq!(error.raw_os_error(), Some(EMFILE));
        count.fetch_add(1, Ordering::Relaxed);
    };
    let harness = Harness::start_with(Settings { on_accept_error: Some(Box::new(hook)), ..Settings::default() });
    let mut before = harness.connect();
    assert_eq!(before.ask(&call("ping")).await.text(), "pong");
    let started = Instant::now();
    for _ in 0..20 {
        harness.door.send(Err(io::Error::from_raw_os_error(EMFILE))).expect("the listener accepts");
    }
    let mut after = harness.connect();
    for _ in 0..500 {
        advance(Duration::from_millis(10)).await;
        settle().await;
    }
    assert!((5..15).contains(&attempts.load(Ordering::Relaxed)), "{attempts:?} attempts in five seconds");
    assert_eq!(before.ask(&call("ping")).await.text(), "pong", "open connections are served meanwhile");
    assert_eq!(after.ask(&call("ping")).await.text(), "pong");
    assert_eq!(attempts.load(Ordering::Relaxed), 20);
    assert!(since(started) > seconds(10), "{:?}", since(started));

    // The next shortage begins with a short pause again.
    let again = Instant::now();
    harness.door.send(Err(io::Error::from_raw_os_error(EMFILE))).expect("the listener accepts");
    assert_eq!(harness.connect().ask(&call("ping")).await.text(), "pong");
    assert_eq!(since(again), seconds(0));
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_broke_before_it_was_accepted_delays_nobody() {
    let harness = Harness::start();
    let started = Instant::now();
    for _ in 0..20 {
        harness.door.send(Err(io::ErrorKind::ConnectionAborted.into())).expect("the listener accepts");
    }
    assert_eq!(harness.connect().ask(&call("ping")).await.text(), "pong");
    assert_eq!(since(started), seconds(0));
}

#[tokio::test(start_paused = true)]
async fn a_socket_that_broke_ends_the_listener_after_what_is_in_flight() {
    let harness = Harness::start_with(Settings { health: Some("/healthz".into()), ..Settings::default() });
    let mut waiting = harness.begin_waiting().await;
    harness.door.send(Err(io::ErrorKind::InvalidInput.into())).expect("the listener accepts");
    settle().await;
    assert!(harness.door.is_closed());
    harness.open_gate();
    assert_eq!(waiting.read().await.text(), "waited");
    let error = harness.ended().await.expect_err("the socket is broken");
    assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
}
