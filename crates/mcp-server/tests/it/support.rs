//! A peer that writes requests by hand and reads responses as plain JSON.

use std::convert::Infallible;

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use mcp_server::{HttpConfig, McpService, ResponseBody, Server, ServerBuilder};
use serde_json::{Value, json};
use tower_service::Service;

pub(crate) const VERSION: &str = "2026-07-28";

/// A server called `test`, of version `1.2.3`.
pub(crate) fn builder() -> ServerBuilder<()> {
    Server::builder("test", "1.2.3")
}

/// One response, read to its end.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The content; null where there is none.
    pub(crate) body: Value,
}

impl Reply {
    /// The result of a response that succeeded, whatever that result says.
    pub(crate) fn result(&self) -> &Value {
        assert_eq!(self.status, StatusCode::OK, "{:#}", self.body);
        assert_eq!(self.body["jsonrpc"], "2.0");
        assert!(self.body.get("error").is_none(), "{:#}", self.body);
        &self.body["result"]
    }

    /// The text of the first content block.
    pub(crate) fn text(&self) -> &str {
        self.result()["content"][0]["text"].as_str().expect("the first block is text")
    }

    /// Status and code of a response that failed.
    pub(crate) fn error(&self) -> (u16, i64) {
        assert!(self.body.get("result").is_none(), "{:#}", self.body);
        (self.status.as_u16(), self.body["error"]["code"].as_i64().expect("an error has a code"))
    }

    pub(crate) fn message(&self) -> &str {
        self.body["error"]["message"].as_str().expect("an error has a message")
    }
}

/// The metadata that every request carries.
pub(crate) fn meta() -> Value {
    json!({
        "io.modelcontextprotocol/protocolVersion": VERSION,
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": { "name": "peer", "version": "0" },
    })
}

/// A well-formed message with id 1 and `params`, to which metadata are added.
pub(crate) fn message(method: &str, mut params: Value) -> Value {
    if params.get("_meta").is_none() {
        params["_meta"] = meta();
    }
    json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params })
}

/// The head that belongs to a message.
pub(crate) fn head(message: &Value) -> http::request::Builder {
    let method = message["method"].as_str().expect("messages have a method");
    let head = Request::post("http://localhost/mcp")
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream")
        .header("mcp-protocol-version", VERSION)
        .header("mcp-method", method);
    // A name or a URI goes into the head, for methods that have one at the top of their parameters.
    let params = &message["params"];
    match params["name"].as_str().or(params["uri"].as_str()) {
        Some(name) => head.header("mcp-name", &*mcp_transport_http::sentinel::encode(name)),
        None => head,
    }
}

pub(crate) fn body(message: &Value) -> Full<Bytes> {
    Full::new(message.to_string().into())
}

/// A request with the head that belongs to it.
pub(crate) fn request(message: &Value) -> Request<Full<Bytes>> {
    head(message).body(body(message)).expect("the head is well-formed")
}

/// Reads a response to its end.
pub(crate) async fn read(response: Result<Response<ResponseBody>, Infallible>) -> Reply {
    let Ok(response) = response;
    let (parts, body) = response.into_parts();
    let content = body.collect().await.expect("responses do not break off").to_bytes();
    let body = if content.is_empty() {
        Value::Null
    } else {
        assert_eq!(parts.headers["content-type"], "application/json");
        serde_json::from_slice(&content).expect("content is JSON")
    };
    Reply { status: parts.status, headers: parts.headers, body }
}

/// Sends any request to `service`.
pub(crate) async fn send(service: &McpService, request: Request<Full<Bytes>>) -> Reply {
    read(service.clone().call(request).await).await
}

/// Sends one well-formed request to `server`.
pub(crate) async fn ask(server: &Server, method: &str, params: Value) -> Reply {
    send(&server.http(HttpConfig::local()), request(&message(method, params))).await
}

/// Calls a tool.
pub(crate) async fn call(server: &Server, tool: &str, arguments: Value) -> Reply {
    ask(server, "tools/call", json!({ "name": tool, "arguments": arguments })).await
}
