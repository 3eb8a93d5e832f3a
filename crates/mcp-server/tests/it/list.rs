//! `tools/list`.

use mcp_server::{NoArgs, Server, Structured, Tool};
use mcp_types::{Json, ToolAnnotations};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::support::{ask, builder};

async fn nothing(_: NoArgs) {}

fn server(names: &[&str], page_size: usize) -> Server {
    let builder = names.iter().fold(builder(), |builder, name| builder.tool(Tool::new(*name).handler(nothing)));
    builder.page_size(page_size).build().expect("a server")
}

fn names(list: &Value) -> Vec<&str> {
    list["tools"].as_array().expect("a list").iter().map(|tool| tool["name"].as_str().expect("a name")).collect()
}

#[derive(Deserialize, JsonSchema)]
#[expect(dead_code, reason = "only its schema is looked at")]
struct Add {
    /// First summand
    a: i64,
    b: Option<i64>,
}

#[derive(Serialize, JsonSchema)]
struct Sum {
    sum: i64,
}

async fn add(_: Add) -> Structured<Sum> {
    Structured(Sum { sum: 0 })
}

// spec: TOOLS-002 CACHE-002 SCHEMA-013 TOOLS-021
#[tokio::test]
async fn tools_are_described_in_full() {
    let add = Tool::new("add").title("Adder").description("Adds.").read_only().idempotent().closed_world().handler(add);
    let server = builder().tool(add).build().expect("a server");
    assert_eq!(
        *ask(&server, "tools/list", json!({})).await.result(),
        json!({
            "resultType": "complete",
            "tools": [{
                "name": "add",
                "title": "Adder",
                "description": "Adds.",
                "inputSchema": {
                    "type": "object",
                    "properties": {
                        "a": { "type": "integer", "description": "First summand" },
                        "b": { "type": "integer" },
                    },
                    "required": ["a"],
                },
                "outputSchema": {
                    "type": "object",
                    "properties": { "sum": { "type": "integer" } },
                    "required": ["sum"],
                },
                "annotations": { "readOnlyHint": true, "idempotentHint": true, "openWorldHint": false },
            }],
            "ttlMs": 300_000,
            "cacheScope": "public",
            "_meta": { "io.modelcontextprotocol/serverInfo": { "name": "test", "version": "1.2.3" } },
        })
    );
}

// spec: TOOLS-008
#[tokio::test]
async fn tool_without_arguments_says_so() {
    let list = ask(&server(&["nothing"], 10), "tools/list", json!({})).await;
    let tool = &list.result()["tools"][0];
    assert_eq!(tool["inputSchema"], json!({ "type": "object", "additionalProperties": false }));
    assert_eq!(tool.get("outputSchema"), None);
    assert_eq!(tool.get("annotations"), None);
}

// spec: SCHEMA-014
#[tokio::test]
async fn written_schemas_reach_the_wire_byte_for_byte() {
    let input = r##"{"type":"object", "$schema":"https://json-schema.org/draft/2020-12/schema","$defs":{"n":{"$anchor":"n","type":"number","maximum":1e2}},"properties":{"x":{"$ref":"#n"}},"if":{},"then":{},"x-vendor":[1.50]}"##;
    let output = r#"{"type":"array","items":{"type":"string" }}"#;
    let tool = Tool::with_schema("written", Json::parse(input).expect("JSON"))
        .output_schema(Json::parse(output).expect("JSON"))
        .annotations(ToolAnnotations::new().with_destructive_hint(false))
        .handler(|_: mcp_types::JsonObject| async { Structured(Vec::<String>::new()) });
    let server = builder().tool(tool).build().expect("a server");
    let definition = serde_json::to_string(&server.tools()[0]).expect("tools serialize");
    assert!(definition.contains(input), "{definition}");
    assert!(definition.contains(output), "{definition}");
    let reply = ask(&server, "tools/list", json!({})).await;
    assert_eq!(reply.result()["tools"][0], serde_json::from_str::<Value>(&definition).expect("JSON"));
}

// spec: PAGE-008 TOOLS-005 TOOLS-003
#[tokio::test]
async fn cursors_lead_through_all_pages_in_order_of_registration() {
    let server = server(&["e", "a", "d", "b", "c"], 2);
    for _ in 0..2 {
        let mut seen = Vec::new();
        let mut params = json!({});
        loop {
            let page = ask(&server, "tools/list", params).await;
            seen.push(names(page.result()).join(""));
            match page.result().get("nextCursor") {
                Some(cursor) => params = json!({ "cursor": cursor }),
                None => break,
            }
        }
        assert_eq!(seen, ["ea", "db", "c"]);
    }
}

// spec: PAGE-006
#[tokio::test]
async fn any_replica_of_the_same_registration_takes_the_cursor() {
    let tools = ["a", "b", "c"];
    let first = ask(&server(&tools, 2), "tools/list", json!({})).await;
    let cursor = json!({ "cursor": first.result()["nextCursor"] });
    assert_eq!(names(ask(&server(&tools, 2), "tools/list", cursor.clone()).await.result()), ["c"]);
    for changed in [server(&["a", "b", "d"], 2), server(&tools, 1), server(&["c", "b", "a"], 2)] {
        assert_eq!(ask(&changed, "tools/list", cursor.clone()).await.error(), (200, -32602));
    }
}

// spec: PAGE-007 ERR-004
#[tokio::test]
async fn cursors_that_were_never_handed_out_are_refused() {
    let server = server(&["a", "b", "c"], 2);
    let known = ask(&server, "tools/list", json!({})).await.result()["nextCursor"].clone();
    let spaced = format!(" {}", known.as_str().expect("a cursor"));
    for cursor in
        [json!(""), json!("2"), json!(spaced), json!(2), json!(null), json!([known]), json!("x".repeat(9_999))]
    {
        let reply = ask(&server, "tools/list", json!({ "cursor": cursor })).await;
        assert_eq!(reply.error(), (200, -32602), "{cursor}");
        assert_eq!(reply.body["id"], 1);
        assert!(reply.message().len() < 100, "{}", reply.message());
    }
}
