//! Messages as an event stream, and the handler that makes them.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use mcp_transport_http::sse;
use tokio::sync::mpsc;
use tokio::time::{Instant, Sleep, sleep};

use crate::call::Call;
use crate::limits;
use crate::reply::message;

/// The events of one response.
pub(crate) struct Events {
    messages: mpsc::Receiver<Bytes>,
    /// What comes last, where it is known already.
    last: Option<Bytes>,
    silence: Option<Silence>,
    done: bool,
}

/// The time until a comment shows that the stream is alive.
struct Silence {
    lasts: Duration,
    timer: Pin<Box<Sleep>>,
}

impl Events {
    /// The events of a handler that is at work in a task of its own; a comment after each `keep_alive` without one.
    pub(super) fn of_call(call: Call, messages: mpsc::Receiver<Bytes>, keep_alive: Duration) -> Self {
        tokio::spawn(drive(call));
        let silence = Silence { lasts: keep_alive, timer: Box::pin(sleep(keep_alive)) };
        Events { messages, last: None, silence: Some(silence), done: false }
    }

    /// The events of a handler that is done.
    pub(super) fn of_reply(messages: mpsc::Receiver<Bytes>, last: Bytes) -> Self {
        Events { messages, last: Some(last), silence: None, done: false }
    }

    pub(super) fn is_done(&self) -> bool {
        self.done
    }

    /// The next piece of the stream.
    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        if self.done {
            return Poll::Ready(None);
        }
        match self.messages.poll_recv(cx) {
            Poll::Ready(Some(message)) => {
                self.silence.iter_mut().for_each(Silence::broken);
                Poll::Ready(Some(event(&message)))
            }
            Poll::Ready(None) => {
                // spec: HTTP-019 the reply is the last event, and the stream ends with it.
                self.done = true;
                Poll::Ready(self.last.take().map(|message| event(&message)))
            }
            Poll::Pending => match &mut self.silence {
                Some(silence) => silence.poll_comment(cx).map(Some),
                None => Poll::Pending,
            },
        }
    }
}

impl Silence {
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

/// Runs a handler to its end, or until nobody takes what it sends.
async fn drive(call: Call) {
    let scope = call.scope().clone();
    let Some(stream) = scope.stream.get() else { return };
    // spec: HTTP-024 HTTP-026 CANCEL-006 a stream that nobody reads cancels the request: the handler is dropped, and
    // nothing more is sent.
    let reply = tokio::select! {
        biased;
        reply = call => reply,
        () = stream.abandoned() => {
            stream.close();
            return;
        }
    };
    if let Some(sender) = stream.close() {
        let last = message(reply, &scope.id);
        // Why: a client that does not read is given as long for the reply as for any other message.
        let _ = tokio::time::timeout(limits::STREAM_WRITE_TIMEOUT, sender.send(last)).await;
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
