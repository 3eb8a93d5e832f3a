//! The fuzz targets: built with sanitizers on nightly, and run for a few seconds each from their committed seeds.

use std::fs;
use std::process::Command;

use super::tools;
use crate::cargo::{self, cargo_of};
use crate::failure::Failure;
use crate::stages::Verdict;
use crate::workspace;

const DIRECTORY: &str = "tests/fuzz";
/// Seconds per target: enough to notice a target that crashes at once, not a hunt.
const SECONDS: u32 = 5;

pub(super) fn run() -> Result<Verdict, Failure> {
    if !workspace().join(DIRECTORY).join("Cargo.toml").is_file() {
        return Err(Failure::new(format!("there is no {DIRECTORY}/Cargo.toml")));
    }
    if !cargo::has_toolchain("nightly") {
        return Ok(Verdict::Skipped("no nightly compiler; the seeds were replayed on stable by `test`".to_owned()));
    }
    if let Err(failure) = tools::install("fuzz") {
        return Ok(Verdict::Skipped(failure.to_string()));
    }
    cargo::run(&mut fuzz(&["build", "--fuzz-dir", DIRECTORY]))?;
    let targets = cargo::output(&mut fuzz(&["list", "--fuzz-dir", DIRECTORY]))?;
    if targets.trim().is_empty() {
        return Err(Failure::new(format!("{DIRECTORY} has no target")));
    }
    for target in targets.lines() {
        smoke(target)?;
    }
    Ok(Verdict::Passed)
}

/// Runs one target from its seeds; what it finds beyond them goes to the corpus, which is not committed.
fn smoke(target: &str) -> Result<(), Failure> {
    let (corpus, seeds) = (format!("{DIRECTORY}/corpus/{target}"), format!("{DIRECTORY}/seeds/{target}"));
    if fs::read_dir(workspace().join(&seeds)).map_or(0, Iterator::count) == 0 {
        return Err(Failure::new(format!("{target} has no seeds in {seeds}")));
    }
    let directory = workspace().join(&corpus);
    fs::create_dir_all(&directory).map_err(|error| Failure::io("create", &directory, &error))?;
    let limit = format!("-max_total_time={SECONDS}");
    let mut command = fuzz(&["run", "--fuzz-dir", DIRECTORY, target, &corpus, &seeds, "--", &limit]);
    let output = command.output().map_err(|error| Failure::new(format!("cannot start {target}: {error}")))?;
    let report = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(Failure::new(format!("{target}: {}\n{report}", output.status)));
    }
    println!("{target}: {}", report.lines().rev().find(|line| line.starts_with("Done ")).unwrap_or("done"));
    Ok(())
}

/// `cargo fuzz` of the nightly toolchain.
fn fuzz(arguments: &[&str]) -> Command {
    let mut command = cargo_of("nightly", &["fuzz"]);
    tools::with_tools(command.args(arguments));
    command
}
