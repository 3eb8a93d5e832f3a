//! A backend that cannot be reached when a test wants it so.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker};

use async_trait::async_trait;
use bytes::Bytes;

use super::link::Link;
use crate::bus::{BusBounds, Event, EventBus, EventSource, Subscription, Topic};
use crate::error::{BusError, StoreError, Unavailable};
use crate::key::{Collection, Key};
use crate::state::{Due, Expected, Record, StateStore, StoreBounds, Version, Versioned};
use crate::timestamp::Timestamp;

/// A store or bus whose connection can be severed, and whose replies can get lost.
///
/// While it is severed every call is refused, and subscriptions bring nothing; afterwards they begin with a gap.
///
/// # Examples
///
/// ```
/// use mcp_store::contract::{Flaky, Link};
/// use mcp_store::{Collection, Expected, Key, MemoryStore, Record, StateStore, StoreError, Timestamp};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let store = Flaky::new(MemoryStore::default());
/// let (key, now) = (Key::new(Collection::from_static("tasks"), "t-1")?, Timestamp::EPOCH);
///
/// store.lose_replies(1);
/// let put = store.put_if_version(&key, Expected::Absent, Record::new("1", Timestamp::MAX), now).await;
/// assert!(matches!(put, Err(StoreError::Unavailable(_))));
/// assert!(store.get(&key, now).await?.is_some(), "it was written all the same");
///
/// store.sever().await;
/// assert!(store.get(&key, now).await.is_err());
/// # Ok(())
/// # }
/// # let future = std::pin::pin!(example());
/// # let done = future.poll(&mut std::task::Context::from_waker(std::task::Waker::noop()));
/// # assert!(matches!(done, std::task::Poll::Ready(Ok(()))));
/// ```
pub struct Flaky<B> {
    inner: B,
    is_severed: AtomicBool,
    lost_replies: AtomicUsize,
    /// Subscriptions made through this; those that have ended go when the next is made.
    readers: Mutex<Vec<Weak<Mutex<Reader>>>>,
}

/// One subscription behind the connection.
struct Reader {
    inner: Subscription,
    has_gap: bool,
    is_severed: bool,
    waiting: Option<Waker>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<B> Flaky<B> {
    /// Puts a connection before a backend.
    pub fn new(inner: B) -> Self {
        Flaky {
            inner,
            is_severed: AtomicBool::new(false),
            lost_replies: AtomicUsize::new(0),
            readers: Mutex::default(),
        }
    }

    /// The backend behind the connection, which can be reached all the time.
    pub fn inner(&self) -> &B {
        &self.inner
    }

    /// Loses the replies to the next `count` writes: they happen, and are reported as unavailable.
    pub fn lose_replies(&self, count: usize) {
        self.lost_replies.store(count, Ordering::SeqCst);
    }

    fn reach(&self) -> Result<(), Unavailable> {
        if self.is_severed.load(Ordering::SeqCst) { Err(Unavailable::new("the connection is severed")) } else { Ok(()) }
    }

    /// Whether the reply to this write arrives.
    fn reply(&self) -> Result<(), Unavailable> {
        let lost = self.lost_replies.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |count| count.checked_sub(1));
        if lost.is_ok() { Err(Unavailable::new("the reply was lost")) } else { Ok(()) }
    }
}

#[async_trait]
impl<B: Send + Sync> Link for Flaky<B> {
    async fn sever(&self) {
        self.is_severed.store(true, Ordering::SeqCst);
        for reader in lock(&self.readers).iter().filter_map(Weak::upgrade) {
            lock(&reader).is_severed = true;
        }
    }

    async fn restore(&self) {
        self.is_severed.store(false, Ordering::SeqCst);
        let readers: Vec<_> = lock(&self.readers).iter().filter_map(Weak::upgrade).collect();
        for reader in readers {
            let waiting = lock(&reader).reconnect();
            if let Some(waker) = waiting {
                waker.wake();
            }
        }
    }
}

impl Reader {
    /// Loses what was published meanwhile, and gives back whom to wake.
    fn reconnect(&mut self) -> Option<Waker> {
        if !std::mem::replace(&mut self.is_severed, false) {
            return None;
        }
        let mut context = Context::from_waker(Waker::noop());
        while let Poll::Ready(Some(_)) = self.inner.poll_next(&mut context) {}
        self.has_gap = true;
        self.waiting.take()
    }
}

#[async_trait]
impl<S: StateStore> StateStore for Flaky<S> {
    async fn get(&self, key: &Key, now: Timestamp) -> Result<Option<Versioned>, StoreError> {
        self.reach().map_err(StoreError::Unavailable)?;
        self.inner.get(key, now).await
    }

    async fn put_if_version(
        &self,
        key: &Key,
        expected: Expected,
        record: Record,
        now: Timestamp,
    ) -> Result<Version, StoreError> {
        self.reach().map_err(StoreError::Unavailable)?;
        let result = self.inner.put_if_version(key, expected, record, now).await;
        self.reply().map_err(StoreError::Unavailable)?;
        result
    }

    async fn remove(&self, key: &Key, version: Version) -> Result<(), StoreError> {
        self.reach().map_err(StoreError::Unavailable)?;
        let result = self.inner.remove(key, version).await;
        self.reply().map_err(StoreError::Unavailable)?;
        result
    }

    async fn scan_due(&self, collection: &Collection, now: Timestamp, limit: usize) -> Result<Vec<Due>, StoreError> {
        self.reach().map_err(StoreError::Unavailable)?;
        self.inner.scan_due(collection, now, limit).await
    }

    async fn remove_expired(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.reach().map_err(StoreError::Unavailable)?;
        self.inner.remove_expired(now, limit).await
    }

    fn bounds(&self) -> StoreBounds {
        self.inner.bounds()
    }
}

#[async_trait]
impl<B: EventBus> EventBus for Flaky<B> {
    async fn publish(&self, topic: &Topic, event: Bytes) -> Result<(), BusError> {
        self.reach().map_err(BusError::Unavailable)?;
        let result = self.inner.publish(topic, event).await;
        self.reply().map_err(BusError::Unavailable)?;
        result
    }

    async fn subscribe(&self, topics: &[Topic]) -> Result<Subscription, BusError> {
        self.reach().map_err(BusError::Unavailable)?;
        let inner = self.inner.subscribe(topics).await?;
        let reader = Arc::new(Mutex::new(Reader { inner, has_gap: false, is_severed: false, waiting: None }));
        let mut readers = lock(&self.readers);
        readers.retain(|reader| reader.strong_count() > 0);
        readers.push(Arc::downgrade(&reader));
        Ok(Subscription::new(Behind(reader)))
    }

    fn bounds(&self) -> BusBounds {
        self.inner.bounds()
    }
}

/// A subscription behind the connection.
struct Behind(Arc<Mutex<Reader>>);

impl EventSource for Behind {
    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Event>> {
        let mut reader = lock(&self.0);
        if std::mem::replace(&mut reader.has_gap, false) {
            return Poll::Ready(Some(Event::Gap { topic: None, missed: None }));
        }
        reader.waiting = Some(context.waker().clone());
        if reader.is_severed { Poll::Pending } else { reader.inner.poll_next(context) }
    }
}

impl<B: fmt::Debug> fmt::Debug for Flaky<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flaky")
            .field("inner", &self.inner)
            .field("is_severed", &self.is_severed)
            .finish_non_exhaustive()
    }
}
