//! The events that wait in an in-memory bus: one queue for each topic, a place in it for each subscription.
//!
//! An event stands in its queue once, however many have yet to read it, and leaves with its last reader. No code of
//! others runs in here: wakers are handed out, to be woken or dropped when the lock is released.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::task::Waker;

use bytes::Bytes;

use super::bus::BusSettings;
use crate::bus::{Event, Topic};
use crate::error::BusError;

/// Bytes that an event weighs beyond its payload, so that empty ones are not free.
const OVERHEAD: usize = 128;

/// Invariant: `topics` names the slots that are in use, which are those with members. `ages` has the sequence number of
/// every event in every queue, and `bytes` is their weight.
#[derive(Default)]
pub(super) struct Queues {
    topics: HashMap<Topic, usize>,
    slots: Vec<Queue>,
    free: Vec<usize>,
    ages: BTreeMap<u64, usize>,
    bytes: usize,
    sequence: u64,
    waiting: HashMap<u64, Waker>,
    subscriptions: usize,
    last_subscription: u64,
    closed: bool,
}

/// The events of one topic.
#[derive(Default)]
struct Queue {
    /// Invariant: sequence numbers rise, and so does `unread`: who has yet to read an event has yet to read the later.
    events: VecDeque<Waiting>,
    /// How many events of this topic came before those that wait, since the slot is in use.
    first: u64,
    members: BTreeSet<u64>,
}

struct Waiting {
    payload: Bytes,
    /// Its place among the events of all topics.
    sequence: u64,
    /// How many subscriptions have yet to read it.
    unread: usize,
}

/// How far a subscription has read one topic.
///
/// Invariant: the subscription is a member of the queue in `slot`, so that the slot is not used for another topic.
pub(super) struct Place {
    topic: Topic,
    slot: usize,
    position: u64,
}

impl Queues {
    /// Queues an event, and gives back whom to wake.
    pub(super) fn publish(
        &mut self,
        topic: &Topic,
        payload: Bytes,
        settings: &BusSettings,
    ) -> Result<Vec<Waker>, BusError> {
        if self.closed {
            return Err(BusError::Closed);
        }
        let Some(&slot) = self.topics.get(topic) else { return Ok(Vec::new()) };
        self.sequence += 1;
        self.bytes += weight(&payload);
        self.ages.insert(self.sequence, slot);
        let queue = &mut self.slots[slot];
        queue.events.push_back(Waiting { payload, sequence: self.sequence, unread: queue.members.len() });
        if self.slots[slot].events.len() > settings.queued_events {
            self.drop_first(slot);
        }
        while self.bytes > settings.queued_bytes {
            let Some((_, &eldest)) = self.ages.first_key_value() else { break };
            self.drop_first(eldest);
        }
        Ok(self.slots[slot].members.iter().filter_map(|id| self.waiting.remove(id)).collect())
    }

    /// Joins the queues of `topics`, which are all different, and says under which number and where.
    pub(super) fn join(&mut self, topics: Vec<Topic>, settings: &BusSettings) -> Result<(u64, Vec<Place>), BusError> {
        if self.closed {
            return Err(BusError::Closed);
        }
        if self.subscriptions >= settings.subscriptions {
            return Err(BusError::Full { what: "subscriptions", limit: settings.subscriptions });
        }
        let added = topics.iter().filter(|topic| !self.topics.contains_key(*topic)).count();
        if self.topics.len() + added > settings.topics {
            return Err(BusError::Full { what: "topics", limit: settings.topics });
        }
        self.subscriptions += 1;
        self.last_subscription += 1;
        let id = self.last_subscription;
        Ok((id, topics.into_iter().map(|topic| self.join_one(id, topic)).collect()))
    }

    fn join_one(&mut self, id: u64, topic: Topic) -> Place {
        let slot = match self.topics.get(&topic) {
            Some(&slot) => slot,
            None => {
                let slot = self.free.pop().unwrap_or_else(|| {
                    self.slots.push(Queue::default());
                    self.slots.len() - 1
                });
                self.topics.insert(topic.clone(), slot);
                slot
            }
        };
        let queue = &mut self.slots[slot];
        queue.members.insert(id);
        Place { topic, slot, position: queue.end() }
    }

    /// Leaves all queues; gives back the waker, to be dropped.
    pub(super) fn leave(&mut self, id: u64, places: &[Place]) -> Option<Waker> {
        self.subscriptions -= 1;
        for place in places {
            let queue = &mut self.slots[place.slot];
            queue.members.remove(&id);
            let read = place.position.saturating_sub(queue.first);
            queue
                .events
                .iter_mut()
                .skip(usize::try_from(read).unwrap_or(usize::MAX))
                .for_each(|event| event.unread -= 1);
            self.drop_read(place.slot);
            if self.slots[place.slot].members.is_empty() {
                self.slots[place.slot] = Queue::default();
                self.topics.remove(&place.topic);
                self.free.push(place.slot);
            }
        }
        self.waiting.remove(&id)
    }

    /// The eldest event that waits at one of these places; gaps before events.
    pub(super) fn take(&mut self, places: &mut [Place]) -> Option<Event> {
        let waiting = |place: &Place| Some((self.slots[place.slot].sequence_at(place.position)?, place.slot));
        let (index, _) = places
            .iter()
            .enumerate()
            .filter_map(|(index, place)| Some((index, waiting(place)?)))
            .min_by_key(|(_, waiting)| *waiting)?;
        let place = &mut places[index];
        let queue = &mut self.slots[place.slot];
        if place.position < queue.first {
            let missed = queue.first - place.position;
            place.position = queue.first;
            return Some(Event::Gap { topic: Some(place.topic.clone()), missed: Some(missed) });
        }
        let event = queue.event_mut(place.position)?;
        event.unread -= 1;
        let message = Event::Message { topic: place.topic.clone(), payload: event.payload.clone() };
        place.position += 1;
        let slot = place.slot;
        self.drop_read(slot);
        Some(message)
    }

    /// Remembers whom to wake; gives back the waker from before, to be dropped.
    pub(super) fn wait(&mut self, id: u64, waker: Waker) -> Option<Waker> {
        self.waiting.insert(id, waker)
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    /// Ends the bus, and gives back whom to wake.
    pub(super) fn close(&mut self) -> Vec<Waker> {
        self.closed = true;
        self.waiting.drain().map(|(_, waker)| waker).collect()
    }

    /// Topics, subscriptions, events and their weight in bytes.
    pub(super) fn counts(&self) -> [usize; 4] {
        [self.topics.len(), self.subscriptions, self.ages.len(), self.bytes]
    }

    /// Drops the events at the front that everybody has read.
    fn drop_read(&mut self, slot: usize) {
        while self.slots[slot].events.front().is_some_and(|event| event.unread == 0) {
            self.drop_first(slot);
        }
    }

    fn drop_first(&mut self, slot: usize) {
        let queue = &mut self.slots[slot];
        if let Some(event) = queue.events.pop_front() {
            queue.first += 1;
            self.bytes -= weight(&event.payload);
            self.ages.remove(&event.sequence);
        }
    }
}

impl Queue {
    /// The position of the event that comes next.
    fn end(&self) -> u64 {
        self.first + self.events.len() as u64
    }

    /// When what is next at `position` was published: 0 for a gap, `None` for nothing.
    fn sequence_at(&self, position: u64) -> Option<u64> {
        if position < self.first {
            return Some(0);
        }
        let index = usize::try_from(position - self.first).ok()?;
        self.events.get(index).map(|event| event.sequence)
    }

    fn event_mut(&mut self, position: u64) -> Option<&mut Waiting> {
        self.events.get_mut(usize::try_from(position.checked_sub(self.first)?).ok()?)
    }
}

fn weight(payload: &Bytes) -> usize {
    payload.len() + OVERHEAD
}
