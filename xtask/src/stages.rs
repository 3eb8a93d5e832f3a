//! A run of many stages: each timed, all of them run even after one has failed, one summary at the end.

use std::time::{Duration, Instant};

use crate::failure::Failure;

/// What a stage that did not fail has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Everything was checked.
    Passed,
    /// Nothing was checked, for this reason; said loudly.
    Skipped(String),
}

/// The stages so far.
#[derive(Debug)]
pub(crate) struct Stages {
    unwanted: Vec<String>,
    done: Vec<Stage>,
}

#[derive(Debug)]
struct Stage {
    name: &'static str,
    duration: Duration,
    outcome: Result<Verdict, Failure>,
}

impl Stages {
    /// Starts a run that leaves out the stages named here.
    pub(crate) fn new(unwanted: &[String]) -> Self {
        Stages { unwanted: unwanted.to_vec(), done: Vec::new() }
    }

    /// Runs one stage, unless it is left out.
    pub(crate) fn run(&mut self, name: &'static str, stage: impl FnOnce() -> Result<Verdict, Failure>) {
        if self.unwanted.iter().any(|unwanted| unwanted == name) {
            return;
        }
        println!("\n── {name} {}", "─".repeat(76usize.saturating_sub(name.len())));
        let start = Instant::now();
        let outcome = stage();
        match &outcome {
            Ok(Verdict::Passed) => {}
            Ok(Verdict::Skipped(reason)) => println!("SKIPPED: {reason}"),
            Err(failure) => println!("FAILED: {failure}"),
        }
        self.done.push(Stage { name, duration: start.elapsed(), outcome });
    }

    /// Prints the summary; its last line counts what passed and what failed.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        print!("{}", self.summary());
        if self.failed() == 0 && !self.done.is_empty() { Ok(()) } else { Err(Failure::reported()) }
    }

    fn failed(&self) -> usize {
        self.done.iter().filter(|stage| stage.outcome.is_err()).count()
    }

    fn summary(&self) -> String {
        let mut text = format!("\n── summary {}\n{:24}{:>8}   outcome\n", "─".repeat(69), "stage", "minutes");
        let mut total = Duration::ZERO;
        for stage in &self.done {
            let outcome = match &stage.outcome {
                Ok(Verdict::Passed) => "passed".to_owned(),
                Ok(Verdict::Skipped(reason)) => format!("SKIPPED: {reason}"),
                Err(failure) => format!("FAILED: {}", failure.to_string().lines().next().unwrap_or_default()),
            };
            text.push_str(&format!("{:24}{:>8.2}   {outcome}\n", stage.name, minutes(stage.duration)));
            total += stage.duration;
        }
        let passed = self.done.iter().filter(|stage| stage.outcome == Ok(Verdict::Passed)).count();
        let failed = self.failed();
        text.push_str(&format!("{:24}{:>8.2}\n\n{passed} passed, {failed} failed\n", "total", minutes(total)));
        text
    }
}

fn minutes(duration: Duration) -> f64 {
    duration.as_secs_f64() / 60.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last_line(stages: &Stages) -> String {
        stages.summary().lines().last().unwrap_or_default().to_owned()
    }

    #[test]
    fn stages_after_a_failed_one_still_run() {
        let mut stages = Stages::new(&[]);
        stages.run("first", || Err(Failure::new("broken\nwith detail")));
        stages.run("second", || Ok(Verdict::Passed));
        assert_eq!(last_line(&stages), "1 passed, 1 failed");
        assert!(stages.summary().contains("FAILED: broken\n"), "{}", stages.summary());
        assert!(stages.finish().is_err());
    }

    #[test]
    fn skipped_stage_is_neither_passed_nor_failed_and_says_why() {
        let mut stages = Stages::new(&[]);
        stages.run("first", || Ok(Verdict::Passed));
        stages.run("second", || Ok(Verdict::Skipped("no nightly".to_owned())));
        assert_eq!(last_line(&stages), "1 passed, 0 failed");
        assert!(stages.summary().contains("SKIPPED: no nightly"), "{}", stages.summary());
        assert_eq!(stages.finish(), Ok(()));
    }

    #[test]
    fn unwanted_stage_does_not_run() {
        let mut stages = Stages::new(&["second".to_owned()]);
        stages.run("first", || Ok(Verdict::Passed));
        stages.run("second", || Err(Failure::new("must not run")));
        assert_eq!(stages.finish(), Ok(()));
    }

    #[test]
    fn run_of_no_stage_is_no_success() {
        assert!(Stages::new(&[]).finish().is_err());
    }
}
