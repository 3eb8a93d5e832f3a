//! The seam between what was admitted and what answers it: `tower` layers around operations.

mod carrier;
mod from_fn;
mod operation;
mod outcome;
mod registered;

use std::convert::Infallible;
use std::error::Error;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tower_layer::Layer;
use tower_service::Service;

pub(crate) use self::carrier::Carrier;
pub use self::carrier::Transport;
pub use self::from_fn::{FromFn, from_fn};
pub use self::operation::Operation;
pub(crate) use self::operation::{Sight, Work};
pub use self::outcome::{Outcome, OutcomeKind};
pub use self::registered::Registered;
use crate::call::BoxedAnswer;
use crate::panics::contain;
use crate::reply::internal;

/// An outcome on its way.
type Pending = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// Whatever a layer fails with.
pub(crate) type BoxError = Box<dyn Error + Send + Sync>;

/// What a layer wraps: the layers after it, and at last the server itself.
///
/// A `tower` service that takes an [`Operation`] and gives its [`Outcome`]; it is always ready and never fails. Dropping
/// its future abandons the operation: a handler that runs is dropped where it waits.
#[derive(Clone)]
pub struct Next(Arc<dyn Fn(Operation) -> Pending + Send + Sync>);

impl Next {
    /// The server itself.
    fn server() -> Self {
        Next(Arc::new(|operation| operation.perform()))
    }

    /// A service in place of what it wraps.
    fn wrapped<S>(service: S) -> Self
    where
        S: Service<Operation, Response = Outcome> + Clone + Send + Sync + 'static,
        S::Future: Send,
        S::Error: Into<BoxError>,
    {
        Next(Arc::new(move |operation| {
            let mut service = service.clone();
            Box::pin(async move {
                let outcome = async {
                    poll_fn(|cx| service.poll_ready(cx)).await?;
                    service.call(operation).await
                };
                // Why: what went wrong in a layer is nobody's business outside.
                outcome.await.unwrap_or_else(|_: S::Error| Outcome::of(Err(internal())))
            })
        }))
    }

    /// Does what remains to be done.
    pub async fn run(self, operation: Operation) -> Outcome {
        (self.0)(operation).await
    }

    /// The reply that an operation leads to.
    pub(crate) fn reply(&self, sight: Arc<Sight>, work: Work) -> BoxedAnswer {
        let outcome = self.start(Arc::clone(&sight), work);
        Box::pin(async move { outcome.await.into_reply(sight.id()) })
    }

    /// Starts an operation; layers that panic have an internal error for an outcome.
    pub(crate) fn start(&self, sight: Arc<Sight>, work: Work) -> Contained {
        let operation = Operation::new(sight, work);
        Contained(contain(|| (self.0)(operation)).ok())
    }
}

impl Service<Operation> for Next {
    type Response = Outcome;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Outcome, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, operation: Operation) -> Self::Future {
        let outcome = (self.0)(operation);
        Box::pin(async move { Ok(outcome.await) })
    }
}

impl fmt::Debug for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next").finish_non_exhaustive()
    }
}

/// An operation under layers whose panics go no further.
pub(crate) struct Contained(Option<Pending>);

impl Future for Contained {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Outcome> {
        let polled = self.0.as_mut().and_then(|pending| contain(|| pending.as_mut().poll(cx)).ok());
        polled.unwrap_or_else(|| Poll::Ready(Outcome::of(Err(internal()))))
    }
}

/// Layers in the order in which they were added, the outermost first.
#[derive(Clone, Default)]
pub(crate) struct Layers(Vec<Arc<Wrap>>);

type Wrap = dyn Fn(Next) -> Next + Send + Sync;

impl Layers {
    /// Adds a layer inside those that are there.
    pub(crate) fn push<L>(&mut self, layer: L)
    where
        L: Layer<Next> + Send + Sync + 'static,
        L::Service: Service<Operation, Response = Outcome> + Clone + Send + Sync + 'static,
        <L::Service as Service<Operation>>::Future: Send,
        <L::Service as Service<Operation>>::Error: Into<BoxError>,
    {
        self.0.push(Arc::new(move |next| Next::wrapped(layer.layer(next))));
    }

    /// Makes one service of them; none where there are no layers.
    pub(crate) fn compile(&self) -> Option<Next> {
        let (innermost, outer) = self.0.split_last()?;
        Some(outer.iter().rev().fold(innermost(Next::server()), |next, wrap| wrap(next)))
    }
}

impl fmt::Debug for Layers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} layers", self.0.len())
    }
}
