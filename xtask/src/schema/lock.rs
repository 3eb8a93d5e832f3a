//! `xtask/schema.lock`: repository, commit and the SHA-256 of each file.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::failure::Failure;

/// All pinned files.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lock {
    pub(super) sources: Vec<Source>,
}

/// The files of one repository.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Source {
    pub(super) repository: String,
    pub(super) commit: String,
    /// Directory of the repository that the paths of `files` start from.
    pub(super) under: String,
    /// A published crate with a copy of some files.
    pub(super) copy: Option<CrateCopy>,
    /// Path → SHA-256.
    pub(super) files: BTreeMap<String, String>,
}

/// Where a published crate keeps its copies.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CrateCopy {
    pub(super) name: String,
    pub(super) version: String,
    /// Our path → path inside the crate.
    pub(super) files: BTreeMap<String, String>,
}

impl Lock {
    pub(crate) fn read() -> Result<Self, Failure> {
        let file = crate::workspace().join("xtask/schema.lock");
        Lock::parse(&fs::read_to_string(&file).map_err(|error| Failure::io("read", &file, &error))?)
    }

    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        toml::from_str(text).map_err(|error| Failure::new(format!("schema.lock cannot be read: {error}")))
    }

    pub(super) fn source_of(&self, path: &str) -> Result<&Source, Failure> {
        let source = self.sources.iter().find(|source| source.files.contains_key(path));
        source.ok_or_else(|| Failure::new(format!("schema.lock does not pin {path}")))
    }
}

impl Source {
    /// Address of a file at the pinned commit.
    pub(super) fn raw_address(&self, path: &str) -> String {
        let raw = self.repository.replace("https://github.com/", "https://raw.githubusercontent.com/");
        format!("{raw}/{}/{}/{path}", self.commit, self.under)
    }

    /// Whether a published crate carries the file.
    pub(super) fn has_copy_of(&self, path: &str) -> bool {
        self.copy.as_ref().is_some_and(|copy| copy.files.contains_key(path))
    }

    /// Checks the bytes of a file against its pinned hash.
    pub(super) fn verify(&self, path: &str, bytes: &[u8], origin: &str) -> Result<(), Failure> {
        let pinned = self.files.get(path).map_or("", String::as_str);
        let hash = sha256(bytes);
        if hash == pinned {
            return Ok(());
        }
        Err(Failure::new(format!(
            "wrong hash of {path} from {origin}: pinned {pinned}, found {hash}\nif the specification has changed on purpose, mend xtask/schema.lock"
        )))
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_of_this_workspace_pins_schema_and_examples() {
        let lock = Lock::read().unwrap();
        let source = lock.source_of("2026-07-28/schema.json").unwrap();
        let examples = source.files.keys().filter(|path| path.starts_with("2026-07-28/examples/")).count();
        assert_eq!(examples, 129);
        assert!(
            ["2025-06-18", "2025-11-25"].iter().all(|name| source.files.contains_key(&format!("{name}/schema.json")))
        );
        assert!(source.files.values().all(|hash| hash.len() == 64));
        assert!(lock.source_of("2024-01-01/schema.json").is_err());
    }

    #[test]
    fn addresses_name_the_commit() {
        let lock = Lock::read().unwrap();
        let source = lock.source_of("2026-07-28/schema.json").unwrap();
        let address = source.raw_address("2026-07-28/schema.json");
        assert!(address.starts_with("https://raw.githubusercontent.com/modelcontextprotocol/modelcontextprotocol/"));
        assert!(address.ends_with(&format!("{}/schema/2026-07-28/schema.json", source.commit)));
    }
}
