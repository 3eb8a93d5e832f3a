//! The content of a response on its way out.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use super::activity::InFlight;

pin_project! {
    /// Content of the endpoint or of the listener itself; the request is in flight until it is sent.
    pub(super) struct ServedBody<B> {
        #[pin]
        content: Content<B>,
        _in_flight: InFlight,
    }
}

pin_project! {
    #[project = ContentProjection]
    enum Content<B> {
        OfEndpoint { #[pin] body: B },
        Own { bytes: Bytes },
    }
}

impl<B> ServedBody<B> {
    pub(super) fn of_endpoint(body: B, in_flight: InFlight) -> Self {
        ServedBody { content: Content::OfEndpoint { body }, _in_flight: in_flight }
    }

    pub(super) fn own(text: &'static str, in_flight: InFlight) -> Self {
        ServedBody { content: Content::Own { bytes: Bytes::from_static(text.as_bytes()) }, _in_flight: in_flight }
    }
}

impl<B: Body<Data = Bytes>> Body for ServedBody<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        match self.project().content.project() {
            ContentProjection::OfEndpoint { body } => body.poll_frame(cx),
            ContentProjection::Own { bytes } => {
                let bytes = std::mem::take(bytes);
                Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.content {
            Content::OfEndpoint { body } => body.is_end_stream(),
            Content::Own { bytes } => bytes.is_empty(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.content {
            Content::OfEndpoint { body } => body.size_hint(),
            Content::Own { bytes } => SizeHint::with_exact(bytes.len() as u64),
        }
    }
}
