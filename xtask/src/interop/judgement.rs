//! Compares what the clients found with what is expected of them.

use std::collections::{BTreeMap, BTreeSet};

use super::column::Column;
use super::expected::Expectations;
use super::outcome::{Outcome, Run};

/// One field of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Pass,
    /// Does not pass, as the entry at this place of the file says.
    Expected(usize),
    /// The client cannot do it, as the entry at this place of the file says.
    Unsupported(usize),
    /// Something else than what is expected.
    Differs,
}

/// The matrix, judged.
#[derive(Debug, Default)]
pub(crate) struct Judgement {
    pub(crate) columns: Vec<Column>,
    /// Fields by cell and column; those that were not run are missing.
    pub(crate) fields: BTreeMap<(String, Column), Field>,
    /// What makes the run fail.
    pub(crate) problems: Vec<String>,
}

impl Judgement {
    /// Judges columns, each with the cells that it was asked for. Only a whole run shows what is stale.
    pub(crate) fn of(runs: &[(&Column, Vec<&str>, Run)], expectations: &Expectations, is_whole: bool) -> Self {
        let mut judgement = Judgement::default();
        for (column, cells, run) in runs {
            judgement.columns.push(**column);
            judgement.problems.extend(run.problems.iter().map(|problem| format!("{column}: {problem}")));
            for cell in cells {
                judgement.judge(column, cell, run, expectations);
            }
            let unasked = run.findings.keys().filter(|cell| !cells.contains(&cell.as_str()));
            judgement.problems.extend(unasked.map(|cell| format!("{column}: nobody asked for {cell}")));
            if is_whole {
                judgement.count(column, expectations);
            }
        }
        if is_whole {
            judgement.stale(expectations);
        }
        judgement
    }

    fn judge(&mut self, column: &Column, cell: &str, run: &Run, expectations: &Expectations) {
        let entry = expectations.entry(cell, column);
        let field = match (run.findings.get(cell), entry) {
            (Some(finding), None) if finding.outcome == Outcome::Pass => Field::Pass,
            (Some(finding), Some((place, entry))) if entry.fits(finding.outcome, &finding.detail) => {
                match finding.outcome {
                    Outcome::Unsupported => Field::Unsupported(place),
                    Outcome::Pass | Outcome::Fail => Field::Expected(place),
                }
            }
            (Some(finding), _) => {
                let (outcome, detail) = (finding.outcome, &finding.detail);
                let expected = match entry {
                    None => "expected Pass".to_owned(),
                    Some((_, entry)) => format!("expected {:?}: {}", entry.outcome, entry.reason),
                };
                self.problems.push(format!("{column}: {cell}: {outcome:?} {detail} ({expected})"));
                Field::Differs
            }
            (None, _) => {
                self.problems.push(format!("{column}: {cell}: the client said nothing about it"));
                Field::Differs
            }
        };
        self.fields.insert((cell.to_owned(), *column), field);
    }

    fn count(&mut self, column: &Column, expectations: &Expectations) {
        let (found, expected) = (self.passes(column), expectations.passes(column));
        if found != expected {
            self.problems.push(format!("{column}: {found} cells pass, expected.toml says {expected}"));
        }
    }

    fn stale(&mut self, expectations: &Expectations) {
        let used: BTreeSet<_> = self
            .fields
            .keys()
            .filter_map(|(cell, column)| expectations.entry(cell, column).map(|(place, _)| place))
            .collect();
        let unused = expectations.entries().iter().enumerate().filter(|(place, _)| !used.contains(place));
        self.problems.extend(unused.map(|(_, entry)| format!("stale entry, it decides nothing: {}", entry.reason)));
    }

    /// How many cells of the column pass.
    pub(crate) fn passes(&self, column: &Column) -> usize {
        let of_column = self.fields.iter().filter(|((_, other), _)| other == column);
        of_column.filter(|(_, field)| **field == Field::Pass).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interop::column::COLUMNS;

    const FILE: &str = r#"
        cells = [{ names = ["one", "two"], columns = "" }]
        [passes]
        "sdk-1 http 2025-06-18" = 1
        [[expected]]
        cells = ["two"]
        columns = ["sdk-1"]
        outcome = "fail"
        detail = "because"
        reason = "why"
    "#;

    fn run_of(lines: &[(&str, &str, &str)]) -> Run {
        let mut run = Run::default();
        for (cell, outcome, detail) in lines {
            let text = format!(r#"{{"cell":"{cell}","outcome":"{outcome}","detail":"{detail}"}}"#);
            let finding = serde_json::from_str(&text).expect("the test writes JSON");
            run.findings.insert((*cell).to_owned(), finding);
        }
        run
    }

    #[track_caller]
    fn problems(file: &str, run: Run, is_whole: bool, expected: &[&str]) {
        let expectations = Expectations::parse(file).expect("the test writes a file");
        let runs = [(&COLUMNS[0], vec!["one", "two"], run)];
        assert_eq!(Judgement::of(&runs, &expectations, is_whole).problems, expected);
    }

    #[test]
    fn what_is_expected_is_no_problem() {
        problems(FILE, run_of(&[("one", "pass", ""), ("two", "fail", "just because")]), true, &[]);
    }

    #[test]
    fn idle_client_does_not_pass() {
        let silent = [
            "sdk-1 http 2025-06-18: one: the client said nothing about it",
            "sdk-1 http 2025-06-18: two: the client said nothing about it",
            "sdk-1 http 2025-06-18: 0 cells pass, expected.toml says 1",
        ];
        problems(FILE, Run::default(), true, &silent);
    }

    #[test]
    fn changed_outcome_is_a_problem() {
        let passes = run_of(&[("one", "pass", ""), ("two", "pass", "")]);
        problems(FILE, passes, true, &["sdk-1 http 2025-06-18: two: Pass  (expected Fail: why)"]);
        let other = run_of(&[("one", "pass", ""), ("two", "fail", "late")]);
        problems(FILE, other, true, &["sdk-1 http 2025-06-18: two: Fail late (expected Fail: why)"]);
        let fails = run_of(&[("one", "fail", "late"), ("two", "fail", "because")]);
        let both = [
            "sdk-1 http 2025-06-18: one: Fail late (expected Pass)",
            "sdk-1 http 2025-06-18: 0 cells pass, expected.toml says 1",
        ];
        problems(FILE, fails, true, &both);
    }

    #[test]
    fn stale_entry_is_a_problem_of_a_whole_run() {
        let file = format!("{FILE}\n[[expected]]\ncolumns = [\"rmcp\"]\noutcome = \"fail\"\nreason = \"old\"\n");
        let run = || run_of(&[("one", "pass", ""), ("two", "fail", "because")]);
        problems(&file, run(), true, &["stale entry, it decides nothing: old"]);
        problems(&file, run(), false, &[]);
    }

    #[test]
    fn finding_that_nobody_asked_for_is_a_problem() {
        let run = run_of(&[("one", "pass", ""), ("two", "fail", "because"), ("three", "pass", "")]);
        problems(FILE, run, true, &["sdk-1 http 2025-06-18: nobody asked for three"]);
    }
}
