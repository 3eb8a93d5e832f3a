//! A client that speaks HTTP/1.1 by hand.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::Instant;

use super::since;

const VERSION: &str = "2026-07-28";

/// One end of a connection.
pub(super) struct Peer<I> {
    pub(super) io: I,
    opened: Instant,
}

/// One response.
#[derive(Debug, PartialEq)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) content: String,
}

impl Reply {
    /// The text of the first content block.
    pub(super) fn text(&self) -> String {
        let message: Value = serde_json::from_str(&self.content).expect("content is JSON");
        message["result"]["content"][0]["text"].as_str().expect("the first block is text").to_owned()
    }
}

impl<I: AsyncRead + AsyncWrite + Unpin> Peer<I> {
    pub(super) fn new(io: I) -> Self {
        Peer { io, opened: Instant::now() }
    }

    /// Whole seconds since the connection was opened.
    pub(super) fn age(&self) -> Duration {
        since(self.opened)
    }

    pub(super) async fn send(&mut self, text: &str) {
        self.io.write_all(text.as_bytes()).await.expect("the connection takes it");
    }

    /// Sends a request and reads its response.
    pub(super) async fn ask(&mut self, request: &str) -> Reply {
        self.send(request).await;
        self.read().await
    }

    /// Reads one response.
    pub(super) async fn read(&mut self) -> Reply {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.io.read_u8().await.expect("the head is complete"));
        }
        let head = String::from_utf8(head).expect("heads are text").to_lowercase();
        let length = head.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next());
        let mut content = vec![0; length.map_or(0, |length| length.parse().expect("a length is a number"))];
        self.io.read_exact(&mut content).await.expect("the content is complete");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a head has a status");
        Reply { status, head, content: String::from_utf8(content).expect("content is text") }
    }

    /// Reads up to and including `end`.
    pub(super) async fn until(&mut self, end: &str) -> String {
        let mut text = Vec::new();
        while !text.ends_with(end.as_bytes()) {
            text.push(self.io.read_u8().await.expect("it goes on to the end"));
        }
        String::from_utf8(text).expect("what is read is text")
    }

    /// Reads what still comes before the connection is closed.
    pub(super) async fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        // A connection may also be reset.
        let _ = self.io.read_to_end(&mut rest).await;
        rest
    }

    /// Waits until the connection is closed, with nothing more to read.
    pub(super) async fn closed(&mut self) {
        let rest = self.rest().await;
        assert!(rest.is_empty(), "{}", rest.escape_ascii());
    }
}

/// A call of a tool without arguments, head and content.
pub(super) fn call(tool: &str) -> String {
    let (head, content) = parts("tools/call", json!({ "name": tool }));
    head + &content
}

/// The head and the content of a call that asks for progress and for messages of every level.
pub(super) fn streamed(tool: &str) -> (String, String) {
    let meta = json!({ "progressToken": "t", "io.modelcontextprotocol/logLevel": "debug" });
    parts("tools/call", json!({ "name": tool, "_meta": meta }))
}

/// A request for the list of tools.
pub(super) fn list() -> String {
    let (head, content) = parts("tools/list", json!({}));
    head + &content
}

/// The head of a request to the endpoint, and its content.
pub(super) fn parts(method: &str, mut params: Value) -> (String, String) {
    let name = params["name"].as_str().map(|name| format!("mcp-name: {name}\r\n")).unwrap_or_default();
    params["_meta"]["io.modelcontextprotocol/protocolVersion"] = VERSION.into();
    params["_meta"]["io.modelcontextprotocol/clientCapabilities"] = json!({});
    let content = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }).to_string();
    let head = format!(
        "POST /mcp HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         accept: application/json, text/event-stream\r\nmcp-protocol-version: {VERSION}\r\nmcp-method: {method}\r\n\
         {name}content-length: {}\r\n\r\n",
        content.len()
    );
    (head, content)
}

/// A request without content.
pub(super) fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n")
}
