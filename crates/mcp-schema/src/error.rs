//! Why a schema is refused.

use std::fmt;

use mcp_types::JsonKind;

use crate::Dialect;
use crate::limits::{
    MAX_APPLIED_DEPTH, MAX_PATTERN_BYTES, MAX_PATTERN_COST, MAX_SCHEMA_BYTES, MAX_SCHEMA_DEPTH, MAX_SUBSCHEMAS,
    MAX_UNFOLDED_BYTES, MAX_UNFOLDED_DEPTH, MAX_UNFOLDED_SUBSCHEMAS,
};
use crate::text::shown_pointer;

/// A schema that is refused at registration: what is wrong, and where in the schema.
///
/// The fault is the author's of the schema. A server does not start with it; a client leaves the tool out.
///
/// # Examples
///
/// ```
/// use mcp_schema::{SchemaDocument, SchemaFault};
/// use mcp_types::Json;
///
/// let schema = Json::parse(r##"{"properties": {"place": {"$ref": "https://example.com/place.json"}}}"##)?;
/// let error = SchemaDocument::check(&schema).unwrap_err();
/// assert!(matches!(error.fault(), SchemaFault::UnresolvedReference { .. }));
/// assert_eq!(error.pointer(), "/properties/place/$ref");
/// # Ok::<(), mcp_types::DecodeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaError {
    pointer: Box<str>,
    fault: Box<SchemaFault>,
}

/// What is wrong with a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaFault {
    /// `$schema` names a dialect that is not supported.
    UnsupportedDialect {
        /// Start of what it names.
        received: Box<str>,
    },
    /// A subschema is written in another dialect than the schema around it.
    MixedDialects {
        /// The dialect of the schema.
        expected: Dialect,
        /// That of the subschema.
        received: Dialect,
    },
    /// Something else stands where a keyword has its value.
    WrongType {
        /// What can stand there.
        expected: &'static str,
        /// What stands there.
        received: JsonKind,
    },
    /// The schema does not obey its dialect.
    NotValid {
        /// What the dialect demands, and what stands there.
        problem: Box<str>,
    },
    /// A reference leads to nothing within the schema; nothing is ever fetched.
    UnresolvedReference {
        /// Start of the reference.
        reference: Box<str>,
    },
    /// References lead back to where they began without going into the value, so that no validation would end.
    ReferenceLoop,
    /// `$id` of a subschema is not a URI that every reader resolves alike.
    UnclearId {
        /// Start of the id.
        id: Box<str>,
    },
    /// Two subschemas have the same `$id`, or two in one resource the same anchor.
    DuplicateId {
        /// Start of the id.
        id: Box<str>,
    },
    /// The text has more than [`MAX_SCHEMA_BYTES`].
    TooLong,
    /// More than [`MAX_SCHEMA_DEPTH`] objects and arrays are open at once.
    TooDeep,
    /// There are more than [`MAX_SUBSCHEMAS`].
    TooManySubschemas,
    /// With references expanded there are more than [`MAX_UNFOLDED_SUBSCHEMAS`].
    TooManyUnfolded,
    /// With references expanded there are more than [`MAX_UNFOLDED_DEPTH`] subschemas within each other.
    UnfoldedTooDeep,
    /// More than [`MAX_APPLIED_DEPTH`] subschemas within each other apply to the same part of a value.
    AppliedTooDeep,
    /// With references expanded the schema has more than [`MAX_UNFOLDED_BYTES`].
    UnfoldedTooLong,
    /// A regular expression has more than [`MAX_PATTERN_BYTES`].
    PatternTooLong,
    /// With their repetitions written out, the regular expressions match more than [`MAX_PATTERN_COST`] characters.
    PatternsTooCostly,
    /// A regular expression uses what only backtracking engines have, or is none.
    PatternNotSupported {
        /// Start of the pattern.
        pattern: Box<str>,
    },
}

impl SchemaError {
    pub(crate) fn new(pointer: &str, fault: SchemaFault) -> Self {
        SchemaError { pointer: shown_pointer(pointer), fault: Box::new(fault) }
    }

    /// Where in the schema, as a JSON Pointer; empty for the schema as a whole.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What is wrong there.
    pub fn fault(&self) -> &SchemaFault {
        &self.fault
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.pointer {
            "" => self.fault.fmt(f),
            pointer => write!(f, "at {pointer}: {}", self.fault),
        }
    }
}

impl std::error::Error for SchemaError {}

impl fmt::Display for SchemaFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // The error says that it is the dialect, which one, and which there are.
            SchemaFault::UnsupportedDialect { received } => {
                write!(
                    f,
                    "unsupported dialect: expected {} or {}, received {received}",
                    Dialect::Draft202012,
                    Dialect::Draft07
                )
            }
            SchemaFault::MixedDialects { expected, received } => {
                write!(f, "mixed dialects: expected {expected} as at the root, received {received}")
            }
            SchemaFault::WrongType { expected, received } => {
                write!(f, "wrong type: expected {expected}, received {received}")
            }
            SchemaFault::NotValid { problem } => write!(f, "not valid in its dialect: {problem}"),
            SchemaFault::UnresolvedReference { reference } => write!(
                f,
                "unresolved reference: expected a place within the schema, received {reference}; nothing is fetched"
            ),
            SchemaFault::ReferenceLoop => f.write_str("reference loop: the reference leads back to itself"),
            SchemaFault::UnclearId { id } => write!(
                f,
                "unclear $id: expected a URI without port, user, percent signs, dot segments and capitals in its \
                 host, received {id}"
            ),
            SchemaFault::DuplicateId { id } => write!(f, "duplicate id or anchor: {id}"),
            SchemaFault::TooLong => write!(f, "schema too long: at most {MAX_SCHEMA_BYTES} bytes"),
            SchemaFault::TooDeep => write!(f, "schema too deep: at most {MAX_SCHEMA_DEPTH} levels"),
            SchemaFault::TooManySubschemas => write!(f, "too many subschemas: at most {MAX_SUBSCHEMAS}"),
            SchemaFault::TooManyUnfolded => {
                write!(f, "too many subschemas: at most {MAX_UNFOLDED_SUBSCHEMAS} with references expanded")
            }
            SchemaFault::UnfoldedTooDeep => {
                write!(f, "schema too deep: at most {MAX_UNFOLDED_DEPTH} subschemas with references expanded")
            }
            SchemaFault::AppliedTooDeep => {
                write!(f, "schema too deep: at most {MAX_APPLIED_DEPTH} subschemas within each other for one value")
            }
            SchemaFault::UnfoldedTooLong => {
                write!(f, "schema too long: at most {MAX_UNFOLDED_BYTES} bytes with references expanded")
            }
            SchemaFault::PatternTooLong => {
                write!(f, "regular expression too long: at most {MAX_PATTERN_BYTES} bytes")
            }
            SchemaFault::PatternsTooCostly => {
                write!(f, "regular expressions too large: at most {MAX_PATTERN_COST} characters with repetitions")
            }
            SchemaFault::PatternNotSupported { pattern } => write!(
                f,
                "regular expression not supported: expected one that is matched without backtracking, received {pattern}"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schema_error_is_small() {
        assert!(size_of::<SchemaError>() <= 32);
    }

    #[test]
    fn pointers_are_cut() {
        let error = SchemaError::new(&"/properties".repeat(1000), SchemaFault::ReferenceLoop);
        assert!(error.to_string().len() < 400, "{error}");
    }
}
