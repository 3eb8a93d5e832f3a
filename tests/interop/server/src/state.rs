//! What the handlers share.

use tokio::sync::{Barrier, Notify, watch};

/// How many calls of `rendezvous` wait for each other.
const MEETING: usize = 8;

/// What the handlers share: where calls meet, and how many were cancelled.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) meeting: Barrier,
    /// A client has seen the progress that was reported to it.
    pub(crate) seen: Notify,
    cancellations: watch::Sender<u64>,
}

impl State {
    pub(crate) fn new() -> Self {
        State { meeting: Barrier::new(MEETING), seen: Notify::new(), cancellations: watch::Sender::new(0) }
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
