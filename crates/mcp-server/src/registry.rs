//! A tool as it is served: compiled once, looked up by name.

use std::collections::HashMap;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll, ready};

use mcp_types::{CallToolResult, Raw};
use pin_project_lite::pin_project;
use serde::de::DeserializeOwned;

use crate::arguments;
use crate::context::{Context, RequestScope};
use crate::handler::ToolHandler;
use crate::panics::{contain, drop_contained};
use crate::reply::{Identity, Reply, internal};
use crate::result::{IntoToolResult, text};
use crate::tool_error::{ToolError, ToolErrorKind};

/// All tools of a server.
pub(crate) type Registry = HashMap<Box<str>, Arc<ToolRecord>>;

/// Everything that answering calls of one tool needs.
pub(crate) struct ToolRecord {
    /// The tool's entry in the list.
    pub(crate) definition: mcp_types::Tool,
    pub(crate) invoke: Box<dyn Invoke>,
    pub(crate) identity: Arc<Identity>,
}

/// A handler whose types are known to nobody but itself.
pub(crate) trait Invoke: Send + Sync {
    /// Decodes the arguments and starts the handler.
    fn invoke(&self, arguments: Option<Raw<'_>>, request: Arc<RequestScope>) -> Result<BoxedAnswer, ToolError>;
}

type BoxedAnswer = Pin<Box<dyn Future<Output = Reply> + Send>>;

impl ToolRecord {
    /// Starts to answer a call; what the author's code does wrong stays within.
    pub(crate) fn call(arguments: Option<Raw<'_>>, request: RequestScope) -> Call {
        let request = Arc::new(request);
        let started = contain(|| request.tool.invoke.invoke(arguments, Arc::clone(&request)));
        let progress = match started {
            Ok(Ok(answer)) => Progress::Running(answer),
            Ok(Err(error)) => Progress::Decided(finish(Err(error), &request)),
            Err(_) => Progress::Decided(Err(internal())),
        };
        Call { request, progress: Some(progress) }
    }
}

/// A call that is being answered; dropping it abandons the work.
pub(crate) struct Call {
    request: Arc<RequestScope>,
    progress: Option<Progress>,
}

enum Progress {
    Decided(Reply),
    Running(BoxedAnswer),
}

impl Call {
    /// The request that is answered.
    pub(crate) fn request(&self) -> &RequestScope {
        &self.request
    }
}

impl Future for Call {
    type Output = Reply;

    fn poll(mut self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Reply> {
        let outcome = match &mut self.progress {
            Some(Progress::Running(answer)) => contain(|| answer.as_mut().poll(cx)),
            _ => Ok(Poll::Pending),
        };
        let reply = match outcome {
            Ok(Poll::Ready(reply)) => reply,
            // spec: ERR-005 a panic is an internal error that says nothing of its cause.
            Err(_) => Err(internal()),
            Ok(Poll::Pending) => match self.progress.take() {
                Some(Progress::Decided(reply)) => return Poll::Ready(reply),
                running => {
                    self.progress = running;
                    return Poll::Pending;
                }
            },
        };
        drop_contained(self.progress.take());
        Poll::Ready(reply)
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        // spec: HTTP-025 a handler whose client is gone ends at its next await, here.
        drop_contained(self.progress.take());
    }
}

/// A handler with the state of its server.
pub(crate) struct Invoker<S, H, Shape> {
    state: Arc<S>,
    handler: H,
    shape: PhantomData<fn() -> Shape>,
}

impl<S, H, Shape> Invoker<S, H, Shape> {
    pub(crate) fn new(state: Arc<S>, handler: H) -> Self {
        Invoker { state, handler, shape: PhantomData }
    }
}

impl<S, H, Shape> Invoke for Invoker<S, H, Shape>
where
    S: Send + Sync + 'static,
    H: ToolHandler<S, Shape>,
    H::Args: DeserializeOwned,
    H::Future: Send + 'static,
    H::Output: IntoToolResult,
{
    fn invoke(&self, arguments: Option<Raw<'_>>, request: Arc<RequestScope>) -> Result<BoxedAnswer, ToolError> {
        let args = arguments::decode::<H::Args>(arguments)?;
        let handler = self.handler.call(args, Context::new(Arc::clone(&self.state), Arc::clone(&request)));
        Ok(Box::pin(Answer { handler, request }))
    }
}

pin_project! {
    /// A handler at work, and the request to answer with what it returns.
    struct Answer<F> {
        #[pin]
        handler: F,
        request: Arc<RequestScope>,
    }
}

impl<F> Future for Answer<F>
where
    F: Future,
    F::Output: IntoToolResult,
{
    type Output = Reply;

    fn poll(self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Reply> {
        let this = self.project();
        let output = ready!(this.handler.poll(cx));
        Poll::Ready(finish(output.into_tool_result(), this.request))
    }
}

/// Writes what a tool returned.
fn finish(outcome: Result<CallToolResult, ToolError>, request: &RequestScope) -> Reply {
    let result = match outcome.map_err(ToolError::into_kind) {
        Ok(result) => result,
        // spec: TOOLS-024 a failure inside the tool is a result that a model reads.
        Err(ToolErrorKind::Message(message)) => text(message).with_is_error(true),
        Err(ToolErrorKind::Content(content)) => CallToolResult::new(content).with_is_error(true),
        Err(ToolErrorKind::Protocol(error)) => return Err(Box::new(error)),
    };
    // spec: TOOLS-021 where an output schema is published, a result that is no error has the structure it promises.
    let promised = request.tool.definition.output_schema.is_some() && result.is_error != Some(true);
    if promised && result.structured_content.is_none() {
        return Err(internal());
    }
    Ok(request.tool.identity.respond(&request.id, result))
}
