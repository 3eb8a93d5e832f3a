//! Proof (b): values of every type are valid by the official schema and come back as they were; and between them they
//! show everything that the schema allows, so that the proof is not one about empty objects.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::Validator;
use serde_json::Value;

use crate::official::{Official, reference, say};
use crate::revision::{REVISIONS, Revision};
use crate::samples::{CASES, Samples};
use crate::shape::{Site, Step, alternatives, is_required, members, parts};

#[test]
fn values_of_every_strategy_come_back_as_they_were() {
    let faults: Vec<String> = REVISIONS
        .iter()
        .flat_map(|revision| revision.samples.iter())
        .filter_map(|Samples { subject, texts }| {
            texts.as_ref().err().map(|why| format!("{}: {why}", subject.definition))
        })
        .collect();
    assert!(faults.is_empty(), "{} definitions:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn values_of_every_strategy_are_valid() {
    REVISIONS.iter().for_each(|revision| check_values(revision));
}

fn check_values(revision: &Revision) {
    let Some(official) = Official::load(revision) else { return };
    let mut faults = Vec::new();
    let mut count = 0;
    for samples in revision.samples.iter() {
        let definition = samples.subject.definition;
        let validator = official.validator_of(definition);
        for value in samples.values() {
            match validator.validate(&value) {
                Ok(()) => count += 1,
                Err(error) => faults.push(format!("{definition}: {value}\n    {error} at {}", error.instance_path())),
            }
        }
    }
    assert!(faults.is_empty(), "{} values, first:\n{}", faults.len(), faults[..faults.len().min(5)].join("\n"));
    let Revision { name, definitions, .. } = revision;
    assert_eq!(count, definitions * CASES);
    say(&format!("proof (b), {name}: {count} values, {CASES} of each of {definitions} definitions, are valid"));
}

#[test]
fn values_of_every_strategy_show_all_that_the_schema_allows() {
    REVISIONS.iter().for_each(|revision| check_features(revision));
}

fn check_features(revision: &Revision) {
    let Some(official) = Official::load(revision) else { return };
    let mut missing = Vec::new();
    let mut count = 0;
    for samples in revision.samples.iter() {
        let definition = samples.subject.definition;
        let root = Site::root(official.definition(definition));
        let mut expected = BTreeSet::new();
        collect_features(&root, &mut expected);
        let mut sight = Sight { official: &official, validators: BTreeMap::new(), seen: BTreeSet::new() };
        samples.values().for_each(|value| sight.see(&root, &value));
        count += expected.len();
        missing.extend(expected.difference(&sight.seen).map(|feature| format!("{definition}{feature}")));
    }
    assert!(missing.is_empty(), "{} things are never seen:\n{}", missing.len(), missing.join("\n"));
    let name = revision.name;
    say(&format!("proof (b), {name}: all {count} members, alternatives and values that the schema names are seen"));
}

/// What values of a schema can show: members there and absent, lists empty and not, alternatives, constants.
fn collect_features(site: &Site<'_>, features: &mut BTreeSet<String>) {
    let schema = site.schema;
    features.extend(alternatives(schema).iter().map(|alternative| format!("{site} | {}", label(alternative))));
    features.extend(values(schema).map(|value| format!("{site} = {value}")));
    features.extend(kinds(schema).map(|kind| format!("{site}: {kind}")));
    if members(schema).next().is_some() {
        features.insert(format!("{site} with an unknown member"));
    }
    for part in parts(site) {
        features.insert(format!("{part}"));
        if !part.required {
            features.insert(format!("{part} absent"));
        }
        if reference(part.schema).is_none() {
            collect_features(&part, features);
        }
    }
}

/// Collects what values show.
struct Sight<'s> {
    official: &'s Official,
    validators: BTreeMap<String, Validator>,
    seen: BTreeSet<String>,
}

impl Sight<'_> {
    fn see(&mut self, site: &Site<'_>, value: &Value) {
        let schema = site.schema;
        for alternative in alternatives(schema) {
            let feature = format!("{site} | {}", label(alternative));
            if self.seen.contains(&feature) {
                continue;
            }
            let key = alternative.to_string();
            let validator = self.validators.entry(key).or_insert_with(|| self.official.validator(alternative));
            if validator.is_valid(value) {
                self.seen.insert(feature);
            }
        }
        self.seen.extend(values(schema).filter(|known| *known == value).map(|known| format!("{site} = {known}")));
        self.seen.extend(kinds(schema).filter(|kind| is_of(value, kind)).map(|kind| format!("{site}: {kind}")));
        let known = |name: &String| members(schema).any(|(member, _)| member == name);
        if value.as_object().is_some_and(|object| !object.keys().all(known)) {
            self.seen.insert(format!("{site} with an unknown member"));
        }
        for part in parts(site) {
            let step = part.steps.last().expect("a part is a step away from the whole");
            let found = steps(value, step);
            self.seen.insert(if found.is_empty() { format!("{part} absent") } else { format!("{part}") });
            if reference(part.schema).is_none() {
                found.into_iter().for_each(|value| self.see(&part, value));
            }
        }
    }
}

fn steps<'v>(value: &'v Value, step: &Step<'_>) -> Vec<&'v Value> {
    match (step, value) {
        (Step::Member(name), value) => value.get(name).into_iter().collect(),
        (Step::Element, Value::Array(elements)) => elements.iter().collect(),
        (Step::Entry, Value::Object(members)) => members.values().collect(),
        _ => Vec::new(),
    }
}

/// The name of an alternative.
fn label(alternative: &Value) -> String {
    reference(alternative).map_or_else(|| alternative.to_string(), str::to_owned)
}

/// The values of a closed set.
fn values(schema: &Value) -> impl Iterator<Item = &Value> {
    schema.get("enum").and_then(Value::as_array).into_iter().flatten()
}

/// The types of which a value may have one, where there are several.
fn kinds(schema: &Value) -> impl Iterator<Item = &str> {
    schema.get("type").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

fn is_of(value: &Value, kind: &str) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_f64(),
        "string" => value.is_string(),
        _ => false,
    }
}

#[test]
fn features_are_told_from_a_schema() {
    let schema = serde_json::json!({
        "type": "object", "required": ["a"],
        "properties": { "a": { "enum": ["x"] }, "b": { "type": "array", "items": { "$ref": "#/$defs/B" } } },
    });
    let mut features = BTreeSet::new();
    collect_features(&Site::root(&schema), &mut features);
    let expected = [" with an unknown member", ".a", ".a = \"x\"", ".b", ".b absent", ".b[]", ".b[] absent"];
    assert_eq!(features.into_iter().collect::<Vec<_>>(), expected);
    assert!(is_required(&schema, "a"));
}
