//! A tool as it is served: compiled once, looked up by name.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use mcp_transport_http::ParameterFields;
use mcp_types::{CallToolResult, Raw};
use serde::de::DeserializeOwned;

use crate::area::record;
use crate::arguments;
use crate::call::{Answer, BoxedAnswer, Call};
use crate::context::Context;
use crate::dialogue::Asks;
use crate::handler::ToolHandler;
use crate::layer::Next;
use crate::load::Allowance;
use crate::reply::{Reply, internal};
use crate::result::{IntoToolResult, text};
use crate::scope::RequestScope;
use crate::tool_error::{ToolError, ToolErrorKind};
use crate::validation::Validation;
use crate::viewer::Visibility;

/// Everything that answering calls of one tool needs.
pub(crate) struct ToolRecord {
    /// The tool's entry in the list.
    pub(crate) definition: mcp_types::Tool,
    pub(crate) asks: Asks,
    pub(crate) visibility: Visibility,
    /// The header fields that mirror arguments.
    pub(crate) fields: ParameterFields,
    /// What judges arguments and structured content.
    pub(crate) validation: Validation,
    pub(crate) invoke: Box<dyn Invoke>,
    /// What stands around its calls.
    pub(crate) layers: Option<Next>,
    /// What all its callers may do together.
    pub(crate) allowance: Option<Allowance>,
    /// How long a call may take, where that is not the server's to say.
    pub(crate) deadline: Option<Duration>,
}

record!(ToolRecord {
    name of Tool in ListToolsResult by ListTools,
    area tools,
    kind Tools,
    duplicate DuplicateToolName { tool },
});

/// A handler whose types are known to nobody but itself.
pub(crate) trait Invoke: Send + Sync {
    /// Decodes the arguments and starts the handler.
    fn invoke(&self, arguments: Raw<'_>, scope: &Arc<RequestScope>) -> Result<BoxedAnswer, ToolError>;
}

// spec: TOOLS-035 absent arguments are an empty object.
const ABSENT_ARGUMENTS: &str = "{}";

impl ToolRecord {
    /// Starts to answer a call.
    pub(crate) fn call(&self, arguments: Option<Raw<'_>>, scope: RequestScope) -> Call {
        let arguments = arguments.unwrap_or_else(|| Raw::parse(ABSENT_ARGUMENTS).expect("it is JSON"));
        Call::start(scope, |scope| {
            let admitted = self.validation.admit(arguments);
            let answer = admitted.and_then(|()| self.invoke.invoke(arguments, scope));
            answer.map_err(|error| conclude(Err(error), scope))
        })
    }
}

/// Where a handler is polled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Runs {
    /// Where its request is.
    #[default]
    InPlace,
    /// On a thread that it may keep busy.
    OnBlockingThread,
}

/// A handler with the state of its server.
pub(crate) struct Invoker<S, H, Shape> {
    state: Arc<S>,
    handler: Arc<H>,
    runs: Runs,
    shape: PhantomData<fn() -> Shape>,
}

impl<S, H, Shape> Invoker<S, H, Shape> {
    pub(crate) fn new(state: Arc<S>, handler: H, runs: Runs) -> Self {
        Invoker { state, handler: Arc::new(handler), runs, shape: PhantomData }
    }
}

impl<S, H, Shape> Invoke for Invoker<S, H, Shape>
where
    S: Send + Sync + 'static,
    H: ToolHandler<S, Shape>,
    H::Args: DeserializeOwned + Send + 'static,
    H::Future: Send + 'static,
    H::Output: IntoToolResult + 'static,
{
    fn invoke(&self, arguments: Raw<'_>, scope: &Arc<RequestScope>) -> Result<BoxedAnswer, ToolError> {
        let args = arguments::decode::<H::Args>(arguments)?;
        let (handler, cx) = (Arc::clone(&self.handler), Context::new(Arc::clone(&self.state), Arc::clone(scope)));
        // Why: a handler may do its work before it gives a future, and nothing of it before it is let in.
        let work = async move { handler.call(args, cx).await };
        let answer = Answer::new(work, scope, |output, scope| conclude(output.into_tool_result(), scope));
        Ok(match self.runs {
            Runs::InPlace => answer.in_place(),
            Runs::OnBlockingThread => answer.on_blocking_thread(),
        })
    }
}

/// Writes what a tool returned.
fn conclude(outcome: Result<CallToolResult, ToolError>, scope: &RequestScope) -> Reply {
    let result = match outcome.map_err(ToolError::into_kind) {
        Ok(result) => result,
        // spec: TOOLS-024 a failure inside the tool is a result that a model reads.
        Err(ToolErrorKind::Message(message)) => text(message).with_is_error(true),
        Err(ToolErrorKind::Content(content)) => CallToolResult::new(content).with_is_error(true),
        Err(ToolErrorKind::Protocol(error)) => return Err(error.into()),
    };
    // spec: TOOLS-021 where an output schema is published, a result that is no error has the structure it promises.
    let promised = scope.target.promises_structure().filter(|_| result.is_error != Some(true));
    if promised.is_some_and(|validation| !result.structured_content.as_ref().is_some_and(|it| validation.keeps(it))) {
        return Err(internal());
    }
    Ok(scope.server.identity().respond(&scope.id, result))
}
