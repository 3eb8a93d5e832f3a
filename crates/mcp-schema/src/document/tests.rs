//! Schemas that are accepted, and schemas that are refused.

#![allow(clippy::needless_pass_by_value, reason = "tables hand values over")]

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::limits::{
    MAX_APPLIED_DEPTH, MAX_SUBSCHEMAS, MAX_UNFOLDED_BYTES, MAX_UNFOLDED_DEPTH, MAX_UNFOLDED_SUBSCHEMAS,
};

const DRAFT_07: &str = "http://json-schema.org/draft-07/schema#";

#[track_caller]
fn check(schema: Value) -> SchemaDocument {
    SchemaDocument::check(&Json::from(&schema)).unwrap_or_else(|error| panic!("{error}: {schema}"))
}

#[track_caller]
fn refused(schema: Value) -> (String, SchemaFault) {
    match SchemaDocument::check(&Json::from(&schema)) {
        Ok(_) => panic!("accepted: {schema}"),
        Err(error) => (error.pointer().to_owned(), error.fault().clone()),
    }
}

#[track_caller]
fn unresolved(schema: Value, expected: &str) {
    let (pointer, fault) = refused(schema);
    assert!(matches!(fault, SchemaFault::UnresolvedReference { .. }), "{fault}");
    assert_eq!(pointer, expected);
}

#[test]
fn dialect_is_declared_or_the_default() {
    // spec: SCHEMA-001, SCHEMA-002, SCHEMA-003
    assert_eq!(check(json!({})).dialect(), Dialect::Draft202012);
    assert_eq!(check(json!(true)).dialect(), Dialect::Draft202012);
    assert_eq!(check(json!({ "$schema": Dialect::Draft202012.uri() })).dialect(), Dialect::Draft202012);
    assert_eq!(check(json!({ "$schema": DRAFT_07 })).dialect(), Dialect::Draft07);
}

#[test]
fn other_dialects_are_refused_by_name() {
    // spec: SCHEMA-006
    let error = SchemaDocument::check(&Json::from(json!({ "$schema": "http://json-schema.org/draft-04/schema#" })))
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "at /$schema: unsupported dialect: expected https://json-schema.org/draft/2020-12/schema or \
         http://json-schema.org/draft-07/schema#, received http://json-schema.org/draft-04/schema#"
    );
    let (pointer, fault) = refused(json!({ "$schema": 7 }));
    assert_eq!(pointer, "/$schema");
    assert!(matches!(fault, SchemaFault::WrongType { .. }));
}

#[test]
fn subschemas_are_in_the_dialect_of_the_root() {
    // spec: SCHEMA-005, SCHEMA-006
    check(json!({ "properties": { "a": { "$id": "urn:a", "$schema": Dialect::Draft202012.uri() } }, "$id": "urn:b" }));
    // A property may be called like a keyword.
    check(json!({ "properties": { "$schema": { "type": "string" } }, "const": { "$schema": "other" } }));
    let (pointer, fault) = refused(json!({ "items": { "$schema": DRAFT_07 } }));
    assert_eq!(pointer, "/items/$schema");
    assert!(matches!(fault, SchemaFault::MixedDialects { .. }));
    let (pointer, fault) = refused(json!({ "anyOf": [true, { "$schema": "https://example.com/own" }] }));
    assert_eq!(pointer, "/anyOf/1/$schema");
    assert!(matches!(fault, SchemaFault::UnsupportedDialect { .. }));
}

#[test]
fn references_within_the_schema_resolve() {
    for schema in [
        json!({ "$ref": "#/$defs/a", "$defs": { "a": true } }),
        json!({ "items": { "$ref": "#" } }),
        json!({ "items": { "$ref": "#x" }, "$defs": { "a": { "$anchor": "x" } } }),
        json!({ "items": { "$ref": "#/$defs/a~1b%25" }, "$defs": { "a/b%": {} } }),
        json!({ "items": { "$ref": "#/other/0" }, "other": [{ "type": "string" }] }),
        json!({ "$id": "https://h.example/a", "items": { "$ref": "https://h.example/a#" } }),
        json!({ "$id": "https://h.example/a", "items": { "$ref": "b" }, "$defs": { "x": { "$id": "b" } } }),
        json!({ "$id": "https://h.example/a", "items": { "$ref": "b#y" },
                "$defs": { "x": { "$id": "/b", "$defs": { "z": { "$anchor": "y" } } } } }),
        json!({ "$dynamicAnchor": "n", "items": { "$dynamicRef": "#n" } }),
        json!({ "$schema": DRAFT_07, "items": { "$ref": "#x" }, "definitions": { "a": { "$id": "#x" } } }),
        json!({ "$schema": DRAFT_07, "$id": "x.json", "$ref": "#/definitions/a", "definitions": { "a": {} } }),
        json!({ "$schema": DRAFT_07, "items": [true, { "$ref": "#/items/0" }], "dependencies": { "a": ["b"] } }),
        // What looks like a reference need not be one.
        json!({ "properties": { "$ref": { "type": "string" } }, "default": { "$ref": "https://example.com" } }),
    ] {
        check(schema);
    }
}

#[test]
fn references_out_of_the_schema_are_refused_with_their_place() {
    // spec: SCHEMA-008, SCHEMA-009, SCHEMA-010, SCHEMA-011
    unresolved(json!({ "$ref": "https://example.com/a.json" }), "/$ref");
    unresolved(json!({ "properties": { "a": { "$ref": "file:///etc/passwd" } } }), "/properties/a/$ref");
    unresolved(json!({ "$defs": { "unused": { "$ref": "other.json" } } }), "/$defs/unused/$ref");
    unresolved(json!({ "allOf": [{ "$ref": "#/$defs/missing" }] }), "/allOf/0/$ref");
    unresolved(json!({ "$ref": "#missing" }), "/$ref");
    unresolved(json!({ "$ref": "#/%" }), "/$ref");
    unresolved(json!({ "$dynamicRef": "#missing" }), "/$dynamicRef");
    unresolved(json!({ "$ref": "https://json-schema.org/draft/2020-12/schema" }), "/$ref");
    unresolved(json!({ "$ref": "#/x", "x": { "$ref": "#/y" } }), "/x/$ref");
    // An anchor belongs to its resource.
    unresolved(
        json!({ "$id": "urn:a", "items": { "$ref": "#x" }, "$defs": { "b": { "$id": "urn:b", "$anchor": "x" } } }),
        "/items/$ref",
    );
    let (pointer, fault) = refused(json!({ "$ref": 5 }));
    assert!(pointer == "/$ref" && matches!(fault, SchemaFault::WrongType { .. }));
}

#[test]
fn ids_that_could_be_read_in_two_ways_are_refused() {
    let unclear = |schema| assert!(matches!(refused(schema).1, SchemaFault::UnclearId { .. }));
    unclear(json!({ "$id": "urn:a", "items": { "$id": "https://h.example:443/a" } }));
    unclear(json!({ "$id": "https://h.example:443/a", "items": { "$id": "urn:a" } }));
    unclear(json!({ "$ref": "#/x", "x": { "$id": "urn:a" } }));
    unclear(json!({ "$schema": DRAFT_07, "items": { "$id": "urn:a", "$ref": "#" } }));
    let duplicate = |schema| assert!(matches!(refused(schema).1, SchemaFault::DuplicateId { .. }));
    duplicate(json!({ "$id": "urn:a", "items": { "$id": "urn:b" }, "not": { "$id": "urn:b" } }));
    duplicate(json!({ "items": { "$anchor": "x" }, "not": { "$anchor": "x" } }));
}

#[test]
fn what_is_no_schema_is_refused() {
    // spec: SCHEMA-007
    for (schema, expected) in [
        (json!(5), ""),
        (json!({ "items": "string" }), "/items"),
        (json!({ "properties": [] }), "/properties"),
        (json!({ "properties": { "a/b": null } }), "/properties/a~1b"),
        (json!({ "anyOf": {} }), "/anyOf"),
        (json!({ "anyOf": [1] }), "/anyOf/0"),
        (json!({ "$ref": "#/x", "x": 5 }), "/x"),
    ] {
        let (pointer, fault) = refused(schema);
        assert!(matches!(fault, SchemaFault::WrongType { .. }), "{fault}");
        assert_eq!(pointer, expected);
    }
}

#[test]
fn recursion_ends_with_the_value_or_is_refused() {
    // spec: SCHEMA-012
    check(json!({ "properties": { "next": { "$ref": "#" } } }));
    check(json!({ "$defs": { "a": { "items": { "anyOf": [{ "$ref": "#/$defs/a" }, true] } } } }));
    for schema in [
        json!({ "$ref": "#" }),
        json!({ "anyOf": [true, { "not": { "$ref": "#" } }] }),
        json!({ "$defs": { "a": { "$ref": "#/$defs/b" }, "b": { "allOf": [{ "$ref": "#/$defs/a" }] } } }),
        json!({ "$dynamicAnchor": "n", "allOf": [{ "$dynamicRef": "#n" }] }),
    ] {
        assert_eq!(refused(schema).1, SchemaFault::ReferenceLoop);
    }
}

/// `levels` definitions, each of which applies the next one twice.
fn doubling(levels: usize, twice: impl Fn(Value) -> Value) -> Value {
    let link = |level: usize| json!({ "$ref": format!("#/$defs/d{level}") });
    let mut definitions: serde_json::Map<_, _> =
        (0..levels).map(|level| (format!("d{level}"), twice(link(level + 1)))).collect();
    definitions.insert(format!("d{levels}"), json!({ "type": "string" }));
    json!({ "$ref": "#/$defs/d0", "$defs": definitions })
}

#[test]
fn bombs_are_refused_however_they_double() {
    // spec: SCHEMA-012
    let ways: [fn(Value) -> Value; 5] = [
        |next| json!({ "anyOf": [next, next] }),
        |next| json!({ "allOf": [next, next] }),
        |next| json!({ "properties": { "a": next, "b": next } }),
        |next| json!({ "if": next, "then": next }),
        |next| json!({ "items": next, "contains": next }),
    ];
    for twice in ways {
        check(doubling(10, twice));
        for levels in [14, 40, 1000] {
            let fault = refused(doubling(levels, twice)).1;
            let too_deep = matches!(fault, SchemaFault::UnfoldedTooDeep | SchemaFault::AppliedTooDeep);
            assert!(too_deep || fault == SchemaFault::TooManyUnfolded, "{fault}");
        }
    }
    // Dynamic references may lead to any anchor of their name.
    let properties: serde_json::Map<_, _> = (0..50).map(|name| (name.to_string(), json!(true))).collect();
    let resource = |number| json!({ "$id": format!("urn:r{number}"), "$dynamicAnchor": "n", "properties": properties });
    let resources: serde_json::Map<_, _> = (0..30).map(|number| (number.to_string(), resource(number))).collect();
    let references = vec![json!({ "$dynamicRef": "#n" }); 30];
    let schema = json!({ "$id": "urn:root", "$dynamicAnchor": "n", "$defs": resources, "prefixItems": references });
    assert_eq!(refused(schema).1, SchemaFault::TooManyUnfolded);
}

// spec: SCHEMA-012
#[test]
fn dynamic_references_that_nothing_leads_to_are_counted_with_all_their_targets() {
    let of = |references: usize| {
        let anchors = (0..100).map(|number| json!({ "$id": format!("urn:r{number}"), "$dynamicAnchor": "n" }));
        let references = (0..references).map(|_| json!({ "$dynamicRef": "urn:r0#n" }));
        let definitions: serde_json::Map<_, _> =
            anchors.chain(references).enumerate().map(|(at, schema)| (at.to_string(), schema)).collect();
        json!({ "$id": "urn:root", "$defs": definitions })
    };
    let most = MAX_UNFOLDED_SUBSCHEMAS / 100;
    check(of(most));
    let (pointer, fault) = refused(of(most + 1));
    assert_eq!(fault, SchemaFault::TooManyUnfolded);
    assert!(pointer.ends_with("/$dynamicRef"), "{pointer}");
}

#[test]
fn sizes_are_bounded_on_both_sides() {
    // spec: SCHEMA-012
    let nested = |levels: usize| (0..levels).fold(json!(true), |inner, _| json!({ "items": inner }));
    check(nested(MAX_SCHEMA_DEPTH));
    assert_eq!(refused(nested(MAX_SCHEMA_DEPTH + 1)).1, SchemaFault::TooDeep);
    assert_eq!(refused(json!({ "const": "x".repeat(MAX_SCHEMA_BYTES) })).1, SchemaFault::TooLong);

    let wide = |count: usize| json!({ "anyOf": vec![json!(true); count] });
    check(wide(MAX_SUBSCHEMAS - 1));
    assert_eq!(refused(wide(MAX_SUBSCHEMAS)).1, SchemaFault::TooManySubschemas);

    let unfolded = |times: usize| {
        let definition = json!({ "anyOf": vec![json!(true); 998] });
        json!({ "$defs": { "d": definition }, "allOf": vec![json!({ "$ref": "#/$defs/d" }); times] })
    };
    let size = check(unfolded(9)).size();
    assert_eq!((size.subschemas(), size.depth()), (9_001, 4));
    assert!((size.subschemas() as usize) < MAX_UNFOLDED_SUBSCHEMAS);
    assert_eq!(refused(unfolded(10)).1, SchemaFault::TooManyUnfolded);

    let chain = |links: usize, step: fn(Value) -> Value| {
        let link = |link: usize| json!({ "$ref": format!("#/$defs/{link}") });
        let definitions: serde_json::Map<_, _> = (0..links)
            .map(|number| (number.to_string(), step(link(number + 1))))
            .chain([(links.to_string(), json!(true))])
            .collect();
        json!({ "$defs": definitions, "$ref": "#/$defs/0" })
    };
    // The root, each link, and the end.
    check(chain(MAX_APPLIED_DEPTH - 2, |next| next));
    assert_eq!(refused(chain(MAX_APPLIED_DEPTH - 1, |next| next)).1, SchemaFault::AppliedTooDeep);
    // Each link is two subschemas here.
    check(chain(MAX_UNFOLDED_DEPTH / 2 - 1, |next| json!({ "items": next })));
    let fault = refused(chain(MAX_UNFOLDED_DEPTH / 2, |next| json!({ "items": next }))).1;
    assert_eq!(fault, SchemaFault::UnfoldedTooDeep);

    let long = |times: usize| {
        let definition = json!({ "const": "x".repeat(MAX_UNFOLDED_BYTES / 10) });
        json!({ "$defs": { "d": definition }, "allOf": vec![json!({ "$ref": "#/$defs/d" }); times] })
    };
    check(long(9));
    assert_eq!(refused(long(10)).1, SchemaFault::UnfoldedTooLong);
}

#[test]
fn regular_expressions_are_bounded_one_by_one_and_together() {
    // spec: SCHEMA-012
    check(json!({ "pattern": "^[a-z]{3,64}$", "patternProperties": { "^x-": true } }));
    assert_eq!(refused(json!({ "pattern": "a".repeat(2000) })), ("/pattern".to_owned(), SchemaFault::PatternTooLong));
    let (pointer, fault) = refused(json!({ "items": { "patternProperties": { "((a{99}){99}){99}": true } } }));
    assert_eq!((pointer.as_str(), fault), ("/items/patternProperties", SchemaFault::PatternsTooCostly));
    let many: Vec<_> = (0..30).map(|n| json!({ "pattern": format!("a{{{}}}", 900 + n) })).collect();
    assert_eq!(refused(json!({ "anyOf": many })).1, SchemaFault::PatternsTooCostly);
}

proptest! {
    #[test]
    fn any_value_is_accepted_or_refused(schema in schemas()) {
        if let Ok(document) = SchemaDocument::check(&Json::from(&schema)) {
            prop_assert!(document.size().subschemas() <= MAX_UNFOLDED_SUBSCHEMAS as u64);
            prop_assert!(document.size().subschemas() >= 1);
        }
    }
}

/// Values made of the keywords that the checks look at.
fn schemas() -> impl Strategy<Value = Value> {
    let keyword = proptest::sample::select(vec![
        "$ref",
        "$id",
        "$anchor",
        "$dynamicAnchor",
        "$dynamicRef",
        "$schema",
        "$defs",
        "properties",
        "items",
        "anyOf",
        "not",
        "a",
        "pattern",
        "patternProperties",
        "dependencies",
        "0",
    ]);
    let leaf = prop_oneof![
        Just(json!(true)),
        Just(json!({})),
        proptest::sample::select(vec![
            "#",
            "#/$defs/a",
            "#a",
            "#/items",
            "#/anyOf/0",
            "a",
            "urn:a",
            "urn:a#a",
            DRAFT_07
        ])
        .prop_map(Value::from),
        any::<i8>().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 48, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec((keyword.clone(), inner.clone()), 0..6)
                .prop_map(|members| members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
            proptest::collection::vec(inner, 0..3).prop_map(Value::Array),
        ]
    })
}
