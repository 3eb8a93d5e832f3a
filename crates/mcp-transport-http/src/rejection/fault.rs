//! What exactly is wrong, where a refusal says more than its name.

use std::borrow::Cow;
use std::fmt;

use mcp_types::admission::excerpt;

use crate::host::HostFault;
use crate::origin::OriginFault;
use crate::sentinel::SentinelError;

/// Why a request is refused for where it comes from, or for whom it addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFault {
    field: &'static str,
    list: &'static str,
    problem: SourceProblem,
}

/// What is wrong with `Origin` or `Host`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SourceProblem {
    /// No rule of the list admits the value.
    NotInList {
        /// Start of the value, escaped.
        received: Box<str>,
    },
    /// The field is missing.
    Missing,
    /// The field stands more than once.
    Repeated,
}

impl SourceFault {
    pub(crate) fn origin(fault: &OriginFault<'_>) -> Box<Self> {
        let problem = match fault {
            OriginFault::NotAllowed { received } => SourceProblem::NotInList { received: excerpt(received) },
            OriginFault::Repeated => SourceProblem::Repeated,
        };
        Box::new(SourceFault { field: "Origin", list: "allowed_origins", problem })
    }

    pub(crate) fn host(fault: &HostFault<'_>) -> Box<Self> {
        let (field, problem) = match fault {
            HostFault::NotAllowed { field, received } => {
                (*field, SourceProblem::NotInList { received: excerpt(received) })
            }
            HostFault::Absent => ("Host", SourceProblem::Missing),
            HostFault::Repeated => ("Host", SourceProblem::Repeated),
        };
        Box::new(SourceFault { field, list: "allowed_hosts", problem })
    }

    /// The field that is at fault: `Origin`, `Host`, `:authority`, `Forwarded` or `X-Forwarded-Host`.
    pub fn field(&self) -> &'static str {
        self.field
    }

    /// The list that judges it: `allowed_origins` or `allowed_hosts`.
    pub fn list(&self) -> &'static str {
        self.list
    }

    /// What is wrong with it.
    pub fn problem(&self) -> &SourceProblem {
        &self.problem
    }
}

impl fmt::Display for SourceFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SourceFault { field, list, problem } = self;
        match problem {
            SourceProblem::NotInList { received } => write!(
                f,
                "field {field} has `{received}`, which is not in the list `{list}`; to admit it, add it to that list"
            ),
            SourceProblem::Missing => write!(f, "field {field} is missing, so the list `{list}` cannot admit it"),
            SourceProblem::Repeated => {
                write!(f, "field {field} stands more than once, so the list `{list}` cannot admit it")
            }
        }
    }
}

/// Why a field that repeats something of the content does not agree with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    field: Cow<'static, str>,
    member: Cow<'static, str>,
    problem: FieldProblem,
}

/// What is wrong with a field that repeats something of the content.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldProblem {
    /// The content has a value, the field is missing.
    Missing,
    /// The field stands more than once.
    Repeated,
    /// The field stands for no text.
    Malformed(SentinelError),
    /// Field and content have different values.
    Differs,
    /// Field and content have different values, and both are public enough to be shown.
    DiffersBy {
        /// Start of the value of the field, escaped.
        field: Box<str>,
        /// Start of the value in the content, escaped.
        body: Box<str>,
    },
    /// The content has no value that the field could repeat.
    NoCounterpart,
    /// Both have the same integer, which is beyond 2⁵³ − 1.
    UnsafeInteger,
}

impl FieldFault {
    /// Says what is wrong with `field`, which repeats `member` of the content, such as `params.name`.
    pub fn new(
        field: impl Into<Cow<'static, str>>,
        member: impl Into<Cow<'static, str>>,
        problem: FieldProblem,
    ) -> Box<Self> {
        Box::new(FieldFault { field: field.into(), member: member.into(), problem })
    }

    /// The field, as the specification writes it.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// Where the content has what the field repeats.
    pub fn member(&self) -> &str {
        &self.member
    }

    /// What is wrong.
    pub fn problem(&self) -> &FieldProblem {
        &self.problem
    }
}

impl FieldProblem {
    pub(crate) fn differs_by(field: &[u8], body: &str) -> Self {
        FieldProblem::DiffersBy { field: excerpt(field), body: excerpt(body) }
    }
}

impl fmt::Display for FieldFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let FieldFault { field, member, problem } = self;
        match problem {
            FieldProblem::Missing => write!(f, "{field} is missing, which repeats {member}"),
            FieldProblem::Repeated => write!(f, "{field} stands more than once"),
            FieldProblem::Malformed(error) => write!(f, "{field} is malformed: {error}"),
            FieldProblem::Differs => write!(f, "{field} differs from {member}"),
            FieldProblem::DiffersBy { field: sent, body } => {
                write!(f, "{field} differs from {member}: field `{sent}`, body `{body}`")
            }
            FieldProblem::NoCounterpart => {
                write!(f, "{field} has nothing to repeat: the body has no value at {member}")
            }
            FieldProblem::UnsafeInteger => {
                write!(f, "{field} repeats an integer beyond 2^53 - 1, which peers read differently: {member}")
            }
        }
    }
}
