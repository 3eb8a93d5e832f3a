//! Bad input: each gets a JSON-RPC error, with the id where it could be read, and the connection goes on.

use serde_json::{Value, json};
use test_support::{Framing, Message, Peer, Reply, Request};

use crate::expect::{Failure, assert_failure};
use crate::fixture;

fn good() -> Request {
    Request::post(&fixture::authority(), &Message::call("add", json!({ "a": 1, "b": 2 })))
}

/// A good request whose content is replaced; what the fields say stays right.
fn with_content(content: impl Into<Vec<u8>>) -> Request {
    let mut request = good();
    request.content = content.into();
    request
}

/// The text of the good message, with something written before its `params`.
fn with_insertion(insertion: &str) -> String {
    let text = Message::call("add", json!({ "a": 1, "b": 2 })).to_text();
    text.replacen("\"params\":", &format!("{insertion},\"params\":"), 1)
}

fn check(request: &Request, failure: Failure, context: &str) {
    let mut peer = fixture::connect();
    assert_failure(&peer.exchange(request), &failure, "1", context);
    assert!(peer.still_answers(&good()), "{context}: the connection goes on");
}

const INVALID: Failure = Failure::new(400, -32600);
const NOT_JSON: Failure = Failure::new(400, -32700);

#[test]
fn oversized_heads_are_refused() {
    let mut long = good();
    long.set("X-Filler", vec![b'x'; fixture::OVERSIZED_HEAD]);
    check(&long, Failure::new(431, -32600), "one long field");
    let mut many = good();
    for at in 0..40 {
        many.set(&format!("X-Filler-{at}"), vec![b'x'; fixture::OVERSIZED_HEAD / 40]);
    }
    check(&many, Failure::new(431, -32600), "many fields");
    let mut mirrored = good();
    mirrored.set("Mcp-Name", vec![b'x'; 20_000]);
    let reply = fixture::connect().exchange(&mirrored);
    assert!([400, 431].contains(&reply.status), "{}", reply.text());
    assert!(reply.content.len() < 1000, "what is sent is not sent back");
}

#[test]
fn oversized_bodies_are_refused_before_they_are_sent() {
    for length in [fixture::OVERSIZED_BODY as u64, 1 << 32, u64::MAX - 2] {
        let mut request = good();
        request.framing = Framing::Declared(length);
        let mut peer = fixture::connect();
        peer.send(&request.head()).expect("the server reads");
        let reply = peer.receive().expect("an answer that does not wait for the content");
        assert_failure(&reply, &Failure::new(413, -32600), "1", &format!("{length} declared"));
    }
}

#[test]
fn oversized_chunked_bodies_are_refused_when_they_grow_too_large() {
    const CHUNK: usize = 1 << 16;
    let mut request = with_content("");
    request.framing = Framing::Chunked(CHUNK);
    let mut peer = fixture::connect();
    peer.send(&request.head()).expect("the server reads");
    let chunk = format!("{CHUNK:x}\r\n{}\r\n", " ".repeat(CHUNK));
    for _ in 0..(fixture::OVERSIZED_BODY - 1) / CHUNK {
        peer.send(chunk.as_bytes()).expect("the server reads as much as it allows");
    }
    // Why: one byte more, not a chunk: bytes still unread when the server closes could take the answer with them.
    peer.send(b"1\r\n ").expect("the server has read the rest");
    let reply = peer.receive().expect("an answer that does not wait for the end");
    assert_failure(&reply, &Failure::new(413, -32600), "1", "chunked");
}

#[test]
fn a_body_of_the_greatest_size_is_read() {
    let text = Message::call("add", json!({ "a": 1, "b": 2 })).to_text();
    let padding = " ".repeat(fixture::OVERSIZED_BODY - 1 - text.len());
    for framing in [Framing::Length, Framing::Chunked(1 << 16)] {
        let mut request = with_content(format!("{text}{padding}"));
        request.framing = framing;
        let reply = fixture::connect().exchange(&request);
        assert_eq!(reply.json()["result"]["structuredContent"], json!({ "sum": 3 }), "{framing:?}");
    }
}

#[test]
fn bodies_cut_off_anywhere_are_no_json() {
    let text = Message::call("add", json!({ "a": 1, "b": 2 })).to_text();
    let mut peer = fixture::connect();
    for end in 0..text.len() {
        let reply = peer.exchange(&with_content(&text.as_bytes()[..end]));
        assert_eq!((reply.status, &reply.json()["error"]["code"]), (400, &json!(-32700)), "{}", &text[..end]);
    }
    assert!(peer.still_answers(&good()));
}

// spec: JSON-019
#[test]
fn bytes_that_are_no_utf8_are_no_json() {
    let text = Message::call("echo", json!({ "text": "x" })).to_text();
    for bytes in [&b"\xff"[..], b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\x80"] {
        for at in [0, 5, text.find("tools").unwrap_or_default(), text.len() - 5, text.len()] {
            let mut content = text.clone().into_bytes();
            content.splice(at..at, bytes.iter().copied());
            let reply = fixture::connect().exchange(&with_content(content));
            assert_eq!((reply.status, &reply.json()["error"]["code"]), (400, &json!(-32700)), "{bytes:?} at {at}");
        }
    }
    for content in [&b"\xef\xbb\xbf{}"[..], b"\xff\xfe{\0}\0", b"\0", b"{}\0", b"\x1f\x8b\x08"] {
        check(&with_content(content), NOT_JSON, &format!("{content:?}"));
    }
}

#[test]
fn a_connection_that_ends_within_a_request_hurts_nobody() {
    let bytes = good().to_bytes();
    for end in [0, 1, 20, bytes.len() / 2, bytes.len() - 1] {
        let mut peer = fixture::connect();
        peer.send(&bytes[..end]).expect("the server reads");
        peer.finish().expect("the socket is open");
        // What comes back, if anything, is an error; a call cut off is never run.
        assert!(peer.receive().map_or(true, |reply| reply.status >= 400), "cut at {end}");
    }
    assert!(fixture::connect().still_answers(&good()));
}

// spec: HTTP-040 Bytes that are no HTTP are answered by 400 and the end of the connection, and nothing else suffers.
#[test]
fn malformed_heads_end_their_connection_only() {
    for head in [
        "\r\n\r\n\r\nGET\r\n\r\n",
        "POST /mcp\r\n\r\n",
        "POST /mcp HTTP/9.9\r\n\r\n",
        "POST  /mcp HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /mcp HTTP/1.1\r\nno colon\r\n\r\n",
        "POST /mcp HTTP/1.1\r\nMcp Method: x\r\n\r\n",
        "POST /mcp HTTP/1.1\r\nMcp-Method: a\0b\r\n\r\n",
        "POST /mcp HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST /mcp HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST /mcp HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        "\u{16}\u{3}\u{1}\0\u{5}hello\r\n\r\n",
    ] {
        let mut peer = fixture::connect();
        peer.send(head.as_bytes()).expect("the server reads");
        // Why: the server may have answered and closed by now; then there is nothing left to end.
        let _ = peer.finish();
        if let Ok(reply) = peer.receive() {
            assert!((400..500).contains(&reply.status), "{head:?}: {}", reply.status);
        }
    }
    assert!(fixture::connect().still_answers(&good()));
}

#[test]
fn a_request_smuggled_behind_two_framings_is_not_read() {
    let mut request = good();
    request.framing = Framing::Chunked(1 << 16);
    request.add("Content-Length", "5");
    let mut peer = fixture::connect();
    peer.send(&request.to_bytes()).expect("the server reads");
    let first: Option<Reply> = peer.receive().ok();
    assert!(first.is_none_or(|reply| reply.status == 400 || !reply.keeps_connection || peer.still_answers(&good())));
}

#[test]
fn a_million_levels_are_refused() {
    const LEVELS: usize = 1_000_000;
    let (open, close) = ("[".repeat(LEVELS), "]".repeat(LEVELS));
    let invalid = INVALID.with_id();
    check(&with_content(with_insertion(&format!("\"x\":{open}{close}"))), invalid, "arrays outside params");
    let inside =
        Message::call("echo", json!({ "text": "x" })).to_text().replacen("\"x\"", &format!("{open}{close}"), 1);
    check(&with_content(inside), invalid, "arrays as an argument");
    let objects = format!("\"x\":{}1{}", "{\"a\":".repeat(400_000), "}".repeat(400_000));
    check(&with_content(with_insertion(&objects)), invalid, "objects");
    check(&with_content(with_insertion(&format!("\"x\":{open}"))), NOT_JSON.with_id(), "never closed");
    check(&with_content(format!("{open}{close}")), INVALID, "a batch of batches");
    check(&with_content(open), NOT_JSON, "nothing but opened");
}

#[test]
fn the_depth_limit_is_where_it_is_said_to_be() {
    let limit = mcp_types::limits::MAX_DEPTH;
    let nested = |levels: usize| format!("\"x\":{}{}", "[".repeat(levels), "]".repeat(levels));
    let reply = fixture::connect().exchange(&with_content(with_insertion(&nested(limit - 1))));
    assert_eq!(reply.status, 200, "{}", reply.text());
    check(&with_content(with_insertion(&nested(limit))), INVALID.with_id(), "one level more");
}

#[test]
fn ten_thousand_members_are_refused_everywhere() {
    let members = (0..10_000).map(|at| format!("\"m{at}\":{at}")).collect::<Vec<_>>().join(",");
    for (context, marker) in [
        ("message", "\"params\":{"),
        ("params", "\"_meta\":{"),
        ("_meta", "\"io.modelcontextprotocol/protocolVersion\""),
        ("clientCapabilities", "}}}"),
        ("arguments", "\"a\":1"),
    ] {
        let text = Message::call("add", json!({ "a": 1, "b": 2 })).to_text();
        let text = match context {
            "clientCapabilities" => text.replacen("Capabilities\":{}", &format!("Capabilities\":{{{members}}}"), 1),
            _ => text.replacen(marker, &format!("{members},{marker}"), 1),
        };
        assert!(text.len() > 100_000, "{context}: the marker was found");
        check(&with_content(text), INVALID.with_id(), context);
    }
}

// spec: JSON-002
#[test]
fn doubled_members_are_refused_at_every_depth() {
    let text = Message::call("add", json!({ "a": 1, "b": 2 })).to_text();
    for (context, find, replace) in [
        ("jsonrpc", "\"method\":", "\"jsonrpc\":\"2.0\",\"method\":"),
        ("method", "\"params\":", "\"method\":\"tools/call\",\"params\":"),
        ("params", "\"params\":", "\"params\":{},\"params\":"),
        ("unknown", "\"params\":", "\"x\":1,\"x\":1,\"params\":"),
        ("escaped", "\"params\":", "\"\\u006dethod\":\"tools/list\",\"params\":"),
        ("name", "\"name\":\"add\"", "\"name\":\"add\",\"name\":\"fail\""),
        ("_meta", "\"_meta\":", "\"_meta\":{},\"_meta\":"),
        ("arguments", "\"arguments\":", "\"arguments\":{},\"arguments\":"),
        ("in arguments", "\"a\":1", "\"a\":1,\"a\":2"),
        ("in arguments, escaped", "\"a\":1", "\"a\":1,\"\\u0061\":2"),
        ("nested", "\"a\":1", "\"a\":[{\"x\":{\"y\":1,\"y\":1}}]"),
        ("in _meta", "\"_meta\":{", "\"_meta\":{\"k\":1,\"k\":2,"),
        ("in capabilities", "Capabilities\":{}", "Capabilities\":{\"roots\":{},\"roots\":{}}"),
    ] {
        let doubled = text.replacen(find, replace, 1);
        assert_ne!(doubled, text, "{context}: the place was found");
        check(&with_content(doubled), INVALID.with_id(), context);
    }
    check(&with_content(text.replacen("\"id\":1", "\"id\":1,\"id\":1", 1)), INVALID, "id");
    check(&with_content(text.replacen("\"id\":1", "\"id\":1,\"i\\u0064\":2", 1)), INVALID, "id, escaped");
}

/// The kinds of JSON values, as bits.
mod kind {
    pub(super) const NULL: u8 = 1;
    pub(super) const BOOLEAN: u8 = 2;
    pub(super) const INTEGER: u8 = 4;
    pub(super) const FRACTION: u8 = 8;
    pub(super) const STRING: u8 = 16;
    pub(super) const ARRAY: u8 = 32;
    pub(super) const OBJECT: u8 = 64;
    pub(super) const ALL: u8 = 127;
}

/// One value of each kind.
fn values() -> [(u8, Value); 7] {
    [
        (kind::NULL, json!(null)),
        (kind::BOOLEAN, json!(true)),
        (kind::INTEGER, json!(7)),
        (kind::FRACTION, json!(1.5)),
        (kind::STRING, json!("text")),
        (kind::ARRAY, json!(["text"])),
        (kind::OBJECT, json!({ "text": "text" })),
    ]
}

/// A place in a message, the kinds that may stand there, and the answer to every other.
type Place = (&'static str, u8, Failure);

const META: Failure = Failure::new(400, -32602).with_id();
const PARAMS: Failure = Failure::new(200, -32602).with_id();

/// Places that every request has.
const PLACES: &[Place] = &[
    ("/jsonrpc", 0, INVALID.with_id()),
    ("/id", kind::INTEGER | kind::STRING, INVALID),
    ("/method", kind::STRING, INVALID.with_id()),
    ("/params", kind::OBJECT, INVALID.with_id()),
    ("/params/_meta", kind::OBJECT, META),
    ("/params/_meta/progressToken", kind::INTEGER | kind::STRING, META),
    ("/params/_meta/io.modelcontextprotocol~1protocolVersion", kind::STRING, META),
    ("/params/_meta/io.modelcontextprotocol~1logLevel", 0, META),
    ("/params/_meta/io.modelcontextprotocol~1clientInfo", 0, META),
    ("/params/_meta/io.modelcontextprotocol~1clientInfo/name", kind::STRING, META),
    ("/params/_meta/io.modelcontextprotocol~1clientInfo/version", kind::STRING, META),
    ("/params/_meta/io.modelcontextprotocol~1clientInfo/title", kind::STRING, META),
    ("/params/_meta/io.modelcontextprotocol~1clientInfo/description", kind::STRING, META),
    ("/params/_meta/io.modelcontextprotocol~1clientInfo/websiteUrl", kind::STRING, META),
    ("/params/_meta/io.modelcontextprotocol~1clientInfo/icons", 0, META),
    ("/params/_meta/io.modelcontextprotocol~1clientInfo/icons/0", 0, META),
    ("/params/_meta/io.modelcontextprotocol~1clientInfo/icons/0/src", kind::STRING, META),
    ("/params/_meta/io.modelcontextprotocol~1clientInfo/icons/0/mimeType", kind::STRING, META),
    ("/params/_meta/io.modelcontextprotocol~1clientInfo/icons/0/sizes", kind::ARRAY, META),
    ("/params/_meta/io.modelcontextprotocol~1clientInfo/icons/0/sizes/0", kind::STRING, META),
    ("/params/_meta/io.modelcontextprotocol~1clientInfo/icons/0/theme", 0, META),
    ("/params/_meta/io.modelcontextprotocol~1clientCapabilities", kind::OBJECT, META),
    ("/params/_meta/io.modelcontextprotocol~1clientCapabilities/roots", kind::OBJECT, META),
    ("/params/_meta/io.modelcontextprotocol~1clientCapabilities/sampling", kind::OBJECT, META),
    ("/params/_meta/io.modelcontextprotocol~1clientCapabilities/sampling/context", kind::OBJECT, META),
    ("/params/_meta/io.modelcontextprotocol~1clientCapabilities/sampling/tools", kind::OBJECT, META),
    ("/params/_meta/io.modelcontextprotocol~1clientCapabilities/elicitation", kind::OBJECT, META),
    ("/params/_meta/io.modelcontextprotocol~1clientCapabilities/elicitation/form", kind::OBJECT, META),
    ("/params/_meta/io.modelcontextprotocol~1clientCapabilities/elicitation/url", kind::OBJECT, META),
    // What stands under a name of an experiment or an extension is an object; the text above has none in it.
    ("/params/_meta/io.modelcontextprotocol~1clientCapabilities/experimental", 0, META),
    ("/params/_meta/io.modelcontextprotocol~1clientCapabilities/experimental/x", kind::OBJECT, META),
    ("/params/_meta/io.modelcontextprotocol~1clientCapabilities/extensions", 0, META),
    ("/params/_meta/io.modelcontextprotocol~1clientCapabilities/extensions/com.example~1x", kind::OBJECT, META),
];

const OF_TOOLS_CALL: &[Place] = &[
    ("/params/name", kind::STRING, Failure::new(400, -32020).with_id()),
    ("/params/arguments", kind::OBJECT, PARAMS),
    // What stands under a key is judged by whoever asked the question.
    ("/params/inputResponses", kind::OBJECT, PARAMS),
    ("/params/requestState", kind::STRING, PARAMS),
    ("/params/arguments/a", kind::INTEGER, Failure::tool_error()),
    ("/params/arguments/b", kind::INTEGER, Failure::tool_error()),
];

const OF_TOOLS_LIST: &[Place] = &[("/params/cursor", 0, PARAMS)];

/// A message in which every place of the tables exists, as JSON.
fn full(method: &str) -> Value {
    let meta = json!({
        "progressToken": 1,
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/logLevel": "debug",
        "io.modelcontextprotocol/clientInfo": {
            "name": "x", "version": "1", "title": "X", "description": "d", "websiteUrl": "https://example.com",
            "icons": [{ "src": "https://example.com/i.png", "mimeType": "image/png", "sizes": ["48x48"], "theme": "dark" }],
        },
        "io.modelcontextprotocol/clientCapabilities": {
            "roots": {}, "sampling": { "context": {}, "tools": {} }, "elicitation": { "form": {}, "url": {} },
            "experimental": { "x": {} }, "extensions": { "com.example/x": {} },
        },
    });
    let mut params = json!({ "_meta": meta });
    match method {
        "tools/call" => {
            params["name"] = json!("add");
            params["arguments"] = json!({ "a": 1, "b": 2 });
        }
        "tools/list" => {}
        _ => assert_eq!(method, "server/discover"),
    }
    json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params })
}

/// Writes `value` at `pointer`, making the last member where it is absent.
fn set(message: &mut Value, pointer: &str, value: Value) {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer has a slash");
    let name = name.replace("~1", "/").replace("~0", "~");
    match message.pointer_mut(parent) {
        Some(Value::Array(elements)) => elements[name.parse::<usize>().expect("an index")] = value,
        Some(parent) => parent[name] = value,
        None => panic!("nothing at {parent}"),
    }
}

fn fields_for(method: &str, content: String) -> Request {
    let mut request = with_content(content);
    request.set("Mcp-Method", method);
    if method != "tools/call" {
        request.remove("Mcp-Name");
    }
    request
}

fn check_places(method: &str, places: &[&[Place]]) {
    let mut peer = fixture::connect();
    let whole = fields_for(method, full(method).to_string());
    assert!(peer.exchange(&whole).json()["result"].is_object(), "{method}: the whole message is good");
    for (pointer, allowed, failure) in places.iter().copied().flatten() {
        for (bit, value) in values().iter().filter(|(bit, _)| bit & allowed == 0) {
            assert_ne!(bit & kind::ALL, 0);
            let mut message = full(method);
            set(&mut message, pointer, value.clone());
            let reply = peer.exchange(&fields_for(method, message.to_string()));
            assert_failure(&reply, failure, "1", &format!("{method} {pointer} = {value}"));
            assert!(reply.keeps_connection);
        }
    }
    assert!(peer.still_answers(&whole));
}

// spec: META-009 META-010 ERR-002 ERR-004 TOOLS-023 TOOLS-026 JSON-003 META-020
#[test]
fn wrong_types_are_refused_at_every_field_of_tools_call() {
    check_places("tools/call", &[PLACES, OF_TOOLS_CALL]);
}

// spec: META-009 ERR-002 ERR-004
#[test]
fn wrong_types_are_refused_at_every_field_of_tools_list() {
    check_places("tools/list", &[PLACES, OF_TOOLS_LIST]);
}

// spec: META-009 ERR-002
#[test]
fn wrong_types_are_refused_at_every_field_of_server_discover() {
    check_places("server/discover", &[PLACES]);
}

#[test]
fn long_values_are_not_sent_back() {
    let long = "x".repeat(1 << 20);
    let mut peer = fixture::connect();
    let mut check = |message: &Message, change: fn(&mut Request)| {
        let mut request = Request::post(&fixture::authority(), message);
        change(&mut request);
        let reply = peer.exchange(&request);
        assert!(reply.content.len() < 2048, "{} bytes came back", reply.content.len());
        assert!(reply.json()["result"]["isError"] == true || reply.json()["error"].is_object());
    };
    check(&Message::call("add", json!({ "a": long, "b": 2 })), |_| {});
    check(&Message::call("add", json!({ "a": 1, "b": 2, "c": long })).with_id("1.5"), |_| {});
    check(&Message::call(&long, json!({})), |request| request.set("Mcp-Name", "add"));
    check(&Message::request(&long, json!({})), |request| request.set("Mcp-Method", "tools/list"));
    check(&Message::request("tools/list", json!({ "cursor": long })), |_| {});
    let mut message = Message::request("tools/list", json!({}));
    message.set_meta(test_support::message::PROTOCOL_VERSION, json!(long));
    check(&message, |request| request.set("MCP-Protocol-Version", "2026-07-28"));
}

#[test]
fn a_peer_that_leaves_before_the_answer_hurts_nobody() {
    for _ in 0..50 {
        let mut peer: Peer = fixture::connect();
        peer.send(&good().to_bytes()).expect("the server reads");
    }
    assert!(fixture::connect().still_answers(&good()));
}
