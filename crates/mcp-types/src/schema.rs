//! JSON Schemas of the wire types (feature `schemars`): what the macros build them from, and those of hand-written types.
//!
//! They are made of the fields of the Rust types. That they mean what the specification's schema means is proved by a
//! test of this workspace, not assumed by copying it.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};

use crate::error_code::ErrorCode;
use crate::id::{ProgressToken, RequestId};
use crate::json::{Json, JsonArray, JsonObject};
use crate::version::ProtocolVersion;
use crate::wire::{AtMost, Nullable, UnitInterval};

/// The schema of an object that is being put together; for the macros.
#[derive(Debug)]
pub struct ObjectSchema<'g> {
    generator: &'g mut SchemaGenerator,
    properties: Map<String, Value>,
    required: Vec<Value>,
}

impl<'g> ObjectSchema<'g> {
    /// An object without members.
    pub fn new(generator: &'g mut SchemaGenerator) -> Self {
        ObjectSchema { generator, properties: Map::new(), required: Vec::new() }
    }

    /// Adds a member that has one value.
    pub fn tag(&mut self, name: &str, constant: impl Into<Value>) {
        let constant = constant.into();
        let kind = if constant.is_string() { "string" } else { "integer" };
        self.properties.insert(name.to_owned(), serde_json::json!({ "type": kind, "const": constant }));
        self.required.push(name.into());
    }

    /// Adds a member that must be there.
    pub fn required<T: JsonSchema>(&mut self, name: &str) {
        self.optional::<T>(name);
        self.required.push(name.into());
    }

    /// Adds a member that may be there.
    pub fn optional<T: JsonSchema>(&mut self, name: &str) {
        let schema = self.generator.subschema_for::<T>();
        self.properties.insert(name.to_owned(), schema.to_value());
    }

    /// The schema; members that it does not name are allowed.
    pub fn finish(self) -> Schema {
        let mut schema = json_schema!({ "type": "object" });
        if !self.properties.is_empty() {
            schema.insert("properties".to_owned(), Value::Object(self.properties));
        }
        if !self.required.is_empty() {
            schema.insert("required".to_owned(), Value::Array(self.required));
        }
        schema
    }
}

/// The schema of a closed set of strings.
pub fn one_of_strings(values: &[&str]) -> Schema {
    json_schema!({ "type": "string", "enum": values })
}

/// The schema of a value that fits one of several schemas; of any value where there are none.
pub fn any_of(schemas: &[Schema]) -> Schema {
    if schemas.is_empty() { true.into() } else { json_schema!({ "anyOf": schemas }) }
}

macro_rules! inline_schema {
    ($([$($parameter:tt)*] $name:ty as $called:literal, |$generator:ident| $schema:expr;)*) => {$(
        impl<$($parameter)*> JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                Cow::Borrowed($called)
            }

            fn schema_id() -> Cow<'static, str> {
                Cow::Borrowed(std::any::type_name::<Self>())
            }

            #[allow(unused_variables)]
            fn json_schema($generator: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    )*};
}

inline_schema! {
    [] Json as "Json", |generator| true.into();
    [] JsonObject as "JsonObject", |generator| json_schema!({ "type": "object" });
    [] JsonArray as "JsonArray", |generator| json_schema!({ "type": "array" });
    [] RequestId as "RequestId", |generator| json_schema!({ "type": ["string", "integer"] });
    [] ProgressToken as "ProgressToken", |generator| json_schema!({ "type": ["string", "integer"] });
    [] ErrorCode as "ErrorCode", |generator| i64::json_schema(generator);
    [] ProtocolVersion as "ProtocolVersion", |generator| json_schema!({ "type": "string" });
    [] UnitInterval as "UnitInterval", |generator| json_schema!({ "type": "number", "minimum": 0, "maximum": 1 });
    [T: JsonSchema, const N: usize] AtMost<T, N> as "AtMost", |generator| {
        let mut schema = Vec::<T>::json_schema(generator);
        schema.insert("maxItems".to_owned(), N.into());
        schema
    };
    [T: JsonSchema] Nullable<T> as "Nullable", |generator| {
        any_of(&[generator.subschema_for::<T>(), json_schema!({ "type": "null" })])
    };
}
