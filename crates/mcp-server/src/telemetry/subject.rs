//! What an operation is, in the words of the conventions.

use http::Version;
use mcp_types::{Method, ProtocolVersion, RequestId};

use crate::layer::{Operation, Registered, Transport};

/// What may be told of an operation before it is done.
pub(super) struct Subject {
    pub(super) method: Method,
    pub(super) protocol: ProtocolVersion,
    pub(super) id: RequestId,
    pub(super) session: Option<String>,
    registered: Option<Registered>,
    transport: Transport,
}

impl Subject {
    pub(super) fn of(operation: &Operation) -> Self {
        Subject {
            method: operation.method(),
            protocol: operation.protocol_version().clone(),
            id: operation.request_id().clone(),
            session: operation.legacy_session(),
            registered: operation.registered(),
            transport: operation.transport(),
        }
    }

    /// The name of the span: the method and, where there are few of them, what it is about.
    pub(super) fn name(&self) -> String {
        let method = self.method.as_str();
        match self.tool().or(self.prompt()) {
            Some(target) => format!("{method} {target}"),
            None => method.to_owned(),
        }
    }

    pub(super) fn tool(&self) -> Option<&str> {
        match &self.registered {
            Some(Registered::Tool(name)) => Some(name),
            _ => None,
        }
    }

    pub(super) fn prompt(&self) -> Option<&str> {
        match &self.registered {
            Some(Registered::Prompt(name)) => Some(name),
            _ => None,
        }
    }

    /// The resource that is read, by the name of its author, since the URI of the client may hold anything.
    pub(super) fn resource(&self) -> Option<&str> {
        match &self.registered {
            Some(Registered::Resource(uri) | Registered::ResourceTemplate(uri))
                if self.method == Method::ReadResource =>
            {
                Some(uri)
            }
            _ => None,
        }
    }

    /// What the conventions for generative models call the operation.
    pub(super) fn gen_ai_operation(&self) -> Option<&'static str> {
        (self.method == Method::CallTool).then_some("execute_tool")
    }

    pub(super) fn transport(&self) -> &'static str {
        match self.transport {
            Transport::Http(Version::HTTP_3) => "quic",
            Transport::Http(_) => "tcp",
            Transport::Stdio => "pipe",
        }
    }

    /// Name and version of the protocol below.
    pub(super) fn network_protocol(&self) -> Option<(&'static str, Option<&'static str>)> {
        let Transport::Http(version) = self.transport else { return None };
        let version = match version {
            Version::HTTP_10 => Some("1.0"),
            Version::HTTP_11 => Some("1.1"),
            Version::HTTP_2 => Some("2"),
            Version::HTTP_3 => Some("3"),
            _ => None,
        };
        Some(("http", version))
    }
}
