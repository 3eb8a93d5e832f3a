//! Layers that are written as one function.

use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use tower_layer::Layer;
use tower_service::Service;

use super::{Next, Operation, Outcome};

/// Makes a layer of an async function that is handed each operation and what it wraps.
///
/// # Examples
///
/// ```
/// use mcp_server::{Next, Operation, OutcomeKind, Server, from_fn};
///
/// let audit = from_fn(async |operation: Operation, next: Next| {
///     let what = format!("{} {}", operation.method().as_str(), operation.name().unwrap_or("-"));
///     let outcome = next.run(operation).await;
///     println!("{what}: {:?}", outcome.kind());
///     outcome
/// });
/// # fn send<T: Send>(_: &T) {}
/// # send(&audit);
/// ```
pub fn from_fn<F, Fut>(function: F) -> FromFn<F>
where
    F: Fn(Operation, Next) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Outcome> + Send + 'static,
{
    FromFn { function }
}

/// A layer that is a function; made by [`from_fn`].
#[derive(Clone, Copy)]
pub struct FromFn<F> {
    function: F,
}

/// A function and what it wraps; made by [`FromFn`].
#[derive(Clone)]
pub struct Around<F> {
    function: F,
    next: Next,
}

impl<F: Clone> Layer<Next> for FromFn<F> {
    type Service = Around<F>;

    fn layer(&self, next: Next) -> Around<F> {
        Around { function: self.function.clone(), next }
    }
}

impl<F, Fut> Service<Operation> for Around<F>
where
    F: Fn(Operation, Next) -> Fut,
    Fut: Future<Output = Outcome> + Send + 'static,
{
    type Response = Outcome;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Outcome, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, operation: Operation) -> Self::Future {
        let outcome = (self.function)(operation, self.next.clone());
        Box::pin(async move { Ok(outcome.await) })
    }
}

impl<F> fmt::Debug for FromFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FromFn").finish_non_exhaustive()
    }
}

impl<F> fmt::Debug for Around<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Around").field("next", &self.next).finish_non_exhaustive()
    }
}
