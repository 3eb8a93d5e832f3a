//! Bugs in a copy of the workspace, each asleep until its name is given.
//!
//! All of them are compiled at once, and a run wakes one: so there is one build, and what a target finds is the bug that
//! was planted for it.

use std::path::PathBuf;

use super::catalogue::BUGS;
use crate::cargo::target_directory;
use crate::failure::Failure;
use crate::mutants::copy::{WorkspaceCopy, read};
use crate::mutants::mutation::edited;
use crate::workspace;

/// Names the target whose bug is awake.
pub(super) const VARIABLE: &str = "MCP_PLANTED_BUG";

/// What the targets are built of.
const MEMBERS: [&str; 9] = [
    "crates/mcp-types",
    "crates/mcp-schema",
    "crates/mcp-transport-http",
    "crates/mcp-transport-stdio",
    "crates/mcp-store",
    "crates/mcp-cache",
    "crates/mcp-server",
    "tests/fuzz/targets",
    "tests/support",
];
const FILES: [&str; 3] = ["Cargo.lock", "tests/fuzz/Cargo.toml", "tests/fuzz/Cargo.lock"];

/// A mistake that somebody could make, and the target that must find it.
#[derive(Debug)]
pub(super) struct Bug {
    pub(super) target: &'static str,
    pub(super) name: &'static str,
    /// From the root of the workspace.
    pub(super) file: &'static str,
    /// Text with which the item begins that is changed; nothing for anywhere in the file.
    pub(super) within: &'static str,
    /// Expressions, each of which stands exactly once in the item, and the wrong ones.
    pub(super) edits: &'static [(&'static str, &'static str)],
}

impl Bug {
    /// Puts the bug into the text of its file, asleep.
    pub(super) fn plant(&self, text: &str) -> Result<String, Failure> {
        let awake = format!("::std::env::var_os(\"{VARIABLE}\").is_some_and(|name| name == \"{}\")", self.target);
        let choices = self.edits.iter().map(|(sound, wrong)| {
            // Invariant: one line, so that what follows stands where it stood.
            (*sound, format!("(if {awake} {{ {wrong} }} else {{ {sound} }})"))
        });
        edited(text, self.file, self.within, &choices.collect::<Vec<_>>())
    }
}

/// Where the copy and what is built of it lie.
pub(super) fn home() -> PathBuf {
    target_directory().join("planted")
}

/// Brings the copy up to date, and says where it is.
pub(super) fn tree() -> Result<PathBuf, Failure> {
    let mut copy = WorkspaceCopy::new(home().join("tree"));
    for (at, bug) in BUGS.iter().enumerate() {
        if BUGS[..at].iter().any(|other| other.file == bug.file) {
            return Err(Failure::new(format!("two bugs are planted in {}", bug.file)));
        }
        copy.change(bug.file, bug.plant(&read(&workspace().join(bug.file))?)?);
    }
    copy.members(&MEMBERS)?;
    copy.files(&FILES)?;
    copy.directory(&workspace().join("tests/fuzz/fuzz_targets"), "tests/fuzz/fuzz_targets")?;
    copy.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bug_sleeps_unless_it_is_named() {
        let bug = Bug { target: "t", name: "n", file: "f", within: "", edits: &[("a < b", "a <= b")] };
        let expected = "if (if ::std::env::var_os(\"MCP_PLANTED_BUG\").is_some_and(|name| name == \"t\") \
                        { a <= b } else { a < b }) {}";
        assert_eq!(bug.plant("if a < b {}").as_deref(), Ok(expected));
    }
}
