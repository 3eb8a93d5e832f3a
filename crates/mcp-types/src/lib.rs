#![doc = include_str!("../README.md")]

mod absent;
pub mod admission;
mod error_code;
mod generated;
mod id;
mod inline;
mod json;
pub mod jsonrpc;
pub mod legacy;
mod lex;
pub mod limits;
pub mod meta;
pub mod method;
#[cfg(feature = "schemars")]
mod schema;
#[cfg(feature = "proptest")]
pub mod strategy;
mod trace;
mod version;
pub mod wire;

pub use error_code::{ErrorCode, ErrorMeaning, ReservedErrorCode};
pub use id::{ProgressToken, RequestId, RequestIdError};
pub use json::{Json, JsonArray, JsonKind, JsonObject, Raw};
pub use meta::{ExtensionId, MetaKey, MetaKeyError};
pub use method::Method;
pub use trace::{Baggage, TraceContext, TraceContextError, TraceParent, TraceState};
pub use version::{Era, ProtocolVersion};
pub use wire::{AtMost, DecodeError, DecodeErrorKind, Defect, Extra, Nullable, UnitInterval};

pub use self::generated::specification;

// Generated names: begin (by `cargo xtask codegen`)
pub use self::generated::{
    Annotations, AnyResourceContents, AudioContent, BaseMetadata, BlobResourceContents, BooleanSchema, CacheScope,
    CacheableResult, CallToolOutcome, CallToolRequest, CallToolRequestParams, CallToolResult, CallToolResultResponse,
    CancelledNotification, CancelledNotificationParams, ClientCapabilities, ClientNotification, ClientRequest,
    ClientResult, CompleteRequest, CompleteRequestParams, CompleteResult, CompleteResultResponse, Completion,
    CompletionArgument, CompletionContext, CompletionReference, ContentBlock, CreateMessageRequest,
    CreateMessageRequestParams, CreateMessageResult, Cursor, DiscoverRequest, DiscoverResult, DiscoverResultResponse,
    ElicitAction, ElicitFormMode, ElicitRequest, ElicitRequestFormParams, ElicitRequestParams, ElicitRequestUrlParams,
    ElicitResult, ElicitSchema, ElicitValue, ElicitationCapability, EmbeddedResource, EmptyResult, EnumOption,
    EnumSchema, ErrorObject, GetPromptOutcome, GetPromptRequest, GetPromptRequestParams, GetPromptResult,
    GetPromptResultResponse, HeaderMismatchError, HeaderMismatchErrorObject, Icon, IconTheme, Icons, ImageContent,
    Implementation, IncludeContext, InputRequest, InputRequests, InputRequiredResult, InputResponse,
    InputResponseRequestParams, InputResponses, InternalError, InvalidParamsError, InvalidRequestError,
    JsonRpcErrorResponse, JsonRpcMessage, JsonRpcNotification, JsonRpcRequest, JsonRpcResponse, JsonRpcResultResponse,
    LegacyTitledEnumSchema, ListPromptsRequest, ListPromptsResult, ListPromptsResultResponse,
    ListResourceTemplatesRequest, ListResourceTemplatesResult, ListResourceTemplatesResultResponse,
    ListResourcesRequest, ListResourcesResult, ListResourcesResultResponse, ListRootsRequest, ListRootsRequestParams,
    ListRootsResult, ListToolsRequest, ListToolsResult, ListToolsResultResponse, LoggingLevel,
    LoggingMessageNotification, LoggingMessageNotificationParams, MetaObject, MethodNotFoundError,
    MissingRequiredClientCapability, MissingRequiredClientCapabilityError, MissingRequiredClientCapabilityErrorObject,
    ModelHint, ModelPreferences, MultiSelectEnumSchema, Notification, NotificationMetaObject, NotificationParams,
    NumberKind, NumberSchema, PaginatedRequest, PaginatedRequestParams, PaginatedResult, ParseError,
    PrimitiveSchemaDefinition, ProgressNotification, ProgressNotificationParams, Prompt, PromptArgument,
    PromptListChangedNotification, PromptMessage, PromptReference, PromptsCapability, ReadResourceOutcome,
    ReadResourceRequest, ReadResourceRequestParams, ReadResourceResult, ReadResourceResultResponse, Request,
    RequestMetaObject, RequestParams, Resource, ResourceContents, ResourceLink, ResourceListChangedNotification,
    ResourceRequestParams, ResourceTemplate, ResourceTemplateReference, ResourceUpdatedNotification,
    ResourceUpdatedNotificationParams, ResourcesCapability, ResultMetaObject, ResultObject, ResultType, Role, Root,
    SamplingCapability, SamplingMessage, SamplingMessageContent, SamplingMessageContentBlock, ServerCapabilities,
    ServerNotification, ServerResult, SingleSelectEnumSchema, StopReason, StringFormat, StringSchema,
    SubscriptionFilter, SubscriptionsAcknowledgedNotification, SubscriptionsAcknowledgedNotificationParams,
    SubscriptionsListenRequest, SubscriptionsListenRequestParams, SubscriptionsListenResult,
    SubscriptionsListenResultMetaObject, SubscriptionsListenResultResponse, TextContent, TextResourceContents,
    TitledMultiSelectEnumSchema, TitledMultiSelectItems, TitledSingleSelectEnumSchema, Tool, ToolAnnotations,
    ToolChoice, ToolChoiceMode, ToolInputSchema, ToolListChangedNotification, ToolOutputSchema, ToolResultContent,
    ToolUseContent, ToolsCapability, UnsupportedProtocolVersion, UnsupportedProtocolVersionError,
    UnsupportedProtocolVersionErrorObject, UntitledMultiSelectEnumSchema, UntitledMultiSelectItems,
    UntitledSingleSelectEnumSchema,
};
// Generated names: end
