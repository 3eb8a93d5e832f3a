//! A handler of a session at work. That its client loses the stream does not stop it; that it is cancelled does.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use mcp_store::Subscription;
use mcp_types::ProtocolVersion;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::timeout;

use super::log::{Entry, Log, Tail};
use super::requests::restated;
use super::session::Session;
use crate::call::Call;
use crate::context::Context;
use crate::limits;
use crate::reply::{Reply, message};
use crate::scope::RequestScope;
use crate::stream::Stream;

/// A handler that goes on while what it sends is read.
pub(crate) struct Converse {
    call: Call,
    session: Arc<Session>,
    /// The reply of one that is done, but has sent something first.
    reply: Option<Reply>,
    cancelled: Subscription,
    /// Leave to go on without a connection, given back at the end.
    permit: OwnedSemaphorePermit,
}

/// What a request of a session has that others have not.
pub(crate) struct InSession {
    pub(crate) session: Arc<Session>,
    release: mpsc::Sender<Duration>,
    releases: std::sync::Mutex<Option<mpsc::Receiver<Duration>>>,
}

impl InSession {
    pub(crate) fn new(session: Arc<Session>) -> Self {
        let (release, releases) = mpsc::channel(1);
        InSession { session, release, releases: std::sync::Mutex::new(Some(releases)) }
    }

    fn take_releases(&self) -> Option<mpsc::Receiver<Duration>> {
        self.releases.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take()
    }
}

impl<S> Context<S> {
    /// Gives up the connection that carries the stream of this request; its client comes back after `retry`, and reads
    /// on where it was.
    ///
    /// For handlers that take long, so that no connection is held open for them. Only clients of 2025-11-25 over HTTP come
    /// back; for all others this does nothing.
    ///
    /// # Specification
    ///
    /// <https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#sending-messages-to-the-server>
    pub async fn release_connection(&self, retry: Duration) {
        let session = self.scope().session.as_ref();
        // Why: to a client of 2025-06-18 nothing was sent that it could come back after.
        if let Some(within) = session.filter(|within| within.session.version == ProtocolVersion::V2025_11_25) {
            // Why: one that is already on its way is enough.
            let _ = within.release.try_send(retry);
            crate::stream::show(self.scope()).await;
        }
    }
}

impl Converse {
    /// Runs a handler for a moment: its reply, if it has one by then and has sent nothing before.
    pub(crate) async fn begin(mut call: Call, session: &Arc<Session>) -> Result<Reply, Option<Converse>> {
        let scope = Arc::clone(call.scope());
        let first = poll_fn(|cx| Poll::Ready(Pin::new(&mut call).poll(cx))).await;
        let reply = match first {
            Poll::Ready(reply) if scope.stream.get().is_none() => {
                return Ok(restated(reply, &scope.id, Some(scope.target.method())));
            }
            Poll::Ready(reply) => Some(reply),
            Poll::Pending => None,
        };
        let topic = scope.server.topics().of_call(&session.key, scope.id.as_json());
        let cancelled = scope.server.bus().subscribe(&[topic]).await;
        let permit = Arc::clone(scope.server.conversations()).try_acquire_owned();
        let (Ok(cancelled), Ok(permit)) = (cancelled, permit) else { return Err(None) };
        Err(Some(Converse { call, session: Arc::clone(session), reply, cancelled, permit }))
    }

    /// Goes on in a task; what it sends is read from the tail. `None` where nothing can be kept.
    pub(crate) async fn proceed(self) -> Option<Tail> {
        let (log, tail) = Log::begin(&self.call.scope().server, &self.session).await?;
        tokio::spawn(self.run(log));
        Some(tail)
    }

    async fn run(self, mut log: Log) {
        let Converse { call, reply, cancelled, permit, .. } = self;
        let scope = Arc::clone(call.scope());
        let conversed = timeout(limits::MAX_LEGACY_CALL, converse(call, reply, cancelled, &scope, &mut log)).await;
        let response = conversed
            .ok()
            .flatten()
            .map(|reply| message(restated(reply, &scope.id, Some(scope.target.method())), &scope.id));
        if !log.append(Entry::Ended(response.unwrap_or_default())).await {
            // Why: a response that cannot be kept, for its size say, is an error rather than silence.
            log.append(Entry::Ended(message(Err(crate::reply::internal()), &scope.id))).await;
        }
        drop(permit);
    }
}

/// The reply of a handler, and before it everything that it sends; `None` if its request is cancelled.
async fn converse(
    call: Call,
    done: Option<Reply>,
    mut cancelled: Subscription,
    scope: &Arc<RequestScope>,
    log: &mut Log,
) -> Option<Reply> {
    let stream = scope.stream.get_or_init(Stream::new);
    let mut messages = stream.take_receiver()?;
    let mut releases = scope.session.as_ref()?.take_releases()?;
    let mut work = pin!(async {
        let reply = match done {
            Some(reply) => reply,
            None => call.await,
        };
        stream.finish(None);
        reply
    });
    let mut reply = None;
    loop {
        tokio::select! {
            biased;
            sent = messages.recv() => match sent {
                Some(sent) => drop(log.append(Entry::Message(sent)).await),
                None => return reply,
            },
            Some(retry) = releases.recv() => drop(log.append(Entry::Released(retry)).await),
            // The work on a request that is cancelled is dropped, and nothing answers it.
            Some(_) = cancelled.next() => return None,
            done = &mut work, if reply.is_none() => reply = Some(done),
        }
    }
}

/// The entry as the message that it is, where it is one.
impl Entry {
    pub(crate) fn message(&self) -> Option<&Bytes> {
        match self {
            Entry::Message(message) | Entry::Ended(message) if !message.is_empty() => Some(message),
            _ => None,
        }
    }
}
