// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! The envelope of every message.

use super::{
    CallToolRequest, CallToolResult, CancelledNotification, CompleteRequest, CompleteResult, DiscoverRequest,
    DiscoverResult, ErrorObject, GetPromptRequest, GetPromptResult, InputRequiredResult, ListPromptsRequest,
    ListPromptsResult, ListResourceTemplatesRequest, ListResourceTemplatesResult, ListResourcesRequest,
    ListResourcesResult, ListToolsRequest, ListToolsResult, LoggingMessageNotification, ProgressNotification,
    PromptListChangedNotification, ReadResourceRequest, ReadResourceResult, ResourceListChangedNotification,
    ResourceUpdatedNotification, ResultObject, SubscriptionsAcknowledgedNotification, SubscriptionsListenRequest,
    SubscriptionsListenResult, ToolListChangedNotification,
};
use crate::{JsonObject, RequestId, wire_raw, wire_struct, wire_union};

/// Any notification a client may send: cancellation is the only one.
///
/// # Specification
///
/// [`ClientNotification`](https://modelcontextprotocol.io/specification/2026-07-28/schema)
pub type ClientNotification = CancelledNotification;

wire_union! {
    /// Any request a client may send, told apart by `method`.
    ///
    /// # Specification
    ///
    /// [`ClientRequest`](https://modelcontextprotocol.io/specification/2026-07-28/schema)
    pub enum ClientRequest {
        /// [`DiscoverRequest`], where `method` is `server/discover`.
        Discover(DiscoverRequest) if [is "method" = "server/discover"],
        /// [`ListResourcesRequest`], where `method` is `resources/list`.
        ListResources(ListResourcesRequest) if [is "method" = "resources/list"],
        /// [`ListResourceTemplatesRequest`], where `method` is `resources/templates/list`.
        ListResourceTemplates(ListResourceTemplatesRequest) if [is "method" = "resources/templates/list"],
        /// [`ReadResourceRequest`], where `method` is `resources/read`.
        ReadResource(ReadResourceRequest) if [is "method" = "resources/read"],
        /// [`SubscriptionsListenRequest`], where `method` is `subscriptions/listen`.
        SubscriptionsListen(SubscriptionsListenRequest) if [is "method" = "subscriptions/listen"],
        /// [`ListPromptsRequest`], where `method` is `prompts/list`.
        ListPrompts(ListPromptsRequest) if [is "method" = "prompts/list"],
        /// [`GetPromptRequest`], where `method` is `prompts/get`.
        GetPrompt(GetPromptRequest) if [is "method" = "prompts/get"],
        /// [`ListToolsRequest`], where `method` is `tools/list`.
        ListTools(ListToolsRequest) if [is "method" = "tools/list"],
        /// [`CallToolRequest`], where `method` is `tools/call`.
        CallTool(CallToolRequest) if [is "method" = "tools/call"],
        /// [`CompleteRequest`], where `method` is `completion/complete`.
        Complete(CompleteRequest) if [is "method" = "completion/complete"],
    }
    unknown: keep
}

/// Result a client may give: one without members beyond the common ones.
///
/// # Specification
///
/// [`ClientResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema)
pub type ClientResult = ResultObject;

wire_struct! {
    /// Response to a request that failed.
    ///
    /// # Specification
    ///
    /// [`JSONRPCErrorResponse`](https://modelcontextprotocol.io/specification/2026-07-28/schema#jsonrpcerrorresponse)
    pub struct JsonRpcErrorResponse {
        tags {
            "jsonrpc" = "2.0",
        }
        required {
            /// What went wrong.
            error: ErrorObject = "error",
        }
        optional {
            /// Id of the request that failed; absent only if it could not be read.
            id / with_id: RequestId = "id",
        }
    }
}

wire_union! {
    /// Any single JSON-RPC message: a request, a notification or a response.
    ///
    /// # Specification
    ///
    /// [`JSONRPCMessage`](https://modelcontextprotocol.io/specification/2026-07-28/schema#jsonrpcmessage)
    pub enum JsonRpcMessage {
        /// [`JsonRpcResultResponse`], where there is `result`.
        ResultResponse(JsonRpcResultResponse) if [has "result"],
        /// [`JsonRpcErrorResponse`], where there is `error`.
        ErrorResponse(JsonRpcErrorResponse) if [has "error"],
        /// [`JsonRpcRequest`], where there is `id`.
        Request(JsonRpcRequest) if [has "id"],
        /// [`JsonRpcNotification`], where there is `method`.
        Notification(JsonRpcNotification) if [has "method"],
    }
    unknown: refuse
}

wire_struct! {
    /// Message that wants no answer and has no id.
    ///
    /// # Specification
    ///
    /// [`JSONRPCNotification`](https://modelcontextprotocol.io/specification/2026-07-28/schema#jsonrpcnotification)
    pub struct JsonRpcNotification {
        tags {
            "jsonrpc" = "2.0",
        }
        required {
            /// Name of the notification, such as `notifications/progress`.
            method: String = "method",
        }
        optional {
            /// Parameters of the notification, always an object if present.
            params / with_params: JsonObject = "params",
        }
    }
}

wire_struct! {
    /// Message that wants a response with the same id.
    ///
    /// # Specification
    ///
    /// [`JSONRPCRequest`](https://modelcontextprotocol.io/specification/2026-07-28/schema#jsonrpcrequest)
    pub struct JsonRpcRequest {
        tags {
            "jsonrpc" = "2.0",
        }
        required {
            /// Id of the request: chosen by its sender, unique among the requests still awaiting an answer, and
            /// repeated in the response.
            id: RequestId = "id",
            /// Name of the method to run, such as `tools/call`.
            method: String = "method",
        }
        optional {
            /// Parameters of the method, always an object if present.
            params / with_params: JsonObject = "params",
        }
    }
}

wire_union! {
    /// Answer to a request: a result or an error.
    ///
    /// # Specification
    ///
    /// [`JSONRPCResponse`](https://modelcontextprotocol.io/specification/2026-07-28/schema#jsonrpcresponse)
    pub enum JsonRpcResponse {
        /// [`JsonRpcResultResponse`], where there is `result`.
        Result(JsonRpcResultResponse) if [has "result"],
        /// [`JsonRpcErrorResponse`], where there is `error`.
        Error(JsonRpcErrorResponse) if [has "error"],
    }
    unknown: refuse
}

wire_struct! {
    /// Response to a request that succeeded.
    ///
    /// # Specification
    ///
    /// [`JSONRPCResultResponse`](https://modelcontextprotocol.io/specification/2026-07-28/schema#jsonrpcresultresponse)
    pub struct JsonRpcResultResponse {
        tags {
            "jsonrpc" = "2.0",
        }
        required {
            /// Id of the request: chosen by its sender, unique among the requests still awaiting an answer, and
            /// repeated in the response.
            id: RequestId = "id",
            /// Outcome of the request, read by the method that was called.
            result: ResultObject = "result",
        }
    }
}

wire_struct! {
    /// Method and parameters of a notification, without the JSON-RPC envelope.
    ///
    /// # Specification
    ///
    /// [`Notification`](https://modelcontextprotocol.io/specification/2026-07-28/schema)
    pub struct Notification {
        required {
            /// Name of the notification, such as `notifications/progress`.
            method: String = "method",
        }
        optional {
            /// Parameters of the notification, always an object if present.
            params / with_params: JsonObject = "params",
        }
    }
}

wire_struct! {
    /// Method and parameters of a request, without the JSON-RPC envelope.
    ///
    /// # Specification
    ///
    /// [`Request`](https://modelcontextprotocol.io/specification/2026-07-28/schema)
    pub struct Request {
        required {
            /// Name of the method to run, such as `tools/call`.
            method: String = "method",
        }
        optional {
            /// Parameters of the method, always an object if present.
            params / with_params: JsonObject = "params",
        }
    }
}

wire_union! {
    /// Any notification a server may send, told apart by `method`.
    ///
    /// # Specification
    ///
    /// [`ServerNotification`](https://modelcontextprotocol.io/specification/2026-07-28/schema)
    pub enum ServerNotification {
        /// [`CancelledNotification`], where `method` is `notifications/cancelled`.
        Cancelled(CancelledNotification) if [is "method" = "notifications/cancelled"],
        /// [`ProgressNotification`], where `method` is `notifications/progress`.
        Progress(ProgressNotification) if [is "method" = "notifications/progress"],
        /// [`ResourceListChangedNotification`], where `method` is `notifications/resources/list_changed`.
        ResourceListChanged(ResourceListChangedNotification) if [is "method" = "notifications/resources/list_changed"],
        /// [`SubscriptionsAcknowledgedNotification`], where `method` is `notifications/subscriptions/acknowledged`.
        SubscriptionsAcknowledged(SubscriptionsAcknowledgedNotification) if [is "method" = "notifications/subscriptions/acknowledged"],
        /// [`ResourceUpdatedNotification`], where `method` is `notifications/resources/updated`.
        ResourceUpdated(ResourceUpdatedNotification) if [is "method" = "notifications/resources/updated"],
        /// [`PromptListChangedNotification`], where `method` is `notifications/prompts/list_changed`.
        PromptListChanged(PromptListChangedNotification) if [is "method" = "notifications/prompts/list_changed"],
        /// [`ToolListChangedNotification`], where `method` is `notifications/tools/list_changed`.
        ToolListChanged(ToolListChangedNotification) if [is "method" = "notifications/tools/list_changed"],
        /// [`LoggingMessageNotification`], where `method` is `notifications/message`.
        LoggingMessage(LoggingMessageNotification) if [is "method" = "notifications/message"],
    }
    unknown: keep
}

wire_raw! {
    /// Any result a server may give; which one it is follows from the method that was called.
    ///
    /// It holds one of [`ResultObject`], [`InputRequiredResult`], [`DiscoverResult`], [`ListResourcesResult`],
    /// [`ListResourceTemplatesResult`], [`ReadResourceResult`], [`SubscriptionsListenResult`], [`ListPromptsResult`],
    /// [`GetPromptResult`], [`ListToolsResult`], [`CallToolResult`], [`CompleteResult`].
    ///
    /// # Specification
    ///
    /// [`ServerResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema)
    pub struct ServerResult of [
        ResultObject,
        InputRequiredResult,
        DiscoverResult,
        ListResourcesResult,
        ListResourceTemplatesResult,
        ReadResourceResult,
        SubscriptionsListenResult,
        ListPromptsResult,
        GetPromptResult,
        ListToolsResult,
        CallToolResult,
        CompleteResult,
    ];
}
