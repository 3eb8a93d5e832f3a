//! Why a schema is not one of a form.

use std::fmt;

use crate::Violation;
use crate::limits::{MAX_FORM_FIELDS, MAX_FORM_OPTIONS};
use crate::text::shown_pointer;

/// A schema that is refused as the schema of a form: what is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormSchemaError {
    pointer: Box<str>,
    fault: Box<FormSchemaFault>,
}

/// What is wrong with the schema of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormSchemaFault {
    /// It is not of the wire type: not an object of fields, or a field of another type than forms have.
    NotDecoded {
        /// What could not be read.
        problem: Box<str>,
    },
    /// A field is nested, or of a type that forms do not have.
    NotPrimitive,
    /// `$schema` names a dialect that is not supported.
    UnsupportedDialect,
    /// A keyword of JSON Schema that forms do not have, and that clients would not obey.
    Keyword {
        /// The keyword.
        keyword: Box<str>,
    },
    /// There are more than [`MAX_FORM_FIELDS`].
    TooManyFields,
    /// `required` names a field that the form does not have.
    UnknownField,
    /// A choice without options.
    NoOptions,
    /// A choice of more than [`MAX_FORM_OPTIONS`].
    TooManyOptions,
    /// Two options of a choice have the same value.
    DuplicateOption,
    /// There are not as many labels as values.
    LabelsDiffer,
    /// The least that is allowed is more than the most.
    EmptyRange,
    /// The default is nothing that the field accepts.
    Default {
        /// Why it is not accepted.
        violation: Violation,
    },
}

impl FormSchemaError {
    pub(super) fn new(pointer: &str, fault: FormSchemaFault) -> Self {
        FormSchemaError { pointer: shown_pointer(pointer), fault: Box::new(fault) }
    }

    /// Where in the schema, as a JSON Pointer; empty for the schema as a whole.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What is wrong there.
    pub fn fault(&self) -> &FormSchemaFault {
        &self.fault
    }
}

impl fmt::Display for FormSchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.pointer {
            "" => self.fault.fmt(f),
            pointer => write!(f, "at {pointer}: {}", self.fault),
        }
    }
}

impl std::error::Error for FormSchemaError {}

impl fmt::Display for FormSchemaFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FormSchemaFault::NotDecoded { problem } => write!(f, "not the schema of a form: {problem}"),
            FormSchemaFault::NotPrimitive => {
                f.write_str("field type: expected text, a number, a boolean or a choice, nothing nested")
            }
            FormSchemaFault::UnsupportedDialect => f.write_str("unsupported dialect: expected JSON Schema 2020-12"),
            FormSchemaFault::Keyword { keyword } => write!(f, "keyword not allowed in forms: {keyword}"),
            FormSchemaFault::TooManyFields => write!(f, "too many fields: at most {MAX_FORM_FIELDS}"),
            FormSchemaFault::UnknownField => f.write_str("required field: expected one of the form's fields"),
            FormSchemaFault::NoOptions => f.write_str("choice: expected at least one option, received none"),
            FormSchemaFault::TooManyOptions => write!(f, "choice: at most {MAX_FORM_OPTIONS} options"),
            FormSchemaFault::DuplicateOption => f.write_str("choice: two options have the same value"),
            FormSchemaFault::LabelsDiffer => f.write_str("choice: expected as many labels as values"),
            FormSchemaFault::EmptyRange => f.write_str("range: the least allowed is more than the most"),
            FormSchemaFault::Default { violation } => {
                write!(f, "default: expected {}, received {}", violation.expected(), violation.received())
            }
        }
    }
}
