//! Bad input in numbers: what a server keeps after 100,000 hostile requests.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::thread;

use serde_json::{Map, json};
use test_support::{Framing, Message, Peer, Request};

use crate::fixture;
use crate::mrtr::greet;

const SMALL: usize = 100_000;
const LARGE: usize = 100;
const CONNECTIONS: usize = 2;
/// Requests on the wire at once on one connection; their answers fit the socket's buffer.
const IN_FLIGHT: usize = 50;
const MAX_GROWTH: u64 = 8 * 1024 * 1024;

/// The server in a process of its own; it ends when its standard input does.
struct Process {
    child: Child,
    address: SocketAddr,
}

impl Process {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fixture-server"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // Why: symbols read for a backtrace stay resident, and would hide what requests leave behind.
            .env("RUST_BACKTRACE", "0")
            .spawn()
            .expect("the binary of this package runs");
        let mut line = String::new();
        let output = child.stdout.take().expect("it is piped");
        BufReader::new(output).read_line(&mut line).expect("the server prints its address");
        Process { child, address: line.trim().parse().expect("the first line is the address") }
    }

    /// Resident memory in bytes.
    #[cfg(target_os = "linux")]
    fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("the process runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a process has resident memory");
        line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number of kB") * 1024
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        // The process is gone or going; there is nobody to tell.
        let _ = self.child.wait();
    }
}

/// Small requests, each hostile in another way, that leave the connection open.
fn small(authority: &str) -> Vec<Vec<u8>> {
    let call = Message::call("add", json!({ "a": 1, "b": 2 }));
    let text = call.to_text();
    let contents = [
        text[..text.len() / 2].to_owned(),
        format!("[{text}]"),
        text.replacen("\"a\":1", "\"a\":1,\"a\":1", 1),
        text.replacen("\"a\":1", &format!("\"a\":{}{}", "[".repeat(500), "]".repeat(500)), 1),
        text.replacen("\"a\":1", "\"a\":\"one\"", 1),
        text.replacen("2.0", "1.0", 1),
        text.replacen("2026-07-28", "2099-01-01", 1),
        text.replacen("protocolVersion", "nothing", 1),
        text.replacen("\"name\":\"add\"", "\"name\":\"fail\"", 1),
        text.replacen("\"arguments\":{", "\"arguments\":[{", 1),
        (0..1100).fold(text.clone(), |text, at| text.replacen("\"a\":1", &format!("\"m{at}\":1,\"a\":1"), 1)),
    ];
    let good = Request::post(authority, &call);
    let mut requests: Vec<Request> =
        contents.iter().map(|content| Request { content: content.clone().into_bytes(), ..good.clone() }).collect();
    requests.push(Request { content: b"\xff\xfe".to_vec(), framing: Framing::Chunked(1), ..good.clone() });
    requests.push(Request { method: "GET".into(), ..good.clone() });
    for (name, value) in [
        ("Origin", "http://evil.example.com"),
        ("Content-Type", "text/plain"),
        ("MCP-Protocol-Version", "2025-06-18"),
        ("Mcp-Method", "tools/list"),
        ("Mcp-Name", "=?base64?!!!?="),
    ] {
        let mut request = good.clone();
        request.set(name, value);
        requests.push(request);
    }
    for message in [
        Message::request("unknown/method", json!({})),
        Message::call("no-such-tool", json!({})),
        Message::call("panic", json!({})),
        Message::request("tools/list", json!({ "cursor": "forged" })),
    ] {
        requests.push(Request::post(authority, &message.with_id(&format!("\"{}\"", "i".repeat(200)))));
    }
    // A question that nobody ever answers, and states that nobody ever made.
    requests.push(Request::post(authority, &greet(None, None)));
    for state in ["", "AAAA", &"A".repeat(1000)] {
        requests.push(Request::post(authority, &greet(Some(state), Some(json!({})))));
    }
    requests.push(Request::post(authority, &greet(None, Some(json!({ "name": { "action": "accept" } })))));
    requests.iter().map(Request::to_bytes).collect()
}

/// Large requests that leave the connection open.
fn large(authority: &str) -> Vec<Vec<u8>> {
    let text = Message::call("echo", json!({ "text": "x" })).to_text();
    let nested = text.replacen("\"x\"", &format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000)), 1);
    let members = (0..10_000).map(|at| format!("\"m{at}\":{at}")).collect::<Vec<_>>().join(",");
    let wide = text.replacen("\"text\":", &format!("{members},\"text\":"), 1);
    let long = text.replacen("\"name\":\"echo\"", &format!("\"name\":\"{}\"", "n".repeat(1 << 20)), 1);
    let mut head = Request::post_text(authority, &text);
    head.set("X-Filler", vec![b'x'; fixture::OVERSIZED_HEAD]);
    let state = greet(Some(&"A".repeat(1 << 20)), None).to_text();
    let many = (0..10_000).map(|at| (format!("k{at}"), json!({ "action": "accept" }))).collect::<Map<_, _>>();
    let many = greet(None, Some(many.into())).to_text();
    let form = json!({ "name": { "action": "accept", "content": { "name": [["x".repeat(1 << 20)]] } } });
    let form = greet(None, Some(form)).to_text();
    let good = Request::post(authority, &Message::call("echo", json!({ "text": "x" })));
    let asking = Request::post(authority, &greet(None, None));
    let of = |like: &Request, content: String| Request { content: content.into_bytes(), ..like.clone() };
    let bodies = [nested, wide, long].map(|content| of(&good, content));
    bodies
        .into_iter()
        .chain([state, many, form].map(|content| of(&asking, content)))
        .chain([head])
        .map(|request| request.to_bytes())
        .collect()
}

/// Sends `count` hostile requests over one connection and reads as many answers, none of which is a good one.
fn send_hostile(address: SocketAddr, requests: &[Vec<u8>], count: usize, in_flight: usize) {
    let mut peer = Peer::connect(address);
    let mut cycle = requests.iter().cycle().take(count).peekable();
    while cycle.peek().is_some() {
        let batch: Vec<&[u8]> = cycle.by_ref().take(in_flight).map(Vec::as_slice).collect();
        peer.send(&batch.concat()).expect("the server reads");
        for bytes in batch {
            let start = String::from_utf8_lossy(&bytes[..bytes.len().min(400)]);
            let reply = peer.receive().unwrap_or_else(|error| panic!("{error}: {start}"));
            let refused = reply.status >= 400 || reply.json()["error"].is_object();
            let result = &reply.json()["result"];
            let asks = result["resultType"] == "input_required";
            assert!(refused || asks || result["isError"] == true, "{}: {start}", reply.status);
            assert!(reply.keeps_connection, "{start}");
        }
    }
}

fn send_on_all_connections(address: SocketAddr, requests: &[Vec<u8>], count: usize, in_flight: usize) {
    thread::scope(|scope| {
        for _ in 0..CONNECTIONS {
            scope.spawn(|| send_hostile(address, requests, count / CONNECTIONS, in_flight));
        }
    });
}

/// Bytes by which resident memory grows while `count` requests are answered.
///
/// As many as `warm_up` come first: buffers, stacks and the allocator's arenas reach their working size once.
#[cfg(target_os = "linux")]
fn growth(server: &Process, requests: &[Vec<u8>], in_flight: usize, warm_up: usize, count: usize) -> u64 {
    send_on_all_connections(server.address, requests, warm_up, in_flight);
    let before = server.resident();
    send_on_all_connections(server.address, requests, count, in_flight);
    server.resident().saturating_sub(before)
}

// spec: MRTR-016 SAMP-022
#[cfg(target_os = "linux")]
#[test]
fn a_hundred_thousand_hostile_requests_leave_no_trace() {
    let server = Process::start();
    let authority = server.address.to_string();
    // Why: small ones first, while the process is small: what they left would hide in memory that large ones freed.
    let grown = growth(&server, &small(&authority), IN_FLIGHT, SMALL / 50, SMALL);
    assert!(grown < MAX_GROWTH, "{grown} bytes after small requests");
    let grown = growth(&server, &large(&authority), 1, LARGE / 2, LARGE);
    assert!(grown < MAX_GROWTH, "{grown} bytes after large requests");
}
