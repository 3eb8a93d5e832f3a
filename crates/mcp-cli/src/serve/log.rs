//! One line per request: route, status, time. Never a payload.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use http::{Request, Response};
use mcp_transport_http::RouteKey;
use tower_service::Service;
use tracing_subscriber::EnvFilter;

/// Characters of a tool's name that a log line shows; names are up to the caller.
const MAX_LOGGED_NAME: usize = 64;

/// Sends log lines that pass `filter` to standard error.
pub(crate) fn install(filter: &str) -> Result<(), tracing_subscriber::filter::ParseError> {
    let filter = EnvFilter::builder().parse(filter)?;
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    Ok(())
}

/// Logs what passes through the service `S`.
#[derive(Debug, Clone)]
pub(crate) struct Logged<S> {
    inner: S,
}

impl<S> Logged<S> {
    pub(crate) fn new(inner: S) -> Self {
        Logged { inner }
    }
}

impl<S, B, R> Service<Request<B>> for Logged<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let started = Instant::now();
        let span = match RouteKey::from_headers(request.headers()) {
            Ok(key) => {
                let name = key.name().map(|name| name.decode()).unwrap_or_default();
                let name: String = name.chars().take(MAX_LOGGED_NAME).collect();
                tracing::info_span!("request", method = key.method(), name)
            }
            Err(_) => tracing::info_span!("request", http = %request.method()),
        };
        let reply = self.inner.call(request);
        Box::pin(async move {
            let reply = reply.await;
            if let Ok(response) = &reply {
                let micros = started.elapsed().as_micros() as u64;
                span.in_scope(|| tracing::info!(status = response.status().as_u16(), micros, "answered"));
            }
            reply
        })
    }
}
