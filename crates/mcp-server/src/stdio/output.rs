//! Lines into a stream, one after the other.

use std::future::Future;
use std::io;
use std::time::Duration;

use bytes::{Buf, Bytes};
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TryRecvError;
use tokio::time::timeout;

use super::lane::Outgoing;
use super::requests::Requests;

/// The stream that the client reads, and what waits to be written to it.
pub(super) struct Output<W> {
    queue: mpsc::Receiver<Outgoing>,
    writer: W,
    /// What is left of the lines that are being written.
    lines: Bytes,
    /// How long the client may take no byte.
    patience: Duration,
}

impl<W: AsyncWrite + Unpin> Output<W> {
    pub(super) fn new(queue: mpsc::Receiver<Outgoing>, writer: W, patience: Duration) -> Self {
        Output { queue, writer, lines: Bytes::new(), patience }
    }

    /// Writes what is queued, until nobody can queue anything any more.
    ///
    /// Dropping the future loses nothing: the next one goes on where it stopped.
    pub(super) async fn run(&mut self, requests: &Requests) -> io::Result<()> {
        loop {
            self.write().await?;
            let Some(outgoing) = self.next().await? else { return Ok(()) };
            // Why: asked here and not where it was queued, so that nothing that waits outlives a cancellation.
            if requests.admits(outgoing.about) {
                self.lines = outgoing.lines;
            }
        }
    }

    /// Has less patience from now on.
    pub(super) fn hurry(&mut self, patience: Duration) {
        self.patience = self.patience.min(patience);
    }

    /// Lets nothing more be queued.
    pub(super) fn close(&mut self) {
        self.queue.close();
    }

    async fn write(&mut self) -> io::Result<()> {
        while self.lines.has_remaining() {
            let written = within(self.patience, self.writer.write(&self.lines)).await?;
            if written == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            self.lines.advance(written);
        }
        Ok(())
    }

    /// The next lines; what was written before leaves as soon as there are none.
    async fn next(&mut self) -> io::Result<Option<Outgoing>> {
        match self.queue.try_recv() {
            Ok(outgoing) => return Ok(Some(outgoing)),
            Err(TryRecvError::Empty | TryRecvError::Disconnected) => {}
        }
        within(self.patience, self.writer.flush()).await?;
        Ok(self.queue.recv().await)
    }
}

/// Waits for a client that reads, but not for ever.
async fn within<T>(patience: Duration, io: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    let stalled = |_| io::Error::new(io::ErrorKind::TimedOut, "the client does not read what is written to it");
    timeout(patience, io).await.map_err(stalled)?
}
