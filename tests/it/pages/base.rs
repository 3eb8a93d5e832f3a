//! basic/index: messages, ids, `_meta`, error codes.

use serde_json::{Value, json};
use test_support::message::{CLIENT_CAPABILITIES, CLIENT_INFO, LOG_LEVEL, PROTOCOL_VERSION};
use test_support::{Message, Request};

use crate::fixture;

fn good(message: &Message) -> Value {
    let reply = fixture::ask(message);
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.field("content-type"), Some("application/json"));
    let body = reply.json();
    assert!(body["result"].is_object(), "{body}");
    body["result"].clone()
}

/// Literals of ids that are kept byte for byte, also where another spelling means the same.
const IDS: &[&str] = &[
    "0",
    "-1",
    "-0",
    "1732400000000",
    "9007199254740993",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551615",
    "123456789012345678901234567890123456789",
    "\"\"",
    "\"1\"",
    "\"\\u0041\"",
    "\"\\/\\\"\\\\\\b\\f\\n\\r\\t\"",
    "\"\\ud83d\\ude00\"",
    "\"é😀\"",
    "\"0b9f1c3e-7f64-4b0e-9c1d-0f8a4d2f6c11\"",
];

// spec: JSON-006 JSON-013
#[test]
fn ids_come_back_byte_for_byte() {
    let long = format!("\"{}\"", "x".repeat(254));
    let mut peer = fixture::connect();
    for id in IDS.iter().copied().chain([long.as_str()]) {
        for message in [
            Message::call("add", json!({ "a": 1, "b": 2 })),
            Message::request("tools/list", json!({})),
            Message::request("server/discover", json!({})),
            Message::request("unknown/method", json!({})),
            Message::call("no-such-tool", json!({})),
        ] {
            let reply = peer.exchange(&Request::post(&fixture::authority(), &message.clone().with_id(id)));
            assert!(reply.text().contains(&format!("\"id\":{id}")), "{id}: {}", reply.text());
            // Why: the id must be the member, not an echo in a message.
            assert_eq!(reply.json()["id"].is_string(), id.starts_with('"'), "{}", reply.text());
        }
    }
}

// spec: JSON-003 JSON-004 JSON-013
#[test]
fn what_is_no_id_is_refused_without_an_id() {
    let too_long = format!("\"{}\"", "x".repeat(255));
    for id in ["null", "true", "1.5", "-0.1", "[1]", "{\"a\":1}", "[]", too_long.as_str()] {
        let reply = fixture::ask(&Message::call("add", json!({ "a": 1, "b": 2 })).with_id(id));
        let body = reply.json();
        assert_eq!((reply.status, &body["error"]["code"]), (400, &json!(-32600)), "{id}: {body}");
        assert!(body.get("id").is_none(), "{id}: {body}");
    }
}

// spec: JSON-007 JSON-008
#[test]
fn results_say_that_they_are_complete() {
    for message in [
        Message::call("add", json!({ "a": 1, "b": 2 })),
        Message::call("fail", json!({})),
        Message::request("tools/list", json!({})),
        Message::request("server/discover", json!({})),
    ] {
        let body = fixture::ask(&message).json();
        assert_eq!(body["result"]["resultType"], "complete", "{body}");
        assert!(body.get("error").is_none(), "{body}");
        assert_eq!(body["jsonrpc"], "2.0");
    }
}

// spec: META-017
#[test]
fn every_result_names_the_server() {
    for message in [
        Message::call("add", json!({ "a": 1, "b": 2 })),
        Message::call("fail", json!({})),
        Message::request("tools/list", json!({})),
        Message::request("server/discover", json!({})),
    ] {
        let result = good(&message);
        let info = &result["_meta"]["io.modelcontextprotocol/serverInfo"];
        assert_eq!((&info["name"], &info["version"]), (&json!(it::NAME), &json!(it::VERSION)), "{result}");
    }
}

// spec: META-012
#[test]
fn a_client_need_not_name_itself() {
    let mut message = Message::call("add", json!({ "a": 1, "b": 2 }));
    message.remove_meta(CLIENT_INFO);
    assert_eq!(good(&message)["structuredContent"], json!({ "sum": 3 }));
}

// spec: META-001 META-022 META-023
#[test]
fn unknown_members_of_meta_and_capabilities_are_tolerated() {
    let mut message = Message::call("add", json!({ "a": 1, "b": 2 }));
    let capabilities = json!({
        "roots": { "listChanged": true },
        "sampling": { "tools": {}, "later": [1, 2.5, null] },
        "elicitation": {},
        "extensions": { "com.example/x": { "on": true } },
        "yetToCome": { "a": [null, 1.5] },
    });
    for (key, value) in [
        (CLIENT_CAPABILITIES, capabilities),
        (CLIENT_INFO, json!({ "name": "x", "version": "1", "title": "X", "later": null })),
        (LOG_LEVEL, json!("debug")),
        ("io.modelcontextprotocol/yetToCome", json!([1, 2.5, null])),
        ("com.example/anything", json!({ "a": null })),
        ("traceparent", json!("00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01")),
        ("tracestate", json!("vendor=value")),
        ("baggage", json!("user=alice")),
        ("progressToken", json!("token")),
    ] {
        message.set_meta(key, value);
        assert_eq!(good(&message)["structuredContent"], json!({ "sum": 3 }), "{key}");
    }
    message.params.insert("yetToCome".into(), json!({}));
    assert_eq!(good(&message)["structuredContent"], json!({ "sum": 3 }));
}

// spec: META-021 A trace context that is none is no reason to refuse the work.
#[test]
fn a_malformed_trace_context_does_not_stop_a_call() {
    for value in [json!("00-zz"), json!(""), json!(7)] {
        let mut message = Message::call("add", json!({ "a": 1, "b": 2 }));
        message.set_meta("traceparent", value);
        let body = fixture::ask(&message).json();
        let refused = body["error"]["code"] == -32602;
        assert!(refused || body["result"]["structuredContent"] == json!({ "sum": 3 }), "{body}");
    }
}

// spec: JSON-002 ERR-006 ERR-009 ERR-011 ERR-012
#[test]
fn only_codes_that_the_specification_gives_out_are_sent() {
    const GIVEN_OUT: [i64; 8] = [-32700, -32600, -32601, -32602, -32603, -32020, -32021, -32022];
    let mut peer = fixture::connect();
    for text in ["", "[]", "{}", "null", "{\"jsonrpc\":\"2.0\"}", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\"}"] {
        let reply = peer.exchange(&Request::post_text(&fixture::authority(), text));
        let code = reply.json()["error"]["code"].as_i64().unwrap_or_default();
        assert!(GIVEN_OUT.contains(&code), "{text}: {}", reply.text());
    }
}

// spec: JSON-021 HTTP-012
#[test]
fn posted_responses_are_refused() {
    for text in [
        r#"{"jsonrpc":"2.0","id":1,"result":{}}"#,
        r#"{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"x"}}"#,
        r#"{"jsonrpc":"2.0","error":{"code":1,"message":"x"}}"#,
    ] {
        let mut request = Request::post_text(&fixture::authority(), text);
        request.set("MCP-Protocol-Version", "2026-07-28");
        let reply = fixture::connect().exchange(&request);
        assert_eq!((reply.status, &reply.json()["error"]["code"]), (400, &json!(-32600)), "{text}: {}", reply.text());
    }
}

// spec: JSON-018 HTTP-014 A request that lost its id is not taken for a notification, and none of both has an id.
#[test]
fn ids_stand_on_requests_only() {
    for method in ["tools/call", "tools/list", "server/discover"] {
        let reply = fixture::ask(&Message { id: None, ..Message::request(method, json!({ "name": "add" })) });
        let body = reply.json();
        assert_eq!(
            (reply.status, &body["error"]["code"], body.get("id")),
            (400, &json!(-32600), None),
            "{method}: {body}"
        );
    }
    let reply = fixture::ask(&Message { id: Some("7".into()), ..Message::notification("notifications/cancelled") });
    assert_eq!((reply.status, &reply.json()["error"]["code"]), (400, &json!(-32600)), "{}", reply.text());
}

// spec: STATE-001 What a request must say of itself, an earlier one on the connection cannot say for it.
#[test]
fn nothing_of_an_earlier_request_stands_for_a_later_one() {
    let complete = Message::call("add", json!({ "a": 1, "b": 2 }));
    let mut peer = fixture::connect();
    for key in [PROTOCOL_VERSION, CLIENT_CAPABILITIES] {
        let before = peer.exchange(&Request::post(&fixture::authority(), &complete));
        assert_eq!(before.status, 200, "{}", before.text());
        let mut lacking = complete.clone();
        lacking.remove_meta(key);
        let after = peer.exchange(&Request::post(&fixture::authority(), &lacking));
        assert_eq!((after.status, &after.json()["error"]["code"]), (400, &json!(-32602)), "{key}: {}", after.text());
        assert_eq!(after.json(), fixture::ask(&lacking).json(), "{key}: as on a connection of its own");
    }
}
