//! Handlers of prompts, resources and completions at work.

use std::marker::PhantomData;
use std::sync::Arc;

use crate::Context;
use crate::RequestError;
use crate::call::{Answer, BoxedAnswer, Call};
use crate::handler::RequestHandler;
use crate::reply::Reply;
use crate::scope::RequestScope;

/// A handler whose types are known to nobody but itself; `In` is what a request brings.
pub(crate) trait Handling<In>: Send + Sync {
    /// Reads what the handler takes, and starts it.
    fn start(&self, input: In, scope: &Arc<RequestScope>) -> Result<BoxedAnswer, RequestError>;
}

/// A handler that waits for its state.
pub(crate) type Unbound<S, In> = Box<dyn FnOnce(Arc<S>) -> Box<dyn Handling<In>> + Send>;

/// Joins a handler with how its arguments are read and what is made of its output.
pub(crate) fn unbound<S, Shape, H, In>(
    handler: H,
    read: fn(In, &Context<S>) -> Result<H::Args, RequestError>,
    conclude: fn(H::Output, &RequestScope) -> Reply,
) -> Unbound<S, In>
where
    S: Send + Sync + 'static,
    Shape: 'static,
    H: RequestHandler<S, Shape>,
    H::Args: Send + 'static,
    H::Future: Send + 'static,
    H::Output: 'static,
    In: 'static,
{
    Box::new(move |state| Box::new(Joined { state, handler: Arc::new(handler), read, conclude, shape: PhantomData }))
}

/// Starts to answer a request with `operation`.
pub(crate) fn start<In>(operation: &dyn Handling<In>, input: In, scope: RequestScope) -> Call {
    Call::start(scope, |scope| operation.start(input, scope).map_err(|error| Err(error.into_failure())))
}

struct Joined<S, Shape, H: RequestHandler<S, Shape>, In> {
    state: Arc<S>,
    handler: Arc<H>,
    read: fn(In, &Context<S>) -> Result<H::Args, RequestError>,
    conclude: fn(H::Output, &RequestScope) -> Reply,
    shape: PhantomData<fn() -> Shape>,
}

impl<S, Shape, H, In> Handling<In> for Joined<S, Shape, H, In>
where
    S: Send + Sync + 'static,
    H: RequestHandler<S, Shape>,
    H::Args: Send + 'static,
    H::Future: Send + 'static,
    H::Output: 'static,
{
    fn start(&self, input: In, scope: &Arc<RequestScope>) -> Result<BoxedAnswer, RequestError> {
        let cx = Context::new(Arc::clone(&self.state), Arc::clone(scope));
        let args = (self.read)(input, &cx)?;
        let handler = Arc::clone(&self.handler);
        // Why: a handler may do its work before it gives a future, and nothing of it before it is let in.
        let work = async move { handler.call(args, cx).await };
        Ok(Answer::new(work, scope, self.conclude).in_place())
    }
}
