//! Marks that are accepted, and marks that are refused.

#![allow(clippy::needless_pass_by_value, reason = "tables hand values over")]

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::limits::{MAX_HEADER_NAME_BYTES, MAX_MIRRORED_PARAMETERS};

#[track_caller]
fn plan(schema: Value) -> Vec<String> {
    let plan = HeaderPlan::of(&Json::from(&schema)).unwrap_or_else(|error| panic!("{error}: {schema}"));
    let shown = |parameter: &MirroredParameter| {
        format!("{}: {} {}", parameter.name(), parameter.path().collect::<Vec<_>>().join("."), parameter.kind())
    };
    plan.parameters().iter().map(shown).collect()
}

#[track_caller]
fn refused(schema: Value, pointer: &str, fault: HeaderPlanFault) {
    let error = HeaderPlan::of(&Json::from(&schema)).expect_err("it breaks a rule");
    assert_eq!((error.pointer(), error.fault()), (pointer, &fault), "{schema}");
}

/// A property with this mark.
fn marked(name: &str) -> Value {
    json!({ "type": "string", "x-mcp-header": name })
}

#[test]
fn marks_on_chains_of_properties_make_the_plan() {
    // spec: HTTP-049, HTTP-051
    assert_eq!(plan(json!({ "type": "object" })), [""; 0]);
    assert_eq!(
        plan(json!({ "properties": {
            "region": marked("Region"),
            "limit": { "type": "integer", "x-mcp-header": "X-Limit", "minimum": 0 },
            "a": { "properties": { "b": { "properties": { "dry": { "type": "boolean", "x-mcp-header": "d!y" } } } } },
            "query": { "type": "string" },
        } })),
        ["d!y: a.b.dry boolean", "X-Limit: limit integer", "Region: region string"]
    );
    // Beside a reference, but not behind it.
    assert_eq!(
        plan(json!({ "$ref": "#/$defs/x", "$defs": { "x": {} }, "properties": { "a": marked("A") } })),
        ["A: a string"]
    );
    let escaped = Json::parse(r#"{"properties": {"a": {"type": "string", "x-mcp-h\u0065ader": "A"}}}"#).unwrap();
    assert_eq!(HeaderPlan::of(&escaped).unwrap().parameters().len(), 1);
}

#[test]
fn what_only_looks_like_a_mark_is_none() {
    assert_eq!(
        plan(json!({
            "properties": { "x-mcp-header": { "type": "number" }, "a": { "enum": [{ "x-mcp-header": "" }] } },
            "$defs": { "x-mcp-header": true },
            "default": { "x-mcp-header": 5 },
            "examples": [{ "x-mcp-header": 5 }],
            "const": { "x-mcp-header": 5 },
        })),
        [""; 0]
    );
}

#[test]
fn names_are_tokens() {
    // spec: HTTP-045, HTTP-046, HTTP-047
    let name = |name: &str, fault| {
        refused(json!({ "properties": { "a": marked(name) } }), "/properties/a/x-mcp-header", fault);
    };
    name("", HeaderPlanFault::Empty);
    for (text, character) in
        [("My Region", ' '), ("a:b", ':'), ("Région", 'é'), ("a/b", '/'), ("(a)", '('), ("\"", '"')]
    {
        name(text, HeaderPlanFault::NotToken { character });
    }
    for text in ["a\r\nEvil: 1", "a\tb", "\u{0}", "\u{7f}", "\u{85}"] {
        name(text, HeaderPlanFault::ControlCharacter);
    }
    plan(json!({ "properties": { "a": marked(&"a".repeat(MAX_HEADER_NAME_BYTES)) } }));
    name(&"a".repeat(MAX_HEADER_NAME_BYTES + 1), HeaderPlanFault::TooLong);
    for value in [json!(5), json!(null), json!(["A"]), json!({})] {
        let schema = json!({ "properties": { "a": { "type": "string", "x-mcp-header": value } } });
        refused(schema, "/properties/a/x-mcp-header", HeaderPlanFault::NotText);
    }
}

#[test]
fn names_are_unique_without_case() {
    // spec: HTTP-048
    for other in ["Region", "REGION"] {
        refused(
            json!({ "properties": { "a": marked("Region"), "b": { "properties": { "c": marked(other) } } } }),
            "/properties/b/properties/c/x-mcp-header",
            HeaderPlanFault::Duplicate,
        );
    }
}

#[test]
fn only_strings_integers_and_booleans_are_mirrored() {
    // spec: HTTP-049
    for other in [
        json!("number"),
        json!("object"),
        json!("array"),
        json!("null"),
        json!("text"),
        json!(["string", "null"]),
        json!(5),
    ] {
        refused(
            json!({ "properties": { "a": { "type": other, "x-mcp-header": "A" } } }),
            "/properties/a/x-mcp-header",
            HeaderPlanFault::NotPrimitive,
        );
    }
    for untyped in [json!({ "x-mcp-header": "A" }), json!({ "$ref": "#/$defs/a", "x-mcp-header": "A" })] {
        refused(json!({ "properties": { "a": untyped } }), "/properties/a/x-mcp-header", HeaderPlanFault::NotPrimitive);
    }
}

#[test]
fn a_mark_anywhere_else_makes_the_definition_invalid() {
    // spec: HTTP-051, HTTP-052
    let inner = json!({ "properties": { "a": marked("A") } });
    for (keyword, value, below) in [
        ("items", inner.clone(), ""),
        ("prefixItems", json!([inner]), "/0"),
        ("contains", inner.clone(), ""),
        ("oneOf", json!([true, inner]), "/1"),
        ("anyOf", json!([inner]), "/0"),
        ("allOf", json!([inner]), "/0"),
        ("not", inner.clone(), ""),
        ("if", inner.clone(), ""),
        ("then", inner.clone(), ""),
        ("else", inner.clone(), ""),
        ("additionalProperties", inner.clone(), ""),
        ("patternProperties", json!({ "^x": inner }), "/^x"),
        ("dependentSchemas", json!({ "x": inner }), "/x"),
        ("unevaluatedProperties", inner.clone(), ""),
        ("propertyNames", inner.clone(), ""),
        ("$defs", json!({ "x": inner }), "/x"),
        ("definitions", json!({ "x": inner }), "/x"),
        ("x-own", json!({ "x": [[inner]] }), "/x/0/0"),
    ] {
        let at = format!("/{keyword}{below}/properties/a/x-mcp-header");
        refused(json!({ keyword: value }), &at, HeaderPlanFault::Misplaced);
        let nested = json!({ "properties": { "deep": { keyword: value } } });
        refused(nested, &format!("/properties/deep{at}"), HeaderPlanFault::Misplaced);
    }
    refused(marked("A"), "/x-mcp-header", HeaderPlanFault::Misplaced);
    refused(json!({ "items": marked("A") }), "/items/x-mcp-header", HeaderPlanFault::Misplaced);
    let draft_07 = json!({ "$schema": Dialect::Draft07.uri(), "$ref": "#/x", "properties": { "a": marked("A") } });
    refused(draft_07, "/properties/a/x-mcp-header", HeaderPlanFault::Misplaced);
}

#[test]
fn plans_are_bounded() {
    let schema = |count: usize| {
        let properties: serde_json::Map<_, _> =
            (0..count).map(|number| (format!("p{number:03}"), marked(&format!("P{number}")))).collect();
        json!({ "properties": properties })
    };
    assert_eq!(plan(schema(MAX_MIRRORED_PARAMETERS)).len(), MAX_MIRRORED_PARAMETERS);
    refused(
        schema(MAX_MIRRORED_PARAMETERS + 1),
        &format!("/properties/p{MAX_MIRRORED_PARAMETERS:03}/x-mcp-header"),
        HeaderPlanFault::TooMany,
    );
    let deep = (0..100).fold(marked("A"), |inner, _| json!({ "properties": { "a": inner } }));
    refused(deep, "", HeaderPlanFault::SchemaTooLarge);
}

#[test]
fn names_that_proxies_drop_are_told() {
    let schema = json!({ "properties": { "a": marked("tenant.id"), "b": marked("user_id"), "c": marked("X-Ok-1") } });
    let plan = HeaderPlan::of(&Json::from(schema)).unwrap();
    let lints: Vec<_> = plan.lints().map(|lint| lint.to_string()).collect();
    assert_eq!(
        lints,
        [
            "field name `tenant.id`: common proxies drop fields with '.' in their names; use `tenant-id`",
            "field name `user_id`: common proxies drop fields with '_' in their names; use `user-id`",
        ]
    );
}

proptest! {
    #[test]
    fn every_name_in_a_plan_is_a_token(name in "[ -~é\r\n]{0,8}") {
        let schema = json!({ "properties": { "a": marked(&name) } });
        if let Ok(plan) = HeaderPlan::of(&Json::from(schema)) {
            let name = plan.parameters()[0].name();
            let is_token = |byte: u8| byte.is_ascii_graphic() && !b"()<>@,;:\\\"/[]?={}".contains(&byte);
            prop_assert!(!name.is_empty());
            prop_assert!(name.bytes().all(is_token));
        }
    }
}
