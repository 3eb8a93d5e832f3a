//! The content of a request, gathered frame by frame.

use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use http_body::Body;
use mcp_transport_http::{BodyLimit, Rejection};

/// Content that is being read.
#[derive(Debug)]
pub(super) struct Content {
    pieces: Pieces,
    limit: BodyLimit,
}

#[derive(Debug)]
enum Pieces {
    None,
    /// Most requests come in one piece, which is kept as it is.
    One(Bytes),
    Many(Vec<u8>),
}

impl Content {
    pub(super) fn new(limit: BodyLimit) -> Self {
        Content { pieces: Pieces::None, limit }
    }

    /// Reads to the end of `body`, and gives the content once.
    pub(super) fn poll_read<B: Body>(
        &mut self,
        mut body: Pin<&mut B>,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Bytes, Rejection>> {
        loop {
            match ready!(body.as_mut().poll_frame(cx)) {
                None => return Poll::Ready(Ok(self.take())),
                Some(Err(_)) => return Poll::Ready(Err(Rejection::ContentIncomplete)),
                Some(Ok(frame)) => {
                    // Trailers say nothing that MCP reads.
                    if let Ok(mut data) = frame.into_data() {
                        self.limit.admit(data.remaining())?;
                        self.push(data.copy_to_bytes(data.remaining()));
                    }
                    // Why: most content knows its length; asking for a frame that never comes costs another poll.
                    if body.is_end_stream() {
                        return Poll::Ready(Ok(self.take()));
                    }
                }
            }
        }
    }

    fn push(&mut self, piece: Bytes) {
        if piece.is_empty() {
            return;
        }
        self.pieces = match mem::replace(&mut self.pieces, Pieces::None) {
            Pieces::None => Pieces::One(piece),
            Pieces::One(first) => Pieces::Many([first, piece].concat()),
            Pieces::Many(mut all) => {
                all.extend_from_slice(&piece);
                Pieces::Many(all)
            }
        };
    }

    fn take(&mut self) -> Bytes {
        match mem::replace(&mut self.pieces, Pieces::None) {
            Pieces::None => Bytes::new(),
            Pieces::One(piece) => piece,
            Pieces::Many(all) => all.into(),
        }
    }
}
