//! The store: records that are written only over what their writer has seen.

use std::fmt;

use async_trait::async_trait;
use bytes::Bytes;

use crate::error::StoreError;
use crate::key::{Collection, Key};
use crate::timestamp::Timestamp;

/// State that outlives a request, shared by every replica that has the same backend.
///
/// A record is bytes with an expiry. Each write names what it expects to find, so that of several writers at once
/// exactly one succeeds and the others learn of it. Time is an argument: at `now` a record counts if it expires later,
/// and the store need not remove it the moment it does.
///
/// Every backend passes the tests of the module `contract` (feature `contract`); what follows is what they demand.
///
/// - A write that has returned is seen by every later call, on whichever replica.
/// - A version names one write of one key and never another, not even after the record was removed and made anew.
/// - What cannot be reached is [`StoreError::Unavailable`], never an absent record.
/// - Bytes of names and values come back as they were, and keys that differ in one byte are different.
///
/// # Cancel safety
///
/// A call that is dropped may have happened or not, as one that ends with [`StoreError::Unavailable`].
#[async_trait]
pub trait StateStore: Send + Sync {
    /// The record at `key`, if it counts at `now`.
    ///
    /// # Errors
    ///
    /// [`StoreError::Unavailable`] and [`StoreError::Corrupt`].
    async fn get(&self, key: &Key, now: Timestamp) -> Result<Option<Versioned>, StoreError>;

    /// Writes `record` to `key`, if what counts there at `now` is as expected, and says which version it is.
    ///
    /// # Errors
    ///
    /// - [`StoreError::Conflict`]: it is not as expected; nothing is written.
    /// - [`StoreError::TooLarge`]: the value is larger than [`StoreBounds::value_bytes`]. This is found out first.
    /// - [`StoreError::Full`], [`StoreError::Unavailable`] and [`StoreError::Corrupt`].
    async fn put_if_version(
        &self,
        key: &Key,
        expected: Expected,
        record: Record,
        now: Timestamp,
    ) -> Result<Version, StoreError>;

    /// Removes the record at `key`, expired or not, if it has this version.
    ///
    /// # Errors
    ///
    /// - [`StoreError::Conflict`]: another version stands there, or nothing.
    /// - [`StoreError::Unavailable`].
    async fn remove(&self, key: &Key, version: Version) -> Result<(), StoreError>;

    /// The records of a collection that count at `now` and whose [`due`](Record::due) has come, the eldest due first
    /// and those due at once in the order of their names; `limit` of them at most, and never more than
    /// [`MAX_DUE_RECORDS`](crate::limits::MAX_DUE_RECORDS).
    ///
    /// Whoever takes one writes it with a later due, over the version found here: of two replicas that found it one
    /// succeeds. So the next call brings others.
    ///
    /// # Errors
    ///
    /// [`StoreError::Unavailable`] and [`StoreError::Corrupt`].
    async fn scan_due(&self, collection: &Collection, now: Timestamp, limit: usize) -> Result<Vec<Due>, StoreError>;

    /// Removes up to `limit` records, of whichever collection, that no longer count at `now`, and says how many.
    ///
    /// A store has no clock and no task of its own, so whoever runs one calls this now and then. A backend that
    /// forgets by itself returns 0.
    ///
    /// # Errors
    ///
    /// [`StoreError::Unavailable`].
    async fn remove_expired(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError>;

    /// What the store takes at most.
    fn bounds(&self) -> StoreBounds;
}

/// What a store takes at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoreBounds {
    /// Bytes of one value; at least [`MAX_VALUE_BYTES`](crate::limits::MAX_VALUE_BYTES), unless its host chose less.
    pub value_bytes: usize,
}

impl StoreBounds {
    /// Says how many bytes a value may have.
    pub const fn new(value_bytes: usize) -> Self {
        StoreBounds { value_bytes }
    }
}

/// One write of one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(u64);

impl Version {
    /// Takes the number that a backend gave to a write.
    pub const fn from_u64(number: u64) -> Self {
        Version(number)
    }

    /// The number.
    pub const fn as_u64(self) -> u64 {
        self.0
    }
}

/// What a writer expects to find.
///
/// Exhaustive: a backend has to handle all there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// No record that counts.
    Absent,
    /// A record that counts and has this version.
    Version(Version),
    /// Anything: the write always happens, and whatever stood there is lost.
    Any,
}

/// Bytes to be kept, and for how long.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Record {
    /// The bytes, which mean nothing to the store.
    pub bytes: Bytes,
    /// When the record stops to count.
    pub expires: Timestamp,
    /// When somebody should look at the record: the end of a lease, the time of a retry. `None` for never.
    pub due: Option<Timestamp>,
}

impl Record {
    /// Bytes that count until `expires`, and that nobody has to look at before.
    pub fn new(bytes: impl Into<Bytes>, expires: Timestamp) -> Self {
        Record { bytes: bytes.into(), expires, due: None }
    }

    /// Sets when somebody should look at the record.
    #[must_use]
    pub fn with_due(self, due: Timestamp) -> Self {
        Record { due: Some(due), ..self }
    }

    /// Whether the record counts at `now`: it does until the moment at which it expires, which is not included.
    pub fn counts_at(&self, now: Timestamp) -> bool {
        now < self.expires
    }
}

/// Shows how long the value is, not what it is.
impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Record { bytes, expires, due } = self;
        f.debug_struct("Record").field("bytes", &bytes.len()).field("expires", expires).field("due", due).finish()
    }
}

/// A record as it stands in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Versioned {
    /// The write that put it there.
    pub version: Version,
    /// What was written.
    pub record: Record,
}

impl Versioned {
    /// Puts a record next to the write that put it into the store.
    pub const fn new(version: Version, record: Record) -> Self {
        Versioned { version, record }
    }
}

/// A record that somebody should look at; without its value, which is read when it is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Due {
    /// Where it stands.
    pub key: Key,
    /// The write that put it there.
    pub version: Version,
    /// Since when it is due.
    pub due: Timestamp,
}

impl Due {
    /// Says that the record at `key` is due since `due`.
    pub const fn new(key: Key, version: Version, due: Timestamp) -> Self {
        Due { key, version, due }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_counts_until_it_expires() {
        let record = Record::new("x", Timestamp::from_millis(10));
        let counts = [9, 10, 11].map(|millis| record.counts_at(Timestamp::from_millis(millis)));
        assert_eq!(counts, [true, false, false]);
    }

    #[test]
    fn debug_does_not_show_values() {
        let record = Record::new("secret", Timestamp::MAX).with_due(Timestamp::EPOCH);
        let shown = format!("{:?}", Versioned::new(Version::from_u64(1), record));
        assert!(!shown.contains("secret") && shown.contains("bytes: 6"), "{shown}");
    }
}
