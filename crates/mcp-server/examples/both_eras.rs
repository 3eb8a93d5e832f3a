//! One endpoint for clients of both eras, with a tool that asks their user.
//!
//! `cargo run -p mcp-server --features listener --example both_eras`, then connect a client of 2026-07-28, 2025-11-25 or
//! 2025-06-18 to `http://127.0.0.1:8000/mcp`.

use std::future::pending;

use mcp_server::{Context, Elicit, Eras, HttpConfig, InputKinds, KeyRing, Listener, NoArgs, Server, Tool, ToolError};
use schemars::JsonSchema;
use serde::Deserialize;

#[derive(Deserialize, JsonSchema)]
struct Table {
    /// How many of you are there?
    people: u8,
    /// When will you come?
    time: String,
}

/// Asks first and answers then. A client of the modern era gets the question as a result and calls again with the answer,
/// so this runs twice; for one of the legacy era the question is a request, and this waits.
async fn reserve(_: NoArgs, cx: Context<()>) -> Result<String, ToolError> {
    let Table { people, time } = cx.ask("table", Elicit::form("Which table shall it be?")).await?;
    if people == 0 {
        return Err(ToolError::new("a table for nobody cannot be reserved: say how many people will come"));
    }
    Ok(format!("reserved for {people} at {time}, by {}", cx.protocol_version()))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tool = Tool::new("reserve").description("Reserves a table.").must_ask(InputKinds::FORM).handler(reserve);
    let server = Server::builder("restaurant", "1.0.0")
        .eras(Eras::Dual)
        // Of this process: replicas share a file of keys, a store and an event bus.
        .keys(KeyRing::generate()?)
        .tool(tool)
        .build()?;
    // Serves for as long as the process lives.
    Listener::local(8000).await?.serve(server.http(HttpConfig::local()), pending()).await?;
    Ok(())
}
