//! The operations whose results may be stored.

use mcp_types::Method;

/// An operation whose complete results carry caching hints.
///
/// Exhaustive: the revision names these six.
///
/// # Specification
///
/// <https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/caching>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums, reason = "see above")]
pub enum CacheableMethod {
    /// `server/discover`
    Discover,
    /// `tools/list`
    ListTools,
    /// `prompts/list`
    ListPrompts,
    /// `resources/list`
    ListResources,
    /// `resources/templates/list`
    ListResourceTemplates,
    /// `resources/read`
    ReadResource,
}

impl CacheableMethod {
    /// All of them, in the order of the enum.
    pub const ALL: [CacheableMethod; 6] = [
        CacheableMethod::Discover,
        CacheableMethod::ListTools,
        CacheableMethod::ListPrompts,
        CacheableMethod::ListResources,
        CacheableMethod::ListResourceTemplates,
        CacheableMethod::ReadResource,
    ];

    /// The operation that a method is, if its results may be stored.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcp_cache::CacheableMethod;
    /// use mcp_types::Method;
    ///
    /// assert_eq!(CacheableMethod::of(Method::ListTools), Some(CacheableMethod::ListTools));
    /// assert_eq!(CacheableMethod::of(Method::CallTool), None);
    /// ```
    pub fn of(method: Method) -> Option<Self> {
        CacheableMethod::ALL.into_iter().find(|cacheable| cacheable.method() == method)
    }

    /// The method of the protocol.
    pub fn method(self) -> Method {
        match self {
            CacheableMethod::Discover => Method::Discover,
            CacheableMethod::ListTools => Method::ListTools,
            CacheableMethod::ListPrompts => Method::ListPrompts,
            CacheableMethod::ListResources => Method::ListResources,
            CacheableMethod::ListResourceTemplates => Method::ListResourceTemplates,
            CacheableMethod::ReadResource => Method::ReadResource,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_found_by_its_method() {
        for (index, cacheable) in CacheableMethod::ALL.into_iter().enumerate() {
            assert_eq!(CacheableMethod::of(cacheable.method()), Some(cacheable));
            assert_eq!(cacheable as usize, index);
        }
    }
}
