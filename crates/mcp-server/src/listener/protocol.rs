//! The version of HTTP that a client begins with, and the connection that speaks it.

use std::error::Error;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use hyper::server::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use pin_project_lite::pin_project;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tower_service::Service;

use super::leaving::Leaving;
use super::request_body::RequestBody;
use super::route::Route;
use crate::limits::{MAX_BUFFERED_HEAD_BYTES, MAX_STREAMS_PER_CONNECTION};

/// What a client that speaks HTTP/2 without asking sends first.
// spec: rfc9113#3.4
const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

pin_project! {
    /// ```text
    /// Undecided ──▶ Http1 ──▶ Leaving
    ///     ├───────▶ Http2
    ///     └───────▶ Over
    /// ```
    #[project = HttpProjection]
    #[project_replace = HttpReplacement]
    // Why: told apart here and not by hyper's own means, whose connections have room for both versions at once and read
    // the first bytes in a way that doubles their buffers.
    pub(super) enum Http<I, S>
    where
        S: Service<Request<RequestBody>>,
        Route<S>: hyper::service::HttpService<hyper::body::Incoming>,
    {
        Undecided { begun: Begun<I>, route: Route<S> },
        Http1 { connection: http1::Connection<TokioIo<Begun<I>>, Route<S>> },
        Http2 { connection: Pin<Box<http2::Connection<TokioIo<Begun<I>>, Route<S>, TokioExecutor>>> },
        Leaving { leaving: Leaving<Begun<I>> },
        Over,
    }
}

impl<I, S, B> Http<I, S>
where
    I: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    S: Service<Request<RequestBody>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send + 'static,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    pub(super) fn new(io: I, route: Route<S>) -> Self {
        Http::Undecided { begun: Begun::new(io), route }
    }

    /// Completes when the connection has ended, well or not.
    pub(super) fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            let version = match self.as_mut().project() {
                HttpProjection::Undecided { begun, .. } => ready!(begun.poll_version(cx)),
                HttpProjection::Http1 { connection } => {
                    let outcome = ready!(Pin::new(connection).poll(cx));
                    self.as_mut().leave(outcome);
                    continue;
                }
                HttpProjection::Http2 { connection } => return connection.as_mut().poll(cx).map(drop),
                HttpProjection::Leaving { leaving } => return leaving.poll(cx),
                HttpProjection::Over => return Poll::Ready(()),
            };
            let HttpReplacement::Undecided { begun, route } = self.as_mut().project_replace(Http::Over) else {
                return Poll::Ready(());
            };
            let io = TokioIo::new(begun);
            self.set(match version {
                Ok(Version::Http1) => Http::Http1 { connection: http1().serve_connection(io, route) },
                Ok(Version::Http2) => Http::Http2 { connection: Box::pin(http2().serve_connection(io, route)) },
                Err(_) => Http::Over,
            });
        }
    }

    /// Ends a connection of HTTP/1.1: not at once where its client may still be sending.
    fn leave(mut self: Pin<&mut Self>, outcome: hyper::Result<()>) {
        if let HttpReplacement::Http1 { connection } = self.as_mut().project_replace(Http::Over) {
            let http1::Parts { io, service, .. } = connection.into_parts();
            if outcome.map_or_else(|error| error.is_parse(), |()| service.activity.is_unread()) {
                self.set(Http::Leaving { leaving: Leaving::new(io.into_inner()) });
            }
        }
    }

    /// Lets what is in flight finish, and nothing more begin.
    pub(super) fn graceful_shutdown(mut self: Pin<&mut Self>) {
        match self.as_mut().project() {
            HttpProjection::Undecided { .. } => self.set(Http::Over),
            HttpProjection::Http1 { connection } => Pin::new(connection).graceful_shutdown(),
            HttpProjection::Http2 { connection } => connection.as_mut().graceful_shutdown(),
            HttpProjection::Leaving { .. } | HttpProjection::Over => {}
        }
    }
}

/// HTTP/1.1 as it is spoken here.
fn http1() -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder
        // Why: hyper's timer for heads would be set and unset with every request; ours looks once in a while.
        .header_read_timeout(None)
        // Why: a client that closes its half looks like one that is gone, and its handler is to be dropped.
        .half_close(false)
        .max_buf_size(MAX_BUFFERED_HEAD_BYTES);
    builder
}

/// HTTP/2 as it is spoken here.
fn http2() -> http2::Builder<TokioExecutor> {
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .max_concurrent_streams(MAX_STREAMS_PER_CONNECTION)
        .max_header_list_size(MAX_BUFFERED_HEAD_BYTES as u32);
    builder
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    Http1,
    Http2,
}

/// A stream whose first bytes were looked at, and are read again.
#[derive(Debug)]
pub(super) struct Begun<I> {
    inner: I,
    // Invariant: `given <= seen`; `start[given..seen]` is what is still to be read again.
    start: [u8; PREFACE.len()],
    seen: u8,
    given: u8,
}

impl<I> Begun<I> {
    fn new(inner: I) -> Self {
        Begun { inner, start: [0; PREFACE.len()], seen: 0, given: 0 }
    }
}

impl<I: AsyncRead + Unpin> Begun<I> {
    /// Looks at the start until it tells the version; one that breaks off is left to HTTP/1.1.
    fn poll_version(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Version>> {
        loop {
            let seen = usize::from(self.seen);
            if self.start[..seen] != PREFACE[..seen] {
                return Poll::Ready(Ok(Version::Http1));
            }
            if seen == PREFACE.len() {
                return Poll::Ready(Ok(Version::Http2));
            }
            let mut buffer = ReadBuf::new(&mut self.start[seen..]);
            ready!(Pin::new(&mut self.inner).poll_read(cx, &mut buffer))?;
            match buffer.filled().len() {
                0 => return Poll::Ready(Ok(Version::Http1)),
                more => self.seen += more as u8,
            }
        }
    }
}

impl<I: AsyncRead + Unpin> AsyncRead for Begun<I> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let again = usize::from(self.seen - self.given).min(buffer.remaining());
        if again == 0 {
            return Pin::new(&mut self.inner).poll_read(cx, buffer);
        }
        let given = usize::from(self.given);
        buffer.put_slice(&self.start[given..given + again]);
        self.given += again as u8;
        // Why: what follows is read along where it is there, for whoever gets a few bytes makes room for many more.
        match Pin::new(&mut self.inner).poll_read(cx, buffer) {
            Poll::Ready(outcome) => Poll::Ready(outcome),
            Poll::Pending => Poll::Ready(Ok(())),
        }
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for Begun<I> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    /// The version that a start tells, sent `piece` bytes at a time, and what can be read after it was told.
    async fn told(start: &[u8], piece: usize) -> (Version, Vec<u8>) {
        let (mut client, server) = duplex(piece);
        let send = async {
            client.write_all(start).await.expect("the server reads");
            drop(client);
        };
        let look = async {
            let mut begun = Begun::new(server);
            let version = poll_fn(|cx| begun.poll_version(cx)).await.expect("the stream does not fail");
            let mut read = Vec::new();
            begun.read_to_end(&mut read).await.expect("the stream does not fail");
            (version, read)
        };
        tokio::join!(send, look).1
    }

    // spec: rfc9113#3.4
    #[tokio::test]
    async fn versions_are_told_by_the_preface_however_it_is_cut_and_nothing_is_lost() {
        let table: [(&[u8], Version); 6] = [
            (b"POST /mcp HTTP/1.1\r\nhost: localhost\r\n\r\n", Version::Http1),
            (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nframes", Version::Http2),
            (PREFACE, Version::Http2),
            (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r", Version::Http1),
            (b"PRI * HTTP/1.1\r\n\r\nand more than a preface", Version::Http1),
            (b"", Version::Http1),
        ];
        for (start, version) in table {
            for piece in 1..=start.len().max(1) {
                assert_eq!(told(start, piece).await, (version, start.to_vec()), "{piece}");
            }
        }
    }

    #[tokio::test]
    async fn what_follows_the_start_is_read_along() {
        let (mut client, server) = duplex(64);
        client.write_all(b"POST /mcp HTTP/1.1\r\nhost: localhost\r\n\r\n").await.expect("there is room");
        let mut begun = Begun::new(server);
        poll_fn(|cx| begun.poll_version(cx)).await.expect("the stream does not fail");
        assert_eq!(begun.read(&mut [0; 64]).await.expect("the stream does not fail"), 39);
    }
}
