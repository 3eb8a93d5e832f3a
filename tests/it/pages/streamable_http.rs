//! basic/transports/streamable-http: POST and nothing else, mirrored fields, origins, notifications.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http2::SendRequest;
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::{Value, json};
use test_support::message::VERSION;
use test_support::{Framing, Message, Reply, Request};
use tokio::task::JoinHandle;

use crate::expect::{Failure, assert_failure};
use crate::fixture;

fn add() -> Request {
    Request::post(&fixture::authority(), &Message::call("add", json!({ "a": 1, "b": 2 })))
}

fn assert_sum(reply: &Reply, context: &str) {
    assert_eq!(reply.status, 200, "{context}: {}", reply.text());
    assert_eq!(reply.json()["result"]["structuredContent"], json!({ "sum": 3 }), "{context}");
}

fn accepted(change: impl FnOnce(&mut Request), context: &str) {
    let mut request = add();
    change(&mut request);
    assert_sum(&fixture::connect().exchange(&request), context);
}

fn refused(change: impl FnOnce(&mut Request), failure: Failure, context: &str) {
    let mut request = add();
    change(&mut request);
    assert_failure(&fixture::connect().exchange(&request), &failure, "1", context);
}

fn notification(method: &str) -> Request {
    Request::post(&fixture::authority(), &Message::notification(method))
}

// spec: HTTP-013 JSON-017
#[test]
fn accepted_notifications_get_an_empty_202() {
    for method in ["notifications/cancelled", "notifications/yet-to-come"] {
        let mut request = notification(method);
        if method == "notifications/cancelled" {
            let mut message = Message::notification(method);
            message.params.insert("requestId".into(), json!(1));
            request = Request::post(&fixture::authority(), &message);
        }
        let mut peer = fixture::connect();
        let reply = peer.exchange(&request);
        assert_eq!((reply.status, reply.text()), (202, ""), "{method}");
        assert_eq!(reply.field("content-type"), None, "{method}");
        assert!(peer.still_answers(&add()), "{method}");
    }
}

// spec: HTTP-013 The transport fields of a request are checked on a notification where they are present, no more.
#[test]
fn notifications_need_only_the_version() {
    let mut request = notification("notifications/yet-to-come");
    request.remove("Mcp-Method");
    assert_eq!(fixture::connect().exchange(&request).status, 202);
}

// spec: HTTP-014 HTTP-033 HTTP-027
#[test]
fn notifications_that_cannot_be_accepted_get_an_error_without_id() {
    type Change = fn(&mut Request);
    let table: [(&str, Change, u16, i64); 8] = [
        ("GET", |request| request.method = "GET".into(), 405, -32600),
        ("foreign origin", |request| request.set("Origin", "http://evil.example.com"), 403, -32600),
        ("plain text", |request| request.set("Content-Type", "text/plain"), 415, -32600),
        ("cut off", |request| request.content.truncate(20), 400, -32700),
        ("no version", |request| request.remove("MCP-Protocol-Version"), 400, -32020),
        ("version twice", |request| request.add("MCP-Protocol-Version", VERSION), 400, -32020),
        ("version to come", |request| request.set("MCP-Protocol-Version", "2099-01-01"), 400, -32022),
        ("another method", |request| request.set("Mcp-Method", "notifications/other"), 400, -32020),
    ];
    for (at, (name, change, status, code)) in table.iter().enumerate() {
        let mut request = notification("notifications/yet-to-come");
        change(&mut request);
        assert_failure(&fixture::connect().exchange(&request), &Failure::new(*status, *code), "1", name);
        for (later, also, ..) in &table[at + 1..] {
            // Why: two changes of the same field are one change; the later would undo the earlier.
            if *name == "no version" && later.starts_with("version")
                || *name == "version twice" && later.starts_with("version")
            {
                continue;
            }
            let mut request = notification("notifications/yet-to-come");
            also(&mut request);
            change(&mut request);
            let context = format!("{name} and {later}");
            assert_failure(&fixture::connect().exchange(&request), &Failure::new(*status, *code), "1", &context);
        }
    }
}

// spec: HTTP-001 HTTP-076
#[test]
fn other_methods_are_told_what_is_allowed() {
    for method in ["GET", "DELETE", "PUT", "PATCH", "TRACE", "PROPFIND"] {
        let mut peer = fixture::connect();
        let mut request = add();
        request.method = method.into();
        let reply = peer.exchange(&request);
        assert_eq!(reply.status, 405, "{method}");
        let allow = reply.field("allow").unwrap_or_default();
        assert!(allow.split(',').any(|allowed| allowed.trim() == "POST"), "{method}: {allow}");
        assert!(!allow.contains("GET") && !allow.contains("DELETE"), "{method}: {allow}");
        assert!(peer.still_answers(&add()), "{method}");
    }
}

#[test]
fn head_is_refused_without_content() {
    let mut peer = fixture::connect();
    let mut request = add();
    request.method = "HEAD".into();
    assert_eq!(peer.exchange(&request).status, 405);
    assert!(peer.still_answers(&add()));
}

// spec: HTTP-041
#[test]
fn field_names_have_no_case() {
    for spell in [str::to_lowercase, str::to_uppercase] {
        accepted(
            |request| request.fields.iter_mut().for_each(|(name, _)| *name = spell(name)),
            &format!("{:?}", spell("Mcp-Name")),
        );
    }
}

// spec: HTTP-042
#[test]
fn field_values_have_case() {
    refused(|request| request.set("Mcp-Method", "Tools/Call"), Failure::new(400, -32020).with_id(), "method");
    refused(|request| request.set("Mcp-Name", "ADD"), Failure::new(400, -32020).with_id(), "name");
}

// spec: HTTP-043
#[test]
fn white_space_around_values_is_stripped() {
    for name in ["MCP-Protocol-Version", "Mcp-Method", "Mcp-Name"] {
        accepted(
            |request| {
                let value = String::from_utf8_lossy(request.field(name).unwrap_or_default()).into_owned();
                request.set(name, format!(" \t {value} \t"));
            },
            name,
        );
    }
}

// spec: HTTP-061 HTTP-036
#[test]
fn an_encoded_name_is_decoded_before_it_is_compared() {
    accepted(|request| request.set("Mcp-Name", "=?base64?YWRk?="), "the sentinel of add");
    refused(
        |request| request.set("Mcp-Name", "=?base64?YWRkMg==?="),
        Failure::new(400, -32020).with_id(),
        "the sentinel of add2",
    );
}

// spec: HTTP-060
#[test]
fn anything_but_both_markers_is_literal() {
    for (name, value) in [
        ("=?BASE64?YWRk?=", "=?BASE64?YWRk?="),
        ("=?base64?YWRk", "=?base64?YWRk"),
        ("YWRk?=", "YWRk?="),
        ("größe", "=?base64?Z3LDtsOfZQ==?="),
        (" add", "=?base64?IGFkZA==?="),
        ("=?base64?YWRk?=", "=?base64?PT9iYXNlNjQ/WVdSaz89?="),
    ] {
        let mut request = Request::post(&fixture::authority(), &Message::call(name, json!({})));
        request.set("Mcp-Name", value);
        // The fields agree with the body, so that what is refused is the tool.
        assert_failure(&fixture::connect().exchange(&request), &Failure::new(200, -32602).with_id(), "1", name);
        request.set("Mcp-Name", "add");
        assert_failure(&fixture::connect().exchange(&request), &Failure::new(400, -32020).with_id(), "1", name);
    }
}

// spec: HTTP-062
#[test]
fn malformed_base64_is_refused() {
    for value in ["YWRk=", "YWR", "YW Rk", "YWR!", "YWQ", "YWS=", "YWRk\t", "_-8="] {
        refused(
            |request| request.set("Mcp-Name", format!("=?base64?{value}?=")),
            Failure::new(400, -32020).with_id(),
            value,
        );
    }
}

// spec: HTTP-077 HTTP-078
#[test]
fn sessions_and_resumption_are_ignored() {
    let mut request = add();
    request.set("Mcp-Session-Id", "0b9f1c3e");
    request.add("Mcp-Session-Id", "another");
    request.set("Last-Event-ID", "7");
    let reply = fixture::connect().exchange(&request);
    assert_sum(&reply, "with a session");
    assert_eq!(reply.field("mcp-session-id"), None);
}

// spec: HTTP-069 HTTP-037 A method that mirrors no name has none to be compared.
#[test]
fn fields_that_mirror_nothing_are_ignored() {
    let mut request = Request::post(&fixture::authority(), &Message::request("tools/list", json!({})));
    request.set("Mcp-Name", "whatever");
    request.set("Mcp-Later", "whatever");
    assert_eq!(fixture::connect().exchange(&request).status, 200);
}

// spec: HTTP-009
#[test]
fn media_types_are_read_as_http_writes_them() {
    for accept in [
        "text/event-stream, application/json",
        "application/json;q=0.9,text/event-stream;q=0.1",
        "*/*",
        "application/*, text/*;q=0.5",
        "APPLICATION/JSON , Text/Event-Stream",
    ] {
        accepted(|request| request.set("Accept", accept), accept);
    }
    accepted(
        |request| {
            request.set("Accept", "application/json");
            request.add("Accept", "text/event-stream");
        },
        "two Accept fields",
    );
    for content_type in ["application/json; charset=utf-8", "application/json;charset=\"UTF-8\"", "Application/JSON"] {
        accepted(|request| request.set("Content-Type", content_type), content_type);
    }
}

// spec: HTTP-002 HTTP-003
#[test]
fn origins_of_this_machine_are_served_and_others_are_not() {
    accepted(|request| request.set("Origin", format!("http://{}", fixture::authority())), "the endpoint's own");
    accepted(|request| request.set("Origin", "http://localhost:5173"), "a page on this machine");
    accepted(|request| request.set("Host", format!("localhost:{}", fixture::port())), "localhost");
    for origin in [
        "http://localhost.evil.example.com",
        "http://127.0.0.1.evil.example.com",
        "http://evil.example.com:80",
        "https://localhost@evil.example.com",
        "null",
        "",
        "file://",
    ] {
        let named = |reply: &Reply| assert!(reply.text().contains("Origin"), "{}", reply.text());
        refused(|request| request.set("Origin", origin), Failure::new(403, -32600).checked(named), origin);
    }
    for host in ["evil.example.com", "localhost.evil.example.com", "127.0.0.1@evil.example.com", "", "10.0.0.1"] {
        let named = |reply: &Reply| assert!(reply.text().contains("Host"), "{}", reply.text());
        refused(|request| request.set("Host", host), Failure::new(403, -32600).checked(named), host);
    }
}

fn preflight(origin: &str) -> Reply {
    let mut request = add();
    request.method = "OPTIONS".into();
    request.framing = Framing::Absent;
    request.content.clear();
    request.fields.retain(|(name, _)| name == "Host");
    request.set("Origin", origin);
    request.set("Access-Control-Request-Method", "POST");
    request.set("Access-Control-Request-Headers", "content-type,mcp-method,mcp-name,mcp-protocol-version");
    fixture::connect().exchange(&request)
}

#[test]
fn a_preflight_knows_the_fields_of_mcp() {
    let reply = preflight("http://localhost:5173");
    assert_eq!((reply.status, reply.text()), (204, ""));
    assert_eq!(reply.field("access-control-allow-origin"), Some("http://localhost:5173"));
    assert!(reply.field("vary").is_some_and(|vary| vary.to_ascii_lowercase().contains("origin")));
    assert!(reply.field("access-control-allow-methods").is_some_and(|methods| methods.contains("POST")));
    let allowed = reply.field("access-control-allow-headers").unwrap_or_default().to_ascii_lowercase();
    for name in ["content-type", "mcp-protocol-version", "mcp-method", "mcp-name"] {
        assert!(allowed.split(',').any(|one| one.trim() == name), "{name} in {allowed}");
    }
    assert_eq!(preflight("http://evil.example.com").status, 403);
}

#[test]
fn an_answer_to_a_page_may_be_read_by_it() {
    let mut request = add();
    request.set("Origin", "http://localhost:5173");
    let reply = fixture::connect().exchange(&request);
    assert_sum(&reply, "with an origin");
    assert_eq!(reply.field("access-control-allow-origin"), Some("http://localhost:5173"));
    // Why: a page that may not read the refusal cannot tell what to mend.
    request.remove("Mcp-Method");
    let reply = fixture::connect().exchange(&request);
    assert_eq!((reply.status, reply.field("access-control-allow-origin")), (400, Some("http://localhost:5173")));
    assert_eq!(fixture::connect().exchange(&add()).field("access-control-allow-origin"), None);
}

// spec: HTTP-015
#[test]
fn a_body_may_come_in_any_pieces() {
    for size in [1, 7, 1 << 20] {
        accepted(|request| request.framing = Framing::Chunked(size), &format!("chunks of {size}"));
    }
    let mut peer = fixture::connect();
    for byte in add().to_bytes() {
        peer.send(&[byte]).expect("the server reads");
    }
    assert_sum(&peer.receive().expect("a response"), "byte by byte");
}

// spec: HTTP-008 TOOLS-003
#[test]
fn requests_of_many_connections_do_not_meet() {
    let peers: Vec<_> = (0..8)
        .map(|peer| {
            std::thread::spawn(move || {
                let mut connection = fixture::connect();
                for call in 0..50 {
                    let id = format!("{}", peer * 1000 + call);
                    let message = Message::call("add", json!({ "a": peer, "b": call })).with_id(&id);
                    let body = connection.exchange(&Request::post(&fixture::authority(), &message)).json();
                    assert_eq!(
                        (body["id"].to_string(), &body["result"]["structuredContent"]["sum"]),
                        (id, &json!(peer + call))
                    );
                }
            })
        })
        .collect();
    for peer in peers {
        peer.join().expect("no assertion failed");
    }
}

#[test]
fn pipelined_requests_are_answered_in_order() {
    let mut bytes = Vec::new();
    for id in 0..20 {
        let message = match id % 3 {
            0 => Message::call("add", json!({ "a": 1, "b": 2 })),
            1 => Message::request("unknown/method", json!({})),
            _ => Message::request("server/discover", json!({})),
        };
        bytes.extend(Request::post(&fixture::authority(), &message.with_id(&id.to_string())).to_bytes());
    }
    let mut peer = fixture::connect();
    peer.send(&bytes).expect("the server reads");
    for id in 0..20 {
        let reply = peer.receive().expect("a response");
        assert_eq!(reply.json()["id"], id);
        assert_eq!(reply.status, if id % 3 == 1 { 404 } else { 200 });
    }
}

/// Opens an HTTP/2 connection that was never HTTP/1.1; it is driven by a task.
pub(crate) async fn connect_http2(address: SocketAddr) -> (SendRequest<Full<Bytes>>, JoinHandle<hyper::Result<()>>) {
    let stream = tokio::net::TcpStream::connect(address).await.expect("a server under test listens");
    let handshake = hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream));
    let (client, connection) = handshake.await.expect("the server speaks HTTP/2");
    (client, tokio::spawn(connection))
}

/// Sends requests over one HTTP/2 connection.
async fn over_http2(requests: Vec<http::Request<Full<Bytes>>>) -> Vec<(http::StatusCode, Value)> {
    let (mut sender, connection) = connect_http2(fixture::address()).await;
    let mut replies = Vec::new();
    for request in requests {
        let reply = sender.send_request(request).await.expect("a response");
        let status = reply.status();
        let content = reply.into_body().collect().await.expect("a whole response").to_bytes();
        replies.push((status, serde_json::from_slice(&content).unwrap_or_default()));
    }
    drop(sender);
    connection.await.expect("no panic").expect("the connection ends well");
    replies
}

pub(crate) fn http2_request(request: &Request) -> http::Request<Full<Bytes>> {
    let mut built = http::Request::builder().method(request.method.as_str()).uri(format!(
        "http://{}{}",
        String::from_utf8_lossy(request.field("Host").unwrap_or_default()),
        request.target
    ));
    for (name, value) in request.fields.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("host")) {
        built = built.header(name, value.as_slice());
    }
    built.body(Full::new(request.content.clone().into())).expect("a valid request")
}

#[tokio::test]
async fn http2_is_served_alike() {
    let mut mismatched = add();
    mismatched.set("Mcp-Name", "other");
    let mut foreign = add();
    foreign.set("Host", "evil.example.com");
    let mut get = add();
    get.method = "GET".into();
    let requests = [add(), mismatched, foreign, get, add()];
    let replies = over_http2(requests.iter().map(http2_request).collect()).await;
    let seen: Vec<_> = replies.iter().map(|(status, body)| (status.as_u16(), body["error"]["code"].as_i64())).collect();
    assert_eq!(seen, [(200, None), (400, Some(-32020)), (403, Some(-32600)), (405, Some(-32600)), (200, None)]);
    assert_eq!(replies[4].1["result"]["structuredContent"], json!({ "sum": 3 }));
}
