//! JSON Schemas of Rust types, in the shape in which tools publish them (feature `schemars`).
//!
//! # Examples
//!
//! ```
//! use mcp_schema::{HeaderPlan, check_object_root, tool};
//! use schemars::JsonSchema;
//! use serde::Deserialize;
//!
//! #[derive(Deserialize, JsonSchema)]
//! struct Query {
//!     /// Where to run it.
//!     #[schemars(extend("x-mcp-header" = "Region"))]
//!     region: String,
//!     limit: Option<u32>,
//! }
//!
//! let schema = tool::input_schema::<Query>();
//! assert_eq!(schema.to_value()["properties"]["limit"], serde_json::json!({ "type": "integer", "minimum": 0 }));
//! assert_eq!(schema.to_value()["required"], serde_json::json!(["region"]));
//! assert_eq!(HeaderPlan::of(&schema)?.parameters().len(), 1);
//!
//! assert!(check_object_root(&schema).is_ok());
//! let list = tool::input_schema::<Vec<String>>();
//! assert_eq!(check_object_root(&list).unwrap_err().received(), "\"array\"");
//! # Ok::<(), mcp_schema::HeaderPlanError>(())
//! ```

mod mirrored;

use mcp_types::Json;
use schemars::generate::SchemaSettings;
use schemars::transform::transform_subschemas;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value};

use crate::limits::MAX_INLINED_SCHEMA_BYTES;

/// Numeric formats that `schemars` writes.
const NUMERIC_FORMATS: [&str; 14] = [
    "int8", "int16", "int32", "int64", "int128", "int", "uint8", "uint16", "uint32", "uint64", "uint128", "uint",
    "float", "double",
];

/// The schema of what a handler reads as its arguments.
///
/// An optional member may be left out and is then not listed in `required`; it is not described as nullable as well,
/// because models take the invitation and send `null` where they mean nothing. Types stand where they are used, as long
/// as that is no more than [`MAX_INLINED_SCHEMA_BYTES`]; mirrored parameters always do, since they must not be behind
/// references. A type that is no object has no object at its root: see [`check_object_root`](crate::check_object_root).
pub fn input_schema<T: JsonSchema>() -> Json {
    to_json(&input::<T>())
}

/// The schema of what a handler returns as structured content, exactly as it is serialized; of any type.
pub fn output_schema<T: JsonSchema>() -> Json {
    to_json(&output::<T>())
}

pub(crate) fn input<T: JsonSchema>() -> Schema {
    let mut schema = generate::<T>(&SchemaSettings::draft2020_12());
    make_optional_members_not_null(&mut schema);
    tidy::<T>(&mut schema);
    require_object_of_alternatives(&mut schema);
    mirrored::inline(&mut schema);
    schema
}

fn output<T: JsonSchema>() -> Schema {
    let mut schema = generate::<T>(&SchemaSettings::draft2020_12().for_serialize());
    tidy::<T>(&mut schema);
    schema
}

/// The schema as it goes to clients: keywords in the order in which `schemars` writes them.
fn to_json(schema: &Schema) -> Json {
    // Invariant: a schema is made of JSON values with names for keys, so it serializes.
    Json::of(schema).unwrap_or_else(|_| Value::Null.into())
}

/// Generates with every type inlined, unless that makes the schema too large.
fn generate<T: JsonSchema>(settings: &SchemaSettings) -> Schema {
    let root = |inline| {
        let settings = settings.clone().with(|settings| {
            // Why: a schema without `$schema` is 2020-12 in MCP, which is what is generated.
            settings.meta_schema = None;
            settings.inline_subschemas = inline;
        });
        settings.into_generator().into_root_schema_for::<T>()
    };
    let inlined = root(true);
    let size = serde_json::to_string(&inlined).map_or(usize::MAX, |text| text.len());
    if size <= MAX_INLINED_SCHEMA_BYTES { inlined } else { root(false) }
}

fn tidy<T: JsonSchema>(schema: &mut Schema) {
    // Why: the name of a Rust type tells a model nothing that the tool's own name and title do not.
    if schema.get("title").and_then(Value::as_str) == Some(&*T::schema_name()) {
        schema.remove("title");
    }
    remove_numeric_formats(schema);
}

/// Removes formats of numbers: JSON Schema defines formats for strings only, and strict validators refuse the others.
fn remove_numeric_formats(schema: &mut Schema) {
    if schema.get("format").and_then(Value::as_str).is_some_and(|format| NUMERIC_FORMATS.contains(&format)) {
        schema.remove("format");
    }
    transform_subschemas(&mut remove_numeric_formats, schema);
}

fn make_optional_members_not_null(schema: &mut Schema) {
    if let Some(object) = schema.as_object_mut() {
        let required = match object.get("required") {
            Some(Value::Array(names)) => names.clone(),
            _ => Vec::new(),
        };
        if let Some(Value::Object(properties)) = object.get_mut("properties") {
            for (name, property) in properties {
                if let (false, Value::Object(property)) = (required.iter().any(|known| known == name), property) {
                    remove_null(property);
                }
            }
        }
    }
    transform_subschemas(&mut make_optional_members_not_null, schema);
}

/// Takes `null` out of what the schema of an optional member allows.
fn remove_null(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".into(), only);
        }
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    if schema.get("default").is_some_and(Value::is_null) {
        schema.remove("default");
    }
    if let Some(Value::Array(alternatives)) = schema.get_mut("anyOf") {
        alternatives.retain(|alternative| alternative.get("type").is_none_or(|kind| kind != "null"));
        if let [Value::Object(only)] = alternatives.as_mut_slice() {
            let only = std::mem::take(only);
            schema.remove("anyOf");
            for (keyword, value) in only {
                // Why: what is said about the member goes before what is said about its type.
                schema.entry(keyword).or_insert(value);
            }
        }
    }
}

/// Says `"type": "object"` at a root whose alternatives all are objects, as for an enum with a tag.
fn require_object_of_alternatives(schema: &mut Schema) {
    let all_objects = |keyword: &str| match schema.get(keyword) {
        Some(Value::Array(alternatives)) => {
            !alternatives.is_empty()
                && alternatives.iter().all(|alternative| alternative.get("type").is_some_and(|kind| kind == "object"))
        }
        _ => false,
    };
    if schema.get("type").is_none() && (all_objects("oneOf") || all_objects("anyOf")) {
        schema.insert("type".into(), "object".into());
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Serialize};
    use serde_json::json;

    use super::*;

    #[derive(Deserialize, Serialize, JsonSchema)]
    struct Place {
        /// Degrees
        latitude: f64,
        near: Option<Box<Place>>,
    }

    #[derive(Deserialize, Serialize, JsonSchema)]
    #[serde(rename_all = "lowercase")]
    enum Unit {
        Celsius,
        Kelvin,
    }

    fn input<T: JsonSchema>() -> Value {
        input_schema::<T>().to_value()
    }

    fn output<T: JsonSchema>() -> Value {
        output_schema::<T>().to_value()
    }

    #[derive(Deserialize, Serialize, JsonSchema)]
    struct Plain {
        count: i64,
        small: Option<u8>,
        unit: Option<Unit>,
        #[serde(default)]
        note: Option<String>,
        holes: Vec<Option<i32>>,
    }

    #[test]
    fn optional_members_are_absent_not_null() {
        assert_eq!(
            input::<Plain>(),
            json!({
                "type": "object",
                "properties": {
                    "count": { "type": "integer" },
                    "small": { "type": "integer", "minimum": 0, "maximum": 255 },
                    "unit": { "type": "string", "enum": ["celsius", "kelvin"] },
                    "note": { "type": "string" },
                    "holes": { "type": "array", "items": { "type": ["integer", "null"] } },
                },
                "required": ["count", "holes"],
            })
        );
    }

    #[test]
    fn results_keep_the_null_they_serialize() {
        let schema = output::<Plain>();
        assert_eq!(schema["properties"]["small"]["type"], json!(["integer", "null"]));
    }

    #[test]
    fn types_are_inlined_except_where_they_recur() {
        #[derive(Deserialize, JsonSchema)]
        #[expect(dead_code, reason = "only its schema is looked at")]
        struct Trip {
            from: Plain,
            via: Option<Plain>,
            places: BTreeMap<String, Place>,
        }
        let schema = input::<Trip>();
        assert_eq!(schema["properties"]["from"]["properties"]["count"], json!({ "type": "integer" }));
        assert_eq!(schema["properties"]["via"]["type"], "object");
        let place = &schema["properties"]["places"]["additionalProperties"];
        assert_eq!(place["properties"]["latitude"], json!({ "type": "number", "description": "Degrees" }));
        assert_eq!(place["properties"]["near"], json!({ "$ref": "#/$defs/Place" }));
        assert!(schema["$defs"]["Place"].is_object());
    }

    #[test]
    fn title_stays_only_if_the_author_wrote_it() {
        #[derive(Deserialize, JsonSchema)]
        #[schemars(title = "A point in time")]
        #[expect(dead_code, reason = "only its schema is looked at")]
        struct Instant {
            at: String,
        }
        assert_eq!(input::<Instant>()["title"], "A point in time");
        assert_eq!(input::<Plain>().get("title"), None);
    }

    // spec: SCHEMA-013
    #[test]
    fn tagged_enum_has_an_object_root() {
        #[derive(Deserialize, JsonSchema)]
        #[serde(tag = "kind")]
        #[expect(dead_code, reason = "only its schema is looked at")]
        enum Shape {
            Circle { radius: f64 },
            Square { side: f64 },
        }
        assert_eq!(input::<Shape>()["type"], "object");
        assert_eq!(input::<Vec<i64>>()["type"], "array");
    }

    // spec: SCHEMA-016
    #[test]
    fn results_may_be_of_any_type() {
        assert_eq!(output::<Vec<i64>>()["type"], "array");
        assert_eq!(output::<i64>(), json!({ "type": "integer" }));
        let schemas = [json!({ "type": "string" }), json!({ "anyOf": [true] })];
        for schema in schemas {
            let schema = Json::from(schema);
            assert_eq!(
                schema.as_raw().decode::<mcp_types::ToolOutputSchema>().map(|schema| Json::of(&schema).unwrap()),
                Ok(schema)
            );
        }
    }

    #[test]
    fn large_schemas_name_their_types_once() {
        macro_rules! nest {
            ($($outer:ident of $inner:ty;)*) => { $(
                #[derive(Deserialize, JsonSchema)]
                #[expect(dead_code, reason = "only its schema is looked at")]
                struct $outer { first: $inner, second: $inner, third: $inner, fourth: $inner }
            )* };
        }
        nest! { A of Plain; B of A; C of B; D of C; }
        let schema = input::<D>();
        assert_eq!(schema["properties"]["first"], json!({ "$ref": "#/$defs/C" }));
        assert!(schema.to_string().len() < MAX_INLINED_SCHEMA_BYTES);
    }
}
