//! JSON-RPC messages as text, with every member open to be broken.

use serde_json::{Map, Value, json};

/// The protocol revision that good messages speak.
pub const VERSION: &str = "2026-07-28";

/// Reserved `_meta` member: the protocol revision of the request.
pub const PROTOCOL_VERSION: &str = "io.modelcontextprotocol/protocolVersion";

/// Reserved `_meta` member: what the client can do.
pub const CLIENT_CAPABILITIES: &str = "io.modelcontextprotocol/clientCapabilities";

/// Reserved `_meta` member: what the client is.
pub const CLIENT_INFO: &str = "io.modelcontextprotocol/clientInfo";

/// Reserved `_meta` member: from which severity on the client wants log messages.
pub const LOG_LEVEL: &str = "io.modelcontextprotocol/logLevel";

/// A JSON-RPC request or notification in parts; a good one until a test changes a part.
#[derive(Debug, Clone)]
pub struct Message {
    /// The literal of `id`, written as it is; `None` makes a notification.
    pub id: Option<String>,
    /// The value of `jsonrpc`.
    pub jsonrpc: Value,
    /// The method.
    pub method: String,
    /// The members of `params` but `_meta`.
    pub params: Map<String, Value>,
    /// `params._meta`, if any.
    pub meta: Option<Value>,
}

impl Message {
    /// Makes a good request with the id `1`.
    pub fn request(method: &str, params: Value) -> Self {
        let params = match params {
            Value::Object(members) => members,
            other => panic!("params are an object, received {other}"),
        };
        let meta = json!({
            PROTOCOL_VERSION: VERSION,
            CLIENT_CAPABILITIES: {},
            CLIENT_INFO: { "name": "scripted-peer", "version": "1.0.0" },
        });
        Message { id: Some("1".to_owned()), jsonrpc: json!("2.0"), method: method.to_owned(), params, meta: Some(meta) }
    }

    /// Makes a good `tools/call`.
    pub fn call(tool: &str, arguments: Value) -> Self {
        let mut message = Message::request("tools/call", json!({ "name": tool }));
        message.params.insert("arguments".to_owned(), arguments);
        message
    }

    /// Makes a good notification; it needs no `_meta`.
    pub fn notification(method: &str) -> Self {
        let params = Map::new();
        Message { id: None, jsonrpc: json!("2.0"), method: method.to_owned(), params, meta: None }
    }

    /// Replaces the id by a literal of JSON.
    pub fn with_id(mut self, literal: &str) -> Self {
        self.id = Some(literal.to_owned());
        self
    }

    /// Sets a member of `_meta`; does nothing where there is no `_meta` object.
    pub fn set_meta(&mut self, key: &str, value: Value) {
        if let Some(Value::Object(members)) = &mut self.meta {
            members.insert(key.to_owned(), value);
        }
    }

    /// Removes a member of `_meta`.
    pub fn remove_meta(&mut self, key: &str) {
        if let Some(Value::Object(members)) = &mut self.meta {
            members.remove(key);
        }
    }

    /// The value that the specification mirrors in `Mcp-Name`, where this method mirrors one.
    pub fn mirrored_name(&self) -> Option<&str> {
        let member = match self.method.as_str() {
            "tools/call" | "prompts/get" => "name",
            "resources/read" => "uri",
            "tasks/get" | "tasks/update" | "tasks/cancel" => "taskId",
            _ => return None,
        };
        self.params.get(member).and_then(Value::as_str)
    }

    /// The message as JSON text on one line.
    pub fn to_text(&self) -> String {
        let mut text = format!("{{\"jsonrpc\":{}", self.jsonrpc);
        if let Some(id) = &self.id {
            text.push_str(&format!(",\"id\":{id}"));
        }
        text.push_str(&format!(",\"method\":{}", Value::from(self.method.as_str())));
        let mut params = self.params.clone();
        if let Some(meta) = &self.meta {
            params.insert("_meta".to_owned(), meta.clone());
        }
        if !params.is_empty() || self.id.is_some() {
            text.push_str(&format!(",\"params\":{}", Value::Object(params)));
        }
        text.push('}');
        text
    }
}
