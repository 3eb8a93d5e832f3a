//! How a tool fails.

use std::fmt;

use mcp_transport_http::Rejection;
use mcp_types::{ClientCapabilities, ContentBlock, ErrorCode, ErrorObject};

/// The failure of a tool.
///
/// A *tool failure* is a result with `isError: true`: a model reads it and can try again. That is what [`ToolError::new`]
/// makes, and what `?` makes of every [`std::error::Error`], whose message goes to the client.
/// A *protocol error* ([`ToolError::protocol`]) is for what a model cannot mend; clients may hide it from the model.
///
/// It does not implement [`std::error::Error`] itself, which is what makes `?` work.
///
/// # Specification
///
/// <https://modelcontextprotocol.io/specification/2026-07-28/server/tools#error-handling>
///
/// # Examples
///
/// ```
/// use mcp_server::ToolError;
///
/// fn day(text: &str) -> Result<u8, ToolError> {
///     let day: u8 = text.parse()?;
///     if day > 31 {
///         return Err(ToolError::new(format!("no month has a day {day}: choose 1 to 31")));
///     }
///     Ok(day)
/// }
///
/// assert_eq!(day("12").ok(), Some(12));
/// assert_eq!(day("x").unwrap_err().to_string(), "invalid digit found in string");
/// assert!(!day("32").unwrap_err().is_protocol_error());
/// ```
pub struct ToolError {
    kind: Box<ToolErrorKind>,
}

/// The two ways to fail.
pub(crate) enum ToolErrorKind {
    /// A result with `isError: true` and one block of text.
    Message(String),
    /// A result with `isError: true`.
    Content(Vec<ContentBlock>),
    /// An error in place of a result.
    Protocol(ErrorObject),
}

impl ToolError {
    /// Makes a tool failure with a message for the model: what is wrong, and what would be right.
    pub fn new(message: impl Into<String>) -> Self {
        ToolErrorKind::Message(message.into()).into()
    }

    /// Makes a tool failure that consists of more than one text.
    pub fn with_content(content: impl Into<Vec<ContentBlock>>) -> Self {
        ToolErrorKind::Content(content.into()).into()
    }

    /// Makes a protocol error.
    ///
    /// Codes of one's own come from [`ErrorCode::application`], which keeps clear of the reserved ones.
    pub fn protocol(error: ErrorObject) -> Self {
        ToolErrorKind::Protocol(error).into()
    }

    /// Makes the protocol error that says no more than that the server failed.
    pub fn internal() -> Self {
        Self::protocol(internal_error())
    }

    /// Makes the protocol error that the client lacks `required`, named as the client would declare them.
    ///
    /// Over HTTP it has status 400. For a tool that can do without, a tool failure is the kinder answer.
    pub fn missing_capability(required: ClientCapabilities) -> Self {
        // spec: META-014 the error lists what is missing.
        Self::protocol(Rejection::CapabilityNotDeclared { required: Box::new(required) }.error_object())
    }

    /// Tells whether the client gets an error in place of a result.
    pub fn is_protocol_error(&self) -> bool {
        matches!(*self.kind, ToolErrorKind::Protocol(_))
    }

    pub(crate) fn into_kind(self) -> ToolErrorKind {
        *self.kind
    }
}

/// The error of a failure that its author should read of.
pub(crate) fn failure(fact: &str) -> ErrorObject {
    ErrorObject::new(ErrorCode::INTERNAL_ERROR, format!("internal error: {fact}"))
}

/// The error of a failure whose reason stays inside the server.
pub(crate) fn internal_error() -> ErrorObject {
    // spec: ERR-005 unexpected failures are −32603.
    ErrorObject::new(ErrorCode::INTERNAL_ERROR, "internal error")
}

impl<E: std::error::Error> From<E> for ToolError {
    fn from(error: E) -> Self {
        // spec: TOOLS-024 a failure inside a tool is a result.
        ToolError::new(error.to_string())
    }
}

impl From<ToolErrorKind> for ToolError {
    fn from(kind: ToolErrorKind) -> Self {
        ToolError { kind: Box::new(kind) }
    }
}

impl fmt::Display for ToolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.kind {
            ToolErrorKind::Message(message) => f.write_str(message),
            ToolErrorKind::Content(content) => {
                let text = content.iter().find_map(|block| match block {
                    ContentBlock::Text(text) => Some(text.text.as_str()),
                    _ => None,
                });
                f.write_str(text.unwrap_or("the tool failed"))
            }
            ToolErrorKind::Protocol(error) => f.write_str(&error.message),
        }
    }
}

impl fmt::Debug for ToolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_protocol_error() { "protocol" } else { "tool" };
        write!(f, "ToolError({kind}: {:?})", self.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tool_error_is_small() {
        assert!(size_of::<ToolError>() <= 32);
    }
}
