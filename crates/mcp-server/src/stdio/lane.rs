//! The way of one request's messages to the output.

use std::sync::Arc;

use bytes::Bytes;
use mcp_transport_stdio::{EncodeError, Speaker, Ticket, encode};
use mcp_types::RequestId;
use tokio::sync::mpsc;

use crate::reply::{cancellation, internal, message};

/// The right to answer one request, and the way to do it.
pub(super) struct Lane {
    ticket: Arc<Ticket>,
    output: mpsc::Sender<Outgoing>,
    /// By whose rules messages are written.
    speaker: Speaker,
}

/// Lines on their way to the output.
pub(super) struct Outgoing {
    pub(super) about: About,
    pub(super) lines: Bytes,
}

/// The request that lines belong to, which may be cancelled while they wait.
pub(super) enum About {
    /// None that is in flight.
    Nothing,
    /// One that goes on.
    Running(Arc<Ticket>),
    /// One whose response this is.
    Ending(Arc<Ticket>),
}

impl Lane {
    pub(super) fn new(ticket: Ticket, output: mpsc::Sender<Outgoing>, speaker: Speaker) -> Self {
        Lane { ticket: Arc::new(ticket), output, speaker }
    }

    /// The id to answer with.
    pub(super) fn id(&self) -> &RequestId {
        self.ticket.id()
    }

    /// Queues a message that is not the last one, waiting for room.
    pub(super) async fn notify(&self, message: Bytes) {
        // Why: a notification that is no message is lost, since nobody could read it.
        if let Ok(lines) = line(self.speaker, message) {
            send(&self.output, About::Running(Arc::clone(&self.ticket)), lines).await;
        }
    }

    /// Queues the response, waiting for room.
    pub(super) async fn respond(self, response: Bytes) {
        let Lane { ticket, output, speaker } = self;
        // Why: a result may hold JSON of an author that no client could read.
        let written = line(speaker, response).or_else(|_| line(speaker, message(Err(internal()), ticket.id())));
        if let Ok(lines) = written {
            // Invariant: the ticket goes along with the response, and nobody else holds it once that is written.
            send(&output, About::Ending(ticket), lines).await;
        }
    }

    /// Queues the response to a request to listen, and the notification that its stream has ended.
    pub(super) async fn end_subscription(self, response: Bytes) {
        let Lane { ticket, output, speaker } = self;
        // spec: CANCEL-002 CANCEL-003 SUBS-014 the end of a subscription is all that a server tells of this way.
        let cancelled = cancellation(ticket.id());
        if let (Ok(response), Ok(cancelled)) = (line(speaker, response), line(speaker, cancelled.into())) {
            send(&output, About::Ending(ticket), [response, cancelled].concat().into()).await;
        }
    }
}

async fn send(output: &mpsc::Sender<Outgoing>, about: About, lines: Bytes) {
    // There is nobody to tell once the output is closed.
    let _ = output.send(Outgoing { about, lines }).await;
}

/// Makes the line of a message.
pub(super) fn line(speaker: Speaker, message: Bytes) -> Result<Bytes, EncodeError> {
    encode(speaker, message.into())
}
