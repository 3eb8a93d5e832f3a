//! The command line and the listener that our server and both references share, so that they differ in nothing else.

use std::error::Error;
use std::fs;
use std::future::Future;
use std::io::{self, Write};
use std::net::Ipv4Addr;
use std::path::PathBuf;

use bytes::Bytes;
use clap::Parser;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};

use crate::Operation;
use crate::tools::{self, ToolEntry};

type AnyError = Box<dyn Error + Send + Sync>;

/// A server to be measured: answers at `/mcp` on a loopback address until SIGTERM.
#[derive(Debug, Parser)]
pub struct Arguments {
    /// Port to listen on; 0 takes a free one and prints it
    port: u16,
    /// File with the tools to register
    tools: PathBuf,
    /// Writes the port into this file once the server listens
    #[arg(long, value_name = "FILE")]
    port_file: Option<PathBuf>,
}

impl Arguments {
    /// Reads the tools.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or is not an array of tools.
    pub fn tools(&self) -> io::Result<Vec<ToolEntry>> {
        tools::read(&self.tools)
    }

    /// Serves HTTP/1.1 on this thread alone, until the process is told to end.
    ///
    /// # Errors
    ///
    /// The port is taken, or the port file cannot be written.
    pub fn serve<S, B>(&self, service: &S) -> io::Result<()>
    where
        S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
        S::Future: Send,
        S::Error: Into<AnyError>,
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<AnyError>,
    {
        self.serve_on(Builder::new_current_thread().enable_io(), service)
    }

    /// The same for a service that measures time, which streams do.
    ///
    /// # Errors
    ///
    /// As for [`serve`](Self::serve).
    pub fn serve_with_time<S, B>(&self, service: &S) -> io::Result<()>
    where
        S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
        S::Future: Send,
        S::Error: Into<AnyError>,
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<AnyError>,
    {
        self.serve_on(Builder::new_current_thread().enable_all(), service)
    }

    fn serve_on<S, B>(&self, runtime: &mut Builder, service: &S) -> io::Result<()>
    where
        S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
        S::Future: Send,
        S::Error: Into<AnyError>,
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<AnyError>,
    {
        runtime.build()?.block_on(async {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).await?;
            self.announce(listener.local_addr()?.port())?;
            let mut terminate = signal(SignalKind::terminate())?;
            tokio::select! {
                result = accept(&listener, service) => result,
                _ = terminate.recv() => Ok(()),
            }
        })
    }

    /// The port to listen on; 0 for a free one.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Tells whoever started the server which port it listens on.
    ///
    /// # Errors
    ///
    /// The port cannot be printed or written into its file.
    pub fn announce(&self, port: u16) -> io::Result<()> {
        if self.port == 0 {
            let mut output = io::stdout();
            writeln!(output, "{port}")?;
            output.flush()?;
        }
        let Some(path) = &self.port_file else { return Ok(()) };
        // Why: whoever waits for the file finds it complete.
        let unfinished = path.with_extension("unfinished");
        fs::write(&unfinished, port.to_string())?;
        fs::rename(unfinished, path)
    }
}

async fn accept<S, B>(listener: &TcpListener, service: &S) -> io::Result<()>
where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<AnyError>,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<AnyError>,
{
    loop {
        let (stream, _) = listener.accept().await?;
        // Why: without it the kernel may hold a small reply back for tens of milliseconds, waiting for more.
        stream.set_nodelay(true)?;
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service.clone()));
    }
}

/// Makes the service of a reference server, which answers from the head and the content of a request.
pub fn reference<F>(
    answer: F,
) -> impl Service<
    Request<Incoming>,
    Response = Response<Full<Bytes>>,
    Error = hyper::Error,
    Future = impl Future<Output = hyper::Result<Response<Full<Bytes>>>> + Send,
> + Clone
where
    F: Fn(&HeaderMap, &[u8]) -> Bytes + Clone + Send + Sync,
{
    service_fn(move |request: Request<Incoming>| {
        let answer = answer.clone();
        async move {
            let (head, body) = request.into_parts();
            let content = read(body).await?;
            let mut response = Response::new(Full::new(answer(&head.headers, &content)));
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            Ok(response)
        }
    })
}

/// Reads content to its end; what comes in one piece is not copied.
///
/// # Errors
///
/// The content broke off.
pub async fn read(mut body: Incoming) -> hyper::Result<Bytes> {
    let mut whole = Bytes::new();
    while let Some(frame) = body.frame().await {
        let Ok(piece) = frame?.into_data() else { continue };
        whole = if whole.is_empty() { piece } else { [whole, piece].concat().into() };
    }
    Ok(whole)
}

/// Tells what a request asks for by the least that tells it: two fields of its head, and its length.
pub fn operation(head: &HeaderMap, length: usize) -> Operation {
    let field = |name| head.get(name).map_or(&b""[..], HeaderValue::as_bytes);
    match (field("mcp-method"), field("mcp-name")) {
        (b"tools/list", _) => Operation::ListTools,
        (b"server/discover", _) => Operation::Discover,
        (_, b"add") => Operation::Add,
        _ if length < 0x8000 => Operation::EchoShort,
        _ => Operation::EchoLong,
    }
}
