//! What is accepted, what is refused and in which words, and how long it may take.

#![allow(clippy::needless_pass_by_value, reason = "tables hand values over")]

use serde_json::json;

use super::*;

fn compile(schema: Value) -> Validator {
    Validator::compile(&Json::from(&schema)).unwrap_or_else(|error| panic!("{error}: {schema}"))
}

fn refusal(schema: Value) -> SchemaError {
    Validator::compile(&Json::from(&schema)).expect_err("not valid")
}

#[track_caller]
fn violations(schema: Value, value: Value, expected: &[&str]) {
    let validator = compile(schema);
    let found = match validator.validate_value(&value) {
        Ok(()) => Vec::new(),
        Err(violations) => violations.as_slice().iter().map(ToString::to_string).collect(),
    };
    assert_eq!(found, expected, "{value}");
    assert_eq!(validator.accepts(&value), expected.is_empty());
    assert_eq!(validator.validate(Json::from(&value).as_raw()).is_ok(), expected.is_empty());
}

#[test]
fn each_dialect_is_read_by_its_own_rules() {
    // spec: SCHEMA-005
    let tuple = json!({ "type": "array", "items": [{ "type": "integer" }], "$schema": Dialect::Draft07.uri() });
    violations(tuple, json!(["a"]), &["/0: expected integer, received \"a\""]);
    violations(
        json!({ "prefixItems": [{ "type": "integer" }] }),
        json!(["a"]),
        &["/0: expected integer, received \"a\""],
    );
    let siblings = |schema: Option<&str>| {
        let mut value = json!({ "properties": { "a": { "$ref": "#/definitions/a", "minimum": 5 } },
                                "definitions": { "a": { "type": "integer" } } });
        if let Some(schema) = schema {
            value["$schema"] = schema.into();
        }
        value
    };
    violations(siblings(None), json!({ "a": 1 }), &["/a: expected a number of at least 5, received 1"]);
    violations(siblings(Some(Dialect::Draft07.uri())), json!({ "a": 1 }), &[]);
    violations(siblings(Some(Dialect::Draft07.uri())), json!({ "a": "x" }), &["/a: expected integer, received \"x\""]);
}

#[test]
fn schemas_that_break_their_dialect_are_refused() {
    // spec: SCHEMA-007
    for (schema, pointer) in [
        (json!({ "type": "objct" }), "/type"),
        (json!({ "properties": { "a": { "minLength": -1 } } }), "/properties/a/minLength"),
        (json!({ "required": "a" }), "/required"),
        (json!({ "items": [true] }), "/items"),
        (json!({ "$schema": Dialect::Draft07.uri(), "dependencies": { "a": 5 } }), "/dependencies/a"),
    ] {
        let error = refusal(schema.clone());
        assert_eq!(error.pointer(), pointer, "{error}: {schema}");
        assert!(matches!(error.fault(), SchemaFault::NotValid { .. } | SchemaFault::WrongType { .. }), "{error}");
    }
    // The search for errors in the schema itself must not multiply with its depth.
    let deep = (0..50).fold(json!({ "type": "objct" }), |inner, _| json!({ "items": inner }));
    let mut draft_07 = deep.clone();
    draft_07["$schema"] = Dialect::Draft07.uri().into();
    assert!(matches!(refusal(draft_07).fault(), SchemaFault::NotValid { .. }));
    assert!(matches!(refusal(deep).fault(), SchemaFault::NotValid { .. }));
}

#[test]
fn references_out_of_the_schema_are_refused() {
    // spec: SCHEMA-008, SCHEMA-009, SCHEMA-011
    let error = refusal(json!({ "$ref": "http://127.0.0.1:9/schema.json" }));
    assert!(matches!(error.fault(), SchemaFault::UnresolvedReference { .. }), "{error}");
}

#[test]
fn patterns_that_need_backtracking_are_refused() {
    // spec: SCHEMA-012
    for pattern in ["^(?=a)", "(?<!a)b", r"(a)\1", "(", "[\\p{L}]{200}"] {
        let error = refusal(json!({ "properties": { "a": { "pattern": pattern } } }));
        assert_eq!(error.pointer(), "/properties/a/pattern");
        assert!(matches!(error.fault(), SchemaFault::PatternNotSupported { .. }), "{error}");
        let error = refusal(json!({ "patternProperties": { pattern: true } }));
        assert!(matches!(error.fault(), SchemaFault::PatternNotSupported { .. }), "{error}");
    }
    // Exponential for engines that backtrack.
    let text = format!("{}!", "a".repeat(100_000));
    let validator = compile(json!({ "pattern": "^(a+)+$" }));
    assert!(!validator.accepts(&json!(text)));
    assert!(validator.accepts(&json!("aaa")));
}

#[test]
fn violations_name_place_rule_and_value() {
    let schema = json!({
        "type": "object",
        "properties": {
            "count": { "type": "integer", "minimum": 1, "exclusiveMaximum": 10 },
            "name": { "type": "string", "minLength": 2, "maxLength": 3, "pattern": "^[a-z]*$" },
            "unit": { "enum": ["c", "k"] },
            "list": { "items": { "type": ["string", "null"] }, "maxItems": 2, "uniqueItems": true },
            "a/b": { "$ref": "#/$defs/flag" },
        },
        "required": ["count", "unit"],
        "additionalProperties": false,
        "$defs": { "flag": { "type": "boolean" } },
    });
    violations(schema.clone(), json!({ "count": 1, "unit": "c" }), &[]);
    for (value, expected) in [
        (json!(5), &["expected object, received 5"][..]),
        (
            json!({}),
            &["expected the property `count`, received nothing", "expected the property `unit`, received nothing"],
        ),
        (json!({ "count": 0.5, "unit": "c" }), &["/count: expected integer, received 0.5"]),
        (json!({ "count": 10, "unit": "c" }), &["/count: expected a number less than 10, received 10"]),
        (json!({ "count": 1, "unit": "f" }), &["/unit: expected one of [\"c\",\"k\"], received \"f\""]),
        (
            json!({ "count": 1, "unit": "c", "name": "äöüß" }),
            &["/name: expected at most 3 characters, not 4, received \"äöüß\""],
        ),
        (
            json!({ "count": 1, "unit": "c", "name": "AB" }),
            &["/name: expected what pattern \"^[a-z]*$\" allows, received \"AB\""],
        ),
        (json!({ "count": 1, "unit": "c", "list": ["a", 5] }), &["/list/1: expected string or null, received 5"]),
        (
            json!({ "count": 1, "unit": "c", "list": ["a", "a"] }),
            &["/list: expected what uniqueItems true allows, received [\"a\",\"a\"]"],
        ),
        (json!({ "count": 1, "unit": "c", "a/b": 0 }), &["/a~1b: expected boolean, received 0"]),
        (json!({ "count": 1, "unit": "c", "x": 0 }), &["/x: expected no such property, received 0"]),
    ] {
        violations(schema.clone(), value, expected);
    }
}

#[test]
fn combinations_are_explained_by_the_alternative_that_is_meant() {
    let shapes = json!({ "oneOf": [
        { "type": "object", "properties": { "kind": { "const": "circle" }, "radius": { "type": "number" } }, "required": ["kind", "radius"] },
        { "type": "object", "properties": { "kind": { "const": "square" }, "side": { "type": "number" } }, "required": ["kind", "side"] },
        { "type": "string" },
    ] });
    violations(shapes.clone(), json!({ "kind": "square", "side": "x" }), &["/side: expected number, received \"x\""]);
    violations(
        shapes.clone(),
        json!({ "side": 1 }),
        &["expected one of 3 alternatives to match, received {\"side\":1}"],
    );
    violations(shapes, json!(5), &["expected one of 3 alternatives to match, received 5"]);
    violations(json!({ "oneOf": [true, {}] }), json!(5), &["expected 1 of 2 alternatives to match, not 2, received 5"]);
    violations(
        json!({ "not": { "type": "integer" } }),
        json!(5),
        &["expected nothing that matches {\"type\":\"integer\"}, received 5"],
    );
    let conditional =
        json!({ "if": { "required": ["a"] }, "then": { "required": ["b"] }, "else": { "required": ["c"] } });
    violations(conditional.clone(), json!({ "a": 1 }), &["expected the property `b`, received nothing"]);
    violations(conditional, json!({}), &["expected the property `c`, received nothing"]);
    violations(json!(false), json!(5), &["expected no value here, received 5"]);
    violations(
        json!({ "allOf": [{ "contains": { "const": 1 } }] }),
        json!([2]),
        &["expected what contains {\"const\":1} allows, received [2]"],
    );
}

/// A schema of expressions that recurs along three ways.
fn expressions() -> Value {
    let operation = |name: &str| {
        json!({ "type": "object", "required": ["op", "left"],
        "properties": { "left": { "$ref": "#/$defs/expression" }, "op": { "const": name } } })
    };
    json!({ "$ref": "#/$defs/expression", "$defs": { "expression": { "oneOf": [
        operation("a"), operation("b"), operation("c"), { "type": "integer" },
    ] } } })
}

#[test]
fn recursion_along_many_ways_does_not_multiply() {
    // spec: SCHEMA-012
    let validator = compile(expressions());
    let deep = |leaf: Value, depth: usize| (0..depth).fold(leaf, |left, _| json!({ "op": "c", "left": left }));
    assert!(validator.accepts(&deep(json!(1), 60)));
    let violations = validator.validate_value(&deep(json!("x"), 3)).unwrap_err();
    assert_eq!(violations.to_string(), "/left/left/left: expected one of 4 alternatives to match, received \"x\"");
    let violations = validator.validate_value(&deep(json!("x"), 60)).unwrap_err();
    assert_eq!(violations.as_slice().len(), 1);
    assert!(violations.as_slice()[0].pointer().starts_with("/left/left/left/"));
}

#[test]
fn violations_are_few_however_many_there_are() {
    let validator = compile(json!({ "items": { "type": "string" } }));
    let violations = validator.validate_value(&json!(vec![1; 10_000])).unwrap_err();
    assert_eq!(violations.as_slice().len(), crate::limits::MAX_VIOLATIONS);
}

#[test]
fn validators_are_shared_among_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Validator>();
    shared::<SchemaDocument>();
}

#[test]
fn numbers_beyond_floats_are_a_violation() {
    let validator = compile(json!({}));
    let violations = validator.validate(Raw::parse("[1e400]").unwrap()).unwrap_err();
    assert_eq!(violations.to_string(), "expected numbers that 64-bit floats hold, received [1e400]");
}

#[test]
fn tools_of_the_official_suite_compile() {
    let schema = json!({
        "$schema": Dialect::Draft202012.uri(),
        "type": "object",
        "$defs": { "address": { "$anchor": "addressDef", "type": "object",
            "properties": { "street": { "type": "string" }, "city": { "type": "string" } } } },
        "properties": {
            "name": { "type": "string" },
            "address": { "$ref": "#/$defs/address" },
            "contactMethod": { "type": "string", "enum": ["phone", "email"] },
            "phone": { "type": "string" },
            "email": { "type": "string" },
        },
        "allOf": [{ "anyOf": [{ "required": ["phone"] }, { "required": ["email"] }] }],
        "if": { "properties": { "contactMethod": { "const": "phone" } }, "required": ["contactMethod"] },
        "then": { "required": ["phone"] },
        "else": { "required": ["email"] },
        "additionalProperties": false,
    });
    violations(schema.clone(), json!({ "email": "a@example.com", "address": { "street": "x" } }), &[]);
    violations(
        schema,
        json!({ "email": "a", "address": { "street": 5 } }),
        &["/address/street: expected string, received 5"],
    );
}

/// A schema in which every level of a list takes as many subschemas as are allowed.
fn chained(links: usize, step: fn(Value) -> Value) -> Value {
    let mut definitions: serde_json::Map<_, _> =
        (0..links).map(|link| (link.to_string(), step(json!({ "$ref": format!("#/$defs/{}", link + 1) })))).collect();
    definitions.insert(links.to_string(), json!({ "items": { "$ref": "#/$defs/0" }, "not": { "type": "string" } }));
    json!({ "$ref": "#/$defs/0", "$defs": definitions })
}

#[test]
fn the_deepest_schema_judges_the_deepest_value_on_a_small_stack() {
    // spec: SCHEMA-012
    let links = crate::limits::MAX_APPLIED_DEPTH - 3;
    for schema in [
        chained(links, |next| next),
        chained(links / 2, |next| json!({ "allOf": [next] })),
        chained(links / 2, |next| json!({ "oneOf": [false, next] })),
        chained(links / 2, |next| json!({ "if": true, "then": next })),
    ] {
        let validator = compile(schema);
        for (leaf, is_valid) in [(json!(1), true), (json!("x"), false)] {
            let value = (0..126).fold(leaf, |inner, _| json!([inner]));
            assert_eq!(validator.validate_value(&value).is_ok(), is_valid);
        }
    }
}

#[test]
fn the_deepest_schema_compiles_on_a_small_stack() {
    // spec: SCHEMA-012
    let links = crate::limits::MAX_UNFOLDED_DEPTH / 2 - 1;
    let definitions: serde_json::Map<_, _> = (0..links)
        .map(|link| (link.to_string(), json!({ "items": { "$ref": format!("#/$defs/{}", link + 1) } })))
        .chain([(links.to_string(), json!({ "type": "string" }))])
        .collect();
    let validator = compile(json!({ "$ref": "#/$defs/0", "$defs": definitions }));
    assert!(validator.accepts(&(0..links).fold(json!("x"), |inner, _| json!([inner]))));
}
