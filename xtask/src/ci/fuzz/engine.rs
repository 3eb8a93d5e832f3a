//! What runs the targets: libFuzzer where there is a nightly compiler, else the program of the targets on stable.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use super::DIRECTORY;
use crate::cargo::{self, cargo, cargo_of};
use crate::ci::tools;
use crate::failure::Failure;
use crate::workspace;

/// Where each run of libFuzzer begins, so that a run can be had again.
const FIRST_NUMBER: u32 = 1;

/// What makes inputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Engine {
    /// libFuzzer with the address sanitizer, led by what inputs reach.
    LibFuzzer { host: String },
    /// Seeds changed by chance, for this reason.
    Chance { reason: String },
}

/// The targets, built.
#[derive(Debug)]
pub(super) struct Programs<'e> {
    engine: &'e Engine,
    /// Where they lie.
    directory: PathBuf,
}

/// What a run has shown.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) held: bool,
    /// Whether all seeds had been run before it ended.
    pub(super) past_seeds: bool,
    pub(super) seconds: f64,
    /// Inputs, where the run came to its end.
    pub(super) runs: Option<u64>,
    pub(super) report: String,
}

impl Engine {
    /// The best that this machine has.
    pub(super) fn find() -> Self {
        let chance = |reason: String| Engine::Chance { reason };
        if !cargo::has_toolchain("nightly") {
            return chance("no nightly compiler".to_owned());
        }
        if let Err(failure) = tools::install("fuzz") {
            return chance(failure.to_string());
        }
        let version = cargo::output(Command::new("rustup").args(["run", "nightly", "rustc", "-vV"]));
        let host =
            version.ok().and_then(|text| text.lines().find_map(|line| line.strip_prefix("host: ").map(str::to_owned)));
        host.map_or_else(
            || chance("the nightly compiler does not say for which host".to_owned()),
            |host| Engine::LibFuzzer { host },
        )
    }

    /// Builds all targets of the workspace at `root` into `target`.
    pub(super) fn build(&self, root: &Path, target: &Path) -> Result<Programs<'_>, Failure> {
        match self {
            Engine::LibFuzzer { host } => {
                let fuzz = root.join(DIRECTORY);
                let mut command = cargo_of("nightly", &["fuzz", "build", "--fuzz-dir"]);
                command.arg(&fuzz).arg("--target-dir").arg(target).current_dir(&fuzz);
                cargo::run(tools::with_tools(&mut command))?;
                Ok(Programs { engine: self, directory: target.join(host).join("release") })
            }
            Engine::Chance { .. } => {
                let mut command = cargo(&["build", "--quiet", "--locked", "--package", "fuzz-targets", "--target-dir"]);
                cargo::run(command.arg(target).current_dir(root))?;
                Ok(Programs { engine: self, directory: target.join("debug") })
            }
        }
    }
}

impl Programs<'_> {
    /// Runs one target from its seeds for so many seconds; what is found on the way goes to `corpus`, and an input that
    /// breaks a property to `findings`.
    pub(super) fn run(
        &self,
        target: &str,
        seconds: u32,
        [corpus, findings]: [&Path; 2],
        bug: Option<&str>,
    ) -> Result<Run, Failure> {
        for directory in [corpus, findings] {
            fs::create_dir_all(directory).map_err(|error| Failure::io("create", directory, &error))?;
        }
        let seeds = workspace().join(DIRECTORY).join("seeds").join(target);
        let mut command = match self.engine {
            Engine::LibFuzzer { .. } => {
                let mut command = Command::new(self.directory.join(target));
                let prefix = format!("-artifact_prefix={}/", findings.display());
                command.arg(corpus).arg(&seeds).arg(prefix).arg(format!("-max_total_time={seconds}"));
                // Why: servers that outlive a run look like leaks, and to look for them takes longer than the run.
                command.args([format!("-seed={FIRST_NUMBER}"), "-detect_leaks=0".to_owned()]);
                command
            }
            Engine::Chance { .. } => {
                let mut command = Command::new(self.directory.join("fuzz-targets"));
                command.arg(target).arg(&seeds).arg(seconds.to_string());
                command
            }
        };
        if let Some(bug) = bug {
            // Why: nobody reads where a bug of ours was found, and naming each frame takes seconds.
            command.env(super::planted::VARIABLE, bug).env("RUST_BACKTRACE", "0").env("ASAN_OPTIONS", "symbolize=0");
        }
        let start = Instant::now();
        let output = command.output().map_err(|error| Failure::new(format!("cannot start {target}: {error}")))?;
        let report = String::from_utf8_lossy(&output.stderr).into_owned();
        Ok(Run {
            held: output.status.success(),
            past_seeds: report.lines().any(|line| line.contains("INITED")),
            seconds: start.elapsed().as_secs_f64(),
            runs: runs(&report),
            report,
        })
    }
}

/// How many inputs a run had that came to its end.
fn runs(report: &str) -> Option<u64> {
    let done = report.lines().rev().find_map(|line| line.strip_prefix("Done "))?;
    done.split(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_read_from_the_last_line_but_one() {
        assert_eq!(runs("#2\tINITED\n#9\tNEW\nDone 1340 runs in 6 second(s)\n"), Some(1340));
        assert_eq!(runs("Done \n"), None);
        assert_eq!(runs("==1== ERROR: libFuzzer: deadly signal\n"), None);
    }
}
