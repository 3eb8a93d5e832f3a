//! Arguments and structured content, judged by the schemas that the tool publishes.

use mcp_schema::SchemaError;
#[cfg(feature = "validation")]
use mcp_schema::Validator;
use mcp_types::{Json, JsonKind, Raw};

use crate::ToolError;

/// What judges the calls of one tool. Without the feature `validation` it lets everything pass.
#[derive(Debug, Default)]
pub(crate) struct Validation {
    #[cfg(feature = "validation")]
    input: Option<Validator>,
    #[cfg(feature = "validation")]
    output: Option<Validator>,
}

/// A published schema, and whether a Rust type keeps it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Published<'a> {
    pub(crate) schema: &'a Json,
    /// Whether it was derived from the type that is decoded or serialized.
    #[cfg_attr(not(feature = "validation"), allow(dead_code, reason = "without validation nothing is judged"))]
    pub(crate) derived: bool,
}

impl Validation {
    /// Compiles what has to be judged at run time.
    ///
    /// # Errors
    ///
    /// Which schema is not fit to be published, and why.
    pub(crate) fn compile(
        input: Published<'_>,
        output: Option<Published<'_>>,
    ) -> Result<Self, (&'static str, SchemaError)> {
        // Why: what is no object is refused as such, where the tool's entry in the list is made.
        let is_object = |published: &Published<'_>| published.schema.kind() == JsonKind::Object;
        let input = Some(input).filter(is_object).map(compile).transpose();
        let _input = input.map_err(|error| ("input schema", error))?.flatten();
        let output = output.filter(is_object).map(compile).transpose();
        let _output = output.map_err(|error| ("output schema", error))?.flatten();
        Ok(Validation {
            #[cfg(feature = "validation")]
            input: _input,
            #[cfg(feature = "validation")]
            output: _output,
        })
    }

    /// Judges the arguments of a call.
    ///
    /// # Errors
    ///
    /// A failure of the tool that names each place and what was expected there, so that a model can mend its call.
    // spec: TOOLS-026 SCHEMA-005 arguments that break the published schema never reach the handler.
    pub(crate) fn admit(&self, arguments: Option<Raw<'_>>) -> Result<(), ToolError> {
        #[cfg(feature = "validation")]
        if let Some(validator) = &self.input {
            // spec: TOOLS-035 absent arguments are an empty object.
            let judged = match arguments {
                Some(arguments) => validator.validate(arguments),
                None => validator.validate_value(&serde_json::Value::Object(serde_json::Map::new())),
            };
            return judged.map_err(|violations| ToolError::new(format!("invalid arguments: {violations}")));
        }
        let _ = arguments;
        Ok(())
    }

    /// Whether structured content keeps what the tool promises.
    pub(crate) fn keeps(&self, content: &Json) -> bool {
        #[cfg(feature = "validation")]
        if let Some(validator) = &self.output {
            return validator.validate(content.as_raw()).is_ok();
        }
        let _ = content;
        true
    }
}

#[cfg(feature = "validation")]
fn compile(published: Published<'_>) -> Result<Option<Validator>, SchemaError> {
    let validator = Validator::compile(published.schema)?;
    let kept_by_type = published.derived && is_kept_by_types(validator.document().as_value());
    Ok(Some(validator).filter(|_| !kept_by_type))
}

#[cfg(not(feature = "validation"))]
fn compile(published: Published<'_>) -> Result<Option<()>, SchemaError> {
    mcp_schema::SchemaDocument::check(published.schema).map(|_| None)
}

/// Keywords whose demands a type keeps that the schema was derived from, and those that demand nothing.
#[cfg(feature = "validation")]
const KEPT: [&str; 20] = [
    "$defs",
    "$ref",
    "additionalProperties",
    "anyOf",
    "const",
    "default",
    "deprecated",
    "description",
    "enum",
    "examples",
    "format",
    "items",
    "oneOf",
    "prefixItems",
    "properties",
    "readOnly",
    "required",
    "title",
    "type",
    "x-mcp-header",
];

/// Whether decoding into, or serializing from, the type that a schema was derived from keeps all that it demands.
///
/// Anything that `serde` does not see, such as a range or a pattern, has a keyword of its own.
#[cfg(feature = "validation")]
fn is_kept_by_types(schema: &serde_json::Value) -> bool {
    use serde_json::Value;

    let Value::Object(schema) = schema else { return schema.is_boolean() };
    schema.iter().all(|(keyword, value)| match (keyword.as_str(), value) {
        ("properties" | "$defs", Value::Object(members)) => members.values().all(is_kept_by_types),
        ("anyOf" | "oneOf" | "prefixItems", Value::Array(elements)) => elements.iter().all(is_kept_by_types),
        ("items" | "additionalProperties", subschema) => is_kept_by_types(subschema),
        (keyword, _) => KEPT.contains(&keyword),
    })
}

#[cfg(all(test, feature = "validation"))]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_types_keep_goes_unjudged() {
        for (schema, expected) in [
            (json!({ "type": "object", "properties": { "a": { "type": "integer" } }, "required": ["a"] }), true),
            (json!({ "type": "object", "additionalProperties": { "enum": ["a", "b"] } }), true),
            (json!({ "anyOf": [{ "type": "string" }, { "type": "string", "minLength": 1 }] }), false),
            (json!({ "properties": { "a": { "type": "integer", "minimum": 0 } } }), false),
            (json!({ "$defs": { "a": { "pattern": "x" } } }), false),
            (json!({ "not": {} }), false),
        ] {
            assert_eq!(is_kept_by_types(&schema), expected, "{schema}");
        }
    }
}
