//! The server under test in a process of its own, for tests that watch what a process uses.
//!
//! It prints its address on one line and serves until its standard input ends.

use std::io::{self, Read, Write};

use mcp_server::{HttpConfig, KeyRing};
use test_support::Listener;

fn main() -> io::Result<()> {
    let keys = KeyRing::generate().map_err(io::Error::other)?;
    let server = it::asking(keys).map_err(io::Error::other)?;
    let listener = Listener::start(server.http(HttpConfig::local()))?;
    writeln!(io::stdout(), "{}", listener.address())?;
    io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}
