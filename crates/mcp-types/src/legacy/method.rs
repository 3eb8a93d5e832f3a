//! The methods that only legacy revisions have.

use std::fmt;

use crate::method::Sender;

/// A request or notification of 2025-11-25 or 2025-06-18 that 2026-07-28 no longer has.
///
/// Those that both eras have are [`crate::Method`]s; of them, the server's questions are requests of its own in the
/// legacy era. Methods of the tasks that 2025-11-25 tried are in neither.
///
/// # Specification
///
/// [Schema reference](https://modelcontextprotocol.io/specification/2025-11-25/schema)
///
/// # Examples
///
/// ```
/// use mcp_types::legacy::Method;
///
/// assert_eq!(Method::from_name("logging/setLevel"), Some(Method::SetLevel));
/// assert_eq!(Method::SetLevel.server_capability(), Some("logging"));
/// assert!(Method::Initialized.is_notification());
/// assert_eq!(Method::from_name("tools/call"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Method {
    /// `initialize`: opens a session.
    Initialize,
    /// `ping`: asks whether the other side is there; the answer is an empty result.
    Ping,
    /// `logging/setLevel`: which log messages the client wants.
    SetLevel,
    /// `resources/subscribe`: asks to be told when a resource changes.
    Subscribe,
    /// `resources/unsubscribe`: takes a subscription back.
    Unsubscribe,
    /// `notifications/initialized`: the client agrees with the result of `initialize`.
    Initialized,
    /// `notifications/roots/list_changed`: the client's roots are not what they were.
    RootsListChanged,
    /// `notifications/elicitation/complete`: the user is done with a question in URL mode; not in 2025-06-18.
    ElicitationComplete,
}

/// What goes with a method: a line of the table.
struct Row {
    method: Method,
    name: &'static str,
    sender: Sender,
    capability: Option<&'static str>,
}

const fn row(method: Method, name: &'static str, sender: Sender, capability: Option<&'static str>) -> Row {
    Row { method, name, sender, capability }
}

// Invariant: in the order of the variants of `Method`, so that a method is its row's number.
static TABLE: [Row; 8] = [
    row(Method::Initialize, "initialize", Sender::Client, None),
    row(Method::Ping, "ping", Sender::Either, None),
    row(Method::SetLevel, "logging/setLevel", Sender::Client, Some("logging")),
    row(Method::Subscribe, "resources/subscribe", Sender::Client, Some("resources")),
    row(Method::Unsubscribe, "resources/unsubscribe", Sender::Client, Some("resources")),
    row(Method::Initialized, "notifications/initialized", Sender::Client, None),
    row(Method::RootsListChanged, "notifications/roots/list_changed", Sender::Client, None),
    row(Method::ElicitationComplete, "notifications/elicitation/complete", Sender::Server, None),
];

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

    /// Whether the method is one that is never answered.
    pub const fn is_notification(self) -> bool {
        matches!(self, Method::Initialized | Method::RootsListChanged | Method::ElicitationComplete)
    }

    /// Who sends the method.
    pub const fn sender(self) -> Sender {
        TABLE[self as usize].sender
    }

    /// The member of `ServerCapabilities` without which a server does not serve the method; for subscriptions to
    /// resources, `subscribe` in it must be true as well.
    pub const fn server_capability(self) -> Option<&'static str> {
        TABLE[self as usize].capability
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
    fn notifications_are_told_by_their_names() {
        for method in Method::all() {
            assert_eq!(method.is_notification(), method.as_str().starts_with("notifications/"), "{method}");
        }
    }

    #[test]
    fn no_method_is_of_both_eras() {
        // spec: DEPR-003
        for method in Method::all() {
            assert_eq!(crate::Method::from_name(method.as_str()), None, "{method}");
        }
        for method in crate::Method::all() {
            assert_eq!(Method::from_name(method.as_str()), None, "{method}");
        }
    }
}
