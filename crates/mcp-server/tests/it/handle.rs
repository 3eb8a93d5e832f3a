//! Handles, from the call that mints one to the call that takes it.

use mcp_server::{
    Context, Handle, HandleState, NoArgs, ReadTemplate, RequestError, ResourceTemplate, Server, Structured, Tool,
    ToolError,
};
use mcp_types::CacheScope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::support::{ask, builder, call};

#[derive(Serialize, Deserialize, Default)]
struct Basket {
    items: Vec<String>,
}

impl HandleState for Basket {
    const KIND: &'static str = "basket";
}

#[derive(Serialize, JsonSchema)]
struct Opened {
    basket: Handle<Basket>,
    items: usize,
}

#[derive(Deserialize, JsonSchema)]
struct Add {
    basket: Handle<Basket>,
    item: String,
}

async fn open_basket(_: NoArgs, cx: Context<()>) -> Result<Structured<Opened>, ToolError> {
    Ok(Structured(Opened { basket: cx.mint(&Basket::default())?, items: 0 }))
}

async fn add(args: Add, cx: Context<()>) -> Result<Structured<Opened>, ToolError> {
    let mut basket = args.basket.open(&cx)?;
    basket.items.push(args.item);
    Ok(Structured(Opened { basket: cx.mint(&basket)?, items: basket.items.len() }))
}

fn server() -> Server {
    builder()
        .tool(Tool::new("open_basket").handler(open_basket))
        .tool(Tool::new("add").handler(add))
        .build()
        .expect("both tools are well formed")
}

// spec: STATE-005
#[tokio::test]
async fn a_handle_carries_state_from_call_to_call() {
    let server = server();
    let opened = call(&server, "open_basket", json!({})).await;
    let mut handle = opened.result()["structuredContent"]["basket"].clone();
    let empty = handle.clone();
    for count in 1..4 {
        let added = call(&server, "add", json!({ "basket": handle, "item": "apple" })).await;
        assert_eq!(added.result()["structuredContent"]["items"], count);
        handle = added.result()["structuredContent"]["basket"].clone();
    }
    let forked = call(&server, "add", json!({ "basket": empty, "item": "pear" })).await;
    assert_eq!(forked.result()["structuredContent"]["items"], 1, "a handle goes on naming what it named");
}

// spec: STATE-005
#[tokio::test]
async fn a_handle_that_names_nothing_fails_so_that_a_model_can_act() {
    let server = server();
    let opened = call(&server, "open_basket", json!({})).await;
    let handle = opened.result()["structuredContent"]["basket"].as_str().expect("a string");
    for forged in ["", "basket_1", &handle[1..], &format!("{handle}-TAMPERED")] {
        let refused = call(&server, "add", json!({ "basket": forged, "item": "apple" })).await;
        assert_eq!(refused.result()["isError"], true);
        assert_eq!(refused.text(), "unknown or expired basket handle");
    }
}

#[tokio::test]
async fn a_handle_is_a_string_in_both_schemas() {
    let listed = ask(&server(), "tools/list", json!({})).await;
    let tools = &listed.result()["tools"];
    for schema in [&tools[1]["inputSchema"], &tools[0]["outputSchema"]] {
        assert_eq!(
            schema["properties"]["basket"],
            json!({
                "type": "string",
                "description": "A basket handle that an earlier result gave; pass it back unchanged",
            })
        );
    }
}

#[derive(Deserialize)]
struct Named {
    basket: Handle<Basket>,
}

async fn read_basket(read: ReadTemplate, cx: Context<()>) -> Result<String, RequestError> {
    let Named { basket } = read.variables().deserialize()?;
    Ok(basket.open(&cx)?.items.join(" "))
}

// spec: CACHE-030
#[tokio::test]
async fn what_a_handle_opens_is_stored_for_its_principal_only() {
    let template = ResourceTemplate::new("basket://{basket}", "basket").cache_scope(CacheScope::Public);
    let server = builder()
        .tool(Tool::new("open_basket").handler(open_basket))
        .resource_template(template.handler(read_basket))
        .build()
        .expect("both are well formed");
    let opened = call(&server, "open_basket", json!({})).await;
    let handle = opened.result()["structuredContent"]["basket"].as_str().expect("a string");
    let read = ask(&server, "resources/read", json!({ "uri": format!("basket://{handle}") })).await;
    assert_eq!(read.result()["cacheScope"], "private");
}
