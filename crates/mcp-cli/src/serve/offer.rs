//! What `mcp serve` prints: the endpoint, the tools, and a line to paste.

use std::fmt::Write;
use std::net::SocketAddr;

use mcp_server::{Eras, Server};

use super::ENDPOINT_PATH;

/// The body of the call that the printed line makes.
const CALL: &str = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"add","arguments":{"a":20,"b":22},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}"#;

/// The text for a server that listens on `address`; its first line is the endpoint.
pub(crate) fn text(address: SocketAddr, server: &Server, eras: Eras) -> String {
    let mut text = String::new();
    let endpoint = format!("http://{}{ENDPOINT_PATH}", reachable(address));
    writeln!(text, "{endpoint}\n\nTools:").expect(INFALLIBLE);
    for tool in &server.tools() {
        writeln!(text, "  {:<8}{}", tool.name, tool.description.as_deref().unwrap_or_default()).expect(INFALLIBLE);
    }
    writeln!(text, "\nCall one from another terminal:\n\n{}", curl(&endpoint)).expect(INFALLIBLE);
    writeln!(text, "\n{}", served(eras)).expect(INFALLIBLE);
    if !address.ip().is_loopback() {
        writeln!(text, "\nOpen to everyone who reaches {address}: no authentication.").expect(INFALLIBLE);
    }
    writeln!(text, "\nStop with Ctrl-C.").expect(INFALLIBLE);
    text
}

const INFALLIBLE: &str = "writing to a string does not fail";

/// Which clients find an answer here.
fn served(eras: Eras) -> &'static str {
    match eras {
        Eras::Dual => "Serves both eras: 2026-07-28 without a session, 2025-11-25 and 2025-06-18 after initialize.",
        _ => "Serves 2026-07-28 only.",
    }
}

/// The address under which this machine reaches a listener on `address`.
fn reachable(address: SocketAddr) -> SocketAddr {
    let mut reachable = address;
    if address.ip().is_unspecified() {
        reachable.set_ip(match address {
            SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        });
    }
    reachable
}

/// A line for a POSIX shell that calls `add` with every field the revision asks for.
fn curl(endpoint: &str) -> String {
    // Invariant: neither the fields nor the body hold a single quote, so quoting them is enough.
    let fields = [
        "Content-Type: application/json",
        "Accept: application/json, text/event-stream",
        "MCP-Protocol-Version: 2026-07-28",
        "Mcp-Method: tools/call",
        "Mcp-Name: add",
    ];
    let mut line = format!("curl -sS '{endpoint}'");
    for field in fields {
        write!(line, " -H '{field}'").expect(INFALLIBLE);
    }
    write!(line, " -d '{CALL}'").expect(INFALLIBLE);
    line
}

#[cfg(test)]
mod tests {
    use mcp_server::{KeyRing, Limits, Telemetry};

    use super::*;
    use crate::serve::tools;

    fn offered(address: [u8; 4], eras: Eras) -> String {
        let keys = KeyRing::generate().expect("there is randomness");
        let server = tools::server(keys, eras, Limits::default(), Telemetry::new()).expect("the tools are well formed");
        text(SocketAddr::from((address, 8000)), &server, eras)
    }

    #[test]
    fn first_line_is_the_endpoint_and_every_tool_is_named() {
        let text = offered([127, 0, 0, 1], Eras::Dual);
        assert_eq!(text.lines().next(), Some("http://127.0.0.1:8000/mcp"));
        for name in ["add", "roll", "shout", "basket", "greet"] {
            assert!(text.lines().any(|line| line.trim_start().starts_with(name)), "{name} is missing in:\n{text}");
        }
        assert!(!text.contains("no authentication"));
    }

    #[test]
    fn it_is_said_which_eras_are_served() {
        let (dual, modern) = (offered([127, 0, 0, 1], Eras::Dual), offered([127, 0, 0, 1], Eras::Modern));
        assert!(dual.contains("both eras") && dual.contains("2025-11-25"), "{dual}");
        assert!(modern.contains("2026-07-28 only") && !modern.contains("2025"), "{modern}");
    }

    #[test]
    fn an_open_address_is_said_to_be_open() {
        let text = offered([0, 0, 0, 0], Eras::Dual);
        assert!(text.starts_with("http://127.0.0.1:8000/mcp\n"), "the line to paste reaches the listener");
        assert!(text.contains("Open to everyone"));
    }
}
