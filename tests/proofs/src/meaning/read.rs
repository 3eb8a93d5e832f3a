//! A schema as the set of its alternatives.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::official::reference;
use crate::shape::{ANNOTATIONS, is_any, is_required, members};

/// A schema document.
#[derive(Clone, Copy)]
pub(super) struct Side<'s> {
    pub(super) definitions: &'s Map<String, Value>,
}

/// One way in which a value can fit: a JSON type and what it asks for.
#[derive(Debug, Clone)]
pub(super) struct Alternative<'s> {
    /// The definition that it comes from, or the schema itself.
    pub(super) label: String,
    pub(super) form: Form<'s>,
}

#[derive(Debug, Clone)]
pub(super) enum Form<'s> {
    Null,
    Boolean,
    Number {
        integral: bool,
        bounds: Bounds,
    },
    /// Any string, or one of these.
    String(Option<BTreeSet<&'s str>>),
    Array {
        items: &'s Value,
        most: Option<u64>,
    },
    Object {
        members: BTreeMap<&'s str, Member<'s>>,
        others: &'s Value,
    },
}

/// Least and greatest number, as they are written: one number alone is both.
pub(super) type Bounds = (Option<String>, Option<String>);

#[derive(Debug, Clone)]
pub(super) struct Member<'s> {
    pub(super) required: bool,
    pub(super) schema: &'s Value,
}

/// What fits everything.
static ANY: Value = Value::Bool(true);

impl<'s> Side<'s> {
    /// The alternatives of a schema, through references and unions.
    pub(super) fn alternatives(self, schema: &'s Value) -> Vec<Alternative<'s>> {
        self.labelled(schema, None)
    }

    fn labelled(self, schema: &'s Value, label: Option<&str>) -> Vec<Alternative<'s>> {
        if let Some(name) = reference(schema) {
            return self.labelled(&self.definitions[name], Some(name));
        }
        if let Some(parts) = schema.get("anyOf").and_then(Value::as_array) {
            understood(schema, &["anyOf"]);
            return parts.iter().flat_map(|part| self.labelled(part, None)).collect();
        }
        let label = label
            .map_or_else(|| if is_any(schema) { "anything".to_owned() } else { schema.to_string() }, str::to_owned);
        kinds(schema).into_iter().map(|kind| Alternative { label: label.clone(), form: form(schema, kind) }).collect()
    }
}

/// The types of which a value may have one.
fn kinds(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(kind)) => vec![kind],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        None if is_any(schema) => vec!["null", "boolean", "number", "string", "array", "object"],
        _ => panic!("a schema without a type that says something: {schema}"),
    }
}

fn form<'s>(schema: &'s Value, kind: &str) -> Form<'s> {
    match kind {
        "null" => Form::Null,
        "boolean" => Form::Boolean,
        "number" | "integer" => {
            understood(schema, &["type", "minimum", "maximum", "const"]);
            let bound = |keyword: &str| schema.get("const").or(schema.get(keyword)).map(number);
            Form::Number { integral: kind == "integer", bounds: (bound("minimum"), bound("maximum")) }
        }
        "string" => {
            understood(schema, &["type", "enum", "const"]);
            let one = schema.get("const").map(std::slice::from_ref);
            let values = one.or_else(|| schema.get("enum").and_then(Value::as_array).map(Vec::as_slice));
            Form::String(values.map(|values| values.iter().filter_map(Value::as_str).collect()))
        }
        "array" => {
            understood(schema, &["type", "items", "maxItems"]);
            let most = schema.get("maxItems").and_then(Value::as_u64);
            Form::Array { items: schema.get("items").unwrap_or(&ANY), most }
        }
        "object" => {
            understood(schema, &["type", "properties", "required", "additionalProperties"]);
            let member =
                |(name, member)| (String::as_str(name), Member { required: is_required(schema, name), schema: member });
            let others = schema.get("additionalProperties").unwrap_or(&ANY);
            Form::Object { members: members(schema).map(member).collect(), others }
        }
        other => panic!("no such type: {other}"),
    }
}

/// A number as it is written, where `0` and `0.0` are the same.
fn number(value: &Value) -> String {
    value.as_f64().map_or_else(|| value.to_string(), |number| number.to_string())
}

/// Nothing in a schema is passed over.
fn understood(schema: &Value, keywords: &[&str]) {
    let several = schema.get("type").is_some_and(Value::is_array);
    for keyword in schema.as_object().into_iter().flatten().map(|(keyword, _)| keyword.as_str()) {
        let known = keywords.contains(&keyword) || ANNOTATIONS.contains(&keyword);
        assert!(
            known && (!several || keyword == "type" || ANNOTATIONS.contains(&keyword)),
            "{keyword} is not understood in {schema}"
        );
    }
}
