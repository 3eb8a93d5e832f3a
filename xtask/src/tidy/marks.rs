//! A comment that marks code with a requirement, `spec: HTTP-031`, names one that exists.

use std::collections::BTreeSet;

use super::Violation;
use super::files::{File, Files};
use crate::failure::Failure;

/// Where the requirements stand: tab-separated, the id first, below one line of column names.
const REQUIREMENTS: &str = "docs/requirements.tsv";
/// How a mark begins, in two halves so that this file does not mark itself.
const MARK: [&str; 2] = ["// spec", ": "];

pub(crate) fn check(files: &Files) -> Result<Vec<Violation>, Failure> {
    let requirements = files
        .iter()
        .find(|file| file.path == REQUIREMENTS)
        .ok_or_else(|| Failure::new(format!("there is no {REQUIREMENTS}")))?;
    let ids: BTreeSet<_> = requirements.text.lines().skip(1).filter_map(|line| line.split('\t').next()).collect();
    Ok(files.rust().flat_map(|file| violations(file, &ids)).collect())
}

fn violations(file: &File, ids: &BTreeSet<&str>) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        let Some((_, marked)) = line.split_once(&MARK.concat()) else { continue };
        for id in marked_ids(marked) {
            if !ids.contains(id) && !is_rfc(id) {
                violations.push(format!(
                    "{}:{}: {id} is not in {REQUIREMENTS}; mend the id or add the row",
                    file.path,
                    index + 1
                ));
            }
        }
    }
    violations
}

/// The ids at the start of a mark, `HTTP-031, HTTP-032 and words that say the rule`.
fn marked_ids(marked: &str) -> impl Iterator<Item = &str> {
    let mut words = marked.split_whitespace().map(|word| word.trim_end_matches([',', ';', ':', '.', ')']));
    let first = words.next();
    // The first word is an id, whatever it looks like; a later one only if it has the shape of one.
    first.into_iter().chain(words.take_while(|word| has_shape_of_id(word)))
}

fn has_shape_of_id(word: &str) -> bool {
    let Some((area, number)) = word.rsplit_once('-') else { return false };
    let is_number = number.len() == 3 && number.chars().all(|digit| digit.is_ascii_digit());
    is_number && area.chars().all(|letter| letter.is_ascii_uppercase() || letter == '-')
}

/// A section of another standard, such as `rfc9207#2.4`.
fn is_rfc(id: &str) -> bool {
    id.strip_prefix("rfc").and_then(|rest| rest.split_once('#')).is_some_and(|(number, section)| {
        number.chars().all(|c| c.is_ascii_digit()) && !number.is_empty() && !section.is_empty()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(mark: &str) -> Vec<Violation> {
        let code = format!("fn a() {{}} {}{mark}\n", MARK.concat());
        let files = Files::of(&[(REQUIREMENTS, "id\tlevel\nHTTP-031\tMUST\nHTTP-032\tMUST\n"), ("a.rs", &code)]);
        check(&files).expect("there is a list of requirements")
    }

    #[test]
    fn known_requirements_and_other_standards_are_named() {
        for mark in [
            "HTTP-031",
            "HTTP-031: the fields agree",
            "HTTP-031, HTTP-032 the fields agree",
            "HTTP-031 UTF-8",
            "rfc9207#2.4",
        ] {
            assert_eq!(found(mark), [""; 0], "{mark}");
        }
    }

    #[test]
    fn unknown_requirement_is_found() {
        assert_eq!(
            found("HTTP-999 the fields agree"),
            ["a.rs:1: HTTP-999 is not in docs/requirements.tsv; mend the id or add the row"]
        );
        assert_eq!(
            found("HTTP-031, HTTP-998"),
            ["a.rs:1: HTTP-998 is not in docs/requirements.tsv; mend the id or add the row"]
        );
        assert_eq!(found("HTTP"), ["a.rs:1: HTTP is not in docs/requirements.tsv; mend the id or add the row"]);
        assert_eq!(found("rfc#1"), ["a.rs:1: rfc#1 is not in docs/requirements.tsv; mend the id or add the row"]);
    }

    #[test]
    fn missing_list_is_a_failure() {
        assert!(check(&Files::of(&[("a.rs", "")])).is_err());
    }
}
