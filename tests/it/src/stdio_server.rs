//! The server under test in a process of its own, over its standard streams.
//!
//! It speaks on standard error, as servers do: when it starts, in the tool `noise`, and where a tool panics. The tool
//! `leak` prints to standard output, which it should not, and starts a program that does, after having read its input.

use std::io::{self, Write};
use std::process::Command;

use mcp_server::{NoArgs, Tool};

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    say("started")?;
    let noise = Tool::new("noise").handler(async |_: NoArgs| say("noise").map(|()| "quiet"));
    let hang = Tool::new("hang").handler(async |_: NoArgs| std::future::pending::<()>().await);
    let leak = Tool::new("leak").blocking().handler(async |_: NoArgs| leak());
    let server = it::builder().tool(leak).tool(noise).tool(hang).build().map_err(io::Error::other)?;
    server.stdio().serve_process().await
}

#[expect(clippy::print_stdout, reason = "this is what is not to reach the client")]
fn leak() -> io::Result<String> {
    println!("printed by a handler");
    let status = Command::new("sh").args(["-c", "cat; echo printed by a program"]).status()?;
    Ok(status.to_string())
}

fn say(text: &str) -> io::Result<()> {
    writeln!(io::stderr(), "{text}")
}
