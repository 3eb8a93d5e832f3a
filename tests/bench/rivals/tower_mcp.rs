//! A server on `tower-mcp`.

mod listener;

use hyper_util::service::TowerToHyperService;
use listener::{AnyError, Arguments, ToolEntry};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tower_mcp::extract::{Context, Json};
use tower_mcp::{CallToolResult, HttpTransport, McpRouter, ProtocolSupport, SubscriptionLimits, Tool, ToolBuilder};

/// Streams that may be open; by default it is 256.
const MAX_STREAMS: usize = 20_000;

#[derive(Deserialize, JsonSchema)]
struct Add {
    a: i64,
    b: i64,
}

#[derive(Serialize)]
struct Sum {
    sum: i64,
}

#[derive(Deserialize, JsonSchema)]
struct Echo {
    text: String,
}

#[derive(Deserialize, JsonSchema)]
struct Change {
    list: String,
}

fn main() -> Result<(), AnyError> {
    let arguments = Arguments::parse()?;
    let router = arguments
        .tools
        .iter()
        .map(tool)
        .fold(McpRouter::new().server_info("bench", "1.0.0"), |router, tool| router.tool(tool));
    let support = ProtocolSupport::try_new(["2026-07-28"])?;
    listener::serve(&arguments, || {
        let limits = SubscriptionLimits::default().max_active(MAX_STREAMS);
        let transport = HttpTransport::new(router).protocol_support(support).subscription_limits(limits);
        TowerToHyperService::new(transport.into_router_at("/mcp"))
    })
}

/// The tool as the file has it, with the handler that its name asks for.
fn tool(entry: &ToolEntry) -> Tool {
    let mut tool =
        ToolBuilder::new(&entry.name).description(&entry.description).input_schema(entry.input_schema.clone());
    if let Some(schema) = &entry.output_schema {
        tool = tool.output_schema(schema.clone());
    }
    match entry.name.as_str() {
        "add" => tool
            .handler(|Add { a, b }: Add| async move {
                match a.checked_add(b) {
                    Some(sum) => CallToolResult::from_serialize(&Sum { sum }),
                    None => Ok(CallToolResult::error("the sum is out of range")),
                }
            })
            .build(),
        "echo" => tool.handler(|echo: Echo| async move { Ok(CallToolResult::text(echo.text)) }).build(),
        "change" => tool
            .extractor_handler((), |cx: Context, Json(change): Json<Change>| async move {
                let told = match change.list.as_str() {
                    "tools" => cx.notify_tools_list_changed(),
                    _ => cx.notify_prompts_list_changed(),
                };
                Ok(if told { CallToolResult::text("done") } else { CallToolResult::error("nobody was told") })
            })
            .build(),
        _ => tool.handler(|_: Value| async { Ok(CallToolResult::text("done")) }).build(),
    }
}
