//! server/tools: the list, calls, failures.

use serde_json::{Value, json};
use test_support::{Message, Peer, Request};

use crate::fixture;

fn exchange(peer: &mut Peer, message: &Message) -> Value {
    let reply = peer.exchange(&Request::post(&fixture::authority(), message));
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

fn call(tool: &str, arguments: Value) -> Value {
    exchange(&mut fixture::connect(), &Message::call(tool, arguments))
}

fn list(peer: &mut Peer) -> Value {
    exchange(peer, &Message::request("tools/list", json!({})))["result"].clone()
}

fn names(list: &Value) -> Vec<&str> {
    list["tools"].as_array().into_iter().flatten().filter_map(|tool| tool["name"].as_str()).collect()
}

// spec: TOOLS-002 TOOLS-005 TOOLS-013
#[test]
fn tools_are_listed_in_the_order_of_their_registration() {
    let list = list(&mut fixture::connect());
    assert_eq!(names(&list), it::TOOLS);
    assert!(list.get("nextCursor").is_none(), "{list}");
}

// spec: TOOLS-003 A call, a failure, a panic: the list stays what it is, on this connection and on others.
#[test]
fn the_list_depends_on_no_connection_and_no_request() {
    let (mut one, mut other) = (fixture::connect(), fixture::connect());
    let before = list(&mut one);
    for tool in it::TOOLS {
        one.exchange(&Request::post(&fixture::authority(), &Message::call(tool, json!({}))));
    }
    assert_eq!(list(&mut one), before);
    assert_eq!(list(&mut other), before);
}

// spec: TOOLS-007 TOOLS-008 TOOLS-010 TOOLS-012
#[test]
fn definitions_have_the_shape_that_clients_expect() {
    let list = list(&mut fixture::connect());
    for tool in list["tools"].as_array().into_iter().flatten() {
        assert_eq!(tool["inputSchema"]["type"], "object", "{tool}");
        let name = tool["name"].as_str().unwrap_or_default();
        assert!((1..=128).contains(&name.len()), "{tool}");
        assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte)), "{tool}");
    }
    let tool =
        |name| list["tools"].as_array().and_then(|tools| tools.iter().find(|tool| tool["name"] == name)).cloned();
    let pong = tool("pong").expect("registered");
    assert_eq!(pong["inputSchema"]["additionalProperties"], false, "{pong}");
    let add = tool("add").expect("registered");
    assert_eq!(add["inputSchema"]["required"], json!(["a", "b"]), "{add}");
    assert_eq!(add["inputSchema"]["properties"]["a"]["type"], "integer", "{add}");
    assert_eq!(add["outputSchema"]["properties"]["sum"]["type"], "integer", "{add}");
    assert_eq!((&add["title"], &add["annotations"]["readOnlyHint"]), (&json!("Addition"), &json!(true)), "{add}");
}

// spec: CACHE-002 CACHE-010 CACHE-011
#[test]
fn the_list_says_how_long_it_is_fresh() {
    let list = list(&mut fixture::connect());
    assert!(list["ttlMs"].is_u64(), "{list}");
    assert!(["public", "private"].contains(&list["cacheScope"].as_str().unwrap_or_default()), "{list}");
}

// spec: TOOLS-018 TOOLS-020 TOOLS-021
#[test]
fn structured_output_is_repeated_as_text() {
    let result = &call("add", json!({ "a": 40, "b": 2 }))["result"];
    assert_eq!(result["structuredContent"], json!({ "sum": 42 }));
    assert_eq!(result["content"][0]["type"], "text", "{result}");
    let text = result["content"][0]["text"].as_str().unwrap_or_default();
    assert_eq!(serde_json::from_str::<Value>(text).ok(), Some(json!({ "sum": 42 })));
    assert_ne!(result["isError"], true, "{result}");
}

#[test]
fn text_comes_back_unchanged() {
    for text in [
        "",
        "plain",
        "line\nbreak\ttab \"quote\" \\",
        "\u{0} \u{1f} \u{7f} \u{2028}",
        "größe 世界 😀",
        &"x".repeat(1 << 16),
    ] {
        let result = &call("echo", json!({ "text": text }))["result"];
        assert_eq!(result["content"], json!([{ "type": "text", "text": text }]), "{result}");
        assert!(result.get("structuredContent").is_none(), "{result}");
    }
}

// spec: TOOLS-035
#[test]
fn arguments_may_be_left_out() {
    let mut message = Message::call("pong", json!({}));
    let with = exchange(&mut fixture::connect(), &message);
    message.params.remove("arguments");
    let without = exchange(&mut fixture::connect(), &message);
    assert_eq!(with["result"]["content"][0]["text"], "pong");
    assert_eq!(with, without);
}

// spec: TOOLS-011 TOOLS-023
#[test]
fn unknown_tools_are_invalid_params() {
    for name in ["no-such-tool", "ADD", "add2", "ad", "tools/call", "../add"] {
        let body = call(name, json!({ "a": 1, "b": 2 }));
        assert_eq!(body["error"]["code"], -32602, "{name}: {body}");
    }
}

// spec: TOOLS-024 TOOLS-026
#[test]
fn failures_of_a_tool_are_results_that_a_model_can_read() {
    for (tool, arguments, hint) in [
        ("fail", json!({}), "this tool always fails"),
        ("add", json!({ "a": i64::MAX, "b": 1 }), "does not fit"),
        ("add", json!({ "a": "one", "b": 2 }), "a"),
        ("add", json!({ "a": 1.5, "b": 2 }), "a"),
        ("add", json!({ "a": null, "b": 2 }), "a"),
        ("add", json!({ "a": 1 }), "b"),
        ("add", json!({}), "a"),
        ("echo", json!({ "text": 7 }), "text"),
    ] {
        let body = call(tool, arguments.clone());
        assert_eq!(body["result"]["isError"], true, "{tool} {arguments}: {body}");
        assert_eq!(body["result"]["resultType"], "complete", "{body}");
        let text = body["result"]["content"][0]["text"].as_str().unwrap_or_default();
        assert!(text.contains(hint), "{tool} {arguments}: {body}");
        assert!(body["result"].get("structuredContent").is_none(), "{body}");
    }
}

// spec: ERR-005
#[test]
fn a_panic_is_an_internal_error_without_detail() {
    let mut peer = fixture::connect();
    for _ in 0..3 {
        let reply = peer.exchange(&Request::post(&fixture::authority(), &Message::call("panic", json!({}))));
        assert_eq!(reply.json()["error"]["code"], -32603, "{}", reply.text());
        assert!(!reply.text().contains("secret"), "{}", reply.text());
        assert_eq!(reply.json()["id"], 1);
        let good = Request::post(&fixture::authority(), &Message::call("add", json!({ "a": 1, "b": 2 })));
        assert!(peer.still_answers(&good));
    }
}
