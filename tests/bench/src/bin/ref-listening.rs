//! Plain hyper whose streams stay open: what an open connection takes whoever serves it.

use std::convert::Infallible;
use std::error::Error;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use bench::listener::{Arguments, read};
use bench::load::listen::List;
use bytes::Bytes;
use clap::Parser;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Request, Response};
use http_body_util::{Either, Full};
use hyper::body::{Body, Frame, Incoming};
use hyper::service::service_fn;
use serde::Deserialize;
use serde_json::value::RawValue;

#[derive(Debug, Deserialize)]
struct Message<'a> {
    #[serde(borrow)]
    id: &'a RawValue,
    params: Params,
}

#[derive(Debug, Deserialize)]
struct Params {
    /// Absent in requests to listen.
    arguments: Option<Change>,
}

#[derive(Debug, Deserialize)]
struct Change {
    list: List,
}

/// What has changed so far, and who waits for more.
#[derive(Debug, Default)]
struct Log {
    changes: Vec<List>,
    waiting: Vec<Waker>,
}

/// A stream of what changes.
#[derive(Debug)]
struct Changes {
    log: Arc<Mutex<Log>>,
    id: Box<str>,
    acknowledged: bool,
    heard: usize,
}

impl Body for Changes {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if !self.acknowledged {
            self.acknowledged = true;
            let honoured = r#","notifications":{"toolsListChanged":true,"promptsListChanged":true}"#;
            return Poll::Ready(Some(Ok(self.event("notifications/subscriptions/acknowledged", honoured))));
        }
        let mut log = lock(&self.log);
        let Some(change) = log.changes.get(self.heard).copied() else {
            log.waiting.push(cx.waker().clone());
            return Poll::Pending;
        };
        drop(log);
        self.heard += 1;
        Poll::Ready(Some(Ok(self.event(change.notification(), ""))))
    }
}

impl Changes {
    fn event(&self, method: &str, more: &str) -> Frame<Bytes> {
        let meta = format!(r#""_meta":{{"io.modelcontextprotocol/subscriptionId":{}}}"#, self.id);
        let event = format!(r#"data: {{"jsonrpc":"2.0","method":"{method}","params":{{{meta}{more}}}}}"#) + "\n\n";
        Frame::data(event.into())
    }
}

fn lock(log: &Mutex<Log>) -> MutexGuard<'_, Log> {
    log.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tells everyone of a change, or opens a stream.
fn answer(log: &Arc<Mutex<Log>>, content: &[u8]) -> Response<Either<Full<Bytes>, Changes>> {
    let message: Message<'_> = serde_json::from_slice(content).expect("the load client sends requests");
    let (body, media_type) = match message.params.arguments {
        Some(change) => {
            let waiting = {
                let mut log = lock(log);
                log.changes.push(change.list);
                std::mem::take(&mut log.waiting)
            };
            waiting.into_iter().for_each(Waker::wake);
            let result = r#"{"content":[{"type":"text","text":"done"}],"resultType":"complete"}"#;
            let response = format!(r#"{{"jsonrpc":"2.0","id":{},"result":{result}}}"#, message.id);
            (Either::Left(Full::new(response.into())), "application/json")
        }
        None => {
            let heard = lock(log).changes.len();
            let changes = Changes { log: Arc::clone(log), id: message.id.get().into(), acknowledged: false, heard };
            (Either::Right(changes), "text/event-stream")
        }
    };
    let mut response = Response::new(body);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let log = Arc::default();
    arguments.serve(&service_fn(move |request: Request<Incoming>| {
        let log = Arc::clone(&log);
        async move { Ok::<_, hyper::Error>(answer(&log, &read(request.into_body()).await?)) }
    }))?;
    Ok(())
}
