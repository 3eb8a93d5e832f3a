//! Who may reach the endpoint.

use std::time::Duration;

use http::{Extensions, HeaderValue};
use mcp_transport_http::host::{HostRules, HostSource};
use mcp_transport_http::limits::MAX_BODY_BYTES;
use mcp_transport_http::origin::OriginRules;
use mcp_transport_http::{HeadPolicy, Rejection};

use crate::limits::DEFAULT_KEEP_ALIVE;
use crate::viewer::Principal;

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
    auth: AuthMode,
    hosts: HostRules,
    origins: OriginRules,
    host_source: HostSource,
    max_body: u64,
    keep_alive: Duration,
}

/// How callers of a public server are told apart.
///
/// # Examples
///
/// ```
/// use http::HeaderValue;
/// use mcp_server::{AuthMode, HttpConfig};
///
/// let challenge = r#"Bearer resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource""#;
/// let config = HttpConfig::public(AuthMode::required([HeaderValue::from_static(challenge)]));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthMode {
    /// Not at all: everyone who reaches the endpoint may call every tool.
    ///
    /// Fit for tools that are open to the world, and behind a gateway that has authenticated the caller.
    Anonymous,
    /// By middleware in front of the endpoint, which verifies credentials and puts a [`Principal`](crate::Principal) into
    /// the extensions of the request.
    ///
    /// A request without one is refused with 401 before anything of it is read, and so is one that carries
    /// [`CredentialsRefused`].
    Required {
        /// Values of `WWW-Authenticate`, one field each.
        challenges: Box<[HeaderValue]>,
    },
}

/// What middleware puts into the extensions of a request whose credentials are no good, so that it is refused with 401 in
/// the words of the protocol.
///
/// # Examples
///
/// ```
/// use http::HeaderValue;
/// use mcp_server::CredentialsRefused;
///
/// let mut request = http::Request::post("/mcp").body(())?;
/// let expired = HeaderValue::from_static(r#"Bearer error="invalid_token""#);
/// request.extensions_mut().insert(CredentialsRefused::new([expired]));
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialsRefused {
    challenges: Box<[HeaderValue]>,
}

impl CredentialsRefused {
    /// Refuses with these values of `WWW-Authenticate`, one field each.
    pub fn new(challenges: impl IntoIterator<Item = HeaderValue>) -> Self {
        CredentialsRefused { challenges: challenges.into_iter().collect() }
    }
}

impl AuthMode {
    /// [`Required`](AuthMode::Required) with these challenges.
    pub fn required(challenges: impl IntoIterator<Item = HeaderValue>) -> Self {
        AuthMode::Required { challenges: challenges.into_iter().collect() }
    }

    /// Row 3: judges whether the host knows who makes a request.
    pub(super) fn admit(&self, extensions: &Extensions) -> Result<(), Rejection> {
        if let Some(CredentialsRefused { challenges }) = extensions.get() {
            return Err(Rejection::Unauthorized { challenges: challenges.clone() });
        }
        match self {
            // spec: HTTP-006 where callers are to be known, nobody else gets further.
            AuthMode::Required { challenges } if extensions.get::<Principal>().is_none() => {
                Err(Rejection::Unauthorized { challenges: challenges.clone() })
            }
            AuthMode::Required { .. } | AuthMode::Anonymous => Ok(()),
        }
    }
}

impl HttpConfig {
    /// A server for programs on the same machine, without authentication.
    ///
    /// Requests have to be addressed to `localhost`, `127.0.0.1` or `[::1]`, and web pages may call only if they were
    /// served from there, so that no other site can reach the server through a visitor's browser. Bind the listener to
    /// a loopback address as well.
    pub fn local() -> Self {
        Self::new(AuthMode::Anonymous, HostRules::loopback(), OriginRules::loopback())
    }

    /// A server for other machines; whether callers are authenticated has to be decided here.
    ///
    /// Every host name is taken and no web page may call, until [`allowed_hosts`](HttpConfig::allowed_hosts) and
    /// [`allowed_origins`](HttpConfig::allowed_origins) say otherwise.
    pub fn public(auth: AuthMode) -> Self {
        Self::new(auth, HostRules::any(), OriginRules::none())
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

    fn new(auth: AuthMode, hosts: HostRules, origins: OriginRules) -> Self {
        let (host_source, max_body) = (HostSource::default(), MAX_BODY_BYTES);
        HttpConfig { auth, hosts, origins, host_source, max_body, keep_alive: DEFAULT_KEEP_ALIVE }
    }

    pub(super) fn keep_alive_interval(&self) -> Duration {
        self.keep_alive
    }

    pub(super) fn auth(&self) -> &AuthMode {
        &self.auth
    }

    pub(super) fn into_policy(self) -> HeadPolicy {
        HeadPolicy::new(self.hosts, self.origins).with_host_source(self.host_source).with_max_body(self.max_body)
    }
}
