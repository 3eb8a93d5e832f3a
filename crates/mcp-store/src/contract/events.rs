//! What is demanded of a bus.

use std::pin::pin;
use std::task::{Context, Waker};

use bytes::Bytes;

use super::join::{BoxFuture, join_all};
use super::names::Names;
use super::report::{Case, Verdict, cases, demand};
use crate::bus::{Event, EventBus, Subscription, Topic};
use crate::error::BusError;
use crate::limits::MAX_TOPICS_PER_SUBSCRIPTION;

/// Published behind what a case is about, so that a lost event is seen and not waited for.
const FENCE: &str = "fence";
/// Events that are read at most before a fence is missed.
const PATIENCE: usize = 100_000;

pub(super) fn all<'a>() -> [Case<dyn EventBus + 'a>; 11] {
    cases![
        event_reaches_every_subscription,
        events_of_a_topic_keep_their_order,
        concurrent_publishers_keep_their_order,
        topics_are_apart,
        subscription_begins_when_it_is_made,
        several_topics_share_a_subscription,
        slow_reader_sees_a_gap,
        slow_reader_holds_up_nobody,
        dropped_wait_loses_nothing,
        events_fit_up_to_the_bound,
        topics_of_a_subscription_are_bounded,
    ]
}

pub(super) async fn publish(bus: &dyn EventBus, topic: &Topic, event: impl Into<Bytes>) -> Verdict {
    bus.publish(topic, event.into()).await.map_err(failed)
}

pub(super) async fn subscribe(bus: &dyn EventBus, topics: &[Topic]) -> Result<Subscription, String> {
    bus.subscribe(topics).await.map_err(failed)
}

/// What an error of the backend looks like in a verdict.
#[allow(clippy::needless_pass_by_value, reason = "the shape that `map_err` takes")]
fn failed(error: BusError) -> String {
    let source = std::error::Error::source(&error).map(|source| format!(": {source}")).unwrap_or_default();
    format!("{error}{source}")
}

/// Reads until the fence, and says what came before it.
pub(super) async fn read(subscription: &mut Subscription) -> Result<Vec<Event>, String> {
    let mut events = Vec::new();
    while events.len() < PATIENCE {
        match subscription.next().await {
            Some(Event::Message { payload, .. }) if payload == FENCE => return Ok(events),
            Some(event) => events.push(event),
            None => return Err(format!("the subscription ended after {} events", events.len())),
        }
    }
    Err(format!("no end after {PATIENCE} events"))
}

/// Payloads as text; a gap is `-`.
pub(super) fn texts(events: &[Event]) -> Vec<String> {
    let text = |event: &Event| match event {
        Event::Message { payload, .. } => payload.escape_ascii().to_string(),
        Event::Gap { .. } => "-".to_owned(),
    };
    events.iter().map(text).collect()
}

async fn event_reaches_every_subscription(bus: &dyn EventBus, names: Names<'_>) -> Verdict {
    let topic = names.topic("a");
    let mut subscriptions = Vec::new();
    for _ in 0..8 {
        subscriptions.push(subscribe(bus, std::slice::from_ref(&topic)).await?);
    }
    for event in ["1", "", "2", FENCE] {
        publish(bus, &topic, event).await?;
    }
    for mut subscription in subscriptions {
        let seen = texts(&read(&mut subscription).await?);
        demand!(seen == ["1", "", "2"], "{seen:?}");
    }
    Ok(())
}

async fn events_of_a_topic_keep_their_order(bus: &dyn EventBus, names: Names<'_>) -> Verdict {
    let topic = names.topic("a");
    let mut subscription = subscribe(bus, std::slice::from_ref(&topic)).await?;
    let count = bus.bounds().queued_events.min(100).saturating_sub(1);
    let events: Vec<String> = (0..count).map(|number| number.to_string()).collect();
    for event in events.iter().map(String::as_str).chain([FENCE]) {
        publish(bus, &topic, event.to_owned()).await?;
    }
    let seen = texts(&read(&mut subscription).await?);
    demand!(seen == events, "{seen:?}");
    Ok(())
}

async fn concurrent_publishers_keep_their_order(bus: &dyn EventBus, names: Names<'_>) -> Verdict {
    let topic = names.topic("a");
    let mut subscription = subscribe(bus, std::slice::from_ref(&topic)).await?;
    let each = (bus.bounds().queued_events.saturating_sub(1) / 4).min(8);
    let publishers = (0..4).map(|publisher| -> BoxFuture<'_, Verdict> {
        let topic = &topic;
        Box::pin(async move {
            for number in 0..each {
                publish(bus, topic, format!("{publisher}/{number}")).await?;
            }
            Ok(())
        })
    });
    for result in join_all(publishers.collect()).await {
        result?;
    }
    publish(bus, &topic, FENCE).await?;
    let seen = texts(&read(&mut subscription).await?);
    for publisher in 0..4 {
        let own = seen.iter().filter(|event| event.starts_with(&format!("{publisher}/")));
        let expected: Vec<_> = (0..each).map(|number| format!("{publisher}/{number}")).collect();
        demand!(own.eq(&expected), "publisher {publisher}: {seen:?}");
    }
    Ok(())
}

async fn topics_are_apart(bus: &dyn EventBus, names: Names<'_>) -> Verdict {
    // What subjects, channels, patterns and identifiers of backends could take for one another.
    let spellings =
        ["a", "A", "a.b", "a.*", "a.>", "*", ">", "a b", "a/", "a'", "a\"", "%61", "\u{fc}", "u\u{308}", "\n"];
    let topics = spellings.map(|name| names.topic(name));
    let mut subscriptions = Vec::new();
    for topic in &topics {
        subscriptions.push(subscribe(bus, std::slice::from_ref(topic)).await?);
    }
    for (number, topic) in topics.iter().enumerate() {
        publish(bus, topic, number.to_string()).await?;
    }
    for topic in &topics {
        publish(bus, topic, FENCE).await?;
    }
    for (number, (topic, subscription)) in topics.iter().zip(&mut subscriptions).enumerate() {
        let seen = read(subscription).await?;
        let expected = Event::Message { topic: topic.clone(), payload: Bytes::from(number.to_string()) };
        demand!(seen == [expected], "{topic:?}: {:?}, not {number}", texts(&seen));
    }
    Ok(())
}

async fn subscription_begins_when_it_is_made(bus: &dyn EventBus, names: Names<'_>) -> Verdict {
    let topic = names.topic("a");
    let mut early = subscribe(bus, std::slice::from_ref(&topic)).await?;
    publish(bus, &topic, "before").await?;
    let mut late = subscribe(bus, std::slice::from_ref(&topic)).await?;
    for event in ["after", FENCE] {
        publish(bus, &topic, event).await?;
    }
    let seen = [texts(&read(&mut early).await?), texts(&read(&mut late).await?)];
    demand!(seen == [vec!["before", "after"], vec!["after"]], "{seen:?}");
    Ok(())
}

async fn several_topics_share_a_subscription(bus: &dyn EventBus, names: Names<'_>) -> Verdict {
    let [a, b, fence] = ["a", "b", "fence"].map(|name| names.topic(name));
    let mut subscription = subscribe(bus, &[b.clone(), a.clone(), fence.clone(), a.clone()]).await?;
    for (topic, event) in [(&a, "a1"), (&b, "b1"), (&b, "b2"), (&a, "a2")] {
        publish(bus, topic, event).await?;
    }
    // Order is promised within a topic alone, so that each has its own end.
    for topic in [&a, &b] {
        publish(bus, topic, FENCE).await?;
    }
    let mut seen = read(&mut subscription).await?;
    seen.extend(read(&mut subscription).await?);
    for (topic, expected) in [(&a, ["a1", "a2"]), (&b, ["b1", "b2"])] {
        let of_topic = |event: &&Event| matches!(event, Event::Message { topic: other, .. } if other == topic);
        let own: Vec<Event> = seen.iter().filter(of_topic).cloned().collect();
        demand!(texts(&own) == expected, "{topic:?}: {:?}", texts(&seen));
    }
    demand!(seen.len() == 4, "{:?}", texts(&seen));
    Ok(())
}

/// Publishes twice as much as waits for a reader, and then the fence.
async fn flood(bus: &dyn EventBus, topic: &Topic) -> Result<usize, String> {
    let count = bus.bounds().queued_events.saturating_mul(2);
    for number in 0..count {
        publish(bus, topic, number.to_string()).await?;
    }
    publish(bus, topic, FENCE).await?;
    Ok(count)
}

async fn slow_reader_sees_a_gap(bus: &dyn EventBus, names: Names<'_>) -> Verdict {
    let topic = names.topic("a");
    let mut subscription = subscribe(bus, std::slice::from_ref(&topic)).await?;
    let count = flood(bus, &topic).await?;
    let mut next = 0;
    let mut gaps = 0;
    for event in read(&mut subscription).await? {
        match event {
            Event::Message { payload, .. } => {
                let number = str::from_utf8(&payload).ok().and_then(|text| text.parse::<usize>().ok());
                let number = number.ok_or_else(|| format!("{payload:?} was not published"))?;
                demand!(
                    number == next || (gaps > 0 && number > next),
                    "{number} where {next} was expected, without a gap"
                );
                next = number + 1;
            }
            Event::Gap { missed, .. } => {
                gaps += 1;
                next += missed.and_then(|missed| usize::try_from(missed).ok()).unwrap_or(0);
            }
        }
    }
    demand!(gaps > 0, "no gap after {count} events, of which {} wait", bus.bounds().queued_events);
    demand!(next == count, "the last event was {next} of {count}");
    Ok(())
}

async fn slow_reader_holds_up_nobody(bus: &dyn EventBus, names: Names<'_>) -> Verdict {
    let topic = names.topic("a");
    let _slow = subscribe(bus, std::slice::from_ref(&topic)).await?;
    let mut quick = subscribe(bus, std::slice::from_ref(&topic)).await?;
    for number in 0..bus.bounds().queued_events.saturating_mul(2) {
        publish(bus, &topic, number.to_string()).await?;
        publish(bus, &topic, FENCE).await?;
        let seen = texts(&read(&mut quick).await?);
        demand!(seen == [number.to_string()], "{seen:?} instead of {number}");
    }
    Ok(())
}

async fn dropped_wait_loses_nothing(bus: &dyn EventBus, names: Names<'_>) -> Verdict {
    let topic = names.topic("a");
    let mut subscription = subscribe(bus, std::slice::from_ref(&topic)).await?;
    for event in ["1", "2", FENCE] {
        let is_ready = {
            let wait = pin!(subscription.next());
            wait.poll(&mut Context::from_waker(Waker::noop())).is_ready()
        };
        demand!(!is_ready, "an event before {event}");
        publish(bus, &topic, event).await?;
        if event != FENCE {
            publish(bus, &topic, FENCE).await?;
            let seen = texts(&read(&mut subscription).await?);
            demand!(seen == [event], "{seen:?} instead of {event}");
        }
    }
    Ok(())
}

async fn events_fit_up_to_the_bound(bus: &dyn EventBus, names: Names<'_>) -> Verdict {
    let (topic, bound) = (names.topic("a"), bus.bounds().event_bytes);
    let mut subscription = subscribe(bus, std::slice::from_ref(&topic)).await?;
    let event = |length: usize| Bytes::from((0..length).map(|index| (index % 251) as u8).collect::<Vec<_>>());
    publish(bus, &topic, event(bound)).await?;
    let refused = bus.publish(&topic, event(bound + 1)).await;
    let Err(BusError::TooLarge { limit, received }) = refused else {
        return Err(format!("{} bytes: {refused:?}", bound + 1));
    };
    demand!((limit, received) == (bound, bound + 1), "refused with {limit} and {received}");
    publish(bus, &topic, FENCE).await?;
    let seen = read(&mut subscription).await?;
    let expected = Event::Message { topic, payload: event(bound) };
    demand!(seen == [expected], "{seen:?}, or other bytes");
    Ok(())
}

async fn topics_of_a_subscription_are_bounded(bus: &dyn EventBus, names: Names<'_>) -> Verdict {
    let none = bus.subscribe(&[]).await;
    demand!(matches!(none, Err(BusError::NoTopic)), "no topic: {none:?}");
    let topics: Vec<_> = (0..=MAX_TOPICS_PER_SUBSCRIPTION).map(|number| names.topic(&number.to_string())).collect();
    let refused = bus.subscribe(&topics).await;
    demand!(matches!(refused, Err(BusError::Full { .. })), "{} topics: {refused:?}", topics.len());
    let mut subscription = subscribe(bus, &topics[1..]).await?;
    for event in ["1", FENCE] {
        publish(bus, &topics[MAX_TOPICS_PER_SUBSCRIPTION], event).await?;
    }
    let seen = texts(&read(&mut subscription).await?);
    demand!(seen == ["1"], "{seen:?}");
    Ok(())
}
