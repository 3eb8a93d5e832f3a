//! The types of parameters and result that go with a method.

use super::Method;
use crate::wire::Wire;
use crate::{
    CallToolRequest, CallToolRequestParams, CallToolResult, CancelledNotification, CancelledNotificationParams,
    CompleteRequest, CompleteRequestParams, CompleteResult, CreateMessageRequest, CreateMessageRequestParams,
    CreateMessageResult, DiscoverRequest, DiscoverResult, ElicitRequest, ElicitRequestParams, ElicitResult,
    GetPromptRequest, GetPromptRequestParams, GetPromptResult, ListPromptsRequest, ListPromptsResult,
    ListResourceTemplatesRequest, ListResourceTemplatesResult, ListResourcesRequest, ListResourcesResult,
    ListRootsRequest, ListRootsRequestParams, ListRootsResult, ListToolsRequest, ListToolsResult,
    LoggingMessageNotification, LoggingMessageNotificationParams, NotificationParams, PaginatedRequestParams,
    ProgressNotification, ProgressNotificationParams, PromptListChangedNotification, ReadResourceRequest,
    ReadResourceRequestParams, ReadResourceResult, RequestParams, ResourceListChangedNotification,
    ResourceUpdatedNotification, ResourceUpdatedNotificationParams, SubscriptionsAcknowledgedNotification,
    SubscriptionsAcknowledgedNotificationParams, SubscriptionsListenRequest, SubscriptionsListenRequestParams,
    SubscriptionsListenResult, ToolListChangedNotification,
};

/// A method that is answered, with the types of its parameters and of its complete result.
///
/// Implemented by the request types; a request is looked up by naming its type, a result decoded as `R::Result`.
///
/// # Examples
///
/// ```
/// use mcp_types::method::TypedRequest;
/// use mcp_types::wire::{self, DecodeError};
/// use mcp_types::{CallToolRequest, Method};
///
/// fn decode_result<R: TypedRequest>(text: &str) -> Result<R::Result, DecodeError> {
///     wire::decode(text)
/// }
///
/// assert_eq!(CallToolRequest::METHOD, Method::CallTool);
/// let result = decode_result::<CallToolRequest>(r#"{"resultType":"complete","content":[]}"#)?;
/// assert!(result.content.is_empty());
/// assert!(decode_result::<CallToolRequest>(r#"{"resultType":"complete"}"#).is_err());
/// # Ok::<(), DecodeError>(())
/// ```
pub trait TypedRequest {
    /// The method.
    const METHOD: Method;
    /// The type of `params`.
    type Params: Wire;
    /// The type of the complete result.
    type Result: Wire;
}

/// A method that is not answered, with the type of its parameters.
///
/// Implemented by the notification types.
pub trait TypedNotification {
    /// The method.
    const METHOD: Method;
    /// The type of `params`.
    type Params: Wire;
}

macro_rules! typed {
    ($($request:ident: $method:ident($params:ident) -> $result:ident;)* $(; $notification:ident: $told:ident($about:ident))*) => {
        $(impl TypedRequest for $request {
            const METHOD: Method = Method::$method;
            type Params = $params;
            type Result = $result;
        })*

        $(impl TypedNotification for $notification {
            const METHOD: Method = Method::$told;
            type Params = $about;
        })*

        /// Every method that has types here, with the names of those of its parameters and its result.
        #[cfg(test)]
        const TYPED: &[(Method, &str, Option<&str>)] = &[
            $((Method::$method, stringify!($params), Some(stringify!($result))),)*
            $((Method::$told, stringify!($about), None),)*
        ];
    };
}

typed! {
    DiscoverRequest: Discover(RequestParams) -> DiscoverResult;
    ListToolsRequest: ListTools(PaginatedRequestParams) -> ListToolsResult;
    CallToolRequest: CallTool(CallToolRequestParams) -> CallToolResult;
    ListPromptsRequest: ListPrompts(PaginatedRequestParams) -> ListPromptsResult;
    GetPromptRequest: GetPrompt(GetPromptRequestParams) -> GetPromptResult;
    ListResourcesRequest: ListResources(PaginatedRequestParams) -> ListResourcesResult;
    ListResourceTemplatesRequest: ListResourceTemplates(PaginatedRequestParams) -> ListResourceTemplatesResult;
    ReadResourceRequest: ReadResource(ReadResourceRequestParams) -> ReadResourceResult;
    CompleteRequest: Complete(CompleteRequestParams) -> CompleteResult;
    SubscriptionsListenRequest: SubscriptionsListen(SubscriptionsListenRequestParams) -> SubscriptionsListenResult;
    ElicitRequest: Elicit(ElicitRequestParams) -> ElicitResult;
    ListRootsRequest: ListRoots(ListRootsRequestParams) -> ListRootsResult;
    CreateMessageRequest: CreateMessage(CreateMessageRequestParams) -> CreateMessageResult;
    ; CancelledNotification: Cancelled(CancelledNotificationParams)
    ; LoggingMessageNotification: LoggingMessage(LoggingMessageNotificationParams)
    ; ProgressNotification: Progress(ProgressNotificationParams)
    ; PromptListChangedNotification: PromptListChanged(NotificationParams)
    ; ResourceListChangedNotification: ResourceListChanged(NotificationParams)
    ; ResourceUpdatedNotification: ResourceUpdated(ResourceUpdatedNotificationParams)
    ; ToolListChangedNotification: ToolListChanged(NotificationParams)
    ; SubscriptionsAcknowledgedNotification: SubscriptionsAcknowledged(SubscriptionsAcknowledgedNotificationParams)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_types_are_those_that_the_table_names() {
        for (method, params, result) in TYPED {
            let unnamed = *params == "ListRootsRequestParams";
            assert_eq!(method.params_definition(), (!unnamed).then_some(*params), "{method}");
            assert_eq!(method.result_definition(), *result, "{method}");
        }
    }

    #[test]
    fn every_method_of_the_core_has_types() {
        for method in Method::all().filter(|method| method.extension().is_none()) {
            assert_eq!(TYPED.iter().filter(|(typed, ..)| *typed == method).count(), 1, "{method}");
        }
    }
}
