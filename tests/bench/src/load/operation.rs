//! The operations that are measured, and their requests as bytes.

use std::fmt::Write;

use clap::ValueEnum;

/// What is asked of a server, over and over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(clippy::exhaustive_enums, reason = "the rows of one table")]
pub enum Operation {
    /// `tools/call` of a tool that adds two integers
    Add,
    /// `tools/call` of a tool that returns 1 KiB of text as it came
    #[value(name = "echo-1k")]
    EchoShort,
    /// `tools/call` of a tool that returns 64 KiB of text as it came
    #[value(name = "echo-64k")]
    EchoLong,
    /// `tools/list`, all tools in one page
    #[value(name = "list")]
    ListTools,
    /// `server/discover`
    Discover,
    /// `tools/call` of a tool whose schema has ten properties with constraints; not part of the table
    Order,
}

/// The summands of [`Operation::Add`].
pub const SUMMANDS: (i64, i64) = (20, 22);

/// The arguments of [`Operation::Order`].
const ORDER: &str = r#"{"customer":"C-104233","email":"ada@example.com","item":"lamp","colour":"green","quantity":3,"price":19.5,"express":true,"note":"ring twice","country":"DE","postcode":"10115"}"#;

/// The id of every request.
///
/// It is the same each time, because the server that sends prepared bytes cannot repeat another one.
pub const ID: u64 = 1;

/// What a client says about itself in every request.
pub(super) const META: &str = r#""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"bench","version":"1.0.0"},"io.modelcontextprotocol/clientCapabilities":{}}"#;

/// A line of the text that is echoed: prose as tools return it, with a line break, quotation marks and an accent.
const LINE: &str =
    "The \"north\" gate opens at seven and the café at nine; tickets are sold until half past four in the afternoon.\n";

impl Operation {
    /// Those that every server answers, in the order of the table.
    pub const ALL: [Operation; 5] =
        [Operation::Add, Operation::EchoShort, Operation::EchoLong, Operation::ListTools, Operation::Discover];

    /// The method, and the name that it addresses.
    pub fn target(self) -> (&'static str, Option<&'static str>) {
        match self {
            Operation::Add => ("tools/call", Some("add")),
            Operation::EchoShort | Operation::EchoLong => ("tools/call", Some("echo")),
            Operation::ListTools => ("tools/list", None),
            Operation::Discover => ("server/discover", None),
            Operation::Order => ("tools/call", Some("order")),
        }
    }

    /// The text to be echoed, where the operation has one.
    pub fn text(self) -> Option<String> {
        let bytes = match self {
            Operation::EchoShort => 1024,
            Operation::EchoLong => 64 * 1024,
            _ => return None,
        };
        let mut text = LINE.repeat(bytes / LINE.len());
        text.extend(std::iter::repeat_n('.', bytes - text.len()));
        Some(text)
    }

    /// The JSON-RPC message of the request.
    pub fn message(self) -> String {
        let (method, name) = self.target();
        let mut message = format!(r#"{{"jsonrpc":"2.0","id":{ID},"method":"{method}","params":{{"#);
        if let Some(name) = name {
            let arguments = match self.text() {
                Some(text) => format!(r#"{{"text":{}}}"#, serde_json::Value::from(text)),
                None if self == Operation::Order => ORDER.to_owned(),
                None => format!(r#"{{"a":{},"b":{}}}"#, SUMMANDS.0, SUMMANDS.1),
            };
            let _ = write!(message, r#""name":"{name}","arguments":{arguments},"#);
        }
        message.push_str(META);
        message.push_str("}}");
        message
    }

    /// The whole HTTP request to a server at `port`.
    pub fn request(self, port: u16) -> Vec<u8> {
        let (method, name) = self.target();
        request(port, method, name, &self.message())
    }
}

/// The whole HTTP request that brings a message to a server at `port`.
pub(super) fn request(port: u16, method: &str, name: Option<&str>, message: &str) -> Vec<u8> {
    let name = name.map_or_else(String::new, |name| format!("mcp-name: {name}\r\n"));
    format!(
        "POST /mcp HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nuser-agent: bench/1.0.0\r\n\
         content-type: application/json\r\naccept: application/json, text/event-stream\r\n\
         mcp-protocol-version: 2026-07-28\r\nmcp-method: {method}\r\n{name}content-length: {}\r\n\r\n{message}",
        message.len()
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_the_promised_lengths() {
        assert_eq!(Operation::EchoShort.text().map(|text| text.len()), Some(1024));
        assert_eq!(Operation::EchoLong.text().map(|text| text.len()), Some(65_536));
        assert_eq!(Operation::Add.text(), None);
    }

    #[test]
    fn messages_are_json_and_requests_carry_their_length() {
        for operation in Operation::ALL {
            let message = operation.message();
            let value: serde_json::Value = serde_json::from_str(&message).expect("the message is JSON");
            assert_eq!(value["method"], operation.target().0);
            let request = String::from_utf8(operation.request(1)).expect("the request is text");
            let (head, content) = request.split_once("\r\n\r\n").expect("a head and content");
            assert!(head.ends_with(&format!("content-length: {}", content.len())), "{head}");
            assert_eq!(content, message);
        }
    }
}
