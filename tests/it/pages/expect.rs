//! What every refusal has in common.

use serde_json::Value;
use test_support::Reply;

/// The answer that a broken request deserves.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Failure {
    pub(crate) status: u16,
    /// `None`: a result of a tool with `isError`.
    pub(crate) code: Option<i64>,
    /// Whether the id of the request could be read.
    pub(crate) id: bool,
    /// Whether the request leaves the connection in a state where HTTP cannot go on.
    pub(crate) closes: bool,
    pub(crate) check: fn(&Reply),
}

impl Failure {
    /// An error with this status and code, without an id.
    pub(crate) const fn new(status: u16, code: i64) -> Self {
        Failure { status, code: Some(code), id: false, closes: false, check: |_| {} }
    }

    /// A result of a tool with `isError`.
    pub(crate) const fn tool_error() -> Self {
        Failure { status: 200, code: None, id: true, closes: false, check: |_| {} }
    }

    /// The error repeats the id of the request.
    pub(crate) const fn with_id(self) -> Self {
        Failure { id: true, ..self }
    }

    /// The connection cannot be used again.
    pub(crate) const fn closing(self) -> Self {
        Failure { closes: true, ..self }
    }

    /// More is asked of the reply.
    pub(crate) const fn checked(self, check: fn(&Reply)) -> Self {
        Failure { check, ..self }
    }
}

/// Asserts that `reply` is the failure, wholly.
pub(crate) fn assert_failure(reply: &Reply, failure: &Failure, id: &str, context: &str) {
    assert_eq!(reply.status, failure.status, "{context}: {:?}", String::from_utf8_lossy(&reply.content));
    assert_eq!(reply.field("content-type"), Some("application/json"), "{context}");
    assert_eq!(reply.field("allow").is_some(), failure.status == 405, "{context}");
    // spec: HTTP-077 No session is ever minted.
    assert_eq!(reply.field("mcp-session-id"), None, "{context}");
    assert!(!reply.content.contains(&b'\n'), "{context}: one line");
    let body = reply.json();
    let members = body.as_object().unwrap_or_else(|| panic!("{context}: {body} is no object"));
    assert_eq!(members.get("jsonrpc"), Some(&Value::from("2.0")), "{context}");
    // spec: JSON-013 The id comes back byte for byte where it could be read, and is left out where not.
    assert_eq!(reply.text().contains(&format!("\"id\":{id}")), failure.id, "{context}: {body}");
    assert_eq!(members.contains_key("id"), failure.id, "{context}: {body}");
    assert_eq!(members.len(), 2 + usize::from(failure.id), "{context}: {body}");
    match failure.code {
        Some(code) => assert_error_object(&body["error"], code, context),
        None => {
            assert_eq!(body["result"]["isError"], true, "{context}: {body}");
            assert!(body["result"]["content"][0]["text"].is_string(), "{context}: {body}");
        }
    }
    (failure.check)(reply);
}

fn assert_error_object(error: &Value, code: i64, context: &str) {
    let members = error.as_object().unwrap_or_else(|| panic!("{context}: {error} is no object"));
    // spec: JSON-014 JSON-015
    assert_eq!(members.get("code"), Some(&Value::from(code)), "{context}: {error}");
    // spec: ERR-014 One short sentence.
    let message = members.get("message").and_then(Value::as_str).unwrap_or_default();
    assert!((1..=300).contains(&message.len()), "{context}: {error}");
    assert!(members.keys().all(|name| matches!(name.as_str(), "code" | "message" | "data")), "{context}: {error}");
}
