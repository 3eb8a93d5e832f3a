//! A connection that is over for the server, but not for its client.

use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, ReadBuf};
use tokio::time::{Sleep, sleep};

use crate::limits::CLOSE_TIMEOUT;

/// Bytes that are read at once where nobody wants them.
const DISCARDED_AT_ONCE: usize = 4096;

/// Takes what a client goes on sending that was answered before it was done, until it has noticed.
///
/// A socket that is closed while bytes wait in it is reset, and the answer may be lost on its way; a balancer that is
/// still sending then makes a 502 of it.
// spec: rfc9112#9.6
#[derive(Debug)]
pub(super) struct Leaving<I> {
    io: I,
    timer: Pin<Box<Sleep>>,
}

impl<I: AsyncRead + Unpin> Leaving<I> {
    /// Begins with a stream to which nothing more is written.
    pub(super) fn new(io: I) -> Self {
        Leaving { io, timer: Box::pin(sleep(CLOSE_TIMEOUT)) }
    }

    /// Completes when the client has closed its side too, or has had time enough.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let mut bytes = [MaybeUninit::uninit(); DISCARDED_AT_ONCE];
        loop {
            let mut buffer = ReadBuf::uninit(&mut bytes);
            match Pin::new(&mut self.io).poll_read(cx, &mut buffer) {
                Poll::Pending => return self.timer.as_mut().poll(cx),
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {}
                Poll::Ready(_) => return Poll::Ready(()),
            }
        }
    }
}
