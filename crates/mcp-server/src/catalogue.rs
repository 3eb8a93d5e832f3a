//! How lists and discovery results are rendered.

use mcp_cache::{CachePolicy, Cacheable, CacheableMethod, Shaped};
use mcp_types::{
    DiscoverResult, JsonObject, PromptsCapability, ProtocolVersion, ResourcesCapability, ResultMetaObject,
    ServerCapabilities, ToolsCapability,
};

use crate::legacy::Eras;
use crate::reply::Prepared;

/// The revisions that are served where both eras are, in order of preference; the first alone is modern.
static VERSIONS: [ProtocolVersion; 3] =
    [ProtocolVersion::V2026_07_28, ProtocolVersion::V2025_11_25, ProtocolVersion::V2025_06_18];

/// What all lists and discovery results of a server have in common.
pub(crate) struct Catalogue {
    pub(crate) instructions: Option<String>,
    /// What clients are told about storing results.
    pub(crate) cache: CachePolicy,
    /// Entries of one page at most.
    pub(crate) page_size: usize,
    /// Whether handlers log to clients.
    pub(crate) logs: bool,
    /// Whether clients are told of changes of the lists.
    pub(crate) list_changes: bool,
    /// Which clients are served.
    pub(crate) eras: Eras,
    /// The `_meta` of every result.
    pub(crate) meta: Option<ResultMetaObject>,
}

/// What a server serves besides discovery.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Served {
    pub(crate) tools: bool,
    pub(crate) prompts: bool,
    /// Resources, their templates, or both.
    pub(crate) resources: bool,
    pub(crate) completion: bool,
    /// Whether clients are told of changes of the lists.
    pub(crate) list_changes: bool,
    /// Whether clients are told of changes of resources.
    pub(crate) subscriptions: bool,
}

impl Served {
    /// Whether there is anything to listen to.
    pub(crate) fn can_be_listened_to(self) -> bool {
        self.subscriptions || self.list_changes && (self.tools || self.prompts || self.resources)
    }
}

impl Catalogue {
    /// What a server that serves `served` says it can do.
    pub(crate) fn capabilities(&self, served: Served) -> ServerCapabilities {
        let mut capabilities = ServerCapabilities::new();
        let list_changed = served.list_changes.then_some(true);
        // spec: DISC-007 TOOLS-001 a server with tools says so, and no other does; likewise with all below.
        capabilities.tools = served.tools.then(|| {
            let mut tools = ToolsCapability::new();
            tools.list_changed = list_changed;
            tools
        });
        // spec: PROMPT-001 a server with prompts says so.
        capabilities.prompts = served.prompts.then(|| {
            let mut prompts = PromptsCapability::new();
            prompts.list_changed = list_changed;
            prompts
        });
        // spec: RES-001 a server with resources or templates of them says so.
        capabilities.resources = served.resources.then(|| {
            let mut resources = ResourcesCapability::new();
            resources.list_changed = list_changed;
            resources.subscribe = served.subscriptions.then_some(true);
            resources
        });
        // spec: COMPL-001 a server that completes arguments says so.
        capabilities.completions = served.completion.then(JsonObject::default);
        // spec: LOG-001 a server that logs to clients says so.
        capabilities.logging = self.logs.then(JsonObject::default);
        capabilities
    }

    /// The revisions that are served, in order of preference.
    pub(crate) fn versions(&self) -> &'static [ProtocolVersion] {
        match self.eras {
            Eras::Modern => &VERSIONS[..1],
            Eras::Dual => &VERSIONS,
        }
    }

    /// Prepares what discovery says about a server that serves `served`.
    pub(crate) fn discover(&self, served: Served) -> Prepared {
        // spec: DISC-001 DISC-003 discovery is answered,
        let mut discover = DiscoverResult::new(self.capabilities(served), self.versions().to_vec());
        discover.instructions.clone_from(&self.instructions);
        // spec: CACHE-001 with what makes it cacheable.
        discover.set_hint(self.cache.hint(CacheableMethod::Discover, Shaped::ByNobody));
        // spec: DISC-004 the name of the server stands in `_meta`, and only there.
        discover.meta.clone_from(&self.meta);
        Prepared::new(&discover)
    }
}
