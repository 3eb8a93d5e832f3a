//! Which requests are in flight, and what may still be written about them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mcp_transport_stdio::{BeginError, InFlight, Ticket};
use mcp_types::RequestId;
use tokio::sync::oneshot;

use super::lane::About;

/// The requests in flight, as seen by what reads and by what writes.
pub(super) struct Requests(Mutex<InFlight<Work>>);

/// The work on a request, which is abandoned when this is dropped.
pub(super) struct Work {
    _abandon: oneshot::Sender<()>,
}

/// Completes when the work is to be abandoned.
pub(super) type Abandoned = oneshot::Receiver<()>;

impl Requests {
    /// At most `limit` of them.
    pub(super) fn new(limit: usize) -> Self {
        Requests(Mutex::new(InFlight::new(limit)))
    }

    /// Begins a request: gives the right to answer it, and what tells that this right is gone.
    pub(super) fn begin(&self, id: RequestId) -> Result<(Ticket, Abandoned), BeginError> {
        let (abandon, abandoned) = oneshot::channel();
        let ticket = self.lock().begin(id, Work { _abandon: abandon })?;
        Ok((ticket, abandoned))
    }

    /// Abandons a request, if there is one with this id; what is no longer in flight needs nothing.
    pub(super) fn cancel(&self, id: &RequestId) {
        // spec: STDIO-010 CANCEL-006 the work on a cancelled request is dropped.
        drop(self.lock().cancel(id));
    }

    /// Whether a message may be written now; a response ends its request.
    pub(super) fn admits(&self, about: About) -> bool {
        match about {
            About::Nothing => true,
            // spec: STDIO-011 what waited while its request was cancelled is not written.
            About::Running(ticket) => self.lock().may_write(&ticket),
            // Invariant: messages are written in the order in which they were queued, so that the response comes when
            // nobody else holds the ticket.
            About::Ending(ticket) => Arc::into_inner(ticket).is_some_and(|ticket| self.lock().finish(ticket).is_some()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, InFlight<Work>> {
        // Why: no code of an author runs under this lock, so what it guards is whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
