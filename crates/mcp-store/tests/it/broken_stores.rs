//! Stores that are broken, each in one way: the contract finds every one of them, by name.

use std::collections::{BTreeSet, HashMap};
use std::sync::Mutex;

use async_trait::async_trait;
use bytes::Bytes;
use mcp_store::contract::{Flaky, Report, state_store, state_store_outage};
use mcp_store::{
    Collection, Due, Expected, Key, MemoryStore, Record, StateStore, StoreBounds, StoreError, StoreSettings, Timestamp,
    Version, Versioned,
};

use crate::run::{give_way, run, scope};

#[derive(Debug, Clone, Copy, PartialEq)]
enum Flaw {
    LosesWrites,
    LosesUpdates,
    IgnoresVersions,
    RefusesToOverwrite,
    HidesConflicts,
    IgnoresExpiry,
    KeepsExpired,
    ExpiresEverything,
    TakesEmptyForAbsent,
    InventsRecords,
    LosesDue,
    Reorders,
    IgnoresLimit,
    ScansExpired,
    ScansEverything,
    RemovesAnyVersion,
    ForgetsTooMuch,
    ForgetsBeyondLimit,
    TakesAnySize,
    CutsValues,
    FoldsNames,
    ReadsNamesAsText,
}

/// A store in memory with a flaw.
struct Broken {
    inner: MemoryStore,
    flaw: Flaw,
}

impl Broken {
    fn new(flaw: Flaw) -> Self {
        Broken { inner: MemoryStore::new(StoreSettings::default().with_value_bytes(1000)), flaw }
    }

    fn has(&self, flaw: Flaw) -> bool {
        self.flaw == flaw
    }

    fn key(&self, key: &Key) -> Key {
        let name = match self.flaw {
            Flaw::FoldsNames => Bytes::from(key.name().to_ascii_lowercase()),
            Flaw::ReadsNamesAsText => {
                let text = String::from_utf8_lossy(key.name()).into_owned();
                text.get(..text.len().min(200)).map_or_else(|| key.name().clone(), |text| Bytes::from(text.to_owned()))
            }
            _ => key.name().clone(),
        };
        Key::new(key.collection().clone(), name).expect("no longer than before")
    }

    fn record(&self, mut record: Record) -> Record {
        match self.flaw {
            Flaw::CutsValues => record.bytes.truncate(999),
            Flaw::TakesAnySize => record.bytes.truncate(1000),
            Flaw::LosesDue => record.due = None,
            Flaw::ExpiresEverything if record.expires == Timestamp::MAX => record.expires = Timestamp::EPOCH,
            _ => {}
        }
        record
    }
}

#[async_trait]
impl StateStore for Broken {
    async fn get(&self, key: &Key, now: Timestamp) -> Result<Option<Versioned>, StoreError> {
        let now = if self.has(Flaw::IgnoresExpiry) { Timestamp::EPOCH } else { now };
        let found = self.inner.get(&self.key(key), now).await?;
        if self.has(Flaw::InventsRecords) && found.is_none() {
            return Ok(Some(Versioned::new(Version::from_u64(0), Record::new("", Timestamp::MAX))));
        }
        Ok(found.filter(|found| !(self.has(Flaw::TakesEmptyForAbsent) && found.record.bytes.is_empty())))
    }

    async fn put_if_version(
        &self,
        key: &Key,
        expected: Expected,
        record: Record,
        now: Timestamp,
    ) -> Result<Version, StoreError> {
        let (key, record) = (self.key(key), self.record(record));
        let now = if self.has(Flaw::KeepsExpired) { Timestamp::EPOCH } else { now };
        match (self.flaw, expected) {
            (Flaw::LosesWrites, _) => return Ok(Version::from_u64(record.bytes.len() as u64)),
            (Flaw::LosesUpdates, Expected::Version(_) | Expected::Absent) => {
                let current = self.inner.get(&key, now).await?.map(|current| current.version);
                let is_expected = match expected {
                    Expected::Version(version) => current == Some(version),
                    _ => current.is_none(),
                };
                // What happens in between is not seen.
                give_way().await;
                let expected = if is_expected { Expected::Any } else { expected };
                return self.inner.put_if_version(&key, expected, record, now).await;
            }
            (Flaw::IgnoresVersions, _) => {
                return self.inner.put_if_version(&key, Expected::Any, record, now).await;
            }
            (Flaw::RefusesToOverwrite, Expected::Any) => {
                return self.inner.put_if_version(&key, Expected::Absent, record, now).await;
            }
            _ => {}
        }
        let result = self.inner.put_if_version(&key, expected, record, now).await;
        match result {
            Err(StoreError::Conflict { .. }) if self.has(Flaw::HidesConflicts) => {
                Err(StoreError::Conflict { current: Some(Version::from_u64(0)) })
            }
            result => result,
        }
    }

    async fn remove(&self, key: &Key, version: Version) -> Result<(), StoreError> {
        let key = self.key(key);
        if self.has(Flaw::RemovesAnyVersion) {
            let current = self.inner.get(&key, Timestamp::EPOCH).await?.map(|current| current.version);
            return self.inner.remove(&key, current.unwrap_or(version)).await;
        }
        self.inner.remove(&key, version).await
    }

    async fn scan_due(&self, collection: &Collection, now: Timestamp, limit: usize) -> Result<Vec<Due>, StoreError> {
        let limit = if self.has(Flaw::IgnoresLimit) { 100 } else { limit };
        let mut found = self.inner.scan_due(collection, now, limit).await?;
        match self.flaw {
            Flaw::Reorders => found.sort_by_key(|due| due.key.name().clone()),
            Flaw::ScansExpired => {
                let since = Timestamp::from_millis(now.as_millis() - 1);
                let before = self.inner.scan_due(collection, since, limit).await?;
                found.extend(before.into_iter().filter(|due| due.due < since));
            }
            Flaw::ScansEverything => {
                // Far enough to reach every due of the cases, and before what they write expires.
                let later = now + std::time::Duration::from_secs(3600);
                found = self.inner.scan_due(collection, later, limit).await?;
            }
            _ => {}
        }
        Ok(found)
    }

    async fn remove_expired(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        match self.flaw {
            Flaw::ForgetsTooMuch => self.inner.remove_expired(Timestamp::MAX, limit).await,
            Flaw::ForgetsBeyondLimit => self.inner.remove_expired(now, usize::MAX).await,
            _ => self.inner.remove_expired(now, limit).await,
        }
    }

    fn bounds(&self) -> StoreBounds {
        StoreBounds::new(if self.has(Flaw::TakesAnySize) { 999 } else { 1000 })
    }
}

/// Counts the writes of each record, and begins anew when it was removed.
#[derive(Default)]
struct CountsPerRecord(Mutex<HashMap<Key, Versioned>>);

#[async_trait]
impl StateStore for CountsPerRecord {
    async fn get(&self, key: &Key, now: Timestamp) -> Result<Option<Versioned>, StoreError> {
        Ok(self
            .0
            .lock()
            .expect("nothing panics under the lock")
            .get(key)
            .filter(|stored| stored.record.counts_at(now))
            .cloned())
    }

    async fn put_if_version(
        &self,
        key: &Key,
        expected: Expected,
        record: Record,
        _: Timestamp,
    ) -> Result<Version, StoreError> {
        let mut records = self.0.lock().expect("nothing panics under the lock");
        let current = records.get(key).map(|stored| stored.version);
        if matches!((expected, current), (Expected::Absent, Some(_)))
            || matches!(expected, Expected::Version(version) if current != Some(version))
        {
            return Err(StoreError::Conflict { current });
        }
        let version = Version::from_u64(current.map_or(0, Version::as_u64) + 1);
        records.insert(key.clone(), Versioned::new(version, record));
        Ok(version)
    }

    async fn remove(&self, key: &Key, version: Version) -> Result<(), StoreError> {
        let mut records = self.0.lock().expect("nothing panics under the lock");
        let current = records.get(key).map(|stored| stored.version);
        if current != Some(version) {
            return Err(StoreError::Conflict { current });
        }
        records.remove(key);
        Ok(())
    }

    async fn scan_due(&self, _: &Collection, _: Timestamp, _: usize) -> Result<Vec<Due>, StoreError> {
        Ok(Vec::new())
    }

    async fn remove_expired(&self, _: Timestamp, _: usize) -> Result<usize, StoreError> {
        Ok(0)
    }

    fn bounds(&self) -> StoreBounds {
        StoreBounds::new(1000)
    }
}

fn failed(report: &Report) -> BTreeSet<&'static str> {
    report.failed.iter().map(|failure| failure.case).collect()
}

const FLAWS: [(Flaw, &str); 22] = [
    (Flaw::LosesWrites, "written_record_is_read_back"),
    (Flaw::LosesUpdates, "concurrent_swaps_have_one_winner"),
    (Flaw::IgnoresVersions, "stale_version_is_a_conflict"),
    (Flaw::RefusesToOverwrite, "any_overwrites"),
    (Flaw::HidesConflicts, "conflict_names_what_stands_there"),
    (Flaw::IgnoresExpiry, "expired_record_is_absent"),
    (Flaw::KeepsExpired, "expired_record_makes_way"),
    (Flaw::ExpiresEverything, "last_moment_does_not_expire"),
    (Flaw::TakesEmptyForAbsent, "empty_value_is_a_value"),
    (Flaw::InventsRecords, "unknown_key_is_absent"),
    (Flaw::LosesDue, "scan_follows_the_last_write"),
    (Flaw::Reorders, "due_records_are_found_in_order"),
    (Flaw::IgnoresLimit, "scan_stops_at_its_limit"),
    (Flaw::ScansExpired, "scan_leaves_out_what_is_not_due"),
    (Flaw::ScansEverything, "lease_is_taken_once"),
    (Flaw::RemovesAnyVersion, "removal_needs_the_version"),
    (Flaw::ForgetsTooMuch, "forgetting_keeps_what_counts"),
    (Flaw::ForgetsBeyondLimit, "forgetting_stops_at_its_limit"),
    (Flaw::TakesAnySize, "values_fit_up_to_the_bound"),
    (Flaw::CutsValues, "values_fit_up_to_the_bound"),
    (Flaw::FoldsNames, "names_are_bytes"),
    (Flaw::ReadsNamesAsText, "names_are_bytes"),
];

#[test]
fn every_flaw_is_found_by_its_case() {
    for (flaw, case) in FLAWS {
        let report = run(state_store(&Broken::new(flaw), &scope()));
        assert!(failed(&report).contains(case), "{flaw:?} is not found by {case}: {report}");
    }
    let report = run(state_store(&CountsPerRecord::default(), &scope()));
    assert!(failed(&report).contains("versions_are_never_used_again"), "{report}");
}

#[test]
fn every_case_finds_something() {
    let mut found: BTreeSet<_> =
        FLAWS.iter().flat_map(|(flaw, _)| failed(&run(state_store(&Broken::new(*flaw), &scope())))).collect();
    found.extend(failed(&run(state_store(&CountsPerRecord::default(), &scope()))));
    let all: BTreeSet<_> = run(state_store(&MemoryStore::default(), &scope())).passed.into_iter().collect();
    assert_eq!(all.difference(&found).collect::<Vec<_>>(), [&""; 0], "cases that no broken store fails");
}

/// Takes an outage for absence, or for success.
struct Optimist(Flaky<MemoryStore>);

#[async_trait]
impl StateStore for Optimist {
    async fn get(&self, key: &Key, now: Timestamp) -> Result<Option<Versioned>, StoreError> {
        Ok(self.0.get(key, now).await.unwrap_or_default())
    }

    async fn put_if_version(
        &self,
        key: &Key,
        expected: Expected,
        record: Record,
        now: Timestamp,
    ) -> Result<Version, StoreError> {
        match self.0.put_if_version(key, expected, record, now).await {
            Err(StoreError::Unavailable(_)) => Ok(Version::from_u64(0)),
            other => other,
        }
    }

    async fn remove(&self, key: &Key, version: Version) -> Result<(), StoreError> {
        self.0.remove(key, version).await
    }

    async fn scan_due(&self, collection: &Collection, now: Timestamp, limit: usize) -> Result<Vec<Due>, StoreError> {
        self.0.scan_due(collection, now, limit).await
    }

    async fn remove_expired(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.0.remove_expired(now, limit).await
    }

    fn bounds(&self) -> StoreBounds {
        self.0.bounds()
    }
}

#[test]
fn a_store_that_hides_outages_is_found() {
    let store = Optimist(Flaky::new(MemoryStore::default()));
    let report = run(state_store_outage(&store, &store.0, &scope()));
    assert_eq!(failed(&report), BTreeSet::from(["outage_is_not_absence", "records_outlive_an_outage"]), "{report}");
}
