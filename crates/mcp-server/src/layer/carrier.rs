//! What brought a request, as far as layers may know.

use http::HeaderMap;
use mcp_transport_http::trace_context;
use mcp_types::TraceContext;

/// The transport that brought a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Transport {
    /// Streamable HTTP, in this version of HTTP.
    Http(http::Version),
    /// A pair of byte streams, such as the standard streams of the process.
    Stdio,
}

/// The transport, and the head of the exchange where it has one.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Carrier<'m> {
    Http(http::Version, &'m HeaderMap),
    /// An exchange whose head is gone by the time that a session is found for it.
    Read(http::Version, &'m TraceContext),
    #[cfg(feature = "stdio")]
    Stdio,
}

impl Carrier<'_> {
    pub(super) fn transport(self) -> Transport {
        match self {
            Carrier::Http(version, _) | Carrier::Read(version, _) => Transport::Http(version),
            #[cfg(feature = "stdio")]
            Carrier::Stdio => Transport::Stdio,
        }
    }

    pub(super) fn trace_context(self) -> TraceContext {
        match self {
            Carrier::Http(_, headers) => trace_context(headers),
            Carrier::Read(_, trace) => trace.clone(),
            #[cfg(feature = "stdio")]
            Carrier::Stdio => TraceContext::default(),
        }
    }
}
