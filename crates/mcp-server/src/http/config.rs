//! Who may reach the endpoint.

use std::time::Duration;

use mcp_transport_http::HeadPolicy;
use mcp_transport_http::host::{HostRules, HostSource};
use mcp_transport_http::limits::MAX_BODY_BYTES;
use mcp_transport_http::origin::OriginRules;

use crate::limits::DEFAULT_KEEP_ALIVE;

/// How the MCP endpoint is reached, and by whom.
///
/// There is no default: a server is [`local`](HttpConfig::local) or [`public`](HttpConfig::public).
///
/// # Specification
///
/// <https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#security-%26-endpoint>
///
/// # Examples
///
/// ```
/// use mcp_server::{AuthMode, HttpConfig};
/// use mcp_transport_http::host::{HostRules, HostSource};
/// use mcp_transport_http::origin::OriginRules;
///
/// let config = HttpConfig::public(AuthMode::Anonymous)
///     .allowed_hosts(HostRules::parse(["mcp.example.com"])?)
///     .allowed_origins(OriginRules::parse(["https://app.example.com"])?)
///     .host_source(HostSource::XForwardedHost)
///     .max_body(256 * 1024);
/// # Ok::<(), mcp_transport_http::host::RuleError>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "a configuration takes effect in `Server::http`"]
pub struct HttpConfig {
    hosts: HostRules,
    origins: OriginRules,
    host_source: HostSource,
    max_body: u64,
    keep_alive: Duration,
}

/// How callers of a public server are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthMode {
    /// Not at all: everyone who reaches the endpoint may call every tool.
    ///
    /// Fit for tools that are open to the world, and behind a gateway that has authenticated the caller.
    Anonymous,
}

impl HttpConfig {
    /// A server for programs on the same machine, without authentication.
    ///
    /// Requests have to be addressed to `localhost`, `127.0.0.1` or `[::1]`, and web pages may call only if they were
    /// served from there, so that no other site can reach the server through a visitor's browser. Bind the listener to
    /// a loopback address as well.
    pub fn local() -> Self {
        Self::new(HostRules::loopback(), OriginRules::loopback())
    }

    /// A server for other machines; whether callers are authenticated has to be decided here.
    ///
    /// Every host name is taken and no web page may call, until [`allowed_hosts`](HttpConfig::allowed_hosts) and
    /// [`allowed_origins`](HttpConfig::allowed_origins) say otherwise.
    pub fn public(auth: AuthMode) -> Self {
        match auth {
            AuthMode::Anonymous => Self::new(HostRules::any(), OriginRules::none()),
        }
    }

    /// Sets the names that requests may be addressed to.
    pub fn allowed_hosts(mut self, hosts: HostRules) -> Self {
        self.hosts = hosts;
        self
    }

    /// Sets the origins whose web pages may call.
    pub fn allowed_origins(mut self, origins: OriginRules) -> Self {
        self.origins = origins;
        self
    }

    /// Sets where the name stands that the client addressed: behind a proxy, in a field that only the proxy can write.
    pub fn host_source(mut self, source: HostSource) -> Self {
        self.host_source = source;
        self
    }

    /// Sets the most content that one request may have, in bytes; [`MAX_BODY_BYTES`] by default.
    pub fn max_body(mut self, bytes: u64) -> Self {
        self.max_body = bytes;
        self
    }

    /// Sets how long an event stream may be silent before a comment is sent to keep it open;
    /// [`DEFAULT_KEEP_ALIVE`] by default.
    pub fn keep_alive(mut self, interval: Duration) -> Self {
        self.keep_alive = interval;
        self
    }

    fn new(hosts: HostRules, origins: OriginRules) -> Self {
        let (host_source, max_body) = (HostSource::default(), MAX_BODY_BYTES);
        HttpConfig { hosts, origins, host_source, max_body, keep_alive: DEFAULT_KEEP_ALIVE }
    }

    pub(super) fn keep_alive_interval(&self) -> Duration {
        self.keep_alive
    }

    pub(super) fn into_policy(self) -> HeadPolicy {
        HeadPolicy::new(self.hosts, self.origins).with_host_source(self.host_source).with_max_body(self.max_body)
    }
}
