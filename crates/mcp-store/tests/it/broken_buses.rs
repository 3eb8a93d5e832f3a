//! Buses that are broken, each in one way: the contract finds every one of them, by name.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

use async_trait::async_trait;
use bytes::Bytes;
use mcp_store::contract::{Flaky, Report, event_bus, event_bus_outage};
use mcp_store::{BusBounds, BusError, BusSettings, Event, EventBus, EventSource, MemoryBus, Subscription, Topic};

use crate::run::{give_way, run, scope, try_run};

#[derive(Debug, Clone, Copy, PartialEq)]
enum Flaw {
    DropsSilently,
    DropsForTheSecond,
    HidesGaps,
    Reorders,
    ReordersPublishers,
    Repeats,
    Replays,
    FoldsTopics,
    ForgetsTopics,
    TakesAnySize,
    TakesAnyTopics,
    LosesDroppedWaits,
    PunishesTheQuick,
}

const EVENT_BYTES: usize = 100;
const QUEUED_EVENTS: usize = 16;

/// A bus in memory with a flaw.
struct Broken {
    inner: MemoryBus,
    flaw: Flaw,
    last: Mutex<HashMap<Topic, Bytes>>,
    subscriptions: Mutex<usize>,
}

impl Broken {
    fn new(flaw: Flaw) -> Self {
        let queued_events = if flaw == Flaw::PunishesTheQuick { 1 } else { QUEUED_EVENTS };
        let settings = BusSettings::default().with_event_bytes(2 * EVENT_BYTES).with_queued_events(queued_events);
        Broken { inner: MemoryBus::new(settings), flaw, last: Mutex::default(), subscriptions: Mutex::default() }
    }

    fn topic(&self, topic: &Topic) -> Topic {
        let name = topic.as_str();
        if self.flaw == Flaw::FoldsTopics {
            Topic::new(name.to_ascii_lowercase()).expect("as long as before")
        } else {
            topic.clone()
        }
    }
}

#[async_trait]
impl EventBus for Broken {
    async fn publish(&self, topic: &Topic, event: Bytes) -> Result<(), BusError> {
        if self.flaw != Flaw::TakesAnySize && event.len() > EVENT_BYTES {
            return Err(BusError::TooLarge { limit: EVENT_BYTES, received: event.len() });
        }
        if self.flaw == Flaw::DropsSilently && event == "2" {
            return Ok(());
        }
        if self.flaw == Flaw::ReordersPublishers && event.ends_with(b"/1") {
            // Says that it is done, and lets the next event overtake.
            let held = self.last.lock().expect("nothing panics under the lock").insert(topic.clone(), event);
            return held.map_or(Ok(()), |held| run(self.inner.publish(topic, held)));
        }
        let held = match self.flaw {
            Flaw::ReordersPublishers => self.last.lock().expect("nothing panics under the lock").remove(topic),
            Flaw::Replays => {
                self.last.lock().expect("nothing panics under the lock").insert(topic.clone(), event.clone()).and(None)
            }
            _ => None,
        };
        give_way().await;
        self.inner.publish(&self.topic(topic), event).await?;
        if let Some(held) = held { self.inner.publish(topic, held).await } else { Ok(()) }
    }

    async fn subscribe(&self, topics: &[Topic]) -> Result<Subscription, BusError> {
        let number = {
            let mut subscriptions = self.subscriptions.lock().expect("nothing panics under the lock");
            *subscriptions += 1;
            *subscriptions
        };
        let topics: Vec<Topic> = topics.iter().map(|topic| self.topic(topic)).collect();
        let topics = match self.flaw {
            Flaw::ForgetsTopics => &topics[..topics.len().min(1)],
            Flaw::TakesAnyTopics if topics.is_empty() => &[Topic::new("none").expect("a topic")],
            Flaw::TakesAnyTopics if topics.len() > 1024 => &topics[..1024],
            _ => &topics,
        };
        let inner = self.inner.subscribe(topics).await?;
        let mut early = VecDeque::new();
        if self.flaw == Flaw::Replays {
            let last = self.last.lock().expect("nothing panics under the lock");
            let events = topics.iter().filter_map(|topic| Some((topic.clone(), last.get(topic)?.clone())));
            early.extend(events.map(|(topic, payload)| Event::Message { topic, payload }));
        }
        Ok(Subscription::new(Source { inner, flaw: self.flaw, early, number, was_asked: false }))
    }

    fn bounds(&self) -> BusBounds {
        BusBounds::new(EVENT_BYTES, QUEUED_EVENTS)
    }
}

struct Source {
    inner: Subscription,
    flaw: Flaw,
    early: VecDeque<Event>,
    number: usize,
    was_asked: bool,
}

fn is_fence(event: &Event) -> bool {
    matches!(event, Event::Message { payload, .. } if payload == "fence")
}

impl EventSource for Source {
    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Event>> {
        if let Some(event) = self.early.pop_front() {
            return Poll::Ready(Some(event));
        }
        let Poll::Ready(event) = self.inner.poll_next(context) else {
            self.was_asked = true;
            return Poll::Pending;
        };
        let Some(event) = event else { return Poll::Ready(None) };
        let was_asked = std::mem::replace(&mut self.was_asked, false);
        match (self.flaw, &event) {
            (Flaw::HidesGaps | Flaw::PunishesTheQuick, Event::Gap { .. }) => return self.poll_event(context),
            (Flaw::DropsForTheSecond, Event::Message { payload, .. })
                if self.number.is_multiple_of(2) && payload == "1" =>
            {
                return self.poll_event(context);
            }
            (Flaw::LosesDroppedWaits, Event::Message { .. }) if was_asked && !is_fence(&event) => {
                return self.poll_event(context);
            }
            (Flaw::Repeats, Event::Message { .. }) if !is_fence(&event) => self.early.push_back(event.clone()),
            (Flaw::Reorders, Event::Message { .. }) if !is_fence(&event) => {
                if let Poll::Ready(Some(next)) = self.inner.poll_next(&mut Context::from_waker(Waker::noop())) {
                    if is_fence(&next) {
                        self.early.push_back(next);
                        return Poll::Ready(Some(event));
                    }
                    self.early.push_back(event);
                    return Poll::Ready(Some(next));
                }
            }
            _ => {}
        }
        Poll::Ready(Some(event))
    }
}

fn failed(report: &Report) -> BTreeSet<&'static str> {
    report.failed.iter().map(|failure| failure.case).collect()
}

const FLAWS: [(Flaw, &str); 12] = [
    (Flaw::DropsSilently, "event_reaches_every_subscription"),
    (Flaw::DropsForTheSecond, "event_reaches_every_subscription"),
    (Flaw::HidesGaps, "slow_reader_sees_a_gap"),
    (Flaw::Reorders, "events_of_a_topic_keep_their_order"),
    (Flaw::ReordersPublishers, "concurrent_publishers_keep_their_order"),
    (Flaw::Repeats, "events_of_a_topic_keep_their_order"),
    (Flaw::Replays, "subscription_begins_when_it_is_made"),
    (Flaw::FoldsTopics, "topics_are_apart"),
    (Flaw::TakesAnySize, "events_fit_up_to_the_bound"),
    (Flaw::TakesAnyTopics, "topics_of_a_subscription_are_bounded"),
    (Flaw::LosesDroppedWaits, "dropped_wait_loses_nothing"),
    (Flaw::PunishesTheQuick, "slow_reader_holds_up_nobody"),
];

#[test]
fn every_flaw_is_found_by_its_case() {
    for (flaw, case) in FLAWS {
        let report = run(event_bus(&Broken::new(flaw), &scope()));
        assert!(failed(&report).contains(case), "{flaw:?} is not found by {case}: {report}");
    }
}

#[test]
fn a_bus_that_brings_nothing_makes_the_suite_wait() {
    let report = try_run(event_bus(&Broken::new(Flaw::ForgetsTopics), &scope()));
    assert_eq!(report, None, "what never comes is found by a timeout");
}

/// Hides that it was cut off.
struct Optimist(Flaky<MemoryBus>);

#[async_trait]
impl EventBus for Optimist {
    async fn publish(&self, topic: &Topic, event: Bytes) -> Result<(), BusError> {
        match self.0.publish(topic, event).await {
            Err(BusError::Unavailable(_)) => Ok(()),
            other => other,
        }
    }

    async fn subscribe(&self, topics: &[Topic]) -> Result<Subscription, BusError> {
        let inner = self.0.subscribe(topics).await?;
        let (early, number, was_asked) = (VecDeque::new(), 0, false);
        Ok(Subscription::new(Source { inner, flaw: Flaw::HidesGaps, early, number, was_asked }))
    }

    fn bounds(&self) -> BusBounds {
        self.0.bounds()
    }
}

#[test]
fn a_bus_that_hides_outages_is_found() {
    let bus = Optimist(Flaky::new(MemoryBus::default()));
    let report = run(event_bus_outage(&bus, bus.0.inner(), &bus.0, &scope()));
    assert_eq!(failed(&report), BTreeSet::from(["outage_leaves_a_gap", "outage_refuses_events"]), "{report}");
}
