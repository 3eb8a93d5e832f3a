//! Which parameters of a tool are mirrored into header fields, and by which names.

mod error;
mod name;
#[cfg(test)]
mod tests;
mod walk;

pub(crate) use self::walk::ANNOTATION;

use std::fmt;

use mcp_types::Json;
use serde_json::Value;

pub use self::error::{HeaderPlanError, HeaderPlanFault};
pub use self::name::HeaderLint;
use crate::limits::{MAX_SCHEMA_BYTES, MAX_SCHEMA_DEPTH};
use crate::{Dialect, SchemaDocument};

/// The parameters of one tool that `x-mcp-header` marks to be mirrored, compiled from its input schema.
///
/// A plan exists only where every mark obeys the rules: one that does not makes the whole tool definition invalid. A
/// server then refuses to publish the tool, a client leaves it out of its list. A schema without marks has the empty plan.
///
/// Of a field's name this holds the part that the mark chooses; transports put their own prefix before it.
///
/// # Specification
///
/// [Custom headers from tool parameters](https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#custom-headers-from-tool-parameters)
///
/// # Examples
///
/// ```
/// use mcp_schema::{HeaderPlan, HeaderPlanFault, ParameterKind};
/// use mcp_types::Json;
/// use serde_json::json;
///
/// let plan = HeaderPlan::of(&Json::from(json!({
///     "type": "object",
///     "properties": {
///         "query": { "type": "string" },
///         "target": { "properties": { "region": { "type": "string", "x-mcp-header": "Region" } } },
///     },
/// })))?;
/// let [region] = plan.parameters() else { panic!("one parameter is marked") };
/// assert_eq!((region.name(), region.kind()), ("Region", ParameterKind::String));
/// assert!(region.path().eq(["target", "region"]));
///
/// let listed = json!({ "items": { "properties": { "a": { "type": "string", "x-mcp-header": "A" } } } });
/// let error = HeaderPlan::of(&Json::from(listed)).unwrap_err();
/// assert_eq!(error.fault(), &HeaderPlanFault::Misplaced);
/// assert_eq!(error.pointer(), "/items/properties/a/x-mcp-header");
/// # Ok::<(), mcp_schema::HeaderPlanError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HeaderPlan {
    // Invariant: names differ without regard to case; paths are not empty, differ, and stand in order.
    parameters: Box<[MirroredParameter]>,
}

/// One parameter that is mirrored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MirroredParameter {
    name: Box<str>,
    path: Box<[Box<str>]>,
    kind: ParameterKind,
}

/// The type of a parameter that is mirrored.
///
/// Exhaustive: the specification allows these three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums, reason = "see above")]
pub enum ParameterKind {
    /// Text, mirrored as it is.
    String,
    /// A whole number between −(2⁵³ − 1) and 2⁵³ − 1, mirrored in decimal.
    Integer,
    /// `true` or `false`.
    Boolean,
}

impl HeaderPlan {
    /// Compiles the plan of an input schema.
    ///
    /// # Errors
    ///
    /// [`HeaderPlanError`] for the first mark that breaks a rule; see [`HeaderPlanFault`].
    pub fn of(input_schema: &Json) -> Result<Self, HeaderPlanError> {
        // Why: most schemas have no marks, and a tree of them would be built for nothing.
        if !input_schema.text().contains(ANNOTATION) && !input_schema.text().contains('\\') {
            return Ok(HeaderPlan::default());
        }
        if input_schema.text().len() > MAX_SCHEMA_BYTES
            || crate::document::depth(input_schema.text()) > MAX_SCHEMA_DEPTH
        {
            return Err(HeaderPlanError::new("", HeaderPlanFault::SchemaTooLarge));
        }
        let schema = input_schema.to_value();
        let declared = schema.get("$schema").and_then(Value::as_str).and_then(Dialect::of_uri);
        HeaderPlan::collect(&schema, declared.unwrap_or_default())
    }

    /// Compiles the plan of an input schema that is checked already, and does not read it again.
    ///
    /// # Errors
    ///
    /// Those of [`of`](Self::of), apart from the one about the size.
    pub fn of_document(input_schema: &SchemaDocument) -> Result<Self, HeaderPlanError> {
        HeaderPlan::collect(input_schema.as_value(), input_schema.dialect())
    }

    fn collect(schema: &Value, dialect: Dialect) -> Result<Self, HeaderPlanError> {
        let mut parameters = walk::collect(schema, dialect)?;
        parameters.sort_by(|left, right| left.path.cmp(&right.path));
        Ok(HeaderPlan { parameters: parameters.into() })
    }

    /// The parameters, in the order of their paths.
    pub fn parameters(&self) -> &[MirroredParameter] {
        &self.parameters
    }

    /// Whether nothing is mirrored.
    pub fn is_empty(&self) -> bool {
        self.parameters.is_empty()
    }

    /// Names that obey the rules and get lost on the way all the same: what to tell the author of a tool.
    pub fn lints(&self) -> impl Iterator<Item = HeaderLint> {
        self.parameters.iter().filter_map(|parameter| HeaderLint::of(&parameter.name))
    }
}

impl MirroredParameter {
    /// The part of the field's name that the mark chooses, as it is written there.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The names of properties that lead from the arguments to the value; at least one.
    pub fn path(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.path.iter().map(|name| &**name)
    }

    /// The type of the value.
    pub fn kind(&self) -> ParameterKind {
        self.kind
    }
}

impl ParameterKind {
    /// The name that JSON Schema gives the type.
    pub const fn as_str(self) -> &'static str {
        match self {
            ParameterKind::String => "string",
            ParameterKind::Integer => "integer",
            ParameterKind::Boolean => "boolean",
        }
    }
}

impl fmt::Display for ParameterKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
