//! The instruction counts of our own server that are on record, so that a change that costs is seen.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::count::Counts;
use crate::failure::Failure;

/// How far a count may be from the one on record, in either direction, in percent.
const TOLERANCE: u64 = 3;

/// The counts that are on record together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Record {
    /// The operations of the table, without validation.
    Ours,
    /// Calls of a server with validation.
    Validated,
}

impl Record {
    /// Where they stand.
    pub(crate) fn file(self) -> &'static str {
        match self {
            Record::Ours => "tests/bench/instructions.toml",
            Record::Validated => "tests/bench/instructions-validated.toml",
        }
    }

    /// The server that is counted.
    pub(crate) fn program(self) -> &'static str {
        match self {
            Record::Ours => "bench-server",
            Record::Validated => "bench-validated",
        }
    }

    /// What compares them.
    fn task(self) -> &'static str {
        match self {
            Record::Ours => "cargo xtask bench --check-instructions",
            Record::Validated => "cargo xtask bench --check-instructions --validated",
        }
    }

    /// What stands above the counts.
    fn header(self) -> String {
        let (program, task) = (self.program(), self.task());
        format!(
            "# User-mode instructions per request of tests/bench/src/bin/{program}.rs, the whole process, counted by\n\
             # callgrind. Compared by `{task}`, within {TOLERANCE} %\n\
             # either way; written anew with `--update`. Counts depend on the compiler, so it is on record as well.\n\n"
        )
    }
}

/// Counts by operation.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Baseline {
    rustc: String,
    instructions: BTreeMap<String, u64>,
}

impl Baseline {
    /// Takes what was counted just now.
    pub(crate) fn of(counts: &Counts, rustc: &str) -> Self {
        let count = |((_, operation), count): (&(String, _), &super::count::Count)| {
            let operation: &super::Operation = operation;
            (operation.name.to_owned(), count.instructions.round() as u64)
        };
        Baseline { rustc: rustc.trim().to_owned(), instructions: counts.iter().map(count).collect() }
    }

    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(path).map_err(|error| Failure::io("read", path, &error))?;
        toml::from_str(&text).map_err(|error| Failure::new(format!("{}: {error}", path.display())))
    }

    pub(crate) fn write(&self, record: Record, path: &Path) -> Result<(), Failure> {
        let body = toml::to_string(self).map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
        fs::write(path, record.header() + &body).map_err(|error| Failure::io("write", path, &error))
    }

    /// Compares the record with what was counted; the report, or a failure with it if any count is too far off.
    pub(crate) fn compare(&self, counted: &Baseline, record: Record) -> Result<String, Failure> {
        let mut report = format!("{:10}{:>10}{:>10}{:>9}\n", "operation", "recorded", "counted", "change");
        let mut wrong = self.instructions.keys().any(|operation| !counted.instructions.contains_key(operation));
        for (operation, &count) in &counted.instructions {
            let Some(&recorded) = self.instructions.get(operation) else {
                report.push_str(&format!("{operation:10}{:>10}{count:>10}        ?\n", "none"));
                wrong = true;
                continue;
            };
            let change = count as f64 / recorded as f64 - 1.0;
            let too_far = 100 * count.abs_diff(recorded) > TOLERANCE * recorded;
            let mark = if too_far { "  <<<" } else { "" };
            report.push_str(&format!("{operation:10}{recorded:>10}{count:>10}{:>+8.1}%{mark}\n", 100.0 * change));
            wrong |= too_far;
        }
        if !wrong {
            return Ok(report);
        }
        let (file, task) = (record.file(), record.task());
        let mut reason =
            format!("instruction counts differ from {file}; if they are meant to, run `{task} --update`\n{report}");
        if self.rustc != counted.rustc {
            reason.push_str(&format!("recorded with {}, counted with {}", self.rustc, counted.rustc));
        }
        Err(Failure::new(reason))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn baseline(counts: &[(&str, u64)]) -> Baseline {
        let instructions = counts.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
        Baseline { rustc: "rustc 1".to_owned(), instructions }
    }

    #[test]
    fn three_percent_either_way_pass_and_more_do_not() {
        let recorded = baseline(&[("add", 10_000)]);
        for count in [9_700, 10_000, 10_300] {
            assert!(recorded.compare(&baseline(&[("add", count)]), Record::Ours).is_ok(), "{count}");
        }
        for count in [9_699, 10_301] {
            let failure = recorded.compare(&baseline(&[("add", count)]), Record::Validated).expect_err("too far");
            let update = "cargo xtask bench --check-instructions --validated --update";
            assert!(failure.to_string().contains(update), "{failure}");
        }
    }

    #[test]
    fn operations_on_one_side_only_are_failures() {
        let one = baseline(&[("add", 1)]);
        let two = baseline(&[("add", 1), ("list", 1)]);
        assert!(one.compare(&two, Record::Ours).is_err());
        assert!(two.compare(&one, Record::Ours).is_err());
    }

    #[test]
    fn another_compiler_is_named() {
        let other = Baseline { rustc: "rustc 2".to_owned(), ..baseline(&[("add", 2)]) };
        let failure = baseline(&[("add", 1)]).compare(&other, Record::Ours).expect_err("twice as many");
        assert!(failure.to_string().ends_with("recorded with rustc 1, counted with rustc 2"), "{failure}");
    }

    #[test]
    fn what_is_written_can_be_read() {
        let baseline = baseline(&[("add", 1), ("echo-1k", 2)]);
        let text = Record::Ours.header() + &toml::to_string(&baseline).expect("it serializes");
        assert_eq!(toml::from_str::<Baseline>(&text).expect("it is TOML"), baseline);
    }
}
