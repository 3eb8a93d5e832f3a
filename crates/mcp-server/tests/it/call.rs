//! `tools/call`: from arguments to the handler and back.

use std::sync::atomic::{AtomicI64, Ordering};

use mcp_server::{Context, NoArgs, Server, Structured, Tool, ToolError};
use mcp_types::{ClientCapabilities, ErrorCode, ErrorObject, JsonObject, TextContent};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::support::{ask, builder, call, meta};

#[derive(Deserialize, JsonSchema)]
struct Add {
    a: i64,
    #[serde(default)]
    b: Option<i64>,
}

#[derive(Serialize, JsonSchema)]
struct Sum {
    sum: i64,
}

async fn add(args: Add, cx: Context<AtomicI64>) -> Result<Structured<Sum>, ToolError> {
    cx.state().fetch_add(1, Ordering::Relaxed);
    let sum = args.a.checked_add(args.b.unwrap_or(0)).ok_or_else(|| ToolError::new("too large"))?;
    Ok(Structured(Sum { sum }))
}

async fn calls(_: NoArgs, cx: Context<AtomicI64>) -> String {
    cx.state().load(Ordering::Relaxed).to_string()
}

fn calculator() -> Server {
    builder()
        .state(AtomicI64::new(0))
        .tool(Tool::new("add").handler(add))
        .tool(Tool::new("calls").handler(calls))
        .build()
        .expect("a server")
}

// spec: TOOLS-020 META-017 HTTP-015
#[tokio::test]
async fn structured_result_is_repeated_as_text() {
    let reply = call(&calculator(), "add", json!({ "a": 20, "b": 22 })).await;
    assert_eq!(
        reply.body,
        json!({
            "jsonrpc": "2.0",
            "id": 1,
            "result": {
                "resultType": "complete",
                "content": [{ "type": "text", "text": "{\"sum\":42}" }],
                "structuredContent": { "sum": 42 },
                "_meta": { "io.modelcontextprotocol/serverInfo": { "name": "test", "version": "1.2.3" } },
            },
        })
    );
}

// spec: JSON-006
#[tokio::test]
async fn id_comes_back_as_it_was_sent() {
    let server = calculator();
    for id in [json!(0), json!(-7), json!("a"), json!(""), json!(9_007_199_254_740_993_u64)] {
        let mut message = crate::support::message("tools/call", json!({ "name": "calls" }));
        message["id"] = id.clone();
        let service = server.http(mcp_server::HttpConfig::local());
        let reply = crate::support::send(&service, crate::support::request(&message)).await;
        assert_eq!(reply.body["id"], id);
        message["params"]["name"] = json!("missing");
        assert_eq!(crate::support::send(&service, crate::support::request(&message)).await.body["id"], id);
    }
}

// spec: TOOLS-035
#[tokio::test]
async fn arguments_may_be_left_out_where_none_are_required() {
    let server = calculator();
    assert_eq!(ask(&server, "tools/call", json!({ "name": "calls" })).await.text(), "0");
    let reply = ask(&server, "tools/call", json!({ "name": "add" })).await;
    assert_eq!(reply.result()["isError"], true);
    assert_eq!(reply.text(), "invalid arguments: missing field `a`");
}

// spec: TOOLS-024 TOOLS-026
#[tokio::test]
async fn arguments_that_do_not_decode_are_a_result_by_member() {
    let server = calculator();
    for (arguments, expected) in [
        (json!({ "a": "x" }), "/a: invalid type: string \"x\", expected i64"),
        (json!({ "a": 1, "b": 1.5 }), "/b: invalid type: floating point `1.5`, expected i64"),
        (json!({ "b": 1 }), "missing field `a`"),
        (json!({}), "missing field `a`"),
    ] {
        let reply = call(&server, "add", arguments).await;
        assert_eq!(reply.result()["isError"], true);
        assert_eq!(reply.result()["resultType"], "complete");
        assert_eq!(reply.text(), format!("invalid arguments: {expected}"));
        assert!(reply.result()["_meta"].is_object());
    }
    let surplus = call(&server, "calls", json!({ "x": 1 })).await;
    assert!(surplus.text().contains("unknown field `x`"), "{}", surplus.text());
    assert_eq!(call(&server, "calls", json!({})).await.text(), "0", "no handler was entered");
}

// spec: TOOLS-023 ERR-004
#[tokio::test]
async fn unknown_tools_and_malformed_calls_are_protocol_errors() {
    let server = calculator();
    let reply = call(&server, "ADD", json!({})).await;
    assert_eq!((reply.error(), reply.message()), ((200, -32602), "unknown tool: ADD"));
    let long = call(&server, &"x".repeat(5_000), json!({})).await;
    assert!(long.message().len() < 200, "{}", long.message());
    for (member, value, message) in [
        ("arguments", json!([1]), "arguments: expected object, received array"),
        ("arguments", json!(null), "arguments: expected object, received null"),
        ("inputResponses", json!("x"), "inputResponses: expected object, received string"),
        ("requestState", json!(1), "requestState: expected string, received number"),
    ] {
        let mut params = json!({ "name": "add" });
        params[member] = value;
        let reply = ask(&server, "tools/call", params).await;
        assert_eq!((reply.error(), reply.message()), ((200, -32602), message));
    }
}

async fn fail(args: JsonObject) -> Result<String, ToolError> {
    let way = args.get("way").and_then(|way| way.as_str()).unwrap_or_default().into_owned();
    match way.as_str() {
        "message" => Err(ToolError::new("try a later date")),
        "source" => Ok("x".parse::<u8>()?.to_string()),
        "content" => Err(ToolError::with_content([TextContent::new("one").into(), TextContent::new("two").into()])),
        "application" => {
            let code = ErrorCode::application(7).expect("not reserved");
            Err(ToolError::protocol(ErrorObject::new(code, "out of paper")))
        }
        "internal" => Err(ToolError::internal()),
        "capability" => {
            let required = ClientCapabilities::new().with_roots(JsonObject::default());
            Err(ToolError::missing_capability(required))
        }
        _ => Ok("fine".to_owned()),
    }
}

fn failing() -> Server {
    builder().tool(Tool::with_schema("fail", json!({ "type": "object" })).handler(fail)).build().expect("a server")
}

// spec: TOOLS-024
#[tokio::test]
async fn failures_of_a_tool_are_results() {
    let server = failing();
    assert_eq!(call(&server, "fail", json!({})).await.result().get("isError"), None);
    for (way, texts) in [
        ("message", json!(["try a later date"])),
        ("source", json!(["invalid digit found in string"])),
        ("content", json!(["one", "two"])),
    ] {
        let reply = call(&server, "fail", json!({ "way": way })).await;
        assert_eq!(reply.result()["isError"], true);
        let content = reply.result()["content"].as_array().expect("content").iter();
        assert_eq!(content.map(|block| block["text"].clone()).collect::<Value>(), texts);
    }
}

// spec: ERR-005 META-014
#[tokio::test]
async fn protocol_errors_of_a_tool_are_errors() {
    let server = failing();
    let reply = call(&server, "fail", json!({ "way": "application" })).await;
    assert_eq!((reply.error(), reply.message()), ((200, 7), "out of paper"));
    let reply = call(&server, "fail", json!({ "way": "internal" })).await;
    assert_eq!((reply.error(), reply.message()), ((200, -32603), "internal error"));
    let reply = call(&server, "fail", json!({ "way": "capability" })).await;
    assert_eq!(reply.error(), (400, -32021));
    assert_eq!(reply.body["error"]["data"], json!({ "requiredCapabilities": { "roots": {} } }));
}

async fn who(_: NoArgs, cx: Context<()>) -> String {
    let client = cx.client_info().map_or("nobody", |client| client.name.as_str());
    let trace = cx.trace_context().traceparent.map_or("none".to_owned(), |parent| parent.trace_id().to_owned());
    let elicits = cx.client_capabilities().elicitation.is_some();
    let (id, version) = (cx.request_id().as_json(), cx.protocol_version());
    format!("{} {id} {} {client} {elicits} {trace}", cx.name(), version.as_str())
}

// spec: META-012 META-013 META-016
#[tokio::test]
async fn context_is_that_of_the_request_alone() {
    let server = builder().tool(Tool::new("who").handler(who)).build().expect("a server");
    let mut rich = meta();
    rich["io.modelcontextprotocol/clientCapabilities"] = json!({ "elicitation": {} });
    rich["traceparent"] = json!("00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01");
    let mut poor = meta();
    poor.as_object_mut().expect("an object").remove("io.modelcontextprotocol/clientInfo");
    poor["traceparent"] = json!("broken");
    for (meta, expected) in [
        (rich, "who 1 2026-07-28 peer true 0af7651916cd43dd8448eb211c80319c"),
        (poor, "who 1 2026-07-28 nobody false none"),
    ] {
        assert_eq!(ask(&server, "tools/call", json!({ "name": "who", "_meta": meta })).await.text(), expected);
    }
}

#[tokio::test]
async fn tools_keep_the_state_that_was_set_when_they_were_registered() {
    async fn number(_: NoArgs, cx: Context<u8>) -> String {
        cx.state().to_string()
    }
    async fn word(_: NoArgs, cx: Context<&'static str>) -> &'static str {
        cx.state()
    }
    let server = builder()
        .state(7_u8)
        .tool(Tool::new("number").handler(number))
        .state("seven")
        .tool(Tool::new("word").handler(word))
        .tool(Tool::new("neither").handler(|_: NoArgs| async { "none" }))
        .build()
        .expect("a server");
    for (tool, text) in [("number", "7"), ("word", "seven"), ("neither", "none")] {
        assert_eq!(call(&server, tool, json!({})).await.text(), text);
    }
}
