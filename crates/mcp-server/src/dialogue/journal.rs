//! What a store remembers of dialogues, so that a reply that is lost takes nothing with it.
//!
//! ```text
//! step:   absent ──claim──▶ begun ──output──▶ done
//!            ▲                │
//!            └────failure─────┘        begun and nobody at work: in doubt, until it expires
//! state:  absent ──▶ used
//! ```

use bytes::Bytes;
use mcp_store::{Collection, Expected, Key, Record, StateStore, StoreError, Timestamp, Version};
use mcp_types::Json;

use super::step::{IdempotencyKey, StepError};
use crate::limits;
use crate::server::Server;

/// Steps of dialogues, by idempotency key.
const STEPS: Collection = Collection::from_static("steps");
/// States that were used, by digest.
const USED: Collection = Collection::from_static("used-states");

/// A step that this request may do.
pub(super) struct Claim<'a> {
    store: &'a dyn StateStore,
    server: &'a Server,
    key: Key,
    version: Version,
}

/// What the journal says before a step.
pub(super) enum Entry<'a> {
    Claimed(Claim<'a>),
    Done(Json),
}

/// Claims a step, or tells what it gave.
pub(super) async fn claim<'a>(
    store: &'a dyn StateStore,
    server: &'a Server,
    step: &IdempotencyKey,
) -> Result<Entry<'a>, StepError> {
    let key = Key::new(STEPS, step.as_str().to_owned()).expect("an idempotency key is neither empty nor long");
    let now = server.timestamp();
    match store.put_if_version(&key, Expected::Absent, record(server, Bytes::new(), now), now).await {
        Ok(version) => return Ok(Entry::Claimed(Claim { store, server, key, version })),
        Err(StoreError::Conflict { .. }) => {}
        Err(_) => return Err(StepError::Unavailable),
    }
    let found = store.get(&key, now).await.map_err(|_| StepError::Unavailable)?;
    let bytes = found.map(|found| found.record.bytes).unwrap_or_default();
    let text = std::str::from_utf8(&bytes).unwrap_or_default();
    // Why: who began and did not finish may have done it, and doing it again is what the store is there to prevent.
    Json::parse(text).map(Entry::Done).map_err(|_| StepError::InDoubt)
}

impl Claim<'_> {
    /// Notes what the step gave.
    ///
    /// If that fails the step is in doubt for those who ask later; this request knows better.
    pub(super) async fn done(self, output: &Json) {
        let now = self.server.timestamp();
        let record = record(self.server, output.text().to_owned().into(), now);
        let _ = self.store.put_if_version(&self.key, Expected::Version(self.version), record, now).await;
    }

    /// Notes that the step failed and may be tried again.
    pub(super) async fn failed(self) {
        let _ = self.store.remove(&self.key, self.version).await;
    }
}

/// Uses up a state, whose digest this is; of several requests with one state, exactly one gets true.
pub(super) async fn use_up(server: &Server, digest: [u8; 32]) -> Result<bool, StoreError> {
    let Some(store) = server.store() else { return Ok(false) };
    let key = Key::new(USED, digest.to_vec()).expect("a digest is neither empty nor long");
    let now = server.timestamp();
    match store.put_if_version(&key, Expected::Absent, record(server, Bytes::new(), now), now).await {
        Ok(_) => Ok(true),
        Err(StoreError::Conflict { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// A record that lasts as long as any state of the dialogue can.
fn record(server: &Server, bytes: Bytes, now: Timestamp) -> Record {
    let lifetime = server.request_state_lifetime().saturating_mul(u32::from(limits::MAX_ROUNDS) + 1);
    Record::new(bytes, now + lifetime)
}
