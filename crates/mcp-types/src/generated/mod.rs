// Generated from the official schema by `cargo xtask codegen`, which also mends this file; do not edit it.

//! The wire types of the schema, one file for each area of the specification.

mod base;
mod caching;
mod cancellation;
mod completion;
mod content;
mod discover;
mod elicitation;
mod errors;
mod jsonrpc;
pub(crate) mod legacy;
mod logging;
mod meta;
mod mrtr;
mod pagination;
mod progress;
mod prompts;
mod resources;
mod roots;
mod sampling;
pub mod specification;
mod subscriptions;
mod tools;

pub use self::base::{
    BaseMetadata, EmptyResult, Icon, IconTheme, Icons, NotificationParams, RequestParams, ResultObject, ResultType,
    Role,
};
pub use self::caching::{CacheScope, CacheableResult};
pub use self::cancellation::{CancelledNotification, CancelledNotificationParams};
pub use self::completion::{
    CompleteRequest, CompleteRequestParams, CompleteResult, CompleteResultResponse, Completion, CompletionArgument,
    CompletionContext, CompletionReference, PromptReference, ResourceTemplateReference,
};
pub use self::content::{
    Annotations, AnyResourceContents, AudioContent, BlobResourceContents, ContentBlock, EmbeddedResource, ImageContent,
    ResourceContents, ResourceLink, TextContent, TextResourceContents,
};
pub use self::discover::{
    ClientCapabilities, DiscoverRequest, DiscoverResult, DiscoverResultResponse, ElicitationCapability, Implementation,
    PromptsCapability, ResourcesCapability, SamplingCapability, ServerCapabilities, ToolsCapability,
};
pub use self::elicitation::{
    BooleanSchema, ElicitAction, ElicitFormMode, ElicitRequest, ElicitRequestFormParams, ElicitRequestParams,
    ElicitRequestUrlParams, ElicitResult, ElicitSchema, ElicitValue, EnumOption, EnumSchema, LegacyTitledEnumSchema,
    MultiSelectEnumSchema, NumberKind, NumberSchema, PrimitiveSchemaDefinition, SingleSelectEnumSchema, StringFormat,
    StringSchema, TitledMultiSelectEnumSchema, TitledMultiSelectItems, TitledSingleSelectEnumSchema,
    UntitledMultiSelectEnumSchema, UntitledMultiSelectItems, UntitledSingleSelectEnumSchema,
};
pub use self::errors::{
    ErrorObject, HeaderMismatchError, HeaderMismatchErrorObject, InternalError, InvalidParamsError,
    InvalidRequestError, MethodNotFoundError, MissingRequiredClientCapability, MissingRequiredClientCapabilityError,
    MissingRequiredClientCapabilityErrorObject, ParseError, UnsupportedProtocolVersion,
    UnsupportedProtocolVersionError, UnsupportedProtocolVersionErrorObject,
};
pub use self::jsonrpc::{
    ClientNotification, ClientRequest, ClientResult, JsonRpcErrorResponse, JsonRpcMessage, JsonRpcNotification,
    JsonRpcRequest, JsonRpcResponse, JsonRpcResultResponse, Notification, Request, ServerNotification, ServerResult,
};
pub use self::logging::{LoggingLevel, LoggingMessageNotification, LoggingMessageNotificationParams};
pub use self::meta::{
    MetaObject, NotificationMetaObject, RequestMetaObject, ResultMetaObject, SubscriptionsListenResultMetaObject,
};
pub use self::mrtr::{
    InputRequest, InputRequests, InputRequiredResult, InputResponse, InputResponseRequestParams, InputResponses,
};
pub use self::pagination::{Cursor, PaginatedRequest, PaginatedRequestParams, PaginatedResult};
pub use self::progress::{ProgressNotification, ProgressNotificationParams};
pub use self::prompts::{
    GetPromptOutcome, GetPromptRequest, GetPromptRequestParams, GetPromptResult, GetPromptResultResponse,
    ListPromptsRequest, ListPromptsResult, ListPromptsResultResponse, Prompt, PromptArgument,
    PromptListChangedNotification, PromptMessage,
};
pub use self::resources::{
    ListResourceTemplatesRequest, ListResourceTemplatesResult, ListResourceTemplatesResultResponse,
    ListResourcesRequest, ListResourcesResult, ListResourcesResultResponse, ReadResourceOutcome, ReadResourceRequest,
    ReadResourceRequestParams, ReadResourceResult, ReadResourceResultResponse, Resource,
    ResourceListChangedNotification, ResourceRequestParams, ResourceTemplate, ResourceUpdatedNotification,
    ResourceUpdatedNotificationParams,
};
pub use self::roots::{ListRootsRequest, ListRootsRequestParams, ListRootsResult, Root};
pub use self::sampling::{
    CreateMessageRequest, CreateMessageRequestParams, CreateMessageResult, IncludeContext, ModelHint, ModelPreferences,
    SamplingMessage, SamplingMessageContent, SamplingMessageContentBlock, StopReason, ToolChoice, ToolChoiceMode,
    ToolResultContent, ToolUseContent,
};
pub use self::subscriptions::{
    SubscriptionFilter, SubscriptionsAcknowledgedNotification, SubscriptionsAcknowledgedNotificationParams,
    SubscriptionsListenRequest, SubscriptionsListenRequestParams, SubscriptionsListenResult,
    SubscriptionsListenResultResponse,
};
pub use self::tools::{
    CallToolOutcome, CallToolRequest, CallToolRequestParams, CallToolResult, CallToolResultResponse, ListToolsRequest,
    ListToolsResult, ListToolsResultResponse, Tool, ToolAnnotations, ToolInputSchema, ToolListChangedNotification,
    ToolOutputSchema,
};
