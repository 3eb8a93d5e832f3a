//! The arguments of prompts: what is published of them, and how they come in.

use mcp_types::{Json, JsonKind, JsonObject, PromptArgument, Raw};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::RequestError;
use crate::arguments::reason;
use crate::echo::shortened;
use crate::failure::Failure;
use crate::server::{invalid_params, wrong_kind};

/// Why a type cannot be the arguments of a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// It is not an object.
    NotAnObject,
    /// A member of it is not always a string.
    NotAString { argument: Box<str> },
}

/// The arguments that a schema describes.
pub(super) fn derived(schema: &Json) -> Result<Vec<PromptArgument>, Unfit> {
    let schema = schema.to_value();
    if schema.get("type").and_then(Value::as_str) != Some("object") {
        return Err(Unfit::NotAnObject);
    }
    let Some(Value::Object(properties)) = schema.get("properties") else { return Ok(Vec::new()) };
    let required: Vec<_> = match schema.get("required") {
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let argument = |(name, schema): (&String, &Value)| {
        if !is_string(schema, root(schema)) {
            return Err(Unfit::NotAString { argument: name.as_str().into() });
        }
        let text = |keyword: &str| schema.get(keyword).and_then(Value::as_str).map(str::to_owned);
        let mut argument = PromptArgument::new(name.clone());
        argument.title = text("title");
        argument.description = text("description");
        argument.required = required.contains(&name.as_str()).then_some(true);
        Ok(argument)
    };
    properties.iter().map(argument).collect()
}

/// The alternatives that a schema lists, if it does.
fn root(schema: &Value) -> Option<&Vec<Value>> {
    ["oneOf", "anyOf"].iter().find_map(|keyword| schema.get(keyword)).and_then(Value::as_array)
}

/// Whether every value that fits `schema` is a string; unsure is no.
fn is_string(schema: &Value, alternatives: Option<&Vec<Value>>) -> bool {
    let keyword = |name: &str| schema.as_object().and_then(|schema: &Map<_, _>| schema.get(name));
    if keyword("type").and_then(Value::as_str) == Some("string") || keyword("const").is_some_and(Value::is_string) {
        return true;
    }
    if let Some(Value::Array(values)) = keyword("enum") {
        return values.iter().all(Value::is_string);
    }
    // Why: alternatives of alternatives do not come from types of strings, so one level is all there is to look at.
    alternatives.is_some_and(|schemas| schemas.iter().all(|schema| is_string(schema, None)))
}

/// Checks that the arguments of a request are those that `definition` lists: strings, and none missing.
pub(super) fn check(definition: &mcp_types::Prompt, arguments: Option<Raw<'_>>) -> Result<JsonObject, Failure> {
    for (name, value) in arguments.and_then(Raw::members).into_iter().flatten() {
        // spec: PROMPT-010 PROMPT-011 values of arguments are strings.
        if value.kind() != JsonKind::String {
            return Err(wrong_kind(&format!("arguments.{}", shortened(&name)), JsonKind::String, value.kind()));
        }
    }
    let required = definition.arguments.iter().flatten().filter(|argument| argument.required == Some(true));
    for PromptArgument { name, .. } in required {
        // spec: PROMPT-009 PROMPT-010 ERR-004 a required argument that is missing is named.
        if arguments.and_then(|arguments| arguments.get(name)).is_none() {
            return Err(invalid_params(&format!("arguments.{name}: missing")));
        }
    }
    match arguments {
        None => Ok(JsonObject::default()),
        Some(raw) => raw.decode().map_err(|_| invalid_params("arguments: expected an object of strings")),
    }
}

/// Decodes what a handler takes.
pub(super) fn decode<A: DeserializeOwned>(values: &JsonObject) -> Result<A, RequestError> {
    let raw = values.as_raw();
    // spec: PROMPT-010 arguments reach a handler only as a value of the type that it declared.
    raw.deserialize().map_err(|error| RequestError::invalid_params(reason("arguments", &error, raw)))
}
