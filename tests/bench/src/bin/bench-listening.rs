//! Our server behind its own listener, with a tool that changes what it offers.

use std::error::Error;
use std::sync::{Arc, OnceLock};

use bench::listener::Arguments;
use bench::load::listen::List;
use clap::Parser;
use mcp_server::{BuildError, Context, HttpConfig, Listener, NoArgs, Prompt, Server, Tool, ToolError};
use mcp_types::Json;
use serde::Deserialize;
use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};

/// Connections that may be open; as many as the streams of the largest run, and some.
const MAX_CONNECTIONS: u32 = 20_000;

#[derive(Debug, Deserialize)]
struct Change {
    list: List,
}

/// Adds something to the list, or removes it again.
async fn change(args: Change, cx: Context<Arc<OnceLock<Server>>>) -> Result<&'static str, ToolError> {
    let server = cx.state().get().ok_or_else(|| ToolError::new("the server is not there yet"))?;
    toggle(server, args.list).map_err(|error| ToolError::new(error.to_string()))?;
    Ok("done")
}

fn toggle(server: &Server, list: List) -> Result<(), BuildError> {
    match list {
        List::Tools if server.remove_tool("more") => Ok(()),
        List::Tools => server.add_tool((), Tool::new("more").handler(async |_: NoArgs| "done")),
        List::Prompts if server.remove_prompt("more") => Ok(()),
        List::Prompts => server.add_prompt((), Prompt::new("more").handler(async |_: NoArgs| "Do more.")),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let own = Arc::new(OnceLock::new());
    let schema = Json::parse(r#"{"type":"object","properties":{"list":{"type":"string"}},"required":["list"]}"#)?;
    let server = Server::builder("bench", "1.0.0")
        .state(Arc::clone(&own))
        .tool(Tool::with_schema("change", schema).handler(change))
        .prompt(Prompt::new("some").handler(async |_: NoArgs| "Do something."))
        .build()?;
    let service = server.http(HttpConfig::local());
    let _ = own.set(server);
    Builder::new_current_thread().enable_all().build()?.block_on(async {
        let listener = Listener::local(arguments.port()).await?.max_connections(MAX_CONNECTIONS);
        arguments.announce(listener.address().map_or(0, |address| address.port()))?;
        let mut terminate = signal(SignalKind::terminate())?;
        listener.serve(service, async { terminate.recv().await.unwrap_or_default() }).await?;
        Ok(())
    })
}
