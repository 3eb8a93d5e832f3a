//! Arguments that are mirrored into header fields, and schemas that are not published.

use http_body_util::Full;
use mcp_server::{BuildProblem, HttpConfig, NoArgs, Server, Tool};
use mcp_types::{Json, JsonObject};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::{Reply, body, builder, head, message, send};

#[derive(Deserialize, JsonSchema)]
struct Query {
    #[schemars(extend("x-mcp-header" = "Region"))]
    region: Option<String>,
    #[schemars(extend("x-mcp-header" = "Limit"))]
    limit: Option<i64>,
}

fn server() -> Server {
    let query = async |args: Query| format!("{} {}", args.region.unwrap_or_default(), args.limit.unwrap_or_default());
    builder().tool(Tool::new("query").handler(query)).build().expect("in order")
}

async fn call(server: &Server, arguments: Value, fields: &[(&str, &str)]) -> Reply {
    let message = message("tools/call", json!({ "name": "query", "arguments": arguments }));
    let mut request = head(&message);
    for (name, value) in fields {
        request = request.header(*name, *value);
    }
    let request: http::Request<Full<_>> = request.body(body(&message)).expect("the head is well-formed");
    send(&server.http(HttpConfig::local()), request).await
}

// spec: HTTP-063 HTTP-064 HTTP-066 HTTP-067
#[tokio::test]
async fn fields_agree_with_the_arguments_or_the_call_is_refused() {
    let server = server();
    let (region, limit) = ("mcp-param-region", "Mcp-Param-Limit");
    type Case<'a> = (Value, &'a [(&'a str, &'a str)], &'a str);
    let accepted: [Case<'_>; 5] = [
        (json!({}), &[], " 0"),
        (json!({ "region": null }), &[], " 0"),
        (json!({ "region": "eu", "limit": 42 }), &[(region, "eu"), (limit, "42.0")], "eu 42"),
        (json!({ "region": "" }), &[(region, "")], " 0"),
        (json!({ "region": "é" }), &[(region, "=?base64?w6k=?="), ("mcp-param-other", "x")], "é 0"),
    ];
    for (arguments, fields, expected) in accepted {
        assert_eq!(call(&server, arguments, fields).await.text(), expected, "{fields:?}");
    }
    let refused: [(Value, &[(&str, &str)]); 7] = [
        (json!({ "region": "eu" }), &[]),
        (json!({ "region": "eu" }), &[(region, "us")]),
        (json!({ "region": "eu" }), &[(region, "eu"), (region, "eu")]),
        (json!({}), &[(region, "eu")]),
        (json!({ "region": null }), &[(region, "null")]),
        (json!({ "region": "Hello" }), &[(region, "=?base64?SGVsbG8?=")]),
        (json!({ "limit": 9007199254740993_i64 }), &[(limit, "9007199254740993")]),
    ];
    for (arguments, fields) in refused {
        let reply = call(&server, arguments, fields).await;
        assert_eq!(reply.error(), (400, -32020), "{fields:?}");
        assert_eq!(reply.body["id"], 1);
    }
}

// spec: HTTP-045 HTTP-046 HTTP-047 HTTP-048 HTTP-049 HTTP-051 HTTP-052
#[test]
fn tool_with_a_mark_against_the_rules_is_not_served() {
    let marked = |name: &str| json!({ "type": "string", "x-mcp-header": name });
    for properties in [
        json!({ "a": marked("") }),
        json!({ "a": marked("two words") }),
        json!({ "a": marked("a\nb") }),
        json!({ "a": marked("Region"), "b": marked("region") }),
        json!({ "a": { "type": "number", "x-mcp-header": "A" } }),
        json!({ "a": { "type": "array", "items": marked("A") } }),
        json!({ "a": { "anyOf": [marked("A")] } }),
    ] {
        let schema = json!({ "type": "object", "properties": properties });
        let tool = Tool::with_schema("marked", schema.clone()).handler(async |_: JsonObject| "");
        let error = builder().tool(tool).build().unwrap_err();
        assert!(matches!(error.problems(), [BuildProblem::MirroredParameter { .. }]), "{schema}: {error}");
    }
}

// spec: SCHEMA-006 SCHEMA-007 SCHEMA-011 SCHEMA-012
#[test]
fn schema_that_is_broken_or_a_bomb_is_not_published() {
    let doubling =
        |n: usize| json!({ "anyOf": [{ "$ref": format!("#/$defs/d{n}") }, { "$ref": format!("#/$defs/d{n}") }] });
    let mut bomb = json!({ "type": "object", "$ref": "#/$defs/d0", "$defs": { "d30": true } });
    for n in 0..30 {
        bomb["$defs"][format!("d{n}")] = doubling(n + 1);
    }
    for schema in [
        json!({ "type": "object", "$schema": "https://example.com/mine" }),
        json!({ "type": "object", "properties": { "a": { "$ref": "https://example.com/a.json" } } }),
        json!({ "type": "object", "properties": { "a": { "$ref": "#/$defs/missing" } } }),
        json!({ "type": "object", "properties": { "a": 5 } }),
        bomb,
    ] {
        let tool = Tool::with_schema("broken", schema.clone()).handler(async |_: JsonObject| "");
        let error = builder().tool(tool).build().expect_err(&schema.to_string());
        assert!(matches!(error.problems(), [BuildProblem::Schema { schema: "input schema", .. }]), "{schema}: {error}");
        let tool = Tool::new("broken")
            .output_schema(Json::from(schema))
            .handler(async |_: NoArgs| mcp_types::CallToolResult::new(Vec::new()));
        let error = builder().tool(tool).build().unwrap_err();
        assert!(matches!(error.problems(), [BuildProblem::Schema { schema: "output schema", .. }]), "{error}");
    }
}
