//! What clients are told about storing what they read.

use std::time::Duration;

use mcp_cache::CacheHint;
use mcp_types::CacheScope;

/// What the author of a resource has said; the server's policy says the rest.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Hints {
    pub(super) lifetime: Option<Duration>,
    pub(super) scope: Option<CacheScope>,
}

impl Hints {
    /// The hint for what was read, where the policy alone would give `hint`.
    pub(super) fn over(self, mut hint: CacheHint) -> CacheHint {
        if let Some(lifetime) = self.lifetime {
            hint = hint.with_freshness_lifetime(lifetime);
        }
        if let Some(scope) = self.scope {
            hint = hint.with_scope(scope);
        }
        hint
    }
}
