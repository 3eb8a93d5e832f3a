//! The bus in memory.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use async_trait::async_trait;
use bytes::Bytes;

use super::queues::{Place, Queues};
use crate::bus::{BusBounds, Event, EventBus, EventSource, Subscription, Topic};
use crate::error::BusError;
use crate::limits::{
    MAX_EVENT_BYTES, MAX_QUEUED_BYTES, MAX_QUEUED_EVENTS, MAX_SUBSCRIPTIONS, MAX_TOPICS, MAX_TOPICS_PER_SUBSCRIPTION,
};

/// A bus in the memory of one process.
///
/// An event is kept once, however many subscriptions have yet to read it, and no longer than until the last of them
/// has. A subscription to several topics brings their events in the order in which they were published. Dropping the
/// bus ends it, as [`close`](Self::close) does.
///
/// # Examples
///
/// ```
/// use mcp_store::{Event, EventBus, MemoryBus, Topic};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let bus = MemoryBus::default();
/// let tools = Topic::new("tools/list_changed")?;
/// let mut subscription = bus.subscribe(&[tools.clone()]).await?;
///
/// bus.publish(&tools, "two tools more".into()).await?;
/// bus.close();
///
/// let event = Event::Message { topic: tools, payload: "two tools more".into() };
/// assert_eq!(subscription.next().await, Some(event));
/// assert_eq!(subscription.next().await, None);
/// # Ok(())
/// # }
/// # let future = std::pin::pin!(example());
/// # let done = future.poll(&mut std::task::Context::from_waker(std::task::Waker::noop()));
/// # assert!(matches!(done, std::task::Poll::Ready(Ok(()))));
/// ```
pub struct MemoryBus {
    shared: Arc<Shared>,
}

struct Shared {
    settings: BusSettings,
    queues: Mutex<Queues>,
}

/// How much an in-memory bus holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct BusSettings {
    /// Bytes of one event. Default: [`MAX_EVENT_BYTES`].
    pub event_bytes: usize,
    /// Events of one topic that wait for its slowest reader. Default: [`MAX_QUEUED_EVENTS`].
    pub queued_events: usize,
    /// Bytes of all events that wait; each weighs 128 bytes more than its payload. Default: [`MAX_QUEUED_BYTES`].
    pub queued_bytes: usize,
    /// Topics with a subscription. Default: [`MAX_TOPICS`].
    pub topics: usize,
    /// Subscriptions. Default: [`MAX_SUBSCRIPTIONS`].
    pub subscriptions: usize,
}

impl Default for BusSettings {
    fn default() -> Self {
        BusSettings {
            event_bytes: MAX_EVENT_BYTES,
            queued_events: MAX_QUEUED_EVENTS,
            queued_bytes: MAX_QUEUED_BYTES,
            topics: MAX_TOPICS,
            subscriptions: MAX_SUBSCRIPTIONS,
        }
    }
}

impl BusSettings {
    /// Sets how many bytes one event may have.
    #[must_use]
    pub fn with_event_bytes(self, event_bytes: usize) -> Self {
        BusSettings { event_bytes, ..self }
    }

    /// Sets how many events of one topic wait for its slowest reader.
    #[must_use]
    pub fn with_queued_events(self, queued_events: usize) -> Self {
        BusSettings { queued_events, ..self }
    }

    /// Sets how many bytes all events that wait may have.
    #[must_use]
    pub fn with_queued_bytes(self, queued_bytes: usize) -> Self {
        BusSettings { queued_bytes, ..self }
    }

    /// Sets how many topics may have a subscription.
    #[must_use]
    pub fn with_topics(self, topics: usize) -> Self {
        BusSettings { topics, ..self }
    }

    /// Sets how many subscriptions there may be.
    #[must_use]
    pub fn with_subscriptions(self, subscriptions: usize) -> Self {
        BusSettings { subscriptions, ..self }
    }
}

impl MemoryBus {
    /// Makes a bus that holds as much as `settings` say.
    pub fn new(settings: BusSettings) -> Self {
        MemoryBus { shared: Arc::new(Shared { settings, queues: Mutex::default() }) }
    }

    /// Ends the bus: subscriptions bring what waits for them, and then nothing more.
    pub fn close(&self) {
        let wakers = self.shared.queues().close();
        wakers.into_iter().for_each(std::task::Waker::wake);
    }
}

impl Default for MemoryBus {
    fn default() -> Self {
        MemoryBus::new(BusSettings::default())
    }
}

impl Drop for MemoryBus {
    fn drop(&mut self) {
        self.close();
    }
}

impl Shared {
    fn queues(&self) -> MutexGuard<'_, Queues> {
        // Why: no code of others runs while the lock is held, and every change is whole before anything could panic.
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl EventBus for MemoryBus {
    async fn publish(&self, topic: &Topic, event: Bytes) -> Result<(), BusError> {
        let settings = &self.shared.settings;
        let (limit, received) = (settings.event_bytes, event.len());
        if received > limit {
            return Err(BusError::TooLarge { limit, received });
        }
        let wakers = self.shared.queues().publish(topic, event, settings)?;
        wakers.into_iter().for_each(std::task::Waker::wake);
        Ok(())
    }

    async fn subscribe(&self, topics: &[Topic]) -> Result<Subscription, BusError> {
        if topics.is_empty() {
            return Err(BusError::NoTopic);
        }
        if topics.len() > MAX_TOPICS_PER_SUBSCRIPTION {
            return Err(BusError::Full { what: "topics of one subscription", limit: MAX_TOPICS_PER_SUBSCRIPTION });
        }
        let topics: BTreeSet<Topic> = topics.iter().cloned().collect();
        let (id, places) = self.shared.queues().join(topics.into_iter().collect(), &self.shared.settings)?;
        Ok(Subscription::new(Reader { shared: Arc::clone(&self.shared), id, places }))
    }

    fn bounds(&self) -> BusBounds {
        BusBounds::new(self.shared.settings.event_bytes, self.shared.settings.queued_events)
    }
}

/// Shows how much waits, not what.
impl fmt::Debug for MemoryBus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [topics, subscriptions, events, bytes] = self.shared.queues().counts();
        f.debug_struct("MemoryBus")
            .field("topics", &topics)
            .field("subscriptions", &subscriptions)
            .field("events", &events)
            .field("bytes", &bytes)
            .finish_non_exhaustive()
    }
}

/// One subscription.
struct Reader {
    shared: Arc<Shared>,
    id: u64,
    places: Vec<Place>,
}

impl EventSource for Reader {
    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Event>> {
        // Why: a waker is code of others. It is cloned before the lock is taken, and the one it replaces may be the
        // last hold on a task that owns a subscription, so it is dropped after the lock is released.
        let waker = context.waker().clone();
        let mut queues = self.shared.queues();
        if let Some(event) = queues.take(&mut self.places) {
            return Poll::Ready(Some(event));
        }
        if queues.is_closed() {
            return Poll::Ready(None);
        }
        let replaced = queues.wait(self.id, waker);
        drop(queues);
        drop(replaced);
        Poll::Pending
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let waker = self.shared.queues().leave(self.id, &self.places);
        drop(waker);
    }
}
