//! Messages as an event stream, and the handler that makes them.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use mcp_transport_http::sse;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::{Instant, Sleep, sleep};

use crate::call::Call;
use crate::scope::RequestScope;
use crate::stream::Stream;
use crate::subscription::Listening;

/// The events of one response.
pub(crate) struct Events {
    source: Source,
    silence: Option<Silence>,
    done: bool,
}

/// Where the messages come from.
#[allow(clippy::large_enum_variant, reason = "boxed together with the response")]
enum Source {
    /// A handler: what it sends, and then its reply.
    Handler {
        scope: Arc<RequestScope>,
        messages: mpsc::Receiver<Bytes>,
    },
    Subscription(Listening),
    /// Pieces of a stream as they go out.
    Pieces(mpsc::Receiver<Bytes>),
}

/// The time until a comment shows that the stream is alive.
struct Silence {
    lasts: Duration,
    timer: Pin<Box<Sleep>>,
}

impl Events {
    /// The events of a handler that is at work in a task of its own; a comment after each `keep_alive` without one.
    pub(super) fn of_call(call: Call, messages: mpsc::Receiver<Bytes>, keep_alive: Duration) -> Self {
        let scope = Arc::clone(call.scope());
        tokio::spawn(call.drive());
        Events::new(Source::Handler { scope, messages }, Some(Silence::begin(keep_alive)))
    }

    /// The events of a handler that is done; its stream is finished.
    pub(super) fn of_reply(scope: Arc<RequestScope>, messages: mpsc::Receiver<Bytes>) -> Self {
        Events::new(Source::Handler { scope, messages }, None)
    }

    /// The events of a subscription; a comment after each `keep_alive` without one.
    pub(super) fn of_subscription(listening: Listening, keep_alive: Duration) -> Self {
        Events::new(Source::Subscription(listening), Handle::try_current().is_ok().then(|| Silence::begin(keep_alive)))
    }

    /// The stream that consists of `pieces`; a comment after each `keep_alive` without one.
    pub(super) fn of_pieces(pieces: mpsc::Receiver<Bytes>, keep_alive: Duration) -> Self {
        Events::new(Source::Pieces(pieces), Some(Silence::begin(keep_alive)))
    }

    fn new(source: Source, silence: Option<Silence>) -> Self {
        Events { source, silence, done: false }
    }

    pub(super) fn is_done(&self) -> bool {
        self.done
    }

    /// The next piece of the stream.
    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        if self.done {
            return Poll::Ready(None);
        }
        match self.source.poll_next(cx) {
            Poll::Ready(Some(piece)) => {
                self.silence.iter_mut().for_each(Silence::broken);
                Poll::Ready(Some(piece))
            }
            Poll::Ready(None) => {
                self.done = true;
                Poll::Ready(None)
            }
            Poll::Pending => match &mut self.silence {
                Some(silence) => silence.poll_comment(cx).map(Some),
                None => Poll::Pending,
            },
        }
    }
}

impl Source {
    /// The next piece of the stream, the last of which is the reply.
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        let message = match self {
            Source::Pieces(pieces) => return pieces.poll_recv(cx),
            Source::Subscription(listening) => ready!(listening.poll_next(cx)),
            Source::Handler { scope, messages } => match ready!(messages.poll_recv(cx)) {
                Some(message) => Some(message),
                // spec: HTTP-019 the reply is the last event, and the stream ends with it.
                None => scope.stream.get().and_then(Stream::take_reply),
            },
        };
        Poll::Ready(message.map(|message| event(&message)))
    }
}

impl Silence {
    fn begin(lasts: Duration) -> Self {
        Silence { lasts, timer: Box::pin(sleep(lasts)) }
    }

    fn broken(&mut self) {
        self.timer.as_mut().reset(Instant::now() + self.lasts);
    }

    /// A comment, as soon as the silence has lasted long enough.
    fn poll_comment(&mut self, cx: &mut Context<'_>) -> Poll<Bytes> {
        ready!(self.timer.as_mut().poll(cx));
        self.broken();
        Poll::Ready(Bytes::from_static(sse::KEEP_ALIVE))
    }
}

fn event(message: &[u8]) -> Bytes {
    let mut event = Vec::with_capacity(message.len() + sse::EVENT_OVERHEAD_BYTES);
    sse::write_event(&mut event, message);
    event.into()
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").field("done", &self.done).finish_non_exhaustive()
    }
}
