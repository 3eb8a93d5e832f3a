//! The event bus: what happened, told to whoever listens now.

use std::fmt;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll};

use async_trait::async_trait;
use bytes::Bytes;

use crate::error::{BusError, NameError};
use crate::limits::MAX_TOPIC_BYTES;

/// Events between replicas.
///
/// Nothing is kept for those who are not there: a subscription brings what is published after it was made. Who does
/// not read is told that events are missing, and never makes anybody else wait.
///
/// Every backend passes the tests of the module `contract` (feature `contract`); what follows is what they demand.
///
/// - Events of one topic, published one after the other, arrive in this order and once.
/// - Where events are missing, for whatever reason, an [`Event::Gap`] stands in their place.
/// - The memory for a subscription is bounded, whether it is read or not.
///
/// # Cancel safety
///
/// A call that is dropped may have happened or not.
#[async_trait]
pub trait EventBus: Send + Sync {
    /// Tells an event to all subscriptions to `topic`.
    ///
    /// # Errors
    ///
    /// - [`BusError::TooLarge`]: the event is larger than [`BusBounds::event_bytes`].
    /// - [`BusError::Closed`] and [`BusError::Unavailable`].
    async fn publish(&self, topic: &Topic, event: Bytes) -> Result<(), BusError>;

    /// Listens to events of these topics that are published from now on. A topic that stands twice counts once.
    ///
    /// # Errors
    ///
    /// - [`BusError::NoTopic`]: `topics` is empty.
    /// - [`BusError::Full`]: more topics than
    ///   [`MAX_TOPICS_PER_SUBSCRIPTION`](crate::limits::MAX_TOPICS_PER_SUBSCRIPTION), or more subscriptions or topics
    ///   than the bus takes.
    /// - [`BusError::Closed`] and [`BusError::Unavailable`].
    async fn subscribe(&self, topics: &[Topic]) -> Result<Subscription, BusError>;

    /// What the bus takes at most.
    fn bounds(&self) -> BusBounds;
}

/// What a bus takes at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct BusBounds {
    /// Bytes of one event; at least [`MAX_EVENT_BYTES`](crate::limits::MAX_EVENT_BYTES), unless its host chose less.
    pub event_bytes: usize,
    /// Events of one topic that wait for one subscription; the eldest are dropped beyond this.
    pub queued_events: usize,
}

impl BusBounds {
    /// Says how large an event may be and how many wait.
    pub const fn new(event_bytes: usize, queued_events: usize) -> Self {
        BusBounds { event_bytes, queued_events }
    }
}

/// What events are about: any text of 1 to [`MAX_TOPIC_BYTES`] bytes. Copies share it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Topic(Arc<str>);

impl Topic {
    /// Names a topic.
    ///
    /// # Errors
    ///
    /// [`NameError::Empty`] and [`NameError::TooLong`].
    pub fn new(name: impl Into<Arc<str>>) -> Result<Self, NameError> {
        let name = name.into();
        match name.len() {
            0 => Err(NameError::Empty),
            1..=MAX_TOPIC_BYTES => Ok(Topic(name)),
            received => Err(NameError::TooLong { limit: MAX_TOPIC_BYTES, received }),
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Topic({:?})", self.as_str())
    }
}

/// What a subscription brings.
///
/// Exhaustive: there are events, and there is their absence; whoever listens has to handle both.
#[derive(Clone, PartialEq, Eq)]
pub enum Event {
    /// An event.
    Message {
        /// What it is about.
        topic: Topic,
        /// What its publisher said.
        payload: Bytes,
    },
    /// Events are missing here: what was derived from earlier ones may be stale.
    Gap {
        /// The topic that they were about; `None` if it may be any of the subscription's.
        topic: Option<Topic>,
        /// How many they are; `None` where the bus cannot count them.
        missed: Option<u64>,
    },
}

/// Shows how long a payload is, not what it says.
impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Message { topic, payload } => {
                f.debug_struct("Message").field("topic", topic).field("bytes", &payload.len()).finish()
            }
            Event::Gap { topic, missed } => {
                f.debug_struct("Gap").field("topic", topic).field("missed", missed).finish()
            }
        }
    }
}

/// What a backend implements to bring events to one subscription.
///
/// Dropping it ends the subscription.
pub trait EventSource: Send {
    /// The next event, `None` after the last; wakes the task of `context` when there is news.
    ///
    /// After `None` it is not asked again.
    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Event>>;
}

/// The events of some topics from a moment on. Dropping it ends the subscription.
pub struct Subscription {
    source: Option<Box<dyn EventSource>>,
}

impl Subscription {
    /// Makes a subscription of what a backend brings.
    pub fn new(source: impl EventSource + 'static) -> Self {
        Subscription { source: Some(Box::new(source)) }
    }

    /// The next event or gap; `None` once the bus has ended and everything before that was read, and from then on.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, no event is lost.
    pub async fn next(&mut self) -> Option<Event> {
        poll_fn(|context| self.poll_next(context)).await
    }

    /// As [`next`](Self::next), for those who poll: the shape of a `Stream`.
    pub fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Event>> {
        let Some(source) = &mut self.source else { return Poll::Ready(None) };
        let event = source.poll_event(context);
        if matches!(event, Poll::Ready(None)) {
            self.source = None;
        }
        event
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription").field("ended", &self.source.is_none()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    #[test]
    fn topics_are_any_text_within_the_bound() {
        let name = |length| Topic::new("x".repeat(length)).map(|topic| topic.as_str().len());
        assert_eq!(name(0), Err(NameError::Empty));
        assert_eq!(name(MAX_TOPIC_BYTES), Ok(MAX_TOPIC_BYTES));
        assert_eq!(name(MAX_TOPIC_BYTES + 1), Err(NameError::TooLong { limit: 256, received: 257 }));
    }

    #[test]
    fn debug_does_not_show_payloads() {
        let event = Event::Message { topic: Topic::new("t").unwrap(), payload: "secret".into() };
        assert_eq!(format!("{event:?}"), r#"Message { topic: Topic("t"), bytes: 6 }"#);
        let gap = Event::Gap { topic: None, missed: Some(3) };
        assert_eq!(format!("{gap:?}"), "Gap { topic: None, missed: Some(3) }");
    }

    /// Ends at once, and must not be asked twice.
    struct Ended(bool);

    impl EventSource for Ended {
        fn poll_event(&mut self, _: &mut Context<'_>) -> Poll<Option<Event>> {
            assert!(!std::mem::replace(&mut self.0, true), "asked after its end");
            Poll::Ready(None)
        }
    }

    #[test]
    fn a_subscription_that_has_ended_stays_ended() {
        let mut subscription = Subscription::new(Ended(false));
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..3 {
            assert_eq!(subscription.poll_next(&mut context), Poll::Ready(None));
        }
        assert_eq!(format!("{subscription:?}"), "Subscription { ended: true, .. }");
    }
}
