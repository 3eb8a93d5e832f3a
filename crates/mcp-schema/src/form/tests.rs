//! Forms that are accepted, and what they accept.

#![allow(clippy::needless_pass_by_value, reason = "tables hand values over")]

use mcp_types::Json;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::limits::{MAX_FORM_FIELDS, MAX_FORM_OPTIONS};

#[track_caller]
fn form(properties: Value, required: Value) -> FormSchema {
    let schema = json!({ "type": "object", "properties": properties, "required": required });
    FormSchema::parse(&Json::from(schema)).unwrap_or_else(|error| panic!("{error}"))
}

fn refused(schema: Value) -> FormSchemaError {
    FormSchema::parse(&Json::from(&schema)).expect_err(&schema.to_string())
}

fn content(value: Value) -> BTreeMap<String, ElicitValue> {
    mcp_types::wire::decode_lenient::<mcp_types::ElicitResult>(
        &json!({ "action": "accept", "content": value }).to_string(),
    )
    .expect("a result")
    .0
    .content
    .unwrap_or_default()
}

#[track_caller]
fn accepted(form: &FormSchema, value: Value, expected: &[&str]) {
    let found = match form.accepts(&content(value.clone())) {
        Ok(()) => Vec::new(),
        Err(violations) => violations.as_slice().iter().map(ToString::to_string).collect(),
    };
    assert_eq!(found, expected, "{value}");
}

fn everything() -> FormSchema {
    form(
        json!({
            "text": { "type": "string", "minLength": 2, "maxLength": 3 },
            "mail": { "type": "string", "format": "email" },
            "whole": { "type": "integer", "minimum": 0, "maximum": 10 },
            "number": { "type": "number", "minimum": 0.5 },
            "flag": { "type": "boolean" },
            "one": { "type": "string", "enum": ["a", "b"] },
            "titled": { "type": "string", "oneOf": [{ "const": "a", "title": "A" }] },
            "legacy": { "type": "string", "enum": ["a"], "enumNames": ["A"] },
            "many": { "type": "array", "items": { "type": "string", "enum": ["a", "b"] }, "minItems": 1, "maxItems": 2 },
            "labelled": { "type": "array", "items": { "anyOf": [{ "const": "a", "title": "A" }] } },
        }),
        json!(["text", "flag"]),
    )
}

#[test]
fn content_is_checked_field_by_field() {
    // spec: ELIC-037
    let form = everything();
    accepted(
        &form,
        json!({ "text": "äö", "flag": false, "mail": "a@b", "whole": 10.0, "number": 0.5, "one": "b", "titled": "a",
                "legacy": "a", "many": ["a", "a"], "labelled": [], "unknown": "x" }),
        &[],
    );
    accepted(
        &form,
        json!({}),
        &["expected the field `text`, received nothing", "expected the field `flag`, received nothing"],
    );
    for (name, value, expected) in [
        ("text", json!("x"), "at least 2 characters, received \"x\""),
        ("text", json!("wxyz"), "at most 3 characters, received \"wxyz\""),
        ("text", json!(12), "a string, received 12"),
        ("mail", json!("nobody"), "an email address, received \"nobody\""),
        ("whole", json!(0.5), "a whole number, received 0.5"),
        ("whole", json!(-1), "a number of at least 0, received -1"),
        ("whole", json!(11), "a number of at most 10, received 11"),
        ("whole", json!("1"), "a number, received \"1\""),
        ("number", json!(0.25), "a number of at least 0.5, received 0.25"),
        ("flag", json!("true"), "true or false, received \"true\""),
        ("one", json!("c"), "one of [\"a\",\"b\"], received \"c\""),
        ("one", json!(["a"]), "a string, received [\"a\"]"),
        ("titled", json!("A"), "one of [\"a\"], received \"A\""),
        ("legacy", json!("A"), "one of [\"a\"], received \"A\""),
        ("many", json!([]), "at least 1 choices, received []"),
        ("many", json!(["a", "b", "a"]), "at most 2 choices, received [\"a\",\"b\",\"a\"]"),
        ("many", json!("a"), "a list of strings, received \"a\""),
        ("labelled", json!(true), "a list of strings, received true"),
    ] {
        let mut value_of = json!({ "text": "ab", "flag": true });
        value_of[name] = value;
        accepted(&form, value_of, &[&format!("/{name}: expected {expected}")]);
    }
    let value = json!({ "text": "ab", "flag": true, "many": ["a", "x"] });
    accepted(&form, value, &["/many/1: expected one of [\"a\",\"b\"], received \"x\""]);
}

#[test]
fn defaults_fill_what_is_empty() {
    // spec: ELIC-014
    let form = form(
        json!({
            "name": { "type": "string", "default": "John Doe" },
            "age": { "type": "integer", "default": 30 },
            "score": { "type": "number", "default": 95.5 },
            "status": { "type": "string", "enum": ["active", "inactive"], "default": "active" },
            "verified": { "type": "boolean", "default": true },
            "tags": { "type": "array", "items": { "anyOf": [{ "const": "a", "title": "A" }] }, "default": ["a"] },
            "note": { "type": "string" },
        }),
        json!(["age"]),
    );
    let mut filled = content(json!({ "name": "Ada" }));
    form.fill_defaults(&mut filled);
    let expected =
        json!({ "name": "Ada", "age": 30, "score": 95.5, "status": "active", "verified": true, "tags": ["a"] });
    assert_eq!(filled, content(expected));
    assert!(form.accepts(&filled).is_ok());
}

#[test]
fn what_forms_do_not_have_is_refused() {
    // spec: ELIC-013
    for (field, fault) in [
        (json!({ "type": "string", "pattern": "a" }), Some("pattern")),
        (json!({ "type": "number", "exclusiveMinimum": 1 }), Some("exclusiveMinimum")),
        (json!({ "type": "integer", "multipleOf": 2 }), Some("multipleOf")),
        (json!({ "type": "string", "$ref": "#/a" }), Some("$ref")),
        (json!({ "type": "string", "anyOf": [true] }), Some("anyOf")),
        (json!({ "type": "object", "properties": {} }), None),
        (json!({ "type": "array", "items": { "type": "string" } }), None),
        (json!({ "type": "null" }), None),
        (json!({ "type": ["string", "null"] }), None),
        (json!({ "type": "string", "format": "uuid" }), None),
        (json!({}), None),
        (json!(true), None),
    ] {
        let error = refused(json!({ "type": "object", "properties": { "a/b": field } }));
        assert!(error.pointer().starts_with("/properties/a~1b"), "{error}");
        match (error.fault(), fault) {
            (FormSchemaFault::Keyword { keyword }, Some(expected)) => assert_eq!(&**keyword, expected),
            (FormSchemaFault::NotDecoded { .. }, None) => {}
            (other, _) => panic!("{field}: {other:?}"),
        }
    }
    for root in [
        json!({ "type": "array", "properties": {} }),
        json!({ "type": "object" }),
        json!({ "type": "object", "properties": {}, "allOf": [true] }),
        json!({ "type": "object", "properties": {}, "additionalProperties": false }),
        json!({ "type": "object", "properties": {}, "$schema": crate::Dialect::Draft07.uri() }),
        json!({ "type": "object", "properties": {}, "required": ["a"] }),
    ] {
        refused(root);
    }
    form(json!({ "a": { "type": "string", "x-vendor": 1 } }), json!([]));
    // What a lenient reader kept is none either.
    let kept = PrimitiveSchemaDefinition::Unknown(Json::from(json!({ "type": "object" })));
    let error = FormSchema::new(ElicitSchema::new(BTreeMap::from([("a".to_owned(), kept)]))).unwrap_err();
    assert_eq!((error.pointer(), error.fault()), ("/properties/a", &FormSchemaFault::NotPrimitive));
}

#[test]
fn fields_that_nothing_fits_into_are_refused() {
    for (field, fault) in [
        (json!({ "type": "string", "enum": [] }), FormSchemaFault::NoOptions),
        (json!({ "type": "string", "oneOf": [] }), FormSchemaFault::NoOptions),
        (json!({ "type": "string", "enum": ["a", "a"] }), FormSchemaFault::DuplicateOption),
        (json!({ "type": "string", "enum": ["a"], "enumNames": [] }), FormSchemaFault::LabelsDiffer),
        (json!({ "type": "string", "minLength": 2, "maxLength": 1 }), FormSchemaFault::EmptyRange),
        (json!({ "type": "string", "maxLength": -1 }), FormSchemaFault::EmptyRange),
        (json!({ "type": "number", "minimum": 2, "maximum": 1 }), FormSchemaFault::EmptyRange),
        (
            json!({ "type": "array", "items": { "type": "string", "enum": ["a"] }, "minItems": 2, "maxItems": 1 }),
            FormSchemaFault::EmptyRange,
        ),
        (json!({ "type": "string", "enum": vec!["a"; MAX_FORM_OPTIONS + 1] }), FormSchemaFault::TooManyOptions),
    ] {
        let error = refused(json!({ "type": "object", "properties": { "a": field } }));
        assert_eq!((error.pointer(), error.fault()), ("/properties/a", &fault));
    }
    for field in [
        json!({ "type": "string", "enum": ["a"], "default": "b" }),
        json!({ "type": "integer", "default": 1.5 }),
        json!({ "type": "string", "maxLength": 1, "default": "ab" }),
        json!({ "type": "array", "items": { "type": "string", "enum": ["a"] }, "default": ["b"] }),
    ] {
        let error = refused(json!({ "type": "object", "properties": { "a": field } }));
        assert!(matches!(error.fault(), FormSchemaFault::Default { .. }), "{error}");
    }
    let wide = |count: usize| {
        let fields: serde_json::Map<_, _> = (0..count).map(|n| (n.to_string(), json!({ "type": "boolean" }))).collect();
        json!({ "type": "object", "properties": fields })
    };
    assert!(FormSchema::parse(&Json::from(wide(MAX_FORM_FIELDS))).is_ok());
    assert_eq!(refused(wide(MAX_FORM_FIELDS + 1)).fault(), &FormSchemaFault::TooManyFields);
    assert!(size_of::<FormSchemaError>() <= 32);
}

proptest! {
    #[test]
    fn defaults_are_always_accepted(default in prop_oneof![any::<i32>().prop_map(Value::from), ".{0,4}".prop_map(Value::from), any::<bool>().prop_map(Value::from)], kind in proptest::sample::select(vec!["string", "integer", "boolean"])) {
        let schema = json!({ "type": "object", "properties": { "a": { "type": kind, "default": default, "maxLength": 3 } } });
        if let Ok(form) = FormSchema::parse(&Json::from(schema)) {
            let mut content = BTreeMap::new();
            form.fill_defaults(&mut content);
            prop_assert!(form.accepts(&content).is_ok());
        }
    }

    #[test]
    fn any_content_is_judged(text in ".{0,40}", number in any::<f64>().prop_filter("a JSON number", |number| number.is_finite())) {
        let content = content(json!({ "text": text, "mail": text, "whole": number, "number": number, "flag": text, "many": [text] }));
        let _ = everything().accepts(&content);
    }
}
