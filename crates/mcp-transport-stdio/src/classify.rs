//! Telling modern traffic from legacy traffic, for servers that serve both.

use mcp_types::ProtocolVersion;
use mcp_types::admission::{is_initialize, is_modern, requested_by_initialize};
use mcp_types::jsonrpc::Message;

/// The one request that a legacy client may send before `initialize` is answered.
const PING: &str = "ping";

/// Which rules a message is served by.
///
/// Exhaustive: the specification knows two eras, and a server has to handle both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Traffic {
    /// Each request carries its own metadata: judge it with [`admit`](crate::admit).
    Modern,
    /// A session opened by `initialize`; of this version, where the message offers one.
    Legacy(Option<ProtocolVersion>),
}

/// The eras spoken over one pair of streams.
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
/// use mcp_transport_stdio::{Eras, Traffic};
/// use mcp_types::ProtocolVersion;
/// use mcp_types::jsonrpc::{ScanLimits, scan};
///
/// let mut eras = Eras::default();
/// let list = br#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#;
/// assert_eq!(eras.classify(&scan(list, &ScanLimits::default())?), Traffic::Modern);
///
/// let open = br#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}"#;
/// let version = Some(ProtocolVersion::V2025_11_25);
/// assert_eq!(eras.classify(&scan(open, &ScanLimits::default())?), Traffic::Legacy(version));
/// assert_eq!(eras.classify(&scan(list, &ScanLimits::default())?), Traffic::Legacy(None));
/// # Ok::<(), mcp_types::jsonrpc::ScanError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Eras {
    is_legacy_open: bool,
}

impl Eras {
    /// Tells which era a message belongs to, and remembers that a legacy session was opened.
    ///
    /// Modern metadata in `params._meta` make a message modern, whatever else it is and whatever came before. Without
    /// them `initialize` opens a legacy session, and everything after it belongs to that session, for as long as the
    /// streams last. Before it only `ping` is legacy; all else is modern, and is refused for what it lacks.
    pub fn classify(&mut self, message: &Message<'_>) -> Traffic {
        // spec: VER-009 — modern metadata make a request modern, `initialize` too.
        if is_modern(message) {
            return Traffic::Modern;
        }
        // spec: VER-010 — `initialize` without them opens a legacy session, which is the process's.
        if is_initialize(message) {
            self.is_legacy_open = true;
            return Traffic::Legacy(requested_by_initialize(message));
        }
        if self.is_legacy_open || message.method() == PING { Traffic::Legacy(None) } else { Traffic::Modern }
    }
}

#[cfg(test)]
mod tests {
    use mcp_types::jsonrpc::{ScanLimits, scan};

    use super::*;

    const MODERN: &str = r#""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}"#;

    fn told(eras: &mut Eras, body: &str) -> Traffic {
        eras.classify(&scan(body.as_bytes(), &ScanLimits::default()).unwrap())
    }

    #[test]
    fn initialize_opens_the_legacy_era_for_what_follows() {
        // spec: VER-010
        let request = |method: &str| format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}"}}"#);
        let open = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18"}}"#;
        let response = r#"{"jsonrpc":"2.0","id":1,"result":{}}"#;
        let initialized = r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#;
        let mut eras = Eras::default();
        for body in [&request("tools/list"), response, initialized] {
            assert_eq!(told(&mut eras, body), Traffic::Modern, "{body}");
        }
        assert_eq!(told(&mut eras, &request("ping")), Traffic::Legacy(None));
        assert_eq!(told(&mut eras, &request("tools/list")), Traffic::Modern, "ping opens nothing");
        assert_eq!(told(&mut eras, open), Traffic::Legacy(Some(ProtocolVersion::V2025_06_18)));
        for body in [&request("tools/list"), response, initialized, &request("ping")] {
            assert_eq!(told(&mut eras, body), Traffic::Legacy(None), "{body}");
        }
    }

    #[test]
    fn modern_metadata_make_a_request_modern_whatever_came_before() {
        // spec: VER-009
        let mut eras = Eras::default();
        for method in ["initialize", "ping", "tools/list"] {
            let body = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{{{MODERN}}}}}"#);
            assert_eq!(told(&mut eras, &body), Traffic::Modern, "{method}");
            let plain = r#"{"jsonrpc":"2.0","id":2,"method":"tools/list"}"#;
            assert_eq!(told(&mut eras, plain), Traffic::Modern, "{method} with metadata opens nothing");
        }
        told(&mut eras, r#"{"jsonrpc":"2.0","id":1,"method":"initialize"}"#);
        let body = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{{{MODERN}}}}}"#);
        assert_eq!(told(&mut eras, &body), Traffic::Modern);
    }
}
