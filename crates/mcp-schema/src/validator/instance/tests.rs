//! Instances are judged as a [`Value`] of the same text is.

use jsonschema::json::{SerdeJson, conformance};
use mcp_types::{Json, Raw};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;

use super::*;
use crate::{Dialect, Validator, validator};

#[track_caller]
fn read(text: &str) -> Instance<'_> {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn instances_keep_the_contract_of_the_library() {
    let document = conformance::document();
    conformance::assert_conformance::<Borrowed>(&&Instance::from(&document));
    conformance::assert_conformance::<Borrowed>(&&read(&document.to_string()));
}

#[test]
fn instances_mean_what_their_text_means() {
    for text in [
        "null",
        "[true, false, []]",
        r#"["plain", "esc\"aped \u00e9 \ud83d\ude00", ""]"#,
        "[0, -0, -0.0, 1.0, 1e3, 18446744073709551615, -9223372036854775808, 9007199254740993, 1e19, 5e-324]",
        r#"{"b": 1, "a": {"": {}}, "c": [{}]}"#,
    ] {
        let value: Value = serde_json::from_str(text).expect("the table holds JSON");
        assert_eq!(read(text).to_value(), value, "{text}");
        assert_eq!(Instance::from(&value).to_value(), value, "{text}");
    }
    assert!(matches!(read(r#""plain""#), Instance::String(Cow::Borrowed(_))), "nothing is copied");
    assert!(serde_json::from_str::<Instance<'_>>("1e400").is_err());
    assert!(serde_json::from_str::<Instance<'_>>(&"[".repeat(200)).is_err());
}

#[test]
fn of_members_with_one_name_the_last_counts() {
    let schema = json!({ "properties": { "a": { "const": 3 } }, "maxProperties": 42 });
    let validator = Validator::compile(&Json::from(&schema)).expect("a schema");
    let others: String = (0..40).map(|n| format!(r#""{n}":0,"#)).collect();
    for filler in ["", &others] {
        for (text, is_valid) in [
            (format!(r#"{{{filler}"a":1,"b":2,{filler}"\u0061":3}}"#), true),
            (format!(r#"{{{filler}"a":3,"b":2,{filler}"a":1}}"#), false),
        ] {
            let raw = Raw::parse(&text).expect("JSON");
            assert_eq!(validator.validate(raw).is_ok(), is_valid, "{text}");
            assert_eq!(validator.accepts(&raw.deserialize().expect("JSON")), is_valid, "{text}");
            let Instance::Object(members) = read(&text) else { panic!("{text}") };
            assert_eq!(members.len(), if filler.is_empty() { 2 } else { 42 });
        }
    }
}

// spec: TOOLS-026
#[test]
fn objects_that_look_like_inventions_of_serde_json_are_objects() {
    let schema = Json::from(json!({ "properties": { "a": { "type": "integer" } } }));
    let validator = Validator::compile(&schema).expect("a schema");
    let text = r#"{"a": {"$serde_json::private::RawValue": "5"}}"#;
    let violations = validator.validate(Raw::parse(text).expect("JSON")).expect_err("an object is no integer");
    assert!(violations.to_string().starts_with("/a: expected integer, received {"), "{violations}");
}

/// Names and strings: few, so that schemas and values meet.
fn name() -> impl Strategy<Value = &'static str> {
    select(vec!["a", "b", "ab", "é", "", "$ref"])
}

fn number() -> impl Strategy<Value = Value> {
    let numbers =
        ["0", "-0.0", "1", "1.0", "2", "-1", "1.5", "3e0", "9007199254740993", "18446744073709551615", "1e300"];
    select(numbers.to_vec()).prop_map(|text| serde_json::from_str(text).expect("a number"))
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![Just(Value::Null), any::<bool>().prop_map(Value::from), number(), name().prop_map(Value::from)]
}

fn value() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(3, 24, 4, |inner| {
        let members = proptest::collection::btree_map(name().prop_map(str::to_owned), inner.clone(), 0..4);
        let objects = members.prop_map(|members| members.into_iter().collect());
        prop_oneof![objects, proptest::collection::vec(inner, 0..4).prop_map(Value::Array)]
    })
}

fn kind() -> impl Strategy<Value = Value> {
    select(vec!["null", "boolean", "number", "integer", "string", "array", "object"]).prop_map(Value::from)
}

/// A keyword that holds no schema, and its value.
fn assertion() -> impl Strategy<Value = (&'static str, Value)> {
    let size = || (0_u64..4).prop_map(Value::from);
    prop_oneof![
        3 => (Just("type"), kind()),
        1 => (Just("type"), proptest::collection::btree_set(kind().prop_map(|kind| kind.to_string()), 1..3)
            .prop_map(|kinds| kinds.iter().map(|kind| kind.trim_matches('"')).collect())),
        2 => (Just("enum"), proptest::collection::vec(value(), 1..4).prop_map(Value::Array)),
        1 => (Just("const"), value()),
        2 => (select(vec!["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]), number()),
        1 => (Just("multipleOf"), select(vec![json!(1), json!(0.5), json!(3)])),
        2 => (select(vec!["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"]), size()),
        1 => (Just("pattern"), select(vec!["^a", "b$", "^.$", "é", "^(a|b)$"]).prop_map(Value::from)),
        1 => (Just("uniqueItems"), Just(Value::Bool(true))),
        2 => (Just("required"), proptest::collection::btree_set(name(), 0..3)
            .prop_map(|names| names.into_iter().collect())),
        1 => (Just("dependentRequired"), (name(), name()).prop_map(|(one, other)| json!({ one: [other] }))),
    ]
}

/// A keyword around schemas, and its value.
fn applicator(schema: BoxedStrategy<Value>) -> impl Strategy<Value = (&'static str, Value)> {
    let list = proptest::collection::vec(schema.clone(), 1..3).prop_map(Value::Array);
    let by_name = proptest::collection::btree_map(name().prop_map(str::to_owned), schema.clone(), 0..4)
        .prop_map(|members| members.into_iter().collect::<Value>());
    let one = select(vec![
        "additionalProperties",
        "contains",
        "items",
        "not",
        "propertyNames",
        "unevaluatedItems",
        "unevaluatedProperties",
    ]);
    prop_oneof![
        5 => (select(vec!["properties", "properties", "properties", "dependentSchemas"]), by_name),
        1 => (Just("patternProperties"), schema.clone().prop_map(|schema| json!({ "^a": schema }))),
        2 => (select(vec!["allOf", "anyOf", "oneOf", "prefixItems"]), list),
        3 => (one, schema),
    ]
}

fn schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![1 => any::<bool>().prop_map(Value::from), 8 => keywords(assertion().boxed())];
    leaf.prop_recursive(3, 24, 4, |inner| {
        keywords(prop_oneof![2 => assertion(), 3 => applicator(inner.boxed())].boxed())
    })
}

fn keywords(keyword: BoxedStrategy<(&'static str, Value)>) -> impl Strategy<Value = Value> {
    proptest::collection::vec(keyword, 1..5)
        .prop_map(|members| members.into_iter().map(|(keyword, value)| (keyword.to_owned(), value)).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn verdicts_are_those_on_trees(schema in schema(), values in proptest::collection::vec(value(), 1..12)) {
        let validator = Validator::compile(&Json::from(&schema)).expect("strategies make schemas");
        let of_trees = validator::options::<SerdeJson>(Dialect::Draft202012).build(&schema).expect("it compiled before");
        for value in values {
            let expected = of_trees.is_valid(&value);
            prop_assert_eq!(validator.accepts(&value), expected, "{}", value);
            let text = value.to_string().replace("\"a", "\"\\u0061");
            prop_assert_eq!(validator.validate(Json::from(&value).as_raw()).is_ok(), expected, "{}", value);
            prop_assert_eq!(validator.validate(Raw::parse(&text).expect("JSON")).is_ok(), expected, "{}", text);
        }
    }
}
