//! A service under test behind a real socket.

use std::convert::Infallible;
use std::error::Error;
use std::future::poll_fn;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use bytes::Bytes;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tower_service::Service;

use crate::{Message, Peer, Reply, Request};

/// A listener on a free port of the loopback interface; the server ends when this is dropped.
#[derive(Debug)]
pub struct Listener {
    address: SocketAddr,
    _runtime: Runtime,
}

impl Listener {
    /// Serves `service` over HTTP/1.1 and HTTP/2 (prior knowledge) on threads of its own.
    ///
    /// # Errors
    ///
    /// Where no thread or socket can be had.
    pub fn start<S, B>(service: S) -> io::Result<Self>
    where
        S: Service<http::Request<Incoming>, Response = http::Response<B>, Error = Infallible>,
        S: Clone + Send + 'static,
        S::Future: Send + 'static,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))?;
        let address = listener.local_addr()?;
        runtime.spawn(accept(listener, service));
        Ok(Listener::running(runtime, address))
    }

    /// A server that `runtime` has running at `address` already.
    pub fn running(runtime: Runtime, address: SocketAddr) -> Self {
        Listener { address, _runtime: runtime }
    }

    /// Where the service listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The authority of the service's URI, as good requests say it in `Host`.
    pub fn authority(&self) -> String {
        self.address.to_string()
    }

    /// A connection to the service.
    pub fn connect(&self) -> Peer {
        Peer::connect(self.address)
    }

    /// The good POST that carries `message` here.
    pub fn post(&self, message: &Message) -> Request {
        Request::post(&self.authority(), message)
    }

    /// Sends a message over a connection of its own, and reads the response.
    pub fn ask(&self, message: &Message) -> Reply {
        self.connect().exchange(&self.post(message))
    }
}

async fn accept<S, B>(listener: TcpListener, service: S)
where
    S: Service<http::Request<Incoming>, Response = http::Response<B>, Error = Infallible>,
    S: Clone + Send + 'static,
    S::Future: Send + 'static,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    while let Ok((stream, _)) = listener.accept().await {
        // Why: a reply must not wait for the acknowledgment of the one before it.
        if stream.set_nodelay(true).is_err() {
            continue;
        }
        let service = service.clone();
        tokio::spawn(async move {
            let handler = service_fn(move |request| {
                let mut service = service.clone();
                async move {
                    poll_fn(|context| service.poll_ready(context)).await?;
                    service.call(request).await
                }
            });
            // A connection that the peer broke is the peer's finding, not the listener's.
            let _ = Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), handler).await;
        });
    }
}
