//! The assertions of a schema in words: which of them a value breaks, as far as that is plain to see.
//!
//! It explains what a validator has decided, so it may leave out what is hard to check.

use serde_json::{Map, Value};

use crate::Violation;
use crate::violation::start_of_json;

/// Adds a violation for every assertion that the value plainly breaks; for a wrong type only that.
pub(super) fn check(members: &Map<String, Value>, value: &Value, pointer: &str, found: &mut Vec<Violation>) {
    let mut add = |keyword, expected: &str| found.push(Violation::new(pointer, keyword, expected, value));
    if let Some(declared) = members.get("type")
        && !allows_type(declared, value)
    {
        return add("type", &types(declared));
    }
    if let Some(Value::Array(options)) = members.get("enum")
        && !options.contains(value)
    {
        return add("enum", &format!("one of {}", start_of_json(options)));
    }
    if let Some(constant) = members.get("const")
        && constant != value
    {
        return add("const", &start_of_json(constant));
    }
    match value {
        Value::Number(number) => numbers(members, number.as_f64().unwrap_or(f64::NAN), &mut add),
        Value::String(text) => {
            sizes(members, text.chars().count() as u64, ["minLength", "maxLength"], "characters", &mut add);
        }
        Value::Array(elements) => {
            sizes(members, elements.len() as u64, ["minItems", "maxItems"], "elements", &mut add);
        }
        Value::Object(object) => {
            sizes(members, object.len() as u64, ["minProperties", "maxProperties"], "properties", &mut add);
            required(members, object, pointer, found);
        }
        Value::Null | Value::Bool(_) => {}
    }
}

fn required(members: &Map<String, Value>, object: &Map<String, Value>, pointer: &str, found: &mut Vec<Violation>) {
    let names = members.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    for name in names.filter(|name| !object.contains_key(*name)) {
        found.push(Violation::missing(pointer, "required", &format!("the property `{name}`")));
    }
}

fn numbers(members: &Map<String, Value>, number: f64, add: &mut impl FnMut(&'static str, &str)) {
    let limit = |keyword: &str| Some((members.get(keyword)?, members.get(keyword)?.as_f64()?));
    if let Some((shown, _)) = limit("minimum").filter(|(_, limit)| number < *limit) {
        add("minimum", &format!("a number of at least {shown}"));
    }
    if let Some((shown, _)) = limit("maximum").filter(|(_, limit)| number > *limit) {
        add("maximum", &format!("a number of at most {shown}"));
    }
    if let Some((shown, _)) = limit("exclusiveMinimum").filter(|(_, limit)| number <= *limit) {
        add("exclusiveMinimum", &format!("a number greater than {shown}"));
    }
    if let Some((shown, _)) = limit("exclusiveMaximum").filter(|(_, limit)| number >= *limit) {
        add("exclusiveMaximum", &format!("a number less than {shown}"));
    }
}

fn sizes(
    members: &Map<String, Value>,
    size: u64,
    [least, most]: [&'static str; 2],
    unit: &str,
    add: &mut impl FnMut(&'static str, &str),
) {
    let limit = |keyword: &str| members.get(keyword).and_then(Value::as_f64);
    if let Some(limit) = limit(least).filter(|limit| (size as f64) < *limit) {
        add(least, &format!("at least {limit} {unit}, not {size}"));
    }
    if let Some(limit) = limit(most).filter(|limit| (size as f64) > *limit) {
        add(most, &format!("at most {limit} {unit}, not {size}"));
    }
}

/// The keyword to blame where nothing else explains a refusal, and what it demands.
pub(super) fn suspect(members: &Map<String, Value>, value: &Value) -> (&'static str, String) {
    let keywords: &[&'static str] = match value {
        Value::String(_) => &["pattern", "contentEncoding", "contentMediaType"],
        Value::Number(_) => &["multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
        Value::Array(_) => &["uniqueItems", "contains", "unevaluatedItems"],
        Value::Object(_) => &[
            "patternProperties",
            "propertyNames",
            "additionalProperties",
            "dependentRequired",
            "dependentSchemas",
            "dependencies",
            "unevaluatedProperties",
        ],
        Value::Null | Value::Bool(_) => &[],
    };
    let mut present = keywords.iter().filter_map(|keyword| Some((*keyword, members.get(*keyword)?)));
    match present.next() {
        Some((keyword, demand)) => (keyword, format!("what {keyword} {} allows", start_of_json(demand))),
        None => ("allOf", "what the schema allows".to_owned()),
    }
}

/// Whether an alternative is the one that a value is meant for: its type fits, and so do the constants among its
/// properties.
pub(super) fn is_meant(schema: &Value, value: &Value) -> bool {
    if schema.get("type").is_some_and(|declared| !allows_type(declared, value)) {
        return false;
    }
    if schema.get("const").is_some_and(|constant| constant != value) {
        return false;
    }
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.into_iter().flatten().all(|(name, schema)| match (schema.get("const"), value.get(name)) {
        (Some(constant), Some(member)) => constant == member,
        _ => true,
    })
}

fn allows_type(declared: &Value, value: &Value) -> bool {
    match declared {
        Value::String(name) => is_of_type(name, value),
        Value::Array(names) => names.iter().filter_map(Value::as_str).any(|name| is_of_type(name, value)),
        _ => true,
    }
}

fn is_of_type(name: &str, value: &Value) -> bool {
    match (name, value) {
        ("integer", Value::Number(number)) => {
            number.is_i64() || number.is_u64() || number.as_f64().is_some_and(|number| number.fract() == 0.0)
        }
        (name, value) => crate::document::kind(value).as_str() == name,
    }
}

/// A type, or a choice of types, in words.
fn types(declared: &Value) -> String {
    let name = |name: &Value| name.as_str().unwrap_or_default().to_owned();
    match declared {
        Value::Array(names) => names.iter().map(name).collect::<Vec<_>>().join(" or "),
        one => name(one),
    }
}
