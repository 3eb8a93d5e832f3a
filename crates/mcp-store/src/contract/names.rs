//! Names that no other case uses, and moments.

use std::time::Duration;

use bytes::Bytes;

use crate::bus::Topic;
use crate::error::NameError;
use crate::key::{Collection, Key};
use crate::limits::MAX_COLLECTION_BYTES;
use crate::state::Record;
use crate::timestamp::Timestamp;

/// Bytes that names of cases add to a scope: a hyphen and a number of seven hexadecimal digits.
const ADDED: usize = 8;

/// Where and when a suite runs: a name that nobody else uses in the backend, and the moment to begin at.
#[derive(Debug, Clone)]
pub struct Scope {
    name: String,
    now: Timestamp,
}

impl Scope {
    /// Names a run. `now` is the present for backends that forget by a clock of their own, and any moment for others;
    /// what a suite writes to be kept expires a day later.
    ///
    /// # Errors
    ///
    /// [`NameError`] as for a [`Collection`], with eight bytes less.
    pub fn new(name: &str, now: Timestamp) -> Result<Self, NameError> {
        Collection::new(name)?;
        let (limit, received) = (MAX_COLLECTION_BYTES - ADDED, name.len());
        if received > limit {
            return Err(NameError::TooLong { limit, received });
        }
        Ok(Scope { name: name.to_owned(), now })
    }
}

/// The names of one case.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    scope: &'a Scope,
    case: &'static str,
}

impl<'a> Names<'a> {
    pub(super) fn new(scope: &'a Scope, case: &'static str) -> Self {
        Names { scope, case }
    }

    /// The moment so many milliseconds after the beginning.
    pub(super) fn at(self, millis: u64) -> Timestamp {
        self.scope.now + Duration::from_millis(millis)
    }

    pub(super) fn now(self) -> Timestamp {
        self.scope.now
    }

    /// A record that outlives the suite.
    pub(super) fn lasting(self, bytes: impl Into<Bytes>) -> Record {
        Record::new(bytes, self.at(24 * 60 * 60 * 1000))
    }

    pub(super) fn collection(self) -> Collection {
        self.other_collection("")
    }

    pub(super) fn other_collection(self, other: &str) -> Collection {
        // FNV-1a, 28 bits: enough to keep some dozen cases apart, which a test checks.
        let text = self.case.bytes().chain(other.bytes());
        let digest = text.fold(0x811c_9dc5_u32, |digest, byte| (digest ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        let name = format!("{}-{:07x}", self.scope.name, digest >> 4);
        Collection::new(&name).expect("a scope leaves room for a hyphen and seven digits")
    }

    pub(super) fn key(self, name: impl Into<Bytes>) -> Key {
        Key::new(self.collection(), name).expect("the cases use names of 1 to 256 bytes")
    }

    pub(super) fn topic(self, name: &str) -> Topic {
        let scope = &self.scope.name;
        Topic::new(format!("{scope}/{}/{name}", self.case)).expect("the cases use topics of 1 to 256 bytes")
    }
}

#[cfg(test)]
mod tests {
    use super::super::{events, records, scans};
    use super::*;

    #[test]
    fn no_two_cases_share_a_collection() {
        let scope = Scope::new("s", Timestamp::EPOCH).unwrap();
        let stores = records::all().map(|case| case.name).into_iter().chain(scans::all().map(|case| case.name));
        let all: Vec<_> = stores.chain(events::all().map(|case| case.name)).collect();
        let names =
            all.iter().flat_map(|case| ["", "other"].map(|other| Names::new(&scope, case).other_collection(other)));
        let distinct: std::collections::BTreeSet<_> = names.collect();
        assert_eq!(distinct.len(), 2 * all.len());
    }

    #[test]
    fn a_scope_leaves_room() {
        assert!(Scope::new(&"a".repeat(24), Timestamp::EPOCH).is_ok());
        let error = Scope::new(&"a".repeat(25), Timestamp::EPOCH).unwrap_err();
        assert_eq!(error, NameError::TooLong { limit: 24, received: 25 });
        assert!(Scope::new("A", Timestamp::EPOCH).is_err());
    }
}
