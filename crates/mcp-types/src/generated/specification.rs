// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! The generated types, listed by the page of the specification that speaks about them.
//!
//! # Errors
//!
//! Errors of JSON-RPC and of the protocol.
//! Specification: [Errors](https://modelcontextprotocol.io/specification/2026-07-28/basic/index#error-codes).
//!
//! | Type | |
//! | --- | --- |
//! | [`ErrorObject`](super::ErrorObject) | JSON-RPC error: a code for programs and a message for people. |
//! | [`HeaderMismatchError`](super::HeaderMismatchError) | Error response for HTTP header fields that are missing, malformed or at odds with the body: code `-32020`, sent with status 400. |
//! | [`HeaderMismatchErrorObject`](super::HeaderMismatchErrorObject) | Error for HTTP header fields that are missing, malformed or at odds with the body: code `-32020`. |
//! | [`InternalError`](super::InternalError) | Error for a failure inside the receiver that the request did not cause: code `-32603`. |
//! | [`InvalidParamsError`](super::InvalidParamsError) | Error for parameters that do not fit the method: code `-32602`. |
//! | [`InvalidRequestError`](super::InvalidRequestError) | Error for well-formed JSON that is not one JSON-RPC message, for example because it has no method: code `-32600`. |
//! | [`MethodNotFoundError`](super::MethodNotFoundError) | Error for a method that is unknown or belongs to a capability the server does not advertise: code `-32601`. |
//! | [`MissingRequiredClientCapability`](super::MissingRequiredClientCapability) | What a client would have to declare for its request to be served. |
//! | [`MissingRequiredClientCapabilityError`](super::MissingRequiredClientCapabilityError) | Error response for a request beyond the capabilities that came with it: code `-32021`, sent with status 400 over HTTP. |
//! | [`MissingRequiredClientCapabilityErrorObject`](super::MissingRequiredClientCapabilityErrorObject) | Error for a request beyond the capabilities that came with it: code `-32021`. |
//! | [`ParseError`](super::ParseError) | Error for a message that is not JSON: code `-32700`. |
//! | [`UnsupportedProtocolVersion`](super::UnsupportedProtocolVersion) | The protocol version a request named, beside those the server serves. |
//! | [`UnsupportedProtocolVersionError`](super::UnsupportedProtocolVersionError) | Error response for a protocol version the server does not know or serve: code `-32022`, sent with status 400 over HTTP. |
//! | [`UnsupportedProtocolVersionErrorObject`](super::UnsupportedProtocolVersionErrorObject) | Error for a protocol version the server does not know or serve: code `-32022`. |
//!
//! # Messages
//!
//! The envelope of every message.
//! Specification: [Messages](https://modelcontextprotocol.io/specification/2026-07-28/basic/index#messages).
//!
//! | Type | |
//! | --- | --- |
//! | [`ClientNotification`](super::ClientNotification) | Any notification a client may send: cancellation is the only one. |
//! | [`ClientRequest`](super::ClientRequest) | Any request a client may send, told apart by `method`. |
//! | [`ClientResult`](super::ClientResult) | Result a client may give: one without members beyond the common ones. |
//! | [`JsonRpcErrorResponse`](super::JsonRpcErrorResponse) | Response to a request that failed. |
//! | [`JsonRpcMessage`](super::JsonRpcMessage) | Any single JSON-RPC message: a request, a notification or a response. |
//! | [`JsonRpcNotification`](super::JsonRpcNotification) | Message that wants no answer and has no id. |
//! | [`JsonRpcRequest`](super::JsonRpcRequest) | Message that wants a response with the same id. |
//! | [`JsonRpcResponse`](super::JsonRpcResponse) | Answer to a request: a result or an error. |
//! | [`JsonRpcResultResponse`](super::JsonRpcResultResponse) | Response to a request that succeeded. |
//! | [`Notification`](super::Notification) | Method and parameters of a notification, without the JSON-RPC envelope. |
//! | [`Request`](super::Request) | Method and parameters of a request, without the JSON-RPC envelope. |
//! | [`ServerNotification`](super::ServerNotification) | Any notification a server may send, told apart by `method`. |
//! | [`ServerResult`](super::ServerResult) | Any result a server may give; which one it is follows from the method that was called. |
//!
//! # General fields: `_meta`
//!
//! The `_meta` member of requests, notifications and results.
//! Specification: [General fields: `_meta`](https://modelcontextprotocol.io/specification/2026-07-28/basic/index#meta).
//!
//! | Type | |
//! | --- | --- |
//! | [`MetaObject`](super::MetaObject) | Metadata by key. |
//! | [`NotificationMetaObject`](super::NotificationMetaObject) | Metadata of a notification: other keys follow the rules of `MetaObject`. |
//! | [`RequestMetaObject`](super::RequestMetaObject) | Metadata of a request, which makes it complete in itself: nothing carries over from earlier requests. |
//! | [`ResultMetaObject`](super::ResultMetaObject) | Metadata of a result: other keys follow the rules of `MetaObject`. |
//! | [`SubscriptionsListenResultMetaObject`](super::SubscriptionsListenResultMetaObject) | Metadata of the result that ends a subscription: other keys follow the rules of `MetaObject`. |
//!
//! # Multi round-trip requests
//!
//! Multi round-trip requests: a result that asks for input, and the request that carries the answers.
//! Specification: [Multi round-trip requests](https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr).
//!
//! | Type | |
//! | --- | --- |
//! | [`InputRequest`](super::InputRequest) | Request by which the server asks the client for input, told apart by `method`. |
//! | [`InputRequests`](super::InputRequests) | Input the server needs before it can go on: requests under keys that it chose, each used once. |
//! | [`InputRequiredResult`](super::InputRequiredResult) | Interim result that asks for input; the client gathers it and retries the request under a new id. |
//! | [`InputResponse`](super::InputResponse) | Answer to one input request, read by the method of the request under the same key. |
//! | [`InputResponseRequestParams`](super::InputResponseRequestParams) | Members common to the parameters of requests that can be retried with further input. |
//! | [`InputResponses`](super::InputResponses) | Answers to input requests, under the keys of the requests; servers should ignore any they did not ask for. |
//!
//! # Discovery
//!
//! `server/discover`, capabilities and the identity of an implementation.
//! Specification: [Discovery](https://modelcontextprotocol.io/specification/2026-07-28/server/discover).
//!
//! | Type | |
//! | --- | --- |
//! | [`ClientCapabilities`](super::ClientCapabilities) | Optional features a client supports, declared anew with every request. |
//! | [`DiscoverRequest`](super::DiscoverRequest) | Asks which protocol versions and capabilities the server has (`server/discover`). |
//! | [`DiscoverResult`](super::DiscoverResult) | What the server supports and how to use it. |
//! | [`DiscoverResultResponse`](super::DiscoverResultResponse) | Response to `server/discover` that carries a result. |
//! | [`ElicitationCapability`](super::ElicitationCapability) | Ways in which a client can ask its user for input. |
//! | [`Implementation`](super::Implementation) | Name and version of a client or server, as it describes itself. |
//! | [`PromptsCapability`](super::PromptsCapability) | What a server offers around prompts. |
//! | [`ResourcesCapability`](super::ResourcesCapability) | What a server offers around resources. |
//! | [`SamplingCapability`](super::SamplingCapability) | What a client supports in sampling. |
//! | [`ServerCapabilities`](super::ServerCapabilities) | Optional features a server supports. |
//! | [`ToolsCapability`](super::ToolsCapability) | What a server offers around tools. |
//!
//! # Subscriptions
//!
//! `subscriptions/listen` and the notifications that it delivers.
//! Specification: [Subscriptions](https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/subscriptions).
//!
//! | Type | |
//! | --- | --- |
//! | [`SubscriptionFilter`](super::SubscriptionFilter) | Kinds of notification a subscription is to deliver; whatever is not named here is not sent. |
//! | [`SubscriptionsAcknowledgedNotification`](super::SubscriptionsAcknowledgedNotification) | Confirms a subscription and says what it will deliver (`notifications/subscriptions/acknowledged`). |
//! | [`SubscriptionsAcknowledgedNotificationParams`](super::SubscriptionsAcknowledgedNotificationParams) | Parameters of `notifications/subscriptions/acknowledged`. |
//! | [`SubscriptionsListenRequest`](super::SubscriptionsListenRequest) | Opens a stream of notifications that lasts until either side ends it (`subscriptions/listen`). |
//! | [`SubscriptionsListenRequestParams`](super::SubscriptionsListenRequestParams) | Parameters of `subscriptions/listen`: what to report. |
//! | [`SubscriptionsListenResult`](super::SubscriptionsListenResult) | Says that the server has ended the subscription in good order; a stream that breaks off without it was cut. |
//! | [`SubscriptionsListenResultResponse`](super::SubscriptionsListenResultResponse) | Response to `subscriptions/listen`, sent when the server ends the subscription in good order. |
//!
//! # Tools
//!
//! `tools/list`, `tools/call`.
//! Specification: [Tools](https://modelcontextprotocol.io/specification/2026-07-28/server/tools).
//!
//! | Type | |
//! | --- | --- |
//! | [`CallToolOutcome`](super::CallToolOutcome) | Either the result of a tool call or a request for further input, told apart by `resultType`. |
//! | [`CallToolRequest`](super::CallToolRequest) | Asks the server to run one of its tools (`tools/call`). |
//! | [`CallToolRequestParams`](super::CallToolRequestParams) | Parameters of `tools/call`: the tool to run and its arguments. |
//! | [`CallToolResult`](super::CallToolResult) | Outcome of a tool call, including a failure the model should see. |
//! | [`CallToolResultResponse`](super::CallToolResultResponse) | Response to `tools/call` that carries a result. |
//! | [`ListToolsRequest`](super::ListToolsRequest) | Asks for the tools the server offers (`tools/list`). |
//! | [`ListToolsResult`](super::ListToolsResult) | One page of the server's tools; it may be stored and reused. |
//! | [`ListToolsResultResponse`](super::ListToolsResultResponse) | Response to `tools/list` that carries a result. |
//! | [`Tool`](super::Tool) | Tool the server offers to the model. |
//! | [`ToolAnnotations`](super::ToolAnnotations) | Hints about a tool's behaviour. |
//! | [`ToolInputSchema`](super::ToolInputSchema) | JSON Schema of a tool's arguments, kept as received. |
//! | [`ToolListChangedNotification`](super::ToolListChangedNotification) | Says that the list of tools has changed (`notifications/tools/list_changed`). |
//! | [`ToolOutputSchema`](super::ToolOutputSchema) | JSON Schema of a tool's structured output, kept as received. |
//!
//! # Sampling
//!
//! `sampling/createMessage`.
//! Specification: [Sampling](https://modelcontextprotocol.io/specification/2026-07-28/client/sampling).
//!
//! | Type | |
//! | --- | --- |
//! | [`CreateMessageRequest`](super::CreateMessageRequest) | Asks the client to sample a model, subject to its user's approval (`sampling/createMessage`). |
//! | [`CreateMessageRequestParams`](super::CreateMessageRequestParams) | Parameters of `sampling/createMessage`: the conversation and how to continue it. |
//! | [`CreateMessageResult`](super::CreateMessageResult) | Message the model wrote, which the user should see before the server does. |
//! | [`IncludeContext`](super::IncludeContext) | Servers whose context a sampling prompt is to include. |
//! | [`ModelHint`](super::ModelHint) | Hint at a model to use; members other than `name` mean what the client makes of them. |
//! | [`ModelPreferences`](super::ModelPreferences) | What to favour in choosing a model, each priority from 0 (no matter) to 1 (above all); only advice to the client. |
//! | [`SamplingMessage`](super::SamplingMessage) | One message of a sampling conversation. |
//! | [`SamplingMessageContent`](super::SamplingMessageContent) | Content of a sampling message: one block, or a list of blocks. |
//! | [`SamplingMessageContentBlock`](super::SamplingMessageContentBlock) | One piece of a sampling message, told apart by `type`. |
//! | [`StopReason`](super::StopReason) | Why a model stopped; reasons of a provider's own are kept as they are. |
//! | [`ToolChoice`](super::ToolChoice) | How freely the model may use tools in sampling. |
//! | [`ToolChoiceMode`](super::ToolChoiceMode) | How freely a model may use tools. |
//! | [`ToolResultContent`](super::ToolResultContent) | Result of a tool use, returned to the model in a `user` message. |
//! | [`ToolUseContent`](super::ToolUseContent) | Wish of the model to use a tool, to be answered by a `ToolResultContent` in the next message. |
//!
//! # Prompts
//!
//! `prompts/list`, `prompts/get`.
//! Specification: [Prompts](https://modelcontextprotocol.io/specification/2026-07-28/server/prompts).
//!
//! | Type | |
//! | --- | --- |
//! | [`GetPromptOutcome`](super::GetPromptOutcome) | Either a prompt or a request for further input, told apart by `resultType`. |
//! | [`GetPromptRequest`](super::GetPromptRequest) | Asks for a prompt with its arguments filled in (`prompts/get`). |
//! | [`GetPromptRequestParams`](super::GetPromptRequestParams) | Parameters of `prompts/get`: the prompt and its arguments. |
//! | [`GetPromptResult`](super::GetPromptResult) | Messages of a prompt, ready for a model. |
//! | [`GetPromptResultResponse`](super::GetPromptResultResponse) | Response to `prompts/get` that carries a result. |
//! | [`ListPromptsRequest`](super::ListPromptsRequest) | Asks for the prompts the server offers (`prompts/list`). |
//! | [`ListPromptsResult`](super::ListPromptsResult) | One page of the server's prompts; it may be stored and reused. |
//! | [`ListPromptsResultResponse`](super::ListPromptsResultResponse) | Response to `prompts/list` that carries a result. |
//! | [`Prompt`](super::Prompt) | Prompt the server offers, fixed or with arguments to fill in. |
//! | [`PromptArgument`](super::PromptArgument) | One argument of a prompt. |
//! | [`PromptListChangedNotification`](super::PromptListChangedNotification) | Says that the list of prompts has changed (`notifications/prompts/list_changed`). |
//! | [`PromptMessage`](super::PromptMessage) | One message of a prompt. |
//!
//! # Completion
//!
//! `completion/complete`.
//! Specification: [Completion](https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/completion).
//!
//! | Type | |
//! | --- | --- |
//! | [`CompleteRequest`](super::CompleteRequest) | Asks for completions of a partly typed argument (`completion/complete`). |
//! | [`CompleteRequestParams`](super::CompleteRequestParams) | Parameters of `completion/complete`: what is being filled in, and how far. |
//! | [`CompleteResult`](super::CompleteResult) | Suggested completions for an argument. |
//! | [`CompleteResultResponse`](super::CompleteResultResponse) | Response to `completion/complete` that carries a result. |
//! | [`Completion`](super::Completion) | Completions found for an argument. |
//! | [`CompletionArgument`](super::CompletionArgument) | Argument that is being completed. |
//! | [`CompletionContext`](super::CompletionContext) | What is known already while an argument is being completed. |
//! | [`CompletionReference`](super::CompletionReference) | Prompt or resource template that is being completed, told apart by `type`. |
//! | [`PromptReference`](super::PromptReference) | Names the prompt whose argument is being completed. |
//! | [`ResourceTemplateReference`](super::ResourceTemplateReference) | Names the resource or resource template whose variable is being completed. |
//!
//! # Content
//!
//! Content blocks and the contents of resources.
//! Specification: [Content](https://modelcontextprotocol.io/specification/2026-07-28/schema#content).
//!
//! | Type | |
//! | --- | --- |
//! | [`Annotations`](super::Annotations) | Hints by which a client may select, order or show the object that carries them. |
//! | [`AnyResourceContents`](super::AnyResourceContents) | Content of a resource, told apart by its member `text` or `blob`. |
//! | [`AudioContent`](super::AudioContent) | Audio given to or produced by a model. |
//! | [`BlobResourceContents`](super::BlobResourceContents) | Binary content of a resource. |
//! | [`ContentBlock`](super::ContentBlock) | One piece of a prompt message or tool result, told apart by `type`. |
//! | [`EmbeddedResource`](super::EmbeddedResource) | Content of a resource placed directly in a prompt message or tool result; the client decides how to present it. |
//! | [`ImageContent`](super::ImageContent) | Image given to or produced by a model. |
//! | [`ResourceContents`](super::ResourceContents) | Members common to text and binary content of a resource. |
//! | [`ResourceLink`](super::ResourceLink) | Points to a resource the client can read, from a prompt message or tool result. |
//! | [`TextContent`](super::TextContent) | Text given to or written by a model. |
//! | [`TextResourceContents`](super::TextResourceContents) | Textual content of a resource. |
//!
//! # Resources
//!
//! `resources/list`, `resources/templates/list`, `resources/read`.
//! Specification: [Resources](https://modelcontextprotocol.io/specification/2026-07-28/server/resources).
//!
//! | Type | |
//! | --- | --- |
//! | [`ListResourceTemplatesRequest`](super::ListResourceTemplatesRequest) | Asks for the resource templates the server offers (`resources/templates/list`). |
//! | [`ListResourceTemplatesResult`](super::ListResourceTemplatesResult) | One page of the server's resource templates; it may be stored and reused. |
//! | [`ListResourceTemplatesResultResponse`](super::ListResourceTemplatesResultResponse) | Response to `resources/templates/list` that carries a result. |
//! | [`ListResourcesRequest`](super::ListResourcesRequest) | Asks for the resources the server offers (`resources/list`). |
//! | [`ListResourcesResult`](super::ListResourcesResult) | One page of the server's resources; it may be stored and reused. |
//! | [`ListResourcesResultResponse`](super::ListResourcesResultResponse) | Response to `resources/list` that carries a result. |
//! | [`ReadResourceOutcome`](super::ReadResourceOutcome) | Either the content of a resource or a request for further input, told apart by `resultType`. |
//! | [`ReadResourceRequest`](super::ReadResourceRequest) | Asks for the content of a resource (`resources/read`). |
//! | [`ReadResourceRequestParams`](super::ReadResourceRequestParams) | Parameters of `resources/read`: the resource to read. |
//! | [`ReadResourceResult`](super::ReadResourceResult) | Content of a resource; it may be stored and reused, unless it answers a retry with further input. |
//! | [`ReadResourceResultResponse`](super::ReadResourceResultResponse) | Response to `resources/read` that carries a result. |
//! | [`Resource`](super::Resource) | Resource the server can read for the client. |
//! | [`ResourceListChangedNotification`](super::ResourceListChangedNotification) | Says that the list of resources has changed (`notifications/resources/list_changed`). |
//! | [`ResourceRequestParams`](super::ResourceRequestParams) | Members common to the parameters of requests about one resource. |
//! | [`ResourceTemplate`](super::ResourceTemplate) | Family of resources whose URIs follow one template. |
//! | [`ResourceUpdatedNotification`](super::ResourceUpdatedNotification) | Says that a copy of a resource may be out of date (`notifications/resources/updated`). |
//! | [`ResourceUpdatedNotificationParams`](super::ResourceUpdatedNotificationParams) | Parameters of `notifications/resources/updated`: which resource has changed. |
//!
//! # Elicitation
//!
//! `elicitation/create` and the schemas of forms.
//! Specification: [Elicitation](https://modelcontextprotocol.io/specification/2026-07-28/client/elicitation).
//!
//! | Type | |
//! | --- | --- |
//! | [`BooleanSchema`](super::BooleanSchema) | Form field answered with true or false. |
//! | [`ElicitAction`](super::ElicitAction) | What a user did with an elicitation. |
//! | [`ElicitFormMode`](super::ElicitFormMode) | Form mode by name, which may be left out. |
//! | [`ElicitRequest`](super::ElicitRequest) | Asks the user for input through the client (`elicitation/create`). |
//! | [`ElicitRequestFormParams`](super::ElicitRequestFormParams) | Parameters of `elicitation/create` in form mode: the client shows a form and returns the entries. |
//! | [`ElicitRequestParams`](super::ElicitRequestParams) | Parameters of `elicitation/create`, told apart by `mode`; without one they are those of form mode. |
//! | [`ElicitRequestUrlParams`](super::ElicitRequestUrlParams) | Parameters of `elicitation/create` in URL mode: the user opens a page, and what is entered there never passes through the client. |
//! | [`ElicitResult`](super::ElicitResult) | How the user answered an elicitation. |
//! | [`ElicitSchema`](super::ElicitSchema) | JSON Schema of a form: one flat object whose members are its fields. |
//! | [`ElicitValue`](super::ElicitValue) | Entry of one form field. |
//! | [`EnumOption`](super::EnumOption) | One labelled option of a choice. |
//! | [`EnumSchema`](super::EnumSchema) | Form field answered from a fixed list, with single or multiple choice. |
//! | [`LegacyTitledEnumSchema`](super::LegacyTitledEnumSchema) | Single choice whose labels stand in the non-standard `enumNames`. |
//! | [`MultiSelectEnumSchema`](super::MultiSelectEnumSchema) | Form field for choosing several values from a fixed list. |
//! | [`NumberKind`](super::NumberKind) | Kind of number a form field takes. |
//! | [`NumberSchema`](super::NumberSchema) | Form field answered with a number. |
//! | [`PrimitiveSchemaDefinition`](super::PrimitiveSchemaDefinition) | Schema of one form field: text, number, yes or no, or a choice, never anything nested. |
//! | [`SingleSelectEnumSchema`](super::SingleSelectEnumSchema) | Form field for choosing one value from a fixed list. |
//! | [`StringFormat`](super::StringFormat) | Form that a text has to take. |
//! | [`StringSchema`](super::StringSchema) | Form field answered with text. |
//! | [`TitledMultiSelectEnumSchema`](super::TitledMultiSelectEnumSchema) | Form field for choosing several values from a list of labelled options. |
//! | [`TitledMultiSelectItems`](super::TitledMultiSelectItems) | Labelled options of a multiple choice. |
//! | [`TitledSingleSelectEnumSchema`](super::TitledSingleSelectEnumSchema) | Form field for choosing one value from a list of labelled options. |
//! | [`UntitledMultiSelectEnumSchema`](super::UntitledMultiSelectEnumSchema) | Form field for choosing several values from a list in which each value is its own label. |
//! | [`UntitledMultiSelectItems`](super::UntitledMultiSelectItems) | Values of a multiple choice. |
//! | [`UntitledSingleSelectEnumSchema`](super::UntitledSingleSelectEnumSchema) | Form field for choosing one value from a list in which each value is its own label. |
//!
//! # Roots
//!
//! `roots/list`.
//! Specification: [Roots](https://modelcontextprotocol.io/specification/2026-07-28/client/roots).
//!
//! | Type | |
//! | --- | --- |
//! | [`ListRootsRequest`](super::ListRootsRequest) | Asks the client where in the file system the work takes place (`roots/list`). |
//! | [`ListRootsRequestParams`](super::ListRootsRequestParams) | Parameters of `roots/list`, which hold nothing but metadata. |
//! | [`ListRootsResult`](super::ListRootsResult) | Places in the file system that the work is about; they guide the server but do not confine it. |
//! | [`Root`](super::Root) | Place in the file system, a directory or a single file, that the client's work is about. |
//!
//! # Logging
//!
//! `notifications/message`.
//! Specification: [Logging](https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/logging).
//!
//! | Type | |
//! | --- | --- |
//! | [`LoggingLevel`](super::LoggingLevel) | Severity of a log message, as in syslog (RFC 5424). |
//! | [`LoggingMessageNotification`](super::LoggingMessageNotification) | Log message of the server, sent only on the stream of a request that set a log level (`notifications/message`). |
//! | [`LoggingMessageNotificationParams`](super::LoggingMessageNotificationParams) | Parameters of `notifications/message`: what to log and how severe it is. |
//!
//! # Progress
//!
//! `notifications/progress`.
//! Specification: [Progress](https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/progress).
//!
//! | Type | |
//! | --- | --- |
//! | [`ProgressNotification`](super::ProgressNotification) | Reports how far a running request has come (`notifications/progress`). |
//! | [`ProgressNotificationParams`](super::ProgressNotificationParams) | Parameters of `notifications/progress`. |
//!
//! # Cancellation
//!
//! `notifications/cancelled`.
//! Specification: [Cancellation](https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/cancellation).
//!
//! | Type | |
//! | --- | --- |
//! | [`CancelledNotification`](super::CancelledNotification) | Says that the sender no longer wants the answer to a request (`notifications/cancelled`). |
//! | [`CancelledNotificationParams`](super::CancelledNotificationParams) | Parameters of `notifications/cancelled`: which request, and why. |
//!
//! # Pagination
//!
//! Lists that come in pages.
//! Specification: [Pagination](https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/pagination).
//!
//! | Type | |
//! | --- | --- |
//! | [`Cursor`](super::Cursor) | Opaque position in a paginated list: it is passed back unchanged and never taken apart, and an empty one is as valid as any. |
//! | [`PaginatedRequest`](super::PaginatedRequest) | Shape common to requests for one page of a list. |
//! | [`PaginatedRequestParams`](super::PaginatedRequestParams) | Parameters of a request for one page of a list; the server decides how long a page is. |
//! | [`PaginatedResult`](super::PaginatedResult) | Members common to every result that is one page of a list. |
//!
//! # Caching
//!
//! Results that clients may keep.
//! Specification: [Caching](https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/caching).
//!
//! | Type | |
//! | --- | --- |
//! | [`CacheScope`](super::CacheScope) | Who may reuse a stored result. |
//! | [`CacheableResult`](super::CacheableResult) | Members common to every result that a client may store and reuse. |
//!
//! # Overview
//!
//! What several areas of the specification share.
//! Specification: [Overview](https://modelcontextprotocol.io/specification/2026-07-28/basic/index).
//!
//! | Type | |
//! | --- | --- |
//! | [`BaseMetadata`](super::BaseMetadata) | The two names of a listed object: one for programs, one for people. |
//! | [`EmptyResult`](super::EmptyResult) | Result without members beyond the common ones. |
//! | [`Icon`](super::Icon) | Picture that stands for an object in a user interface. |
//! | [`IconTheme`](super::IconTheme) | Background an icon is drawn for. |
//! | [`Icons`](super::Icons) | The member by which an object offers pictures of itself. |
//! | [`NotificationParams`](super::NotificationParams) | Parameters of a notification that says nothing beyond its name. |
//! | [`RequestParams`](super::RequestParams) | Parameters of a request that takes nothing but metadata. |
//! | [`ResultObject`](super::ResultObject) | Members common to every result, with all others kept as they are. |
//! | [`ResultType`](super::ResultType) | Kind of a result. |
//! | [`Role`](super::Role) | Side of a conversation that a message comes from or is meant for. |
