//! Fourth pass: JSON Schema becomes a small vocabulary of shapes. A keyword that has no shape is named, never skipped.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::flatten::says_nothing;
use super::problem::Problems;
use super::read::{Document, escape, referred};

/// Largest integer that every JSON implementation keeps (RFC 7493), which some schemas write out as a bound.
const MAX_SAFE_INTEGER: i64 = 9_007_199_254_740_991;

/// The smallest one.
const MIN_SAFE_INTEGER: i64 = -MAX_SAFE_INTEGER;

/// What a schema allows.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// Every JSON value.
    Any,
    Null,
    Boolean,
    String,
    Integer {
        non_negative: bool,
    },
    Number {
        unit_interval: bool,
    },
    Constant(Constant),
    /// One of several strings.
    Enum(Vec<String>),
    Reference(String),
    Array {
        items: Box<Shape>,
        at_most: Option<u64>,
    },
    /// An object without named members; `Any` where the values are free.
    Map(Box<Shape>),
    Object(Vec<Member>),
    Union(Vec<Shape>),
}

/// A constant that a member must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Constant {
    String(String),
    Integer(i64),
}

/// A named member of an object.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) shape: Shape,
    pub(super) required: bool,
}

/// Shapes of all definitions, by name.
pub(super) type Model = BTreeMap<String, Shape>;

/// Reads the shapes of a document without `allOf`.
pub(super) fn model(document: &Document, problems: &mut Problems) -> Model {
    let mut reader = Reader { document, problems };
    let read = |(name, schema): (&String, &Value)| (name.clone(), reader.shape(schema, &document.pointer(name)));
    document.definitions.iter().map(read).collect()
}

struct Reader<'d> {
    document: &'d Document,
    problems: &'d mut Problems,
}

impl Reader<'_> {
    fn shape(&mut self, schema: &Value, at: &str) -> Shape {
        let keywords = match schema {
            Value::Bool(true) => return Shape::Any,
            Value::Object(keywords) => Keywords::new(keywords, at),
            _ => return self.unmapped(at, "schema", "no value is allowed here, or this is not a schema"),
        };
        let shape = self.shape_of(&keywords);
        let left: Vec<&str> = keywords.rest(&shape);
        for keyword in left {
            self.problems.add(at, keyword, "there is no Rust type for this keyword in this place");
        }
        shape
    }

    fn shape_of(&mut self, keywords: &Keywords<'_>) -> Shape {
        let at = keywords.at;
        if let Some(reference) = keywords.get("$ref") {
            return self.reference(reference, at);
        }
        if let Some(keyword) = ["anyOf", "oneOf"].into_iter().find(|keyword| keywords.get(keyword).is_some()) {
            return self.union(keywords, keyword);
        }
        if let Some(value) = keywords.get("const") {
            return match (value, value.as_i64()) {
                (Value::String(text), _) => Shape::Constant(Constant::String(text.clone())),
                (_, Some(number)) => Shape::Constant(Constant::Integer(number)),
                _ => self.unmapped(at, "const", "only strings and integers can be constant"),
            };
        }
        if let Some(values) = keywords.get("enum") {
            let strings: Option<Vec<String>> =
                values.as_array().map(|values| values.iter().filter_map(Value::as_str).map(str::to_owned).collect());
            return match strings.filter(|strings| Some(strings.len()) == values.as_array().map(Vec::len)) {
                Some(strings) if !strings.is_empty() => Shape::Enum(strings),
                _ => self.unmapped(at, "enum", "only strings can be enumerated"),
            };
        }
        match keywords.get("type") {
            None => Shape::Any,
            Some(Value::String(kind)) => self.kind(kind, keywords),
            Some(Value::Array(kinds)) => Shape::Union(
                kinds.iter().map(|kind| self.kind(kind.as_str().unwrap_or_default(), &keywords.empty())).collect(),
            ),
            Some(_) => self.unmapped(at, "type", "neither a name nor a list of names"),
        }
    }

    fn reference(&mut self, reference: &Value, at: &str) -> Shape {
        match reference.as_str().and_then(referred).filter(|name| self.document.definitions.contains_key(*name)) {
            Some(name) => Shape::Reference(name.to_owned()),
            None => self.unmapped(at, "$ref", "names no definition of this schema"),
        }
    }

    fn union(&mut self, keywords: &Keywords<'_>, keyword: &str) -> Shape {
        let at = format!("{}/{keyword}", keywords.at);
        let mut variants = Vec::new();
        for (index, variant) in keywords.get(keyword).and_then(Value::as_array).into_iter().flatten().enumerate() {
            match self.shape(variant, &format!("{at}/{index}")) {
                Shape::Union(nested) => variants.extend(nested),
                shape => variants.push(shape),
            }
        }
        let constants: Vec<String> = variants
            .iter()
            .filter_map(|variant| match variant {
                Shape::Constant(Constant::String(text)) => Some(text.clone()),
                _ => None,
            })
            .collect();
        match variants.len() {
            0 => self.unmapped(keywords.at, keyword, "an empty union allows nothing"),
            1 => variants.remove(0),
            all if all == constants.len() => Shape::Enum(constants),
            _ => Shape::Union(variants),
        }
    }

    fn kind(&mut self, kind: &str, keywords: &Keywords<'_>) -> Shape {
        match kind {
            "null" => Shape::Null,
            "boolean" => Shape::Boolean,
            "string" => Shape::String,
            "integer" => self.integer(keywords),
            "number" => match (keywords.number("minimum"), keywords.number("maximum")) {
                (None, None) => Shape::Number { unit_interval: false },
                (Some(0.0), Some(1.0)) => Shape::Number { unit_interval: true },
                _ => self.unmapped(keywords.at, "minimum", "only the interval from 0 to 1 has a type"),
            },
            "array" => {
                let at = format!("{}/items", keywords.at);
                let items = keywords.get("items").map_or(Shape::Any, |items| self.shape(items, &at));
                Shape::Array { items: Box::new(items), at_most: keywords.get("maxItems").and_then(Value::as_u64) }
            }
            "object" => self.object(keywords),
            other => self.unmapped(keywords.at, "type", &format!("`{other}` is no JSON type")),
        }
    }

    fn integer(&mut self, keywords: &Keywords<'_>) -> Shape {
        let bound = |keyword| keywords.get(keyword).map(|value| value.as_i64().unwrap_or(i64::MIN));
        match (bound("minimum"), bound("maximum")) {
            (None | Some(MIN_SAFE_INTEGER), None | Some(MAX_SAFE_INTEGER)) => Shape::Integer { non_negative: false },
            (Some(0), None | Some(MAX_SAFE_INTEGER)) => Shape::Integer { non_negative: true },
            _ => self.unmapped(keywords.at, "minimum", "only 0 and the safe integers are bounds that have a type"),
        }
    }

    fn object(&mut self, keywords: &Keywords<'_>) -> Shape {
        let at = keywords.at;
        let required: Vec<&str> = keywords
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let named = keywords.get("properties").and_then(Value::as_object);
        let mut members = Vec::new();
        for name in &required {
            let schema = named.and_then(|named| named.get(*name));
            members.push(self.member(name, schema.unwrap_or(&Value::Bool(true)), true, at));
        }
        for (name, schema) in named.into_iter().flatten().filter(|(name, _)| !required.contains(&name.as_str())) {
            members.push(self.member(name, schema, false, at));
        }
        match keywords.get("additionalProperties").filter(|value| !says_nothing("additionalProperties", value)) {
            None if members.is_empty() => Shape::Map(Box::new(Shape::Any)),
            None => Shape::Object(members),
            Some(schema) if *schema == Value::Bool(false) || schema.get("not") == Some(&Value::Object(Map::new())) => {
                self.unmapped(at, "additionalProperties", "an object that allows no further members has no type")
            }
            Some(schema) if members.is_empty() => {
                Shape::Map(Box::new(self.shape(schema, &format!("{at}/additionalProperties"))))
            }
            Some(_) => {
                self.unmapped(at, "additionalProperties", "members of one type beside named members have no type")
            }
        }
    }

    fn member(&mut self, name: &str, schema: &Value, required: bool, at: &str) -> Member {
        let shape = self.shape(schema, &format!("{at}/properties/{}", escape(name)));
        Member { name: name.to_owned(), shape, required }
    }

    fn unmapped(&mut self, at: &str, keyword: &str, why: &str) -> Shape {
        self.problems.add(at, keyword, why);
        Shape::Any
    }
}

/// The keywords of one schema that say something about validity.
struct Keywords<'d> {
    all: Vec<(&'d str, &'d Value)>,
    at: &'d str,
}

impl<'d> Keywords<'d> {
    fn new(schema: &'d Map<String, Value>, at: &'d str) -> Self {
        let all = schema.iter().map(|(keyword, value)| (keyword.as_str(), value));
        let all = all.filter(|(keyword, value)| *keyword == "additionalProperties" || !says_nothing(keyword, value));
        Keywords { all: all.collect(), at }
    }

    /// The same place without keywords.
    fn empty(&self) -> Self {
        Keywords { all: Vec::new(), at: self.at }
    }

    fn get(&self, keyword: &str) -> Option<&'d Value> {
        self.all.iter().find(|(name, _)| *name == keyword).map(|(_, value)| *value)
    }

    fn number(&self, keyword: &str) -> Option<f64> {
        self.get(keyword).map(|value| value.as_f64().unwrap_or(f64::NAN))
    }

    /// Keywords that the shape does not account for.
    fn rest(&self, shape: &Shape) -> Vec<&'d str> {
        let known: &[&str] = match shape {
            Shape::Any if self.get("type").is_some() || self.get("$ref").is_some() => return Vec::new(),
            Shape::Any => &["anyOf", "oneOf", "const", "enum", "additionalProperties"],
            Shape::Null | Shape::Boolean | Shape::String => &["type", "anyOf", "oneOf"],
            Shape::Integer { .. } | Shape::Number { .. } => &["type", "minimum", "maximum"],
            Shape::Constant(_) => &["type", "const"],
            Shape::Enum(_) => &["type", "enum", "anyOf", "oneOf"],
            Shape::Reference(_) => &["$ref", "anyOf", "oneOf"],
            Shape::Array { .. } => &["type", "items", "maxItems"],
            Shape::Map(_) | Shape::Object(_) => &["type", "properties", "required", "additionalProperties"],
            Shape::Union(_) => &["type", "anyOf", "oneOf"],
        };
        self.all.iter().map(|(keyword, _)| *keyword).filter(|keyword| !known.contains(keyword)).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(schema: &Value) -> (Shape, Vec<String>) {
        let definitions = json!({ "$defs": { "A": schema, "B": { "type": "string" } } });
        let document = Document::parse(&definitions.to_string()).unwrap();
        let mut problems = Problems::default();
        let shape = model(&document, &mut problems).remove("A").unwrap();
        (shape, problems.list())
    }

    #[test]
    fn every_shape_is_read() {
        let enumeration = Shape::Enum(vec!["a".to_owned(), "b".to_owned()]);
        let table = [
            (json!({}), Shape::Any),
            (json!({ "type": "null" }), Shape::Null),
            (json!({ "type": "boolean", "default": true }), Shape::Boolean),
            (json!({ "type": "string", "format": "uri" }), Shape::String),
            (json!({ "type": "integer" }), Shape::Integer { non_negative: false }),
            (json!({ "type": "integer", "minimum": 0 }), Shape::Integer { non_negative: true }),
            (
                json!({ "type": "integer", "minimum": MIN_SAFE_INTEGER, "maximum": MAX_SAFE_INTEGER }),
                Shape::Integer { non_negative: false },
            ),
            (json!({ "type": "number" }), Shape::Number { unit_interval: false }),
            (json!({ "type": "number", "minimum": 0, "maximum": 1 }), Shape::Number { unit_interval: true }),
            (json!({ "type": "string", "const": "a" }), Shape::Constant(Constant::String("a".to_owned()))),
            (json!({ "const": -7 }), Shape::Constant(Constant::Integer(-7))),
            (json!({ "type": "string", "enum": ["a", "b"] }), enumeration.clone()),
            (json!({ "anyOf": [{ "const": "a" }, { "const": "b" }] }), enumeration),
            (json!({ "$ref": "#/$defs/B" }), Shape::Reference("B".to_owned())),
            (json!({ "anyOf": [{ "$ref": "#/$defs/B" }] }), Shape::Reference("B".to_owned())),
            (
                json!({ "type": "array", "items": { "type": "string" }, "maxItems": 9 }),
                Shape::Array { items: Box::new(Shape::String), at_most: Some(9) },
            ),
            (json!({ "type": "object" }), Shape::Map(Box::new(Shape::Any))),
            (
                json!({ "type": "object", "additionalProperties": { "type": "string" } }),
                Shape::Map(Box::new(Shape::String)),
            ),
            (
                json!({ "type": ["string", "integer"] }),
                Shape::Union(vec![Shape::String, Shape::Integer { non_negative: false }]),
            ),
        ];
        for (schema, expected) in table {
            assert_eq!(read(&schema), (expected, Vec::new()), "{schema}");
        }
    }

    #[test]
    fn required_members_come_first_in_their_order() {
        let (shape, _) = read(&json!({
            "type": "object", "additionalProperties": {},
            "properties": { "a": {}, "b": {}, "c": {} }, "required": ["c", "b", "unnamed"],
        }));
        let Shape::Object(members) = shape else { panic!("{shape:?}") };
        let names: Vec<_> = members.iter().map(|member| (member.name.as_str(), member.required)).collect();
        assert_eq!(names, [("c", true), ("b", true), ("unnamed", true), ("a", false)]);
    }

    #[test]
    fn what_has_no_type_is_named_with_pointer_and_keyword() {
        let table = [
            (json!({ "type": "string", "pattern": "^a" }), "/$defs/A pattern"),
            (json!({ "type": "string", "minLength": 1 }), "/$defs/A minLength"),
            (json!({ "type": "array", "uniqueItems": true }), "/$defs/A uniqueItems"),
            (json!({ "type": "integer", "minimum": 1 }), "/$defs/A minimum"),
            (json!({ "type": "number", "minimum": 0 }), "/$defs/A minimum"),
            (json!({ "type": "object", "additionalProperties": false }), "/$defs/A additionalProperties"),
            (json!({ "type": "object", "additionalProperties": { "not": {} } }), "/$defs/A additionalProperties"),
            (json!({ "type": "object", "properties": { "x/y": { "if": {} } } }), "/$defs/A/properties/x~1y if"),
            (json!({ "not": { "type": "string" } }), "/$defs/A not"),
            (json!({ "enum": ["a", 1] }), "/$defs/A enum"),
            (json!({ "const": true }), "/$defs/A const"),
            (json!({ "const": 1.5 }), "/$defs/A const"),
            (json!({ "$ref": "#/$defs/Missing" }), "/$defs/A $ref"),
            (json!({ "$ref": "#/$defs/B", "minLength": 3 }), "/$defs/A minLength"),
            (json!({ "type": "text" }), "/$defs/A type"),
            (json!({ "anyOf": [] }), "/$defs/A anyOf"),
            (json!({ "properties": { "a": {} } }), "/$defs/A properties"),
            (json!({ "type": "object", "propertyNames": { "pattern": "a" } }), "/$defs/A propertyNames"),
            (
                json!({ "type": "object", "properties": { "a": {} }, "additionalProperties": { "type": "string" } }),
                "/$defs/A additionalProperties",
            ),
            (json!({ "type": ["string", "null"], "maxLength": 3 }), "/$defs/A maxLength"),
            (json!(false), "/$defs/A schema"),
        ];
        for (schema, expected) in table {
            assert_eq!(read(&schema).1, [expected], "{schema}");
        }
    }
}
