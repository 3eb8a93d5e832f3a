//! One policy for all results that may be stored.

use mcp_types::CacheScope;

use crate::limits::DEFAULT_FRESHNESS_LIFETIME;
use crate::{CacheHint, CacheableMethod};

/// The hints that a server gives out, by operation.
///
/// By default lists and discovery results are public and fresh for [`DEFAULT_FRESHNESS_LIFETIME`], and what is read is
/// private and stale at once: contents change without anybody saying so.
///
/// # Specification
///
/// <https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/caching>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CachePolicy {
    /// By operation, in the order of [`CacheableMethod::ALL`].
    hints: [CacheHint; CacheableMethod::ALL.len()],
}

/// Whether a result depends on who asks for it.
///
/// Exhaustive: it does or it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "see above")]
pub enum Shaped {
    /// It is the same for every caller.
    ByNobody,
    /// It may be another for another principal.
    ByPrincipal,
}

impl Default for CachePolicy {
    fn default() -> Self {
        let list = CacheHint::new(DEFAULT_FRESHNESS_LIFETIME, CacheScope::Public);
        let hints = CacheableMethod::ALL.map(|method| match method {
            CacheableMethod::ReadResource => CacheHint::NONE,
            _ => list,
        });
        CachePolicy { hints }
    }
}

impl CachePolicy {
    /// Sets the hint of one operation.
    #[must_use]
    pub fn with(mut self, method: CacheableMethod, hint: CacheHint) -> Self {
        self.hints[method as usize] = hint;
        self
    }

    /// Changes the hints of all lists and of discovery, which are what a server says about itself.
    #[must_use]
    pub fn map_lists(mut self, change: impl Fn(CacheHint) -> CacheHint) -> Self {
        for method in CacheableMethod::ALL.into_iter().filter(|method| *method != CacheableMethod::ReadResource) {
            self.hints[method as usize] = change(self.hints[method as usize]);
        }
        self
    }

    /// The hint for a result of `method`.
    ///
    /// It is the same for all pages of a list, whose scope therefore is.
    pub fn hint(&self, method: CacheableMethod, shaped: Shaped) -> CacheHint {
        Self::shape(self.hints[method as usize], shaped)
    }

    /// The hint that an author set for a single resource, as far as it may be given out.
    pub fn shape(hint: CacheHint, shaped: Shaped) -> CacheHint {
        match shaped {
            Shaped::ByNobody => hint,
            // spec: CACHE-030 a public result may reach anybody, so one that somebody shaped is never public.
            Shaped::ByPrincipal => hint.with_scope(CacheScope::Private),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    // spec: CACHE-030
    #[test]
    fn what_a_principal_shapes_is_private_whatever_was_set() {
        let public = CacheHint::new(Duration::from_secs(9), CacheScope::Public);
        for method in CacheableMethod::ALL {
            let policy = CachePolicy::default().with(method, public);
            assert_eq!(policy.hint(method, Shaped::ByNobody), public);
            assert_eq!(policy.hint(method, Shaped::ByPrincipal), public.with_scope(CacheScope::Private));
        }
        assert_eq!(CachePolicy::shape(public, Shaped::ByPrincipal).scope(), CacheScope::Private);
    }

    // spec: CACHE-029
    #[test]
    fn hints_belong_to_their_operation() {
        let policy = CachePolicy::default().with(CacheableMethod::ListTools, CacheHint::NONE);
        let five_minutes = CacheHint::new(Duration::from_secs(300), CacheScope::Public);
        let hint = |method| policy.hint(method, Shaped::ByNobody);
        assert_eq!(hint(CacheableMethod::ListTools), CacheHint::NONE);
        assert_eq!(hint(CacheableMethod::ListPrompts), five_minutes);
        assert_eq!(hint(CacheableMethod::Discover), five_minutes);
        assert_eq!(hint(CacheableMethod::ReadResource), CacheHint::NONE);
    }

    #[test]
    fn lists_change_together_and_contents_do_not() {
        let policy = CachePolicy::default().map_lists(|hint| hint.with_scope(CacheScope::Private));
        let scope = |method| policy.hint(method, Shaped::ByNobody).scope();
        assert!(CacheableMethod::ALL.iter().all(|method| scope(*method) == CacheScope::Private));
        assert_eq!(policy.hint(CacheableMethod::ReadResource, Shaped::ByNobody), CacheHint::NONE);
    }
}
