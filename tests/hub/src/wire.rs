//! What stands in a line.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use mcp_store::{Collection, Due, Expected, Key, Record, Timestamp, Version, Versioned};
use serde::{Deserialize, Serialize};

/// Why a line means nothing.
pub(crate) type Malformed = Box<dyn std::error::Error + Send + Sync>;

/// A question to the hub.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Ask {
    Get {
        key: WireKey,
        now: u64,
    },
    Put {
        key: WireKey,
        expected: WireExpected,
        record: WireRecord,
        now: u64,
    },
    Remove {
        key: WireKey,
        version: u64,
    },
    ScanDue {
        collection: String,
        now: u64,
        limit: usize,
    },
    RemoveExpired {
        now: u64,
        limit: usize,
    },
    Publish {
        topic: String,
        event: String,
    },
    /// How many events were published so far.
    Sequence,
    /// From here on this connection brings events, and takes no more questions.
    Feed,
}

/// What the hub answers.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Answer {
    Record(Option<(u64, WireRecord)>),
    Version(u64),
    Removed,
    Due(Vec<(WireKey, u64, u64)>),
    Count(usize),
    Sequence(u64),
    Conflict(Option<u64>),
    TooLarge { limit: usize, received: usize },
    Full { limit: usize },
    Malformed(String),
}

/// An event on its way to every process; the first has number 1.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Fed {
    pub(crate) number: u64,
    pub(crate) topic: String,
    pub(crate) event: String,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) enum WireExpected {
    Absent,
    Version(u64),
    Any,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct WireKey {
    collection: String,
    name: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct WireRecord {
    bytes: String,
    expires: u64,
    due: Option<u64>,
}

pub(crate) fn text(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

pub(crate) fn bytes(text: &str) -> Result<Bytes, Malformed> {
    Ok(STANDARD.decode(text).map_err(|error| error.to_string())?.into())
}

impl From<&Key> for WireKey {
    fn from(key: &Key) -> Self {
        WireKey { collection: key.collection().as_str().to_owned(), name: text(key.name()) }
    }
}

impl WireKey {
    pub(crate) fn read(&self) -> Result<Key, Malformed> {
        Ok(Key::new(Collection::new(&self.collection)?, bytes(&self.name)?)?)
    }
}

impl From<&Record> for WireRecord {
    fn from(record: &Record) -> Self {
        let due = record.due.map(Timestamp::as_millis);
        WireRecord { bytes: text(&record.bytes), expires: record.expires.as_millis(), due }
    }
}

impl WireRecord {
    pub(crate) fn read(&self) -> Result<Record, Malformed> {
        let record = Record::new(bytes(&self.bytes)?, Timestamp::from_millis(self.expires));
        Ok(match self.due {
            Some(due) => record.with_due(Timestamp::from_millis(due)),
            None => record,
        })
    }

    pub(crate) fn versioned(&self, version: u64) -> Result<Versioned, Malformed> {
        Ok(Versioned::new(Version::from_u64(version), self.read()?))
    }
}

impl From<Expected> for WireExpected {
    fn from(expected: Expected) -> Self {
        match expected {
            Expected::Absent => WireExpected::Absent,
            Expected::Version(version) => WireExpected::Version(version.as_u64()),
            Expected::Any => WireExpected::Any,
        }
    }
}

impl From<WireExpected> for Expected {
    fn from(expected: WireExpected) -> Self {
        match expected {
            WireExpected::Absent => Expected::Absent,
            WireExpected::Version(version) => Expected::Version(Version::from_u64(version)),
            WireExpected::Any => Expected::Any,
        }
    }
}

/// One due record as it is written.
pub(crate) fn due(due: &Due) -> (WireKey, u64, u64) {
    ((&due.key).into(), due.version.as_u64(), due.due.as_millis())
}

/// One due record as it is read.
pub(crate) fn read_due((key, version, due): &(WireKey, u64, u64)) -> Result<Due, Malformed> {
    Ok(Due::new(key.read()?, Version::from_u64(*version), Timestamp::from_millis(*due)))
}
