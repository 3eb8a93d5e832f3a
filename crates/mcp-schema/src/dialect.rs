//! The dialects of JSON Schema that are read here.

use std::fmt;

/// A dialect of JSON Schema, named by `$schema` at the root of a schema.
///
/// Exhaustive on purpose: a third dialect would change what every user of a schema has to read.
///
/// # Specification
///
/// [Schema dialect](https://modelcontextprotocol.io/specification/2026-07-28/basic/index#schema-dialect)
///
/// # Examples
///
/// ```
/// use mcp_schema::Dialect;
///
/// assert_eq!(Dialect::default(), Dialect::Draft202012);
/// assert_eq!(Dialect::of_uri("http://json-schema.org/draft-07/schema#"), Some(Dialect::Draft07));
/// assert_eq!(Dialect::of_uri("https://json-schema.org/draft/2019-09/schema"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[allow(clippy::exhaustive_enums, reason = "see above")]
pub enum Dialect {
    /// Draft 2020-12, which a schema without `$schema` is in, and which new schemas should be written in.
    #[default]
    Draft202012,
    /// Draft 07, only where `$schema` says so.
    Draft07,
}

/// Every dialect, the preferred one first.
const ALL: [Dialect; 2] = [Dialect::Draft202012, Dialect::Draft07];

impl Dialect {
    /// The value of `$schema` that names the dialect.
    pub const fn uri(self) -> &'static str {
        match self {
            Dialect::Draft202012 => "https://json-schema.org/draft/2020-12/schema",
            Dialect::Draft07 => "http://json-schema.org/draft-07/schema#",
        }
    }

    /// The dialect that a value of `$schema` names, if it is supported; an empty fragment at its end says nothing.
    // spec: SCHEMA-002, SCHEMA-003 — a declared dialect is dispatched on, 2020-12 among them.
    pub fn of_uri(uri: &str) -> Option<Self> {
        let bare = |uri: &'static str| uri.trim_end_matches('#');
        let received = uri.strip_suffix('#').unwrap_or(uri);
        ALL.into_iter().find(|dialect| bare(dialect.uri()) == received)
    }
}

impl fmt::Display for Dialect {
    /// Writes the value of `$schema`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.uri())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // spec: SCHEMA-002, SCHEMA-003, SCHEMA-004
    #[test]
    fn dialects_are_told_by_their_uris() {
        for (uri, expected) in [
            ("https://json-schema.org/draft/2020-12/schema", Some(Dialect::Draft202012)),
            ("https://json-schema.org/draft/2020-12/schema#", Some(Dialect::Draft202012)),
            ("http://json-schema.org/draft-07/schema#", Some(Dialect::Draft07)),
            ("http://json-schema.org/draft-07/schema", Some(Dialect::Draft07)),
            ("http://json-schema.org/draft-07/schema##", None),
            ("http://json-schema.org/draft-04/schema#", None),
            ("http://json-schema.org/schema#", None),
            ("", None),
        ] {
            assert_eq!(Dialect::of_uri(uri), expected, "{uri}");
        }
        for dialect in ALL {
            assert_eq!(Dialect::of_uri(dialect.uri()), Some(dialect));
        }
    }
}
