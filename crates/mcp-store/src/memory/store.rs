//! The store in memory.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;

use crate::error::StoreError;
use crate::key::{Collection, Key};
use crate::limits::{FORGOTTEN_WITH_EACH, MAX_DUE_RECORDS, MAX_RECORDS, MAX_STORED_BYTES, MAX_VALUE_BYTES};
use crate::state::{Due, Expected, Record, StateStore, StoreBounds, Version, Versioned};
use crate::timestamp::Timestamp;

/// A store in the memory of one process, which ends with it.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use mcp_store::{Collection, Expected, Key, MemoryStore, Record, StateStore, StoreError, Timestamp};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let store = MemoryStore::default();
/// let key = Key::new(Collection::from_static("baskets"), "b-1")?;
/// let now = Timestamp::from_millis(0);
/// let record = |text: &'static str| Record::new(text, now + Duration::from_secs(60));
///
/// let first = store.put_if_version(&key, Expected::Absent, record("apples"), now).await?;
/// let second = store.put_if_version(&key, Expected::Version(first), record("pears"), now).await?;
///
/// let late = store.put_if_version(&key, Expected::Version(first), record("plums"), now).await;
/// assert!(matches!(late, Err(StoreError::Conflict { current: Some(version) }) if version == second));
/// assert_eq!(store.get(&key, now + Duration::from_secs(60)).await?, None);
/// # Ok(())
/// # }
/// # let future = std::pin::pin!(example());
/// # let done = future.poll(&mut std::task::Context::from_waker(std::task::Waker::noop()));
/// # assert!(matches!(done, std::task::Poll::Ready(Ok(()))));
/// ```
pub struct MemoryStore {
    settings: StoreSettings,
    state: Mutex<State>,
}

/// How much an in-memory store holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoreSettings {
    /// Bytes of one value. Default: [`MAX_VALUE_BYTES`].
    pub value_bytes: usize,
    /// Records. Default: [`MAX_RECORDS`].
    pub records: usize,
    /// Bytes of all names and values together. Default: [`MAX_STORED_BYTES`].
    pub stored_bytes: usize,
}

impl Default for StoreSettings {
    fn default() -> Self {
        StoreSettings { value_bytes: MAX_VALUE_BYTES, records: MAX_RECORDS, stored_bytes: MAX_STORED_BYTES }
    }
}

impl StoreSettings {
    /// Sets how many bytes one value may have.
    #[must_use]
    pub fn with_value_bytes(self, value_bytes: usize) -> Self {
        StoreSettings { value_bytes, ..self }
    }

    /// Sets how many records there may be.
    #[must_use]
    pub fn with_records(self, records: usize) -> Self {
        StoreSettings { records, ..self }
    }

    /// Sets how many bytes all names and values may have together.
    #[must_use]
    pub fn with_stored_bytes(self, stored_bytes: usize) -> Self {
        StoreSettings { stored_bytes, ..self }
    }
}

/// Invariant: `due` and `expiring` have exactly the keys of `records`, as these say; `bytes` is what they have together.
#[derive(Default)]
struct State {
    records: HashMap<Key, Versioned>,
    due: BTreeMap<Collection, BTreeSet<(Timestamp, Bytes)>>,
    expiring: BTreeSet<(Timestamp, Key)>,
    bytes: usize,
    /// The last version given to any key: none is given twice, whatever was removed.
    last: u64,
}

impl MemoryStore {
    /// Makes an empty store that holds as much as `settings` say.
    pub fn new(settings: StoreSettings) -> Self {
        MemoryStore { settings, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Why: no code of others runs while the lock is held, and every change is whole before anything could panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, key: &Key, expected: Expected, record: Record, now: Timestamp) -> Result<Version, StoreError> {
        let (limit, received) = (self.settings.value_bytes, record.bytes.len());
        if received > limit {
            return Err(StoreError::TooLarge { limit, received });
        }
        let mut state = self.state();
        let current = state.records.get(key).filter(|stored| stored.record.counts_at(now)).map(|stored| stored.version);
        let is_expected = match expected {
            Expected::Absent => current.is_none(),
            Expected::Version(version) => current == Some(version),
            Expected::Any => true,
        };
        if !is_expected {
            return Err(StoreError::Conflict { current });
        }
        // Why: nobody may ever ask for it, and what has expired would stay until there is no more room.
        state.forget(now, FORGOTTEN_WITH_EACH);
        if state.fits(key, &record, &self.settings).is_err() {
            state.forget(now, usize::MAX);
            state.fits(key, &record, &self.settings)?;
        }
        Ok(state.insert(key.clone(), record))
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        MemoryStore::new(StoreSettings::default())
    }
}

#[async_trait]
impl StateStore for MemoryStore {
    async fn get(&self, key: &Key, now: Timestamp) -> Result<Option<Versioned>, StoreError> {
        let state = self.state();
        Ok(state.records.get(key).filter(|stored| stored.record.counts_at(now)).cloned())
    }

    async fn put_if_version(
        &self,
        key: &Key,
        expected: Expected,
        record: Record,
        now: Timestamp,
    ) -> Result<Version, StoreError> {
        self.put(key, expected, record, now)
    }

    async fn remove(&self, key: &Key, version: Version) -> Result<(), StoreError> {
        let mut state = self.state();
        let current = state.records.get(key).map(|stored| stored.version);
        if current != Some(version) {
            return Err(StoreError::Conflict { current });
        }
        state.take(key);
        Ok(())
    }

    async fn scan_due(&self, collection: &Collection, now: Timestamp, limit: usize) -> Result<Vec<Due>, StoreError> {
        let state = self.state();
        let Some(due) = state.due.get(collection) else { return Ok(Vec::new()) };
        let found = due.iter().take_while(|(due, _)| *due <= now).filter_map(|(due, name)| {
            let key = Key::new(collection.clone(), name.clone()).ok()?;
            let stored = state.records.get(&key).filter(|stored| stored.record.counts_at(now))?;
            Some(Due::new(key, stored.version, *due))
        });
        Ok(found.take(limit.min(MAX_DUE_RECORDS)).collect())
    }

    async fn remove_expired(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        Ok(self.state().forget(now, limit))
    }

    fn bounds(&self) -> StoreBounds {
        StoreBounds::new(self.settings.value_bytes)
    }
}

impl State {
    /// Says whether `record` fits in place of what stands at `key`.
    fn fits(&self, key: &Key, record: &Record, settings: &StoreSettings) -> Result<(), StoreError> {
        let replaced = self.records.get(key);
        if self.records.len() + usize::from(replaced.is_none()) > settings.records {
            return Err(StoreError::Full { what: "records", limit: settings.records });
        }
        let freed = replaced.map_or(0, |stored| weight(key, &stored.record));
        if self.bytes - freed + weight(key, record) > settings.stored_bytes {
            return Err(StoreError::Full { what: "bytes", limit: settings.stored_bytes });
        }
        Ok(())
    }

    fn insert(&mut self, key: Key, record: Record) -> Version {
        self.take(&key);
        self.last += 1;
        let version = Version::from_u64(self.last);
        self.bytes += weight(&key, &record);
        self.expiring.insert((record.expires, key.clone()));
        if let Some(due) = record.due {
            self.due.entry(key.collection().clone()).or_default().insert((due, key.name().clone()));
        }
        self.records.insert(key, Versioned::new(version, record));
        version
    }

    fn take(&mut self, key: &Key) {
        let Some(stored) = self.records.remove(key) else { return };
        self.bytes -= weight(key, &stored.record);
        self.expiring.remove(&(stored.record.expires, key.clone()));
        let Some(moment) = stored.record.due else { return };
        if let Some(due) = self.due.get_mut(key.collection()) {
            due.remove(&(moment, key.name().clone()));
            if due.is_empty() {
                self.due.remove(key.collection());
            }
        }
    }

    fn forget(&mut self, now: Timestamp, limit: usize) -> usize {
        let expired = self.expiring.iter().take_while(|(expires, _)| *expires <= now);
        let expired: Vec<Key> = expired.take(limit).map(|(_, key)| key.clone()).collect();
        for key in &expired {
            self.take(key);
        }
        expired.len()
    }
}

fn weight(key: &Key, record: &Record) -> usize {
    key.collection().as_str().len() + key.name().len() + record.bytes.len()
}

/// Shows how much it holds, not what.
impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("MemoryStore")
            .field("records", &state.records.len())
            .field("bytes", &state.bytes)
            .finish_non_exhaustive()
    }
}
