//! Third pass: `allOf` becomes one object, or one `anyOf` of objects, so that later passes meet neither inheritance
//! nor intersections.

use serde_json::{Map, Value, json};

use super::problem::Problems;
use super::read::{Document, escape, referred};

/// Keywords that say something to the reader and nothing about validity.
pub(super) const ANNOTATIONS: [&str; 12] = [
    "$comment",
    "$id",
    "$schema",
    "default",
    "deprecated",
    "description",
    "examples",
    "format",
    "readOnly",
    "title",
    "writeOnly",
    "contentMediaType",
];

/// How many references may lead from one `allOf` to the next; a longer chain is a circle.
const MAX_CHAIN: usize = 16;

/// Rewrites every `allOf` of the document.
pub(super) fn flatten(document: &Document, problems: &mut Problems) -> Document {
    let mut flattened = document.clone();
    let mut pass = Flatten { document, problems };
    for (name, schema) in &mut flattened.definitions {
        *schema = pass.schema(schema, &document.pointer(name), 0);
    }
    flattened
}

struct Flatten<'d> {
    document: &'d Document,
    problems: &'d mut Problems,
}

impl Flatten<'_> {
    /// Rewrites one schema and everything below it.
    fn schema(&mut self, schema: &Value, at: &str, chain: usize) -> Value {
        let Value::Object(keywords) = schema else { return schema.clone() };
        let rewritten: Map<String, Value> = keywords
            .iter()
            .map(|(keyword, value)| (keyword.clone(), self.keyword(keyword, value, at, chain)))
            .collect();
        if rewritten.contains_key("allOf") { self.all_of(rewritten, at, chain) } else { Value::Object(rewritten) }
    }

    fn keyword(&mut self, keyword: &str, value: &Value, at: &str, chain: usize) -> Value {
        let at = format!("{at}/{}", escape(keyword));
        match (keyword, value) {
            ("properties", Value::Object(members)) => members
                .iter()
                .map(|(name, member)| (name.clone(), self.schema(member, &format!("{at}/{}", escape(name)), chain)))
                .collect(),
            ("allOf" | "anyOf" | "oneOf", Value::Array(parts)) => parts
                .iter()
                .enumerate()
                .map(|(index, part)| self.schema(part, &format!("{at}/{index}"), chain))
                .collect(),
            ("items" | "additionalProperties", _) => self.schema(value, &at, chain),
            _ => value.clone(),
        }
    }

    fn all_of(&mut self, mut keywords: Map<String, Value>, at: &str, chain: usize) -> Value {
        let parts = match keywords.remove("allOf") {
            Some(Value::Array(parts)) => parts,
            _ => Vec::new(),
        };
        let beside = bare(&Value::Object(keywords));
        let mut object = beside;
        let mut union: Option<Vec<Value>> = None;
        for (index, part) in parts.iter().enumerate() {
            let at = format!("{at}/allOf/{index}");
            let part = bare(&self.resolved(part, &at, chain));
            match part.get("anyOf").and_then(Value::as_array) {
                Some(variants) if part.as_object().is_some_and(|keywords| keywords.len() == 1) && union.is_none() => {
                    union = Some(variants.iter().map(|variant| bare(&self.resolved(variant, &at, chain))).collect());
                }
                _ => object = self.both(&object, &part, &at),
            }
        }
        match union {
            None => object,
            Some(variants) => {
                let merged: Vec<Value> =
                    variants.iter().map(|variant| self.both(variant, &object, &format!("{at}/allOf"))).collect();
                json!({ "anyOf": merged })
            }
        }
    }

    /// What a reference leads to, itself without `allOf`.
    fn resolved(&mut self, schema: &Value, at: &str, chain: usize) -> Value {
        let Some(reference) = schema.get("$ref").and_then(Value::as_str) else { return schema.clone() };
        if chain >= MAX_CHAIN {
            self.problems.add(at, "allOf", format!("`{reference}` leads back to itself"));
            return json!({});
        }
        let document = self.document;
        match referred(reference).and_then(|name| Some((name, document.definitions.get(name)?))) {
            Some((name, definition)) => {
                let once = self.schema(definition, &document.pointer(name), chain + 1);
                self.resolved(&once, at, chain + 1)
            }
            None => {
                self.problems.add(at, "$ref", format!("`{reference}` names no definition"));
                json!({})
            }
        }
    }

    fn both(&mut self, left: &Value, right: &Value, at: &str) -> Value {
        narrower(left, right).unwrap_or_else(|keyword| {
            self.problems.add(at, "allOf", format!("its parts disagree about `{keyword}`"));
            left.clone()
        })
    }
}

/// A schema without its annotations and without keywords that allow everything.
fn bare(schema: &Value) -> Value {
    let Value::Object(keywords) = schema else { return schema.clone() };
    keywords
        .iter()
        .filter(|(keyword, value)| !says_nothing(keyword, value))
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect()
}

/// Whether a keyword allows every value.
pub(super) fn says_nothing(keyword: &str, value: &Value) -> bool {
    match keyword {
        "additionalProperties" => *value == json!({}) || *value == json!(true),
        "propertyNames" => *value == json!({}) || *value == json!({"type": "string"}),
        _ => ANNOTATIONS.contains(&keyword),
    }
}

/// The schema of values that both schemas allow, or the keyword about which they disagree.
fn narrower(left: &Value, right: &Value) -> Result<Value, String> {
    let (left, right) = (bare(left), bare(right));
    let (Value::Object(a), Value::Object(b)) = (&left, &right) else {
        return if left == right { Ok(left) } else { Err("true or false".to_owned()) };
    };
    let mut merged = a.clone();
    for (keyword, ours) in b {
        let value = match (keyword.as_str(), a.get(keyword)) {
            (_, None) => ours.clone(),
            (_, Some(theirs)) if theirs == ours => continue,
            ("properties", Some(theirs)) => merged_properties(theirs, ours)?,
            ("required", Some(theirs)) => merged_required(theirs, ours),
            _ => return Err(keyword.clone()),
        };
        merged.insert(keyword.clone(), value);
    }
    match (merged.contains_key("$ref"), merged.len()) {
        (true, 2..) => Err("$ref".to_owned()),
        _ => Ok(Value::Object(merged)),
    }
}

fn merged_properties(left: &Value, right: &Value) -> Result<Value, String> {
    let (Value::Object(a), Value::Object(b)) = (left, right) else { return Err("properties".to_owned()) };
    let mut merged = a.clone();
    for (name, ours) in b {
        let value = match a.get(name) {
            Some(theirs) => narrower(theirs, ours).map_err(|keyword| format!("{name}/{keyword}"))?,
            None => ours.clone(),
        };
        merged.insert(name.clone(), value);
    }
    Ok(Value::Object(merged))
}

fn merged_required(left: &Value, right: &Value) -> Value {
    let mut names: Vec<Value> = left.as_array().cloned().unwrap_or_default();
    for name in right.as_array().into_iter().flatten() {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    Value::Array(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flattened(definitions: &Value) -> (Value, Vec<String>) {
        let document = Document::parse(&json!({ "$defs": definitions }).to_string()).unwrap();
        let mut problems = Problems::default();
        let outcome = flatten(&document, &mut problems);
        (outcome.definitions["A"].clone(), problems.list())
    }

    #[test]
    fn parts_of_objects_become_one_object() {
        let (merged, problems) = flattened(&json!({
            "Base": { "type": "object", "properties": { "code": { "type": "integer" }, "data": {} }, "required": ["code"] },
            "A": { "description": "x", "allOf": [
                { "$ref": "#/$defs/Base" },
                { "type": "object", "properties": { "code": { "type": "integer", "const": 7 } }, "required": ["code", "data"] },
            ] },
        }));
        assert_eq!(problems, [] as [&str; 0]);
        assert_eq!(
            merged,
            json!({ "type": "object", "properties": { "code": { "type": "integer", "const": 7 }, "data": {} }, "required": ["code", "data"] })
        );
    }

    #[test]
    fn a_union_among_the_parts_is_distributed() {
        let (merged, problems) = flattened(&json!({
            "A": { "allOf": [
                { "type": "object", "properties": { "x": {} } },
                { "anyOf": [{ "type": "object", "properties": { "y": {} } }, { "type": "object", "required": ["z"] }] },
                { "type": "object", "propertyNames": { "type": "string" }, "additionalProperties": {} },
            ] },
        }));
        assert_eq!(problems, [] as [&str; 0]);
        assert_eq!(
            merged,
            json!({ "anyOf": [
                { "type": "object", "properties": { "x": {}, "y": {} } },
                { "type": "object", "properties": { "x": {} }, "required": ["z"] },
            ] })
        );
    }

    #[test]
    fn parts_that_disagree_are_named() {
        let (_, problems) = flattened(&json!({
            "A": { "allOf": [
                { "type": "object", "properties": { "x": { "type": "string" } } },
                { "type": "object", "properties": { "x": { "type": "integer" } } },
            ] },
        }));
        assert_eq!(problems, ["/$defs/A/allOf/1 allOf"]);
    }

    #[test]
    fn circles_and_dangling_references_are_named() {
        let (_, problems) = flattened(&json!({ "A": { "allOf": [{ "$ref": "#/$defs/A" }] } }));
        assert!(problems.iter().any(|problem| problem.ends_with("allOf")), "{problems:?}");
        let (_, problems) = flattened(&json!({ "A": { "allOf": [{ "$ref": "#/$defs/B" }] } }));
        assert_eq!(problems, ["/$defs/A/allOf/0 $ref"]);
    }
}
