// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! `prompts/list`, `prompts/get`.

use std::collections::BTreeMap;

use super::{
    CacheScope, ContentBlock, Cursor, Icon, InputRequiredResult, InputResponses, MetaObject, NotificationParams,
    PaginatedRequestParams, RequestMetaObject, ResultMetaObject, ResultObject, ResultType, Role,
};
use crate::{RequestId, wire_struct, wire_union};

wire_union! {
    /// Either a prompt or a request for further input, told apart by `resultType`.
    ///
    /// # Specification
    ///
    /// [`GetPromptResultResponse`](https://modelcontextprotocol.io/specification/2026-07-28/schema#getpromptresultresponse)
    pub enum GetPromptOutcome {
        /// [`InputRequiredResult`], where `resultType` is `input_required`.
        InputRequired(InputRequiredResult) if [is "resultType" = "input_required"],
        /// [`GetPromptResult`], where there is `messages`.
        Complete(GetPromptResult) if [has "messages"],
        /// [`ResultObject`], otherwise.
        Other(ResultObject) if [],
    }
    unknown: refuse
}

wire_struct! {
    /// Asks for a prompt with its arguments filled in (`prompts/get`).
    ///
    /// # Specification
    ///
    /// [`GetPromptRequest`](https://modelcontextprotocol.io/specification/2026-07-28/schema#getpromptrequest)
    pub struct GetPromptRequest {
        tags {
            "jsonrpc" = "2.0",
            "method" = "prompts/get",
        }
        required {
            /// Id of the request: chosen by its sender, unique among the requests still awaiting an answer, and
            /// repeated in the response.
            id: RequestId = "id",
            /// Parameters of the method.
            params: GetPromptRequestParams = "params",
        }
    }
}

wire_struct! {
    /// Parameters of `prompts/get`: the prompt and its arguments.
    ///
    /// # Specification
    ///
    /// [`GetPromptRequestParams`](https://modelcontextprotocol.io/specification/2026-07-28/schema#getpromptrequestparams)
    pub struct GetPromptRequestParams {
        required {
            /// Protocol metadata of the request: version, client and capabilities.
            meta: RequestMetaObject = "_meta",
            /// Name of the prompt as `prompts/list` gives it.
            name: String = "name",
        }
        optional {
            /// Values for the prompt's arguments by name, all of them strings.
            arguments / with_arguments: BTreeMap<String, String> = "arguments",
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
    /// Messages of a prompt, ready for a model.
    ///
    /// # Specification
    ///
    /// [`GetPromptResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema#getpromptresult)
    pub struct GetPromptResult {
        required {
            /// Messages in the order of the conversation.
            messages: Vec<PromptMessage> = "messages",
        }
        defaulted {
            /// Kind of result, which decides how the other members are read. Peers of earlier revisions leave it out,
            /// which means `complete`.
            result_type / with_result_type: ResultType = "resultType" or ResultType::COMPLETE,
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: ResultMetaObject = "_meta",
            /// What the prompt is for.
            description / with_description: String = "description",
        }
    }
}

wire_struct! {
    /// Response to `prompts/get` that carries a result.
    ///
    /// # Specification
    ///
    /// [`GetPromptResultResponse`](https://modelcontextprotocol.io/specification/2026-07-28/schema#getpromptresultresponse)
    pub struct GetPromptResultResponse {
        tags {
            "jsonrpc" = "2.0",
        }
        required {
            /// Id of the request: chosen by its sender, unique among the requests still awaiting an answer, and
            /// repeated in the response.
            id: RequestId = "id",
            /// The prompt, or the input the server still needs for it.
            result: GetPromptOutcome = "result",
        }
    }
}

wire_struct! {
    /// Asks for the prompts the server offers (`prompts/list`).
    ///
    /// # Specification
    ///
    /// [`ListPromptsRequest`](https://modelcontextprotocol.io/specification/2026-07-28/schema#listpromptsrequest)
    pub struct ListPromptsRequest {
        tags {
            "jsonrpc" = "2.0",
            "method" = "prompts/list",
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
    /// One page of the server's prompts; it may be stored and reused.
    ///
    /// # Specification
    ///
    /// [`ListPromptsResult`](https://modelcontextprotocol.io/specification/2026-07-28/schema#listpromptsresult)
    pub struct ListPromptsResult {
        required {
            /// Prompts on this page, possibly none.
            prompts: Vec<Prompt> = "prompts",
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
    /// Response to `prompts/list` that carries a result.
    ///
    /// # Specification
    ///
    /// [`ListPromptsResultResponse`](https://modelcontextprotocol.io/specification/2026-07-28/schema#listpromptsresultresponse)
    pub struct ListPromptsResultResponse {
        tags {
            "jsonrpc" = "2.0",
        }
        required {
            /// Id of the request: chosen by its sender, unique among the requests still awaiting an answer, and
            /// repeated in the response.
            id: RequestId = "id",
            /// The page of prompts.
            result: ListPromptsResult = "result",
        }
    }
}

wire_struct! {
    /// Prompt the server offers, fixed or with arguments to fill in.
    ///
    /// # Specification
    ///
    /// [`Prompt`](https://modelcontextprotocol.io/specification/2026-07-28/schema#prompt)
    pub struct Prompt {
        required {
            /// Name that identifies the prompt in `prompts/get`.
            name: String = "name",
        }
        optional {
            /// Metadata attached by the sender, under keys that follow the `_meta` naming grammar; absent means none.
            meta / with_meta: MetaObject = "_meta",
            /// Arguments the prompt takes; absent means none.
            arguments / with_arguments: Vec<PromptArgument> = "arguments",
            /// What the prompt is for.
            description / with_description: String = "description",
            /// Pictures for user interfaces, in as many sizes and themes as the sender offers; a client that draws
            /// icons handles at least PNG and JPEG.
            icons / with_icons: Vec<Icon> = "icons",
            /// Display name for people; where it is absent, `name` is shown.
            title / with_title: String = "title",
        }
    }
}

wire_struct! {
    /// One argument of a prompt.
    ///
    /// # Specification
    ///
    /// [`PromptArgument`](https://modelcontextprotocol.io/specification/2026-07-28/schema#promptargument)
    pub struct PromptArgument {
        required {
            /// Name under which the value is passed.
            name: String = "name",
        }
        optional {
            /// What the argument is for, in words for people.
            description / with_description: String = "description",
            /// Whether the prompt cannot do without it; absent means false.
            required / with_required: bool = "required",
            /// Display name for people; where it is absent, `name` is shown.
            title / with_title: String = "title",
        }
    }
}

wire_struct! {
    /// Says that the list of prompts has changed (`notifications/prompts/list_changed`).
    ///
    /// It goes only to `subscriptions/listen` streams that asked for it.
    ///
    /// # Specification
    ///
    /// [`PromptListChangedNotification`](https://modelcontextprotocol.io/specification/2026-07-28/schema#promptlistchangednotification)
    pub struct PromptListChangedNotification {
        tags {
            "jsonrpc" = "2.0",
            "method" = "notifications/prompts/list_changed",
        }
        optional {
            /// Parameters of the method.
            params / with_params: NotificationParams = "params",
        }
    }
}

wire_struct! {
    /// One message of a prompt.
    ///
    /// # Specification
    ///
    /// [`PromptMessage`](https://modelcontextprotocol.io/specification/2026-07-28/schema#promptmessage)
    pub struct PromptMessage {
        required {
            /// Who speaks.
            role: Role = "role",
            /// What the message says or shows.
            content: ContentBlock = "content",
        }
    }
}
