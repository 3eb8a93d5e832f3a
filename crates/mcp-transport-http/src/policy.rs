//! What a server demands of a request before it reads the content.

use std::time::Duration;

use http::{HeaderMap, HeaderName};

use crate::cors::{self, Cors};
use crate::host::{HostRules, HostSource};
use crate::limits::{MAX_BODY_BYTES, MAX_HEAD_BYTES, MAX_MCP_FIELD_BYTES};
use crate::origin::OriginRules;

/// The rules that the head of a request is judged by, made once per endpoint.
///
/// # Examples
///
/// ```
/// use mcp_transport_http::HeadPolicy;
/// use mcp_transport_http::host::{HostRules, HostSource};
/// use mcp_transport_http::origin::OriginRules;
///
/// let hosts = HostRules::parse(["mcp.example.com"])?;
/// let origins = OriginRules::parse(["https://app.example.com"])?;
/// let policy = HeadPolicy::new(hosts, origins)
///     .with_host_source(HostSource::XForwardedHost)
///     .with_max_body(64 * 1024);
/// assert_eq!(policy.max_body(), 65_536);
/// # Ok::<(), mcp_transport_http::host::RuleError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadPolicy {
    pub(crate) hosts: HostRules,
    pub(crate) host_source: HostSource,
    pub(crate) origins: OriginRules,
    pub(crate) max_body: u64,
    pub(crate) max_head: usize,
    pub(crate) max_mcp_fields: usize,
    /// Whether there are sessions of legacy revisions.
    pub(crate) sessions: bool,
    pub(crate) cors: Cors,
}

impl HeadPolicy {
    /// Makes a policy with the sizes of [`limits`](crate::limits).
    pub fn new(allowed_hosts: HostRules, allowed_origins: OriginRules) -> Self {
        HeadPolicy {
            hosts: allowed_hosts,
            host_source: HostSource::Request,
            origins: allowed_origins,
            max_body: MAX_BODY_BYTES,
            max_head: MAX_HEAD_BYTES,
            max_mcp_fields: MAX_MCP_FIELD_BYTES,
            sessions: false,
            cors: Cors { max_age: cors::MAX_AGE, more_fields: Vec::new(), sessions: false },
        }
    }

    /// Makes the policy of a server for its own machine: only loopback names, only pages served from loopback.
    pub fn local() -> Self {
        Self::new(HostRules::loopback(), OriginRules::loopback())
    }

    /// Admits GET and DELETE, which belong to sessions of legacy revisions, and the fields of sessions on pages.
    ///
    /// Without this they are refused: what is modern has no sessions.
    #[must_use]
    pub fn with_sessions(mut self) -> Self {
        (self.sessions, self.cors.sessions) = (true, true);
        self
    }

    /// Says where the name stands that clients address; [`HostSource::Request`] by default.
    #[must_use]
    pub fn with_host_source(mut self, source: HostSource) -> Self {
        self.host_source = source;
        self
    }

    /// Bounds the content of one request, in bytes; [`MAX_BODY_BYTES`] by default.
    #[must_use]
    pub fn with_max_body(mut self, bytes: u64) -> Self {
        self.max_body = bytes;
        self
    }

    /// Bounds all fields of one head together, names and values, in bytes; [`MAX_HEAD_BYTES`] by default.
    #[must_use]
    pub fn with_max_head(mut self, bytes: usize) -> Self {
        self.max_head = bytes;
        self
    }

    /// Bounds the fields of MCP together, names and values, in bytes; [`MAX_MCP_FIELD_BYTES`] by default.
    #[must_use]
    pub fn with_max_mcp_fields(mut self, bytes: usize) -> Self {
        self.max_mcp_fields = bytes;
        self
    }

    /// Lets browsers remember the answer to a preflight for so long, in whole seconds; ten minutes by default.
    #[must_use]
    pub fn with_preflight_max_age(mut self, max_age: Duration) -> Self {
        self.cors.max_age = max_age;
        self
    }

    /// Lets pages of allowed origins set these fields too, such as `traceparent`.
    #[must_use]
    pub fn with_page_fields(mut self, fields: impl IntoIterator<Item = HeaderName>) -> Self {
        self.cors.more_fields.extend(fields);
        self
    }

    /// The hosts that requests may be addressed to.
    pub fn allowed_hosts(&self) -> &HostRules {
        &self.hosts
    }

    /// The origins whose pages may call.
    pub fn allowed_origins(&self) -> &OriginRules {
        &self.origins
    }

    /// The most content of one request, in bytes.
    pub fn max_body(&self) -> u64 {
        self.max_body
    }

    /// Adds to any response, refusals included, what a page of an allowed origin needs to read it.
    ///
    /// `request` are the fields of the request; without an allowed `Origin` among them nothing is added.
    pub fn write_cors(&self, request: &HeaderMap, response: &mut HeaderMap) {
        if matches!(self.origins.admit(request), Ok(Some(_))) {
            self.cors.write(request, response);
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use http::header::ORIGIN;

    use super::*;

    #[test]
    fn only_pages_of_allowed_origins_can_read_responses() {
        let policy = HeadPolicy::local();
        for (origin, fields) in [("http://localhost:5173", 3), ("https://evil.example", 0)] {
            let mut request = HeaderMap::new();
            request.insert(ORIGIN, HeaderValue::from_static(origin));
            let mut response = HeaderMap::new();
            policy.write_cors(&request, &mut response);
            assert_eq!(response.len(), fields, "{origin}");
        }
    }
}
