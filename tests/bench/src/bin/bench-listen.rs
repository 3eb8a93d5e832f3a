//! Opens many subscriptions to a server, measures what they take, and prints one line of JSON.

use std::error::Error;
use std::io::{self, Write};

use bench::load::listen::listen;
use clap::Parser;

/// Listens to a server at `/mcp` on a loopback address
#[derive(Debug, Parser)]
struct Arguments {
    /// Port of the server
    port: u16,
    /// Process of the server
    process: u32,
    /// Subscriptions, each on a connection of its own
    #[arg(long, default_value_t = 10_000)]
    streams: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let Arguments { port, process, streams } = Arguments::parse();
    let listened = listen(port, streams, process)?;
    writeln!(io::stdout(), "{}", serde_json::to_string(&listened)?)?;
    Ok(())
}
