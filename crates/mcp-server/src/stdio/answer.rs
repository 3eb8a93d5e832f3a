//! An answer as messages.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use bytes::Bytes;
use mcp_transport_http::Rejection;
use mcp_types::RequestId;
use tokio::sync::mpsc;

use super::RETRY_AFTER;
use super::lane::Lane;
use crate::call::Call;
use crate::reply::{error_message, internal, message};
use crate::server::Answer;

/// Queues all messages of an answer, the last of which is the response.
pub(super) async fn deliver(answer: Answer, lane: Lane) {
    let response = match answer {
        Answer::Ready(reply) => message(reply, lane.id()),
        Answer::Call(call) => converse(call, &lane).await,
    };
    lane.respond(response).await;
}

/// Runs a handler and queues what it sends as it comes; gives back the response.
async fn converse(mut call: Call, lane: &Lane) -> Bytes {
    let scope = Arc::clone(call.scope());
    let reply = poll_fn(|cx| match Pin::new(&mut call).poll(cx) {
        Poll::Ready(reply) => Poll::Ready(Some(reply)),
        Poll::Pending if call.streams() => Poll::Ready(None),
        Poll::Pending => Poll::Pending,
    })
    .await;
    let Some((stream, messages)) = scope.stream.get().and_then(|stream| Some((stream, stream.take_receiver()?))) else {
        return message(reply.unwrap_or_else(|| Err(internal())), lane.id());
    };
    let work = async {
        match reply {
            Some(reply) => stream.finish(Some(message(reply, lane.id()))),
            None => call.drive().await,
        }
    };
    // Why: both at once, so that a client that does not read holds up what it is sent and not the handler.
    tokio::join!(work, forward(messages, lane));
    stream.take_reply().unwrap_or_else(|| abandoned(lane.id()))
}

async fn forward(mut messages: mpsc::Receiver<Bytes>, lane: &Lane) {
    while let Some(message) = messages.recv().await {
        lane.notify(message).await;
    }
}

/// The response to a request whose handler was given up because the client did not take what it sent.
fn abandoned(id: &RequestId) -> Bytes {
    error_message(&Rejection::DeadlineExceeded { retry_after: RETRY_AFTER }.error_object(), id)
}
