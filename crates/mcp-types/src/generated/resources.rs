// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! `resources/list`, `resources/templates/list`, `resources/read`.

use super::{
    Annotations, AnyResourceContents, CacheScope, Cursor, Icon, InputRequiredResult, InputResponses, MetaObject,
    NotificationMetaObject, NotificationParams, PaginatedRequestParams, RequestMetaObject, ResultMetaObject,
    ResultObject, ResultType,
};
use crate::{RequestId, wire_struct, wire_union};

wire_struct! {
    /// Asks for the resource templates the server offers (`resources/templates/list`).
    ///
    /// # Specification
    ///
    /// [`ListResourceTemplatesRequest`](https://modelcontextprotocol.io/specification/2026-07-28/schema#listresourcetemplatesrequest)
    pub struct ListResourceTemplatesRequest {
        tags {
            "jsonrpc" = "2.0",
            "method" = "resources/templates/list",
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
    /// One page of the server's resource templates; it may be stored and reused.
    ///
    /// # Specification
    ///
    /// [`ListResourceTemplatesResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema#listresourcetemplatesresult)
    pub struct ListResourceTemplatesResult {
        required {
            /// Templates on this page, possibly none.
            resource_templates: Vec<ResourceTemplate> = "resourceTemplates",
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
    /// Response to `resources/templates/list` that carries a result.
    ///
    /// # Specification
    ///
    /// [`ListResourceTemplatesResultResponse`](https://modelcontextprotocol.io/specification/2026-07-28/schema#listresourcetemplatesresultresponse)
    pub struct ListResourceTemplatesResultResponse {
        tags {
            "jsonrpc" = "2.0",
        }
        required {
            /// Id of the request: chosen by its sender, unique among the requests still awaiting an answer, and
            /// repeated in the response.
            id: RequestId = "id",
            /// The page of resource templates.
            result: ListResourceTemplatesResult = "result",
        }
    }
}

wire_struct! {
    /// Asks for the resources the server offers (`resources/list`).
    ///
    /// # Specification
    ///
    /// [`ListResourcesRequest`](https://modelcontextprotocol.io/specification/2026-07-28/schema#listresourcesrequest)
    pub struct ListResourcesRequest {
        tags {
            "jsonrpc" = "2.0",
            "method" = "resources/list",
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
    /// One page of the server's resources; it may be stored and reused.
    ///
    /// # Specification
    ///
    /// [`ListResourcesResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema#listresourcesresult)
    pub struct ListResourcesResult {
        required {
            /// Resources on this page, possibly none.
            resources: Vec<Resource> = "resources",
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
    /// Response to `resources/list` that carries a result.
    ///
    /// # Specification
    ///
    /// [`ListResourcesResultResponse`](https://modelcontextprotocol.io/specification/2026-07-28/schema#listresourcesresultresponse)
    pub struct ListResourcesResultResponse {
        tags {
            "jsonrpc" = "2.0",
        }
        required {
            /// Id of the request: chosen by its sender, unique among the requests still awaiting an answer, and
            /// repeated in the response.
            id: RequestId = "id",
            /// The page of resources.
            result: ListResourcesResult = "result",
        }
    }
}

wire_union! {
    /// Either the content of a resource or a request for further input, told apart by `resultType`.
    ///
    /// # Specification
    ///
    /// [`ReadResourceResultResponse`](https://modelcontextprotocol.io/specification/2026-07-28/schema#readresourceresultresponse)
    pub enum ReadResourceOutcome {
        /// [`InputRequiredResult`], where `resultType` is `input_required`.
        InputRequired(InputRequiredResult) if [is "resultType" = "input_required"],
        /// [`ReadResourceResult`], where there is `contents` and there is `ttlMs` and there is `cacheScope`.
        Complete(ReadResourceResult) if [has "contents", has "ttlMs", has "cacheScope"],
        /// [`ResultObject`], otherwise.
        Other(ResultObject) if [],
    }
    unknown: refuse
}

wire_struct! {
    /// Asks for the content of a resource (`resources/read`).
    ///
    /// # Specification
    ///
    /// [`ReadResourceRequest`](https://modelcontextprotocol.io/specification/2026-07-28/schema#readresourcerequest)
    pub struct ReadResourceRequest {
        tags {
            "jsonrpc" = "2.0",
            "method" = "resources/read",
        }
        required {
            /// Id of the request: chosen by its sender, unique among the requests still awaiting an answer, and
            /// repeated in the response.
            id: RequestId = "id",
            /// Parameters of the method.
            params: ReadResourceRequestParams = "params",
        }
    }
}

wire_struct! {
    /// Parameters of `resources/read`: the resource to read.
    ///
    /// # Specification
    ///
    /// [`ReadResourceRequestParams`](https://modelcontextprotocol.io/specification/2026-07-28/schema#readresourcerequestparams)
    pub struct ReadResourceRequestParams {
        required {
            /// Protocol metadata of the request: version, client and capabilities.
            meta: RequestMetaObject = "_meta",
            /// URI of the resource, in any scheme; what it means is up to the server.
            uri: String = "uri",
        }
        optional {
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
    /// Content of a resource; it may be stored and reused, unless it answers a retry with further input.
    ///
    /// # Specification
    ///
    /// [`ReadResourceResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema#readresourceresult)
    pub struct ReadResourceResult {
        required {
            /// Parts of the resource, several for example for a directory. An empty list never stands for a missing
            /// resource, which is an error.
            contents: Vec<AnyResourceContents> = "contents",
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
        }
    }
}

wire_struct! {
    /// Response to `resources/read` that carries a result.
    ///
    /// # Specification
    ///
    /// [`ReadResourceResultResponse`](https://modelcontextprotocol.io/specification/2026-07-28/schema#readresourceresultresponse)
    pub struct ReadResourceResultResponse {
        tags {
            "jsonrpc" = "2.0",
        }
        required {
            /// Id of the request: chosen by its sender, unique among the requests still awaiting an answer, and
            /// repeated in the response.
            id: RequestId = "id",
            /// The content, or the input the server still needs for it.
            result: ReadResourceOutcome = "result",
        }
    }
}

wire_struct! {
    /// Resource the server can read for the client.
    ///
    /// # Specification
    ///
    /// [`Resource`](https://modelcontextprotocol.io/specification/2026-07-28/schema#resource)
    pub struct Resource {
        required {
            /// URI of the resource.
            uri: String = "uri",
            /// Name of the resource for programs; shown to people only if there is no title.
            name: String = "name",
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: MetaObject = "_meta",
            /// Hints about audience, importance and age that a client may use to order or show this object.
            annotations / with_annotations: Annotations = "annotations",
            /// What the resource is, for people and as a hint for the model.
            description / with_description: String = "description",
            /// Pictures for user interfaces, in as many sizes and themes as the sender offers; a client that draws
            /// icons handles at least PNG and JPEG.
            icons / with_icons: Vec<Icon> = "icons",
            /// Media type of the content, if known.
            mime_type / with_mime_type: String = "mimeType",
            /// Length of the raw content in bytes, as it is before base64; absent if unknown.
            size / with_size: i64 = "size",
            /// Display name for people; where it is absent, `name` is shown.
            title / with_title: String = "title",
        }
    }
}

wire_struct! {
    /// Says that the list of resources has changed (`notifications/resources/list_changed`).
    ///
    /// It goes only to `subscriptions/listen` streams that asked for it.
    ///
    /// # Specification
    ///
    /// [`ResourceListChangedNotification`](https://modelcontextprotocol.io/specification/2026-07-28/schema#resourcelistchangednotification)
    pub struct ResourceListChangedNotification {
        tags {
            "jsonrpc" = "2.0",
            "method" = "notifications/resources/list_changed",
        }
        optional {
            /// Parameters of the method.
            params / with_params: NotificationParams = "params",
        }
    }
}

wire_struct! {
    /// Members common to the parameters of requests about one resource.
    ///
    /// # Specification
    ///
    /// [`ResourceRequestParams`](https://modelcontextprotocol.io/specification/2026-07-28/schema)
    pub struct ResourceRequestParams {
        required {
            /// Protocol metadata of the request: version, client and capabilities.
            meta: RequestMetaObject = "_meta",
            /// URI of the resource, in any scheme; what it means is up to the server.
            uri: String = "uri",
        }
    }
}

wire_struct! {
    /// Family of resources whose URIs follow one template.
    ///
    /// # Specification
    ///
    /// [`ResourceTemplate`](https://modelcontextprotocol.io/specification/2026-07-28/schema#resourcetemplate)
    pub struct ResourceTemplate {
        required {
            /// URI template by RFC 6570, whose variables the client fills in.
            uri_template: String = "uriTemplate",
            /// Name of the template for programs; shown to people only if there is no title.
            name: String = "name",
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: MetaObject = "_meta",
            /// Hints about audience, importance and age that a client may use to order or show this object.
            annotations / with_annotations: Annotations = "annotations",
            /// What the resources are, for people and as a hint for the model.
            description / with_description: String = "description",
            /// Pictures for user interfaces, in as many sizes and themes as the sender offers; a client that draws
            /// icons handles at least PNG and JPEG.
            icons / with_icons: Vec<Icon> = "icons",
            /// Media type of every resource the template yields; absent unless they all share one.
            mime_type / with_mime_type: String = "mimeType",
            /// Display name for people; where it is absent, `name` is shown.
            title / with_title: String = "title",
        }
    }
}

wire_struct! {
    /// Says that a copy of a resource may be out of date (`notifications/resources/updated`).
    ///
    /// It goes only to `subscriptions/listen` streams that asked for this resource.
    ///
    /// # Specification
    ///
    /// [`ResourceUpdatedNotification`](https://modelcontextprotocol.io/specification/2026-07-28/schema#resourceupdatednotification)
    pub struct ResourceUpdatedNotification {
        tags {
            "jsonrpc" = "2.0",
            "method" = "notifications/resources/updated",
        }
        required {
            /// Parameters of the method.
            params: ResourceUpdatedNotificationParams = "params",
        }
    }
}

wire_struct! {
    /// Parameters of `notifications/resources/updated`: which resource has changed.
    ///
    /// # Specification
    ///
    /// [`ResourceUpdatedNotificationParams`](https://modelcontextprotocol.io/specification/2026-07-28/schema#resourceupdatednotificationparams)
    pub struct ResourceUpdatedNotificationParams {
        required {
            /// URI of the changed resource, which may be a part of the resource that was subscribed to.
            uri: String = "uri",
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: NotificationMetaObject = "_meta",
        }
    }
}
