//! What the handler of a prompt may return.

use mcp_types::{ContentBlock, GetPromptResult, PromptMessage, ResultMetaObject, Role, TextContent};

use crate::RequestError;
use crate::content::check;
use crate::reply::{Complete, Reply, internal};
use crate::scope::{RequestScope, Target};

/// A value that answers a request for a prompt.
///
/// Implemented for text (one message of the user), [`PromptMessage`], `Vec<PromptMessage>`, [`GetPromptResult`] and,
/// where a prompt can fail, for `Result<T, E>` of any of them: `E` is [`RequestError`] or any [`std::error::Error`].
///
/// # Specification
///
/// <https://modelcontextprotocol.io/specification/2026-07-28/server/prompts#getting-a-prompt>
///
/// # Examples
///
/// ```
/// use mcp_server::{NoArgs, Prompt};
/// use mcp_types::{PromptMessage, Role, TextContent};
///
/// async fn interview(_: NoArgs) -> Vec<PromptMessage> {
///     vec![
///         PromptMessage::new(Role::Assistant, TextContent::new("Tell me about your project.")),
///         PromptMessage::new(Role::User, TextContent::new("It is about the weather.")),
///     ]
/// }
///
/// let prompt = Prompt::new("interview").handler(interview);
/// # mcp_server::Server::builder("s", "1").prompt(prompt).build()?;
/// # Ok::<(), mcp_server::BuildError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "a prompt cannot return `{Self}`",
    label = "this handler's return type is not a prompt result",
    note = "return `String`, `Vec<PromptMessage>`, `GetPromptResult`, or a `Result` of one of them with `RequestError` or \
            another error"
)]
pub trait IntoPromptResult {
    /// Makes the result.
    ///
    /// # Errors
    ///
    /// That of the handler.
    fn into_prompt_result(self) -> Result<GetPromptResult, RequestError>;
}

impl IntoPromptResult for GetPromptResult {
    fn into_prompt_result(self) -> Result<GetPromptResult, RequestError> {
        Ok(self)
    }
}

impl IntoPromptResult for Vec<PromptMessage> {
    fn into_prompt_result(self) -> Result<GetPromptResult, RequestError> {
        Ok(GetPromptResult::new(self))
    }
}

impl IntoPromptResult for PromptMessage {
    fn into_prompt_result(self) -> Result<GetPromptResult, RequestError> {
        vec![self].into_prompt_result()
    }
}

impl IntoPromptResult for String {
    fn into_prompt_result(self) -> Result<GetPromptResult, RequestError> {
        PromptMessage::new(Role::User, TextContent::new(self)).into_prompt_result()
    }
}

impl IntoPromptResult for &'static str {
    fn into_prompt_result(self) -> Result<GetPromptResult, RequestError> {
        self.to_owned().into_prompt_result()
    }
}

impl<T: IntoPromptResult, E: Into<RequestError>> IntoPromptResult for Result<T, E> {
    fn into_prompt_result(self) -> Result<GetPromptResult, RequestError> {
        self.map_err(Into::into)?.into_prompt_result()
    }
}

/// Writes what the handler of a prompt returned.
pub(super) fn conclude(outcome: Result<GetPromptResult, RequestError>, scope: &RequestScope) -> Reply {
    let mut result = outcome.map_err(RequestError::into_failure)?;
    // spec: PROMPT-005 PROMPT-006 PROMPT-007 content that no client could read is the server's failure.
    if result.messages.iter().any(|message| check(&message.content).is_err()) {
        return Err(internal());
    }
    if let (None, Target::Prompt(prompt)) = (&result.description, &scope.target) {
        result.description.clone_from(&prompt.definition.description);
    }
    Ok(scope.server.identity().respond(&scope.id, result))
}

impl Complete for GetPromptResult {
    fn meta_mut(&mut self) -> &mut Option<ResultMetaObject> {
        &mut self.meta
    }

    fn long_bytes(&self) -> usize {
        let long = |message: &PromptMessage| match &message.content {
            ContentBlock::Text(text) => text.text.len(),
            _ => 0,
        };
        self.messages.iter().map(long).sum()
    }
}
