//! The in-memory bus beyond the contract: what it holds, whom it wakes, and how it ends.

use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use mcp_store::{BusError, BusSettings, Event, EventBus, MemoryBus, Subscription};

use crate::run::{Wakes, run, topic};

fn subscribe(bus: &MemoryBus, names: &[&str]) -> Subscription {
    run(bus.subscribe(&names.iter().map(|name| topic(name)).collect::<Vec<_>>())).expect("there is room")
}

fn publish(bus: &MemoryBus, name: &str, event: impl Into<Bytes>) {
    run(bus.publish(&topic(name), event.into())).expect("the bus has not ended");
}

fn poll(subscription: &mut Subscription) -> Poll<Option<Event>> {
    subscription.poll_next(&mut Context::from_waker(Waker::noop()))
}

fn message(name: &str, event: impl Into<Bytes>) -> Poll<Option<Event>> {
    Poll::Ready(Some(Event::Message { topic: topic(name), payload: event.into() }))
}

fn gap(name: &str, missed: u64) -> Poll<Option<Event>> {
    Poll::Ready(Some(Event::Gap { topic: Some(topic(name)), missed: Some(missed) }))
}

/// Topics, subscriptions, events and bytes, as the bus shows them.
fn held(bus: &MemoryBus) -> String {
    format!("{bus:?}").chars().filter(|character| character.is_ascii_digit() || *character == ',').collect()
}

#[test]
fn ten_thousand_readers_share_one_copy() {
    let bus = MemoryBus::default();
    let mut subscriptions: Vec<_> = (0..10_000).map(|_| subscribe(&bus, &["t"])).collect();
    let payload = Bytes::from(vec![7; 1000]);
    publish(&bus, "t", payload.clone());
    assert_eq!(held(&bus), "1,10000,1,1128,", "one event waits, with its payload and what it weighs beyond");
    for subscription in &mut subscriptions {
        let Poll::Ready(Some(Event::Message { payload: seen, .. })) = poll(subscription) else { panic!("no event") };
        assert_eq!(seen.as_ptr(), payload.as_ptr(), "the payload was copied");
    }
    assert_eq!(held(&bus), "1,10000,0,0,", "the last reader takes it along");
}

#[test]
fn an_event_nobody_listens_to_is_not_kept() {
    let bus = MemoryBus::default();
    publish(&bus, "t", "lost");
    assert_eq!(held(&bus), "0,0,0,0,");
    let subscription = subscribe(&bus, &["t", "u"]);
    publish(&bus, "t", "unread");
    drop(subscription);
    assert_eq!(held(&bus), "0,0,0,0,", "who leaves takes along what waits");
}

#[test]
fn who_joins_late_or_leaves_early_does_not_keep_events() {
    let bus = MemoryBus::default();
    let mut first = subscribe(&bus, &["t"]);
    publish(&bus, "t", "1");
    let mut second = subscribe(&bus, &["t"]);
    publish(&bus, "t", "2");
    assert_eq!(poll(&mut first), message("t", "1"));
    assert_eq!(held(&bus), "1,2,1,129,");
    drop(first);
    assert_eq!(held(&bus), "1,1,1,129,");
    assert_eq!(poll(&mut second), message("t", "2"));
    assert_eq!(poll(&mut second), Poll::Pending);
    assert_eq!(held(&bus), "1,1,0,0,");
}

#[test]
fn events_of_several_topics_come_as_they_were_published() {
    let bus = MemoryBus::default();
    let mut subscription = subscribe(&bus, &["a", "b", "a"]);
    for (name, event) in [("b", "1"), ("a", "2"), ("c", "3"), ("b", "4"), ("a", "5")] {
        publish(&bus, name, event);
    }
    for expected in [message("b", "1"), message("a", "2"), message("b", "4"), message("a", "5"), Poll::Pending] {
        assert_eq!(poll(&mut subscription), expected);
    }
}

#[test]
fn a_gap_counts_what_is_missing() {
    let bus = MemoryBus::new(BusSettings::default().with_queued_events(2));
    let mut slow = subscribe(&bus, &["t"]);
    let mut other = subscribe(&bus, &["t"]);
    for number in 0..5_u8 {
        publish(&bus, "t", vec![number]);
        if number == 0 {
            assert_eq!(poll(&mut other), message("t", vec![0]));
        }
    }
    for expected in [gap("t", 3), message("t", vec![3]), message("t", vec![4]), Poll::Pending] {
        assert_eq!(poll(&mut slow), expected);
    }
    for expected in [gap("t", 2), message("t", vec![3])] {
        assert_eq!(poll(&mut other), expected);
    }
}

#[test]
fn the_eldest_event_of_all_topics_goes_first() {
    let bus = MemoryBus::new(BusSettings::default().with_queued_bytes(3 * 129));
    let (mut a, mut b) = (subscribe(&bus, &["a"]), subscribe(&bus, &["b"]));
    for (name, event) in [("a", "1"), ("b", "2"), ("b", "3"), ("b", "4"), ("b", "5")] {
        publish(&bus, name, event);
    }
    assert_eq!(held(&bus), "2,2,3,387,");
    assert_eq!((poll(&mut a), poll(&mut a)), (gap("a", 1), Poll::Pending));
    assert_eq!((poll(&mut b), poll(&mut b)), (gap("b", 1), message("b", "3")));
    // Even one event too many by itself: then nothing is kept, and that is said.
    publish(&bus, "a", vec![0; 300]);
    assert_eq!((poll(&mut a), poll(&mut b)), (gap("a", 1), gap("b", 2)));
}

#[test]
fn topics_and_subscriptions_are_bounded() {
    let bus = MemoryBus::new(BusSettings::default().with_topics(2).with_subscriptions(3));
    let refused = |names: &[&str]| {
        let topics: Vec<_> = names.iter().map(|name| topic(name)).collect();
        match run(bus.subscribe(&topics)) {
            Err(BusError::Full { what, limit }) => (what, limit),
            other => panic!("expected a full bus, seen {other:?}"),
        }
    };
    let first = subscribe(&bus, &["a"]);
    assert_eq!(refused(&["a", "b", "c"]), ("topics", 2));
    let _second = subscribe(&bus, &["a", "b"]);
    let _third = subscribe(&bus, &["b"]);
    assert_eq!(refused(&["a"]), ("subscriptions", 3));
    drop(first);
    let _fourth = subscribe(&bus, &["a"]);
}

#[test]
fn a_slot_is_used_again_without_its_past() {
    let bus = MemoryBus::default();
    let old = subscribe(&bus, &["old"]);
    publish(&bus, "old", "1");
    drop(old);
    let mut new = subscribe(&bus, &["new"]);
    publish(&bus, "old", "2");
    publish(&bus, "new", "3");
    assert_eq!((poll(&mut new), poll(&mut new)), (message("new", "3"), Poll::Pending));
}

#[test]
fn only_who_waits_for_a_topic_is_woken() {
    let bus = MemoryBus::default();
    let [mut a, mut b] = ["a", "b"].map(|name| subscribe(&bus, &[name]));
    let wakes = [(); 2].map(|()| Arc::new(Wakes::default()));
    for (subscription, wakes) in [&mut a, &mut b].into_iter().zip(&wakes) {
        let waker = Waker::from(Arc::clone(wakes));
        assert_eq!(subscription.poll_next(&mut Context::from_waker(&waker)), Poll::Pending);
    }
    let counts = || wakes.each_ref().map(|wakes| wakes.count());
    publish(&bus, "a", "1");
    publish(&bus, "a", "2");
    assert_eq!(counts(), [1, 0], "once until it is asked again");
    drop(a);
    publish(&bus, "a", "3");
    bus.close();
    assert_eq!(counts(), [1, 1]);
}

#[test]
fn a_bus_that_ends_is_read_to_its_end() {
    for is_dropped in [false, true] {
        let bus = MemoryBus::default();
        let mut subscription = subscribe(&bus, &["t"]);
        publish(&bus, "t", "last");
        if is_dropped {
            drop(bus);
        } else {
            bus.close();
            assert!(matches!(run(bus.publish(&topic("t"), "more".into())), Err(BusError::Closed)));
            assert!(matches!(run(bus.subscribe(&[topic("t")])), Err(BusError::Closed)));
        }
        assert_eq!(run(subscription.next()), Some(Event::Message { topic: topic("t"), payload: "last".into() }));
        assert_eq!((run(subscription.next()), run(subscription.next())), (None, None));
    }
}

/// A waker that holds a subscription, as the waker of a task holds the task and all that it owns.
struct Holding(#[allow(dead_code, reason = "held to be dropped")] std::sync::Mutex<Subscription>);

impl std::task::Wake for Holding {
    fn wake(self: Arc<Self>) {}
}

#[test]
fn a_waker_may_hold_the_last_subscription() {
    let bus = MemoryBus::default();
    let mut subscription = subscribe(&bus, &["t"]);
    let holding = || Waker::from(Arc::new(Holding(std::sync::Mutex::new(subscribe(&bus, &["t"])))));
    for waker in [holding(), holding()] {
        assert_eq!(subscription.poll_next(&mut Context::from_waker(&waker)), Poll::Pending);
        // From here on the bus has the only hold on it, and drops it while it takes the next one.
    }
    drop(subscription);
    assert_eq!(held(&bus), "0,0,0,0,");
}
