//! Why a request has no result.

use std::borrow::Cow;

use mcp_transport_http::Rejection;
use mcp_types::{ErrorCode, ErrorObject};

/// What stands in the place of a result.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Failure {
    /// What the request asks for cannot be had.
    Error(Box<ErrorObject>),
    /// A row of the order of refusals, which over HTTP has a status and fields of its own.
    Refused(Box<Rejection>),
}

impl Failure {
    /// The error that the peer reads.
    pub(crate) fn error_object(&self) -> Cow<'_, ErrorObject> {
        match self {
            Failure::Error(error) => Cow::Borrowed(error),
            Failure::Refused(rejection) => Cow::Owned(rejection.error_object()),
        }
    }

    /// The code that the peer reads.
    pub(crate) fn code(&self) -> ErrorCode {
        match self {
            Failure::Error(error) => error.code,
            Failure::Refused(rejection) => rejection.code(),
        }
    }
}

impl From<Box<ErrorObject>> for Failure {
    fn from(error: Box<ErrorObject>) -> Self {
        Failure::Error(error)
    }
}

impl From<ErrorObject> for Failure {
    fn from(error: ErrorObject) -> Self {
        Failure::Error(Box::new(error))
    }
}

impl From<Rejection> for Failure {
    fn from(rejection: Rejection) -> Self {
        Failure::Refused(Box::new(rejection))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn failure_is_small() {
        assert!(size_of::<Failure>() <= 16);
    }

    #[test]
    fn the_code_is_that_of_the_error() {
        let refused = Failure::from(Rejection::Overloaded { retry_after: Duration::ZERO });
        assert_eq!(refused.code(), refused.error_object().code);
        let error = Failure::from(ErrorObject::new(ErrorCode::INVALID_PARAMS, "no"));
        assert_eq!(error.code(), error.error_object().code);
    }
}
