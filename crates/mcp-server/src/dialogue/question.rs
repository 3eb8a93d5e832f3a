//! A question to the user of a client, and how its answer is read.

use std::fmt;

use mcp_types::{ClientCapabilities, InputRequest, Raw};

use super::InputKinds;

/// Something that a client can be asked for, by [`Context::ask`](crate::Context::ask).
///
/// Implemented for what [`Elicit`](crate::Elicit) makes, for [`ListRoots`](crate::ListRoots) and for
/// [`CreateMessageRequestParams`](mcp_types::CreateMessageRequestParams).
pub trait Question: Send + Sync {
    /// What the handler gets.
    type Answer;

    /// The kind of input, which the tool, prompt or resource has to have declared.
    fn kind(&self) -> InputKinds;

    /// What the client has to declare besides its kind; nothing unless overridden.
    fn requires(&self) -> ClientCapabilities {
        self.kind().capabilities()
    }

    /// Whether the client declares all that the question needs.
    fn is_supported(&self, capabilities: &ClientCapabilities) -> bool {
        InputKinds::declared(capabilities).contains(self.kind())
    }

    /// The request as it goes to the client.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if the author made a question that no client may be asked.
    fn request(&self) -> Result<InputRequest, Malformed>;

    /// Reads the client's answer.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if the answer has not the form of the question.
    fn read(&self, answer: Raw<'_>) -> Result<Reading<Self::Answer>, Malformed>;
}

/// What a client said to a question.
///
/// Exhaustive: the specification knows three actions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading<T> {
    /// It gave what was asked for.
    Given(T),
    /// The user refused.
    Declined,
    /// The user went away without a choice.
    Cancelled,
}

/// Why a question or an answer has not the form that it must have.
///
/// The text names the place and what was expected, and never repeats what was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed(Box<str>);

impl Malformed {
    /// Says what is wrong.
    pub fn new(fact: impl Into<String>) -> Self {
        Malformed(fact.into().into())
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Malformed {}
