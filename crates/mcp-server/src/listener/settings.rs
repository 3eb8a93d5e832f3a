//! What a listener is told before it serves.

use std::fmt;
use std::io;
use std::time::Duration;

use crate::limits;

pub(super) type AcceptErrorHook = Box<dyn Fn(&io::Error) + Send + Sync>;

/// The settings of a listener, with their defaults.
pub(super) struct Settings {
    pub(super) endpoint: Box<str>,
    pub(super) health: Option<Box<str>>,
    // Invariant: at least 1.
    pub(super) max_connections: u32,
    pub(super) head_timeout: Duration,
    pub(super) body_timeout: Duration,
    pub(super) idle_timeout: Duration,
    pub(super) write_timeout: Duration,
    pub(super) drain_notice: Duration,
    pub(super) grace_period: Duration,
    pub(super) on_accept_error: Option<AcceptErrorHook>,
}

impl Settings {
    /// Refuses paths that no request can have.
    pub(super) fn check(&self) -> io::Result<()> {
        let mut paths = [Some(&self.endpoint), self.health.as_ref()].into_iter().flatten();
        match paths.find(|path| !path.starts_with('/')) {
            Some(path) => {
                Err(io::Error::new(io::ErrorKind::InvalidInput, format!("path does not begin with `/`: `{path}`")))
            }
            None => Ok(()),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            endpoint: "/mcp".into(),
            health: None,
            max_connections: limits::DEFAULT_MAX_CONNECTIONS,
            head_timeout: limits::DEFAULT_HEAD_TIMEOUT,
            body_timeout: limits::DEFAULT_BODY_TIMEOUT,
            idle_timeout: limits::DEFAULT_IDLE_TIMEOUT,
            write_timeout: limits::DEFAULT_WRITE_TIMEOUT,
            drain_notice: limits::DEFAULT_DRAIN_NOTICE,
            grace_period: limits::DEFAULT_GRACE_PERIOD,
            on_accept_error: None,
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("endpoint", &self.endpoint)
            .field("health", &self.health)
            .field("max_connections", &self.max_connections)
            .finish_non_exhaustive()
    }
}
