//! Requests as bytes: right in everything, until an attack changes something about them.

use std::fmt::Write;

/// What an ordinary client says about itself.
pub const META: &str = r#""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"c","version":"1"},"io.modelcontextprotocol/clientCapabilities":{"elicitation":{"form":{}}}}"#;

/// The same, asking for all that a handler has to say.
pub const LISTENING_META: &str = r#""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"c","version":"1"},"io.modelcontextprotocol/clientCapabilities":{},"io.modelcontextprotocol/logLevel":"debug","progressToken":1}"#;

/// A request over HTTP/1.1.
#[derive(Debug, Clone)]
pub struct Request {
    line: String,
    fields: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
}

impl Request {
    /// A POST of a message, with the fields that every client sends.
    pub fn post(body: impl Into<Vec<u8>>) -> Self {
        let request = Request { line: "POST /mcp HTTP/1.1".to_owned(), fields: Vec::new(), body: body.into() };
        let request = request.with("host", "localhost").with("content-type", "application/json");
        request.with("accept", "application/json, text/event-stream")
    }

    /// A request of the modern era: a message whose `params` have these members besides `_meta`.
    pub fn modern(method: &str, name: Option<&str>, members: &str) -> Self {
        Request::with_meta(method, name, members, META)
    }

    /// The same with a `_meta` of one's own; either of the last two may be empty.
    pub fn with_meta(method: &str, name: Option<&str>, members: &str, meta: &str) -> Self {
        let comma = if members.is_empty() || meta.is_empty() { "" } else { "," };
        let message = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{{{members}{comma}{meta}}}}}"#);
        Request::carrying(method, name, message)
    }

    /// A POST of any content under the fields of a request of the modern era.
    pub fn carrying(method: &str, name: Option<&str>, body: impl Into<Vec<u8>>) -> Self {
        let request = Request::post(body).with("mcp-protocol-version", "2026-07-28").with("mcp-method", method);
        match name {
            Some(name) => request.with("mcp-name", name),
            None => request,
        }
    }

    /// A call of a tool.
    pub fn call(tool: &str, arguments: &str) -> Self {
        Request::modern("tools/call", Some(tool), &format!(r#""name":"{tool}","arguments":{arguments}"#))
    }

    /// A call of a tool by a client that wants to hear all that it has to say.
    pub fn listening_call(tool: &str, arguments: &str) -> Self {
        let members = format!(r#""name":"{tool}","arguments":{arguments}"#);
        Request::with_meta("tools/call", Some(tool), &members, LISTENING_META)
    }

    /// A POST in a legacy session.
    pub fn in_session(session: &str, message: &str) -> Self {
        Request::post(message).with("mcp-session-id", session).with("mcp-protocol-version", "2025-11-25")
    }

    /// A request without content, such as a GET.
    pub fn bare(method: &str) -> Self {
        let line = format!("{method} /mcp HTTP/1.1");
        let request = Request { line, fields: Vec::new(), body: Vec::new() };
        request.with("host", "localhost").with("accept", "text/event-stream")
    }

    /// Adds a field, whether or not it is there.
    pub fn with(mut self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.fields.push((name.to_owned(), value.into()));
        self
    }

    /// Takes a field away.
    pub fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(found, _)| found != name);
        self
    }

    /// Replaces a field.
    pub fn having(self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.without(name).with(name, value)
    }

    /// Replaces the first line.
    pub fn on(mut self, line: impl Into<String>) -> Self {
        self.line = line.into();
        self
    }

    /// The head alone, announcing the content unless a field says something else about it.
    pub fn head(&self) -> Vec<u8> {
        let mut head = self.line.clone().into_bytes();
        head.extend_from_slice(b"\r\n");
        for (name, value) in &self.fields {
            head.extend_from_slice(name.as_bytes());
            head.extend_from_slice(b": ");
            head.extend_from_slice(value);
            head.extend_from_slice(b"\r\n");
        }
        let framed = self.fields.iter().any(|(name, _)| name == "content-length" || name == "transfer-encoding");
        if !framed && (!self.body.is_empty() || self.line.starts_with("POST")) {
            let mut length = String::new();
            let _ = write!(length, "content-length: {}\r\n", self.body.len());
            head.extend_from_slice(length.as_bytes());
        }
        head.extend_from_slice(b"\r\n");
        head
    }

    /// The content.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Head and content.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.head();
        bytes.extend_from_slice(&self.body);
        bytes
    }

    /// Head and content in chunks of so many bytes.
    pub fn chunked(self, chunk: usize) -> Vec<u8> {
        let request = self.with("transfer-encoding", "chunked");
        let mut bytes = request.head();
        for piece in request.body.chunks(chunk) {
            bytes.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
            bytes.extend_from_slice(piece);
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(b"0\r\n\r\n");
        bytes
    }
}
