//! The order of refusals: every way to break a request, alone and together with every other.
//!
//! The table below is written by hand from the design; the server has its own. A request that breaks several rules is
//! answered by the row with the lowest number, however the rules are combined.

use serde_json::json;
use test_support::message::{CLIENT_CAPABILITIES, CLIENT_INFO, LOG_LEVEL, PROTOCOL_VERSION, VERSION};
use test_support::{Framing, Message, Peer, Reply, Request};

use crate::expect::{Failure, assert_failure};
use crate::fixture;

/// One row of the design's table.
struct Row {
    number: u8,
    statuses: &'static [u16],
    codes: &'static [i64],
    /// Whether a request can meet this condition yet; a step that adds the condition adds ways to break it.
    reachable: bool,
}

const fn row(number: u8, statuses: &'static [u16], codes: &'static [i64]) -> Row {
    Row { number, statuses, codes, reachable: true }
}

const fn later(number: u8, statuses: &'static [u16], codes: &'static [i64]) -> Row {
    Row { number, statuses, codes, reachable: false }
}

const TABLE: [Row; 18] = [
    row(1, &[405], &[-32600]),                // method not POST
    row(2, &[403], &[-32600]),                // Origin or Host not allowed
    later(3, &[401], &[-32600]),              // credentials: no server here asks for any yet
    row(4, &[415, 406, 413, 431], &[-32600]), // content type, accept, size
    row(5, &[400], &[-32700, -32600]),        // not JSON, not one JSON-RPC message, a posted response
    row(6, &[400], &[-32022]),                // legacy traffic on a modern-only server
    row(7, &[400], &[-32602]),                // required `_meta` member missing or of wrong type
    row(8, &[400], &[-32020]),                // MCP-Protocol-Version missing or different from `_meta`
    row(9, &[400], &[-32022]),                // version not served
    row(10, &[404], &[-32601]),               // unknown method
    row(11, &[400], &[-32020]),               // Mcp-Method, Mcp-Name missing or different from the body
    later(12, &[400], &[-32021]),             // extension method or filter: no extension is served yet
    later(13, &[403], &[-32600]),             // policy: none can be set yet
    row(14, &[200], &[-32602]),               // malformed params, unknown name
    later(15, &[400], &[-32021]),             // a capability the tool must have: no tool can demand one yet
    later(16, &[400], &[-32020]),             // Mcp-Param-*: no tool can mirror parameters yet
    row(17, &[200], &[]),                     // arguments break the input schema: a result with `isError`
    later(18, &[503, 429], &[]),              // overload, rate, deadline: no limit can be set yet
];

/// One way to break a good request, and the answer it deserves.
struct Breakage {
    row: u8,
    name: &'static str,
    message: fn(&mut Message),
    head: fn(&mut Request),
    content: Option<fn(String) -> Vec<u8>>,
    /// Whether only a call of a tool can be broken in this way.
    calls_only: bool,
    failure: Failure,
}

impl Breakage {
    const fn new(row: u8, name: &'static str, failure: Failure) -> Self {
        Breakage { row, name, message: |_| {}, head: |_| {}, content: None, calls_only: false, failure }
    }

    const fn of_calls(self) -> Self {
        Breakage { calls_only: true, ..self }
    }

    const fn message(self, message: fn(&mut Message)) -> Self {
        Breakage { message, ..self }
    }

    const fn head(self, head: fn(&mut Request)) -> Self {
        Breakage { head, ..self }
    }

    const fn content(self, content: fn(String) -> Vec<u8>) -> Self {
        Breakage { content: Some(content), ..self }
    }
}

/// Ways to break what is judged from the head alone: rows 1 to 4.
const BY_HEAD: &[Breakage] = &[
    Breakage::new(1, "GET", Failure::new(405, -32600)).head(|head| head.method = "GET".into()),
    Breakage::new(1, "DELETE", Failure::new(405, -32600)).head(|head| head.method = "DELETE".into()),
    Breakage::new(1, "PUT", Failure::new(405, -32600)).head(|head| head.method = "PUT".into()),
    Breakage::new(1, "post in lower case", Failure::new(405, -32600)).head(|head| head.method = "post".into()),
    Breakage::new(1, "OPTIONS that is no preflight", Failure::new(405, -32600)).head(|head| {
        head.method = "OPTIONS".into();
    }),
    Breakage::new(2, "foreign Origin", Failure::new(403, -32600)).head(|head| {
        head.set("Origin", "http://evil.example.com");
    }),
    Breakage::new(2, "null Origin", Failure::new(403, -32600)).head(|head| head.set("Origin", "null")),
    Breakage::new(2, "no origin in Origin", Failure::new(403, -32600)).head(|head| head.set("Origin", "localhost")),
    Breakage::new(2, "good Origin next to a foreign one", Failure::new(403, -32600)).head(|head| {
        let good = format!("http://{}", String::from_utf8_lossy(head.field("Host").unwrap_or_default()));
        head.set("Origin", good);
        head.add("Origin", "http://evil.example.com");
    }),
    Breakage::new(2, "foreign Host", Failure::new(403, -32600)).head(|head| head.set("Host", "evil.example.com")),
    Breakage::new(2, "Host that only starts like ours", Failure::new(403, -32600)).head(|head| {
        head.set("Host", "127.0.0.1.evil.example.com");
    }),
    Breakage::new(4, "plain text", Failure::new(415, -32600)).head(|head| head.set("Content-Type", "text/plain")),
    Breakage::new(4, "no Content-Type", Failure::new(415, -32600)).head(|head| head.remove("Content-Type")),
    Breakage::new(4, "JSON with a suffix", Failure::new(415, -32600)).head(|head| {
        head.set("Content-Type", "application/json-patch+json");
    }),
    Breakage::new(4, "Accept of pages", Failure::new(406, -32600)).head(|head| head.set("Accept", "text/html")),
    Breakage::new(4, "JSON excluded by weight", Failure::new(406, -32600)).head(|head| {
        head.set("Accept", "*/*, application/json;q=0");
    }),
    Breakage::new(4, "declared too large", Failure::new(413, -32600).closing()).head(|head| {
        head.framing = Framing::Declared(1 << 40);
    }),
    Breakage::new(4, "head too large", Failure::new(431, -32600)).head(|head| {
        head.set("X-Filler", vec![b'x'; fixture::OVERSIZED_HEAD]);
    }),
];

/// Ways to break the JSON-RPC message itself: row 5.
const BY_CONTENT: &[Breakage] = &[
    Breakage::new(5, "cut off", Failure::new(400, -32700).with_id()).content(|text| text[..text.len() - 1].into()),
    Breakage::new(5, "empty", Failure::new(400, -32700)).content(|_| Vec::new()),
    Breakage::new(5, "not UTF-8", Failure::new(400, -32700).with_id()).content(|text| {
        let mut bytes = text.into_bytes();
        let last = bytes.len() - 1;
        bytes.splice(last..last, *b",\"x\":\"\xff\"");
        bytes
    }),
    Breakage::new(5, "trailing comma", Failure::new(400, -32700).with_id()).content(|text| format!("{text},").into()),
    Breakage::new(5, "batch", Failure::new(400, -32600)).content(|text| format!("[{text}]").into_bytes()),
    Breakage::new(5, "string", Failure::new(400, -32600)).content(|_| b"\"tools/call\"".to_vec()),
    Breakage::new(5, "jsonrpc 1.0", Failure::new(400, -32600).with_id()).message(|message| {
        message.jsonrpc = json!("1.0");
    }),
    Breakage::new(5, "jsonrpc as number", Failure::new(400, -32600).with_id()).message(|message| {
        message.jsonrpc = json!(2.0);
    }),
    Breakage::new(5, "no method", Failure::new(400, -32600).with_id())
        .content(|text| text.replacen("\"method\"", "\"nomethod\"", 1).into_bytes()),
    Breakage::new(5, "params as array", Failure::new(400, -32600).with_id())
        .content(|text| text.replacen("\"params\":", "\"params\":[],\"rest\":", 1).into_bytes()),
    Breakage::new(5, "doubled method", Failure::new(400, -32600).with_id())
        .content(|text| text.replacen("\"params\":", "\"method\":\"tools/list\",\"params\":", 1).into_bytes()),
    Breakage::new(5, "doubled member deep inside", Failure::new(400, -32600).with_id())
        .content(|text| text.replacen("\"params\":", "\"x\":[{\"a\":1,\"\\u0061\":1}],\"params\":", 1).into_bytes()),
    Breakage::new(5, "too deep", Failure::new(400, -32600).with_id()).content(|text| {
        let nested = format!("\"x\":{}{},\"params\":", "[".repeat(100), "]".repeat(100));
        text.replacen("\"params\":", &nested, 1).into_bytes()
    }),
    Breakage::new(5, "id null", Failure::new(400, -32600)).message(|message| message.id = Some("null".into())),
    Breakage::new(5, "fractional id", Failure::new(400, -32600)).message(|message| message.id = Some("1.5".into())),
    Breakage::new(5, "id twice", Failure::new(400, -32600))
        .content(|text| text.replacen("\"params\":", "\"id\":2,\"params\":", 1).into_bytes()),
];

/// Ways to break what head and message say together: rows 6 to 17.
const BY_MESSAGE: &[Breakage] = &[
    Breakage::new(6, "initialize", Failure::new(400, -32022).with_id().checked(names_our_versions)).message(
        |message| {
            message.method = "initialize".into();
            message.meta = None;
        },
    ),
    Breakage::new(6, "initialize with old _meta", Failure::new(400, -32022).with_id().checked(names_our_versions))
        .message(|message| {
            message.method = "initialize".into();
            message.meta = Some(json!({ "progressToken": 1 }));
        }),
    Breakage::new(7, "no _meta", Failure::new(400, -32602).with_id()).message(|message| message.meta = None),
    Breakage::new(7, "_meta as array", Failure::new(400, -32602).with_id()).message(|message| {
        message.meta = Some(json!([]));
    }),
    Breakage::new(7, "no protocolVersion", Failure::new(400, -32602).with_id()).message(|message| {
        message.remove_meta(PROTOCOL_VERSION);
    }),
    Breakage::new(7, "protocolVersion as number", Failure::new(400, -32602).with_id()).message(|message| {
        message.set_meta(PROTOCOL_VERSION, json!(20260728));
    }),
    Breakage::new(7, "no clientCapabilities", Failure::new(400, -32602).with_id()).message(|message| {
        message.remove_meta(CLIENT_CAPABILITIES);
    }),
    Breakage::new(7, "clientCapabilities as array", Failure::new(400, -32602).with_id()).message(|message| {
        message.set_meta(CLIENT_CAPABILITIES, json!([]));
    }),
    Breakage::new(7, "clientInfo without version", Failure::new(400, -32602).with_id()).message(|message| {
        message.set_meta(CLIENT_INFO, json!({ "name": "x" }));
    }),
    Breakage::new(7, "unknown logLevel", Failure::new(400, -32602).with_id()).message(|message| {
        message.set_meta(LOG_LEVEL, json!("loud"));
    }),
    Breakage::new(8, "no MCP-Protocol-Version", Failure::new(400, -32020).with_id()).head(|head| {
        head.remove("MCP-Protocol-Version");
    }),
    Breakage::new(8, "another MCP-Protocol-Version", Failure::new(400, -32020).with_id()).head(|head| {
        head.set("MCP-Protocol-Version", "2025-06-18");
    }),
    Breakage::new(8, "MCP-Protocol-Version twice", Failure::new(400, -32020).with_id()).head(|head| {
        let value = head.field("MCP-Protocol-Version").unwrap_or_default().to_vec();
        head.add("MCP-Protocol-Version", value);
    }),
    Breakage::new(8, "MCP-Protocol-Version with foreign bytes", Failure::new(400, -32020).with_id()).head(|head| {
        head.set("MCP-Protocol-Version", b"2026-07-28\xff");
    }),
    Breakage::new(9, "version to come", Failure::new(400, -32022).with_id().checked(names_2099))
        .message(|message| {
            message.set_meta(PROTOCOL_VERSION, json!("2099-01-01"));
        })
        .head(|head| head.set("MCP-Protocol-Version", "2099-01-01")),
    Breakage::new(9, "legacy version", Failure::new(400, -32022).with_id().checked(names_our_versions))
        .message(|message| {
            message.set_meta(PROTOCOL_VERSION, json!("2025-11-25"));
        })
        .head(|head| head.set("MCP-Protocol-Version", "2025-11-25")),
    Breakage::new(10, "method nobody knows", Failure::new(404, -32601).with_id()).message(|message| {
        message.method = "unknown/method".into();
    }),
    Breakage::new(10, "ping", Failure::new(404, -32601).with_id()).message(|message| message.method = "ping".into()),
    Breakage::new(10, "method we do not serve", Failure::new(404, -32601).with_id()).message(|message| {
        message.method = "prompts/get".into();
    }),
    Breakage::new(11, "no Mcp-Method", Failure::new(400, -32020).with_id()).head(|head| head.remove("Mcp-Method")),
    Breakage::new(11, "another Mcp-Method", Failure::new(400, -32020).with_id()).head(|head| {
        head.set("Mcp-Method", "resources/list");
    }),
    Breakage::new(11, "Mcp-Method in upper case", Failure::new(400, -32020).with_id()).head(|head| {
        head.set("Mcp-Method", "TOOLS/CALL");
    }),
    Breakage::new(11, "Mcp-Method twice", Failure::new(400, -32020).with_id()).head(|head| {
        head.add("Mcp-Method", "tools/call");
    }),
    Breakage::new(11, "no Mcp-Name", Failure::new(400, -32020).with_id())
        .of_calls()
        .head(|head| head.remove("Mcp-Name")),
    Breakage::new(11, "another Mcp-Name", Failure::new(400, -32020).with_id())
        .of_calls()
        .head(|head| head.set("Mcp-Name", "other")),
    Breakage::new(11, "Mcp-Name twice", Failure::new(400, -32020).with_id()).of_calls().head(|head| {
        let value = head.field("Mcp-Name").unwrap_or_default().to_vec();
        head.add("Mcp-Name", value);
    }),
    Breakage::new(11, "Mcp-Name with broken Base64", Failure::new(400, -32020).with_id()).of_calls().head(|head| {
        head.set("Mcp-Name", "=?base64?YWRk!?=");
    }),
    Breakage::new(11, "Mcp-Name with foreign bytes", Failure::new(400, -32020).with_id()).of_calls().head(|head| {
        head.set("Mcp-Name", b"add\xc3\xa9");
    }),
    Breakage::new(11, "no name at all", Failure::new(400, -32020).with_id()).of_calls().message(|message| {
        message.params.remove("name");
    }),
    Breakage::new(11, "no name in the body", Failure::new(400, -32020).with_id())
        .of_calls()
        .message(|message| {
            message.params.remove("name");
        })
        .head(|head| head.set("Mcp-Name", "add")),
    Breakage::new(14, "unknown tool", Failure::new(200, -32602).with_id()).of_calls().message(|message| {
        message.params.insert("name".into(), json!("no-such-tool"));
    }),
    Breakage::new(14, "arguments as array", Failure::new(200, -32602).with_id()).of_calls().message(|message| {
        message.params.insert("arguments".into(), json!([1, 2]));
    }),
    Breakage::new(17, "argument of wrong type", Failure::tool_error()).of_calls().message(|message| {
        message.params.insert("arguments".into(), json!({ "a": "one", "b": 2 }));
    }),
    Breakage::new(17, "argument missing", Failure::tool_error()).of_calls().message(|message| {
        message.params.insert("arguments".into(), json!({ "a": 1 }));
    }),
];

// spec: ERR-016 The error names what is served and what was asked for.
fn names_2099(reply: &Reply) {
    names_our_versions(reply);
    assert_eq!(reply.json()["error"]["data"]["requested"], "2099-01-01");
}

// spec: VER-014 The refusal of legacy traffic names the versions that are served, also to a reader of the message alone.
fn names_our_versions(reply: &Reply) {
    let error = &reply.json()["error"];
    assert_eq!(error["data"]["supported"], json!([VERSION]));
    assert!(error["data"]["requested"].is_string(), "{error}");
    assert!(error["message"].as_str().is_some_and(|message| message.contains(VERSION)), "{error}");
}

fn all() -> Vec<&'static Breakage> {
    BY_HEAD.iter().chain(BY_CONTENT).chain(BY_MESSAGE).collect()
}

/// The requests that are broken.
fn good(method: &str) -> Message {
    let params =
        if method == "tools/call" { json!({ "name": "add", "arguments": { "a": 1, "b": 2 } }) } else { json!({}) };
    Message::request(method, params).with_id("\"broken-7\"")
}

/// A good request with these breakages; where two touch the same part, the lower row has the last word.
fn broken(method: &str, breakages: &[&Breakage]) -> Request {
    let mut message = good(method);
    let mut ordered = breakages.to_vec();
    ordered.sort_by_key(|breakage| std::cmp::Reverse(breakage.row));
    for breakage in &ordered {
        (breakage.message)(&mut message);
    }
    let mut request = Request::post(&fixture::authority(), &message);
    for breakage in &ordered {
        (breakage.head)(&mut request);
    }
    for content in ordered.iter().filter_map(|breakage| breakage.content) {
        let text =
            String::from_utf8(request.content).expect("at most one breakage of row 5, so the text is good still");
        request.content = content(text);
    }
    request
}

/// A connection that is opened again only when the server has closed it.
#[derive(Default)]
struct Reconnecting(Option<Peer>);

impl Reconnecting {
    fn check(&mut self, method: &str, breakages: &[&Breakage]) {
        let names: Vec<_> = breakages.iter().map(|breakage| (breakage.row, breakage.name)).collect();
        let expected = breakages.iter().min_by_key(|breakage| breakage.row).expect("at least one breakage");
        let peer = self.0.get_or_insert_with(fixture::connect);
        let reply = peer.exchange(&broken(method, breakages));
        assert_failure(&reply, &expected.failure, "\"broken-7\"", &format!("{method}: {names:?}"));
        let open = reply.keeps_connection && !breakages.iter().any(|breakage| breakage.failure.closes);
        if !open {
            self.0 = None;
        }
    }
}

const METHODS: [&str; 3] = ["tools/call", "tools/list", "server/discover"];

/// Every way in which a request of this method can be broken.
fn ways(method: &str) -> Vec<&'static Breakage> {
    all().into_iter().filter(|breakage| method == "tools/call" || !breakage.calls_only).collect()
}

#[test]
fn good_requests_are_answered() {
    for method in METHODS {
        let reply = fixture::connect().exchange(&broken(method, &[]));
        assert_eq!((reply.status, reply.json()["result"].is_object()), (200, true), "{method}");
    }
}

// spec: HTTP-003 HTTP-029 HTTP-030 HTTP-031 HTTP-033 HTTP-037 HTTP-038 HTTP-039 HTTP-040 HTTP-042 HTTP-076
// spec: META-009 META-010 ERR-001 ERR-002 ERR-003 ERR-004 ERR-017 TOOLS-023
#[test]
fn every_breakage_is_answered_by_its_row() {
    for method in METHODS {
        for breakage in ways(method) {
            Reconnecting::default().check(method, &[breakage]);
        }
    }
}

// spec: HTTP-029 META-010
#[test]
fn of_two_breakages_the_lower_row_answers() {
    for method in METHODS {
        let (ways, mut connection) = (ways(method), Reconnecting::default());
        for (at, first) in ways.iter().enumerate() {
            for second in ways[at + 1..].iter().filter(|second| second.row != first.row) {
                connection.check(method, &[first, second]);
            }
        }
    }
}

#[test]
fn of_any_breakages_the_lowest_row_answers() {
    let rows: Vec<Vec<&Breakage>> = (1..=18)
        .map(|number| all().into_iter().filter(|breakage| breakage.row == number).collect::<Vec<_>>())
        .filter(|ways| !ways.is_empty())
        .collect();
    let mut connection = Reconnecting::default();
    for subset in 1..1_usize << rows.len() {
        // Why: which way of a row is taken turns with the subset, so that all of them meet many others.
        let chosen: Vec<_> = rows
            .iter()
            .enumerate()
            .filter(|(at, _)| subset >> at & 1 == 1)
            .map(|(at, ways)| ways[(subset / (at + 1)) % ways.len()])
            .collect();
        connection.check("tools/call", &chosen);
    }
}

#[test]
fn every_reachable_row_has_breakages_within_its_answers() {
    for row in &TABLE {
        let ways: Vec<_> = all().into_iter().filter(|breakage| breakage.row == row.number).collect();
        assert_eq!(row.reachable, !ways.is_empty(), "row {}", row.number);
        for way in ways {
            assert!(row.statuses.contains(&way.failure.status), "row {}: {}", row.number, way.name);
            assert!(way.failure.code.is_none_or(|code| row.codes.contains(&code)), "row {}: {}", row.number, way.name);
        }
    }
}

#[test]
fn the_table_by_hand_is_the_table_of_the_code() {
    let of_the_code = fixture::refusals();
    assert_eq!(of_the_code.len(), TABLE.len());
    for (by_hand, (number, statuses, codes)) in TABLE.iter().zip(of_the_code) {
        assert_eq!((by_hand.number, by_hand.statuses), (number, statuses.as_slice()));
        if by_hand.number == 18 {
            // The design leaves the code open, but it is one, and outside the block that JSON-RPC reserves.
            assert!(matches!(codes[..], [code] if !(-32768..=-32000).contains(&code)), "{codes:?}");
        } else {
            assert_eq!(by_hand.codes, codes, "row {number}");
        }
    }
}
