//! Layers that are written as one function.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use tower_layer::Layer;

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

impl<F, Fut> Layer<Next> for FromFn<F>
where
    F: Fn(Operation, Next) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Outcome> + Send + 'static,
{
    type Service = Next;

    fn layer(&self, next: Next) -> Next {
        let function = self.function.clone();
        Next(Arc::new(move |operation| Box::pin(function(operation, next.clone()))))
    }
}

impl<F> fmt::Debug for FromFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FromFn").finish_non_exhaustive()
    }
}
