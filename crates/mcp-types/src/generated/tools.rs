// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! `tools/list`, `tools/call`.

use super::{
    CacheScope, ContentBlock, Cursor, Icon, InputRequiredResult, InputResponses, MetaObject, NotificationParams,
    PaginatedRequestParams, RequestMetaObject, ResultMetaObject, ResultObject, ResultType,
};
use crate::{Json, JsonObject, RequestId, wire_raw_object, wire_struct, wire_union};

wire_union! {
    /// Either the result of a tool call or a request for further input, told apart by `resultType`.
    ///
    /// # Specification
    ///
    /// [`CallToolResultResponse`](https://modelcontextprotocol.io/specification/2026-07-28/schema#calltoolresultresponse)
    pub enum CallToolOutcome {
        /// [`InputRequiredResult`], where `resultType` is `input_required`.
        InputRequired(InputRequiredResult) if [is "resultType" = "input_required"],
        /// [`CallToolResult`], where there is `content`.
        Complete(CallToolResult) if [has "content"],
        /// [`ResultObject`], otherwise.
        Other(ResultObject) if [],
    }
    unknown: refuse
}

wire_struct! {
    /// Asks the server to run one of its tools (`tools/call`).
    ///
    /// # Specification
    ///
    /// [`CallToolRequest`](https://modelcontextprotocol.io/specification/2026-07-28/schema#calltoolrequest)
    pub struct CallToolRequest {
        tags {
            "jsonrpc" = "2.0",
            "method" = "tools/call",
        }
        required {
            /// Id of the request: chosen by its sender, unique among the requests still awaiting an answer, and
            /// repeated in the response.
            id: RequestId = "id",
            /// Parameters of the method.
            params: CallToolRequestParams = "params",
        }
    }
}

wire_struct! {
    /// Parameters of `tools/call`: the tool to run and its arguments.
    ///
    /// # Specification
    ///
    /// [`CallToolRequestParams`](https://modelcontextprotocol.io/specification/2026-07-28/schema#calltoolrequestparams)
    pub struct CallToolRequestParams {
        required {
            /// Protocol metadata of the request: version, client and capabilities.
            meta: RequestMetaObject = "_meta",
            /// Name of the tool as `tools/list` gives it.
            name: String = "name",
        }
        optional {
            /// Arguments by name, which have to match the tool's `input_schema`; absent passes none.
            arguments / with_arguments: JsonObject = "arguments",
            /// Answers to the server's input requests under the keys it assigned; sent only when retrying after an
            /// `InputRequiredResult`.
            input_responses / with_input_responses: InputResponses = "inputResponses",
            /// State echoed exactly as the server's `InputRequiredResult` gave it, absent if it gave none. Clients
            /// never look inside; servers treat it as attacker-controlled.
            request_state / with_request_state: String = "requestState",
        }
    }
}

wire_struct! {
    /// Outcome of a tool call, including a failure the model should see.
    ///
    /// # Specification
    ///
    /// [`CallToolResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema#calltoolresult)
    pub struct CallToolResult {
        required {
            /// Unstructured output in order, for the model and the user; a failure is explained here too.
            content: Vec<ContentBlock> = "content",
        }
        defaulted {
            /// Kind of result, which decides how the other members are read. Peers of earlier revisions leave it out,
            /// which means `complete`.
            result_type / with_result_type: ResultType = "resultType" or ResultType::COMPLETE,
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: ResultMetaObject = "_meta",
            /// Whether the tool failed; absent means false. An unknown tool or a malformed request is a JSON-RPC error
            /// instead.
            is_error / with_is_error: bool = "isError",
            /// Structured output: any JSON value, null included, and valid against the tool's `output_schema` if it has
            /// one. Servers should repeat it as JSON text in `content` for older clients.
            structured_content / with_structured_content: Json = "structuredContent",
        }
    }
}

wire_struct! {
    /// Response to `tools/call` that carries a result.
    ///
    /// # Specification
    ///
    /// [`CallToolResultResponse`](https://modelcontextprotocol.io/specification/2026-07-28/schema#calltoolresultresponse)
    pub struct CallToolResultResponse {
        tags {
            "jsonrpc" = "2.0",
        }
        required {
            /// Id of the request: chosen by its sender, unique among the requests still awaiting an answer, and
            /// repeated in the response.
            id: RequestId = "id",
            /// Outcome of the call, or the input the server still needs for it.
            result: CallToolOutcome = "result",
        }
    }
}

wire_struct! {
    /// Asks for the tools the server offers (`tools/list`).
    ///
    /// # Specification
    ///
    /// [`ListToolsRequest`](https://modelcontextprotocol.io/specification/2026-07-28/schema#listtoolsrequest)
    pub struct ListToolsRequest {
        tags {
            "jsonrpc" = "2.0",
            "method" = "tools/list",
        }
        required {
            /// Id of the request: chosen by its sender, unique among the requests still awaiting an answer, and
            /// repeated in the response.
            id: RequestId = "id",
            /// Parameters of the method.
            params: PaginatedRequestParams = "params",
        }
    }
}

wire_struct! {
    /// One page of the server's tools; it may be stored and reused.
    ///
    /// # Specification
    ///
    /// [`ListToolsResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema#listtoolsresult)
    pub struct ListToolsResult {
        required {
            /// Tools on this page, possibly none; the order should stay the same while the tools do.
            tools: Vec<Tool> = "tools",
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
            /// Opaque position of the next page; absent on the last page, whereas an empty string is still a cursor.
            next_cursor / with_next_cursor: Cursor = "nextCursor",
        }
    }
}

wire_struct! {
    /// Response to `tools/list` that carries a result.
    ///
    /// # Specification
    ///
    /// [`ListToolsResultResponse`](https://modelcontextprotocol.io/specification/2026-07-28/schema#listtoolsresultresponse)
    pub struct ListToolsResultResponse {
        tags {
            "jsonrpc" = "2.0",
        }
        required {
            /// Id of the request: chosen by its sender, unique among the requests still awaiting an answer, and
            /// repeated in the response.
            id: RequestId = "id",
            /// The page of tools.
            result: ListToolsResult = "result",
        }
    }
}

wire_struct! {
    /// Tool the server offers to the model.
    ///
    /// # Specification
    ///
    /// [`Tool`](https://modelcontextprotocol.io/specification/2026-07-28/schema#tool)
    pub struct Tool {
        required {
            /// Name that identifies the tool in `tools/call`, where case matters. It should be unique within the server
            /// and consist of 1 to 128 ASCII letters, digits, `_`, `-` and `.`.
            name: String = "name",
            /// JSON Schema of the arguments, whose root has `type` `object`.
            input_schema: ToolInputSchema = "inputSchema",
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: MetaObject = "_meta",
            /// Hints about what the tool does, to be trusted no further than the server that sent them.
            annotations / with_annotations: ToolAnnotations = "annotations",
            /// What the tool does, for people and as a hint for the model.
            description / with_description: String = "description",
            /// Pictures for user interfaces, in as many sizes and themes as the sender offers; a client that draws
            /// icons handles at least PNG and JPEG.
            icons / with_icons: Vec<Icon> = "icons",
            /// JSON Schema of `structured_content`, with any kind of value at its root; absent leaves the structure
            /// open.
            output_schema / with_output_schema: ToolOutputSchema = "outputSchema",
            /// Display name for people; where it is absent, `annotations.title` and then `name` are shown.
            title / with_title: String = "title",
        }
    }
}

wire_struct! {
    /// Hints about a tool's behaviour.
    ///
    /// None is guaranteed, so those of an untrusted server decide nothing.
    ///
    /// # Specification
    ///
    /// [`ToolAnnotations`](https://modelcontextprotocol.io/specification/2026-07-28/schema#toolannotations)
    pub struct ToolAnnotations {
        optional {
            /// Whether the tool may overwrite or delete, rather than only add; absent means true. Meaningful only if
            /// the tool is not read-only.
            destructive_hint / with_destructive_hint: bool = "destructiveHint",
            /// Whether repeating a call with the same arguments changes nothing more; absent means false. Meaningful
            /// only if the tool is not read-only.
            idempotent_hint / with_idempotent_hint: bool = "idempotentHint",
            /// Whether the tool reaches out to things beyond a closed set, as a web search does; absent means true.
            open_world_hint / with_open_world_hint: bool = "openWorldHint",
            /// Whether the tool leaves its environment unchanged; absent means false.
            read_only_hint / with_read_only_hint: bool = "readOnlyHint",
            /// Display name of the tool, used if the tool itself has no `title`.
            title / with_title: String = "title",
        }
    }
}

wire_raw_object! {
    /// JSON Schema of a tool's arguments, kept as received.
    ///
    /// Its root has `type` `object`; members marked `x-mcp-header` are mirrored into HTTP header fields.
    ///
    /// - `$schema`: Dialect of JSON Schema; absent means 2020-12.
    ///
    /// # Specification
    ///
    /// [`Tool`](https://modelcontextprotocol.io/specification/2026-07-28/schema#tool)
    pub struct ToolInputSchema {
        tags {
            "type" = "object",
        }
        optional {
            "$schema": String,
        }
    }
}

wire_struct! {
    /// Says that the list of tools has changed (`notifications/tools/list_changed`).
    ///
    /// It goes only to `subscriptions/listen` streams that asked for it.
    ///
    /// # Specification
    ///
    /// [`ToolListChangedNotification`](https://modelcontextprotocol.io/specification/2026-07-28/schema#toollistchangednotification)
    pub struct ToolListChangedNotification {
        tags {
            "jsonrpc" = "2.0",
            "method" = "notifications/tools/list_changed",
        }
        optional {
            /// Parameters of the method.
            params / with_params: NotificationParams = "params",
        }
    }
}

wire_raw_object! {
    /// JSON Schema of a tool's structured output, kept as received.
    ///
    /// - `$schema`: Dialect of JSON Schema; absent means 2020-12.
    ///
    /// # Specification
    ///
    /// [`Tool`](https://modelcontextprotocol.io/specification/2026-07-28/schema#tool)
    pub struct ToolOutputSchema {
        optional {
            "$schema": String,
        }
    }
}
