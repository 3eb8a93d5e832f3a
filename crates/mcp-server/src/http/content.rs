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
                        let rest = body.size_hint().lower().min(self.limit.remaining());
                        self.push(data.copy_to_bytes(data.remaining()), rest);
                    }
                    // Why: most content knows its length; asking for a frame that never comes costs another poll.
                    if body.is_end_stream() {
                        return Poll::Ready(Ok(self.take()));
                    }
                }
            }
        }
    }

    /// Adds a piece, after which `rest` bytes are announced.
    fn push(&mut self, piece: Bytes, rest: u64) {
        if piece.is_empty() {
            return;
        }
        self.pieces = match mem::replace(&mut self.pieces, Pieces::None) {
            Pieces::None => Pieces::One(piece),
            Pieces::One(first) => {
                // Why: what grows by doubling takes twice the room, and the allocator gives large blocks back each time.
                let rest = usize::try_from(rest).unwrap_or(0);
                let mut all = Vec::with_capacity(first.len() + piece.len() + rest);
                all.extend_from_slice(&first);
                all.extend_from_slice(&piece);
                Pieces::Many(all)
            }
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

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::pin::pin;
    use std::task::Waker;

    use http_body::{Frame, SizeHint};

    use super::*;

    /// A body in pieces that says how much is to come, truly or not.
    struct Announced {
        pieces: Vec<&'static [u8]>,
        rest: u64,
    }

    impl Body for Announced {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            Poll::Ready(self.pieces.pop().map(|piece| Ok(Frame::data(Bytes::from_static(piece)))))
        }

        fn size_hint(&self) -> SizeHint {
            SizeHint::with_exact(self.rest)
        }
    }

    fn read(pieces: &[&'static [u8]], rest: u64, limit: u64) -> (Content, Poll<Result<Bytes, Rejection>>) {
        let mut content = Content::new(BodyLimit::new(limit));
        let body = Announced { pieces: pieces.iter().rev().copied().collect(), rest };
        let read = content.poll_read(pin!(body), &mut Context::from_waker(Waker::noop()));
        (content, read)
    }

    #[test]
    fn pieces_are_joined_in_order() {
        let cases: [&[&[u8]]; 4] = [&[], &[b"a"], &[b"", b"a"], &[b"ab", b"c", b"", b"def"]];
        for pieces in cases {
            let (_, read) = read(pieces, 0, 100);
            assert_eq!(read.map(Result::unwrap), Poll::Ready(Bytes::from(pieces.concat())), "{pieces:?}");
        }
    }

    #[test]
    fn room_is_made_for_what_is_announced_and_for_no_more_than_is_allowed() {
        let mut content = Content::new(BodyLimit::new(1000));
        content.push(Bytes::from_static(b"abc"), 997);
        content.push(Bytes::from_static(b"def"), 94);
        let Pieces::Many(all) = &content.pieces else { panic!("two pieces") };
        assert!((100..200).contains(&all.capacity()), "{}", all.capacity());

        let (content, read) = read(&[b"abc", b"def", b"too much"], u64::MAX, 10);
        assert_eq!(read.map(Result::unwrap_err), Poll::Ready(Rejection::BodyTooLarge { limit: 10 }));
        let Pieces::Many(all) = &content.pieces else { panic!("two pieces") };
        assert!(all.capacity() < 100, "{}", all.capacity());
    }
}
