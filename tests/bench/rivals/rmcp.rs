//! A server on `rmcp`.

mod listener;

use std::sync::Arc;

use hyper_util::service::TowerToHyperService;
use listener::{AnyError, Arguments, ToolEntry};
use rmcp::handler::server::router::tool::{ToolRoute, ToolRouter};
use rmcp::handler::server::tool::ToolCallContext;
use rmcp::handler::server::wrapper::Parameters;
use rmcp::model::{
    CallToolResult, ContentBlock, ErrorData, Implementation, ServerCapabilities, ServerConfig, SubscriptionFilter, Tool,
};
use rmcp::service::SubscriptionContext;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{Json, ServerHandler, tool, tool_handler, tool_router};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::broadcast;

struct Server {
    tool_router: ToolRouter<Self>,
    /// Lists that have changed, where there is a tool that changes them.
    changes: Option<broadcast::Sender<String>>,
}

#[derive(Deserialize, JsonSchema)]
struct Add {
    a: i64,
    b: i64,
}

#[derive(Serialize, JsonSchema)]
struct Sum {
    sum: i64,
}

#[derive(Deserialize, JsonSchema)]
struct Echo {
    text: String,
}

#[tool_router]
impl Server {
    #[tool]
    async fn add(&self, Parameters(Add { a, b }): Parameters<Add>) -> Result<Json<Sum>, String> {
        let sum = a.checked_add(b).ok_or_else(|| "the sum is out of range".to_owned())?;
        Ok(Json(Sum { sum }))
    }

    #[tool]
    async fn echo(&self, Parameters(Echo { text }): Parameters<Echo>) -> String {
        text
    }
}

#[tool_handler(router = self.tool_router)]
impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let tools = ServerCapabilities::builder().enable_tools();
        let capabilities = match self.changes {
            Some(_) => tools.enable_tool_list_changed().enable_prompts().enable_prompts_list_changed().build(),
            None => tools.build(),
        };
        ServerConfig::new(capabilities).with_server_info(Implementation::new("bench", "1.0.0"))
    }

    fn accepted_subscription_filter(&self, requested: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        self.changes.is_some().then(|| requested.clone())
    }

    async fn listen(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        let Some(changes) = &self.changes else { return Ok(()) };
        let mut changes = changes.subscribe();
        loop {
            let list = tokio::select! {
                () = context.cancelled() => return Ok(()),
                list = changes.recv() => list,
            };
            let sent = match list.as_deref() {
                Ok("tools") => context.sink().notify_tool_list_changed().await,
                Ok(_) => context.sink().notify_prompt_list_changed().await,
                Err(_) => return Ok(()),
            };
            sent.map_err(|error| ErrorData::internal_error(error.to_string(), None))?;
        }
    }
}

fn main() -> Result<(), AnyError> {
    let arguments = Arguments::parse()?;
    let mut tool_router = Server::tool_router();
    for entry in &arguments.tools {
        let definition = definition(entry)?;
        if entry.name == "change" {
            tool_router.add_route(ToolRoute::new_dyn(definition, |call| Box::pin(change(call))));
            continue;
        }
        match tool_router.map.get_mut(entry.name.as_str()) {
            Some(route) => route.attr = definition,
            None => tool_router.add_route(ToolRoute::new_dyn(definition, |_| {
                Box::pin(async { Ok(CallToolResult::success(vec![ContentBlock::text("done")]).into()) })
            })),
        }
    }
    let changes = tool_router.map.contains_key("change").then(|| broadcast::Sender::new(64));
    let server = Arc::new(Server { tool_router, changes });
    listener::serve(&arguments, || {
        let config = StreamableHttpServerConfig::default().with_legacy_session_mode(false).with_json_response(true);
        let sessions = Arc::new(NeverSessionManager::default());
        TowerToHyperService::new(StreamableHttpService::new(move || Ok(Arc::clone(&server)), sessions, config))
    })
}

/// Tells everyone who listens that a list has changed.
async fn change<R: From<CallToolResult>>(call: ToolCallContext<'_, Server>) -> Result<R, ErrorData> {
    let list = call.arguments.as_ref().and_then(|arguments| arguments.get("list")?.as_str());
    if let (Some(changes), Some(list)) = (&call.service.changes, list) {
        let _ = changes.send(list.to_owned());
    }
    Ok(CallToolResult::success(vec![ContentBlock::text("done")]).into())
}

/// The tool as the file has it.
fn definition(entry: &ToolEntry) -> Result<Tool, AnyError> {
    let object = |schema: &Value| schema.as_object().cloned().map(Arc::new).ok_or("a schema is an object");
    let mut tool = Tool::new(entry.name.clone(), entry.description.clone(), object(&entry.input_schema)?);
    tool.output_schema = entry.output_schema.as_ref().map(object).transpose()?;
    Ok(tool)
}
