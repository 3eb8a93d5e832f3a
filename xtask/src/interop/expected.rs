//! What we expect of the matrix: `tests/interop/expected.toml`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::column::{COLUMNS, Column};
use super::outcome::Outcome;
use crate::failure::Failure;

/// The cells, and what is known of them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expectations {
    cells: Vec<Group>,
    /// Column to the number of its cells that pass: exact, so that neither side can fall silent unnoticed.
    passes: BTreeMap<String, usize>,
    /// Cells that do not pass. Where several entries cover a cell, the last one decides.
    #[serde(default)]
    expected: Vec<Entry>,
}

/// Cells that are for the same columns.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    names: Vec<String>,
    /// Words that describe the columns; no word means all of them.
    columns: String,
}

/// Cells of some columns that do not pass, all for one reason.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// Names of cells; absent means all.
    #[serde(default)]
    cells: Vec<String>,
    /// Descriptions of columns, any of which may fit.
    columns: Vec<String>,
    pub(crate) outcome: Outcome,
    /// A part of the detail that the client gives, so that another failure is not taken for this one.
    detail: Option<String>,
    pub(crate) reason: String,
}

impl Entry {
    fn covers(&self, cell: &str, column: &Column) -> bool {
        let is_cell = self.cells.is_empty() || self.cells.iter().any(|name| name == cell);
        is_cell && self.columns.iter().any(|words| column.is(words))
    }

    /// Whether that is what was expected.
    pub(crate) fn fits(&self, outcome: Outcome, detail: &str) -> bool {
        self.outcome == outcome && self.detail.as_ref().is_none_or(|part| detail.contains(part))
    }
}

impl Expectations {
    pub(crate) fn read(file: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(file).map_err(|error| Failure::io("read", file, &error))?;
        Self::parse(&text).map_err(|failure| Failure::new(format!("{}: {failure}", file.display())))
    }

    pub(crate) fn parse(text: &str) -> Result<Self, Failure> {
        let expectations: Expectations = toml::from_str(text).map_err(|error| Failure::new(error.to_string()))?;
        match expectations.mistake() {
            Some(mistake) => Err(Failure::new(mistake)),
            None => Ok(expectations),
        }
    }

    fn mistake(&self) -> Option<String> {
        if let Some(word) = self.cells.iter().find_map(|group| Column::unknown_word(&group.columns)) {
            return Some(format!("cells: no column is {word}"));
        }
        let names: Vec<_> = self.cells().collect();
        if let Some(twice) = names.iter().enumerate().find(|(index, name)| names[..*index].contains(name)) {
            return Some(format!("cells: {} stands there twice", twice.1));
        }
        if let Some(column) = self.passes.keys().find(|name| !COLUMNS.iter().any(|column| column.to_string() == **name))
        {
            return Some(format!("passes: there is no column {column}"));
        }
        self.expected.iter().find_map(|entry| self.mistake_of(entry))
    }

    fn mistake_of(&self, entry: &Entry) -> Option<String> {
        let reason = &entry.reason;
        if reason.trim().is_empty() {
            return Some("an expected entry has no reason".to_owned());
        }
        if entry.outcome == Outcome::Pass {
            return Some(format!("{reason}: what passes needs no entry"));
        }
        if let Some(cell) = entry.cells.iter().find(|cell| !self.cells().any(|name| name == *cell)) {
            return Some(format!("{reason}: there is no cell {cell}"));
        }
        let word = entry.columns.iter().find_map(|words| Column::unknown_word(words));
        word.map(|word| format!("{reason}: no column is {word}"))
    }

    /// All cells, in the order of the file.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().flat_map(|group| &group.names).map(String::as_str)
    }

    /// Whether the cell is for that column.
    pub(crate) fn applies(&self, cell: &str, column: &Column) -> bool {
        let group = self.cells.iter().find(|group| group.names.iter().any(|name| name == cell));
        group.is_some_and(|group| column.is(&group.columns))
    }

    /// How many cells of the column pass.
    pub(crate) fn passes(&self, column: &Column) -> usize {
        self.passes.get(&column.to_string()).copied().unwrap_or_default()
    }

    /// The entry that decides about a cell, with its place in the file.
    pub(crate) fn entry(&self, cell: &str, column: &Column) -> Option<(usize, &Entry)> {
        self.expected.iter().enumerate().rev().find(|(_, entry)| entry.covers(cell, column))
    }

    /// The entries, in the order of the file.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.expected
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CELLS: &str =
        "cells = [{ names = [\"zeta\"], columns = \"\" }, { names = [\"alpha\"], columns = \"modern\" }]\n[passes]\n";

    fn column(name: &str) -> &'static Column {
        COLUMNS.iter().find(|column| column.to_string() == name).expect("the test names a column")
    }

    #[track_caller]
    fn refused(text: &str, because: &str) {
        let failure = Expectations::parse(text).expect_err("this file is wrong");
        assert!(failure.to_string().contains(because), "{failure}");
    }

    fn entry(members: &str) -> String {
        format!("{CELLS}[[expected]]\n{members}\n")
    }

    #[test]
    fn cells_keep_their_order_and_their_columns() {
        let expectations = Expectations::parse(CELLS).expect("this file is right");
        assert_eq!(expectations.cells().collect::<Vec<_>>(), ["zeta", "alpha"]);
        let (old, new) = (column("rmcp http 2025-11-25"), column("rmcp http 2026-07-28"));
        assert!(expectations.applies("zeta", old) && expectations.applies("alpha", new));
        assert!(!expectations.applies("alpha", old) && !expectations.applies("beta", new));
    }

    #[test]
    fn last_entry_decides() {
        let file = r#"
            [[expected]]
            columns = ["legacy", "stdio"]
            outcome = "fail"
            reason = "later"
            [[expected]]
            cells = ["zeta"]
            columns = ["rmcp"]
            outcome = "unsupported"
            reason = "never"
        "#;
        let expectations = Expectations::parse(&format!("{CELLS}{file}")).expect("this file is right");
        let reason = |cell, name| expectations.entry(cell, column(name)).map(|(_, entry)| entry.reason.as_str());
        assert_eq!(reason("zeta", "client-2 stdio 2026-07-28"), Some("later"));
        assert_eq!(reason("zeta", "rmcp http 2026-07-28"), Some("never"));
        assert_eq!(reason("zeta", "client-2 http 2026-07-28"), None);
        assert_eq!(reason("alpha", "rmcp http 2026-07-28"), None);
    }

    #[test]
    fn other_failure_does_not_fit() {
        let members = "columns = [\"\"]\noutcome = \"fail\"\ndetail = \"-32601\"\nreason = \"why\"";
        let expectations = Expectations::parse(&entry(members)).expect("this file is right");
        let entry = &expectations.entries()[0];
        assert!(entry.fits(Outcome::Fail, "code -32601"));
        assert!(!entry.fits(Outcome::Fail, "closed") && !entry.fits(Outcome::Unsupported, "code -32601"));
    }

    #[test]
    fn mistakes_are_refused() {
        refused("cells = [{ names = [], columns = \"moderne\" }]\n[passes]\n", "no column is moderne");
        refused("cells = [{ names = [\"a\", \"a\"], columns = \"\" }]\n[passes]\n", "a stands there twice");
        refused("cells = []\n[passes]\n\"rmcp http\" = 1\n", "no column rmcp http");
        refused(&entry("columns = [\"\"]\noutcome = \"fail\"\nreason = \" \""), "no reason");
        refused(&entry("columns = [\"\"]\noutcome = \"pass\"\nreason = \"why\""), "needs no entry");
        refused(&entry("cells = [\"beta\"]\ncolumns = [\"\"]\noutcome = \"fail\"\nreason = \"why\""), "no cell beta");
        refused(&entry("columns = [\"http2\"]\noutcome = \"fail\"\nreason = \"why\""), "no column is http2");
        refused(&entry("columns = [\"\"]\noutcome = \"fail\"\nreason = \"why\"\nwhen = 1"), "unknown field");
    }
}
