//! What a client found: one line of JSON a cell.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde::Deserialize;

use crate::background::Background;
use crate::failure::Failure;

/// How long a client may take for one cell, which it gives up itself after six seconds.
const PATIENCE: Duration = Duration::from_secs(20);

/// How a cell ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    Pass,
    Fail,
    /// The client cannot do it, whatever the server does.
    Unsupported,
}

/// What a client said about one cell.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Finding {
    cell: String,
    pub(crate) outcome: Outcome,
    #[serde(default)]
    pub(crate) detail: String,
}

/// What a client said in one run.
#[derive(Debug, Default)]
pub(crate) struct Run {
    pub(crate) findings: BTreeMap<String, Finding>,
    /// Lines that it should not have printed, and why it stopped.
    pub(crate) problems: Vec<String>,
}

impl Run {
    fn line(&mut self, line: &str) {
        match serde_json::from_str::<Finding>(line) {
            Err(error) => self.problems.push(format!("not a finding: {line}: {error}")),
            Ok(finding) if self.findings.contains_key(&finding.cell) => {
                self.problems.push(format!("{} was reported twice", finding.cell));
            }
            Ok(finding) => {
                self.findings.insert(finding.cell.clone(), finding);
            }
        }
    }
}

/// Runs a client to its end; what it prints on standard error goes to `log`.
pub(crate) fn run(command: &mut Command, log: &Path) -> Result<Run, Failure> {
    if let Some(directory) = log.parent() {
        fs::create_dir_all(directory).map_err(|error| Failure::io("create", directory, &error))?;
    }
    let log = File::create(log).map_err(|error| Failure::io("create", log, &error))?;
    let process = Background::start(command.stderr(log))?;
    let mut run = Run::default();
    loop {
        match process.line(PATIENCE) {
            Ok(Some(line)) => run.line(&line),
            Ok(None) => return Ok(run),
            Err(failure) => {
                run.problems.push(failure.to_string());
                return Ok(run);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_kept_and_anything_else_is_a_problem() {
        let mut run = Run::default();
        run.line(r#"{"cell":"ping","outcome":"pass","detail":""}"#);
        run.line(r#"{"cell":"ping","outcome":"fail","detail":"late"}"#);
        run.line(r#"{"cell":"echo","outcome":"perhaps"}"#);
        run.line("hello");
        assert_eq!(run.findings.keys().collect::<Vec<_>>(), ["ping"]);
        assert_eq!(run.findings["ping"].outcome, Outcome::Pass);
        assert_eq!(run.problems.len(), 3, "{:?}", run.problems);
    }

    #[test]
    fn findings_before_the_end_are_kept() {
        let log = std::env::temp_dir().join(format!("xtask-interop-{}.log", std::process::id()));
        let script = r#"echo '{"cell":"a","outcome":"unsupported"}'; exit 1"#;
        let run = run(Command::new("sh").args(["-c", script]), &log).expect("every test machine has sh");
        assert_eq!(run.findings["a"].outcome, Outcome::Unsupported);
        assert_eq!(run.problems, [""; 0]);
        fs::remove_file(&log).expect("the log was made");
    }
}
