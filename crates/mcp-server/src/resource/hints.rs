//! What clients are told about storing what they read.

use std::time::Duration;

use mcp_types::CacheScope;

use crate::limits;

/// How long what was read is fresh, and for whom: nobody and not at all, unless said otherwise.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hints {
    pub(crate) ttl_ms: u64,
    pub(crate) scope: CacheScope,
}

impl Default for Hints {
    fn default() -> Self {
        Hints { ttl_ms: 0, scope: CacheScope::Private }
    }
}

impl Hints {
    pub(super) fn set_lifetime(&mut self, lifetime: Duration) {
        // spec: CACHE-010 the lifetime is a whole number of milliseconds, never negative.
        self.ttl_ms = u64::try_from(lifetime.as_millis()).unwrap_or(u64::MAX).min(limits::MAX_TTL_MS);
    }

    pub(super) fn set_scope(&mut self, scope: CacheScope) {
        self.scope = scope;
    }
}
