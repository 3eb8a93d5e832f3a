//! Compiled validators.

mod assertions;
mod explain;
mod instance;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use jsonschema::error::ValidationErrorKind;
use jsonschema::json::Json as Instances;
use jsonschema::{Draft, PatternOptions, Retrieve, ValidationError, ValidationOptions, ValidatorMap};
use mcp_types::{Json, Raw};
use serde_json::Value;

use self::explain::Explanation;
use self::instance::{Borrowed, Instance};
use crate::limits::MAX_COMPILED_PATTERN_BYTES;
use crate::text::excerpt;
use crate::{Dialect, SchemaDocument, SchemaError, SchemaFault, Violation, Violations};

/// A schema compiled to judge values.
///
/// Compiling takes some tens of microseconds for a schema of ten properties, and some tens of milliseconds for the
/// largest that is accepted; it is done once, at registration. Judging takes time in proportion to the value times the
/// subschemas that apply to each part of it: what is tried twice at one place is remembered, so that schemas which
/// recur along several ways do not multiply. Regular expressions are matched in linear time; what only backtracking
/// engines can match is refused. `format` is an annotation and restricts nothing, in both dialects.
///
/// # Specification
///
/// [JSON Schema usage](https://modelcontextprotocol.io/specification/2026-07-28/basic/index#json-schema-usage)
///
/// # Examples
///
/// ```
/// use mcp_schema::Validator;
/// use mcp_types::{Json, Raw};
///
/// let schema = Json::parse(r#"{
///     "type": "object",
///     "properties": { "count": { "type": "integer", "minimum": 1 } },
///     "required": ["count"]
/// }"#)?;
/// let validator = Validator::compile(&schema)?;
/// assert!(validator.validate(Raw::parse(r#"{"count": 3}"#)?).is_ok());
///
/// let violations = validator.validate(Raw::parse(r#"{"count": 0}"#)?).unwrap_err();
/// assert_eq!(violations.to_string(), "/count: expected a number of at least 1, received 0");
///
/// let lookahead = Json::parse(r#"{"pattern": "^(?=a)"}"#)?;
/// assert!(Validator::compile(&lookahead).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Validator {
    document: SchemaDocument,
    root: jsonschema::Validator<Borrowed>,
    /// Made when a refusal is explained for the first time, so that it costs nothing where every call obeys.
    parts: OnceLock<Parts>,
}

/// The parts of a schema, to ask them why a value is refused.
#[derive(Default)]
struct Parts {
    /// A validator for every subschema, by `#` and its JSON Pointer; `None` if they cannot be compiled one by one.
    subschemas: Option<ValidatorMap>,
    /// Where each `$ref` leads, by the place of the subschema that it stands in.
    references: BTreeMap<String, String>,
}

impl Validator {
    /// Checks a schema as [`SchemaDocument::check`] does, and against its dialect, and compiles it.
    ///
    /// # Errors
    ///
    /// Those of [`SchemaDocument::check`], and:
    ///
    /// - [`SchemaFault::NotValid`]: a keyword has a value that its dialect does not allow;
    /// - [`SchemaFault::PatternNotSupported`]: a regular expression is malformed, needs backtracking, or is too large.
    pub fn compile(schema: &Json) -> Result<Self, SchemaError> {
        Validator::of(SchemaDocument::check(schema)?)
    }

    /// Compiles a schema that is checked already.
    ///
    /// # Errors
    ///
    /// Those of [`compile`](Self::compile), apart from those of the check.
    pub fn of(document: SchemaDocument) -> Result<Self, SchemaError> {
        // A schema that does not obey its dialect ends here.
        let root = options(document.dialect()).build(document.as_value()).map_err(|error| not_valid(&error))?;
        Ok(Validator { document, root, parts: OnceLock::new() })
    }

    /// The schema.
    pub fn document(&self) -> &SchemaDocument {
        &self.document
    }

    /// Judges a value as it stands in a message.
    ///
    /// Builds a tree of the value, which takes some ten times the bytes of its text.
    ///
    /// # Errors
    ///
    /// [`Violations`], the first ones found.
    pub fn validate(&self, value: Raw<'_>) -> Result<(), Violations> {
        match value.deserialize::<Instance<'_>>() {
            Ok(instance) if self.root.is_valid(&instance) => Ok(()),
            Ok(instance) => self.refuse(&instance.to_value()),
            Err(_) => Violations::check(vec![Violation::new("", "type", "numbers that 64-bit floats hold", &value)]),
        }
    }

    /// Judges a value that is a tree already.
    ///
    /// # Errors
    ///
    /// [`Violations`], the first ones found.
    pub fn validate_value(&self, value: &Value) -> Result<(), Violations> {
        if self.accepts(value) { Ok(()) } else { self.refuse(value) }
    }

    /// Whether a value is accepted, without saying why not.
    pub fn accepts(&self, value: &Value) -> bool {
        self.root.is_valid(&Instance::from(value))
    }

    /// Says why a value is not accepted.
    fn refuse(&self, value: &Value) -> Result<(), Violations> {
        // Why: the library's own errors repeat the value for every alternative tried, and multiply where schemas recur.
        let parts = self.parts.get_or_init(|| Parts {
            subschemas: options(self.document.dialect()).build_map(self.document.as_value()).ok(),
            references: self.document.references(),
        });
        Violations::check(Explanation::of(&self.document, parts, value))
    }
}

impl fmt::Debug for Validator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Validator").field("document", &self.document).finish_non_exhaustive()
    }
}

fn options<F: Instances>(dialect: Dialect) -> ValidationOptions<'static, Arc<dyn Retrieve>, F> {
    let draft = match dialect {
        Dialect::Draft202012 => Draft::Draft202012,
        // spec: SCHEMA-005 — a schema is read in its own dialect.
        Dialect::Draft07 => Draft::Draft7,
    };
    // Nothing is fetched, whatever features other crates turn on.
    let options = jsonschema::options_for().with_draft(draft).offline().should_validate_formats(false);
    // spec: SCHEMA-012 — regular expressions are matched in linear time, and only those that can be.
    options.with_pattern_options(PatternOptions::regex().size_limit(MAX_COMPILED_PATTERN_BYTES))
}

fn not_valid(error: &ValidationError<'_>) -> SchemaError {
    let is_pattern =
        |kind: &ValidationErrorKind| matches!(kind, ValidationErrorKind::Format { format } if format == "regex");
    let fault = match error.kind() {
        kind if is_pattern(kind) => SchemaFault::PatternNotSupported { pattern: excerpt_of(error.instance()) },
        ValidationErrorKind::PropertyNames { error } if is_pattern(error.kind()) => {
            SchemaFault::PatternNotSupported { pattern: excerpt_of(error.instance()) }
        }
        ValidationErrorKind::Referencing(error) => {
            SchemaFault::UnresolvedReference { reference: excerpt(&error.to_string()) }
        }
        _ => SchemaFault::NotValid { problem: excerpt(&error.to_string()) },
    };
    SchemaError::new(error.instance_path().as_str(), fault)
}

fn excerpt_of(value: &Value) -> Box<str> {
    value.as_str().map_or_else(|| crate::violation::start_of_json(value), excerpt)
}
