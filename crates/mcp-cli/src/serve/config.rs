//! The file that an operator writes: where to listen, and what to take on.

use std::fs::File;
use std::io::{self, Read};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use mcp_server::{AuthMode, Eras, HttpConfig, Limits, Listener, duration, limits};
use mcp_transport_http::host::HostRules;
use mcp_transport_http::limits::MAX_BODY_BYTES;
use mcp_transport_http::origin::OriginRules;
use serde::Deserialize;
use serde::de::{Deserializer, Error};

use super::collector::Collector;

/// A file with every member and its default.
pub(crate) const SAMPLE: &str = include_str!("mcp.toml");

/// Bytes of a file.
///
/// The sample has 5 KiB, most of it comments; the rest is room for many tools.
const MAX_CONFIG_BYTES: u64 = 1024 * 1024;

// Why: listening on other addresses has to be asked for.
const DEFAULT_HOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// What the file says. Each member is explained in the sample.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) eras: ServedEras,
    pub(crate) keys: Option<PathBuf>,
    pub(crate) log: String,
    pub(crate) otlp: Option<Collector>,
    pub(crate) listener: ListenerConfig,
    pub(crate) limits: Limits,
}

/// Whom to serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ServedEras {
    Dual,
    Modern,
}

/// Where to listen, and for how long to wait.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ListenerConfig {
    pub(crate) host: IpAddr,
    pub(crate) port: u16,
    #[serde(deserialize_with = "path_of_url")]
    health: Option<Box<str>>,
    #[serde(deserialize_with = "host_rules")]
    allowed_hosts: Option<HostRules>,
    #[serde(deserialize_with = "origin_rules")]
    allowed_origins: Option<OriginRules>,
    max_body_bytes: u64,
    max_connections: NonZeroU32,
    #[serde(deserialize_with = "duration::deserialize")]
    keep_alive: Duration,
    #[serde(deserialize_with = "duration::deserialize")]
    head_timeout: Duration,
    #[serde(deserialize_with = "duration::deserialize")]
    body_timeout: Duration,
    #[serde(deserialize_with = "duration::deserialize")]
    idle_timeout: Duration,
    #[serde(deserialize_with = "duration::deserialize")]
    write_timeout: Duration,
    #[serde(deserialize_with = "duration::deserialize")]
    drain_notice: Duration,
    #[serde(deserialize_with = "duration::deserialize")]
    grace_period: Duration,
}

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    #[error(transparent)]
    Read(#[from] io::Error),
    #[error("larger than {MAX_CONFIG_BYTES} bytes")]
    TooLarge,
    /// In several lines, which show the place.
    #[error("{0}")]
    Content(Box<str>),
}

impl Config {
    /// Reads the file at `path`.
    pub(crate) fn read(path: &Path) -> Result<Self, ConfigError> {
        let mut text = String::new();
        File::open(path)?.take(MAX_CONFIG_BYTES + 1).read_to_string(&mut text)?;
        if text.len() as u64 > MAX_CONFIG_BYTES {
            return Err(ConfigError::TooLarge);
        }
        let mut config: Config =
            toml::from_str(&text).map_err(|error| ConfigError::Content(error.to_string().trim_end().into()))?;
        // Why: who starts the command from elsewhere means the same file.
        config.keys = config.keys.map(|keys| path.parent().map_or_else(|| keys.clone(), |place| place.join(&keys)));
        Ok(config)
    }
}

impl ServedEras {
    pub(crate) fn eras(self) -> Eras {
        match self {
            ServedEras::Dual => Eras::Dual,
            ServedEras::Modern => Eras::Modern,
        }
    }
}

impl ListenerConfig {
    pub(crate) fn address(&self) -> SocketAddr {
        SocketAddr::new(self.host, self.port)
    }

    /// Tells a listener what there is to know.
    pub(crate) fn configure(&self, listener: Listener) -> Listener {
        let listener = listener
            .max_connections(self.max_connections.get())
            .head_timeout(self.head_timeout)
            .body_timeout(self.body_timeout)
            .idle_timeout(self.idle_timeout)
            .write_timeout(self.write_timeout)
            .drain_notice(self.drain_notice)
            .grace_period(self.grace_period);
        self.health.clone().into_iter().fold(listener, Listener::health)
    }

    /// Loopback addresses are guarded against DNS rebinding; other addresses are reached under names only the caller
    /// knows.
    pub(crate) fn http(&self) -> HttpConfig {
        let local = self.host.is_loopback();
        let config = if local { HttpConfig::local() } else { HttpConfig::public(AuthMode::Anonymous) };
        let config = config.max_body(self.max_body_bytes).keep_alive(self.keep_alive);
        let config = self.allowed_hosts.clone().into_iter().fold(config, HttpConfig::allowed_hosts);
        self.allowed_origins.clone().into_iter().fold(config, HttpConfig::allowed_origins)
    }
}

impl Default for Config {
    fn default() -> Self {
        Config {
            eras: ServedEras::Dual,
            keys: None,
            log: "warn".to_owned(),
            otlp: None,
            listener: ListenerConfig::default(),
            limits: Limits::default(),
        }
    }
}

impl Default for ListenerConfig {
    fn default() -> Self {
        ListenerConfig {
            host: DEFAULT_HOST,
            port: 8000,
            health: None,
            allowed_hosts: None,
            allowed_origins: None,
            max_body_bytes: MAX_BODY_BYTES,
            max_connections: NonZeroU32::new(limits::DEFAULT_MAX_CONNECTIONS).unwrap_or(NonZeroU32::MIN),
            keep_alive: limits::DEFAULT_KEEP_ALIVE,
            head_timeout: limits::DEFAULT_HEAD_TIMEOUT,
            body_timeout: limits::DEFAULT_BODY_TIMEOUT,
            idle_timeout: limits::DEFAULT_IDLE_TIMEOUT,
            write_timeout: limits::DEFAULT_WRITE_TIMEOUT,
            drain_notice: limits::DEFAULT_DRAIN_NOTICE,
            grace_period: limits::DEFAULT_GRACE_PERIOD,
        }
    }
}

fn host_rules<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<HostRules>, D::Error> {
    HostRules::parse(Vec::<String>::deserialize(deserializer)?).map(Some).map_err(D::Error::custom)
}

fn origin_rules<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<OriginRules>, D::Error> {
    OriginRules::parse(Vec::<String>::deserialize(deserializer)?).map(Some).map_err(D::Error::custom)
}

fn path_of_url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Box<str>>, D::Error> {
    let path = String::deserialize(deserializer)?;
    if !path.starts_with('/') {
        return Err(D::Error::custom(format!("expected a path that begins with `/`, received `{path}`")));
    }
    Ok(Some(path.into()))
}

#[cfg(test)]
mod tests;
