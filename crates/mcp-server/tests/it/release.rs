//! Connections that a handler of a legacy session gives up, for clients that come back.

use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use mcp_server::{Context, Eras, HttpConfig, McpService, NoArgs, Tool};
use serde_json::{Value, json};
use tower_service::Service;

use crate::support::builder;

async fn long(_: NoArgs, cx: Context<()>) -> &'static str {
    cx.release_connection(Duration::from_millis(20)).await;
    tokio::task::yield_now().await;
    "done"
}

/// Posts a message; the id of the session that it opened, and the content as text.
async fn post(service: &McpService, session: Option<&str>, message: Value) -> (Option<String>, String) {
    let mut request = Request::post("http://localhost/mcp")
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream");
    if let Some(session) = session {
        request = request.header("mcp-session-id", session);
    }
    let request = request.body(Full::<Bytes>::from(message.to_string())).expect("the head is well-formed");
    let Ok(response) = service.clone().call(request).await;
    let id = response.headers().get("mcp-session-id").map(|id| id.to_str().expect("visible ASCII").to_owned());
    let content = response.into_body().collect().await.expect("it does not break off").to_bytes();
    (id, String::from_utf8(content.into()).expect("text"))
}

/// What a client of `version` reads of a call that gives its connection up.
async fn read(version: &str) -> String {
    let tool = Tool::new("long").handler(long);
    let server = builder().eras(Eras::Dual).tool(tool).build().expect("in order");
    let service = server.http(HttpConfig::local());
    let client = json!({ "name": "peer", "version": "0" });
    let params = json!({ "protocolVersion": version, "capabilities": {}, "clientInfo": client });
    let initialize = json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params });
    let (session, _) = post(&service, None, initialize).await;
    let call = json!({ "jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": { "name": "long" } });
    post(&service, session.as_deref(), call).await.1
}

#[tokio::test]
async fn clients_that_can_come_back_are_told_when() {
    let stream = read("2025-11-25").await;
    assert!(stream.contains("retry: 20") && !stream.contains("done"), "{stream}");
}

#[tokio::test]
async fn clients_that_have_no_event_to_come_back_after_keep_their_stream() {
    let stream = read("2025-06-18").await;
    assert!(stream.contains("done") && !stream.contains("retry"), "{stream}");
}
