//! `docs/spec-coverage.md`: every requirement of the specification, and where it is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::requirements::{Requirement, Status};
use super::survey::Survey;

/// Where the page stands.
pub(crate) const PATH: &str = "docs/spec-coverage.md";

const INTRODUCTION: &str = "\
# Coverage of the specification

<!-- Written by `cargo xtask coverage` from docs/requirements.tsv and the marks in the code. -->

Every rule of the specification has an id. Code that keeps it and the test that fails without it carry that id in a
comment, and `cargo xtask coverage --prove 40` takes such code away, at random, and waits for the test to fail.

- **enforced**: our code keeps it, and a test says so.
- **tested**: types, or the absence of code, keep it, so that no line could lose it; the note says which, and a test
  fails if it is lost all the same.
- **seam**: we offer the host the place where to keep it; the note names it.
- **duty**: only the author of a server or client can keep it; the note says why.
- **later**: what it is about is built in a later step.
- **open**: nobody has said anything yet.

A star after a level marks what the specification states as a fact and not as a demand.
";

/// Writes the page, the same for the same tree.
pub(crate) fn render(survey: &Survey) -> String {
    let mut page = INTRODUCTION.to_owned();
    page.push_str("\n## Totals\n\n");
    page.push_str(&totals("Level", survey, |requirement| level(&requirement.level).to_owned()));
    page.push('\n');
    page.push_str(&totals("Crate", survey, |requirement| format!("`{}`", requirement.owner)));
    page.push_str("\n## Missing\n\n");
    page.push_str(&missing(survey));
    let pages: BTreeSet<_> = survey.requirements.iter().map(|requirement| requirement.page.as_str()).collect();
    for name in pages {
        let _ = write!(page, "\n## {name}\n\n{}", table(survey, name));
    }
    page
}

/// The level without the star.
fn level(level: &str) -> &str {
    level.trim_end_matches('*')
}

fn totals(title: &str, survey: &Survey, group: impl Fn(&Requirement) -> String) -> String {
    let mut counts: BTreeMap<String, [usize; Status::ALL.len()]> = BTreeMap::new();
    let mut sums = [0; Status::ALL.len()];
    for requirement in &survey.requirements {
        let column = requirement.status as usize;
        counts.entry(group(requirement)).or_default()[column] += 1;
        sums[column] += 1;
    }
    let mut text = format!(
        "| {title} | {} | all |\n|{}\n",
        Status::ALL.map(Status::word).join(" | "),
        " --- |".repeat(Status::ALL.len() + 2)
    );
    for (name, row) in counts.into_iter().chain([("all".to_owned(), sums)]) {
        let cells: Vec<_> = row.iter().map(usize::to_string).collect();
        let _ = writeln!(text, "| {name} | {} | {} |", cells.join(" | "), row.iter().sum::<usize>());
    }
    text
}

/// What the crates that exist still owe, crate by crate.
fn missing(survey: &Survey) -> String {
    let mut text = String::new();
    for owner in &survey.crates {
        let open = |requirement: &&Requirement| requirement.owner == *owner && requirement.status == Status::Open;
        let open: Vec<_> = survey.requirements.iter().filter(open).collect();
        if open.is_empty() {
            continue;
        }
        let _ = writeln!(text, "`{owner}` has no answer yet to {} of its requirements:\n", open.len());
        for requirement in open {
            let lacks =
                match (survey.enforced_in(&requirement.id).is_empty(), survey.tested_in(&requirement.id).is_empty()) {
                    (true, true) => "no code and no test is marked",
                    (true, false) => "a test is marked, but no code",
                    (false, true) => "code is marked, but no test",
                    (false, false) => "code and tests are marked, but the status is not set",
                };
            let _ = writeln!(text, "- {} ({}): {lacks}", requirement.id, requirement.level);
        }
        text.push('\n');
    }
    if text.is_empty() {
        "Every requirement of the crates that exist has an answer.\n".to_owned()
    } else {
        text.trim_end().to_owned() + "\n"
    }
}

fn table(survey: &Survey, page: &str) -> String {
    let mut text = "| Id | Level | Status | Enforced in | Tested in |\n| --- | --- | --- | --- | --- |\n".to_owned();
    for requirement in survey.requirements.iter().filter(|requirement| requirement.page == page) {
        let files = |files: BTreeSet<&str>| files.iter().map(|file| format!("`{file}`")).collect::<Vec<_>>().join(", ");
        let status = match requirement.note.as_str() {
            "" => requirement.status.word().to_owned(),
            note => format!("{}: {}", requirement.status.word(), note.replace('|', "\\|")),
        };
        let (code, tests) = (survey.enforced_in(&requirement.id), survey.tested_in(&requirement.id));
        let level = requirement.level.replace('*', "\\*");
        let cells = [requirement.id.clone(), level, status, files(code), files(tests)];
        text.push('|');
        for cell in cells {
            text.push_str(&if cell.is_empty() { " |".to_owned() } else { format!(" {cell} |") });
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey() -> Survey {
        let rows = [
            ("A-001", "mcp-a", "enforced"),
            ("A-002", "mcp-a", ""),
            ("A-003", "mcp-b", "later"),
            ("A-004", "mcp-b", ""),
            ("A-005", "mcp-a", "tested"),
        ];
        Survey::of(&rows, "// §A-001 A-002\nfn a() {}", "// §A-001 A-005\n#[test]\nfn a() {}")
    }

    #[test]
    fn requirements_stand_below_their_page_with_their_files() {
        let page = render(&survey());
        assert!(page.starts_with("# Coverage of the specification\n"));
        assert!(page.contains("\n## basic/index\n\n| Id | Level |"), "{page}");
        let row = "| A-001 | MUST | enforced | `crates/mcp-a/src/lib.rs` | `crates/mcp-a/tests/it.rs` |\n";
        assert!(page.contains(row), "{page}");
        assert!(page.contains("| A-003 | MUST | later: why | | |\n"), "{page}");
        assert!(page.contains("| A-005 | MUST | tested: why | | `crates/mcp-a/tests/it.rs` |\n"), "{page}");
    }

    #[test]
    fn totals_count_every_requirement() {
        let page = render(&survey());
        assert!(page.contains("| Level | enforced | tested | seam | duty | later | open | all |\n"), "{page}");
        assert!(page.contains("| MUST | 1 | 1 | 0 | 0 | 1 | 2 | 5 |\n"), "{page}");
        assert!(page.contains("| `mcp-a` | 1 | 1 | 0 | 0 | 0 | 1 | 3 |\n"), "{page}");
        assert!(page.contains("| all | 1 | 1 | 0 | 0 | 1 | 2 | 5 |\n"), "{page}");
    }

    #[test]
    fn crates_that_exist_are_told_what_they_lack() {
        let page = render(&survey());
        assert!(
            page.contains(
                "`mcp-a` has no answer yet to 1 of its requirements:\n\n- A-002 (MUST): code is marked, but no test\n"
            ),
            "{page}"
        );
        assert!(!page.contains("- A-004"), "{page}");
        let done = Survey::of(&[("A-001", "mcp-a", "duty")], "", "");
        assert!(render(&done).contains("Every requirement of the crates that exist has an answer."));
    }
}
