//! What the person at the terminal reads about one balancer.

use super::balancer::Kind;
use crate::failure::Failure;

/// What was tried, and what came of it.
#[derive(Debug)]
pub(crate) struct Row {
    what: String,
    seen: Result<String, Failure>,
}

impl Row {
    pub(crate) fn of(what: impl Into<String>, seen: Result<String, Failure>) -> Self {
        Row { what: what.into(), seen }
    }
}

/// All rows of one balancer.
#[derive(Debug)]
pub(crate) struct Table {
    kind: Kind,
    title: String,
    rows: Vec<Row>,
}

impl Table {
    pub(crate) fn new(kind: Kind, version: &str) -> Self {
        Table { kind, title: format!("{} {version}", kind.name()), rows: Vec::new() }
    }

    pub(crate) fn add(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// The rows in columns; what is long goes on below.
    pub(crate) fn render(&self) -> String {
        let width = self.rows.iter().map(|row| row.what.chars().count()).max().unwrap_or_default();
        let mut text = format!("\n── {} {}\n", self.title, "─".repeat(72usize.saturating_sub(self.title.len())));
        for Row { what, seen } in &self.rows {
            let (outcome, seen) = match seen {
                Ok(seen) => ("ok    ", seen.clone()),
                Err(failure) => ("FAILED", failure.to_string()),
            };
            let mut lines = seen.split("; ");
            text.push_str(&format!("{what:width$}  {outcome}  {}\n", lines.next().unwrap_or_default()));
            lines.for_each(|line| text.push_str(&format!("{:width$}          {line}\n", "")));
        }
        let failed = self.failures().count();
        text.push_str(&format!("\n{} passed, {failed} failed\n", self.rows.len() - failed));
        text
    }

    /// What failed, by name.
    pub(crate) fn failures(&self) -> impl Iterator<Item = String> {
        let failed = self.rows.iter().filter(|row| row.seen.is_err());
        failed.map(|row| format!("{} with {}", row.what, self.kind.name()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_shows_what_was_seen_and_counts() {
        let mut table = Table::new(Kind::Nginx, "1.0");
        table.add(Row::of("routing", Ok("a; b".to_owned())));
        table.add(Row::of("kills", Err(Failure::new("lost"))));
        let expected = "routing  ok      a\n                 b\nkills    FAILED  lost\n\n1 passed, 1 failed\n";
        let rendered = table.render();
        assert_eq!(rendered.split_once("─\n").map(|(_, rows)| rows), Some(expected), "{rendered}");
        assert_eq!(table.failures().collect::<Vec<_>>(), ["kills with nginx"]);
    }
}
