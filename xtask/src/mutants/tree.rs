//! A copy of the types and of their proofs, in which mistakes are made.

use std::env;
use std::path::PathBuf;
use std::process::Stdio;

use super::copy::{WorkspaceCopy, read, write};
use super::mutation::Mutant;
use crate::cargo::{cargo, target_directory};
use crate::failure::Failure;
use crate::schema;

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
        let mut copy = WorkspaceCopy::new(home.join("tree"));
        copy.members(&MEMBERS)?;
        copy.files(&FILES)?;
        copy.directory(&schema::cache(), "target/schema")?;
        Ok(Tree { root: copy.finish()?, target: home.join("target") })
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
}
