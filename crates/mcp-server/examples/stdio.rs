//! A server that its client starts as a process of its own.
//!
//! `cargo build -p mcp-server --features stdio --example stdio`, then name `target/debug/examples/stdio` as the command
//! in a client's configuration.

use mcp_server::{Context, NoArgs, Progress, Server, Structured, Tool};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Deserialize, JsonSchema)]
struct Add {
    a: i64,
    b: i64,
}

#[derive(Serialize, JsonSchema)]
struct Sum {
    sum: i64,
}

async fn add(args: Add) -> Structured<Sum> {
    Structured(Sum { sum: args.a.wrapping_add(args.b) })
}

async fn count(_: NoArgs, cx: Context<()>) -> &'static str {
    for done in 1..=3 {
        cx.progress(Progress::of(done, 3).message("counting")).await;
        tokio::task::yield_now().await;
    }
    "three"
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::builder("calculator", "1.0.0")
        .tool(Tool::new("add").description("Adds two integers.").read_only().handler(add))
        .tool(Tool::new("count").description("Counts to three, and tells how far it is.").handler(count))
        .build()?;
    // Serves until the client closes standard input. Whatever else there is to say goes to standard error.
    server.stdio().serve_process().await?;
    Ok(())
}
