//! What is known to differ between the types and the official schema, and why: `exceptions.toml`.

use serde::Deserialize;

/// The table.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Exceptions {
    /// Differences in meaning between the derived and the official schema.
    pub(crate) schema: Vec<Difference>,
    /// What the strict decoder takes although it is not valid.
    pub(crate) taken: Vec<Judged>,
    /// What the strict decoder refuses although it is valid.
    pub(crate) refused: Vec<Judged>,
}

/// One difference of the schemas.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Difference {
    /// The definition, and the way to the part of it.
    pub(crate) at: String,
    pub(crate) difference: String,
    reason: String,
}

/// One part of a definition that is judged in another way.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Judged {
    /// The definition, and the way to the part of it.
    pub(crate) at: String,
    reason: String,
}

impl Judged {
    /// Whether the exception is about the part of this name, or about what that is a part of.
    pub(crate) fn covers(&self, name: &str) -> bool {
        let rest = name.strip_prefix(self.at.as_str());
        rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric()))
    }
}

impl Exceptions {
    pub(crate) fn parse(table: &str) -> Self {
        let exceptions: Exceptions = toml::from_str(table).expect("a table of exceptions");
        let judged = exceptions.taken.iter().chain(&exceptions.refused).map(|one| &one.reason);
        let mut reasons = exceptions.schema.iter().map(|one| &one.reason).chain(judged);
        assert!(reasons.all(|reason| !reason.trim().is_empty()), "an exception gives no reason");
        exceptions
    }
}

#[test]
fn an_exception_covers_a_part_and_its_parts() {
    let exception = Judged { at: "A.b".to_owned(), reason: String::new() };
    for (name, covered) in [("A.b", true), ("A.b[]", true), ("A.b without it", true), ("A.bc", false), ("A", false)] {
        assert_eq!(exception.covers(name), covered, "{name}");
    }
}
