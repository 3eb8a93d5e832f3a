//! What changes about a session, kept where every replica finds it.

use std::collections::BTreeSet;

use bytes::Bytes;
use mcp_store::{Collection, Expected, Key, Record, StoreError, Topic};
use mcp_types::{LoggingLevel, Raw};
use serde_json::json;

use super::session::Session;
use crate::limits;
use crate::server::Server;

const SESSIONS: Collection = Collection::from_static("legacy-sessions");
/// Answers that are too large for an event.
const ANSWERS: Collection = Collection::from_static("legacy-answers");

/// What changes about a session.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct State {
    /// Whether the client has ended it.
    pub(super) ended: bool,
    /// The least severe messages that the client wants.
    pub(super) level: Option<LoggingLevel>,
    /// The resources it has subscribed to.
    pub(super) uris: BTreeSet<String>,
}

impl Session {
    fn store_key(&self) -> Key {
        Key::new(SESSIONS, self.key.to_vec()).expect("the key of a session is neither empty nor long")
    }

    /// What has changed about it.
    pub(super) async fn state(&self, server: &Server) -> Result<State, StoreError> {
        let found = server.sessions().get(&self.store_key(), server.timestamp()).await?;
        Ok(found.and_then(|found| State::decode(&found.record.bytes)).unwrap_or_default())
    }

    /// Leaves an answer where whoever waits for it finds it.
    pub(super) async fn leave(&self, server: &Server, topic: &Topic, answer: Bytes) -> Result<(), StoreError> {
        let now = server.timestamp();
        let record = Record::new(answer, now + limits::LEGACY_EVENT_LIFETIME);
        server.sessions().put_if_version(&answer_key(topic), Expected::Any, record, now).await.map(drop)
    }

    /// Whether its client has ended it, or that cannot be known.
    pub(crate) async fn has_ended(&self, server: &Server) -> bool {
        self.state(server).await.is_ok_and(|state| state.ended)
    }

    /// Changes it, whoever else does at the same time.
    pub(super) async fn update(&self, server: &Server, edit: impl Fn(&mut State)) -> Result<(), StoreError> {
        let key = self.store_key();
        let mut attempts = limits::MAX_STORE_ATTEMPTS;
        loop {
            let now = server.timestamp();
            let found = server.sessions().get(&key, now).await?;
            let expected = found.as_ref().map_or(Expected::Absent, |found| Expected::Version(found.version));
            let mut state = found.and_then(|found| State::decode(&found.record.bytes)).unwrap_or_default();
            edit(&mut state);
            let record = Record::new(state.encode(), now + limits::SESSION_LIFETIME);
            attempts -= 1;
            match server.sessions().put_if_version(&key, expected, record, now).await {
                Err(StoreError::Conflict { .. }) if attempts > 0 => {}
                outcome => return outcome.map(drop),
            }
        }
    }
}

/// An answer that was left.
pub(super) async fn left(server: &Server, topic: &Topic) -> Option<Bytes> {
    let found = server.sessions().get(&answer_key(topic), server.timestamp()).await.ok()?;
    found.map(|found| found.record.bytes)
}

fn answer_key(topic: &Topic) -> Key {
    Key::new(ANSWERS, topic.as_str().to_owned()).expect("a topic is no longer than a key")
}

impl State {
    fn encode(&self) -> Vec<u8> {
        let level = self.level.map(|level| level.as_str());
        json!({ "e": self.ended, "l": level, "u": self.uris }).to_string().into_bytes()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let raw = Raw::parse(std::str::from_utf8(bytes).ok()?).ok()?;
        Some(State {
            ended: raw.get("e")?.deserialize().ok()?,
            level: raw.get("l")?.decode().ok(),
            uris: raw.get("u")?.deserialize().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_come_back_as_they_were() {
        let full = State {
            ended: true,
            level: Some(LoggingLevel::Notice),
            uris: ["a:b", "c:\"d\""].map(ToOwned::to_owned).into(),
        };
        for state in [State::default(), full] {
            assert_eq!(State::decode(&state.encode()), Some(state));
        }
        assert_eq!(State::decode(b"{}"), None);
    }
}
