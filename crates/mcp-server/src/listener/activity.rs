//! What happens on one connection, as far as it decides when to give it up.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::time::Instant;

/// Requests and bytes on one connection, noted where they pass and read by its timer.
///
/// Everything is written and read without order between the parts: a timer that comes a moment too early looks again.
#[derive(Debug)]
pub(super) struct Activity {
    opened: Instant,
    in_flight: AtomicUsize,
    /// Since when nothing is in flight, in nanoseconds after `opened`; 0 before the first request has ended.
    idle_since: AtomicU64,
    /// Whether bytes wait for the client to take them.
    writing: AtomicBool,
    /// Whether the last request was answered before all of its content had come.
    unread: AtomicBool,
}

/// How long a connection may stand without a request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    pub(super) first_head: Duration,
    pub(super) idle: Duration,
}

/// What a connection's timer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Looks again later.
    WaitUntil(Instant),
    /// Tells the client that it is over.
    Close,
    /// Gives the connection up: no request ever came, and there is nobody to tell.
    Drop,
}

impl Activity {
    pub(super) fn new(opened: Instant) -> Arc<Self> {
        Arc::new(Activity {
            opened,
            in_flight: AtomicUsize::new(0),
            idle_since: AtomicU64::new(0),
            writing: AtomicBool::new(false),
            unread: AtomicBool::new(false),
        })
    }

    /// Notes that a request came; it is in flight until what is returned is dropped.
    pub(super) fn begin(self: &Arc<Self>) -> InFlight {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        self.unread.store(false, Ordering::Relaxed);
        InFlight { activity: Arc::clone(self) }
    }

    /// Notes whether bytes wait for the client to take them.
    pub(super) fn set_writing(&self, writing: bool) {
        self.writing.store(writing, Ordering::Relaxed);
    }

    /// Notes that nobody waits for the rest of a request's content.
    pub(super) fn leave_unread(&self) {
        self.unread.store(true, Ordering::Relaxed);
    }

    /// Whether the client may still be sending content that nobody waits for.
    pub(super) fn is_unread(&self) -> bool {
        self.unread.load(Ordering::Relaxed)
    }

    /// Says whether the connection is to be given up at `now`.
    pub(super) fn judge(&self, now: Instant, patience: Patience) -> Verdict {
        let busy = self.in_flight.load(Ordering::Relaxed) > 0 || self.writing.load(Ordering::Relaxed);
        if busy {
            return Verdict::WaitUntil(now + patience.idle);
        }
        let (deadline, verdict) = match self.idle_since.load(Ordering::Relaxed) {
            0 => (self.opened + patience.first_head, Verdict::Drop),
            nanoseconds => (self.opened + Duration::from_nanos(nanoseconds) + patience.idle, Verdict::Close),
        };
        if now < deadline { Verdict::WaitUntil(deadline) } else { verdict }
    }
}

/// One request in flight.
#[derive(Debug)]
pub(super) struct InFlight {
    activity: Arc<Activity>,
}

impl InFlight {
    pub(super) fn activity(&self) -> &Activity {
        &self.activity
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let Activity { opened, in_flight, idle_since, .. } = &*self.activity;
        let nanoseconds = u64::try_from(opened.elapsed().as_nanos()).unwrap_or(u64::MAX);
        idle_since.store(nanoseconds.max(1), Ordering::Relaxed);
        in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Patience = Patience { first_head: Duration::from_secs(10), idle: Duration::from_secs(60) };

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_is_given_up_when_nothing_is_in_flight_for_too_long() {
        let opened = Instant::now();
        let activity = Activity::new(opened);
        let judge = |after: u64| activity.judge(opened + seconds(after), PATIENCE);
        assert_eq!(judge(9), Verdict::WaitUntil(opened + seconds(10)));
        assert_eq!(judge(10), Verdict::Drop);

        let (first, second) = (activity.begin(), activity.begin());
        assert_eq!(judge(100), Verdict::WaitUntil(opened + seconds(160)));
        tokio::time::advance(seconds(100)).await;
        drop(first);
        assert_eq!(judge(1000), Verdict::WaitUntil(opened + seconds(1060)), "one is left");
        tokio::time::advance(seconds(100)).await;
        drop(second);
        assert_eq!(judge(259), Verdict::WaitUntil(opened + seconds(260)));
        assert_eq!(judge(260), Verdict::Close);

        activity.set_writing(true);
        assert_eq!(judge(260), Verdict::WaitUntil(opened + seconds(320)));
        activity.set_writing(false);
        assert_eq!(judge(260), Verdict::Close);
    }
}
