//! The content of a request as it comes in over a connection.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::{Sleep, sleep};

use super::activity::Activity;

/// The content of a request that came to a [`Listener`](crate::Listener).
///
/// It breaks off when it takes longer than the listener allows.
#[derive(Debug)]
pub struct RequestBody {
    inner: Incoming,
    timeout: Duration,
    /// Runs from when content is first waited for; most content is there with the head.
    timer: Option<Pin<Box<Sleep>>>,
    activity: Arc<Activity>,
    /// Whether the end was seen, which content of unknown length does not tell itself.
    ended: bool,
}

impl RequestBody {
    pub(super) fn new(inner: Incoming, timeout: Duration, activity: Arc<Activity>) -> Self {
        RequestBody { inner, timeout, timer: None, activity, ended: false }
    }
}

impl Drop for RequestBody {
    fn drop(&mut self) {
        if !self.ended && !self.inner.is_end_stream() {
            self.activity.leave_unread();
        }
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = RequestBodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, RequestBodyError>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.inner).poll_frame(cx) {
            self.ended |= frame.is_none();
            return Poll::Ready(frame.map(|frame| frame.map_err(RequestBodyError::broken)));
        }
        let timeout = self.timeout;
        ready!(self.timer.get_or_insert_with(|| Box::pin(sleep(timeout))).as_mut().poll(cx));
        Poll::Ready(Some(Err(RequestBodyError { source: None })))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// Why the content of a request broke off.
#[derive(Debug)]
pub struct RequestBodyError {
    // `None` where the time is over.
    source: Option<hyper::Error>,
}

impl RequestBodyError {
    fn broken(source: hyper::Error) -> Self {
        RequestBodyError { source: Some(source) }
    }

    /// Tells whether it took longer than allowed; otherwise the connection or its framing broke.
    pub fn is_timeout(&self) -> bool {
        self.source.is_none()
    }
}

impl fmt::Display for RequestBodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.source {
            Some(_) => "the content of the request broke off",
            None => "the content of the request took too long",
        })
    }
}

impl Error for RequestBodyError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_ref().map(|source| source as &(dyn Error + 'static))
    }
}
