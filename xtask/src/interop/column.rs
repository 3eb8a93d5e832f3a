//! The columns of the matrix.

use std::fmt;

use Transport::{Http, Stdio};

/// The clients, by the names under which they are asked for.
pub(crate) const PEERS: [&str; 3] = [SDK_1, CLIENT_2, RMCP];
/// `@modelcontextprotocol/sdk` 1.x, which speaks the revisions that begin with `initialize`.
pub(crate) const SDK_1: &str = "sdk-1";
/// `@modelcontextprotocol/client` 2.x, which speaks both eras.
pub(crate) const CLIENT_2: &str = "client-2";
/// `rmcp`, which speaks both eras.
pub(crate) const RMCP: &str = "rmcp";

/// A client, a transport and a revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Column {
    pub(crate) peer: &'static str,
    pub(crate) transport: Transport,
    pub(crate) revision: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Transport {
    Http,
    Stdio,
}

impl Transport {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Http => "http",
            Stdio => "stdio",
        }
    }
}

/// All columns, in the order of the table.
pub(crate) const COLUMNS: [Column; 16] = [
    column(SDK_1, Http, "2025-06-18"),
    column(SDK_1, Http, "2025-11-25"),
    column(SDK_1, Stdio, "2025-06-18"),
    column(SDK_1, Stdio, "2025-11-25"),
    column(CLIENT_2, Http, "2025-06-18"),
    column(CLIENT_2, Http, "2025-11-25"),
    column(CLIENT_2, Http, "2026-07-28"),
    column(CLIENT_2, Stdio, "2025-06-18"),
    column(CLIENT_2, Stdio, "2025-11-25"),
    column(CLIENT_2, Stdio, "2026-07-28"),
    column(RMCP, Http, "2025-06-18"),
    column(RMCP, Http, "2025-11-25"),
    column(RMCP, Http, "2026-07-28"),
    column(RMCP, Stdio, "2025-06-18"),
    column(RMCP, Stdio, "2025-11-25"),
    column(RMCP, Stdio, "2026-07-28"),
];

const fn column(peer: &'static str, transport: Transport, revision: &'static str) -> Column {
    Column { peer, transport, revision }
}

impl Column {
    /// The era by the specification's name for it.
    fn era(&self) -> &'static str {
        if self.revision < "2026" { "legacy" } else { "modern" }
    }

    /// Whether the column is one of those that the words describe: each of its words is the client, the transport, the
    /// revision or the era, or, after `!`, none of them.
    pub(crate) fn is(&self, words: &str) -> bool {
        let own = [self.peer, self.transport.name(), self.revision, self.era()];
        words.split_whitespace().all(|word| match word.strip_prefix('!') {
            Some(word) => !own.contains(&word),
            None => own.contains(&word),
        })
    }

    /// A word that describes no column at all, if there is one.
    pub(crate) fn unknown_word(words: &str) -> Option<&str> {
        let word = |word: &&str| !COLUMNS.iter().any(|column| column.is(word.trim_start_matches('!')));
        words.split_whitespace().find(word)
    }
}

impl fmt::Display for Column {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {} {}", self.peer, self.transport.name(), self.revision)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &str, expected: usize) {
        let found = COLUMNS.iter().filter(|column| column.is(words)).count();
        assert_eq!(found, expected, "{words}");
    }

    #[test]
    fn words_describe_columns() {
        check("", 16);
        check("legacy", 12);
        check("modern", 4);
        check("http legacy", 6);
        check("rmcp stdio 2026-07-28", 1);
        check("!2025-06-18", 10);
        check("client-2 !stdio !modern", 2);
        check("sdk-1 modern", 0);
    }

    #[test]
    fn word_of_no_column_is_found() {
        assert_eq!(Column::unknown_word("http !modern"), None);
        assert_eq!(Column::unknown_word("http moderne"), Some("moderne"));
    }
}
