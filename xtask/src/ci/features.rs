//! Each crate builds by itself with no feature, with each one alone and with all, whatever its neighbours turn on.

use std::collections::BTreeSet;

use crate::cargo::{self, Metadata, Package, cargo};
use crate::failure::Failure;
use crate::stages::Verdict;

pub(super) fn run() -> Result<Verdict, Failure> {
    let mut failures = Vec::new();
    for package in Metadata::read()?.members().filter(|package| !package.is_tool()) {
        for combination in combinations(package) {
            let mut command = cargo(&["clippy", "--quiet", "--locked", "--package", &package.name]);
            // Why: what is unused without a feature is a warning only.
            let outcome = cargo::run(command.args(combination).args(["--", "-D", "warnings"]));
            failures.extend(outcome.err().map(|failure| failure.to_string()));
        }
    }
    if failures.is_empty() {
        return Ok(Verdict::Passed);
    }
    Err(Failure::new(format!("{} combinations do not build\n  {}", failures.len(), failures.join("\n  "))))
}

/// How cargo is asked for each combination, those left out that are the same as another one.
fn combinations(package: &Package) -> Vec<Vec<&str>> {
    let features: BTreeSet<_> = package.features.keys().map(String::as_str).filter(|name| *name != "default").collect();
    let mut combinations = vec![vec!["--no-default-features"]];
    if package.features.get("default").is_some_and(|turned_on| !turned_on.is_empty()) {
        combinations.push(Vec::new());
    }
    combinations.extend(features.iter().map(|feature| vec!["--no-default-features", "--features", feature]));
    if features.len() > 1 {
        combinations.push(vec!["--all-features"]);
    }
    combinations
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(features: &str, expected: &[&str]) {
        let text = format!(
            r#"{{"packages": [{{"id": "p", "name": "ours", "version": "0.2.0", "manifest_path": "/x/Cargo.toml",
                 "features": {{{features}}}}}], "workspace_members": ["p"]}}"#
        );
        let metadata = Metadata::parse(&text).expect("the test writes metadata");
        let found: Vec<_> =
            metadata.members().flat_map(combinations).map(|combination| combination.join(" ")).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn none_each_and_all_are_built() {
        let (a, b) = ("--no-default-features --features a", "--no-default-features --features b");
        check("", &["--no-default-features"]);
        check(r#""a": []"#, &["--no-default-features", a]);
        check(r#""a": [], "b": []"#, &["--no-default-features", a, b, "--all-features"]);
    }

    #[test]
    fn default_is_built_where_it_turns_something_on() {
        check(r#""default": []"#, &["--no-default-features"]);
        check(r#""default": ["a"], "a": []"#, &["--no-default-features", "", "--no-default-features --features a"]);
    }
}
