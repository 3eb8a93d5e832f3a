//! Telling modern traffic from legacy traffic, for servers that serve both.

use mcp_types::admission::{is_initialize, is_modern, requested_by_initialize};
use mcp_types::jsonrpc::Message;
use mcp_types::{Era, ProtocolVersion};

use crate::field::Field;
use crate::head::Head;

/// Which rules a message is served by.
///
/// Exhaustive: the specification knows two eras, and a server has to handle both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Traffic {
    /// Each request carries its own metadata: judge it with [`admit`](crate::admit).
    Modern,
    /// A session opened by `initialize`: of this version, where the message or its head names one.
    Legacy(Option<ProtocolVersion>),
}

/// Tells which era a message belongs to.
///
/// The message decides, not its method: modern metadata in `params._meta` make it modern, whatever else it is. Without
/// them `initialize` is legacy, and of everything else `MCP-Protocol-Version` tells: it is legacy if the field names a
/// legacy version or is missing.
///
/// A server without legacy revisions has no use for this: [`admit`](crate::admit) refuses what is legacy.
///
/// # Specification
///
/// [Versioning](https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning#backward-compatibility-with-initialization-based-versions)
///
/// # Examples
///
/// ```
/// use http::Request;
/// use mcp_transport_http::{HeadPolicy, HeadVerdict, Traffic, admit_head, classify};
/// use mcp_types::ProtocolVersion;
/// use mcp_types::jsonrpc::{ScanLimits, scan};
///
/// let policy = HeadPolicy::local();
/// let request = Request::post("/mcp").header("host", "localhost").header("content-type", "application/json");
/// let parts = request.body(())?.into_parts().0;
/// let Ok(HeadVerdict::Proceed(head)) = admit_head(&policy, &parts) else { panic!("refused") };
///
/// let body = br#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}"#;
/// let message = scan(body, &ScanLimits::default())?;
/// assert_eq!(classify(&head, &message), Traffic::Legacy(Some(ProtocolVersion::V2025_11_25)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn classify(head: &Head<'_>, message: &Message<'_>) -> Traffic {
    // spec: VER-009 — modern metadata make a request modern, `initialize` too.
    if is_modern(message) {
        return Traffic::Modern;
    }
    // spec: VER-010 — `initialize` without them opens a legacy session.
    if is_initialize(message) {
        return Traffic::Legacy(requested_by_initialize(message));
    }
    match head.version() {
        // spec: HTTP-032 — who serves versions older than the field may take its absence for one of them.
        Field::Absent => Traffic::Legacy(None),
        Field::One(value) => match version(value).filter(|version| version.era() == Some(Era::Legacy)) {
            Some(version) => Traffic::Legacy(Some(version)),
            None => Traffic::Modern,
        },
        Field::Repeated => Traffic::Modern,
    }
}

fn version(value: &[u8]) -> Option<ProtocolVersion> {
    std::str::from_utf8(value).ok().map(ProtocolVersion::from)
}
