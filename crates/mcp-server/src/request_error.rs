//! How prompts, resources and completions fail.

use std::fmt;

use mcp_transport_http::Rejection;
use mcp_types::{ClientCapabilities, ErrorCode, ErrorObject, Json};
use serde_json::json;

use crate::failure::Failure;
use crate::tool_error::internal_error;

/// The failure of a handler other than a tool's: an error in place of a result.
///
/// A client shows its message to people and programs, not to a model. So `?` makes −32603 without detail of any
/// [`std::error::Error`]: what went wrong inside stays inside. What the client should know is said with
/// [`invalid_params`](RequestError::invalid_params) or [`not_found`](RequestError::not_found).
///
/// It does not implement [`std::error::Error`] itself, which is what makes `?` work.
///
/// # Specification
///
/// - <https://modelcontextprotocol.io/specification/2026-07-28/server/resources#error-handling>
/// - <https://modelcontextprotocol.io/specification/2026-07-28/server/prompts#error-handling>
///
/// # Examples
///
/// ```
/// use mcp_server::RequestError;
/// use mcp_types::ErrorCode;
///
/// fn chapter(text: &str) -> Result<u8, RequestError> {
///     let chapter: u8 = text.parse()?;
///     if chapter > 12 {
///         return Err(RequestError::not_found(format!("book://chapters/{chapter}")));
///     }
///     Ok(chapter)
/// }
///
/// assert_eq!(chapter("7").ok(), Some(7));
/// assert_eq!(chapter("13").unwrap_err().code(), ErrorCode::INVALID_PARAMS);
/// assert_eq!(chapter("x").unwrap_err().to_string(), "internal error");
/// ```
pub struct RequestError {
    object: Box<ErrorObject>,
}

impl RequestError {
    /// Makes the error that there is no resource at `uri`: −32602, with the URI in its data.
    pub fn not_found(uri: impl AsRef<str>) -> Self {
        let mut error = ErrorObject::new(ErrorCode::INVALID_PARAMS, "resource not found");
        // spec: RES-014 RES-015 what does not exist is named.
        error.data = Some(Json::from(json!({ "uri": uri.as_ref() })));
        Self::protocol(error)
    }

    /// Makes the error that the parameters of the request are wrong, −32602: `message` says which, and what is expected.
    pub fn invalid_params(message: impl Into<String>) -> Self {
        Self::protocol(ErrorObject::new(ErrorCode::INVALID_PARAMS, message.into()))
    }

    /// Makes the error that says no more than that the server failed, −32603.
    pub fn internal() -> Self {
        Self::protocol(internal_error())
    }

    /// Makes any error of the protocol.
    ///
    /// Codes of one's own come from [`ErrorCode::application`], which keeps clear of the reserved ones.
    pub fn protocol(error: ErrorObject) -> Self {
        RequestError { object: Box::new(error) }
    }

    /// Makes the error that the client lacks `required`, named as the client would declare them.
    pub fn missing_capability(required: ClientCapabilities) -> Self {
        Self::protocol(Rejection::CapabilityNotDeclared { required: Box::new(required) }.error_object())
    }

    /// The code that the client gets.
    pub fn code(&self) -> ErrorCode {
        self.object.code
    }

    pub(crate) fn into_failure(self) -> Failure {
        self.object.into()
    }
}

impl<E: std::error::Error> From<E> for RequestError {
    fn from(_: E) -> Self {
        RequestError::internal()
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.object.message)
    }
}

impl fmt::Debug for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RequestError({}: {:?})", self.object.code.value(), self.object.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_error_is_small() {
        assert!(size_of::<RequestError>() <= 32);
    }

    // spec: RES-016 ERR-005
    #[test]
    fn what_went_wrong_inside_stays_inside() {
        let secret = std::io::Error::other("the database password is hunter2");
        let error = RequestError::from(secret);
        assert_eq!((error.code(), error.to_string()), (ErrorCode::INTERNAL_ERROR, "internal error".to_owned()));
        assert!(!format!("{error:?}").contains("hunter2"));
    }
}
