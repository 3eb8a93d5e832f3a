//! Replaces a file of keys at once, so that no reader sees half of it.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use mcp_server::KeyRing;

use super::KeysError;

/// A file that will take the place of another.
///
/// It stands beside it under a name that all callers agree on, so that only one of them replaces at a time. It is removed
/// unless it is finished.
#[derive(Debug)]
pub(super) struct Replacement {
    target: PathBuf,
    path: PathBuf,
    file: File,
    /// Whether there is something of this name that is ours to remove.
    is_beside: bool,
}

impl Replacement {
    /// Makes an empty file beside `target` that only its owner can use.
    pub(super) fn begin(target: &Path) -> Result<Self, KeysError> {
        let path = beside(target);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&path) {
            Ok(file) => Ok(Replacement { target: target.to_owned(), path, file, is_beside: true }),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(KeysError::Busy { path }),
            Err(source) => Err(KeysError::Write { path, source }),
        }
    }

    /// Writes the ring, to stay even if the machine fails, and puts it where the target is.
    pub(super) fn finish(mut self, ring: &KeyRing) -> Result<(), KeysError> {
        self.write(ring).map_err(|source| KeysError::Write { path: self.target.clone(), source })
    }

    fn write(&mut self, ring: &KeyRing) -> io::Result<()> {
        (&self.file).write_all(ring.to_text().as_bytes())?;
        #[cfg(unix)]
        self.take_ownership()?;
        self.file.sync_all()?;
        fs::rename(&self.path, &self.target)?;
        self.is_beside = false;
        // Why: the new name is as durable as the content only when its directory is written, too.
        #[cfg(unix)]
        File::open(directory(&self.target))?.sync_all()?;
        Ok(())
    }

    /// Makes owner, group and mode those of the target, so that whoever could read the keys still can.
    #[cfg(unix)]
    fn take_ownership(&self) -> io::Result<()> {
        use std::os::unix::fs::{MetadataExt, fchown};

        let Ok(target) = fs::metadata(&self.target) else { return Ok(()) };
        let own = self.file.metadata()?;
        if (own.uid(), own.gid()) != (target.uid(), target.gid()) {
            fchown(&self.file, Some(target.uid()), Some(target.gid()))?;
        }
        self.file.set_permissions(target.permissions())
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        // Why: once renamed, what has this name is another caller's.
        if self.is_beside {
            // Why: what cannot be removed is told about by the next caller.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// `.keys.new` for `keys`, in the same directory, so that it can be renamed.
fn beside(target: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(".new");
    target.with_file_name(name)
}

#[cfg(unix)]
fn directory(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}
