//! The server under test in a process of its own, over its standard streams.
//!
//! It speaks on standard error, as servers do: when it starts, in the tool `noise`, and where a tool panics.

use std::io::{self, Write};

use mcp_server::{NoArgs, Tool};

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    say("started")?;
    let noise = Tool::new("noise").handler(async |_: NoArgs| say("noise").map(|()| "quiet"));
    let hang = Tool::new("hang").handler(async |_: NoArgs| std::future::pending::<()>().await);
    let server = it::builder().tool(noise).tool(hang).build().map_err(io::Error::other)?;
    server.stdio().serve_process().await
}

fn say(text: &str) -> io::Result<()> {
    writeln!(io::stderr(), "{text}")
}
