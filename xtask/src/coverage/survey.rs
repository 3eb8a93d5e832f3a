//! Requirements and marks brought together, and what is wrong with them.

use std::collections::{BTreeMap, BTreeSet};

use super::marks::{self, Mark};
use super::outline::Outline;
use super::places::{Place, Places};
use super::requirements::{self, Requirement, Status};
use super::targets::Target;
use crate::failure::Failure;
use crate::tidy::Files;

/// Where marks are looked for.
const ROOTS: [&str; 3] = ["crates/", "tests/", "xtask/"];

/// Everything that is known.
#[derive(Debug)]
pub(crate) struct Survey {
    pub(crate) requirements: Vec<Requirement>,
    pub(crate) marks: Vec<Found>,
    /// The crates that there are.
    pub(crate) crates: BTreeSet<String>,
}

/// A mark in its file.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) path: String,
    pub(crate) mark: Mark,
    pub(crate) place: Place,
}

impl Survey {
    /// Reads the list and every file.
    pub(crate) fn new(files: &Files, targets: Vec<Target>) -> Result<Self, Failure> {
        let list = files.iter().find(|file| file.path == requirements::PATH);
        let list = list.ok_or_else(|| Failure::new(format!("there is no {}", requirements::PATH)))?;
        let requirements = requirements::parse(&list.text)?;
        let crates = targets.iter().filter(|target| target.directory.starts_with("crates/"));
        let crates = crates.map(|target| target.package.clone()).collect();
        let marks = found(files, targets)?;
        Ok(Survey { requirements, marks, crates })
    }

    /// The files in which code is marked with a requirement.
    pub(crate) fn enforced_in(&self, id: &str) -> BTreeSet<&str> {
        self.files(id, |place| *place == Place::Code)
    }

    /// The files in which tests are.
    pub(crate) fn tested_in(&self, id: &str) -> BTreeSet<&str> {
        // Why: an example is no test, and neither is what no target builds.
        self.files(id, |place| matches!(place, Place::Test(tests) if !tests.is_empty()))
    }

    fn files(&self, id: &str, here: impl Fn(&Place) -> bool) -> BTreeSet<&str> {
        let marks = self.marks.iter().filter(|found| found.mark.id == id && here(&found.place));
        marks.map(|found| found.path.as_str()).collect()
    }

    /// What is wrong, each with what to do about it.
    pub(crate) fn problems(&self) -> Vec<String> {
        let mut problems: Vec<_> = self.marks.iter().filter_map(|found| self.unknown(found)).collect();
        problems.extend(self.requirements.iter().filter_map(|requirement| self.unkept(requirement)));
        problems.extend(self.requirements.iter().filter_map(|requirement| self.untested(requirement)));
        problems
    }

    fn unknown(&self, found: &Found) -> Option<String> {
        let (id, line) = (&found.mark.id, found.mark.line);
        (!self.requirements.iter().any(|requirement| requirement.id == *id)).then(|| {
            format!("{}:{line}: {id} is not in {}; mend the id or add the row", found.path, requirements::PATH)
        })
    }

    /// A row that claims more than there is.
    fn unkept(&self, requirement: &Requirement) -> Option<String> {
        let (id, owner) = (&requirement.id, &requirement.owner);
        let enforced = requirement.status == Status::Enforced;
        if !enforced && requirement.status != Status::Tested {
            return None;
        }
        let problem = if enforced && !self.crates.contains(owner) {
            format!(
                "is enforced by {owner}, which does not exist; take the status back, or name the crate that does it"
            )
        } else if enforced && self.enforced_in(id).is_empty() {
            format!(
                "is enforced, but no code says so; put the mark at the line that keeps it ({owner}), or take the status back"
            )
        } else if self.tested_in(id).is_empty() {
            "is kept, but no test says so; put the mark in the test that fails when the rule is lost, or write it"
                .to_owned()
        } else {
            return None;
        };
        Some(format!("{}: {id} {problem}", requirements::PATH))
    }

    /// Marked code without a marked test, whatever the status; what is enforced has been looked at already.
    fn untested(&self, requirement: &Requirement) -> Option<String> {
        let id = &requirement.id;
        if requirement.status == Status::Enforced || !self.tested_in(id).is_empty() {
            return None;
        }
        let first = self.marks.iter().find(|found| found.mark.id == *id)?;
        let (path, line) = (&first.path, first.mark.line);
        Some(format!(
            "{path}:{line}: {id} is marked in code and in no test; put the mark in the test that fails when the rule is lost, or write it"
        ))
    }
}

fn found(files: &Files, targets: Vec<Target>) -> Result<Vec<Found>, Failure> {
    let files = || files.rust().filter(|file| ROOTS.iter().any(|root| file.path.starts_with(root)));
    let (mut outlines, mut broken) = (BTreeMap::new(), Vec::new());
    for file in files() {
        match Outline::parse(&file.text) {
            Ok(outline) => drop(outlines.insert(file.path.clone(), outline)),
            Err(error) => broken.push(format!("{}: is not Rust: {error}", file.path)),
        }
    }
    if !broken.is_empty() {
        return Err(Failure::new(broken.join("\n")));
    }
    let places = Places::new(targets, &outlines);
    let mut all = Vec::new();
    for file in files() {
        let outline = &outlines[&file.path];
        for mark in marks::find(&file.text, outline) {
            let within = outline.function_at(mark.comment).map_or(mark.target, |_| Some(mark.comment));
            let place = places.place(&file.path, outline, within.unwrap_or(mark.comment));
            all.push(Found { path: file.path.clone(), mark, place });
        }
    }
    Ok(all)
}

#[cfg(test)]
impl Survey {
    /// A tree of one crate, `crates/mcp-a`, with a list that has these rows (id, owner, status), this library and
    /// this test; `§` stands for the word of a mark.
    pub(crate) fn of(rows: &[(&str, &str, &str)], code: &str, test: &str) -> Self {
        use super::targets::Kind;

        let mut list = "id\tactor\tlevel\trule\tcrate\tconformance\tspec_page\tstatus\tnote\n".to_owned();
        for (id, owner, status) in rows {
            let note = if ["", "enforced"].contains(status) { "" } else { "why" };
            list.push_str(&format!("{id}\tboth\tMUST\tDo\t{owner}\tnone\tbasic/index#x\t{status}\t{note}\n"));
        }
        let word = ["spec", ": "].concat();
        let (code, test) = (code.replace('§', &word), test.replace('§', &word));
        let files = Files::of(&[
            (requirements::PATH, &list),
            ("crates/mcp-a/src/lib.rs", &code),
            ("crates/mcp-a/tests/it.rs", &test),
        ]);
        let targets = vec![
            Target::of(Kind::Library, "mcp_a", "crates/mcp-a", "src/lib.rs"),
            Target::of(Kind::Test, "it", "crates/mcp-a", "tests/it.rs"),
        ];
        Survey::new(&files, targets).expect("the tree is in order")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "fn a() {\n    // §A-001 The rule.\n    b();\n}";
    const TEST: &str = "// §A-001\n#[test]\nfn a() {}";

    #[track_caller]
    fn check(row: (&str, &str, &str), code: &str, test: &str, expected: &[&str]) {
        assert_eq!(Survey::of(&[row], code, test).problems(), expected);
    }

    #[test]
    fn requirement_with_code_and_test_is_covered() {
        check(("A-001", "mcp-a", "enforced"), CODE, TEST, &[]);
        let unit =
            format!("{CODE}\n#[cfg(test)]\nmod tests {{\n    #[test]\n    fn a() {{\n        // §A-001\n    }}\n}}");
        check(("A-001", "mcp-a", "enforced"), &unit, "", &[]);
        for status in ["", "seam", "duty", "later"] {
            check(("A-001", "mcp-b", status), CODE, TEST, &[]);
            check(("A-001", "mcp-b", status), "", "", &[]);
        }
    }

    #[test]
    fn mark_of_no_requirement_is_a_problem() {
        let problem =
            |place: &str| format!("{place}: A-001 is not in docs/requirements.tsv; mend the id or add the row");
        let expected = [problem("crates/mcp-a/src/lib.rs:2"), problem("crates/mcp-a/tests/it.rs:1")];
        check(("A-002", "mcp-a", ""), CODE, TEST, &expected.each_ref().map(String::as_str));
    }

    #[test]
    fn enforced_row_without_code_is_a_problem() {
        let expected = "docs/requirements.tsv: A-001 is enforced, but no code says so; put the mark at the line that keeps it (mcp-a), or take the status back";
        check(("A-001", "mcp-a", "enforced"), "", TEST, &[expected]);
        check(("A-001", "mcp-a", "enforced"), "", "", &[expected]);
    }

    #[test]
    fn kept_row_without_test_is_a_problem() {
        let expected = "docs/requirements.tsv: A-001 is kept, but no test says so; put the mark in the test that fails when the rule is lost, or write it";
        check(("A-001", "mcp-a", "enforced"), CODE, "", &[expected]);
    }

    #[test]
    fn marked_code_without_marked_test_is_a_problem() {
        let expected = "crates/mcp-a/src/lib.rs:2: A-001 is marked in code and in no test; put the mark in the test that fails when the rule is lost, or write it";
        for status in ["", "seam", "duty", "later"] {
            check(("A-001", "mcp-a", status), CODE, "", &[expected]);
        }
    }

    #[test]
    fn enforced_row_of_a_crate_that_does_not_exist_is_a_problem() {
        let expected = "docs/requirements.tsv: A-001 is enforced by mcp-b, which does not exist; take the status back, or name the crate that does it";
        check(("A-001", "mcp-b", "enforced"), CODE, TEST, &[expected]);
    }

    #[test]
    fn mark_in_an_example_is_no_test() {
        let mut survey = Survey::of(&[("A-001", "mcp-a", "enforced")], CODE, TEST);
        assert_eq!(survey.tested_in("A-001").len(), 1);
        for found in survey.marks.iter_mut().filter(|found| found.place != Place::Code) {
            found.place = Place::Test(Vec::new());
        }
        assert_eq!(survey.tested_in("A-001").len(), 0);
    }

    #[test]
    fn file_that_is_not_rust_is_a_failure() {
        let files = Files::of(&[
            (requirements::PATH, "id\tactor\tlevel\trule\tcrate\tconformance\tspec_page\tstatus\tnote\n"),
            ("xtask/a.rs", "fn ("),
        ]);
        let failure = Survey::new(&files, Vec::new()).expect_err("it does not parse").to_string();
        assert!(failure.starts_with("xtask/a.rs: is not Rust"), "{failure}");
        assert!(Survey::new(&Files::of(&[]), Vec::new()).is_err());
    }
}
