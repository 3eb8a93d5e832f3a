//! `mcp keys`: the keys by which the replicas of a server seal what clients carry.

mod file;

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use mcp_server::limits::MAX_KEYS;
use mcp_server::{KeyRing, KeyRingError};

use self::file::Replacement;

/// Older keys that are kept unless asked for less.
const DEFAULT_KEPT: u8 = MAX_KEYS as u8 - 1;

/// What to do with a file of keys.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Action {
    /// Make a first key
    ///
    /// Writes it to a new file that only its owner can read, or to standard output.
    New {
        /// The file to write, which must not exist
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// Add a key that opens but does not seal yet
    ///
    /// Give the file to all replicas; once every one has it, `mcp keys rotate` makes the key seal.
    Stage {
        /// The file of keys
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
    },
    /// Make the staged key seal, or a new one if none is staged
    ///
    /// The older ones go on opening what they sealed. The file is replaced at once and keeps its owner and mode.
    Rotate {
        /// The file of keys
        #[arg(long, value_name = "FILE")]
        file: PathBuf,

        /// Older keys to keep; what the others sealed opens no more
        #[arg(long, value_name = "N", default_value_t = DEFAULT_KEPT,
              value_parser = clap::value_parser!(u8).range(0..=i64::from(DEFAULT_KEPT)))]
        keep: u8,
    },
}

/// Why the keys are as they were.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeysError {
    #[error("cannot make a key")]
    Make { source: KeyRingError },
    #[error("cannot use the keys in {}", path.display())]
    Read { path: PathBuf, source: KeyRingError },
    #[error("{} exists already", path.display())]
    Exists { path: PathBuf },
    #[error("{} exists: another `mcp keys` is at work, or one broke off", path.display())]
    Busy { path: PathBuf },
    #[error("cannot write {}", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("cannot write to standard output")]
    Output { source: io::Error },
}

impl KeysError {
    /// What the caller can do about it, where something can be done.
    pub(crate) fn advice(&self) -> Option<&'static str> {
        match self {
            KeysError::Exists { .. } => Some("`mcp keys rotate --file FILE`, or another name"),
            KeysError::Busy { .. } => Some("again, after removing it if nothing else is at work"),
            KeysError::Read { source: KeyRingError::Exposed { .. }, .. } => {
                Some("`chmod 600 FILE`, and new keys if somebody may have read it")
            }
            KeysError::Read { source: KeyRingError::Read { source }, .. }
                if source.kind() == io::ErrorKind::NotFound =>
            {
                Some("`mcp keys new --file FILE`")
            }
            _ => None,
        }
    }
}

/// Does it and says what is so now.
pub(crate) fn run(action: &Action) -> Result<(), KeysError> {
    let said = perform(action)?;
    io::stdout().write_all(said.as_bytes()).map_err(|source| KeysError::Output { source })
}

fn perform(action: &Action) -> Result<String, KeysError> {
    match action {
        Action::New { file: None } => Ok(new_ring()?.to_text()),
        Action::New { file: Some(path) } => create(path),
        Action::Stage { file } => change(file, |ring| ring.stage().map(drop)),
        Action::Rotate { file, keep } => change(file, |ring| {
            ring.rotate()?;
            ring.keep_older(usize::from(*keep));
            Ok(())
        }),
    }
}

fn new_ring() -> Result<KeyRing, KeysError> {
    KeyRing::generate().map_err(|source| KeysError::Make { source })
}

fn create(path: &Path) -> Result<String, KeysError> {
    let ring = new_ring()?;
    let replacement = Replacement::begin(path)?;
    // Invariant: while the replacement is begun, no other `mcp keys` makes the file.
    if path.symlink_metadata().is_ok() {
        return Err(KeysError::Exists { path: path.to_owned() });
    }
    replacement.finish(&ring)?;
    Ok(account(&ring, None))
}

fn change(path: &Path, change: impl FnOnce(&mut KeyRing) -> Result<(), KeyRingError>) -> Result<String, KeysError> {
    let unreadable = |source| KeysError::Read { path: path.to_owned(), source };
    // Why: what a link names is replaced, and not the link.
    let target = path.canonicalize().map_err(|source| unreadable(KeyRingError::Read { source }))?;
    let replacement = Replacement::begin(&target)?;
    // Invariant: while the replacement is begun, no other `mcp keys` changes what is read here.
    let before = KeyRing::read(&target).map_err(unreadable)?;
    let mut ring = before.clone();
    change(&mut ring).map_err(|source| KeysError::Make { source })?;
    replacement.finish(&ring)?;
    Ok(account(&ring, Some(&before)))
}

/// Says what each key does now, one a line.
fn account(ring: &KeyRing, before: Option<&KeyRing>) -> String {
    const INFALLIBLE: &str = "writing to a string does not fail";
    let mut said = String::new();
    for id in ring.ids() {
        let role = if id == ring.sealing_key() { "seals" } else { "opens" };
        writeln!(said, "{id} {role}").expect(INFALLIBLE);
    }
    let gone = before.into_iter().flat_map(KeyRing::ids).filter(|id| ring.ids().all(|kept| kept != *id));
    for id in gone {
        writeln!(said, "{id} is retired").expect(INFALLIBLE);
    }
    said
}

#[cfg(test)]
mod tests;
