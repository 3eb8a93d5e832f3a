//! A server with state in about twenty lines.
//!
//! `cargo run -p mcp-server --features listener --example calculator`, then call it on `http://127.0.0.1:8000/mcp`.

use std::future::pending;
use std::sync::atomic::{AtomicI64, Ordering};

use mcp_server::{Context, HttpConfig, Listener, Server, Structured, Tool};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Deserialize, JsonSchema)]
struct Add {
    amount: i64,
}

#[derive(Serialize, JsonSchema)]
struct Total {
    total: i64,
}

async fn add(args: Add, cx: Context<AtomicI64>) -> Structured<Total> {
    let before = cx.state().fetch_add(args.amount, Ordering::Relaxed);
    Structured(Total { total: before.wrapping_add(args.amount) })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tool = Tool::new("add").description("Adds to the running total.").handler(add);
    let server = Server::builder("counter", "1.0.0").state(AtomicI64::new(0)).tool(tool).build()?;
    // Serves for as long as the process lives.
    Listener::local(8000).await?.serve(server.http(HttpConfig::local()), pending()).await?;
    Ok(())
}
