//! What clients are told about storing what they read.

use std::time::Duration;

use mcp_cache::CacheHint;
use mcp_types::CacheScope;

/// What the author of a resource said of its freshness; the server's policy says the rest.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct OwnHint {
    pub(crate) lifetime: Option<Duration>,
    pub(crate) scope: Option<CacheScope>,
}

impl OwnHint {
    /// The hint, where `policy` is what holds for all resources.
    pub(super) fn over(self, policy: CacheHint) -> CacheHint {
        let lifetime = self.lifetime.unwrap_or(policy.freshness_lifetime());
        CacheHint::new(lifetime, self.scope.unwrap_or(policy.scope()))
    }
}
