//! The end of a request, as seen by what outlives it.

use std::future::pending;
use std::sync::atomic::{AtomicU8, Ordering};

use tokio::sync::Notify;

const RUNNING: u8 = 0;
const ANSWERED: u8 = 1;
const ABANDONED: u8 = 2;

/// Whether a request is still being answered.
#[derive(Debug)]
pub(crate) struct Ended {
    state: AtomicU8,
    changed: Notify,
}

impl Ended {
    pub(crate) const fn new() -> Self {
        Ended { state: AtomicU8::new(RUNNING), changed: Notify::const_new() }
    }

    /// Notes that the reply is decided.
    pub(crate) fn answer(&self) {
        self.end(ANSWERED);
    }

    /// Notes that nobody waits for the reply, unless it was decided before.
    pub(crate) fn abandon(&self) {
        // spec: CANCEL-009 what came first counts: a reply that is decided was not cancelled.
        self.end(ABANDONED);
    }

    fn end(&self, how: u8) {
        if self.state.compare_exchange(RUNNING, how, Ordering::AcqRel, Ordering::Acquire).is_ok() {
            self.changed.notify_waiters();
        }
    }

    /// Whether the request is still being answered.
    pub(crate) fn is_running(&self) -> bool {
        self.state.load(Ordering::Acquire) == RUNNING
    }

    /// Completes when the request is abandoned, which an answered one never is.
    pub(crate) async fn abandoned(&self) {
        loop {
            let changed = self.changed.notified();
            match self.state.load(Ordering::Acquire) {
                ABANDONED => return,
                ANSWERED => pending().await,
                _ => changed.await,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    // spec: CANCEL-009
    #[test]
    fn what_comes_first_counts() {
        let mut cx = Context::from_waker(Waker::noop());
        let (first, second) = (Ended::new(), Ended::new());
        let (mut of_first, mut of_second) = (pin!(first.abandoned()), pin!(second.abandoned()));
        assert!(of_first.as_mut().poll(&mut cx).is_pending() && of_second.as_mut().poll(&mut cx).is_pending());
        first.abandon();
        first.answer();
        second.answer();
        second.abandon();
        assert_eq!(of_first.as_mut().poll(&mut cx), Poll::Ready(()));
        assert!(of_second.as_mut().poll(&mut cx).is_pending());
        assert!(!first.is_running() && !second.is_running());
    }
}
