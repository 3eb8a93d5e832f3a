//! How long a result is fresh, and for whom.

use std::time::Duration;

use mcp_types::{
    CacheScope, DiscoverResult, ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult, ListToolsResult,
    ReadResourceResult,
};

use crate::CacheableMethod;
use crate::limits::MAX_TTL_MS;

/// What a result says about being stored: how long it is fresh, and who may be given the copy.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use mcp_cache::CacheHint;
/// use mcp_types::CacheScope;
///
/// let hint = CacheHint::new(Duration::from_micros(1_999_999), CacheScope::Public);
/// assert_eq!((hint.ttl_ms(), hint.scope()), (1999, CacheScope::Public));
/// assert_eq!(CacheHint::NONE.freshness_lifetime(), Duration::ZERO);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheHint {
    // Invariant: at most `MAX_TTL_MS`.
    ttl_ms: u64,
    scope: CacheScope,
}

impl CacheHint {
    /// Stale at once, and nobody else's.
    pub const NONE: CacheHint = CacheHint { ttl_ms: 0, scope: CacheScope::Private };

    /// Fresh for `lifetime`, cut to whole milliseconds and to [`MAX_TTL_MS`].
    pub fn new(lifetime: Duration, scope: CacheScope) -> Self {
        CacheHint { scope, ..CacheHint::NONE }.with_freshness_lifetime(lifetime)
    }

    /// The same with another lifetime.
    #[must_use]
    pub fn with_freshness_lifetime(self, lifetime: Duration) -> Self {
        // spec: CACHE-010 the lifetime is a whole number of milliseconds, never negative.
        let ttl_ms = u64::try_from(lifetime.as_millis()).unwrap_or(u64::MAX).min(MAX_TTL_MS);
        CacheHint { ttl_ms, ..self }
    }

    /// The same with another scope.
    #[must_use]
    pub fn with_scope(self, scope: CacheScope) -> Self {
        CacheHint { scope, ..self }
    }

    /// How long the result is fresh, as it is sent.
    pub fn ttl_ms(self) -> u64 {
        self.ttl_ms
    }

    /// How long the result is fresh.
    pub fn freshness_lifetime(self) -> Duration {
        Duration::from_millis(self.ttl_ms)
    }

    /// Who may be given a stored copy.
    pub fn scope(self) -> CacheScope {
        self.scope
    }
}

/// A result that carries hints: one of the six that are complete.
///
/// There are no others. What a server asks before it can answer must not be stored, so it has no hint to set:
///
/// ```compile_fail,E0599
/// use mcp_cache::{CacheHint, Cacheable};
///
/// mcp_types::InputRequiredResult::new().set_hint(CacheHint::NONE);
/// ```
///
/// # Specification
///
/// <https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/caching#cacheable-results>
pub trait Cacheable: sealed::Sealed {
    /// The operation whose result it is.
    const METHOD: CacheableMethod;

    /// Says how long it is fresh, and for whom.
    fn set_hint(&mut self, hint: CacheHint);
}

mod sealed {
    /// Keeps the set of results closed.
    pub trait Sealed {}
}

macro_rules! cacheable {
    ($($result:ident of $method:ident;)*) => { $(
        impl sealed::Sealed for $result {}

        impl Cacheable for $result {
            const METHOD: CacheableMethod = CacheableMethod::$method;

            fn set_hint(&mut self, hint: CacheHint) {
                self.ttl_ms = hint.ttl_ms;
                self.cache_scope = hint.scope;
            }
        }
    )* };
}

cacheable! {
    DiscoverResult of Discover;
    ListToolsResult of ListTools;
    ListPromptsResult of ListPrompts;
    ListResourcesResult of ListResources;
    ListResourceTemplatesResult of ListResourceTemplates;
    ReadResourceResult of ReadResource;
}

#[cfg(test)]
mod tests {
    use mcp_types::{Json, Raw, wire};
    use proptest::prelude::*;

    use super::*;

    /// The hints that a result has on the wire.
    fn sent<R: Cacheable + wire::Wire>(mut result: R) -> (String, String) {
        let hint = CacheHint::new(Duration::from_secs(1), CacheScope::Public);
        result.set_hint(hint);
        let mut text = Vec::new();
        wire::write(&mut text, &result).expect("results serialize");
        let json = Json::parse(std::str::from_utf8(&text).expect("JSON is text")).expect("it is JSON");
        let member = |name: &str| json.as_raw().get(name).map(Raw::text).unwrap_or_default().to_owned();
        (member("ttlMs"), member("cacheScope"))
    }

    // spec: CACHE-001 CACHE-002 CACHE-003 CACHE-004 CACHE-005 CACHE-006 CACHE-011
    #[test]
    fn each_of_the_six_carries_both_hints() {
        let expected = ("1000".to_owned(), r#""public""#.to_owned());
        assert_eq!(sent(DiscoverResult::new(mcp_types::ServerCapabilities::new(), Vec::new())), expected);
        assert_eq!(sent(ListToolsResult::new(Vec::new())), expected);
        assert_eq!(sent(ListPromptsResult::new(Vec::new())), expected);
        assert_eq!(sent(ListResourcesResult::new(Vec::new())), expected);
        assert_eq!(sent(ListResourceTemplatesResult::new(Vec::new())), expected);
        assert_eq!(sent(ReadResourceResult::new(Vec::new())), expected);
    }

    proptest! {
        // spec: CACHE-010
        #[test]
        fn lifetimes_are_whole_milliseconds_within_the_bound(seconds in any::<u64>(), nanos in 0_u32..1_000_000_000) {
            let lifetime = Duration::new(seconds, nanos);
            let hint = CacheHint::new(lifetime, CacheScope::Private);
            prop_assert!(hint.ttl_ms() <= MAX_TTL_MS);
            prop_assert!(hint.freshness_lifetime() <= lifetime);
            let lost = lifetime - hint.freshness_lifetime();
            prop_assert!(hint.ttl_ms() == MAX_TTL_MS || lost < Duration::from_millis(1));
        }
    }
}
