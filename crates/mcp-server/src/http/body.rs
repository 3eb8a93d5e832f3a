//! The content of a response.

use std::convert::Infallible;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use crate::reply::Content;

/// The content of a response, whose length is known from the start.
///
/// It comes in one or two frames: bytes that were prepared when the server was built are not copied.
#[derive(Debug, Clone, Default)]
pub struct ResponseBody {
    // Invariant: `rest` is empty where `start` is, so that no frame is empty.
    start: Bytes,
    rest: Bytes,
}

impl From<Content> for ResponseBody {
    fn from(content: Content) -> Self {
        ResponseBody { start: content.start.into(), rest: content.rest }
    }
}

impl From<Bytes> for ResponseBody {
    fn from(content: Bytes) -> Self {
        ResponseBody { start: content, rest: Bytes::new() }
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let rest = mem::take(&mut self.rest);
        let frame = mem::replace(&mut self.start, rest);
        Poll::Ready(Some(frame).filter(|frame| !frame.is_empty()).map(|frame| Ok(Frame::data(frame))))
    }

    fn is_end_stream(&self) -> bool {
        self.start.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact((self.start.len() + self.rest.len()) as u64)
    }
}
