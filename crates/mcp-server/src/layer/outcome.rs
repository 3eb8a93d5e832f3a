//! The outcome of an operation as layers see it.

use std::fmt;

use bytes::Bytes;
use mcp_transport_http::Rejection;
use mcp_types::jsonrpc::write_result;
use mcp_types::{ErrorCode, ErrorObject, Json, Raw, RequestId};

use crate::failure::Failure;
use crate::reply::{Content, Reply, ResultKind, internal};
use crate::subscription::Listening;

/// What an operation led to: a result, an error, or a stream that has begun.
///
/// # Examples
///
/// ```
/// use mcp_server::{Outcome, OutcomeKind};
/// use mcp_types::{ErrorCode, ErrorObject};
///
/// let closed = Outcome::error(ErrorObject::new(ErrorCode::INTERNAL_ERROR, "closed for the night"));
/// assert_eq!(closed.kind(), OutcomeKind::Error(ErrorCode::INTERNAL_ERROR));
/// ```
pub struct Outcome(State);

enum State {
    Reply(Reply),
    /// A result that is not yet the answer to a request.
    Result(Json),
    Opened(Box<Listening>),
}

/// How an operation went, without what it led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OutcomeKind {
    /// There is a result.
    Complete,
    /// There is the result of a tool that failed (`isError: true`).
    ToolError,
    /// The client has questions to answer first (`resultType: "input_required"`).
    InputRequired,
    /// A stream has begun.
    Opened,
    /// There is an error, with this code.
    Error(ErrorCode),
}

impl Outcome {
    pub(super) fn of(reply: Reply) -> Self {
        Outcome(State::Reply(reply))
    }

    pub(super) fn opened(opened: Result<Listening, Failure>) -> Self {
        Outcome(match opened {
            Ok(listening) => State::Opened(Box::new(listening)),
            Err(failure) => State::Reply(Err(failure)),
        })
    }

    /// An outcome with this result, such as one that [`result`](Outcome::result) gave for an equal request.
    ///
    /// Only what is [`Complete`](OutcomeKind::Complete) answers another request: questions are those of one dialogue.
    pub fn complete(result: Json) -> Self {
        Outcome(State::Result(result))
    }

    /// An outcome with this error, which reaches the client as it is.
    pub fn error(error: ErrorObject) -> Self {
        Self::of(Err(error.into()))
    }

    /// The outcome of an operation that is refused.
    ///
    /// Over HTTP it has the status and the fields of its row, such as 503 with `Retry-After`, as long as nothing was sent.
    pub fn refused(rejection: Rejection) -> Self {
        Self::of(Err(rejection.into()))
    }

    /// How the operation went.
    pub fn kind(&self) -> OutcomeKind {
        match &self.0 {
            State::Reply(Ok(content)) => content.kind.into(),
            State::Reply(Err(failure)) => OutcomeKind::Error(failure.code()),
            State::Result(_) => OutcomeKind::Complete,
            State::Opened(_) => OutcomeKind::Opened,
        }
    }

    /// A copy of the result, if there is one.
    pub fn result(&self) -> Option<Json> {
        match &self.0 {
            State::Reply(Ok(content)) => content.result(),
            State::Result(result) => Some(result.clone()),
            State::Reply(Err(_)) | State::Opened(_) => None,
        }
    }

    /// The answer to a request with this id.
    pub(crate) fn into_reply(self, id: &RequestId) -> Reply {
        match self.0 {
            State::Reply(reply) => reply,
            State::Result(result) => Ok(respond(id, result.as_raw())),
            // Why: a stream is nothing that another operation can have for an answer.
            State::Opened(_) => Err(internal()),
        }
    }

    /// The stream that has begun.
    pub(crate) fn into_opened(self) -> Result<Listening, Failure> {
        match self.0 {
            State::Opened(listening) => Ok(*listening),
            State::Reply(Err(failure)) => Err(failure),
            // Why: a result is nothing that a stream can begin with.
            State::Reply(Ok(_)) | State::Result(_) => Err(internal()),
        }
    }
}

impl From<ResultKind> for OutcomeKind {
    fn from(kind: ResultKind) -> Self {
        match kind {
            ResultKind::Complete => OutcomeKind::Complete,
            ResultKind::ToolError => OutcomeKind::ToolError,
            ResultKind::InputRequired => OutcomeKind::InputRequired,
        }
    }
}

impl fmt::Debug for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Outcome").field(&self.kind()).finish()
    }
}

/// The response to one request.
fn respond(id: &RequestId, result: Raw<'_>) -> Content {
    let mut start = Vec::new();
    write_result(&mut start, id, result);
    Content::new(start, Bytes::new())
}
