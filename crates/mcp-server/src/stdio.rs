//! The server over a pair of byte streams, most often those of its own process.

mod answer;
mod input;
mod lane;
mod legacy;
mod output;
mod process;
mod requests;

use std::io;
use std::pin::pin;
use std::time::Duration;

use mcp_transport_stdio::limits::{MAX_CLIENT_LINE_BYTES, MAX_IN_FLIGHT};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

use self::input::Input;
use self::output::Output;
use self::requests::Requests;
use crate::limits;
use crate::subscription::Stopping;
use crate::{Principal, PrincipalKey, Server};

/// When a request that is refused for the moment may be tried again.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Serves one client over a pair of byte streams, one message a line.
///
/// Requests are answered side by side, each in a task of its own, and in the order in which they are done. A request that
/// the client cancels is dropped where it waits, and nothing is written about it any more. What is no message is refused,
/// and what follows it is served.
///
/// Only messages are written to the output. What a handler prints to standard output by itself, with `println!` say,
/// would land between them; `eprintln!`, panics and `tracing` on standard error do no harm.
///
/// # Specification
///
/// <https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/stdio>
///
/// # Examples
///
/// ```
/// use mcp_server::{NoArgs, Server, Tool};
/// use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, duplex, split};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let tool = Tool::new("ping").handler(async |_: NoArgs| "pong");
/// let server = Server::builder("ping", "1.0.0").tool(tool).build()?;
///
/// // A client in the same process; `serve_process` takes the standard streams instead.
/// let (client, served) = duplex(1024);
/// let (reader, writer) = split(served);
/// let serving = tokio::spawn(server.stdio().serve(reader, writer));
///
/// let (reader, mut writer) = split(client);
/// writer.write_all(br#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ping","_meta":{"#).await?;
/// writer.write_all(br#""io.modelcontextprotocol/protocolVersion":"2026-07-28","#).await?;
/// writer.write_all(b"\"io.modelcontextprotocol/clientCapabilities\":{}}}}\n{}\n").await?;
/// let mut lines = BufReader::new(reader).lines();
/// let mut received = [lines.next_line().await?, lines.next_line().await?].map(Option::unwrap_or_default);
/// received.sort();
/// assert!(received[0].contains("-32600"), "{{}} is no message, {received:?}");
/// assert!(received[1].contains("pong"));
///
/// // The server ends when its input does.
/// writer.shutdown().await?;
/// serving.await??;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is served before `serve` or `serve_process`"]
pub struct Stdio {
    server: Server,
    principal: Principal,
    max_line: usize,
    max_in_flight: usize,
    write_timeout: Duration,
    grace_period: Duration,
}

impl Server {
    /// Serves one client over a pair of byte streams, such as those of the process.
    pub fn stdio(&self) -> Stdio {
        Stdio {
            server: self.clone(),
            principal: Principal::new(PrincipalKey::ANONYMOUS),
            max_line: MAX_CLIENT_LINE_BYTES,
            max_in_flight: MAX_IN_FLIGHT,
            write_timeout: limits::DEFAULT_WRITE_TIMEOUT,
            grace_period: limits::DEFAULT_EOF_GRACE_PERIOD,
        }
    }
}

impl Stdio {
    /// Sets on whose behalf all requests are made; [`PrincipalKey::ANONYMOUS`] by default.
    ///
    /// Over standard streams that is whoever started the process.
    pub fn principal(mut self, principal: impl Into<Principal>) -> Self {
        self.principal = principal.into();
        self
    }

    /// Sets the most bytes that one line of the client may have; [`MAX_CLIENT_LINE_BYTES`] by default.
    pub fn max_line(mut self, bytes: usize) -> Self {
        self.max_line = bytes;
        self
    }

    /// Sets how many requests may be without a response at a time; [`MAX_IN_FLIGHT`] by default.
    ///
    /// Those beyond it are refused with [`TRY_LATER`](mcp_transport_http::TRY_LATER).
    pub fn max_in_flight(mut self, requests: usize) -> Self {
        self.max_in_flight = requests;
        self
    }

    /// Sets how long the client may take no byte of what is written to it;
    /// [`DEFAULT_WRITE_TIMEOUT`](limits::DEFAULT_WRITE_TIMEOUT) by default.
    pub fn write_timeout(mut self, timeout: Duration) -> Self {
        self.write_timeout = timeout;
        self
    }

    /// Sets how long requests in flight may go on when the client has closed its side;
    /// [`DEFAULT_EOF_GRACE_PERIOD`](limits::DEFAULT_EOF_GRACE_PERIOD) by default.
    pub fn grace_period(mut self, period: Duration) -> Self {
        self.grace_period = period;
        self
    }

    /// Serves the client at the other end of the standard streams of this process, until it closes standard input.
    ///
    /// Standard input belongs to this for the rest of the process's life, since a read that has begun cannot be taken
    /// back. It is read, and standard output is written, by threads that nobody waits for: `main` may return at once.
    ///
    /// On Unix both are moved out of the way of everything else in the process: what handlers print to standard output
    /// goes to standard error, and so does what the programs print that they start; whoever reads standard input finds
    /// it at its end. Elsewhere a handler that prints spoils the stream, as does a program that inherits it.
    ///
    /// # Errors
    ///
    /// As [`serve`](Stdio::serve), and that of the system where no thread can be had.
    pub async fn serve_process(self) -> io::Result<()> {
        let (reader, writer) = process::take()?;
        self.serve(reader, writer).await
    }

    /// Serves the client at the other end of two streams, until `reader` ends or nobody reads from `writer` any more.
    ///
    /// It needs a tokio runtime with its timer. When `reader` has ended, requests in flight may be answered for the
    /// [grace period](Stdio::grace_period); then they are dropped.
    ///
    /// # Errors
    ///
    /// Those of the streams, and [`TimedOut`](io::ErrorKind::TimedOut) where the client took no byte for the
    /// [write timeout](Stdio::write_timeout). A pipe that the client has closed is the end, and no error.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops what is in flight. A line may have been written in part.
    pub async fn serve<R, W>(self, reader: R, writer: W) -> io::Result<()>
    where
        R: AsyncRead,
        W: AsyncWrite,
    {
        let (reader, writer) = (pin!(reader), pin!(writer));
        let requests = Requests::new(self.max_in_flight);
        let (sender, queue) = mpsc::channel(limits::STDIO_QUEUE_MESSAGES);
        let stopping = watch::Sender::new(false);
        let input = Input::new(&self, &requests, sender, Stopping::new(stopping.subscribe()));
        let mut output = Output::new(queue, writer, self.write_timeout);
        let read = tokio::select! {
            // Invariant: the input keeps the queue open, so the output ends first only where it cannot go on.
            written = output.run(&requests) => return unless_gone(written),
            read = input.run(reader) => read,
        };
        // The end of the input is the end of the server: what is done soon is still written,
        output.hurry(limits::CLOSE_TIMEOUT);
        stopping.send_replace(true);
        let written = match timeout(self.grace_period, output.run(&requests)).await {
            Ok(written) => written,
            Err(_) => {
                // spec: STDIO-013 what has not been answered by then is dropped, together with `requests`.
                output.close();
                output.run(&requests).await
            }
        };
        unless_gone(written).and(read)
    }
}

/// A client that has closed its end of the output has left, which is its right.
fn unless_gone(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}
