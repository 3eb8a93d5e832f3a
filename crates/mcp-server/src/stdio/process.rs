//! The standard streams of the process, each on a thread of its own.
//!
//! A read that waits for the client cannot be taken back. tokio's own standard streams wait on threads that the runtime
//! joins before it ends, so that a server that stops by itself would hang until its client says something.
//!
//! On Unix the process gives its streams away: what anything in it prints from then on, or a program that it starts, goes
//! to standard error, and whoever reads standard input finds it empty.

use std::io::{self, Read, Write};
use std::pin::Pin;
use std::sync::mpsc as blocking;
use std::task::{Context, Poll, ready};
use std::thread;

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::mpsc;

use crate::limits::STDIO_CHUNK_BYTES;

/// Standard input.
pub(super) struct Input {
    chunks: mpsc::Receiver<io::Result<Bytes>>,
    rest: Bytes,
}

/// Standard output.
pub(super) struct Output {
    chunks: blocking::Sender<Bytes>,
    written: mpsc::Receiver<io::Result<()>>,
    // Invariant: at most one chunk is on its way, and its outcome is taken before the next one goes.
    is_writing: bool,
}

/// Takes the standard streams of this process.
pub(super) fn take() -> io::Result<(Input, Output)> {
    let (reader, writer) = descriptors::take()?;
    Ok((Input::start(reader)?, Output::start(writer)?))
}

#[cfg(unix)]
mod descriptors {
    use std::fs::File;
    use std::io;

    use rustix::io::fcntl_dupfd_cloexec;
    use rustix::stdio::{dup2_stdin, dup2_stdout, stderr, stdin, stdout};

    /// Above the three that programs take for the standard ones.
    const LOWEST: i32 = 3;

    /// Moves the streams of the client to descriptors that no other program inherits.
    pub(super) fn take() -> io::Result<(File, File)> {
        let reader = fcntl_dupfd_cloexec(stdin(), LOWEST)?;
        let writer = fcntl_dupfd_cloexec(stdout(), LOWEST)?;
        let nowhere = File::options().read(true).write(true).open("/dev/null")?;
        dup2_stdin(&nowhere)?;
        divert_stdout(&nowhere)?;
        Ok((reader.into(), writer.into()))
    }

    /// What is printed from now on goes to standard error, or nowhere where there is none.
    // spec: STDIO-004 what handlers print is no message.
    fn divert_stdout(nowhere: &File) -> io::Result<()> {
        dup2_stdout(stderr()).or_else(|_| dup2_stdout(nowhere))?;
        Ok(())
    }
}

#[cfg(not(unix))]
mod descriptors {
    use std::io::{self, Stdin, Stdout};

    pub(super) fn take() -> io::Result<(Stdin, Stdout)> {
        Ok((io::stdin(), io::stdout()))
    }
}

impl Input {
    fn start(reader: impl Read + Send + 'static) -> io::Result<Self> {
        let (sender, chunks) = mpsc::channel(1);
        thread::Builder::new().name("mcp-stdin".to_owned()).spawn(move || read(reader, &sender))?;
        Ok(Input { chunks, rest: Bytes::new() })
    }
}

/// Reads to the end, or until nobody wants any more.
fn read(mut reader: impl Read, chunks: &mpsc::Sender<io::Result<Bytes>>) {
    let mut buffer = vec![0; STDIO_CHUNK_BYTES];
    loop {
        let chunk = match reader.read(&mut buffer) {
            Ok(0) => return,
            Ok(count) => Ok(Bytes::copy_from_slice(&buffer[..count])),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
        let failed = chunk.is_err();
        if chunks.blocking_send(chunk).is_err() || failed {
            return;
        }
    }
}

impl AsyncRead for Input {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.rest.is_empty() {
            let Some(chunk) = ready!(self.chunks.poll_recv(cx)) else { return Poll::Ready(Ok(())) };
            self.rest = chunk?;
        }
        let count = buffer.remaining().min(self.rest.len());
        buffer.put_slice(&self.rest.split_to(count));
        Poll::Ready(Ok(()))
    }
}

impl Output {
    fn start(writer: impl Write + Send + 'static) -> io::Result<Self> {
        let ((chunks, to_write), (sender, written)) = (blocking::channel(), mpsc::channel(1));
        thread::Builder::new().name("mcp-stdout".to_owned()).spawn(move || write(writer, &to_write, &sender))?;
        Ok(Output { chunks, written, is_writing: false })
    }

    /// Waits until nothing is on its way.
    fn poll_written(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.is_writing {
            let outcome = ready!(self.written.poll_recv(cx));
            self.is_writing = false;
            outcome.unwrap_or_else(|| Err(io::ErrorKind::BrokenPipe.into()))?;
        }
        Poll::Ready(Ok(()))
    }
}

/// Writes chunks, each to its end, until there are no more.
fn write(mut writer: impl Write, chunks: &blocking::Receiver<Bytes>, written: &mpsc::Sender<io::Result<()>>) {
    for chunk in chunks {
        let outcome = writer.write_all(&chunk).and_then(|()| writer.flush());
        if written.blocking_send(outcome).is_err() {
            return;
        }
    }
}

impl AsyncWrite for Output {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_written(cx))?;
        let count = bytes.len().min(STDIO_CHUNK_BYTES);
        let chunk = Bytes::copy_from_slice(&bytes[..count]);
        self.chunks.send(chunk).map_err(|_| io::ErrorKind::BrokenPipe)?;
        self.is_writing = true;
        Poll::Ready(Ok(count))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_written(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_written(cx)
    }
}
