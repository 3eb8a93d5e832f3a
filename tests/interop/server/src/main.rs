//! The server that clients on other SDKs are run against: one small tool, resource or prompt for each thing that a
//! client does.
//!
//! Its first line of output is the endpoint, unless it serves over standard streams.

mod asking;
mod calls;
mod changes;
mod library;
mod state;

use std::error::Error;
use std::future::pending;
use std::io::{self, Write};

use clap::Parser;
use mcp_server::{Eras, HttpConfig, KeyRing, Listener, Server};

use crate::state::State;

/// Entries on one page of a list: few, so that every list but that of templates has more than one.
const PAGE_SIZE: usize = 4;

/// Serves the fixtures of the interoperability matrix on a loopback address, or over standard streams.
#[derive(Debug, Parser)]
struct Arguments {
    /// Port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Serves one client over standard input and output instead
    #[arg(long, conflicts_with = "port")]
    stdio: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(serve(&arguments))
}

async fn serve(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let server = server()?;
    if arguments.stdio {
        return Ok(server.stdio().serve_process().await?);
    }
    let listener = Listener::local(arguments.port).await?;
    let address = listener.address().ok_or("the listener has no address")?;
    writeln!(io::stdout(), "http://{address}/mcp")?;
    listener.serve(server.http(HttpConfig::local()), pending()).await?;
    Ok(())
}

fn server() -> Result<Server, Box<dyn Error>> {
    let server = Server::builder("interop-server", "1.2.3")
        .title("Interoperability")
        .instructions("Call any tool; each says what it does.")
        .keys(KeyRing::generate()?)
        .eras(Eras::Dual)
        .page_size(PAGE_SIZE)
        .logging()
        .state(State::new())
        .tool(calls::echo())
        .tool(calls::sum())
        .tool(calls::content())
        .tool(calls::fail())
        .tool(calls::mirrored())
        .tool(calls::progress())
        .tool(calls::release())
        .tool(calls::log())
        .tool(calls::interrupted())
        .tool(calls::rendezvous())
        .tool(calls::hold())
        .tool(calls::await_cancellation())
        .tool(asking::trip())
        .tool(asking::two_rounds())
        .tool(asking::page())
        .tool(asking::sampling())
        .tool(asking::roots())
        .tool(asking::needs_form())
        .tool(changes::toggle_tool())
        .tool(changes::toggle_prompt())
        .tool(changes::toggle_resource())
        .tool(changes::touch())
        .resource(library::text())
        .resource(library::binary())
        .resource(library::watched())
        .resource(library::accents())
        .resource(library::empty())
        .resource_template(library::item())
        .resource_template(library::note())
        .prompt(library::plain())
        .prompt(library::greeting())
        .prompt(library::illustrated())
        .prompt(library::interview())
        .prompt(library::quote())
        .build()?;
    Ok(server)
}
