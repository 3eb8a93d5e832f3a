//! HTTP/1.1 requests as bytes, good by default and breakable everywhere.

use crate::message::{Message, PROTOCOL_VERSION};

/// How the length of the content is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// `Content-Length` with the true length.
    Length,
    /// `Content-Length` with this number; the content is sent as it is.
    Declared(u64),
    /// `Transfer-Encoding: chunked` in chunks of so many bytes.
    Chunked(usize),
    /// Neither field.
    Absent,
}

/// One HTTP/1.1 request, written without judgement.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The request target.
    pub target: String,
    /// Field names and values in order, as they go on the wire.
    pub fields: Vec<(String, Vec<u8>)>,
    /// How the length of the content is told.
    pub framing: Framing,
    /// The content.
    pub content: Vec<u8>,
}

impl Request {
    /// Makes the good POST that carries `message` to the server at `authority`.
    pub fn post(authority: &str, message: &Message) -> Self {
        let mut request = Request::post_text(authority, &message.to_text());
        let declared = message.meta.as_ref().and_then(|meta| meta.get(PROTOCOL_VERSION));
        let version = declared.and_then(serde_json::Value::as_str).unwrap_or(crate::message::VERSION);
        request.set("MCP-Protocol-Version", version);
        request.set("Mcp-Method", &message.method);
        if let Some(name) = message.mirrored_name() {
            request.set("Mcp-Name", name);
        }
        request
    }

    /// Makes a POST of this content with the fields that every POST has, but without any MCP field.
    pub fn post_text(authority: &str, content: &str) -> Self {
        let mut request = Request {
            method: "POST".to_owned(),
            target: "/mcp".to_owned(),
            fields: Vec::new(),
            framing: Framing::Length,
            content: content.as_bytes().to_vec(),
        };
        request.set("Host", authority);
        request.set("Content-Type", "application/json");
        request.set("Accept", "application/json, text/event-stream");
        request
    }

    /// Replaces every field of this name by one.
    pub fn set(&mut self, name: &str, value: impl AsRef<[u8]>) {
        self.remove(name);
        self.add(name, value);
    }

    /// Appends a field, also where there is one of this name.
    pub fn add(&mut self, name: &str, value: impl AsRef<[u8]>) {
        self.fields.push((name.to_owned(), value.as_ref().to_vec()));
    }

    /// Removes every field of this name.
    pub fn remove(&mut self, name: &str) {
        self.fields.retain(|(present, _)| !present.eq_ignore_ascii_case(name));
    }

    /// The first value of this field.
    pub fn field(&self, name: &str) -> Option<&[u8]> {
        self.fields.iter().find(|(present, _)| present.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_slice())
    }

    /// The head, up to and including the empty line.
    pub fn head(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.target).into_bytes();
        for (name, value) in &self.fields {
            head.extend_from_slice(name.as_bytes());
            head.extend_from_slice(b": ");
            head.extend_from_slice(value);
            head.extend_from_slice(b"\r\n");
        }
        match self.framing {
            Framing::Length => head.extend_from_slice(format!("Content-Length: {}\r\n", self.content.len()).as_bytes()),
            Framing::Declared(length) => head.extend_from_slice(format!("Content-Length: {length}\r\n").as_bytes()),
            Framing::Chunked(_) => head.extend_from_slice(b"Transfer-Encoding: chunked\r\n"),
            Framing::Absent => {}
        }
        head.extend_from_slice(b"\r\n");
        head
    }

    /// The whole request as it goes on the wire.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.head();
        match self.framing {
            Framing::Chunked(size) => {
                for chunk in self.content.chunks(size.max(1)) {
                    bytes.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
                    bytes.extend_from_slice(chunk);
                    bytes.extend_from_slice(b"\r\n");
                }
                bytes.extend_from_slice(b"0\r\n\r\n");
            }
            _ => bytes.extend_from_slice(&self.content),
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_good_post_mirrors_its_message() {
        let request = Request::post("127.0.0.1:1", &Message::call("add", json!({ "a": 1 })));
        assert_eq!(request.field("mcp-method"), Some(&b"tools/call"[..]));
        assert_eq!(request.field("mcp-name"), Some(&b"add"[..]));
        assert_eq!(request.field("mcp-protocol-version"), Some(&b"2026-07-28"[..]));
    }

    #[test]
    fn content_is_chunked_as_asked() {
        let mut request = Request::post_text("a", "abcde");
        request.fields.clear();
        request.framing = Framing::Chunked(3);
        let expected = "POST /mcp HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
        assert_eq!(String::from_utf8_lossy(&request.to_bytes()), expected);
    }
}
