//! An answer as messages.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use bytes::Bytes;
use mcp_transport_http::Rejection;
use tokio::sync::mpsc;

use super::RETRY_AFTER;
use super::lane::Lane;
use super::requests::Abandoned;
use crate::call::Call;
use crate::reply::{Reply, internal, message};
use crate::server::Answer;
use crate::subscription::Opening;

/// Works on a request until that is done or its client gives it up.
pub(super) async fn in_turn(abandoned: Abandoned, work: impl Future<Output = ()>) {
    tokio::select! {
        biased;
        // A handler whose request was cancelled is dropped where it waits.
        _ = abandoned => {}
        () = work => {}
    }
}

/// Queues all messages of an answer, the last of which is the response.
pub(super) async fn deliver(answer: Answer, lane: Lane) {
    let reply = match answer {
        Answer::Ready(reply) => reply,
        Answer::Call(call) => converse(call, &lane).await,
        Answer::Later(answer) => answer.await,
        Answer::Listen(opening) => return listen(opening, lane).await,
    };
    let response = message(reply, lane.id());
    lane.respond(response).await;
}

/// Queues the messages of a subscription, until it ends.
async fn listen(opening: Opening, lane: Lane) {
    let mut listening = match opening.await {
        Ok(listening) => listening,
        Err(error) => {
            let response = message(Err(error), lane.id());
            return lane.respond(response).await;
        }
    };
    while let Some(message) = poll_fn(|cx| listening.poll_next(cx)).await {
        if listening.is_over() {
            return lane.end_subscription(message).await;
        }
        lane.notify(message).await;
    }
}

/// Runs a handler and queues what it sends as it comes; gives back the reply.
pub(super) async fn converse(mut call: Call, lane: &Lane) -> Reply {
    let scope = Arc::clone(call.scope());
    let reply = poll_fn(|cx| match Pin::new(&mut call).poll(cx) {
        Poll::Ready(reply) => Poll::Ready(Some(reply)),
        Poll::Pending if call.streams() => Poll::Ready(None),
        Poll::Pending => Poll::Pending,
    })
    .await;
    let Some((stream, messages)) = scope.stream.get().and_then(|stream| Some((stream, stream.take_receiver()?))) else {
        return reply.unwrap_or_else(|| Err(internal()));
    };
    let work = async {
        let reply = match reply {
            Some(reply) => Some(reply),
            None => call.run(stream).await,
        };
        stream.finish(None);
        reply
    };
    // Why: both at once, so that a client that does not read holds up what it is sent and not the handler.
    let (reply, ()) = tokio::join!(work, forward(messages, lane));
    reply.unwrap_or_else(abandoned)
}

async fn forward(mut messages: mpsc::Receiver<Bytes>, lane: &Lane) {
    while let Some(message) = messages.recv().await {
        lane.notify(message).await;
    }
}

/// The reply to a request whose handler was given up because the client did not take what it sent.
fn abandoned() -> Reply {
    Err(Rejection::DeadlineExceeded { retry_after: RETRY_AFTER }.into())
}
