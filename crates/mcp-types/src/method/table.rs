//! The table of methods.

use super::{Method, MethodKind, Sender};

/// What goes with a method: a line of the table.
pub(super) struct Row {
    pub(super) method: Method,
    pub(super) name: &'static str,
    pub(super) kind: MethodKind,
    pub(super) sender: Sender,
    /// The definition in the schema; `None` where the schema writes the parameters out in place.
    pub(super) params: Option<&'static str>,
    pub(super) result: Option<&'static str>,
    pub(super) mirrored: Option<&'static str>,
    pub(super) cacheable: bool,
    pub(super) capability: Option<&'static str>,
    pub(super) extension: Option<&'static str>,
}

const TASKS: &str = "io.modelcontextprotocol/tasks";

// spec: TRANS-001 Requests go to the server; answers and notifications come back; no server sends a request of its own.
const fn request(method: Method, name: &'static str, params: Option<&'static str>, result: &'static str) -> Row {
    Row { result: Some(result), kind: MethodKind::Request, ..notification(method, name, Sender::Client, params) }
}

const fn input_request(method: Method, name: &'static str, params: Option<&'static str>, result: &'static str) -> Row {
    let row = notification(method, name, Sender::Server, params);
    Row { result: Some(result), kind: MethodKind::InputRequest, ..row }
}

const fn notification(method: Method, name: &'static str, sender: Sender, params: Option<&'static str>) -> Row {
    Row {
        method,
        name,
        kind: MethodKind::Notification,
        sender,
        params,
        result: None,
        mirrored: None,
        cacheable: false,
        capability: None,
        extension: None,
    }
}

impl Row {
    const fn mirrors(self, member: &'static str) -> Row {
        Row { mirrored: Some(member), ..self }
    }

    const fn cacheable(self) -> Row {
        Row { cacheable: true, ..self }
    }

    const fn needs(self, capability: &'static str) -> Row {
        Row { capability: Some(capability), ..self }
    }

    const fn belongs_to(self, extension: &'static str) -> Row {
        Row { extension: Some(extension), ..self }
    }
}

// Invariant: in the order of the variants of `Method`, so that a method is its row's number.
#[rustfmt::skip]
pub(super) static TABLE: [Row; 25] = [
    request(Method::Discover, "server/discover", Some("RequestParams"), "DiscoverResult").cacheable(),
    request(Method::ListTools, "tools/list", Some("PaginatedRequestParams"), "ListToolsResult").needs("tools").cacheable(),
    request(Method::CallTool, "tools/call", Some("CallToolRequestParams"), "CallToolResult").needs("tools").mirrors("name"),
    request(Method::ListPrompts, "prompts/list", Some("PaginatedRequestParams"), "ListPromptsResult").needs("prompts").cacheable(),
    request(Method::GetPrompt, "prompts/get", Some("GetPromptRequestParams"), "GetPromptResult").needs("prompts").mirrors("name"),
    request(Method::ListResources, "resources/list", Some("PaginatedRequestParams"), "ListResourcesResult").needs("resources").cacheable(),
    request(Method::ListResourceTemplates, "resources/templates/list", Some("PaginatedRequestParams"), "ListResourceTemplatesResult").needs("resources").cacheable(),
    request(Method::ReadResource, "resources/read", Some("ReadResourceRequestParams"), "ReadResourceResult").needs("resources").mirrors("uri").cacheable(),
    request(Method::Complete, "completion/complete", Some("CompleteRequestParams"), "CompleteResult").needs("completions"),
    request(Method::SubscriptionsListen, "subscriptions/listen", Some("SubscriptionsListenRequestParams"), "SubscriptionsListenResult"),
    request(Method::GetTask, "tasks/get", None, "GetTaskResult").belongs_to(TASKS).mirrors("taskId"),
    request(Method::UpdateTask, "tasks/update", None, "UpdateTaskResult").belongs_to(TASKS).mirrors("taskId"),
    request(Method::CancelTask, "tasks/cancel", None, "CancelTaskResult").belongs_to(TASKS).mirrors("taskId"),
    input_request(Method::Elicit, "elicitation/create", Some("ElicitRequestParams"), "ElicitResult"),
    input_request(Method::ListRoots, "roots/list", None, "ListRootsResult"),
    input_request(Method::CreateMessage, "sampling/createMessage", Some("CreateMessageRequestParams"), "CreateMessageResult"),
    notification(Method::Cancelled, "notifications/cancelled", Sender::Either, Some("CancelledNotificationParams")),
    notification(Method::LoggingMessage, "notifications/message", Sender::Server, Some("LoggingMessageNotificationParams")).needs("logging"),
    notification(Method::Progress, "notifications/progress", Sender::Server, Some("ProgressNotificationParams")),
    notification(Method::PromptListChanged, "notifications/prompts/list_changed", Sender::Server, Some("NotificationParams")).needs("prompts"),
    notification(Method::ResourceListChanged, "notifications/resources/list_changed", Sender::Server, Some("NotificationParams")).needs("resources"),
    notification(Method::ResourceUpdated, "notifications/resources/updated", Sender::Server, Some("ResourceUpdatedNotificationParams")).needs("resources"),
    notification(Method::ToolListChanged, "notifications/tools/list_changed", Sender::Server, Some("NotificationParams")).needs("tools"),
    notification(Method::SubscriptionsAcknowledged, "notifications/subscriptions/acknowledged", Sender::Server, Some("SubscriptionsAcknowledgedNotificationParams")),
    notification(Method::TaskStatus, "notifications/tasks", Sender::Server, Some("TaskStatusNotificationParams")).belongs_to(TASKS),
];
