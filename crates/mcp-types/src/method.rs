//! Every method of the protocol, and what goes with it.

mod table;
mod typed;

use std::fmt;

use self::table::TABLE;

pub use typed::{TypedNotification, TypedRequest};

/// A request or notification that this crate knows by name.
///
/// Those of the tasks extension are among them, so that they can be routed without its types.
///
/// # Specification
///
/// [Schema reference](https://modelcontextprotocol.io/specification/2026-07-28/schema)
///
/// # Examples
///
/// ```
/// use mcp_types::Method;
///
/// let method = Method::from_name("tools/call").expect("a method of the protocol");
/// assert_eq!(method, Method::CallTool);
/// assert_eq!(method.mirrored_name(), Some("name"));
/// assert_eq!(method.server_capability(), Some("tools"));
/// assert_eq!(Method::from_name("initialize"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Method {
    /// `server/discover`: what the server speaks, offers and is.
    Discover,
    /// `tools/list`: the tools, page by page.
    ListTools,
    /// `tools/call`: runs a tool.
    CallTool,
    /// `prompts/list`: the prompts, page by page.
    ListPrompts,
    /// `prompts/get`: a prompt, its arguments filled in.
    GetPrompt,
    /// `resources/list`: the resources, page by page.
    ListResources,
    /// `resources/templates/list`: the templates of resources, page by page.
    ListResourceTemplates,
    /// `resources/read`: the contents of a resource.
    ReadResource,
    /// `completion/complete`: proposals for an argument.
    Complete,
    /// `subscriptions/listen`: opens a stream of notifications.
    SubscriptionsListen,
    /// `tasks/get`: where a task stands.
    GetTask,
    /// `tasks/update`: hands a task the input it asked for.
    UpdateTask,
    /// `tasks/cancel`: gives a task up.
    CancelTask,
    /// `elicitation/create`: asks the user.
    Elicit,
    /// `roots/list`: asks for the client's roots.
    ListRoots,
    /// `sampling/createMessage`: asks the client's model.
    CreateMessage,
    /// `notifications/cancelled`: a request is given up, or a subscription ended.
    Cancelled,
    /// `notifications/message`: a line of the server's log.
    LoggingMessage,
    /// `notifications/progress`: how far a request has come.
    Progress,
    /// `notifications/prompts/list_changed`: the prompts are not what they were.
    PromptListChanged,
    /// `notifications/resources/list_changed`: the resources are not what they were.
    ResourceListChanged,
    /// `notifications/resources/updated`: the contents of a resource are not what they were.
    ResourceUpdated,
    /// `notifications/tools/list_changed`: the tools are not what they were.
    ToolListChanged,
    /// `notifications/subscriptions/acknowledged`: what a stream of notifications will carry.
    SubscriptionsAcknowledged,
    /// `notifications/tasks`: a task stands elsewhere than it did.
    TaskStatus,
}

/// How a method travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MethodKind {
    /// A message of the client's that the server answers.
    Request,
    /// A question of the server's, inside a result; the answer comes inside the next request.
    InputRequest,
    /// A message that is not answered.
    Notification,
}

/// Who sends a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Sender {
    /// Only the client.
    Client,
    /// Only the server.
    Server,
    /// Both.
    Either,
}

impl Method {
    /// Every method, requests first.
    pub fn all() -> impl Iterator<Item = Method> {
        TABLE.iter().map(|row| row.method)
    }

    /// The method that is called `name` on the wire.
    pub fn from_name(name: &str) -> Option<Method> {
        TABLE.iter().find(|row| row.name == name).map(|row| row.method)
    }

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        TABLE[self as usize].name
    }

    /// How the method travels.
    pub const fn kind(self) -> MethodKind {
        TABLE[self as usize].kind
    }

    /// Whether the method is one that is never answered.
    pub const fn is_notification(self) -> bool {
        matches!(self.kind(), MethodKind::Notification)
    }

    /// Who sends the method.
    pub const fn sender(self) -> Sender {
        TABLE[self as usize].sender
    }

    /// The definition of the parameters in the schema, or `None` where the schema gives them no name.
    pub const fn params_definition(self) -> Option<&'static str> {
        TABLE[self as usize].params
    }

    /// The definition of the complete result in the schema, or `None` for a notification.
    pub const fn result_definition(self) -> Option<&'static str> {
        TABLE[self as usize].result
    }

    // spec: TRANS-002 The body is what counts: a transport compares what it mirrored with this member.
    /// The member of `params` that a transport mirrors beside the body, so that the message can be routed without it.
    pub const fn mirrored_name(self) -> Option<&'static str> {
        TABLE[self as usize].mirrored
    }

    /// Whether complete results say how long they stay fresh, and for whom.
    pub const fn is_cacheable(self) -> bool {
        TABLE[self as usize].cacheable
    }

    /// The member of `ServerCapabilities` without which a server neither serves nor sends the method.
    pub const fn server_capability(self) -> Option<&'static str> {
        TABLE[self as usize].capability
    }

    /// The identifier of the extension that defines the method, or `None` for the core protocol.
    pub const fn extension(self) -> Option<&'static str> {
        TABLE[self as usize].extension
    }
}

/// Writes the name on the wire.
impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_is_the_number_of_its_row() {
        for (number, method) in Method::all().enumerate() {
            assert_eq!(method as usize, number, "{method}");
            assert_eq!(Method::from_name(method.as_str()), Some(method));
        }
    }

    #[test]
    fn only_clients_send_requests_and_only_requests_are_answered() {
        // spec: TRANS-001
        for method in Method::all() {
            let answered = method.result_definition().is_some();
            let (sender, name) = (method.sender(), method.as_str());
            match method.kind() {
                MethodKind::Request => assert!(sender == Sender::Client && answered, "{name}"),
                MethodKind::InputRequest => assert!(sender == Sender::Server && answered, "{name}"),
                MethodKind::Notification => assert!(!answered && name.starts_with("notifications/"), "{name}"),
            }
        }
    }

    #[test]
    fn what_is_mirrored_and_what_is_cacheable_is_as_specified() {
        // spec: TRANS-002
        let mirrored = Method::all().filter_map(|method| Some((method.as_str(), method.mirrored_name()?)));
        assert_eq!(
            mirrored.collect::<Vec<_>>(),
            [
                ("tools/call", "name"),
                ("prompts/get", "name"),
                ("resources/read", "uri"),
                ("tasks/get", "taskId"),
                ("tasks/update", "taskId"),
                ("tasks/cancel", "taskId"),
            ]
        );
        let cacheable = Method::all().filter(|method| method.is_cacheable()).map(Method::as_str);
        assert_eq!(
            cacheable.collect::<Vec<_>>(),
            [
                "server/discover",
                "tools/list",
                "prompts/list",
                "resources/list",
                "resources/templates/list",
                "resources/read",
            ]
        );
    }

    #[test]
    fn methods_of_other_revisions_are_unknown() {
        // spec: DEPR-003
        for name in [
            "",
            "Tools/call",
            "initialize",
            "logging/setLevel",
            "notifications/initialized",
            "notifications/roots/list_changed",
            "ping",
            "resources/subscribe",
            "resources/unsubscribe",
            "tasks/list",
        ] {
            assert_eq!(Method::from_name(name), None, "{name}");
        }
    }
}
