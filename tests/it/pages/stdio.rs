//! basic/transports/stdio: messages as lines, and the process that speaks them.

use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use mcp_server::{HttpConfig, Server};
use serde_json::{Value, json};
use test_support::message::{PROTOCOL_VERSION, VERSION};
use test_support::{LinePeer, Listener, Message};
use tokio::runtime::Builder;

/// Bytes that a stream holds.
const PIPE: usize = 64 * 1024;

/// How long a process may take to exit before a test fails; no test waits for it to pass.
const GUARD: Duration = Duration::from_secs(30);

/// A client of a server over streams in memory.
fn connect(server: &Server) -> LinePeer {
    let (peer, (reader, writer)) = LinePeer::connect(PIPE);
    tokio::spawn(server.stdio().serve(reader, writer));
    peer
}

fn start() -> LinePeer {
    connect(&it::server().expect("the tools are well formed"))
}

fn echo(text: &str) -> Message {
    Message::call("echo", json!({ "text": text }))
}

#[track_caller]
fn assert_echoed(response: &Value, text: &str) {
    assert_eq!(response["result"]["content"][0]["text"], text, "{response:#}");
}

/// Code of an error, and the id that it repeats.
#[track_caller]
fn refusal(response: &Value) -> (i64, &Value) {
    let code = response["error"]["code"].as_i64().unwrap_or_else(|| panic!("{response:#}"));
    (code, &response["id"])
}

// spec: STDIO-001
#[tokio::test(start_paused = true)]
async fn line_feed_ends_a_message_however_the_bytes_come() {
    let mut peer = start();
    let text = "two\nlines\r\nand a \u{2028} separator";
    let message = echo(text).to_text();
    for line in [format!("{message}\n"), format!("{message}\r\n"), format!("\n \r\n\t{message}\t\n\n")] {
        for size in [1, 7, line.len()] {
            for piece in line.as_bytes().chunks(size) {
                peer.write(piece).await.expect("the server reads");
                tokio::task::yield_now().await;
            }
            // The peer takes one line for one message.
            assert_echoed(&peer.receive().await.expect("a response"), text);
        }
    }
    let two = format!("{}\n{}\n", echo("one").with_id("1").to_text(), echo("two").with_id("2").to_text());
    peer.write(two.as_bytes()).await.expect("the server reads");
    assert_echoed(&peer.response(&json!(2)).await, "two");
    assert_echoed(&peer.response(&json!(1)).await, "one");
}

/// What is no request, the code of its refusal and the id that the refusal repeats.
fn refused() -> Vec<(Vec<u8>, i64, Value)> {
    let good = echo("x").to_text();
    let samples: [(&[u8], i64, Value); 12] = [
        (b"garbage", -32700, Value::Null),
        (b"{\"jsonrpc\":\"2.0\"", -32700, Value::Null),
        (b"{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"\xff\"}", -32700, json!(5)),
        (b"\x00", -32700, Value::Null),
        (b"5", -32600, Value::Null),
        (b"{}", -32600, Value::Null),
        (b"[]", -32600, Value::Null),
        (br#"{"jsonrpc":"1.0","id":"a","method":"server/discover"}"#, -32600, json!("a")),
        (br#"{"jsonrpc":"2.0","id":null,"method":"server/discover"}"#, -32600, Value::Null),
        (br#"{"jsonrpc":"2.0","id":1.5,"method":"server/discover"}"#, -32600, Value::Null),
        (br#"{"jsonrpc":"2.0","id":6,"method":"tools/list","params":[]}"#, -32600, json!(6)),
        (br#"{"jsonrpc":"2.0","id":7,"method":"tools/list"}"#, -32602, json!(7)),
    ];
    let mut refused = samples.map(|(line, code, id)| (line.to_vec(), code, id)).to_vec();
    // A batch of good requests is one bad message.
    refused.push((format!("[{good},{good}]").into_bytes(), -32600, Value::Null));
    let mut unknown = Message::request("tools/destroy", json!({}));
    refused.push((unknown.to_text().into_bytes(), -32601, json!(1)));
    unknown.set_meta(PROTOCOL_VERSION, json!("2099-01-01"));
    refused.push((unknown.to_text().into_bytes(), -32022, json!(1)));
    refused
}

// spec: JSON-013 JSON-001 ERR-001 META-009
#[tokio::test(start_paused = true)]
async fn what_is_no_request_is_refused_and_the_next_one_is_served() {
    let mut peer = start();
    for (mut line, code, id) in refused() {
        let shown = String::from_utf8_lossy(&line).into_owned();
        line.push(b'\n');
        peer.write(&line).await.expect("the server reads");
        assert_eq!(refusal(&peer.receive().await.expect("a refusal")), (code, &id), "{shown}");
        assert_echoed(&peer.exchange(&echo("next")).await, "next");
    }
}

// spec: JSON-017 STDIO-006 CANCEL-010
#[tokio::test(start_paused = true)]
async fn what_has_no_answer_is_not_answered() {
    let mut peer = start();
    for line in [
        r#"{"jsonrpc":"2.0","id":1,"result":{}}"#,
        r#"{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"no"}}"#,
        r#"{"jsonrpc":"2.0","error":{"code":-32700,"message":"no"}}"#,
        r#"{"jsonrpc":"2.0","method":"tools/list"}"#,
        r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
        r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#,
        r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":{}}}"#,
    ] {
        peer.line(line).await;
        assert!(peer.is_silent_for(Duration::from_secs(60)).await, "{line}");
        assert_echoed(&peer.exchange(&echo("next")).await, "next");
    }
}

// spec: VER-014 VER-009
#[tokio::test(start_paused = true)]
async fn initialize_is_told_which_versions_are_served_and_closes_nothing() {
    let mut peer = start();
    let params =
        json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "c", "version": "1" } });
    let initialize = Message { meta: None, ..Message::request("initialize", params) };
    for _ in 0..2 {
        let refused = peer.exchange(&initialize.clone().with_id("\"open\"")).await;
        assert_eq!(refusal(&refused), (-32022, &json!("open")));
        assert_eq!(refused["error"]["data"], json!({ "supported": [VERSION], "requested": "2025-11-25" }));
        assert!(refused["error"]["message"].as_str().expect("text").contains(VERSION));
        assert_echoed(&peer.exchange(&echo("modern")).await, "modern");
    }
    let modern = peer.exchange(&Message::request("initialize", json!({}))).await;
    assert_eq!(refusal(&modern).0, -32601, "with modern metadata it is a method like any other");
    let ping = Message { meta: None, ..Message::request("ping", json!({})) };
    assert_eq!(refusal(&peer.exchange(&ping).await).0, -32602);
}

/// Asserts that `server` says the same over both transports.
#[track_caller]
fn assert_alike(server: &Server, requests: &[(&str, Value)]) {
    let request = |(method, params): &(&str, Value)| Message::request(method, params.clone()).with_id("\"both\"");
    let requests: Vec<_> = requests.iter().map(request).collect();
    let listener = Listener::start(server.http(HttpConfig::local())).expect("a free port");
    let over_http: Vec<_> = requests.iter().map(|request| listener.ask(request).json()).collect();
    let runtime = Builder::new_current_thread().enable_time().build().expect("a runtime can be had");
    let over_stdio = runtime.block_on(async {
        let (mut peer, mut answers) = (connect(server), Vec::new());
        for request in &requests {
            answers.push(peer.exchange(request).await);
        }
        answers
    });
    assert_eq!(over_stdio, over_http);
}

// spec: TRANS-002
#[test]
fn both_transports_answer_alike() {
    let tools = [
        ("server/discover", json!({})),
        ("tools/list", json!({})),
        ("tools/call", json!({ "name": "add", "arguments": { "a": 1, "b": 2 } })),
        ("tools/call", json!({ "name": "add", "arguments": { "a": "one" } })),
        ("tools/call", json!({ "name": "fail" })),
        ("tools/call", json!({ "name": "unheard-of" })),
    ];
    assert_alike(&it::server().expect("the tools are well formed"), &tools);
    let library = [
        ("prompts/get", json!({ "name": "summary", "arguments": { "title": "emma" } })),
        ("prompts/get", json!({ "name": "none" })),
        ("resources/read", json!({ "uri": "book://index" })),
        ("resources/read", json!({ "uri": "book://emma/3" })),
        ("resources/read", json!({ "uri": "book://emma/99" })),
        ("resources/templates/list", json!({})),
    ];
    assert_alike(&it::library().expect("the entries are well formed"), &library);
}

/// Starts the server as a client does, sends it `messages`, closes its standard input, and waits for it to exit.
fn serve(messages: &[Message]) -> Output {
    let mut process = Command::new(env!("CARGO_BIN_EXE_stdio-server"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary of this package runs");
    let mut input = process.stdin.take().expect("it is piped");
    for message in messages {
        writeln!(input, "{}", message.to_text()).expect("the process reads");
    }
    drop(input);
    let (sender, exited) = channel();
    thread::spawn(move || sender.send(process.wait_with_output()));
    exited.recv_timeout(GUARD).expect("it exits when its input ends").expect("it can be waited for")
}

// spec: STDIO-004 STDIO-002
#[test]
fn standard_output_has_messages_only_whatever_handlers_do() {
    let tools = ["noise", "panic", "pong", "noise", "panic"];
    let calls = (0..).zip(tools).map(|(id, tool)| Message::call(tool, json!({})).with_id(&id.to_string()));
    let output = serve(&calls.collect::<Vec<_>>());
    assert!(output.status.success(), "{output:?}");
    let text = str::from_utf8(&output.stdout).expect("messages are UTF-8");
    let messages: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("a line is a message")).collect();
    assert_eq!(messages.len(), tools.len(), "{text}");
    for message in &messages {
        assert_eq!(message["jsonrpc"], "2.0");
        let id = message["id"].as_u64().and_then(|id| usize::try_from(id).ok()).expect("each is a response");
        assert_eq!(message.get("error").is_some(), tools[id] == "panic", "{message:#}");
    }
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("started") && said.contains("noise") && said.contains("a secret of the handler"), "{said}");
    assert!(!text.contains("secret"));
}

// spec: STDIO-004
#[cfg(unix)]
#[test]
fn neither_handlers_nor_programs_that_they_start_reach_the_streams_of_the_client() {
    let leak = Message::call("leak", json!({})).with_id("1");
    let output = serve(&[leak, echo("after").with_id("2")]);
    let text = str::from_utf8(&output.stdout).expect("messages are UTF-8");
    let mut ids: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("a line is a message")["id"].take())
        .collect();
    ids.sort_by_key(Value::as_u64);
    assert_eq!(ids, [1, 2], "{text}");
    assert!(text.contains("exit status: 0"), "the program finds its input at its end: {text}");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("printed by a handler") && said.contains("printed by a program"), "{said}");
}

// spec: STDIO-001
#[test]
fn message_that_no_pipe_holds_passes_whole() {
    let text = "0123456789".repeat(100_000);
    let output = serve(&[echo(&text)]);
    let messages = String::from_utf8(output.stdout).expect("messages are UTF-8");
    assert_echoed(&serde_json::from_str(&messages).expect("it is one message"), &text);
}

// spec: STDIO-013
#[test]
fn process_exits_when_its_input_ends_whatever_is_in_flight() {
    let hang = |id: &str| Message::call("hang", json!({})).with_id(id);
    let output = serve(&[hang("1"), echo("x").with_id("2"), hang("3")]);
    assert!(output.status.success(), "{output:?}");
    let messages = String::from_utf8(output.stdout).expect("messages are UTF-8");
    assert_eq!(messages.lines().count(), 1, "{messages}");
    assert!(messages.contains("\"id\":2"));
}
