//! The server that the official conformance suite is run against; it grows with what the crates can do.
//!
//! Its first line of output is the endpoint.

mod content;
mod dialogue;
mod notifications;
mod older;
mod prompts;
mod replica;
mod resources;
mod schema;

use std::error::Error;
use std::io::{self, Write};

use clap::Parser;
use mcp_server::{Eras, HttpConfig, Listener, Server, ServerBuilder};

use crate::replica::{Journal, Replica};

/// Serves the fixtures of the official conformance suite on a loopback address.
#[derive(Debug, Parser)]
struct Arguments {
    /// Port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    port: u16,

    #[command(flatten)]
    replica: Replica,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(serve(&arguments))?;
    Ok(())
}

async fn serve(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let replica = &arguments.replica;
    let server = replica.join(server().keys(replica.keys()?)).await?.build()?;
    let listener = replica.prepare(Listener::local(arguments.port).await?);
    // Before the address is told, for whoever knows it may tell the process to end.
    let terminated = replica::terminated()?;
    let address = listener.address().ok_or("the listener has no address")?;
    writeln!(io::stdout(), "http://{address}/mcp")?;
    let service = server.http(replica.configure(HttpConfig::local()));
    match replica.name()? {
        Some(name) => listener.serve(Journal::new(service, name), terminated).await?,
        None => listener.serve(service, terminated).await?,
    };
    Ok(())
}

/// Every tool by the name under which the suite looks for it. The first one is called without arguments by the
/// scenario on header fields, and has to succeed then.
fn server() -> ServerBuilder<()> {
    Server::builder("conformance-server", env!("CARGO_PKG_VERSION"))
        .eras(Eras::Dual)
        .logging()
        .tool(content::simple_text())
        .tool(content::image())
        .tool(content::audio())
        .tool(content::embedded_resource())
        .tool(content::multiple_content_types())
        .tool(content::error_handling())
        .tool(schema::json_schema_2020_12())
        .tool(schema::x_mcp_header())
        .tool(notifications::progress())
        .tool(notifications::logging())
        .tool(notifications::trigger_tool_change())
        .tool(notifications::trigger_prompt_change())
        .tool(dialogue::elicitation())
        .tool(dialogue::sampling())
        .tool(dialogue::list_roots())
        .tool(dialogue::request_state())
        .tool(dialogue::tampered_state())
        .tool(dialogue::multiple_inputs())
        .tool(dialogue::multi_round())
        .tool(dialogue::capabilities())
        .tool(dialogue::streaming())
        .tool(dialogue::missing_capability())
        .tool(older::logging())
        .tool(older::sampling())
        .tool(older::elicitation())
        .tool(older::defaults())
        .tool(older::choices())
        .tool(older::reconnection())
        .resource(resources::static_text())
        .resource(resources::static_binary())
        .resource(resources::watched())
        .resource_template(resources::template())
        .prompt(prompts::simple())
        .prompt(prompts::with_arguments())
        .prompt(prompts::with_embedded_resource())
        .prompt(prompts::with_image())
        .prompt(prompts::that_asks())
}
