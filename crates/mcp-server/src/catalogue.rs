//! Results that are the same for every caller, as bytes.

use mcp_types::{
    CacheScope, DiscoverResult, JsonObject, ListToolsResult, Method, ProtocolVersion, ResultMetaObject,
    ServerCapabilities, Tool, ToolsCapability,
};

use crate::limits;
use crate::pages::{Digest, Pages};
use crate::reply::{Identity, Prepared, write_json};

/// The revisions that are served.
pub(crate) static VERSIONS: [ProtocolVersion; 1] = [ProtocolVersion::V2026_07_28];

/// What clients are told about storing lists and discovery results.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CacheHints {
    pub(crate) ttl_ms: u64,
    pub(crate) scope: CacheScope,
}

impl Default for CacheHints {
    fn default() -> Self {
        CacheHints { ttl_ms: limits::DEFAULT_FRESHNESS_LIFETIME.as_millis() as u64, scope: CacheScope::Public }
    }
}

/// Responses that were serialized when the server was built.
pub(crate) struct Catalogue {
    pub(crate) discover: Prepared,
    /// `None` where the server has no tools and does not serve their methods.
    pub(crate) tools: Option<Pages>,
}

impl Catalogue {
    pub(crate) fn new(
        tools: &[Tool],
        identity: &Identity,
        instructions: Option<String>,
        cache: CacheHints,
        page_size: usize,
        logs: bool,
    ) -> Self {
        let meta = identity.meta();
        // spec: DISC-007 a capability is advertised if and only if its methods are served.
        let tools = (!tools.is_empty()).then(|| list_tools(tools, meta, cache, page_size));
        let mut capabilities = ServerCapabilities::new();
        // spec: TOOLS-001 a server with tools says so.
        capabilities.tools = tools.is_some().then(ToolsCapability::new);
        // spec: LOG-001 a server that logs to clients says so.
        capabilities.logging = logs.then(JsonObject::default);

        // spec: DISC-001 DISC-003 CACHE-001 discovery is answered, with what makes it cacheable.
        let mut discover = DiscoverResult::new(capabilities, VERSIONS.to_vec());
        discover.instructions = instructions;
        discover.ttl_ms = cache.ttl_ms;
        discover.cache_scope = cache.scope;
        // spec: DISC-004 the name of the server stands in `_meta`, and only there.
        discover.meta = meta.cloned();
        Catalogue { discover: Prepared::new(&discover), tools }
    }
}

fn list_tools(tools: &[Tool], meta: Option<&ResultMetaObject>, cache: CacheHints, page_size: usize) -> Pages {
    let digest = |tool: &Tool, digest: &mut Digest| {
        let mut entry = Vec::new();
        write_json(&mut entry, tool);
        digest.update(&entry);
    };
    Pages::new(Method::ListTools.as_str(), tools, page_size, digest, |tools, next| {
        let mut page = ListToolsResult::new(tools);
        page.next_cursor = next.map(Into::into);
        // spec: CACHE-002 CACHE-029 every page carries hints, and all pages of a list the same scope.
        page.ttl_ms = cache.ttl_ms;
        page.cache_scope = cache.scope;
        page.meta = meta.cloned();
        Prepared::new(&page)
    })
}
