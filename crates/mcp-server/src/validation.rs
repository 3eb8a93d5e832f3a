//! Arguments and structured content, judged by the schemas that the tool publishes.

#[cfg(feature = "validation")]
use mcp_schema::Validator;
use mcp_schema::{SchemaDocument, SchemaError};
use mcp_types::{Json, Raw};

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
#[derive(Debug)]
#[cfg_attr(not(feature = "validation"), allow(dead_code, reason = "without validation nothing is judged"))]
pub(crate) struct Published {
    pub(crate) schema: SchemaDocument,
    /// Whether it was derived from the type that is decoded or serialized.
    pub(crate) derived: bool,
}

impl Validation {
    /// Compiles what has to be judged at run time.
    ///
    /// # Errors
    ///
    /// Which schema is not fit to be published, and why.
    pub(crate) fn compile(
        input: Option<Published>,
        output: Option<Published>,
    ) -> Result<Self, (&'static str, SchemaError)> {
        let _judges = (
            judge(input).map_err(|error| ("input schema", error))?,
            judge(output).map_err(|error| ("output schema", error))?,
        );
        Ok(Validation {
            #[cfg(feature = "validation")]
            input: _judges.0,
            #[cfg(feature = "validation")]
            output: _judges.1,
        })
    }

    /// Judges the arguments of a call.
    ///
    /// # Errors
    ///
    /// A failure of the tool that names each place and what was expected there, so that a model can mend its call.
    // spec: TOOLS-026 SCHEMA-005 arguments that break the published schema never reach the handler.
    pub(crate) fn admit(&self, arguments: Raw<'_>) -> Result<(), ToolError> {
        #[cfg(feature = "validation")]
        if let Some(validator) = &self.input {
            let judged = validator.validate(arguments);
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

/// What judges by a schema, where its type does not see to all of it.
#[cfg(feature = "validation")]
fn judge(published: Option<Published>) -> Result<Option<Validator>, SchemaError> {
    let Some(Published { schema, derived }) = published else { return Ok(None) };
    let validator = Validator::of(schema)?;
    let kept_by_type = derived && is_kept_by_types(validator.document().as_value());
    Ok(Some(validator).filter(|_| !kept_by_type))
}

#[cfg(not(feature = "validation"))]
fn judge(_: Option<Published>) -> Result<Option<()>, SchemaError> {
    Ok(None)
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
