//! What the handlers share.

use std::sync::OnceLock;

use mcp_server::Server;
use tokio::sync::{Barrier, watch};

/// How many calls of `rendezvous` wait for each other.
const MEETING: usize = 8;

/// What the handlers share: the server itself, and where calls meet.
#[derive(Debug)]
pub(crate) struct State {
    server: OnceLock<Server>,
    pub(crate) meeting: Barrier,
    cancellations: watch::Sender<u64>,
}

impl State {
    pub(crate) fn new() -> Self {
        State { server: OnceLock::new(), meeting: Barrier::new(MEETING), cancellations: watch::Sender::new(0) }
    }

    /// Names the server that changes of what is offered are made to.
    pub(crate) fn serve(&self, server: Server) {
        // Invariant: this is called once, before anything is served, so there is no server yet that it could replace.
        let _ = self.server.set(server);
    }

    /// The server, once it is served.
    pub(crate) fn server(&self) -> Option<&Server> {
        self.server.get()
    }

    /// Waits until a call of `hold` was cancelled, and tells how many were.
    pub(crate) async fn cancellation(&self) -> u64 {
        let mut cancellations = self.cancellations.subscribe();
        // Invariant: the sender lives as long as `self`, so this cannot fail.
        cancellations.wait_for(|count| *count > 0).await.map_or(0, |count| *count)
    }
}

/// Counts as a cancellation when it is dropped.
#[derive(Debug)]
pub(crate) struct Held<'a>(pub(crate) &'a State);

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.cancellations.send_modify(|count| *count += 1);
    }
}
