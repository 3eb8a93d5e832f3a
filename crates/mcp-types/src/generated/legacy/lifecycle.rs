// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! `initialize`: which version, what either side offers, who it is.

use std::collections::BTreeMap;

use crate::{
    ElicitationCapability, Implementation, JsonObject, ProgressToken, PromptsCapability, ProtocolVersion,
    ResourcesCapability, SamplingCapability, ToolsCapability, wire_struct,
};

wire_struct! {
    /// Optional features a client supports, declared once for the whole session.
    ///
    /// The set is open: unknown members are other capabilities, not mistakes. Members of 2025-11-25 that 2025-06-18
    /// does not name are absent from what its clients send.
    ///
    /// # Specification
    ///
    /// [`ClientCapabilities`](https://modelcontextprotocol.io/specification/2025-11-25/schema#clientcapabilities)
    pub struct ClientCapabilities {
        optional {
            /// Declares that the client can ask its user for input; an empty object means form mode only, which is all
            /// there is in 2025-06-18.
            elicitation / with_elicitation: ElicitationCapability = "elicitation",
            /// Capabilities outside the standard, by name, each with its settings.
            experimental / with_experimental: BTreeMap<String, JsonObject> = "experimental",
            /// Declares that the client can list roots.
            roots / with_roots: RootsCapability = "roots",
            /// Declares that the client can sample a model for the server; its members are those of 2025-11-25.
            sampling / with_sampling: SamplingCapability = "sampling",
        }
    }
}

wire_struct! {
    /// What a client says of itself when it opens a session: the parameters of `initialize`, its first request.
    ///
    /// # Specification
    ///
    /// [`InitializeRequestParams`](https://modelcontextprotocol.io/specification/2025-11-25/schema#initializerequestparams)
    pub struct InitializeRequestParams {
        required {
            /// The latest version the client supports. A server that supports it answers with the same, any other with
            /// the latest legacy version of its own.
            protocol_version: ProtocolVersion = "protocolVersion",
            /// Optional features the client supports, for the whole session.
            capabilities: ClientCapabilities = "capabilities",
            /// Client software as it describes itself; unverified, so fit for display and logs, not for decisions.
            client_info: Implementation = "clientInfo",
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: RequestMetaObject = "_meta",
        }
    }
}

wire_struct! {
    /// What a server says of itself when a session is opened: the result of `initialize`.
    ///
    /// The client confirms it by `notifications/initialized`, or leaves if it does not support the version.
    ///
    /// # Specification
    ///
    /// [`InitializeResult`](https://modelcontextprotocol.io/specification/2025-11-25/schema#initializeresult)
    pub struct InitializeResult {
        required {
            /// Version of the protocol that the session follows.
            protocol_version: ProtocolVersion = "protocolVersion",
            /// Optional features the server supports, for the whole session.
            capabilities: ServerCapabilities = "capabilities",
            /// Server software as it describes itself; unverified, so fit for display and logs, not for decisions.
            server_info: Implementation = "serverInfo",
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: JsonObject = "_meta",
            /// Advice for the model on using the server as a whole, fit for a system prompt.
            instructions / with_instructions: String = "instructions",
        }
    }
}

wire_struct! {
    /// Metadata of a request; version, identity and capabilities are the session's, so nothing is required here.
    ///
    /// # Specification
    ///
    /// [`InitializeRequestParams`](https://modelcontextprotocol.io/specification/2025-11-25/schema#initializerequestparams)
    pub struct RequestMetaObject {
        optional {
            /// Token under which the sender would like progress notifications, of which there may be none.
            progress_token / with_progress_token: ProgressToken = "progressToken",
        }
    }
}

wire_struct! {
    /// What a client supports around roots.
    ///
    /// # Specification
    ///
    /// [`ClientCapabilities`](https://modelcontextprotocol.io/specification/2025-11-25/schema#clientcapabilities)
    pub struct RootsCapability {
        optional {
            /// Whether the client reports changes to the list by `notifications/roots/list_changed`; absent means
            /// false.
            list_changed / with_list_changed: bool = "listChanged",
        }
    }
}

wire_struct! {
    /// Optional features a server supports, declared once for the whole session.
    ///
    /// The set is open: unknown members are other capabilities, not mistakes.
    ///
    /// # Specification
    ///
    /// [`ServerCapabilities`](https://modelcontextprotocol.io/specification/2025-11-25/schema#servercapabilities)
    pub struct ServerCapabilities {
        optional {
            /// Declares that the server completes arguments (`completion/complete`).
            completions / with_completions: JsonObject = "completions",
            /// Capabilities outside the standard, by name, each with its settings.
            experimental / with_experimental: BTreeMap<String, JsonObject> = "experimental",
            /// Declares that the server sends log messages, and takes `logging/setLevel`.
            logging / with_logging: JsonObject = "logging",
            /// Declares that the server offers prompts.
            prompts / with_prompts: PromptsCapability = "prompts",
            /// Declares that the server offers resources; `subscribe` in it stands for `resources/subscribe`.
            resources / with_resources: ResourcesCapability = "resources",
            /// Declares that the server offers tools.
            tools / with_tools: ToolsCapability = "tools",
        }
    }
}
