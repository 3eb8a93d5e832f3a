//! Who answered, for those who test balancers: a field in each response, and lines on standard output.
//!
//! `begun N` when a request has arrived, `ended N` when its response has a head, `closed N` when the response is sent or
//! given up. `N` is what the client wrote into `x-request`, and `-` without that.

use std::future::Future;
use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response};
use http_body::{Body, Frame, SizeHint};
use mcp_server::{McpService, RequestBody, ResponseBody};
use tower_service::Service;

/// Which replica answered.
const REPLICA: HeaderName = HeaderName::from_static("x-replica");
/// What a client calls its request.
const REQUEST: HeaderName = HeaderName::from_static("x-request");

/// Names the replica in each response, and writes down what it does.
#[derive(Clone)]
pub(crate) struct Journal {
    inner: McpService,
    name: HeaderValue,
}

impl Journal {
    pub(crate) fn new(inner: McpService, name: HeaderValue) -> Self {
        Journal { inner, name }
    }
}

impl Service<Request<RequestBody>> for Journal {
    type Response = Response<Recorded>;
    type Error = std::convert::Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Recorded>, Self::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        <McpService as Service<Request<RequestBody>>>::poll_ready(&mut self.inner, cx)
    }

    fn call(&mut self, request: Request<RequestBody>) -> Self::Future {
        let number = request.headers().get(REQUEST).and_then(|value| value.to_str().ok()).unwrap_or("-").to_owned();
        write("begun", &number);
        let response = self.inner.call(request);
        let name = self.name.clone();
        Box::pin(async move {
            let mut response = response.await?;
            response.headers_mut().insert(REPLICA, name);
            write("ended", &number);
            Ok(response.map(|inner| Recorded { inner, number }))
        })
    }
}

/// The content of a response; its end is written down.
pub(crate) struct Recorded {
    inner: ResponseBody,
    number: String,
}

impl Body for Recorded {
    type Data = Bytes;
    type Error = <ResponseBody as Body>::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Pin::new(&mut self.inner).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl Drop for Recorded {
    fn drop(&mut self) {
        write("closed", &self.number);
    }
}

fn write(what: &str, number: &str) {
    // Who does not read the journal does not miss it.
    let _ = writeln!(io::stdout(), "{what} {number}");
}
