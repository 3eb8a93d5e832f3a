//! The server of this workspace, as the benchmarks see it.

use std::error::Error;

use bench::add::add;
use bench::listener::Arguments;
use bench::tools::ToolEntry;
use clap::Parser;
use hyper_util::service::TowerToHyperService;
use mcp_server::{BoundTool, HttpConfig, Server, Tool, WrittenSchema};
use mcp_types::{Json, JsonObject};
use serde::Deserialize;
use serde_json::value::RawValue;

#[derive(Debug, Deserialize)]
struct Echo {
    text: String,
}

async fn echo(args: Echo) -> String {
    args.text
}

async fn other(_: JsonObject) -> &'static str {
    "done"
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let mut builder = Server::builder("bench", "1.0.0");
    for entry in arguments.tools()? {
        builder = builder.tool(bind(&entry)?);
    }
    let service = builder.build()?.http(HttpConfig::local());
    arguments.serve(&TowerToHyperService::new(service))?;
    Ok(())
}

/// Gives the tool its schemas as they stand in the file, and the handler that its name asks for.
fn bind(entry: &ToolEntry) -> Result<BoundTool<()>, Box<dyn Error>> {
    let mut tool: Tool<WrittenSchema> =
        Tool::with_schema(&entry.name, parse(&entry.input_schema)?).description(&entry.description);
    if let Some(schema) = &entry.output_schema {
        tool = tool.output_schema(parse(schema)?);
    }
    Ok(match entry.name.as_str() {
        "add" => tool.handler(add),
        "echo" => tool.handler(echo),
        _ => tool.handler(other),
    })
}

fn parse(schema: &RawValue) -> Result<Json, Box<dyn Error>> {
    Ok(Json::parse(schema.get())?)
}
