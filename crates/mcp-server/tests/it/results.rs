//! What handlers may return, and what becomes of it.

use mcp_server::{IntoToolResult, NoArgs, Structured, Tool};
use mcp_types::{CallToolResult, ContentBlock, ImageContent, Implementation, ResultMetaObject, TextContent};
use serde_json::{Value, json};

use crate::support::{builder, call};

/// The result of a tool that returns `value`, its `_meta` aside.
async fn returned<R, F>(value: F) -> Value
where
    R: IntoToolResult + Send + 'static,
    F: Fn() -> R + Send + Sync + 'static,
{
    let handler = move |_: NoArgs| std::future::ready(value());
    let server = builder().tool(Tool::new("tool").handler(handler)).build().expect("a server");
    let mut result = call(&server, "tool", json!({})).await.result().clone();
    result.as_object_mut().expect("an object").remove("_meta");
    result
}

fn texts(texts: &[&str]) -> Value {
    let content: Vec<_> = texts.iter().map(|text| json!({ "type": "text", "text": text })).collect();
    json!({ "resultType": "complete", "content": content })
}

fn block(text: &str) -> ContentBlock {
    TextContent::new(text).into()
}

#[tokio::test]
async fn text_blocks_and_nothing_are_results() {
    assert_eq!(returned(|| "plain").await, texts(&["plain"]));
    assert_eq!(returned(|| String::from("\u{0}\"\\\n😀")).await, texts(&["\u{0}\"\\\n😀"]));
    assert_eq!(returned(|| block("one")).await, texts(&["one"]));
    assert_eq!(returned(|| vec![block("one"), block("two")]).await, texts(&["one", "two"]));
    assert_eq!(returned(|| ()).await, texts(&[]));
    assert_eq!(returned(|| Ok::<_, std::num::ParseIntError>("fine")).await, texts(&["fine"]));
    let image = returned(|| ContentBlock::from(ImageContent::new("aGk=", "image/png"))).await;
    assert_eq!(image["content"], json!([{ "type": "image", "data": "aGk=", "mimeType": "image/png" }]));
}

// spec: SCHEMA-016 TOOLS-019 TOOLS-020
#[tokio::test]
async fn structured_content_is_any_json() {
    for (result, expected) in [
        (returned(|| Structured(vec![1, 2])).await, json!([1, 2])),
        (returned(|| Structured("text".to_owned())).await, json!("text")),
        (returned(|| Structured(None::<i64>)).await, json!(null)),
    ] {
        assert_eq!(result.get("structuredContent"), Some(&expected));
        assert_eq!(result["content"], json!([{ "type": "text", "text": expected.to_string() }]));
    }
}

// spec: META-017
#[tokio::test]
async fn metadata_of_a_result_are_kept_beside_the_identity() {
    async fn with_meta(_: NoArgs) -> CallToolResult {
        let mut meta = ResultMetaObject::new();
        meta.extra.insert("example.com/cost", 3);
        CallToolResult::new(Vec::new()).with_meta(meta)
    }
    async fn borrowed_name(_: NoArgs) -> CallToolResult {
        let meta = ResultMetaObject::new().with_server_info(Implementation::new("behind", "9"));
        CallToolResult::new(Vec::new()).with_meta(meta)
    }
    let server = builder()
        .tool(Tool::new("with_meta").handler(with_meta))
        .tool(Tool::new("borrowed_name").handler(borrowed_name))
        .build()
        .expect("a server");
    assert_eq!(
        call(&server, "with_meta", json!({})).await.result()["_meta"],
        json!({
            "example.com/cost": 3,
            "io.modelcontextprotocol/serverInfo": { "name": "test", "version": "1.2.3" },
        })
    );
    assert_eq!(
        call(&server, "borrowed_name", json!({})).await.result()["_meta"],
        json!({ "io.modelcontextprotocol/serverInfo": { "name": "behind", "version": "9" } })
    );
}

// spec: TOOLS-021
#[tokio::test]
async fn promised_structure_is_owed_unless_the_tool_failed() {
    async fn forgetful(args: mcp_types::JsonObject) -> CallToolResult {
        CallToolResult::new(Vec::new()).with_is_error(args.get("fail").is_some())
    }
    let tool = Tool::with_schema("forgetful", json!({ "type": "object" }))
        .output_schema(json!({ "type": "object" }))
        .handler(forgetful);
    let server = builder().tool(tool).build().expect("a server");
    assert_eq!(call(&server, "forgetful", json!({})).await.error(), (200, -32603));
    assert_eq!(call(&server, "forgetful", json!({ "fail": 1 })).await.result()["isError"], true);
}
