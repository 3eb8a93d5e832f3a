//! The life of a listener: serving, draining, closing.

use std::error::Error;
use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use tokio::sync::{Semaphore, watch};
use tokio::time::sleep;
use tower_service::Service;

use super::accept::{Accept, accept_all};
use super::connection;
use super::request_body::RequestBody;
use super::settings::Settings;
use crate::subscription::Stopping;

/// Where a listener stands.
///
/// ```text
/// Serving ──▶ Draining ──▶ Closing ──▶ Cut
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// Everything is accepted and answered.
    Serving,
    /// Still so, but nobody should come any more.
    Draining,
    /// Nothing new is accepted; what is in flight finishes.
    Closing,
    /// Everything ends now.
    Cut,
}

/// How a listener ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped {
    cut: usize,
}

impl Stopped {
    /// Connections that were cut off because something was still in flight on them at the end of the grace period.
    pub fn cut_connections(&self) -> usize {
        self.cut
    }
}

/// Serves connections from `acceptor` until `stop` is ready, and then until they have ended.
pub(super) async fn run<A, S, B>(
    acceptor: A,
    settings: Settings,
    service: S,
    stop: impl Future<Output = ()>,
) -> io::Result<Stopped>
where
    A: Accept,
    S: Service<Request<RequestBody>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send + 'static,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    settings.check()?;
    let settings = Arc::new(settings);
    let limit = u32::try_from(Semaphore::MAX_PERMITS)
        .map_or(settings.max_connections, |most| most.min(settings.max_connections));
    let permits = Arc::new(Semaphore::new(limit as usize));
    // Dropped with this future, which the connections take for the last phase.
    let phase = watch::Sender::new(Phase::Serving);
    let stopping = watch::Sender::new(false);

    let fault = {
        let mut accepting = pin!(accept_all(&acceptor, &permits, settings.on_accept_error.as_ref(), |io, permit| {
            let (service, settings) = (service.clone(), Arc::clone(&settings));
            let stopping = Stopping::new(stopping.subscribe());
            // Why: spawned as it is; a future around it would hold it twice, before and while it is awaited.
            tokio::spawn(connection::serve(io, service, settings, phase.subscribe(), stopping, permit));
        }));
        let mut fault = either(accepting.as_mut(), stop).await.first();
        phase.send_replace(Phase::Draining);
        if fault.is_none() && settings.health.is_some() {
            fault = either(accepting, sleep(settings.drain_notice)).await.first();
        }
        fault
    };
    drop(acceptor);
    phase.send_replace(Phase::Closing);
    stopping.send_replace(true);

    let mut stopped = Stopped { cut: 0 };
    // Every connection gives its permit back when it ends.
    if let Either::Second(()) = either(permits.acquire_many(limit), sleep(settings.grace_period)).await {
        stopped.cut = limit as usize - permits.available_permits();
        phase.send_replace(Phase::Cut);
        // Invariant: the semaphore is never closed, so this fails never and ends when all have ended.
        let _ = permits.acquire_many(limit).await;
    }
    fault.map_or(Ok(stopped), Err)
}

/// What came of waiting for two things.
enum Either<A, B> {
    First(A),
    Second(B),
}

impl<A, B> Either<A, B> {
    fn first(self) -> Option<A> {
        match self {
            Either::First(output) => Some(output),
            Either::Second(_) => None,
        }
    }
}

/// Waits for either of two futures; the first has precedence.
async fn either<A: Future, B: Future>(first: A, second: B) -> Either<A::Output, B::Output> {
    let (mut first, mut second) = (pin!(first), pin!(second));
    poll_fn(|cx| match first.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Either::First(output)),
        Poll::Pending => second.as_mut().poll(cx).map(Either::Second),
    })
    .await
}
