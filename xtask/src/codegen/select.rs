//! Between errata and flattening, for a revision of which a part is wanted: definitions that nobody asked for go, and so
//! do members that are named.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use super::problem::Problems;
use super::read::{Document, referred};
use crate::failure::Failure;

/// What of a schema is wanted: the table `selection.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Selection {
    /// Definitions that are wanted for their own sake.
    pub(super) roots: Vec<String>,
    /// `Definition.member` → why it has no type.
    #[serde(default)]
    left_out: BTreeMap<String, String>,
}

impl Selection {
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        let selection: Selection =
            toml::from_str(text).map_err(|error| Failure::new(format!("selection.toml cannot be read: {error}")))?;
        match selection.left_out.iter().find(|(_, reason)| reason.trim().is_empty()) {
            Some((member, _)) => Err(Failure::new(format!("selection.toml gives no reason for {member}"))),
            None => Ok(selection),
        }
    }

    /// Keeps the roots and what they refer to, without the members that are left out.
    pub(super) fn apply(&self, document: &mut Document, problems: &mut Problems) {
        for path in self.left_out.keys() {
            if leave_out(document, path).is_none() {
                problems.add(path, "left_out", "there is no such member");
            }
        }
        let mut wanted = BTreeSet::new();
        let mut left: Vec<String> = self.roots.clone();
        while let Some(name) = left.pop() {
            match document.definitions.get(&name) {
                Some(schema) => references(schema, &mut left),
                None => problems.add(&name, "roots", "there is no such definition"),
            }
            wanted.insert(name);
            left.retain(|name| !wanted.contains(name));
        }
        document.definitions.retain(|name, _| wanted.contains(name));
        for path in self.left_out.keys() {
            if !path.split_once('.').is_some_and(|(definition, _)| wanted.contains(definition)) {
                problems.add(path, "left_out", "nothing of the selection refers to the definition");
            }
        }
    }
}

/// Removes a member that is not required.
fn leave_out(document: &mut Document, path: &str) -> Option<()> {
    let (definition, member) = path.split_once('.')?;
    let schema = document.definitions.get_mut(definition)?;
    let required = schema.get("required").and_then(Value::as_array);
    if required.is_some_and(|required| required.iter().any(|name| name == member)) {
        return None;
    }
    schema.get_mut("properties")?.as_object_mut()?.remove(member).map(drop)
}

/// Names of the definitions that a schema refers to.
fn references(schema: &Value, names: &mut Vec<String>) {
    match schema {
        Value::Array(parts) => parts.iter().for_each(|part| references(part, names)),
        Value::Object(keywords) => {
            let name = keywords.get("$ref").and_then(Value::as_str).and_then(referred);
            names.extend(name.map(str::to_owned));
            keywords.values().for_each(|part| references(part, names));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: &str = r##"{ "$defs": {
        "A": { "type": "object", "required": ["b"], "properties": {
            "b": { "$ref": "#/$defs/B" }, "task": { "$ref": "#/$defs/Task" }
        } },
        "B": { "anyOf": [{ "type": "string" }, { "type": "array", "items": { "$ref": "#/$defs/A" } }] },
        "Task": { "type": "string", "pattern": "x" }, "Other": {}
    } }"##;

    fn selected(selection: &str) -> (Document, Vec<String>) {
        let mut document = Document::parse(SCHEMA).unwrap();
        let mut problems = Problems::default();
        Selection::parse(selection).unwrap().apply(&mut document, &mut problems);
        (document, problems.list())
    }

    #[test]
    fn what_is_wanted_brings_what_it_refers_to() {
        let (document, problems) = selected("roots = [\"B\"]");
        assert_eq!(document.definitions.keys().collect::<Vec<_>>(), ["A", "B", "Task"]);
        assert_eq!(problems, [] as [&str; 0]);
    }

    #[test]
    fn members_that_are_left_out_bring_nothing() {
        let (document, problems) = selected("roots = [\"B\"]\n[left_out]\n\"A.task\" = \"not wanted\"");
        assert_eq!(document.definitions.keys().collect::<Vec<_>>(), ["A", "B"]);
        assert!(document.definitions["A"].pointer("/properties/task").is_none());
        assert_eq!(problems, [] as [&str; 0]);
    }

    #[test]
    fn entries_that_fit_nothing_are_named() {
        let left_out = ["A.b", "A.gone", "Gone.a", "Task"].map(|path| format!("{path:?} = \"a reason\"\n")).concat();
        let (_, problems) = selected(&format!("roots = [\"A\", \"Gone\"]\n[left_out]\n{left_out}"));
        for entry in ["A.b", "A.gone", "Gone.a", "Task"] {
            assert!(problems.contains(&format!("{entry} left_out")), "{entry} is not among {problems:?}");
        }
        assert!(problems.contains(&"Gone roots".to_owned()), "{problems:?}");
        let (_, problems) = selected("roots = [\"Other\"]\n[left_out]\n\"A.task\" = \"not wanted\"");
        assert_eq!(problems, ["A.task left_out"]);
    }

    #[test]
    fn a_member_is_not_left_out_without_a_reason() {
        assert!(Selection::parse("roots = []\n[left_out]\n\"A.task\" = \" \"").is_err());
    }
}
