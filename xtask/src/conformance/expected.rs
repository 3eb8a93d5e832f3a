//! What we expect of the suite: one file for each revision in `tests/conformance`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::failure::Failure;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    server: Expectations,
}

/// The scenarios that are run, and what is known not to pass yet.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expectations {
    /// Scenario to the number of its SUCCESS checks: exact, so that neither side can fall silent unnoticed.
    #[serde(default)]
    success: BTreeMap<String, usize>,
    /// `scenario` or `scenario:check-id` to the reason why it does not pass.
    #[serde(default)]
    expected: BTreeMap<String, String>,
}

impl Expectations {
    /// Reads the expectations of servers.
    pub(crate) fn read(file: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(file).map_err(|error| Failure::io("read", file, &error))?;
        Self::parse(&text).map_err(|failure| Failure::new(format!("{}: {failure}", file.display())))
    }

    pub(crate) fn parse(text: &str) -> Result<Self, Failure> {
        let file: File = toml::from_str(text).map_err(|error| Failure::new(error.to_string()))?;
        let expectations = file.server;
        for (scenario, &count) in &expectations.success {
            if count == 0 {
                return Err(Failure::new(format!("{scenario}: with 0 SUCCESS checks an idle peer would pass")));
            }
        }
        for (entry, reason) in &expectations.expected {
            let check = entry.split_once(':');
            if check.is_some_and(|(scenario, _)| !expectations.success.contains_key(scenario)) {
                return Err(Failure::new(format!("{entry}: names a check of a scenario that is not run")));
            }
            if reason.trim().is_empty() {
                return Err(Failure::new(format!("{entry}: has no reason")));
            }
        }
        Ok(expectations)
    }

    /// The scenarios that are run, by name: those that succeed in something, and those that are expected not to pass.
    pub(crate) fn scenarios(&self) -> impl Iterator<Item = &str> {
        let whole = self.expected.keys().filter(|entry| !entry.contains(':'));
        self.success.keys().chain(whole).map(String::as_str).collect::<BTreeSet<_>>().into_iter()
    }

    /// How many SUCCESS checks a scenario must report; `None` for one that is not listed.
    pub(crate) fn successes(&self, scenario: &str) -> Option<usize> {
        self.success.get(scenario).copied()
    }

    /// The reason why a whole scenario does not pass yet.
    pub(crate) fn scenario(&self, scenario: &str) -> Option<&str> {
        self.expected.get(scenario).map(String::as_str)
    }

    /// The check ids of a scenario that do not pass yet, with their reasons.
    pub(crate) fn checks<'a>(&'a self, scenario: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.expected.iter().filter_map(move |(entry, reason)| {
            let (named, check) = entry.split_once(':')?;
            (named == scenario).then_some((check, reason.as_str()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str, because: &str) {
        let failure = Expectations::parse(text).expect_err("this file is wrong");
        assert!(failure.to_string().contains(because), "{failure}");
    }

    #[test]
    fn entries_are_found_by_scenario_and_by_check() {
        let expectations = Expectations::parse(
            r#"
            [server.success]
            ping = 1
            tools-list = 4
            [server.expected]
            "ping" = "not served"
            "tools-list:tools-name-format" = "slashes"
            "#,
        )
        .expect("this file is right");
        assert_eq!(expectations.scenarios().collect::<Vec<_>>(), ["ping", "tools-list"]);
        assert_eq!(expectations.successes("tools-list"), Some(4));
        assert_eq!(expectations.successes("tools"), None);
        assert_eq!(expectations.scenario("ping"), Some("not served"));
        assert_eq!(expectations.scenario("tools-list"), None);
        assert_eq!(expectations.checks("tools-list").collect::<Vec<_>>(), [("tools-name-format", "slashes")]);
        assert_eq!(expectations.checks("ping").count(), 0);
    }

    #[test]
    fn zero_successes_are_refused() {
        refused("[server.success]\nping = 0\n", "idle peer");
    }

    #[test]
    fn check_of_a_scenario_that_is_not_run_is_refused() {
        refused("[server.success]\nping = 1\n[server.expected]\n\"pong:x\" = \"why\"\n", "not run");
    }

    #[test]
    fn scenario_that_is_expected_not_to_pass_is_run() {
        let expectations = Expectations::parse("[server.expected]\npong = \"why\"\n").expect("this file is right");
        assert_eq!(expectations.scenarios().collect::<Vec<_>>(), ["pong"]);
        assert_eq!(expectations.successes("pong"), None);
    }

    #[test]
    fn entry_without_a_reason_is_refused() {
        refused("[server.success]\nping = 1\n[server.expected]\nping = \" \"\n", "no reason");
    }

    #[test]
    fn misspelt_table_is_refused() {
        refused("[server.success]\nping = 1\n[server.expect]\nping = \"why\"\n", "unknown field");
    }
}
