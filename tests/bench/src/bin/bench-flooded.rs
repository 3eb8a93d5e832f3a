//! Our server with a tool that floods its client, to see what a reader that never reads costs everyone else.

use std::error::Error;

use bench::add::add;
use bench::listener::Arguments;
use clap::Parser;
use hyper_util::service::TowerToHyperService;
use mcp_server::{Context, HttpConfig, Progress, Server, Tool};
use mcp_types::LoggingLevel;
use schemars::JsonSchema;
use serde::Deserialize;

#[derive(Debug, Deserialize, JsonSchema)]
struct Flood {
    /// Bytes of each log message.
    bytes: u16,
}

/// Reports and logs without end and without a pause.
async fn flood(args: Flood, cx: Context<()>) -> &'static str {
    let text = "x".repeat(args.bytes.into());
    for done in 0_u32.. {
        cx.progress(Progress::new(done)).await;
        cx.log(LoggingLevel::Info, text.as_str()).await;
    }
    "done"
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let server = Server::builder("bench", "1.0.0")
        .logging()
        .tool(Tool::new("add").handler(add))
        .tool(Tool::new("flood").handler(flood))
        .build()?;
    arguments.serve_with_time(&TowerToHyperService::new(server.http(HttpConfig::local())))?;
    Ok(())
}
