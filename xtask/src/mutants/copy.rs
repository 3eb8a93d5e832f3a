//! A copy of a part of the workspace, in which mistakes are made.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::failure::Failure;
use crate::workspace;

/// A copy that is being brought up to date: what has not changed since the last time is not compiled again.
#[derive(Debug)]
pub(crate) struct WorkspaceCopy {
    root: PathBuf,
    /// Files that have another text here.
    changed: BTreeMap<&'static str, String>,
    kept: BTreeSet<PathBuf>,
}

impl WorkspaceCopy {
    /// Begins a copy at `root`.
    pub(crate) fn new(root: PathBuf) -> Self {
        WorkspaceCopy { root, changed: BTreeMap::new(), kept: BTreeSet::new() }
    }

    /// Gives a file another text than it has in the workspace, when it is copied.
    pub(crate) fn change(&mut self, file: &'static str, text: String) {
        self.changed.insert(file, text);
    }

    /// Makes the copy a workspace of `members` alone.
    pub(crate) fn members(&mut self, members: &[&str]) -> Result<(), Failure> {
        for member in members {
            self.directory(&workspace().join(member), member)?;
        }
        let manifest = reduced(&read(&workspace().join("Cargo.toml"))?, members)?;
        self.keep("Cargo.toml", manifest.as_bytes())
    }

    /// Copies files of the workspace to the same places.
    pub(crate) fn files(&mut self, files: &[&str]) -> Result<(), Failure> {
        files.iter().try_for_each(|file| self.file(&workspace().join(file), file))
    }

    /// Copies what a directory holds, if it is there.
    pub(crate) fn directory(&mut self, from: &Path, to: &str) -> Result<(), Failure> {
        let Ok(entries) = fs::read_dir(from) else { return Ok(()) };
        for entry in entries {
            let entry = entry.map_err(|error| Failure::io("read", from, &error))?;
            let name = format!("{to}/{}", entry.file_name().to_string_lossy());
            match entry.path() {
                path if path.is_dir() => self.directory(&path, &name)?,
                path => self.file(&path, &name)?,
            }
        }
        Ok(())
    }

    /// Removes what an earlier run copied and is no longer there, and says where the copy is.
    pub(crate) fn finish(self) -> Result<PathBuf, Failure> {
        remove_others(&self.root, &self.kept)?;
        Ok(self.root)
    }

    fn file(&mut self, from: &Path, to: &str) -> Result<(), Failure> {
        match self.changed.remove(to) {
            Some(text) => self.keep(to, text.as_bytes()),
            None => self.keep(to, &fs::read(from).map_err(|error| Failure::io("read", from, &error))?),
        }
    }

    fn keep(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let file = self.root.join(name);
        self.kept.insert(file.clone());
        if fs::read(&file).is_ok_and(|known| known == bytes) { Ok(()) } else { write(&file, bytes) }
    }
}

fn remove_others(directory: &Path, kept: &BTreeSet<PathBuf>) -> Result<(), Failure> {
    let entries = fs::read_dir(directory).map_err(|error| Failure::io("read", directory, &error))?;
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            remove_others(&path, kept)?;
        } else if !kept.contains(&path) {
            fs::remove_file(&path).map_err(|error| Failure::io("remove", &path, &error))?;
        }
    }
    Ok(())
}

/// The manifest of the workspace with nothing but some of its members, built as fast as it goes.
fn reduced(manifest: &str, members: &[&str]) -> Result<String, Failure> {
    let unreadable = |error: &dyn std::fmt::Display| Failure::new(format!("Cargo.toml cannot be read: {error}"));
    let mut manifest: Table = toml::from_str(manifest).map_err(|error| unreadable(&error))?;
    let workspace = manifest.get_mut("workspace").and_then(Value::as_table_mut);
    let workspace = workspace.ok_or_else(|| unreadable(&"it has no workspace"))?;
    workspace.remove("default-members");
    workspace.remove("exclude");
    workspace.insert("members".to_owned(), Value::Array(members.iter().copied().map(Value::from).collect()));
    // Why: what breaks the code need not be written well.
    let quiet = Table::from_iter([("warnings".to_owned(), Value::from("allow"))]);
    let lints = Table::from_iter([("rust".to_owned(), Value::Table(quiet))]);
    workspace.insert("lints".to_owned(), Value::Table(lints));
    let dev = Table::from_iter([("debug".to_owned(), Value::from("none"))]);
    manifest.insert("profile".to_owned(), Value::Table(Table::from_iter([("dev".to_owned(), Value::Table(dev))])));
    toml::to_string(&manifest).map_err(|error| unreadable(&error))
}

pub(crate) fn read(file: &Path) -> Result<String, Failure> {
    fs::read_to_string(file).map_err(|error| Failure::io("read", file, &error))
}

pub(crate) fn write(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if let Some(directory) = file.parent() {
        fs::create_dir_all(directory).map_err(|error| Failure::io("create", directory, &error))?;
    }
    fs::write(file, bytes).map_err(|error| Failure::io("write", file, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_is_reduced_to_what_is_copied() {
        let whole = read(&workspace().join("Cargo.toml")).expect("the workspace has a manifest");
        let members = ["crates/mcp-types", "tests/proofs"];
        let reduced: Table =
            toml::from_str(&reduced(&whole, &members).expect("it can be reduced")).expect("a manifest");
        let listed = reduced["workspace"]["members"].as_array().expect("a list").clone();
        assert_eq!(listed, members.map(Value::from));
        assert!(reduced["workspace"].get("dependencies").is_some());
    }
}
