//! Second pass: where the schema file differs from the TypeScript source that it was made from, it is patched.

use serde::Deserialize;
use serde_json::Value;

use super::read::Document;
use crate::failure::Failure;

/// The patches of `xtask/errata.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Errata {
    #[serde(default)]
    patch: Vec<Patch>,
}

/// One place of the schema which says something else than its source.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Patch {
    /// JSON Pointer below the member that holds the definitions, starting with the name of a definition.
    pub(super) at: String,
    /// What stands there; anything else makes the patch stale.
    expect: Value,
    /// What should stand there.
    replace: Value,
    /// Why the file is wrong.
    pub(super) reason: String,
}

/// What became of the patches.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Applied {
    pub(super) applied: Vec<Patch>,
    pub(super) stale: Vec<Patch>,
}

impl Errata {
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        let errata: Errata =
            toml::from_str(text).map_err(|error| Failure::new(format!("errata.toml cannot be read: {error}")))?;
        match errata.patch.iter().find(|patch| patch.reason.trim().is_empty()) {
            Some(patch) => Err(Failure::new(format!("errata.toml gives no reason for {}", patch.at))),
            None => Ok(errata),
        }
    }

    /// Patches the document, and says which patches no longer fit it.
    pub(super) fn apply(&self, document: &mut Document) -> Applied {
        let mut outcome = Applied::default();
        for patch in &self.patch {
            match target(document, &patch.at).filter(|found| **found == patch.expect) {
                Some(found) => {
                    found.clone_from(&patch.replace);
                    outcome.applied.push(patch.clone());
                }
                None => outcome.stale.push(patch.clone()),
            }
        }
        outcome
    }
}

fn target<'d>(document: &'d mut Document, pointer: &str) -> Option<&'d mut Value> {
    let path = pointer.strip_prefix('/')?;
    let (definition, rest) = path.split_at(path.find('/').unwrap_or(path.len()));
    document.definitions.get_mut(definition)?.pointer_mut(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATCH: &str = r#"
        [[patch]]
        at = "/Value/type"
        expect = ["string", "integer"]
        replace = ["string", "number"]
        reason = "the source says number"
    "#;

    fn document(kind: &str) -> Document {
        Document::parse(&format!(r#"{{"$defs":{{"Value":{{"type":["string","{kind}"]}}}}}}"#)).unwrap()
    }

    #[test]
    fn a_fitting_patch_is_applied() {
        let mut patched = document("integer");
        let outcome = Errata::parse(PATCH).unwrap().apply(&mut patched);
        assert_eq!(outcome.applied.len(), 1);
        assert_eq!(outcome.stale, []);
        assert_eq!(patched, document("number"));
    }

    #[test]
    fn a_patch_for_something_else_is_stale() {
        for kind in ["number", "boolean"] {
            let mut patched = document(kind);
            let outcome = Errata::parse(PATCH).unwrap().apply(&mut patched);
            assert_eq!(outcome.stale.len(), 1);
            assert_eq!(patched, document(kind));
        }
        let mut other = Document::parse(r#"{"$defs":{"Other":{}}}"#).unwrap();
        assert_eq!(Errata::parse(PATCH).unwrap().apply(&mut other).stale.len(), 1);
    }

    #[test]
    fn a_patch_without_a_reason_is_refused() {
        assert!(Errata::parse(&PATCH.replace("the source says number", " ")).is_err());
    }
}
