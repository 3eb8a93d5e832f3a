//! The store of the hub, as another process sees it.

use std::net::SocketAddr;

use async_trait::async_trait;
use mcp_store::limits::MAX_VALUE_BYTES;
use mcp_store::{
    Collection, Due, Expected, Key, Record, StateStore, StoreBounds, StoreError, Timestamp, Unavailable, Version,
    Versioned,
};

use crate::connection::Asker;
use crate::wire::{self, Answer, Ask, Malformed};

/// The store of a [`Hub`](crate::Hub).
#[derive(Debug)]
pub struct HubStore(Asker);

impl HubStore {
    /// Uses the store of the hub at this address.
    pub fn new(hub: SocketAddr) -> Self {
        HubStore(Asker::new(hub))
    }

    async fn ask(&self, question: &Ask) -> Result<Answer, StoreError> {
        match self.0.ask(question).await.map_err(StoreError::Unavailable)? {
            Answer::Conflict(current) => Err(StoreError::Conflict { current: current.map(Version::from_u64) }),
            Answer::TooLarge { limit, received } => Err(StoreError::TooLarge { limit, received }),
            Answer::Full { limit } => Err(StoreError::Full { what: "records or bytes", limit }),
            Answer::Malformed(what) => Err(unavailable(what)),
            answer => Ok(answer),
        }
    }
}

fn unavailable(what: impl Into<Malformed>) -> StoreError {
    StoreError::Unavailable(Unavailable::new(what))
}

fn unexpected<T>(answer: &Answer) -> Result<T, StoreError> {
    Err(unavailable(format!("the hub answered another question: {answer:?}")))
}

#[async_trait]
impl StateStore for HubStore {
    async fn get(&self, key: &Key, now: Timestamp) -> Result<Option<Versioned>, StoreError> {
        match self.ask(&Ask::Get { key: key.into(), now: now.as_millis() }).await? {
            Answer::Record(None) => Ok(None),
            Answer::Record(Some((version, record))) => Ok(Some(record.versioned(version).map_err(unavailable)?)),
            answer => unexpected(&answer),
        }
    }

    async fn put_if_version(
        &self,
        key: &Key,
        expected: Expected,
        record: Record,
        now: Timestamp,
    ) -> Result<Version, StoreError> {
        let (limit, received) = (MAX_VALUE_BYTES, record.bytes.len());
        if received > limit {
            return Err(StoreError::TooLarge { limit, received });
        }
        let (key, expected, record) = (key.into(), expected.into(), (&record).into());
        match self.ask(&Ask::Put { key, expected, record, now: now.as_millis() }).await? {
            Answer::Version(version) => Ok(Version::from_u64(version)),
            answer => unexpected(&answer),
        }
    }

    async fn remove(&self, key: &Key, version: Version) -> Result<(), StoreError> {
        match self.ask(&Ask::Remove { key: key.into(), version: version.as_u64() }).await? {
            Answer::Removed => Ok(()),
            answer => unexpected(&answer),
        }
    }

    async fn scan_due(&self, collection: &Collection, now: Timestamp, limit: usize) -> Result<Vec<Due>, StoreError> {
        let collection = collection.as_str().to_owned();
        match self.ask(&Ask::ScanDue { collection, now: now.as_millis(), limit }).await? {
            Answer::Due(found) => found.iter().map(wire::read_due).collect::<Result<_, _>>().map_err(unavailable),
            answer => unexpected(&answer),
        }
    }

    async fn remove_expired(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        match self.ask(&Ask::RemoveExpired { now: now.as_millis(), limit }).await? {
            Answer::Count(count) => Ok(count),
            answer => unexpected(&answer),
        }
    }

    fn bounds(&self) -> StoreBounds {
        StoreBounds::new(MAX_VALUE_BYTES)
    }
}
