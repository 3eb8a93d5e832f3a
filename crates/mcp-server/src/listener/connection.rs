//! One connection, from its first byte to its last.

use std::error::Error;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::{Instant, Sleep, sleep_until};
use tower_service::Service;

use super::activity::{Activity, Patience, Verdict};
use super::protocol::Http;
use super::request_body::RequestBody;
use super::route::Route;
use super::run::Phase;
use super::settings::Settings;
use super::stream::Impatient;
use crate::limits::CLOSE_TIMEOUT;
use crate::subscription::Stopping;

/// Serves one connection until either side is done with it, and gives its permit back then.
///
/// What goes wrong on it is its client's to notice; nobody else is concerned.
pub(super) async fn serve<I, S, B>(
    io: I,
    service: S,
    settings: Arc<Settings>,
    mut phase: watch::Receiver<Phase>,
    stopping: Stopping,
    _permit: OwnedSemaphorePermit,
) where
    I: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    S: Service<Request<RequestBody>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send + 'static,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let opened = Instant::now();
    let activity = Activity::new(opened);
    let patience = Patience { first_head: settings.head_timeout, idle: settings.idle_timeout };
    let io = Impatient::new(io, Arc::clone(&activity), settings.write_timeout);
    let service = TowerToHyperService::new(service);
    let route = Route { service, settings, phase: phase.clone(), stopping, activity: Arc::clone(&activity) };

    let mut connection = pin!(Http::new(io, route));
    let mut later_phase = phase.clone();
    // A phase that can no longer change is the last one: whoever served is gone.
    let mut stop = pin!(phase.wait_for(|phase| *phase >= Phase::Closing));
    let mut cut = pin!(later_phase.wait_for(|phase| *phase == Phase::Cut));
    let mut timer =
        Timer { sleep: pin!(sleep_until(opened + patience.first_head)), activity, patience, closing: false };

    poll_fn(|cx| {
        loop {
            if connection.as_mut().poll(cx).is_ready() || timer.closing && cut.as_mut().poll(cx).is_ready() {
                return Poll::Ready(());
            }
            let told = !timer.closing && stop.as_mut().poll(cx).is_ready();
            if !told && ready!(timer.poll(cx)) == Expiry::Drop {
                return Poll::Ready(());
            }
            connection.as_mut().graceful_shutdown();
            timer.close();
        }
    })
    .await;
}

/// Gives a connection up when nothing happens on it.
struct Timer<'p> {
    sleep: Pin<&'p mut Sleep>,
    activity: Arc<Activity>,
    patience: Patience,
    closing: bool,
}

/// What follows when the time is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expiry {
    /// The client is told, and what is in flight finishes.
    Close,
    /// Nothing more is waited for.
    Drop,
}

impl Timer<'_> {
    /// Goes on with what a closing connection is allowed.
    fn close(&mut self) {
        self.closing = true;
        self.patience = Patience { first_head: CLOSE_TIMEOUT, idle: CLOSE_TIMEOUT };
        self.sleep.as_mut().reset(Instant::now() + CLOSE_TIMEOUT);
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Expiry> {
        loop {
            ready!(self.sleep.as_mut().poll(cx));
            match self.activity.judge(Instant::now(), self.patience) {
                Verdict::WaitUntil(deadline) => self.sleep.as_mut().reset(deadline),
                Verdict::Close if !self.closing => return Poll::Ready(Expiry::Close),
                Verdict::Close | Verdict::Drop => return Poll::Ready(Expiry::Drop),
            }
        }
    }
}
