//! How many calls run at a time, and how many stand in line.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use mcp_transport_http::Rejection;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::{by, late};

/// Lets so many in at a time; so many others stand in line, in the order in which they came, and not for long.
pub(crate) struct Turnstile {
    free: Semaphore,
    waiting: AtomicU32,
    max_waiting: u32,
    max_wait: Duration,
}

/// Leave to run, given back when it is dropped.
pub(crate) struct Permit(Arc<Turnstile>);

/// A place in the line, given up when it is dropped.
struct Place<'a>(&'a Turnstile);

impl Turnstile {
    pub(crate) fn new(max_running: u32, max_waiting: u32, max_wait: Duration) -> Arc<Self> {
        let max_running =
            usize::try_from(max_running).map_or(Semaphore::MAX_PERMITS, |max| max.min(Semaphore::MAX_PERMITS));
        let free = Semaphore::new(max_running);
        Arc::new(Turnstile { free, waiting: AtomicU32::new(0), max_waiting, max_wait })
    }

    /// Lets one in if there is room, and nobody who came first.
    pub(crate) fn try_enter(self: &Arc<Self>) -> Option<Permit> {
        // Invariant: the semaphore hands what becomes free to the first in line, so that nobody slips past.
        self.free.try_acquire().ok()?.forget();
        Some(Permit(Arc::clone(self)))
    }

    /// Lets one in as soon as there is room and it is its turn.
    ///
    /// Without a tokio runtime the number of those who wait is bounded, and the time is not.
    ///
    /// # Errors
    ///
    /// Row 18: the line is full, the wait was too long, or the deadline came first.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves the line.
    pub(crate) async fn enter(self: Arc<Self>, deadline: Option<Instant>) -> Result<Permit, Rejection> {
        if let Some(permit) = self.try_enter() {
            return Ok(permit);
        }
        let _place = self.line_up().ok_or_else(|| self.overloaded())?;
        let patience = Instant::now().checked_add(self.max_wait);
        let first = patience.into_iter().chain(deadline).min();
        match by(first, self.free.acquire()).await {
            Some(Ok(permit)) => permit.forget(),
            None if first != patience => return Err(late()),
            // Invariant: the semaphore is never closed.
            None | Some(Err(_)) => return Err(self.overloaded()),
        }
        Ok(Permit(Arc::clone(&self)))
    }

    fn line_up(&self) -> Option<Place<'_>> {
        let more = |waiting: u32| (waiting < self.max_waiting).then(|| waiting + 1);
        self.waiting.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).ok()?;
        Some(Place(self))
    }

    /// Who is turned away comes back when those in line have gone in, or have left.
    fn overloaded(&self) -> Rejection {
        Rejection::Overloaded { retry_after: self.max_wait }
    }

    /// How many stand in line.
    #[cfg(test)]
    pub(crate) fn waiting(&self) -> u32 {
        self.waiting.load(Ordering::Relaxed)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.0.free.add_permits(1);
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::Pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    type Entering = Pin<Box<dyn Future<Output = Result<Permit, Rejection>>>>;

    fn entering(turnstile: &Arc<Turnstile>) -> Entering {
        Box::pin(Arc::clone(turnstile).enter(None))
    }

    fn poll(entering: &mut Entering) -> Poll<Result<Permit, Rejection>> {
        entering.as_mut().poll(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn so_many_run_and_so_many_wait() {
        let turnstile = Turnstile::new(2, 3, Duration::from_secs(7));
        let mut running: Vec<_> = (0..2).filter_map(|_| turnstile.try_enter()).collect();
        assert!(running.len() == 2 && turnstile.try_enter().is_none());
        let mut line: Vec<_> = (0..3).map(|_| entering(&turnstile)).collect();
        assert!(line.iter_mut().all(|one| poll(one).is_pending()));
        assert_eq!(turnstile.waiting(), 3);
        let turned_away = poll(&mut entering(&turnstile)).map(|entered| entered.err());
        assert_eq!(turned_away, Poll::Ready(Some(Rejection::Overloaded { retry_after: Duration::from_secs(7) })));
        running.pop();
        let entered: Vec<_> = line.iter_mut().map(poll).collect();
        assert_eq!(entered.iter().map(Poll::is_ready).collect::<Vec<_>>(), [true, false, false], "in their order");
        assert_eq!(turnstile.waiting(), 2);
    }

    #[test]
    fn nobody_slips_past_the_line() {
        let turnstile = Turnstile::new(1, 1, Duration::from_secs(1));
        let running = turnstile.try_enter();
        let mut first = entering(&turnstile);
        assert!(poll(&mut first).is_pending());
        drop(running);
        assert!(turnstile.try_enter().is_none());
        assert!(matches!(poll(&mut first), Poll::Ready(Ok(_))));
    }

    #[test]
    fn who_leaves_the_line_makes_room() {
        let turnstile = Turnstile::new(1, 1, Duration::from_secs(1));
        let running = turnstile.try_enter();
        let mut first = entering(&turnstile);
        assert!(poll(&mut first).is_pending() && poll(&mut entering(&turnstile)).is_ready());
        drop(first);
        assert_eq!(turnstile.waiting(), 0);
        let mut second = entering(&turnstile);
        assert!(poll(&mut second).is_pending());
        drop(running);
        assert!(matches!(poll(&mut second), Poll::Ready(Ok(_))));
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_ends_with_patience_or_with_the_deadline() {
        let turnstile = Turnstile::new(1, 9, Duration::from_secs(5));
        let _running = turnstile.try_enter();
        let start = Instant::now();
        let waited = Arc::clone(&turnstile).enter(None).await.err();
        assert_eq!(waited, Some(Rejection::Overloaded { retry_after: Duration::from_secs(5) }));
        assert_eq!(start.elapsed().as_secs(), 5);
        let late = Arc::clone(&turnstile).enter(Some(Instant::now() + Duration::from_secs(2))).await.err();
        assert!(matches!(late, Some(Rejection::DeadlineExceeded { .. })), "{late:?}");
        assert_eq!((start.elapsed().as_secs(), turnstile.waiting()), (7, 0));
    }
}
