//! `mcp serve --log trace` writes everything that it and its dependencies tell, and nothing of what was said.

#![cfg(unix)]

mod process;
mod streams;

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http2::handshake;
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::process::Process;
use crate::streams::message;

/// What stands in everything that is said.
const SECRET: &str = "hunter2";

/// Fields that say it, none of which the server reads.
const FIELDS: [(&str, &str); 6] = [
    ("authorization", "Bearer hunter2"),
    ("cookie", "session=hunter2"),
    ("user-agent", "hunter2"),
    ("x-own", "hunter2"),
    ("tracestate", "vendor=hunter2"),
    ("baggage", "user=hunter2"),
];

fn fields() -> String {
    FIELDS.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect()
}

fn meta() -> Value {
    json!({
        "io.modelcontextprotocol/clientInfo": { "name": SECRET, "version": SECRET },
        "example.com/own": SECRET,
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-1111111111111111-01",
        "tracestate": format!("vendor={SECRET}"),
        "baggage": format!("user={SECRET}"),
    })
}

/// Requests that say it, each in another place.
fn requests() -> Vec<Value> {
    let say = |method, params| message(method, params, &meta());
    let basket = json!({ "name": "basket", "arguments": { "basket": SECRET, "item": SECRET } });
    vec![
        say("tools/call", json!({ "name": "shout", "arguments": { "text": SECRET } })),
        say("tools/call", json!({ "name": "shout", "arguments": { SECRET: SECRET } })),
        say("tools/call", json!({ "name": "add", "arguments": { "a": SECRET } })),
        say("tools/call", json!({ "name": SECRET })),
        say("tools/call", basket),
        say("tools/call", json!({ "name": "greet", "requestState": SECRET, "inputResponses": { SECRET: {} } })),
        say("tools/list", json!({ "cursor": SECRET })),
        say("resources/read", json!({ "uri": format!("file:///{SECRET}?token={SECRET}") })),
        say(SECRET, json!({ SECRET: SECRET })),
        json!({ SECRET: SECRET }),
    ]
}

/// The tokens that a server hands out, each of which goes back to it once.
fn carry(mut say: impl FnMut(&Value) -> Value) -> Vec<String> {
    let call = |params| message("tools/call", params, &Value::Null);
    let put = |basket: Value| call(json!({ "name": "basket", "arguments": basket }));
    let token = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{value} is no token")).to_owned();
    let opened = say(&put(json!({ "item": SECRET })));
    let handle = token(&opened["result"]["structuredContent"]["basket"]);
    let filled = say(&put(json!({ "item": SECRET, "basket": handle })));
    let asked = say(&call(json!({ "name": "greet" })));
    let state = token(&asked["result"]["requestState"]);
    let answer = json!({ "name": { "action": "accept", "content": { "name": SECRET } } });
    let greeted = say(&call(json!({ "name": "greet", "requestState": state, "inputResponses": answer })));
    assert_eq!(greeted["result"]["content"][0]["text"], format!("Hello, {SECRET}!"));
    vec![handle, state, token(&filled["result"]["structuredContent"]["basket"])]
}

/// Says all of it in a session of the legacy era; the session's id.
fn converse(server: &Process) -> String {
    let client = json!({ "name": SECRET, "version": SECRET });
    let params = json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client });
    let say = |fields: &str, method: &str, params: Value| {
        let message = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        server.send("POST", fields, message.to_string().as_bytes())
    };
    let (head, _) = say("", "initialize", params);
    let session = head.lines().find_map(|line| line.strip_prefix("mcp-session-id: ")).expect("the session has an id");
    let own = format!("Mcp-Session-Id: {session}\r\nMCP-Protocol-Version: 2025-11-25\r\n{}", fields());
    let (_, shouted) = say(&own, "tools/call", json!({ "name": "shout", "arguments": { "text": SECRET } }));
    assert!(shouted.contains("HUNTER2"), "{shouted}");
    say(&own, "tools/call", json!({ "name": SECRET }));
    say(&own, SECRET, json!({}));
    server.send("GET", &format!("Mcp-Session-Id: {session}{SECRET}\r\n"), b"");
    server.send("DELETE", &own, b"");
    session.to_owned()
}

/// Says all of it over HTTP/2, whose implementation has a lot to tell.
async fn multiplex(authority: &str) {
    let stream = TcpStream::connect(authority).await.expect("it listens");
    let connected = handshake::<_, _, Full<Bytes>>(TokioExecutor::new(), TokioIo::new(stream)).await;
    let (mut sender, connection) = connected.expect("it speaks HTTP/2");
    let driver = tokio::spawn(connection);
    for message in requests() {
        let mut request = Request::post(format!("http://{authority}/mcp?token={SECRET}"))
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .header("mcp-protocol-version", "2026-07-28")
            .header("mcp-method", message["method"].as_str().unwrap_or_default());
        if let Some(name) = message["params"]["name"].as_str().or(message["params"]["uri"].as_str()) {
            request = request.header("mcp-name", name);
        }
        request = FIELDS.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let request = request.body(Full::new(message.to_string().into())).expect("it is well-formed");
        let response = sender.send_request(request).await.expect("it answers");
        response.into_body().collect().await.expect("to the end");
    }
    drop(sender);
    driver.await.expect("nobody panics").expect("it ends well");
}

/// Fails if a line tells a secret, or if there are fewer lines than operations.
fn search(log: &[u8], secrets: &[String], operations: usize) {
    let log = str::from_utf8(log).expect("it is text");
    for secret in secrets.iter().map(String::as_str).chain([SECRET, "HUNTER2"]) {
        assert_eq!(log.lines().find(|line| line.contains(secret)), None, "{secret} is told");
    }
    let done = log.lines().filter(|line| line.contains("done outcome=")).count();
    assert!(done >= operations && log.contains("refused"), "{done} operations in:\n{log}");
}

#[test]
fn nothing_of_what_is_said_over_http_is_logged() {
    let mut options = vec!["--log", "trace"];
    if cfg!(feature = "otlp") {
        // A collector that is away makes the exporter tell what it has to tell.
        options.extend(["--otlp", "http://127.0.0.1:1"]);
    }
    let server =
        Process::start(&options, &[("OTEL_EXPORTER_OTLP_HEADERS", "x-key=hunter2"), ("OTEL_BSP_SCHEDULE_DELAY", "10")]);
    for message in requests() {
        server.post(&fields(), &message);
    }
    server.post("Origin: http://hunter2\r\n", &requests()[0]);
    server.send("POST", &fields(), SECRET.as_bytes());
    server.send("PUT", &fields(), SECRET.as_bytes());
    let mut secrets = carry(|message| serde_json::from_str(&server.post(&fields(), message).1).expect("it is JSON"));
    secrets.push(converse(&server));
    let runtime = tokio::runtime::Runtime::new().expect("there are threads");
    runtime.block_on(multiplex(&server.authority));
    let output = server.stop("-TERM");
    search(&output.stderr, &secrets, 20);
    assert!(String::from_utf8_lossy(&output.stderr).contains("hpack"), "HTTP/2 has told what it does");
}

#[test]
fn nothing_of_what_is_said_over_standard_streams_is_logged() {
    let numbered = requests().into_iter().enumerate().map(|(id, mut message)| {
        message["id"] = id.into();
        message.to_string()
    });
    let output = streams::serve(&["--log", "trace"], numbered.chain([SECRET.to_owned()]));
    assert!(str::from_utf8(&output.stdout).expect("it is text").contains("HUNTER2"));
    search(&output.stderr, &[], 7);
}
