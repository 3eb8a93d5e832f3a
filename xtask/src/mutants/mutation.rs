//! Mistakes as changes to the text of one file.

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
        edited(text, self.file, self.within, self.edits)
    }
}

/// Puts new texts into the place of old ones, each of which stands exactly once in the item that begins with `within`; in
/// the whole file if that is nothing.
pub(crate) fn edited(
    text: &str,
    file: &str,
    within: &str,
    edits: &[(impl AsRef<str>, impl AsRef<str>)],
) -> Result<String, Failure> {
    let start = if within.is_empty() { 0 } else { only(text, file, within)? };
    let length = if within.is_empty() { None } else { text[start..].find("\n}\n") };
    let end = length.map_or(text.len(), |length| start + length);
    let mut item = text[start..end].to_owned();
    for (old, new) in edits {
        let at = only(&item, file, old.as_ref())?;
        item.replace_range(at..at + old.as_ref().len(), new.as_ref());
    }
    Ok(format!("{}{item}{}", &text[..start], &text[end..]))
}

/// Where a text stands that must stand exactly once.
fn only(text: &str, file: &str, part: &str) -> Result<usize, Failure> {
    let mut found = text.match_indices(part);
    match (found.next(), found.next()) {
        (Some((at, _)), None) => Ok(at),
        (found, _) => {
            let times = if found.is_none() { "is not there" } else { "stands there more than once" };
            Err(Failure::new(format!("STALE: `{part}` {times} ({file}); mend the catalogue")))
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
