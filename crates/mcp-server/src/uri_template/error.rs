//! Why the text of a URI template is refused.

use std::fmt;

use crate::limits::{MAX_URI_TEMPLATE_BYTES, MAX_URI_TEMPLATE_VARIABLES, MAX_VARIABLE_NAME_BYTES};

/// A URI template that is refused: what is wrong, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UriTemplateError {
    at: usize,
    fault: UriTemplateFault,
}

/// What is wrong with a URI template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum UriTemplateFault {
    /// It does not begin with a scheme and a colon.
    Scheme,
    /// A character stands outside of expressions that no URI has; other alphabets are written as percent triplets.
    Character,
    /// An expression is not closed.
    Unclosed,
    /// Something else stands where the name of a variable does: letters, digits, underscores, percent triplets, and dots
    /// between them.
    VariableName,
    /// The expression begins with an operator that RFC 6570 keeps for later.
    UnknownOperator {
        /// The operator.
        operator: char,
    },
    /// The variable has a modifier, `*` or `:`; values are single strings here.
    Modifier {
        /// The modifier.
        modifier: char,
    },
    /// A variable of this name stands further left.
    DuplicateVariable,
    /// Nothing tells where the variable before this expression ends.
    Adjacent,
    /// This can never be reached: all of it belongs to the parameters named before.
    Unreachable,
    /// It has more than [`MAX_URI_TEMPLATE_BYTES`].
    TooLong,
    /// It has more than [`MAX_URI_TEMPLATE_VARIABLES`].
    TooManyVariables,
    /// The name of a variable has more than [`MAX_VARIABLE_NAME_BYTES`].
    VariableNameTooLong,
}

impl UriTemplateError {
    pub(super) fn new(at: usize, fault: UriTemplateFault) -> Self {
        UriTemplateError { at, fault }
    }

    /// Where in the template, in bytes.
    pub fn at(&self) -> usize {
        self.at
    }

    /// What is wrong there.
    pub fn fault(&self) -> UriTemplateFault {
        self.fault
    }
}

impl fmt::Display for UriTemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at byte {}: {}", self.at, self.fault)
    }
}

impl std::error::Error for UriTemplateError {}

impl fmt::Display for UriTemplateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UriTemplateFault::Scheme => f.write_str("no scheme: expected one and a colon before the first expression"),
            UriTemplateFault::Character => {
                f.write_str("character not allowed in a URI: expected another, or its percent triplets")
            }
            UriTemplateFault::Unclosed => f.write_str("expression not closed: expected a brace"),
            UriTemplateFault::VariableName => {
                f.write_str("no variable: expected a name of letters, digits, underscores and dots between them")
            }
            UriTemplateFault::UnknownOperator { operator } => {
                write!(f, "unknown operator: expected one of + # . / ; ? &, received {operator}")
            }
            UriTemplateFault::Modifier { modifier } => {
                write!(f, "modifier not supported: expected a name alone, received {modifier} after it")
            }
            UriTemplateFault::DuplicateVariable => f.write_str("duplicate variable: expected each name once"),
            UriTemplateFault::Adjacent => {
                f.write_str("adjacent variables: expected text or an operator that tells where the first one ends")
            }
            UriTemplateFault::Unreachable => {
                f.write_str("unreachable: expected the end of the parameters, or all of them in one expression")
            }
            UriTemplateFault::TooLong => write!(f, "template too long: at most {MAX_URI_TEMPLATE_BYTES} bytes"),
            UriTemplateFault::TooManyVariables => {
                write!(f, "too many variables: at most {MAX_URI_TEMPLATE_VARIABLES}")
            }
            UriTemplateFault::VariableNameTooLong => {
                write!(f, "name of a variable too long: at most {MAX_VARIABLE_NAME_BYTES} bytes")
            }
        }
    }
}
