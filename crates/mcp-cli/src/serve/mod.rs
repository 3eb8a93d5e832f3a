//! `mcp serve`: a server to try the protocol with.

mod basket;
mod collector;
mod config;
mod log;
mod offer;
#[cfg(feature = "otlp")]
mod otlp;
#[cfg(not(feature = "otlp"))]
#[path = "no_otlp.rs"]
mod otlp;
mod tools;

use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use mcp_server::{KeyRing, Listener, Server, Telemetry};
use tokio::runtime::Runtime;
#[cfg(unix)]
use tokio::signal::unix::{SignalKind, signal};

use self::collector::{Collector, Endpoint};
use self::config::{Config, ConfigError, ServedEras};
use self::otlp::{Export, ExportError};

/// The path of the MCP endpoint.
const ENDPOINT_PATH: &str = "/mcp";

/// Where to listen and what to log.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// File of settings, of which these options win; `--print-config` shows what it may say
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Print a file of settings with every member, its meaning and its default, and do nothing else
    #[arg(long)]
    print_config: bool,

    /// Serve whoever started this process, over standard input and output, until it closes standard input
    #[arg(long, conflicts_with_all = ["host", "port"])]
    stdio: bool,

    /// Address to listen on, 127.0.0.1 by default; anything but a loopback address is open to the network, without
    /// authentication
    #[arg(long, value_name = "ADDRESS")]
    host: Option<IpAddr>,

    /// Port to listen on, 8000 by default; 0 takes a free one
    #[arg(long)]
    port: Option<u16>,

    /// File of keys that `mcp keys new` wrote, shared by replicas: what one seals another opens; without it, keys of
    /// this process alone
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,

    /// Serve revision 2026-07-28 only; without this, clients of 2025-11-25 and 2025-06-18 as well
    #[arg(long)]
    modern_only: bool,

    /// What to log on standard error: error, warn (by default), info (a line for each operation), debug, or a tracing
    /// filter such as `mcp_server=info`
    #[arg(long, value_name = "FILTER")]
    log: Option<String>,

    /// Export spans and metrics to a collector, by OTLP over HTTP; without ENDPOINT, to the one that the file names, or
    /// else OTEL_EXPORTER_OTLP_ENDPOINT, or http://127.0.0.1:4318
    #[arg(long, value_name = "ENDPOINT")]
    otlp: Option<Option<Endpoint>>,
}

/// Why the server could not start or go on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ServeError {
    #[error("cannot listen on {address}")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("cannot use the settings in {}", path.display())]
    Config { path: PathBuf, source: ConfigError },
    #[error("cannot read the log filter")]
    LogFilter { source: tracing_subscriber::filter::ParseError },
    #[error("cannot export spans and metrics")]
    Export { source: ExportError },
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
            ServeError::Config { .. } => Some("`mcp serve --print-config`, which shows all that it may say"),
            ServeError::LogFilter { .. } => Some("`--log info`"),
            ServeError::Export { source } => source.advice(),
            ServeError::Keys { .. } => Some("`mcp keys new --file FILE`, and that file here"),
            ServeError::Build { .. } | ServeError::Io { .. } => None,
        }
    }
}

impl Options {
    /// What the file says, and what the command line says instead.
    fn settings(&self) -> Result<Config, ServeError> {
        let read =
            |path: &PathBuf| Config::read(path).map_err(|source| ServeError::Config { path: path.clone(), source });
        let mut config = self.config.as_ref().map(read).transpose()?.unwrap_or_default();
        self.host.inspect(|host| config.listener.host = *host);
        self.port.inspect(|port| config.listener.port = *port);
        config.keys = self.keys.clone().or(config.keys);
        config.log = self.log.clone().unwrap_or(config.log);
        config.otlp = match &self.otlp {
            Some(Some(endpoint)) => Some(Collector::At(endpoint.clone())),
            Some(None) => config.otlp.or(Some(Collector::OfEnvironment)),
            None => config.otlp,
        };
        if self.modern_only {
            config.eras = ServedEras::Modern;
        }
        Ok(config)
    }
}

/// Serves until interrupted, or until the client is gone.
pub(crate) fn run(options: &Options) -> Result<(), ServeError> {
    if options.print_config {
        return io::stdout().write_all(config::SAMPLE.as_bytes()).map_err(|source| ServeError::Io { source });
    }
    let config = options.settings()?;
    let runtime = Runtime::new().map_err(|source| ServeError::Io { source })?;
    let export = config.otlp.as_ref().map(|collector| Export::start(collector, runtime.handle()));
    let export = export.transpose().map_err(|source| ServeError::Export { source })?;
    log::install(&config.log, export.as_ref()).map_err(|source| ServeError::LogFilter { source })?;
    let telemetry = export.as_ref().map_or_else(Telemetry::new, Export::telemetry);
    let server = tools::server(keys(&config)?, config.eras.eras(), config.limits.clone(), telemetry);
    let server = server.map_err(|source| ServeError::Build { source })?;
    let served = match options.stdio {
        true => runtime.block_on(serve_streams(&server)),
        false => runtime.block_on(serve(&config, &server)),
    };
    if let Some(export) = export {
        export.finish();
    }
    // Why: whoever waits for the process to exit is not held up by a handler.
    runtime.shutdown_background();
    served
}

async fn serve_streams(server: &Server) -> Result<(), ServeError> {
    let interruption = interruption()?;
    tokio::select! {
        served = server.stdio().serve_process() => served.map_err(|source| ServeError::Io { source }),
        () = interruption => Ok(()),
    }
}

/// The keys that seal what clients carry.
fn keys(config: &Config) -> Result<KeyRing, ServeError> {
    let ring = config.keys.as_ref().map_or_else(KeyRing::generate, KeyRing::read);
    ring.map_err(|source| ServeError::Keys { source })
}

async fn serve(config: &Config, server: &Server) -> Result<(), ServeError> {
    let address = config.listener.address();
    let listener = Listener::bind(address).await.map_err(|source| ServeError::Listen { address, source })?;
    let interruption = interruption()?;
    let offer = offer::text(listener.address().unwrap_or(address), server, config.eras.eras());
    io::stdout().write_all(offer.as_bytes()).map_err(|source| ServeError::Io { source })?;

    let service = server.http(config.listener.http());
    let stopped = config
        .listener
        .configure(listener.endpoint(ENDPOINT_PATH))
        .on_accept_error(|error| tracing::warn!(%error, "a connection could not be accepted"))
        .serve(service, interruption)
        .await
        .map_err(|source| ServeError::Io { source })?;
    if stopped.cut_connections() > 0 {
        tracing::warn!(connections = stopped.cut_connections(), "cut off");
    }
    Ok(())
}

/// Waits for Ctrl-C, or for what stops a service, from now on: what comes before it is waited for is not missed.
#[cfg(unix)]
fn interruption() -> Result<impl Future<Output = ()> + Send, ServeError> {
    let listen = |kind| signal(kind).map_err(|source| ServeError::Io { source });
    let mut pressed = listen(SignalKind::interrupt())?;
    let mut terminated = listen(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = pressed.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
fn interruption() -> Result<impl Future<Output = ()> + Send, ServeError> {
    Ok(async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "cannot wait for Ctrl-C");
        }
    })
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

    fn settings(line: &[&str]) -> Config {
        let options = Line::try_parse_from([&["serve"], line].concat()).expect("options").options;
        options.settings().expect("nothing stands against them")
    }

    #[test]
    fn both_eras_are_served_unless_asked_for_one() {
        for (line, expected) in [(&[][..], ServedEras::Dual), (&["--modern-only"], ServedEras::Modern)] {
            assert_eq!(settings(line).eras, expected);
        }
    }

    #[test]
    fn nobody_else_reaches_the_server_unless_asked_for() {
        // spec: HTTP-005
        assert!(settings(&[]).listener.host.is_loopback());
        assert!(!settings(&["--host", "0.0.0.0"]).listener.host.is_loopback());
    }

    #[test]
    fn the_command_line_wins_over_the_file() {
        let path = std::env::temp_dir().join(format!("mcp-settings-{}", std::process::id()));
        let said = "eras = \"dual\"\nlog = \"info\"\notlp = \"http://a\"\nkeys = \"/a\"\n[listener]\nhost = \"::1\"\nport = 1\n";
        std::fs::write(&path, said).expect("there is room");
        let file = path.to_str().expect("it is text");
        let read = settings(&["--config", file]);
        let line =
            ["--config", file, "--modern-only", "--log", "error", "--keys", "/b", "--host", "::2", "--port", "2"];
        let (bare, named) =
            (settings(&["--config", file, "--otlp"]), settings(&["--config", file, "--otlp", "http://b"]));
        let won = settings(&line);
        std::fs::remove_file(&path).expect("it was there");
        let told = |config: &Config| {
            let keys = config.keys.as_ref().map(|keys| keys.display().to_string());
            (config.eras, config.log.clone(), keys, config.listener.address().to_string())
        };
        assert_eq!(told(&read), (ServedEras::Dual, "info".into(), Some("/a".into()), "[::1]:1".into()));
        let at = |text: &str| text.parse().map(Collector::At).ok();
        assert_eq!(
            [&read, &bare, &named].map(|config| &config.otlp),
            [&at("http://a"), &at("http://a"), &at("http://b")]
        );
        assert_eq!(settings(&["--otlp"]).otlp, Some(Collector::OfEnvironment));
        assert_eq!(told(&won), (ServedEras::Modern, "error".into(), Some("/b".into()), "[::2]:2".into()));
    }
}
