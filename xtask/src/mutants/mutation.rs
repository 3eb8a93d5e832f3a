//! One mistake in the wire types.

use crate::failure::Failure;

/// A mistake, where it is made, and the proof that must notice.
#[derive(Debug)]
pub(super) struct Mutant {
    /// What it is, and the part of the types it is made in.
    pub(super) name: &'static str,
    /// From the root of the workspace.
    pub(super) file: &'static str,
    /// Text with which the item begins that is changed; nothing for anywhere in the file.
    pub(super) within: &'static str,
    /// Texts and what takes their places; each stands exactly once in the item.
    pub(super) edits: &'static [(&'static str, &'static str)],
    pub(super) caught_by: &'static str,
}

impl Mutant {
    /// Makes the mistake in the text of the file.
    pub(super) fn apply(&self, text: &str) -> Result<String, Failure> {
        let start = match self.within {
            "" => 0,
            within => self.only(text, within)?,
        };
        let length = if self.within.is_empty() { None } else { text[start..].find("\n}\n") };
        let end = length.map_or(text.len(), |length| start + length);
        let mut item = text[start..end].to_owned();
        for (old, new) in self.edits {
            let at = self.only(&item, old)?;
            item.replace_range(at..at + old.len(), new);
        }
        Ok(format!("{}{item}{}", &text[..start], &text[end..]))
    }

    /// Where a text stands that must stand exactly once.
    fn only(&self, text: &str, part: &str) -> Result<usize, Failure> {
        let mut found = text.match_indices(part);
        match (found.next(), found.next()) {
            (Some((at, _)), None) => Ok(at),
            (found, _) => {
                let times = if found.is_none() { "is not there" } else { "stands there more than once" };
                Err(Failure::new(format!("STALE: `{part}` {times} ({}); mend the catalogue of mutants", self.file)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "a {\n    pub struct A {\n        x,\n    }\n}\n\na {\n    pub struct B {\n        x,\n    }\n}\n";

    fn applied(within: &'static str, edits: &'static [(&'static str, &'static str)]) -> Result<String, Failure> {
        Mutant { name: "x", file: "f", within, edits, caught_by: "p" }.apply(TEXT)
    }

    #[test]
    fn only_the_named_item_is_changed() {
        let expected = TEXT.replacen("x,", "y,", 2).replacen("y,", "x,", 1);
        assert_eq!(applied("pub struct B {", &[("x,", "y,")]), Ok(expected));
    }

    #[test]
    fn text_that_is_missing_or_ambiguous_is_refused() {
        assert!(applied("pub struct C {", &[("x,", "y,")]).is_err());
        assert!(applied("pub struct A {", &[("z,", "y,")]).is_err());
        assert!(applied("", &[("x,", "y,")]).is_err());
    }
}
