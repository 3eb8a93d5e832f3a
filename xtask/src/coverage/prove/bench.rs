//! A copy of the tree that is changed, built and tested in place of the user's.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde::Deserialize;

use super::super::places::Tests;
use super::super::targets::{Kind, Target};
use crate::background::Background;
use crate::cargo::{cargo, target_directory};
use crate::failure::Failure;
use crate::workspace;

/// Directories that hold nothing that is built.
const LEFT_OUT: [&str; 4] = ["target", "node_modules", "corpus", "artifacts"];
/// What tests find below `target`, put there by other tasks.
const SCHEMA: &str = "target/schema";
/// How long the tests of one mark may take; whoever takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(120);
/// What a test may take of the address space, in KiB: code whose end was taken away must not take the machine's memory.
const MEMORY: u32 = 8 << 20;

/// The copy and what is built of it.
#[derive(Debug)]
pub(crate) struct Bench {
    tree: PathBuf,
    built: PathBuf,
}

/// A program with tests.
#[derive(Debug, Clone)]
pub(crate) struct Binary {
    path: PathBuf,
    directory: PathBuf,
}

/// What tests said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// This many passed and none failed.
    Passed(usize),
    /// The first that failed, or what else went wrong.
    Failed(String),
}

impl Bench {
    /// A copy of the workspace below its target directory.
    pub(crate) fn new() -> Result<Self, Failure> {
        Bench::of(workspace(), &target_directory().join("prove"))
    }

    /// Copies what has changed since the last time.
    pub(crate) fn of(root: &Path, directory: &Path) -> Result<Self, Failure> {
        let bench = Bench { tree: directory.join("tree"), built: directory.join("built") };
        copy(root, &bench.tree)?;
        let schema = root.join(SCHEMA);
        if schema.is_dir() {
            copy(&schema, &bench.tree.join(SCHEMA))?;
        }
        Ok(bench)
    }

    /// Where the copy lies.
    pub(crate) fn tree(&self) -> &Path {
        &self.tree
    }

    /// Writes a file of the copy; a new time of change makes cargo build it again.
    pub(crate) fn write(&self, path: &str, text: &str) -> Result<(), Failure> {
        let path = self.tree.join(path);
        fs::write(&path, text).map_err(|error| Failure::io("write", &path, &error))
    }

    /// Builds the tests of a target; the error is the first that the compiler found.
    pub(crate) fn build(&self, target: &Target) -> Result<Binary, String> {
        let mut command = cargo(&["test", "--no-run", "--quiet", "--message-format", "json", "--all-features"]);
        command.args(target.selection()).current_dir(&self.tree).stdin(Stdio::null());
        command.env("CARGO_TARGET_DIR", &self.built).env("CARGO_INCREMENTAL", "1");
        command.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_PROFILE_TEST_DEBUG", "0");
        for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS"] {
            command.env_remove(name);
        }
        let output = command.output().map_err(|error| format!("cannot start cargo: {error}"))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let messages: Vec<Message> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        if !output.status.success() {
            let error = messages.into_iter().filter_map(|message| message.message).find(|found| found.level == "error");
            let other = || String::from_utf8_lossy(&output.stderr).trim().to_owned();
            return Err(error.map_or_else(other, |error| error.message));
        }
        let built = messages.into_iter().find_map(|message| message.program(target));
        let path = built.ok_or_else(|| format!("cargo built no tests of {}", target.name))?;
        Ok(Binary { path, directory: self.tree.join(&target.directory) })
    }
}

impl Binary {
    /// Runs some of the tests.
    pub(crate) fn run(&self, tests: &[Tests]) -> Result<Outcome, Failure> {
        let (mut passed, mut exact) = (0, Vec::new());
        let mut runs = Vec::new();
        for tests in tests {
            match tests {
                Tests::One(name) => exact.push(name.as_str()),
                Tests::Below(prefix) => runs.push(vec![prefix.as_str()]),
            }
        }
        if !exact.is_empty() {
            exact.push("--exact");
            runs.insert(0, exact);
        }
        for arguments in runs {
            match self.run_with(&arguments)? {
                Outcome::Passed(count) => passed += count,
                failed => return Ok(failed),
            }
        }
        Ok(Outcome::Passed(passed))
    }

    fn run_with(&self, arguments: &[&str]) -> Result<Outcome, Failure> {
        let mut command = limited(&self.path);
        command.args(arguments).current_dir(&self.directory).env("CARGO_MANIFEST_DIR", &self.directory);
        command.env_remove("UPDATE_EXPECT").env("PROPTEST_MAX_SHRINK_ITERS", "16").stderr(Stdio::null());
        match Background::start(&mut command)?.finish(PATIENCE) {
            Ok((output, status)) => Ok(judge(&output, status.success())),
            Err(_) => Ok(Outcome::Failed(format!("no end within {} s", PATIENCE.as_secs()))),
        }
    }
}

/// The program with a bound on its memory, where the system has a shell that knows one.
fn limited(program: &Path) -> Command {
    if !cfg!(unix) {
        return Command::new(program);
    }
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -v {MEMORY} 2> /dev/null; exec \"$0\" \"$@\"")]).arg(program);
    command
}

/// Reads what the test harness printed.
fn judge(output: &str, success: bool) -> Outcome {
    let results = output.lines().filter_map(|line| line.strip_prefix("test ")?.rsplit_once(" ... "));
    let results: Vec<_> = results.collect();
    let failed = results.iter().find(|(_, result)| *result == "FAILED");
    match failed {
        Some((name, _)) => Outcome::Failed((*name).to_owned()),
        None if success => Outcome::Passed(results.iter().filter(|(_, result)| *result == "ok").count()),
        None => Outcome::Failed("the test program was ended by the system".to_owned()),
    }
}

/// One line of what cargo prints.
#[derive(Debug, Deserialize)]
struct Message {
    executable: Option<PathBuf>,
    target: Option<Built>,
    profile: Option<Profile>,
    message: Option<Diagnostic>,
}

#[derive(Debug, Deserialize)]
struct Built {
    name: String,
    kind: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Profile {
    test: bool,
}

#[derive(Debug, Deserialize)]
struct Diagnostic {
    level: String,
    message: String,
}

impl Message {
    /// The program that this message says was built of the target's tests.
    fn program(self, target: &Target) -> Option<PathBuf> {
        let built = self.target.filter(|built| built.name == target.name)?;
        let kind = match target.kind {
            Kind::Library => "lib",
            Kind::Program => "bin",
            Kind::Test => "test",
            Kind::Other => return None,
        };
        let is_test = self.profile.is_some_and(|profile| profile.test);
        self.executable.filter(|_| is_test && built.kind.iter().any(|built| built == kind))
    }
}

/// Makes one directory like another; files that are the same stay untouched, so that cargo need not build them again.
fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::create_dir_all(to).map_err(|error| Failure::io("make", to, &error))?;
    let mut kept = BTreeSet::new();
    for entry in fs::read_dir(from).map_err(|error| Failure::io("read", from, &error))? {
        let entry = entry.map_err(|error| Failure::io("read", from, &error))?;
        let (name, path) = (entry.file_name(), entry.path());
        let kind = entry.file_type().map_err(|error| Failure::io("read", &path, &error))?;
        let text = name.to_string_lossy().into_owned();
        if kind.is_dir() && !LEFT_OUT.contains(&&*text) && (!text.starts_with('.') || text == ".cargo") {
            copy(&path, &to.join(&name))?;
        } else if kind.is_file() {
            let bytes = fs::read(&path).map_err(|error| Failure::io("read", &path, &error))?;
            let copied = to.join(&name);
            if !fs::read(&copied).is_ok_and(|old| old == bytes) {
                fs::write(&copied, bytes).map_err(|error| Failure::io("write", &copied, &error))?;
            }
        } else {
            continue;
        }
        kept.insert(name);
    }
    for entry in fs::read_dir(to).map_err(|error| Failure::io("read", to, &error))?.flatten() {
        if !kept.contains(&entry.file_name()) && entry.file_name() != "target" {
            let path = entry.path();
            let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            removed.map_err(|error| Failure::io("remove", &path, &error))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_failing_test_is_named() {
        let output =
            "running 3 tests\ntest a::b ... ok\ntest c - should x ... FAILED\ntest d ... FAILED\n\nfailures:\n";
        assert_eq!(judge(output, false), Outcome::Failed("c - should x".to_owned()));
        assert_eq!(judge("running 2 tests\ntest a ... ok\ntest b ... ok\n", true), Outcome::Passed(2));
        let aborted = Outcome::Failed("the test program was ended by the system".to_owned());
        assert_eq!(judge("running 1 test\n", false), aborted);
    }

    #[test]
    fn copy_follows_changes_and_leaves_out_what_is_built() {
        let directory = std::env::temp_dir().join(format!("xtask-copy-{}", std::process::id()));
        let (from, to) = (directory.join("from"), directory.join("to"));
        fs::create_dir_all(from.join("a/target")).expect("a directory for tests");
        fs::write(from.join("a/x.rs"), "one").expect("a file for tests");
        fs::write(from.join("a/target/y"), "built").expect("a file for tests");
        copy(&from, &to).expect("it can be copied");
        assert_eq!(fs::read(to.join("a/x.rs")).ok().as_deref(), Some(b"one".as_slice()));
        assert!(!to.join("a/target").exists());
        let changed = || fs::metadata(to.join("a/x.rs")).and_then(|file| file.modified()).ok();
        let before = changed();
        fs::create_dir_all(to.join("a/target")).expect("a directory for tests");
        fs::write(to.join("a/z.rs"), "stray").expect("a file for tests");
        copy(&from, &to).expect("it can be copied again");
        assert_eq!(changed(), before, "what is the same stays untouched");
        assert!(!to.join("a/z.rs").exists() && to.join("a/target").exists());
        fs::write(from.join("a/x.rs"), "two").expect("a file for tests");
        copy(&from, &to).expect("it can be copied again");
        assert_eq!(fs::read(to.join("a/x.rs")).ok().as_deref(), Some(b"two".as_slice()));
        fs::remove_dir_all(&directory).expect("it is ours");
    }

    #[cfg(unix)]
    #[test]
    fn test_program_that_ends_badly_has_failed() {
        let binary = Binary { path: "false".into(), directory: ".".into() };
        let outcome = binary.run(&[Tests::One("a".to_owned())]).expect("every test machine has false");
        assert_eq!(outcome, Outcome::Failed("the test program was ended by the system".to_owned()));
        let binary = Binary { path: "true".into(), directory: ".".into() };
        let outcome = binary.run(&[Tests::Below(String::new())]).expect("every test machine has true");
        assert_eq!(outcome, Outcome::Passed(0));
    }
}
