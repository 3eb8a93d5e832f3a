// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! `server/discover`, capabilities and the identity of an implementation.

use std::collections::BTreeMap;

use super::{CacheScope, Icon, RequestParams, ResultMetaObject, ResultType};
use crate::{JsonObject, ProtocolVersion, RequestId, wire_struct};

wire_struct! {
    /// Optional features a client supports, declared anew with every request.
    ///
    /// The set is open: unknown members are other capabilities, not mistakes.
    ///
    /// # Specification
    ///
    /// [`ClientCapabilities`](https://modelcontextprotocol.io/specification/2026-07-28/schema#clientcapabilities)
    pub struct ClientCapabilities {
        optional {
            /// Declares that the client can ask its user for input; an empty object means form mode only.
            elicitation / with_elicitation: ElicitationCapability = "elicitation",
            /// Capabilities outside the standard, by name, each with its settings.
            experimental / with_experimental: BTreeMap<String, JsonObject> = "experimental",
            /// Extensions the client supports, by prefixed identifier such as `io.modelcontextprotocol/ui`, each with
            /// its settings; an empty object means there are none to set.
            extensions / with_extensions: BTreeMap<String, JsonObject> = "extensions",
            /// Declares that the client can list roots. Deprecated in 2026-07-28: pass paths in tool arguments or
            /// resource URIs, or configure the server with them; removal is possible from the first revision on or
            /// after 2027-07-28.
            roots / with_roots: JsonObject = "roots",
            /// Declares that the client can sample a model for the server. Deprecated in 2026-07-28: call a model
            /// provider directly; removal is possible from the first revision on or after 2027-07-28.
            sampling / with_sampling: SamplingCapability = "sampling",
        }
    }
}

wire_struct! {
    /// Asks which protocol versions and capabilities the server has (`server/discover`).
    ///
    /// Every server answers it; clients need not ask.
    ///
    /// # Specification
    ///
    /// [`DiscoverRequest`](https://modelcontextprotocol.io/specification/2026-07-28/schema#discoverrequest)
    pub struct DiscoverRequest {
        tags {
            "jsonrpc" = "2.0",
            "method" = "server/discover",
        }
        required {
            /// Id of the request: chosen by its sender, unique among the requests still awaiting an answer, and
            /// repeated in the response.
            id: RequestId = "id",
            /// Parameters of the method.
            params: RequestParams = "params",
        }
    }
}

wire_struct! {
    /// What the server supports and how to use it.
    ///
    /// # Specification
    ///
    /// [`DiscoverResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema#discoverresult)
    pub struct DiscoverResult {
        required {
            /// Optional features the server supports.
            capabilities: ServerCapabilities = "capabilities",
            /// Protocol versions the server accepts; the client should pick one for its further requests.
            supported_versions: Vec<ProtocolVersion> = "supportedVersions",
        }
        defaulted {
            /// Who may reuse a stored copy: anyone (`public`), or only the same authorization context (`private`). All
            /// pages of one list carry the same scope.
            cache_scope / with_cache_scope: CacheScope = "cacheScope" or CacheScope::Private,
            /// Kind of result, which decides how the other members are read. Peers of earlier revisions leave it out,
            /// which means `complete`.
            result_type / with_result_type: ResultType = "resultType" or ResultType::COMPLETE,
            /// Freshness lifetime in milliseconds from receipt; 0 means stale at once. It is a hint, as the data may
            /// change sooner.
            ttl_ms / with_ttl_ms: u64 = "ttlMs" or 0,
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: ResultMetaObject = "_meta",
            /// Advice for the model on using the server as a whole, fit for a system prompt; the tools' own
            /// descriptions need no repeating here.
            instructions / with_instructions: String = "instructions",
        }
    }
}

wire_struct! {
    /// Response to `server/discover` that carries a result.
    ///
    /// # Specification
    ///
    /// [`DiscoverResultResponse`](https://modelcontextprotocol.io/specification/2026-07-28/schema#discoverresultresponse)
    pub struct DiscoverResultResponse {
        tags {
            "jsonrpc" = "2.0",
        }
        required {
            /// Id of the request: chosen by its sender, unique among the requests still awaiting an answer, and
            /// repeated in the response.
            id: RequestId = "id",
            /// What the server supports.
            result: DiscoverResult = "result",
        }
    }
}

wire_struct! {
    /// Ways in which a client can ask its user for input.
    ///
    /// With neither member present, form mode is meant.
    ///
    /// # Specification
    ///
    /// [`ClientCapabilities`](https://modelcontextprotocol.io/specification/2026-07-28/schema#clientcapabilities)
    pub struct ElicitationCapability {
        optional {
            /// Declares form mode.
            form / with_form: JsonObject = "form",
            /// Declares URL mode.
            url / with_url: JsonObject = "url",
        }
    }
}

wire_struct! {
    /// Name and version of a client or server, as it describes itself.
    ///
    /// Nothing vouches for it: it serves display, logs and debugging, not decisions.
    ///
    /// # Specification
    ///
    /// [`Implementation`](https://modelcontextprotocol.io/specification/2026-07-28/schema#implementation)
    pub struct Implementation {
        required {
            /// Name of the implementation for programs; not unique, so it does not tell servers apart.
            name: String = "name",
            /// Version of the implementation, in its own scheme.
            version: String = "version",
        }
        optional {
            /// What the implementation does, for people.
            description / with_description: String = "description",
            /// Pictures for user interfaces, in as many sizes and themes as the sender offers; a client that draws
            /// icons handles at least PNG and JPEG.
            icons / with_icons: Vec<Icon> = "icons",
            /// Display name for people; where it is absent, `name` is shown.
            title / with_title: String = "title",
            /// Address of a website about the implementation.
            website_url / with_website_url: String = "websiteUrl",
        }
    }
}

wire_struct! {
    /// What a server offers around prompts.
    ///
    /// # Specification
    ///
    /// [`ServerCapabilities`](https://modelcontextprotocol.io/specification/2026-07-28/schema#servercapabilities)
    pub struct PromptsCapability {
        optional {
            /// Whether the server reports changes to the list of prompts; absent means false.
            list_changed / with_list_changed: bool = "listChanged",
        }
    }
}

wire_struct! {
    /// What a server offers around resources.
    ///
    /// # Specification
    ///
    /// [`ServerCapabilities`](https://modelcontextprotocol.io/specification/2026-07-28/schema#servercapabilities)
    pub struct ResourcesCapability {
        optional {
            /// Whether the server reports changes to the list of resources; absent means false.
            list_changed / with_list_changed: bool = "listChanged",
            /// Whether the server reports changes to single resources that a subscription names; absent means false.
            subscribe / with_subscribe: bool = "subscribe",
        }
    }
}

wire_struct! {
    /// What a client supports in sampling.
    ///
    /// Deprecated in 2026-07-28 with `CreateMessageRequest`.
    ///
    /// # Specification
    ///
    /// [`ClientCapabilities`](https://modelcontextprotocol.io/specification/2026-07-28/schema#clientcapabilities)
    pub struct SamplingCapability {
        optional {
            /// Declares that the values of `include_context` other than `none`, themselves deprecated, may be used.
            context / with_context: JsonObject = "context",
            /// Declares that `tools` and `tool_choice` may be used.
            tools / with_tools: JsonObject = "tools",
        }
    }
}

wire_struct! {
    /// Optional features a server supports.
    ///
    /// The set is open: unknown members are other capabilities, not mistakes.
    ///
    /// # Specification
    ///
    /// [`ServerCapabilities`](https://modelcontextprotocol.io/specification/2026-07-28/schema#servercapabilities)
    pub struct ServerCapabilities {
        optional {
            /// Declares that the server completes arguments (`completion/complete`).
            completions / with_completions: JsonObject = "completions",
            /// Capabilities outside the standard, by name, each with its settings.
            experimental / with_experimental: BTreeMap<String, JsonObject> = "experimental",
            /// Extensions the server supports, by prefixed identifier such as `io.modelcontextprotocol/tasks`, each
            /// with its settings; an empty object means there are none to set.
            extensions / with_extensions: BTreeMap<String, JsonObject> = "extensions",
            /// Declares that the server sends log messages. Deprecated in 2026-07-28: log to stderr or use
            /// OpenTelemetry; removal is possible from the first revision on or after 2027-07-28.
            logging / with_logging: JsonObject = "logging",
            /// Declares that the server offers prompts.
            prompts / with_prompts: PromptsCapability = "prompts",
            /// Declares that the server offers resources.
            resources / with_resources: ResourcesCapability = "resources",
            /// Declares that the server offers tools.
            tools / with_tools: ToolsCapability = "tools",
        }
    }
}

wire_struct! {
    /// What a server offers around tools.
    ///
    /// # Specification
    ///
    /// [`ServerCapabilities`](https://modelcontextprotocol.io/specification/2026-07-28/schema#servercapabilities)
    pub struct ToolsCapability {
        optional {
            /// Whether the server reports changes to the list of tools; absent means false.
            list_changed / with_list_changed: bool = "listChanged",
        }
    }
}
