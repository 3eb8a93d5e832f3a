//! Why a schema has no plan of mirrored parameters.

use std::fmt;

use crate::limits::{MAX_HEADER_NAME_BYTES, MAX_MIRRORED_PARAMETERS, MAX_SCHEMA_BYTES, MAX_SCHEMA_DEPTH};
use crate::text::shown_pointer;

/// A mark `x-mcp-header` that makes a tool definition invalid: where it stands, and which rule it breaks.
///
/// Clients name the tool and this in their log, and leave the tool out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderPlanError {
    pointer: Box<str>,
    fault: HeaderPlanFault,
}

/// The rule that a mark breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeaderPlanFault {
    /// The mark's value is not a string.
    NotText,
    /// The name is empty.
    Empty,
    /// The name has a control character, such as a line break.
    ControlCharacter,
    /// The name has a character that field names cannot have: a space, a colon, anything beyond ASCII.
    NotToken {
        /// The first such character.
        character: char,
    },
    /// The name has more than [`MAX_HEADER_NAME_BYTES`].
    TooLong,
    /// Another mark of the schema has the same name, capitals aside.
    Duplicate,
    /// The parameter's `type` is not exactly one of `string`, `integer` and `boolean`.
    NotPrimitive,
    /// The mark does not stand on a property that is reached from the root through `properties` alone.
    Misplaced,
    /// More than [`MAX_MIRRORED_PARAMETERS`] are marked.
    TooMany,
    /// The schema has more than [`MAX_SCHEMA_BYTES`] or [`MAX_SCHEMA_DEPTH`] levels.
    SchemaTooLarge,
}

impl HeaderPlanError {
    pub(super) fn new(pointer: &str, fault: HeaderPlanFault) -> Self {
        HeaderPlanError { pointer: shown_pointer(pointer), fault }
    }

    /// Where in the schema, as a JSON Pointer.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The rule that is broken there.
    pub fn fault(&self) -> &HeaderPlanFault {
        &self.fault
    }
}

impl fmt::Display for HeaderPlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.pointer {
            "" => self.fault.fmt(f),
            pointer => write!(f, "at {pointer}: {}", self.fault),
        }
    }
}

impl std::error::Error for HeaderPlanError {}

impl fmt::Display for HeaderPlanFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HeaderPlanFault::NotText => f.write_str("field name: expected a string"),
            HeaderPlanFault::Empty => f.write_str("field name: expected at least one character, received none"),
            HeaderPlanFault::ControlCharacter => f.write_str("field name: has a control character"),
            HeaderPlanFault::NotToken { character } => {
                write!(f, "field name: expected letters, digits and !#$%&'*+-.^_`|~, received {character:?}")
            }
            HeaderPlanFault::TooLong => write!(f, "field name: at most {MAX_HEADER_NAME_BYTES} bytes"),
            HeaderPlanFault::Duplicate => f.write_str("field name: another parameter has the same, capitals aside"),
            HeaderPlanFault::NotPrimitive => {
                f.write_str("parameter type: expected `type` to be \"string\", \"integer\" or \"boolean\"")
            }
            HeaderPlanFault::Misplaced => f.write_str(
                "place: expected a property that is reached from the root through `properties` alone, not through \
                 lists, combinations, conditions, definitions or references",
            ),
            HeaderPlanFault::TooMany => write!(f, "mirrored parameters: at most {MAX_MIRRORED_PARAMETERS}"),
            HeaderPlanFault::SchemaTooLarge => {
                write!(f, "schema: at most {MAX_SCHEMA_BYTES} bytes and {MAX_SCHEMA_DEPTH} levels")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_plan_error_is_small() {
        assert!(size_of::<HeaderPlanError>() <= 32);
    }
}
