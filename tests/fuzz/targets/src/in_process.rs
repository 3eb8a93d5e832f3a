//! Requests to an endpoint in the same process, and its responses read to the end.

use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use http::{Extensions, HeaderMap, HeaderValue, Request, StatusCode};
use http_body::Body;
use mcp_server::{McpService, Principal, PrincipalKey, ResponseBody};
use serde_json::{Value, json};
use tower_service::Service;

/// Handlers here are done after a few polls, or never.
const MAX_POLLS: usize = 10_000;

/// A response without its content.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: ResponseBody,
}

/// A modern request that posts `method`.
pub(crate) fn modern(method: &str, name: Option<&str>, mut params: Value, capabilities: &Value) -> Request<String> {
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": capabilities,
        "io.modelcontextprotocol/logLevel": "debug",
        "progressToken": 1,
    });
    let mut request = post(&json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }));
    let headers = request.headers_mut();
    headers.insert("mcp-protocol-version", HeaderValue::from_static("2026-07-28"));
    headers.insert("mcp-method", HeaderValue::from_str(method).expect("a method is visible ASCII"));
    if let Some(name) = name {
        headers.insert("mcp-name", HeaderValue::from_str(name).expect("the name is visible ASCII"));
    }
    request
}

/// A request that posts a message.
pub(crate) fn post(message: &Value) -> Request<String> {
    let request = Request::post("http://localhost/mcp")
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream");
    request.body(message.to_string()).expect("the head is well-formed")
}

/// Says on whose behalf a request is made.
pub(crate) fn speak_for(extensions: &mut Extensions, user: &str) -> PrincipalKey {
    let key = PrincipalKey::of("https://login.example", user);
    extensions.insert(Principal::new(key));
    key
}

/// Sends a request.
pub(crate) async fn send(service: &mut McpService, request: Request<String>) -> Answer {
    let Ok(response) = service.call(request).await;
    let (head, body) = response.into_parts();
    Answer { status: head.status, headers: head.headers, body }
}

/// The content of a response, frame by frame.
pub(crate) async fn frames(mut body: ResponseBody) -> Vec<Vec<u8>> {
    let mut frames = Vec::new();
    while let Some(frame) = std::future::poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let Ok(frame) = frame;
        frames.push(frame.into_data().expect("there are no trailers").to_vec());
    }
    frames
}

/// Sends a request that is answered with one JSON object.
pub(crate) async fn ask(service: &mut McpService, request: Request<String>) -> (StatusCode, Value) {
    let answer = send(service, request).await;
    let content = frames(answer.body).await.concat();
    let value = if content.is_empty() { Value::Null } else { serde_json::from_slice(&content).expect("it is JSON") };
    (answer.status, value)
}

/// Runs what waits for nothing but its turn.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    for _ in 0..MAX_POLLS {
        if let Poll::Ready(done) = future.as_mut().poll(&mut cx) {
            return done;
        }
    }
    panic!("it waits for something that does not come");
}
