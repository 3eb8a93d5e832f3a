//! A listener of our own: from a socket to the service and back.
//!
//! ```text
//! Socket ──▶ accept ──▶ Connection ──▶ Route ──▶ the MCP endpoint │ health │ 404
//!            (bounded)   (timed)        (by path)
//! ```

mod accept;
mod activity;
mod body;
mod connection;
mod leaving;
mod protocol;
mod request_body;
mod route;
mod run;
mod settings;
mod socket;
mod stream;

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
#[cfg(unix)]
use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use tokio::net::ToSocketAddrs;
use tower_service::Service;

pub use request_body::{RequestBody, RequestBodyError};
pub use run::Stopped;
use settings::Settings;
use socket::Socket;

// Why: a local server cannot be reached from other machines.
const LOCAL: Ipv4Addr = Ipv4Addr::LOCALHOST;

/// A socket that serves the MCP endpoint over HTTP/1.1 and HTTP/2.
///
/// HTTP/2 is spoken to clients that begin with it (prior knowledge); encryption is left to what stands in front.
/// What is slow or silent is given up: a head, content, a client that does not read, a connection without requests.
/// Beyond [`max_connections`](Listener::max_connections) nothing is accepted: clients wait in the kernel's queue and are
/// served as others leave.
///
/// Needs a `tokio` runtime with I/O and time.
///
/// # Specification
///
/// <https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http>
///
/// # Examples
///
/// ```no_run
/// use mcp_server::{HttpConfig, Listener, Server};
///
/// # async fn example(stop: impl Future<Output = ()>) -> Result<(), Box<dyn std::error::Error>> {
/// let server = Server::builder("empty", "1.0.0").build()?;
///
/// // `stop` is ready when the process was told to end.
/// let listener = Listener::bind("127.0.0.1:8000").await?.endpoint("/mcp").health("/healthz");
/// let stopped = listener.serve(server.http(HttpConfig::local()), stop).await?;
/// assert_eq!(stopped.cut_connections(), 0);
/// # Ok(())
/// # }
/// ```
#[must_use = "a listener accepts connections in `serve`"]
pub struct Listener {
    socket: Socket,
    settings: Settings,
}

impl Listener {
    /// Listens on a loopback port, for programs on the same machine; port 0 takes a free one.
    ///
    /// # Errors
    ///
    /// Those of the operating system, such as a port that is taken.
    pub async fn local(port: u16) -> io::Result<Self> {
        Self::bind((LOCAL, port)).await
    }

    /// Listens on the first of the addresses that can be had.
    ///
    /// On Unix an address is taken over at once from a server that has just ended (`SO_REUSEADDR`).
    ///
    /// # Errors
    ///
    /// Those of the last address, or of looking up its name.
    pub async fn bind(address: impl ToSocketAddrs) -> io::Result<Self> {
        Ok(Self::new(Socket::tcp(address).await?))
    }

    /// Listens on a socket that is bound already, such as one handed over by a service manager.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn from_std(listener: std::net::TcpListener) -> io::Result<Self> {
        Ok(Self::new(Socket::from_std(listener)?))
    }

    /// Listens on a Unix socket at `path`, open to those whom `mode` allows, such as `0o600` or `0o660`.
    ///
    /// The mode is set before anyone can connect. A socket that a server left behind is replaced; the own one is
    /// removed when the listener ends. A path belongs to one server at a time.
    ///
    /// # Errors
    ///
    /// - [`io::ErrorKind::AddrInUse`]: another server listens there.
    /// - [`io::ErrorKind::AlreadyExists`]: something stands there that is no socket; it is left alone.
    /// - Those of the operating system.
    #[cfg(unix)]
    pub async fn bind_unix(path: impl AsRef<Path>, mode: u32) -> io::Result<Self> {
        Ok(Self::new(Socket::unix(path.as_ref(), mode).await?))
    }

    fn new(socket: Socket) -> Self {
        Listener { socket, settings: Settings::default() }
    }

    /// The address listened on; `None` for a Unix socket.
    pub fn address(&self) -> Option<SocketAddr> {
        self.socket.address()
    }

    /// Sets the path of the MCP endpoint; `/mcp` by default.
    ///
    /// Every other path is answered with 404.
    pub fn endpoint(mut self, path: impl Into<Box<str>>) -> Self {
        self.settings.endpoint = path.into();
        self
    }

    /// Sets a path at which GET tells whether to send requests here: 200, or 503 once the listener was told to stop.
    ///
    /// By default there is none. The endpoint goes first where both have the same path. Anyone may ask, under any host
    /// name.
    pub fn health(mut self, path: impl Into<Box<str>>) -> Self {
        self.settings.health = Some(path.into());
        self
    }

    /// Bounds the connections that are open at a time, at least 1;
    /// [`DEFAULT_MAX_CONNECTIONS`](crate::limits::DEFAULT_MAX_CONNECTIONS) by default.
    ///
    /// Further ones wait in the queue of the operating system, which refuses what does not fit there.
    pub fn max_connections(mut self, connections: u32) -> Self {
        self.settings.max_connections = connections.max(1);
        self
    }

    /// Bounds the time until a new connection has sent the head of its first request;
    /// [`DEFAULT_HEAD_TIMEOUT`](crate::limits::DEFAULT_HEAD_TIMEOUT) by default.
    ///
    /// Later heads have to be complete within the idle timeout.
    pub fn head_timeout(mut self, timeout: Duration) -> Self {
        self.settings.head_timeout = timeout;
        self
    }

    /// Bounds the time from the head of a request to the end of its content;
    /// [`DEFAULT_BODY_TIMEOUT`](crate::limits::DEFAULT_BODY_TIMEOUT) by default.
    ///
    /// The request is refused as incomplete.
    pub fn body_timeout(mut self, timeout: Duration) -> Self {
        self.settings.body_timeout = timeout;
        self
    }

    /// Bounds the time that a connection stands without a request in flight;
    /// [`DEFAULT_IDLE_TIMEOUT`](crate::limits::DEFAULT_IDLE_TIMEOUT) by default.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.settings.idle_timeout = timeout;
        self
    }

    /// Bounds the time in which a client takes nothing of what is sent to it;
    /// [`DEFAULT_WRITE_TIMEOUT`](crate::limits::DEFAULT_WRITE_TIMEOUT) by default.
    pub fn write_timeout(mut self, timeout: Duration) -> Self {
        self.settings.write_timeout = timeout;
        self
    }

    /// Sets how long to go on as before after being told to stop, with readiness off;
    /// [`DEFAULT_DRAIN_NOTICE`](crate::limits::DEFAULT_DRAIN_NOTICE) by default.
    ///
    /// Skipped where there is no [`health`](Listener::health) path, for then nobody could see it.
    pub fn drain_notice(mut self, notice: Duration) -> Self {
        self.settings.drain_notice = notice;
        self
    }

    /// Sets how long requests in flight may take to finish once nothing more is accepted;
    /// [`DEFAULT_GRACE_PERIOD`](crate::limits::DEFAULT_GRACE_PERIOD) by default.
    pub fn grace_period(mut self, period: Duration) -> Self {
        self.settings.grace_period = period;
        self
    }

    /// Hears of connections that could not be accepted, for logs and metrics.
    ///
    /// The listener goes on by itself: at once after a connection that broke before it was accepted, otherwise after a
    /// pause, as when the process has no files left.
    pub fn on_accept_error(mut self, hook: impl Fn(&io::Error) + Send + Sync + 'static) -> Self {
        self.settings.on_accept_error = Some(Box::new(hook));
        self
    }

    /// Serves until `stop` is ready, then ends gracefully.
    ///
    /// 1. Readiness is off, and for the drain notice everything else goes on.
    /// 2. Nothing more is accepted. Connections without a request are closed, the others as soon as their last answer
    ///    is sent.
    /// 3. What is left at the end of the grace period is cut off.
    ///
    /// # Errors
    ///
    /// - [`io::ErrorKind::InvalidInput`]: a path that does not begin with `/`.
    /// - The error of a socket that can accept nothing any more, after what was in flight has ended as above.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future stops at once: nothing more is accepted, and every connection is cut off.
    pub async fn serve<S, B>(self, service: S, stop: impl Future<Output = ()>) -> io::Result<Stopped>
    where
        S: Service<Request<RequestBody>, Response = Response<B>> + Clone + Send + 'static,
        S::Future: Send + 'static,
        S::Error: Into<Box<dyn Error + Send + Sync>>,
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        run::run(self.socket, self.settings, service, stop).await
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listener").field("socket", &self.socket).field("settings", &self.settings).finish()
    }
}

#[cfg(test)]
mod tests;
