//! The list of requirements, `docs/requirements.tsv`, and what became of each.

use std::collections::BTreeSet;

use crate::failure::Failure;

/// Where the list stands.
pub(crate) const PATH: &str = "docs/requirements.tsv";
/// Its columns.
const COLUMNS: [&str; 9] = ["id", "actor", "level", "rule", "crate", "conformance", "spec_page", "status", "note"];

/// One rule of the specification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Requirement {
    pub(crate) id: String,
    /// `MUST`, `SHOULD NOT` and so on; a star marks what the specification states as a fact.
    pub(crate) level: String,
    /// The crate that answers for it.
    pub(crate) owner: String,
    /// The page of the specification, without the section.
    pub(crate) page: String,
    pub(crate) status: Status,
    /// The seam, the reason or the later step; may be empty where the status needs no words.
    pub(crate) note: String,
}

/// What became of a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    /// Our code keeps it, and a test fails when it does not.
    Enforced,
    /// Types or the absence of code keep it, so no line can lose it; a test says so.
    Tested,
    /// We offer the host the place where to keep it.
    Seam,
    /// Only the author of a server or client can keep it.
    Duty,
    /// What it is about is built in a later step.
    Later,
    /// Nobody has said anything yet.
    Open,
}

impl Status {
    pub(crate) const ALL: [Status; 6] =
        [Status::Enforced, Status::Tested, Status::Seam, Status::Duty, Status::Later, Status::Open];

    /// The word in the list; `open` is the empty one.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Status::Enforced => "enforced",
            Status::Tested => "tested",
            Status::Seam => "seam",
            Status::Duty => "duty",
            Status::Later => "later",
            Status::Open => "open",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        match word {
            "" => Some(Status::Open),
            word => Status::ALL.into_iter().find(|status| status.word() == word && *status != Status::Open),
        }
    }
}

/// Reads the list; all that is wrong with it is said at once.
pub(crate) fn parse(text: &str) -> Result<Vec<Requirement>, Failure> {
    let mut lines = text.lines();
    if lines.next().is_none_or(|names| !names.split('\t').eq(COLUMNS)) {
        return Err(Failure::new(format!("{PATH}:1: the columns are not {}", COLUMNS.join(", "))));
    }
    let (mut requirements, mut problems, mut ids) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (line, row) in lines.enumerate() {
        let requirement = parse_row(row).and_then(|requirement| match ids.insert(requirement.id.clone()) {
            true => Ok(requirement),
            false => Err(format!("{} stands twice", requirement.id)),
        });
        match requirement {
            Ok(requirement) => requirements.push(requirement),
            Err(problem) => problems.push(format!("{PATH}:{}: {problem}", line + 2)),
        }
    }
    if problems.is_empty() { Ok(requirements) } else { Err(Failure::new(problems.join("\n"))) }
}

fn parse_row(row: &str) -> Result<Requirement, String> {
    let cells: Vec<&str> = row.split('\t').collect();
    let [id, _actor, level, _rule, owner, _conformance, page, status, note] = cells[..] else {
        return Err(format!("{} cells, expected {}", cells.len(), COLUMNS.len()));
    };
    let words = || Status::ALL.map(Status::word)[..5].join(", ");
    let status = Status::parse(status)
        .ok_or_else(|| format!("{id}: the status is one of {} or empty, not {status}", words()))?;
    if note.is_empty() && matches!(status, Status::Tested | Status::Seam | Status::Duty | Status::Later) {
        return Err(format!(
            "{id}: a note says what keeps it, which seam, why it is the author's duty, or which step brings it"
        ));
    }
    let page = page.split('#').next().unwrap_or_default();
    Ok(Requirement {
        id: id.to_owned(),
        level: level.to_owned(),
        owner: owner.to_owned(),
        page: page.to_owned(),
        status,
        note: note.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(rows: &str) -> String {
        format!("{}\n{rows}", COLUMNS.join("\t"))
    }

    #[test]
    fn rows_are_read() {
        let text = list("A-001\tboth\tMUST\tDo\tmcp-a\tnone\tbasic/index#meta\tseam\tThe `Door`\n");
        let expected = Requirement {
            id: "A-001".to_owned(),
            level: "MUST".to_owned(),
            owner: "mcp-a".to_owned(),
            page: "basic/index".to_owned(),
            status: Status::Seam,
            note: "The `Door`".to_owned(),
        };
        assert_eq!(parse(&text), Ok(vec![expected]));
    }

    #[test]
    fn every_broken_row_is_named() {
        let row =
            |id: &str, status: &str, note: &str| format!("{id}\tboth\tMUST\tDo\tmcp-a\tnone\tp\t{status}\t{note}\n");
        let rows = [
            row("A-001", "", ""),
            row("A-001", "", ""),
            row("A-002", "done", ""),
            row("A-003", "open", ""),
            row("A-004", "duty", ""),
            row("A-006", "tested", ""),
            "A-005\tMUST\n".to_owned(),
        ];
        let failure = parse(&list(&rows.concat())).expect_err("rows are broken").to_string();
        let said: Vec<_> = failure.lines().collect();
        assert_eq!(said.len(), 6, "{failure}");
        assert_eq!(said[0], "docs/requirements.tsv:3: A-001 stands twice");
        let words = "the status is one of enforced, tested, seam, duty, later or empty, not";
        assert_eq!(said[1], format!("docs/requirements.tsv:4: A-002: {words} done"));
        assert_eq!(said[2], format!("docs/requirements.tsv:5: A-003: {words} open"));
        assert!(said[3].starts_with("docs/requirements.tsv:6: A-004: a note says"), "{failure}");
        assert!(said[4].starts_with("docs/requirements.tsv:7: A-006: a note says"), "{failure}");
        assert_eq!(said[5], "docs/requirements.tsv:8: 2 cells, expected 9");
    }

    #[test]
    fn other_columns_are_refused() {
        assert!(parse("id\tactor\n").is_err());
        assert!(parse("").is_err());
    }
}
