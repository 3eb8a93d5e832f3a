//! The HTTP side: heads, contents in pieces, notifications, web pages.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderValue, Method, Request};
use http_body::{Body, Frame};
use http_body_util::{BodyExt, Full};
use mcp_server::{AuthMode, HttpConfig, McpService, NoArgs, Server, Tool};
use mcp_transport_http::host::HostRules;
use mcp_transport_http::origin::OriginRules;
use serde_json::{Value, json};
use tower_service::Service;

use crate::support::{body, builder, head, message, read, request, send};

async fn nothing(_: NoArgs) {}

fn server() -> Server {
    builder().tool(Tool::new("nothing").handler(nothing)).build().expect("a server")
}

fn service() -> McpService {
    server().http(HttpConfig::local())
}

fn call() -> Value {
    message("tools/call", json!({ "name": "nothing" }))
}

/// A body that comes in pieces, each one after the reader was told to wait, and may break off.
struct Pieces {
    left: VecDeque<Result<Frame<Bytes>, &'static str>>,
    waited: bool,
}

impl Pieces {
    fn new(pieces: impl IntoIterator<Item = Result<Frame<Bytes>, &'static str>>) -> Self {
        Pieces { left: pieces.into_iter().collect(), waited: false }
    }

    fn of(text: &str, size: usize) -> Self {
        Self::new(text.as_bytes().chunks(size).map(|piece| Ok(Frame::data(Bytes::copy_from_slice(piece)))))
    }
}

impl Body for Pieces {
    type Data = Bytes;
    type Error = &'static str;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, &'static str>>> {
        self.waited = !self.waited;
        if self.waited {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(self.left.pop_front())
    }
}

#[tokio::test]
async fn content_in_pieces_reads_like_content_in_one() {
    let text = call().to_string();
    let whole = send(&service(), request(&call())).await;
    for size in [1, 2, 7, 64, text.len()] {
        let request = head(&call()).body(Pieces::of(&text, size)).expect("a request");
        assert_eq!(read(service().call(request).await).await, whole, "{size}");
    }
    let trailers =
        Frame::trailers([("x".parse().expect("a name"), HeaderValue::from_static("y"))].into_iter().collect());
    let pieces = Pieces::new([Ok(Frame::data(text.into())), Ok(Frame::data(Bytes::new())), Ok(trailers)]);
    let request = head(&call()).body(pieces).expect("a request");
    assert_eq!(read(service().call(request).await).await, whole);
}

#[tokio::test]
async fn content_that_breaks_off_is_not_acted_upon() {
    for pieces in [vec![Err("gone")], vec![Ok(Frame::data(call().to_string().into())), Err("gone")]] {
        let request = head(&call()).body(Pieces::new(pieces)).expect("a request");
        let reply = read(service().call(request).await).await;
        assert_eq!(reply.error(), (400, -32700));
        assert_eq!(reply.message(), "content incomplete: it broke off before its end");
    }
}

#[tokio::test]
async fn content_is_bounded_announced_or_not() {
    let text = call().to_string();
    let bounded = |bytes: usize| server().http(HttpConfig::local().max_body(bytes as u64));
    let pieces = || head(&call()).body(Pieces::of(&text, 10)).expect("a request");
    assert_eq!(read(bounded(text.len()).call(pieces()).await).await.status, 200);
    assert_eq!(read(bounded(text.len() - 1).call(pieces()).await).await.error(), (413, -32600));
    let announced = head(&call()).header("content-length", "99999999").body(Pieces::new([Err("never read")]));
    assert_eq!(read(service().call(announced.expect("a request")).await).await.error(), (413, -32600));
}

/// A change to a good request, and status and code of its refusal.
type Sample = (fn(&mut Request<Full<Bytes>>), (u16, i64));

fn set(request: &mut Request<Full<Bytes>>, name: &'static str, value: &'static str) {
    request.headers_mut().insert(name, HeaderValue::from_static(value));
}

// spec: HTTP-038 HTTP-039 HTTP-029 HTTP-003 JSON-013
#[tokio::test]
async fn heads_that_do_not_fit_are_refused() {
    let samples: [Sample; 10] = [
        (|request| *request.method_mut() = Method::GET, (405, -32600)),
        (|request| *request.uri_mut() = "http://evil.example/mcp".parse().expect("a URI"), (403, -32600)),
        (|request| set(request, "origin", "https://evil.example"), (403, -32600)),
        (|request| set(request, "content-type", "text/plain"), (415, -32600)),
        (|request| set(request, "accept", "text/html"), (406, -32600)),
        (|request| set(request, "mcp-protocol-version", "2025-11-25"), (400, -32020)),
        (|request| set(request, "mcp-method", "tools/list"), (400, -32020)),
        (|request| drop(request.headers_mut().remove("mcp-method")), (400, -32020)),
        (|request| set(request, "mcp-name", "other"), (400, -32020)),
        (|request| drop(request.headers_mut().remove("mcp-name")), (400, -32020)),
    ];
    for (index, (change, expected)) in samples.into_iter().enumerate() {
        let mut request = request(&call());
        change(&mut request);
        let reply = send(&service(), request).await;
        assert_eq!(reply.error(), expected, "sample {index}");
        // The id is known once the content was read.
        let id = if expected.1 == -32020 { json!(1) } else { Value::Null };
        assert_eq!(reply.body["id"], id, "sample {index}");
    }
}

// spec: META-009 VER-001 VER-014 VER-009 VER-003
#[tokio::test]
async fn contents_that_do_not_fit_are_refused() {
    let without_meta = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {} });
    assert_eq!(send(&service(), request(&without_meta)).await.error(), (400, -32602));

    let mut future = message("tools/list", json!({}));
    future["params"]["_meta"]["io.modelcontextprotocol/protocolVersion"] = json!("2099-01-01");
    let mut asking = request(&future);
    set(&mut asking, "mcp-protocol-version", "2099-01-01");
    let reply = send(&service(), asking).await;
    assert_eq!(reply.error(), (400, -32022));
    assert_eq!(reply.body["error"]["data"], json!({ "supported": ["2026-07-28"], "requested": "2099-01-01" }));

    let legacy =
        json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": { "protocolVersion": "2025-11-25" } });
    let reply = send(&service(), request(&legacy)).await;
    assert_eq!(reply.error(), (400, -32022));
    assert!(reply.message().contains("2026-07-28"), "{}", reply.message());
    assert_eq!(send(&service(), request(&message("initialize", json!({})))).await.error(), (404, -32601));

    let doubled = br#"{"jsonrpc":"2.0","id":4,"method":"tools/list","params":{"a":{"b":1,"b":2}}}"#;
    let request = head(&call()).body(Full::new(Bytes::from_static(doubled))).expect("a request");
    let reply = send(&service(), request).await;
    assert_eq!((reply.error(), &reply.body["id"]), ((400, -32600), &json!(4)));
}

// spec: HTTP-013 HTTP-014
#[tokio::test]
async fn notifications_are_accepted_without_content_or_refused_with_a_status() {
    let cancelled = json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": 1 } });
    let reply = send(&service(), request(&cancelled)).await;
    assert_eq!((reply.status.as_u16(), &reply.body), (202, &Value::Null));
    assert_eq!(reply.headers.get("content-type"), None);

    let mut unversioned = request(&cancelled);
    unversioned.headers_mut().remove("mcp-protocol-version");
    let reply = send(&service(), unversioned).await;
    assert_eq!(reply.error(), (400, -32020));
    assert_eq!(reply.body.get("id"), None);
    let lost = json!({ "jsonrpc": "2.0", "method": "tools/call", "params": {} });
    assert_eq!(send(&service(), request(&lost)).await.error(), (400, -32600));
}

#[tokio::test]
async fn pages_of_allowed_origins_can_ask_and_read() {
    let rules = OriginRules::parse(["https://app.example"]).expect("a rule");
    let public = server().http(HttpConfig::public(AuthMode::Anonymous).allowed_origins(rules));
    let preflight = |origin: &'static str| {
        let request = Request::options("https://mcp.example/mcp").header("origin", origin);
        request.header("access-control-request-method", "POST").body(Full::default()).expect("a request")
    };
    let reply = send(&public, preflight("https://app.example")).await;
    assert_eq!((reply.status.as_u16(), &reply.body), (204, &Value::Null));
    assert!(reply.headers["access-control-allow-headers"].to_str().expect("text").contains("mcp-method"));
    assert_eq!(send(&public, preflight("https://evil.example")).await.error(), (403, -32600));

    let mut asking = request(&call());
    set(&mut asking, "origin", "https://app.example");
    assert_eq!(send(&public, asking.clone()).await.headers["access-control-allow-origin"], "https://app.example");
    set(&mut asking, "mcp-method", "x");
    let refused = send(&public, asking).await;
    assert_eq!(refused.error(), (400, -32020));
    assert_eq!(refused.headers["access-control-allow-origin"], "https://app.example");
    assert_eq!(send(&public, request(&call())).await.headers.get("access-control-allow-origin"), None);
}

#[tokio::test]
async fn public_servers_answer_under_every_name_until_told_otherwise() {
    let config = || HttpConfig::public(AuthMode::Anonymous);
    let ask = |config: HttpConfig, uri: &'static str| async move {
        let mut request = request(&call());
        *request.uri_mut() = uri.parse().expect("a URI");
        send(&server().http(config), request).await.status.as_u16()
    };
    assert_eq!(ask(config(), "https://anything.example/mcp").await, 200);
    let hosts = || config().allowed_hosts(HostRules::parse(["mcp.example"]).expect("a rule"));
    assert_eq!(ask(hosts(), "https://mcp.example/mcp").await, 200);
    assert_eq!(ask(hosts(), "https://anything.example/mcp").await, 403);
}

#[tokio::test]
async fn response_body_knows_its_length() {
    let long = Tool::new("long").description("x".repeat(50_000)).handler(nothing);
    let long = builder().tool(long).build().expect("a server").http(HttpConfig::local());
    let list = message("tools/list", json!({}));
    for (mut service, message, frames) in [(service(), call(), 1), (service(), list.clone(), 1), (long, list, 2)] {
        let Ok(response) = service.call(request(&message)).await;
        let mut body = response.into_body();
        let (mut content, mut count) = (Vec::new(), 0);
        while !body.is_end_stream() {
            let left = body.size_hint().exact().expect("the length is known");
            let frame = body.frame().await.expect("the end is not reached").expect("responses do not break off");
            let data = frame.into_data().expect("there are no trailers");
            assert_eq!(body.size_hint().exact(), Some(left - data.len() as u64));
            content.extend_from_slice(&data);
            count += 1;
        }
        assert!(body.frame().await.is_none());
        assert_eq!(count, frames, "long content that is the same for all is not copied");
        assert!(serde_json::from_slice::<Value>(&content).is_ok());
    }
    let cancelled = json!({ "jsonrpc": "2.0", "method": "notifications/cancelled" });
    let Ok(accepted) = service().call(head(&cancelled).body(body(&cancelled)).expect("a request")).await;
    assert!(accepted.body().is_end_stream());
    assert_eq!(accepted.body().size_hint().exact(), Some(0));
}
