//! How far a handler is.

use std::cmp::Ordering;

use mcp_types::{ProgressNotification, ProgressNotificationParams};

use super::{Stream, lock, message, show, stand_back};
use crate::Context;
use crate::echo::shortened;

/// How far an operation is: what is done, of how much, and in words.
///
/// # Specification
///
/// <https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/progress>
///
/// # Examples
///
/// ```
/// use mcp_server::{Context, NoArgs, Progress};
///
/// async fn index(_: NoArgs, cx: Context<()>) -> &'static str {
///     for file in 1..=3 {
///         // … one file …
///         cx.progress(Progress::of(file, 3).message("indexing")).await;
///     }
///     "done"
/// }
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use = "progress is reported by `Context::progress`"]
pub struct Progress {
    done: f64,
    total: Option<f64>,
    message: Option<String>,
}

impl Progress {
    /// So much is done, in any unit, of an unknown total.
    pub fn new(done: impl Into<f64>) -> Self {
        Progress { done: done.into(), total: None, message: None }
    }

    /// So much is done of so much.
    pub fn of(done: impl Into<f64>, total: impl Into<f64>) -> Self {
        Progress { total: Some(total.into()), ..Progress::new(done) }
    }

    /// Says in words what is going on.
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    fn is_finite(&self) -> bool {
        self.done.is_finite() && self.total.is_none_or(f64::is_finite)
    }
}

impl<S> Context<S> {
    /// Tells the client how far the operation is, if it asked to be told.
    ///
    /// The first report turns the reply into an event stream. Reports that do not increase, come too often
    /// ([`PROGRESS_PER_SECOND`](crate::limits::PROGRESS_PER_SECOND)), find the queue full or come after the end are not
    /// sent: a later one says more. What does not increase or comes too often lets everyone else on the thread go first.
    /// Without a tokio runtime reports wait until the handler is done.
    pub async fn progress(&self, progress: Progress) {
        let scope = self.scope();
        // spec: PROG-007 a client that gave no token hears nothing.
        let Some(token) = &scope.meta.progress_token else { return };
        // Why: a stream that is made after the reply would be read by nobody.
        if !progress.is_finite() || !scope.ended.is_running() {
            return;
        }
        let first = scope.stream.get().is_none();
        let stream = scope.stream.get_or_init(Stream::new);
        if !stream.advances(progress.done) {
            return stand_back().await;
        }
        let mut params = ProgressNotificationParams::new(token.clone(), progress.done);
        params.total = progress.total;
        params.message = progress.message.map(|message| shortened(&message).into());
        stream.offer(message(&ProgressNotification::new(params)));
        if first {
            show(scope).await;
        }
    }
}

impl Stream {
    /// Whether a report of `done` is worth sending; if so, the next has to say more.
    fn advances(&self, done: f64) -> bool {
        let mut last = lock(&self.last_progress);
        // spec: PROG-004 reports increase strictly.
        if done.partial_cmp(&*last) != Some(Ordering::Greater) {
            return false;
        }
        // spec: PROG-010 reports do not come too often.
        if !self.admits(&self.progress_rate) {
            return false;
        }
        *last = done;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits;

    // spec: PROG-004
    #[test]
    fn only_what_increases_is_sent() {
        let stream = Stream::new();
        assert_eq!(
            [0.0, 0.5, 0.5, 0.25, 1.0, f64::NAN].map(|done| stream.advances(done)),
            [true, true, false, false, true, false]
        );
    }

    // spec: PROG-010
    #[test]
    fn flood_is_thinned() {
        let stream = Stream::new();
        let sent = (0..100_000).filter(|done| stream.advances(f64::from(*done))).count();
        assert!((limits::PROGRESS_BURST as usize..1000).contains(&sent), "{sent}");
    }
}
