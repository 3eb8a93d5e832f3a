//! Proof (c): the schema derived from the Rust types means the same as the official one.
//!
//! Two schemas mean the same if the same values fit them. Both are read as sets of alternatives, each of one JSON type:
//! references, `anyOf` and lists of types are resolved; `const` is an `enum` of one value; no keyword at all is every
//! type; members that `properties` does not name are those of `additionalProperties`, which allows any value where it is
//! absent. Descriptions and `format` say nothing about values. Any other keyword is an error: nothing is passed over.

mod compare;
mod read;

use std::collections::{BTreeMap, BTreeSet};

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use self::compare::Comparison;
use self::read::Side;
use crate::official::{Official, say};
use crate::revision::{REVISIONS, Revision};
use crate::subjects::Subject;

#[test]
fn derived_schemas_mean_the_same_as_the_official_one() {
    REVISIONS.iter().for_each(|revision| check_meaning(revision));
}

fn check_meaning(revision: &Revision) {
    let Some(official) = Official::load(revision) else { return };
    let derived = Derived::of(revision.subjects);
    let exceptions = &revision.exceptions.schema;
    let names =
        revision.subjects.iter().map(|subject| (subject.definition.to_owned(), (subject.type_name)())).collect();
    let comparison = Comparison {
        official: Side { definitions: official.definitions() },
        derived: Side { definitions: &derived.definitions },
        names: &names,
    };
    let mut unexpected = Vec::new();
    let mut excused = BTreeSet::new();
    for (definition, schema) in &derived.schemas {
        for difference in comparison.differences(definition, &official.definitions()[*definition], schema) {
            match exceptions
                .iter()
                .position(|known| (&known.at, &known.difference) == (&difference.at, &difference.what))
            {
                Some(index) => drop(excused.insert(index)),
                None => unexpected.push(format!("{}: {}", difference.at, difference.what)),
            }
        }
    }
    assert!(unexpected.is_empty(), "{} differences:\n{}", unexpected.len(), unexpected.join("\n"));
    for (index, known) in exceptions.iter().enumerate() {
        assert!(excused.contains(&index), "{}: the exception is stale: {}", known.at, known.difference);
    }
    let Revision { name, definitions, .. } = revision;
    assert_eq!(derived.schemas.len(), *definitions);
    say(&format!(
        "proof (c), {name}: {definitions} of {definitions} derived schemas mean the same, {} differences excused",
        excused.len()
    ));
}

/// Where a part of one revision's schema and a part of another's differ: the former is `official`, the latter `derived`.
/// Parts are named like `InitializeRequest.params`.
pub(crate) fn differences(one: (&Official, &str), other: (&Official, &str)) -> Vec<(String, String)> {
    let comparison = Comparison {
        official: Side { definitions: one.0.definitions() },
        derived: Side { definitions: other.0.definitions() },
        names: &BTreeMap::new(),
    };
    let differences = comparison.differences("", one.0.part(one.1), other.0.part(other.1));
    differences.into_iter().map(|difference| (difference.at, difference.what)).collect()
}

/// The schemas of all types.
struct Derived {
    /// By the name of the official definition.
    schemas: BTreeMap<&'static str, Value>,
    definitions: Map<String, Value>,
}

impl Derived {
    fn of(subjects: &[Subject]) -> Self {
        let mut generator = SchemaGenerator::new(SchemaSettings::draft2020_12());
        let schema = |subject: &Subject| (subject.definition, (subject.schema)(&mut generator).to_value());
        let schemas = subjects.iter().map(schema).collect();
        Derived { schemas, definitions: generator.take_definitions(true) }
    }
}

/// Whether two schemas, with definitions beside them, mean the same.
fn same(official: &Value, derived: &Value) -> bool {
    let definitions = |schema: &Value| schema["$defs"].as_object().cloned().unwrap_or_default();
    let (left, right) = (definitions(official), definitions(derived));
    let comparison = Comparison {
        official: Side { definitions: &left },
        derived: Side { definitions: &right },
        names: &BTreeMap::new(),
    };
    comparison.differences("x", &official["x"], &derived["x"]).is_empty()
}

#[test]
fn spellings_of_one_meaning_are_the_same() {
    let any = json!({ "anyOf": [
        { "type": "object", "additionalProperties": { "$ref": "#/$defs/Any" } },
        { "type": "array", "items": { "$ref": "#/$defs/Any" } },
        { "type": ["string", "number", "boolean", "null"] },
    ] });
    let role =
        json!({ "x": { "$ref": "#/$defs/Role" }, "$defs": { "Role": { "type": "string", "enum": ["b", "a"] } } });
    for (one, other) in [
        (json!({ "x": { "$ref": "#/$defs/Any" }, "$defs": { "Any": any } }), json!({ "x": true })),
        (json!({ "x": { "description": "any" } }), json!({ "x": {} })),
        (role, json!({ "x": { "type": "string", "enum": ["a", "b"] } })),
        (json!({ "x": { "type": "string", "const": "a" } }), json!({ "x": { "type": "string", "enum": ["a"] } })),
        (
            json!({ "x": { "type": ["string", "null"] } }),
            json!({ "x": { "anyOf": [{ "type": "null" }, { "type": "string" }] } }),
        ),
        (json!({ "x": { "type": "array" } }), json!({ "x": { "type": "array", "items": {} } })),
        (
            json!({ "x": { "type": "number", "minimum": 0 } }),
            json!({ "x": { "type": "number", "minimum": 0.0, "format": "double" } }),
        ),
        (
            json!({ "x": { "type": "object", "properties": {} } }),
            json!({ "x": { "type": "object", "additionalProperties": true } }),
        ),
    ] {
        assert!(same(&one, &other) && same(&other, &one), "{one} and {other}");
    }
}

#[test]
fn schemas_that_some_value_tells_apart_differ() {
    let object = json!({ "x": { "type": "object", "required": ["a"], "properties": { "a": { "type": "integer" } } } });
    let changed = |pointer: &str, value: Value| {
        let mut changed = object.clone();
        *changed.pointer_mut(pointer).expect("a part of it") = value;
        changed
    };
    for other in [
        changed("/x/required", json!([])),
        changed("/x/properties", json!({ "b": { "type": "integer" } })),
        changed("/x/properties/a/type", json!("number")),
        changed("/x/properties/a/type", json!(["integer", "null"])),
        changed("/x/properties/a", json!({ "type": "integer", "minimum": 0 })),
        changed("/x", json!({ "anyOf": [object["x"], { "type": "null" }] })),
        changed("/x", json!({ "type": "object" })),
        changed("/x", json!(true)),
    ] {
        assert!(!same(&object, &other) && !same(&other, &object), "{other}");
    }
    let list = |most: Value| json!({ "x": { "type": "array", "items": {}, "maxItems": most } });
    assert!(!same(&list(json!(1)), &list(json!(2))));
    let map = |values: Value| json!({ "x": { "type": "object", "additionalProperties": values } });
    assert!(!same(&map(json!({ "type": "string" })), &map(json!({}))));
}
