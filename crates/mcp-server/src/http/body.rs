//! The content of a response.

use std::convert::Infallible;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use super::events::Events;
use crate::reply::Content;

/// The content of a response: one JSON object whose length is known from the start, or an event stream.
///
/// JSON comes in one or two frames: bytes that were prepared when the server was built are not copied. Dropping an
/// event stream before its end abandons the request.
#[derive(Debug, Default)]
pub struct ResponseBody {
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    // Invariant: `rest` is empty where `start` is, so that no frame is empty.
    Whole { start: Bytes, rest: Bytes },
    Events(Box<Events>),
}

impl Default for Kind {
    fn default() -> Self {
        Kind::Whole { start: Bytes::new(), rest: Bytes::new() }
    }
}

impl From<Content> for ResponseBody {
    fn from(content: Content) -> Self {
        ResponseBody { kind: Kind::Whole { start: content.start.into(), rest: content.rest } }
    }
}

impl From<Bytes> for ResponseBody {
    fn from(content: Bytes) -> Self {
        ResponseBody { kind: Kind::Whole { start: content, rest: Bytes::new() } }
    }
}

impl From<Events> for ResponseBody {
    fn from(events: Events) -> Self {
        ResponseBody { kind: Kind::Events(Box::new(events)) }
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let frame = match &mut self.kind {
            Kind::Whole { start, rest } => {
                let rest = mem::take(rest);
                Some(mem::replace(start, rest)).filter(|frame| !frame.is_empty())
            }
            Kind::Events(events) => ready!(events.poll_next(cx)),
        };
        Poll::Ready(frame.map(|frame| Ok(Frame::data(frame))))
    }

    fn is_end_stream(&self) -> bool {
        match &self.kind {
            Kind::Whole { start, .. } => start.is_empty(),
            Kind::Events(events) => events.is_done(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.kind {
            Kind::Whole { start, rest } => SizeHint::with_exact((start.len() + rest.len()) as u64),
            Kind::Events(_) => SizeHint::new(),
        }
    }
}
