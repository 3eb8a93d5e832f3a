//! What one party may do: everyone together, one principal, or all callers of one tool.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use mcp_types::Method;

use super::rate::{Bucket, RateLimit};
use super::turnstile::Turnstile;

/// What one party may do.
#[derive(Default)]
pub(crate) struct Allowance {
    pub(crate) turnstile: Option<Arc<Turnstile>>,
    tool_calls: Option<Bucket>,
    completions: Option<Bucket>,
}

/// The limits of one party as they were configured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms {
    pub(crate) max_running: Option<NonZeroU32>,
    pub(crate) max_waiting: u32,
    pub(crate) max_wait: Duration,
    pub(crate) tool_calls: Option<RateLimit>,
    pub(crate) completions: Option<RateLimit>,
}

impl Terms {
    /// Whether there is anything to keep to.
    pub(crate) fn are_any(&self) -> bool {
        self.max_running.is_some() || self.tool_calls.is_some() || self.completions.is_some()
    }

    /// A party that has done nothing yet.
    pub(crate) fn allowance(&self) -> Allowance {
        let turnstile = self.max_running.map(|most| Turnstile::new(most.get(), self.max_waiting, self.max_wait));
        Allowance {
            turnstile,
            tool_calls: self.tool_calls.map(Bucket::new),
            completions: self.completions.map(Bucket::new),
        }
    }
}

impl Allowance {
    /// What counts requests of this method.
    pub(crate) fn bucket(&self, method: Method) -> Option<&Bucket> {
        match method {
            // spec: TOOLS-028 calls of tools are counted.
            Method::CallTool => self.tool_calls.as_ref(),
            // spec: COMPL-006 COMPL-009 and so are completions.
            Method::Complete => self.completions.as_ref(),
            _ => None,
        }
    }

    /// Whether a new one would be no different: nothing runs or waits, and nothing is to be made up for.
    pub(crate) fn is_at_rest(&mut self, now: u64) -> bool {
        let is_full = |bucket: &Option<Bucket>| bucket.as_ref().is_none_or(|bucket| bucket.is_full(now));
        // Invariant: whoever runs or waits holds the turnstile.
        let is_free = self.turnstile.as_mut().is_none_or(|turnstile| Arc::get_mut(turnstile).is_some());
        is_free && is_full(&self.tool_calls) && is_full(&self.completions)
    }
}
