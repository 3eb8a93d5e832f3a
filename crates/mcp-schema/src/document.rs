//! A schema that has passed every check of registration.

mod address;
mod survey;
#[cfg(test)]
mod tests;
mod unfold;

use mcp_types::Json;
use serde_json::Value;

use self::survey::Survey;
use crate::limits::{MAX_PATTERN_COST, MAX_SCHEMA_BYTES, MAX_SCHEMA_DEPTH};
use crate::text::excerpt;
use crate::{Dialect, SchemaError, SchemaFault, pattern};

/// A schema that is safe to publish and to validate with: its dialect is supported, its references stay inside, its
/// size is bounded with every reference expanded.
///
/// Checking takes time in proportion to the text, and some milliseconds at most. Whether every keyword has a value of
/// the right type is asked of the parts that hold schemas only; a compiled `Validator` (feature `validation`) knows all.
///
/// # Specification
///
/// [JSON Schema usage](https://modelcontextprotocol.io/specification/2026-07-28/basic/index#json-schema-usage)
///
/// # Examples
///
/// ```
/// use mcp_schema::{Dialect, SchemaDocument};
/// use mcp_types::Json;
///
/// let schema = Json::parse(r##"{
///     "type": "object",
///     "properties": { "near": { "$ref": "#/$defs/place" } },
///     "$defs": { "place": { "type": "string" } }
/// }"##)?;
/// let document = SchemaDocument::check(&schema)?;
/// assert_eq!(document.dialect(), Dialect::Draft202012);
/// assert_eq!(document.size().subschemas(), 3);
///
/// // Each of these doublings is short as text and long as a schema.
/// let definitions: Vec<_> = (0..14)
///     .map(|n| format!(r##""d{n}": {{"anyOf": [{{"$ref": "#/$defs/d{0}"}}, {{"$ref": "#/$defs/d{0}"}}]}}"##, n + 1))
///     .collect();
/// let bomb = format!(r##"{{"$ref": "#/$defs/d0", "$defs": {{{}, "d14": true}}}}"##, definitions.join(","));
/// let error = SchemaDocument::check(&Json::parse(&bomb)?).unwrap_err();
/// assert!(error.to_string().ends_with("too many subschemas: at most 10000 with references expanded"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct SchemaDocument {
    dialect: Dialect,
    // Invariant: passed every check of this module.
    value: Value,
    size: UnfoldedSize,
}

/// How large a schema is with every reference expanded; what recurs is counted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UnfoldedSize {
    subschemas: u64,
    bytes: u64,
    depth: u64,
}

impl UnfoldedSize {
    /// Subschemas, the schema itself included.
    pub fn subschemas(self) -> u64 {
        self.subschemas
    }

    /// Bytes of text, about.
    pub fn bytes(self) -> u64 {
        self.bytes
    }

    /// Subschemas within each other, the schema itself included.
    pub fn depth(self) -> u64 {
        self.depth
    }
}

impl SchemaDocument {
    /// Checks a schema and keeps the tree of it.
    ///
    /// # Errors
    ///
    /// [`SchemaError`] with the first of these that is found:
    ///
    /// - the text or its depth is beyond [`limits`](crate::limits);
    /// - `$schema` names a dialect that is not supported, or a subschema another one than the root;
    /// - something that is no schema stands where a schema belongs;
    /// - a reference does not lead to a place within the schema, or leads back to itself;
    /// - the unfolded schema or its regular expressions are beyond [`limits`](crate::limits).
    pub fn check(schema: &Json) -> Result<Self, SchemaError> {
        let text = schema.text();
        if text.len() > MAX_SCHEMA_BYTES {
            return Err(SchemaError::new("", SchemaFault::TooLong));
        }
        if depth(text) > MAX_SCHEMA_DEPTH {
            return Err(SchemaError::new("", SchemaFault::TooDeep));
        }
        let value = schema.to_value();
        let dialect = dialect(&value)?;
        let survey = Survey::of(&value, dialect)?;
        // spec: SCHEMA-012 — what a validator could have to apply is counted before one is made.
        let size = unfold::measure(&survey)?;
        check_patterns(&survey)?;
        Ok(SchemaDocument { dialect, size, value })
    }

    /// The dialect in which the schema is written.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The size of the unfolded schema.
    pub fn size(&self) -> UnfoldedSize {
        self.size
    }

    /// Where each `$ref` leads, by the place of the subschema that it stands in, both as JSON Pointers.
    #[cfg(feature = "validation")]
    pub(crate) fn references(&self) -> std::collections::BTreeMap<String, String> {
        // Invariant: what passed once passes again; were it not so, explanations would stop at references.
        Survey::of(&self.value, self.dialect).map(|survey| survey.references()).unwrap_or_default()
    }

    /// The tree of the schema.
    pub fn as_value(&self) -> &Value {
        &self.value
    }
}

/// The dialect that the root declares.
fn dialect(schema: &Value) -> Result<Dialect, SchemaError> {
    match schema.get("$schema") {
        // Without a word about it, a schema is in 2020-12.
        None => Ok(Dialect::Draft202012),
        Some(declared) => declared_dialect(declared).map_err(|fault| SchemaError::new("/$schema", fault)),
    }
}

fn declared_dialect(declared: &Value) -> Result<Dialect, SchemaFault> {
    let Value::String(uri) = declared else {
        return Err(SchemaFault::WrongType { expected: "the URI of a dialect", received: kind(declared) });
    };
    // spec: SCHEMA-006 — a dialect that is not supported is an error, not 2020-12.
    Dialect::of_uri(uri).ok_or_else(|| SchemaFault::UnsupportedDialect { received: excerpt(uri) })
}

/// Adds up what the regular expressions of a schema cost, each as often as it is written.
fn check_patterns(survey: &Survey<'_>) -> Result<(), SchemaError> {
    let mut total = 0u64;
    for (pointer, text) in survey.patterns() {
        let cost = pattern::cost(text).map_err(|fault| SchemaError::new(&pointer(), fault))?;
        total = total.saturating_add(cost);
        // spec: SCHEMA-012 — regular expressions are part of what a schema may cost.
        if total > MAX_PATTERN_COST as u64 {
            return Err(SchemaError::new(&pointer(), SchemaFault::PatternsTooCostly));
        }
    }
    Ok(())
}

/// Objects and arrays open at once in text that is known to be JSON.
pub(crate) fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0usize);
    let (mut in_string, mut escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// The type of a value of the tree.
pub(crate) fn kind(value: &Value) -> mcp_types::JsonKind {
    use mcp_types::JsonKind;
    match value {
        Value::Null => JsonKind::Null,
        Value::Bool(_) => JsonKind::Boolean,
        Value::Number(_) => JsonKind::Number,
        Value::String(_) => JsonKind::String,
        Value::Array(_) => JsonKind::Array,
        Value::Object(_) => JsonKind::Object,
    }
}
