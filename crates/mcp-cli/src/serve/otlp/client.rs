//! The requests to a collector.

use std::io;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::header::{CONNECTION, HOST, HeaderValue};
use http::{Request, Response, Uri};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use opentelemetry_http::{HttpClient, HttpError};
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::time::timeout;

/// Bytes of a response. A collector has little to say: which spans it did not take, and why.
const MAX_RESPONSE_BYTES: usize = 64 * 1024;

/// The port of addresses that name none.
const DEFAULT_PORT: u16 = 80;

/// Sends what the SDK gathers; each request has a connection of its own, since there are few.
#[derive(Debug, Clone)]
pub(super) struct Client {
    /// The SDK asks from threads of its own, where nothing drives sockets.
    runtime: Handle,
    timeout: Duration,
}

impl Client {
    pub(super) fn new(runtime: Handle, timeout: Duration) -> Self {
        Client { runtime, timeout }
    }
}

#[async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let limit = self.timeout;
        self.runtime.spawn(async move { timeout(limit, exchange(request)).await? }).await?
    }
}

async fn exchange(request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
    let (mut parts, body) = request.into_parts();
    let authority = parts.uri.authority().cloned().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    let stream = TcpStream::connect((host, authority.port_u16().unwrap_or(DEFAULT_PORT))).await?;
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await?;
    // Ends with the request, since the sender goes with it.
    tokio::spawn(connection);

    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    parts.headers.insert(HOST, HeaderValue::from_str(authority.as_str())?);
    parts.headers.insert(CONNECTION, HeaderValue::from_static("close"));
    parts.uri = path.parse::<Uri>()?;
    let response = sender.send_request(Request::from_parts(parts, Full::new(body))).await?;
    let (parts, body) = response.into_parts();
    let content = Limited::new(body, MAX_RESPONSE_BYTES).collect().await?.to_bytes();
    Ok(Response::from_parts(parts, content))
}
