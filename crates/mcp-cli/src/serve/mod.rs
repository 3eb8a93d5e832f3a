//! `mcp serve`: a server to try the protocol with.

mod basket;
mod log;
mod offer;
mod tools;

use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use mcp_server::{AuthMode, Eras, HttpConfig, KeyRing, Listener, Server};
use tokio::runtime::Runtime;

/// The path of the MCP endpoint.
const ENDPOINT_PATH: &str = "/mcp";

// Why: listening on other addresses has to be asked for.
const DEFAULT_HOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// Where to listen and what to log.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Serve whoever started this process, over standard input and output, until it closes standard input
    #[arg(long, conflicts_with_all = ["host", "port"])]
    stdio: bool,

    /// Address to listen on; anything but a loopback address is open to the network, without authentication
    #[arg(long, default_value_t = DEFAULT_HOST, value_name = "ADDRESS")]
    host: IpAddr,

    /// Port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 8000)]
    port: u16,

    /// File of keys that `mcp keys new` wrote, shared by replicas: what one seals another opens; without it, keys of
    /// this process alone
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,

    /// Serve revision 2026-07-28 only; without this, clients of 2025-11-25 and 2025-06-18 as well
    #[arg(long)]
    modern_only: bool,

    /// What to log on standard error: error, warn, info, debug, or a tracing filter such as `mcp=debug`
    #[arg(long, default_value = "warn", value_name = "FILTER")]
    log: String,
}

/// Why the server could not start or go on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ServeError {
    #[error("cannot listen on {address}")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("cannot read the log filter")]
    LogFilter { source: tracing_subscriber::filter::ParseError },
    #[error("cannot read the keys")]
    Keys { source: mcp_server::KeyRingError },
    #[error("cannot build the server")]
    Build { source: mcp_server::BuildError },
    #[error("cannot go on serving")]
    Io { source: io::Error },
}

impl ServeError {
    /// What the caller can do about it, where something can be done.
    pub(crate) fn advice(&self) -> Option<&'static str> {
        match self {
            ServeError::Listen { source, .. } => match source.kind() {
                io::ErrorKind::AddrInUse => Some("another port, such as `--port 8001`, or `--port 0` for a free one"),
                io::ErrorKind::PermissionDenied => Some("a port above 1023, such as `--port 8000`"),
                io::ErrorKind::AddrNotAvailable => Some("an address of this machine, such as `--host 127.0.0.1`"),
                _ => None,
            },
            ServeError::LogFilter { .. } => Some("`--log info`"),
            ServeError::Keys { .. } => Some("`mcp keys new --file FILE`, and that file here"),
            ServeError::Build { .. } | ServeError::Io { .. } => None,
        }
    }
}

/// Serves until interrupted, or until the client is gone.
pub(crate) fn run(options: &Options) -> Result<(), ServeError> {
    log::install(&options.log).map_err(|source| ServeError::LogFilter { source })?;
    let server = tools::server(keys(options)?, eras(options)).map_err(|source| ServeError::Build { source })?;
    let runtime = Runtime::new().map_err(|source| ServeError::Io { source })?;
    if !options.stdio {
        return runtime.block_on(serve(options, &server));
    }
    let served = runtime.block_on(server.stdio().serve_process());
    // Why: the client has closed standard input and waits for the process to exit; no handler may hold that up.
    runtime.shutdown_background();
    served.map_err(|source| ServeError::Io { source })
}

/// The keys that seal what clients carry.
fn keys(options: &Options) -> Result<KeyRing, ServeError> {
    let ring = options.keys.as_ref().map_or_else(KeyRing::generate, KeyRing::read);
    ring.map_err(|source| ServeError::Keys { source })
}

/// Whom to serve.
fn eras(options: &Options) -> Eras {
    if options.modern_only { Eras::Modern } else { Eras::Dual }
}

async fn serve(options: &Options, server: &Server) -> Result<(), ServeError> {
    let address = SocketAddr::new(options.host, options.port);
    let listener = Listener::bind(address).await.map_err(|source| ServeError::Listen { address, source })?;
    let offer = offer::text(listener.address().unwrap_or(address), server, eras(options));
    io::stdout().write_all(offer.as_bytes()).map_err(|source| ServeError::Io { source })?;

    let service = log::Logged::new(server.http(config(options.host)));
    let stopped = listener
        .endpoint(ENDPOINT_PATH)
        .on_accept_error(|error| tracing::warn!(%error, "a connection could not be accepted"))
        .serve(service, interrupted())
        .await
        .map_err(|source| ServeError::Io { source })?;
    if stopped.cut_connections() > 0 {
        tracing::warn!(connections = stopped.cut_connections(), "cut off");
    }
    Ok(())
}

/// Waits for Ctrl-C.
async fn interrupted() {
    if let Err(error) = tokio::signal::ctrl_c().await {
        tracing::error!(%error, "cannot wait for Ctrl-C");
    }
}

/// Loopback addresses are guarded against DNS rebinding; other addresses are reached under names only the caller knows.
fn config(host: IpAddr) -> HttpConfig {
    if host.is_loopback() { HttpConfig::local() } else { HttpConfig::public(AuthMode::Anonymous) }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        options: Options,
    }

    #[test]
    fn standard_streams_have_no_address() {
        assert!(Line::try_parse_from(["serve", "--stdio"]).expect("an option").options.stdio);
        assert!(Line::try_parse_from(["serve", "--stdio", "--port", "8000"]).is_err());
    }

    #[test]
    fn both_eras_are_served_unless_asked_for_one() {
        for (line, expected) in [(vec!["serve"], Eras::Dual), (vec!["serve", "--modern-only"], Eras::Modern)] {
            let options = Line::try_parse_from(line).expect("options").options;
            assert_eq!(eras(&options), expected);
        }
    }

    #[test]
    fn nobody_else_reaches_the_server_unless_asked_for() {
        // spec: HTTP-005
        let line = Line::try_parse_from(["serve"]).expect("every option has a default");
        assert!(line.options.host.is_loopback());
        let line = Line::try_parse_from(["serve", "--host", "0.0.0.0"]).expect("an address");
        assert!(!line.options.host.is_loopback());
    }
}
