//! Arguments and structured content that break the published schema.

use mcp_server::{NoArgs, Server, Structured, Tool};
use mcp_types::{CallToolResult, Json, JsonObject, TextContent};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::support::{builder, call};

#[derive(Deserialize, JsonSchema)]
struct Page {
    #[schemars(range(min = 1, max = 10))]
    number: i64,
    #[schemars(length(max = 3))]
    word: Option<String>,
}

#[derive(Serialize, JsonSchema)]
struct Percent {
    #[schemars(range(max = 100))]
    percent: i64,
}

fn server() -> Server {
    let schema = json!({
        "type": "object",
        "properties": { "phone": { "type": "string" }, "email": { "type": "string" } },
        "anyOf": [{ "required": ["phone"] }, { "required": ["email"] }],
        "additionalProperties": false,
    });
    builder()
        .tool(Tool::new("page").handler(async |page: Page| format!("{} {:?}", page.number, page.word)))
        .tool(Tool::with_schema("contact", schema).handler(async |_: JsonObject| "reached"))
        .tool(Tool::new("good").handler(async |_: NoArgs| Structured(Percent { percent: 100 })))
        .tool(Tool::new("bad").handler(async |_: NoArgs| Structured(Percent { percent: 101 })))
        .tool(
            Tool::new("broken")
                .output_schema(json!({ "type": "array" }))
                .handler(async |_: NoArgs| written(json!({ "secret": 1 }))),
        )
        .build()
        .expect("in order")
}

fn written(content: Value) -> CallToolResult {
    let mut result = CallToolResult::new(vec![TextContent::new("x").into()]);
    result.structured_content = Some(Json::from(content));
    result
}

// spec: TOOLS-026 SCHEMA-005 TOOLS-035
#[tokio::test]
async fn arguments_that_break_the_schema_are_failures_that_name_the_place() {
    let server = server();
    for (tool, arguments, expected) in [
        ("page", json!({ "number": 0 }), "invalid arguments: /number: expected a number of at least 1, received 0"),
        ("page", json!({ "number": 1, "word": "long" }), "/word"),
        ("page", json!({}), "number"),
        ("contact", json!({}), "invalid arguments: "),
        ("contact", json!({ "phone": "1", "fax": "2" }), "fax"),
    ] {
        let reply = call(&server, tool, arguments.clone()).await;
        assert_eq!(reply.result()["isError"], true, "{arguments}");
        assert!(reply.text().contains(expected), "{}", reply.text());
    }
    assert_eq!(call(&server, "page", json!({ "number": 10, "word": "abc" })).await.text(), "10 Some(\"abc\")");
    assert_eq!(call(&server, "contact", json!({ "email": "a" })).await.text(), "reached");
    let absent = crate::support::ask(&server, "tools/call", json!({ "name": "contact" })).await;
    assert_eq!(absent.result()["isError"], true);
}

// spec: TOOLS-021
#[tokio::test]
async fn structured_content_keeps_the_promise_or_is_not_sent() {
    let server = server();
    assert_eq!(call(&server, "good", json!({})).await.result()["structuredContent"], json!({ "percent": 100 }));
    for tool in ["bad", "broken"] {
        let reply = call(&server, tool, json!({})).await;
        assert_eq!(reply.error(), (200, -32603), "{tool}");
        assert_eq!(reply.message(), "internal error");
    }
}
