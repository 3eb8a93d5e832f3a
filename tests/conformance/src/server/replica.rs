//! The server as one of several behind a balancer: what it shares, and how others see who has answered.

mod journal;
mod tools;

use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use mcp_server::{HttpConfig, KeyRing, Listener, ServerBuilder};
use test_hub::{HubBus, HubStore};
#[cfg(unix)]
use tokio::signal::unix::{SignalKind, signal};

pub(crate) use self::journal::Journal;

/// Tools that the suite looks for. They fill one page of the list, so that it finds them all on the first, and the
/// tools of replicas come behind a cursor.
const TOOLS_OF_THE_SUITE: usize = 28;
/// The path at which balancers ask whether to send requests.
const HEALTH: &str = "/healthz";

/// What makes the server one of several.
#[derive(Debug, clap::Args)]
pub(crate) struct Replica {
    /// Sends this name in `x-replica`, writes a line for each request, and offers some more tools
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// File of keys that replicas share; without it, keys of this process alone
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,

    /// The hub that holds the store and the bus that replicas share; without it, those of this process alone
    #[arg(long, value_name = "ADDRESS")]
    hub: Option<SocketAddr>,

    /// Milliseconds after which a silent stream gets a comment
    #[arg(long, value_name = "MS")]
    keep_alive: Option<u64>,

    /// Milliseconds of going on as before, with readiness off, after being told to stop
    #[arg(long, value_name = "MS", default_value_t = 0)]
    drain_notice: u64,
}

impl Replica {
    pub(crate) fn name(&self) -> Result<Option<HeaderValue>, Box<dyn Error>> {
        Ok(self.name.as_deref().map(HeaderValue::from_str).transpose()?)
    }

    pub(crate) fn keys(&self) -> Result<KeyRing, Box<dyn Error>> {
        Ok(self.keys.as_ref().map_or_else(KeyRing::generate, KeyRing::read)?)
    }

    /// Shares the store and the bus of the hub, and offers the tools of replicas.
    pub(crate) async fn join(&self, server: ServerBuilder<()>) -> Result<ServerBuilder<()>, Box<dyn Error>> {
        let server = match self.hub {
            Some(hub) => server.store(Arc::new(HubStore::new(hub))).event_bus(Arc::new(HubBus::connect(hub).await?)),
            None => server,
        };
        if self.name.is_none() {
            return Ok(server);
        }
        let server = server.tool(tools::basket()).tool(tools::wait()).tool(tools::mirrored()).tool(tools::report());
        Ok(server.page_size(TOOLS_OF_THE_SUITE))
    }

    pub(crate) fn prepare(&self, listener: Listener) -> Listener {
        listener.health(HEALTH).drain_notice(Duration::from_millis(self.drain_notice))
    }

    pub(crate) fn configure(&self, config: HttpConfig) -> HttpConfig {
        match self.keep_alive {
            Some(milliseconds) => config.keep_alive(Duration::from_millis(milliseconds)),
            None => config,
        }
    }
}

/// Waits until the process is told to end, as service managers tell it, from now on.
#[cfg(unix)]
pub(crate) fn terminated() -> io::Result<impl Future<Output = ()> + Send> {
    let mut signals = signal(SignalKind::terminate())?;
    Ok(async move {
        signals.recv().await;
    })
}

/// Waits for ever.
#[cfg(not(unix))]
pub(crate) fn terminated() -> io::Result<impl Future<Output = ()> + Send> {
    Ok(std::future::pending())
}
