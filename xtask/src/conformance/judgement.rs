//! Compares what the suite found with what is expected of it.

use super::checks::{Check, Status};
use super::expected::Expectations;

/// One scenario, judged.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Judgement {
    pub(crate) scenario: String,
    pub(crate) success: usize,
    pub(crate) failure: usize,
    pub(crate) warning: usize,
    pub(crate) skipped: usize,
    /// What makes the scenario fail.
    pub(crate) problems: Vec<String>,
    /// What is worth a look and no failure: expected findings, and checks skipped unexpectedly.
    pub(crate) notes: Vec<String>,
}

impl Judgement {
    /// A scenario that could not be run.
    pub(crate) fn not_run(scenario: &str, problem: String) -> Self {
        Judgement { scenario: scenario.to_owned(), problems: vec![problem], ..Judgement::default() }
    }
}

/// Judges the checks of one scenario.
pub(crate) fn judge(scenario: &str, checks: &[Check], expectations: &Expectations) -> Judgement {
    let count = |status| checks.iter().filter(|check| check.status == status).count();
    let mut judgement = Judgement {
        scenario: scenario.to_owned(),
        success: count(Status::Success),
        failure: count(Status::Failure),
        warning: count(Status::Warning),
        skipped: count(Status::Skipped),
        ..Judgement::default()
    };
    match expectations.scenario(scenario) {
        Some(reason) => judge_expected_scenario(&mut judgement, checks, reason),
        None => judge_checks(&mut judgement, checks, expectations),
    }
    if expectations.successes(scenario).is_some() || expectations.scenario(scenario).is_none() {
        judge_successes(&mut judgement, expectations.successes(scenario));
    }
    judgement
}

/// Everything bad about this scenario is expected; nothing bad means that the entry is stale.
fn judge_expected_scenario(judgement: &mut Judgement, checks: &[Check], reason: &str) {
    if checks.iter().any(|check| check.status.is_bad()) {
        judgement.notes.push(format!("expected: {reason}"));
    } else {
        judgement.problems.push("stale entry: the scenario passes; remove it from the expected ones".to_owned());
    }
}

fn judge_checks(judgement: &mut Judgement, checks: &[Check], expectations: &Expectations) {
    let scenario = judgement.scenario.clone();
    let reason = |id: &str| expectations.checks(&scenario).find(|(listed, _)| *listed == id).map(|(_, reason)| reason);
    for check in checks {
        let found = describe(check);
        match (check.status, reason(&check.id)) {
            (Status::Failure | Status::Warning, None) => judgement.problems.push(found),
            (Status::Skipped, None) => judgement.notes.push(format!("unexpected: {found}")),
            (Status::Failure | Status::Warning | Status::Skipped, Some(reason)) => {
                judgement.notes.push(format!("expected: {} ({:?}): {reason}", check.id, check.status));
            }
            (Status::Info | Status::Success, _) => {}
        }
    }
    for (id, _) in expectations.checks(&scenario) {
        match checks.iter().filter(|check| check.id == id).map(|check| check.status).max() {
            None => judgement.problems.push(format!("stale entry: the suite reports no check {id}")),
            Some(Status::Info | Status::Success) => judgement.problems.push(format!("stale entry: {id} passes")),
            Some(_) => {}
        }
    }
}

/// The number of SUCCESS checks is exact: fewer means a check fell silent, more means the number guards less than it could.
fn judge_successes(judgement: &mut Judgement, expected: Option<usize>) {
    let found = judgement.success;
    match expected {
        Some(expected) if found != expected => {
            judgement.problems.push(format!("{found} SUCCESS checks, {expected} are expected"));
        }
        Some(_) => {}
        None if found == 0 => judgement.problems.push("no SUCCESS check at all".to_owned()),
        None => judgement.notes.push(format!("not listed as run; {found} SUCCESS checks")),
    }
}

fn describe(check: &Check) -> String {
    let message = check.message.as_deref().unwrap_or("no message");
    format!("{} {} ({:?}): {message}", check.id, check.name, check.status)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(id: &str, status: Status) -> Check {
        Check { id: id.to_owned(), status, name: "Name".to_owned(), message: Some("because".to_owned()) }
    }

    fn expectations(expected: &str) -> Expectations {
        Expectations::parse(&format!("[server.success]\nscenario = 1\n[server.expected]\n{expected}"))
            .expect("the test writes the file")
    }

    #[track_caller]
    fn problems(checks: &[Check], expected: &str, problems: &[&str]) {
        assert_eq!(judge("scenario", checks, &expectations(expected)).problems, problems);
    }

    #[test]
    fn expected_number_of_successes_is_clean() {
        let checks = [check("a", Status::Success), check("b", Status::Info)];
        let judgement = judge("scenario", &checks, &expectations(""));
        assert_eq!((judgement.success, judgement.problems.len(), judgement.notes.len()), (1, 0, 0));
    }

    #[test]
    fn failure_and_warning_both_count() {
        let checks = [check("a", Status::Success), check("b", Status::Failure), check("c", Status::Warning)];
        problems(&checks, "", &["b Name (Failure): because", "c Name (Warning): because"]);
    }

    #[test]
    fn listed_check_is_noted_with_its_reason() {
        let checks = [check("a", Status::Success), check("b", Status::Failure), check("c", Status::Skipped)];
        let listed = "\"scenario:b\" = \"later\"\n\"scenario:c\" = \"never\"\n";
        let judgement = judge("scenario", &checks, &expectations(listed));
        assert_eq!(judgement.problems, [""; 0]);
        assert_eq!(judgement.notes, ["expected: b (Failure): later", "expected: c (Skipped): never"]);
    }

    #[test]
    fn listed_check_that_passes_is_stale() {
        problems(&[check("a", Status::Success)], "\"scenario:a\" = \"later\"", &["stale entry: a passes"]);
    }

    #[test]
    fn listed_check_that_fails_in_one_of_its_results_is_not_stale() {
        problems(&[check("a", Status::Success), check("a", Status::Failure)], "\"scenario:a\" = \"later\"", &[]);
    }

    #[test]
    fn listed_check_that_the_suite_does_not_know_is_stale() {
        let stale = ["stale entry: the suite reports no check b"];
        problems(&[check("a", Status::Success)], "\"scenario:b\" = \"later\"", &stale);
    }

    #[test]
    fn listed_scenario_that_passes_is_stale() {
        let stale = ["stale entry: the scenario passes; remove it from the expected ones"];
        problems(&[check("a", Status::Success)], "scenario = \"later\"", &stale);
        problems(&[check("a", Status::Success), check("b", Status::Failure)], "scenario = \"later\"", &[]);
    }

    #[test]
    fn skipped_check_that_is_not_listed_is_shown() {
        let judgement =
            judge("scenario", &[check("a", Status::Success), check("b", Status::Skipped)], &expectations(""));
        assert_eq!(judgement.problems, [""; 0]);
        assert_eq!(judgement.notes, ["unexpected: b Name (Skipped): because"]);
    }

    #[test]
    fn idle_peer_does_not_pass() {
        problems(&[], "", &["0 SUCCESS checks, 1 are expected"]);
        let judgement = judge("another", &[], &expectations(""));
        assert_eq!(judgement.problems, ["no SUCCESS check at all"]);
    }

    #[test]
    fn scenario_that_is_expected_not_to_pass_need_not_succeed_in_anything() {
        let expected = expectations("another = \"later\"");
        let judgement = judge("another", &[check("a", Status::Failure)], &expected);
        assert_eq!(judgement.problems, [""; 0]);
        assert_eq!(judge("another", &[], &expected).problems.len(), 1, "silence is no failure that was expected");
    }

    #[test]
    fn more_successes_than_listed_ask_for_a_new_number() {
        let checks = [check("a", Status::Success), check("b", Status::Success)];
        problems(&checks, "", &["2 SUCCESS checks, 1 are expected"]);
    }
}
