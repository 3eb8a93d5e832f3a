//! A copy of the types and of their proofs, in which mistakes are made.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use toml::{Table, Value};

use super::mutation::Mutant;
use crate::cargo::{cargo, target_directory};
use crate::failure::Failure;
use crate::{schema, workspace};

/// What the proofs need of the workspace.
const MEMBERS: [&str; 2] = ["crates/mcp-types", "tests/proofs"];
const FILES: [&str; 3] = ["Cargo.lock", "xtask/errata.toml", "xtask/legacy/selection.toml"];

/// What the proofs say without the schema.
const UNPROVED: &str = "NOT PROVED: 2026-07-28/schema.json";

/// The copy. What is built of it stays for the next run.
#[derive(Debug)]
pub(super) struct Tree {
    root: PathBuf,
    target: PathBuf,
}

/// What became of the proofs.
#[derive(Debug, PartialEq)]
pub(super) enum Outcome {
    /// They ran, and these failed.
    Tested { failed: Vec<String> },
    /// They had nothing to compare with.
    Unproved,
    /// They could not be compiled.
    Broken { reason: String },
}

impl Tree {
    /// Brings the copy up to date.
    pub(super) fn prepare() -> Result<Self, Failure> {
        let home = target_directory().join("mutants");
        let tree = Tree { root: home.join("tree"), target: home.join("target") };
        let mut kept = BTreeSet::new();
        for file in FILES {
            tree.copy(&workspace().join(file), file, &mut kept)?;
        }
        for member in MEMBERS {
            tree.copy_directory(&workspace().join(member), member, &mut kept)?;
        }
        tree.copy_directory(&schema::cache(), "target/schema", &mut kept)?;
        tree.keep("Cargo.toml", reduced(&read(&workspace().join("Cargo.toml"))?)?.as_bytes(), &mut kept)?;
        tree.remove_others(&tree.root, &kept)?;
        Ok(tree)
    }

    /// Makes a mistake, runs the proofs, and takes the mistake back.
    pub(super) fn with(&self, mutant: &Mutant) -> Result<Outcome, Failure> {
        let file = self.root.join(mutant.file);
        let text = read(&file)?;
        write(&file, mutant.apply(&text)?.as_bytes())?;
        let outcome = self.test();
        write(&file, text.as_bytes())?;
        outcome
    }

    /// Runs the proofs.
    pub(super) fn test(&self) -> Result<Outcome, Failure> {
        let mut command = cargo(&["test", "--package", "proofs"]);
        command.current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target).stdin(Stdio::null());
        if let Some(named) = env::var_os(schema::DIRECTORY_VARIABLE).filter(|named| !named.is_empty()) {
            // Why: a relative path means something else from the copy.
            command.env(schema::DIRECTORY_VARIABLE, std::path::absolute(&named).unwrap_or(named.into()));
        }
        let output = command.output().map_err(|error| Failure::new(format!("cannot start cargo: {error}")))?;
        Ok(outcome(&String::from_utf8_lossy(&output.stdout), &String::from_utf8_lossy(&output.stderr)))
    }

    fn copy_directory(&self, from: &Path, to: &str, kept: &mut BTreeSet<PathBuf>) -> Result<(), Failure> {
        let Ok(entries) = fs::read_dir(from) else { return Ok(()) };
        for entry in entries {
            let entry = entry.map_err(|error| Failure::io("read", from, &error))?;
            let name = format!("{to}/{}", entry.file_name().to_string_lossy());
            match entry.path() {
                path if path.is_dir() => self.copy_directory(&path, &name, kept)?,
                path => self.copy(&path, &name, kept)?,
            }
        }
        Ok(())
    }

    fn copy(&self, from: &Path, to: &str, kept: &mut BTreeSet<PathBuf>) -> Result<(), Failure> {
        let bytes = fs::read(from).map_err(|error| Failure::io("read", from, &error))?;
        self.keep(to, &bytes, kept)
    }

    /// Writes a file if it is not so already: what has not changed is not compiled again.
    fn keep(&self, name: &str, bytes: &[u8], kept: &mut BTreeSet<PathBuf>) -> Result<(), Failure> {
        let file = self.root.join(name);
        kept.insert(file.clone());
        if fs::read(&file).is_ok_and(|known| known == bytes) { Ok(()) } else { write(&file, bytes) }
    }

    /// Removes what an earlier run copied and is no longer there.
    fn remove_others(&self, directory: &Path, kept: &BTreeSet<PathBuf>) -> Result<(), Failure> {
        let entries = fs::read_dir(directory).map_err(|error| Failure::io("read", directory, &error))?;
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                self.remove_others(&path, kept)?;
            } else if !kept.contains(&path) {
                fs::remove_file(&path).map_err(|error| Failure::io("remove", &path, &error))?;
            }
        }
        Ok(())
    }
}

/// The manifest of the workspace with nothing but what the proofs need, built as fast as it goes.
fn reduced(manifest: &str) -> Result<String, Failure> {
    let unreadable = |error: &dyn std::fmt::Display| Failure::new(format!("Cargo.toml cannot be read: {error}"));
    let mut manifest: Table = toml::from_str(manifest).map_err(|error| unreadable(&error))?;
    let workspace = manifest.get_mut("workspace").and_then(Value::as_table_mut);
    let workspace = workspace.ok_or_else(|| unreadable(&"it has no workspace"))?;
    workspace.remove("default-members");
    workspace.remove("exclude");
    workspace.insert("members".to_owned(), Value::Array(MEMBERS.map(Value::from).to_vec()));
    let dev = Table::from_iter([("debug".to_owned(), Value::from("none"))]);
    manifest.insert("profile".to_owned(), Value::Table(Table::from_iter([("dev".to_owned(), Value::Table(dev))])));
    toml::to_string(&manifest).map_err(|error| unreadable(&error))
}

/// Reads what `cargo test` has printed.
fn outcome(tests: &str, messages: &str) -> Outcome {
    if !tests.lines().any(|line| line.starts_with("test result: ")) {
        let errors: Vec<&str> = messages.lines().skip_while(|line| !line.starts_with("error")).take(12).collect();
        return Outcome::Broken { reason: errors.join("\n") };
    }
    if messages.contains(UNPROVED) {
        return Outcome::Unproved;
    }
    let failed = tests.lines().filter_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"));
    let mut failed: Vec<String> = failed.map(|name| name.rsplit("::").next().unwrap_or(name).to_owned()).collect();
    failed.sort();
    Outcome::Tested { failed }
}

fn read(file: &Path) -> Result<String, Failure> {
    fs::read_to_string(file).map_err(|error| Failure::io("read", file, &error))
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if let Some(directory) = file.parent() {
        fs::create_dir_all(directory).map_err(|error| Failure::io("create", directory, &error))?;
    }
    fs::write(file, bytes).map_err(|error| Failure::io("write", file, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failed_tests_are_read_by_name() {
        let tests =
            "running 3 tests\ntest a::b ... FAILED\ntest c ... ok\ntest a::a ... FAILED\n\ntest result: FAILED. x\n";
        assert_eq!(outcome(tests, ""), Outcome::Tested { failed: vec!["a".to_owned(), "b".to_owned()] });
        assert_eq!(outcome("test result: ok. 3 passed\n", ""), Outcome::Tested { failed: Vec::new() });
        assert_eq!(outcome("test result: ok. 3 passed\n", &format!("{UNPROVED} could not")), Outcome::Unproved);
    }

    #[test]
    fn what_does_not_compile_is_told_from_what_fails() {
        let outcome = outcome("", "   Compiling x\nerror[E0425]: cannot find\n --> a\n");
        assert_eq!(outcome, Outcome::Broken { reason: "error[E0425]: cannot find\n --> a".to_owned() });
    }

    #[test]
    fn the_manifest_is_reduced_to_what_is_copied() {
        let whole = read(&workspace().join("Cargo.toml")).expect("the workspace has a manifest");
        let reduced: Table = toml::from_str(&reduced(&whole).expect("it can be reduced")).expect("a manifest");
        let members = reduced["workspace"]["members"].as_array().expect("a list").clone();
        assert_eq!(members, MEMBERS.map(Value::from));
        assert!(reduced["workspace"].get("dependencies").is_some());
    }
}
