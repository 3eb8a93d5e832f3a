//! The server under attack, on one thread.

use std::error::Error;

use bench::listener::Arguments;
use clap::Parser;
use mcp_server::{HttpConfig, Listener};
use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};

#[expect(clippy::disallowed_methods, reason = "thousands of handlers panic on purpose, and what they say helps nobody")]
fn main() -> Result<(), Box<dyn Error>> {
    std::panic::set_hook(Box::new(|_| ()));
    let arguments = Arguments::parse();
    let service = hostile::server::server()?.http(HttpConfig::local());
    Builder::new_current_thread().enable_all().build()?.block_on(async {
        let listener = Listener::local(arguments.port()).await?;
        arguments.announce(listener.address().map_or(0, |address| address.port()))?;
        let mut terminate = signal(SignalKind::terminate())?;
        listener.serve(service, async { terminate.recv().await.unwrap_or_default() }).await?;
        Ok(())
    })
}
