//! A client that speaks just enough HTTP/1.1 to see what balancers do: one connection for each request.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};

use crate::failure::Failure;

/// The revision that modern requests are in.
const REVISION: &str = "2026-07-28";
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// A loopback port.
pub(crate) fn local(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

/// A request to the MCP endpoint.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    method: &'static str,
    fields: Vec<(String, String)>,
    body: String,
}

impl Request {
    /// A request of the modern era, as clients have to send it.
    pub(crate) fn modern(method: &str, mut params: Value) -> Self {
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": REVISION,
            "io.modelcontextprotocol/clientCapabilities": { "elicitation": {} },
        });
        let name = params["name"].as_str().map(str::to_owned);
        let request = Request::post(&json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }));
        let request = request.with("MCP-Protocol-Version", REVISION).with("Mcp-Method", method);
        match name {
            Some(name) => request.with("Mcp-Name", &name),
            None => request,
        }
    }

    /// A call of a tool.
    pub(crate) fn call(tool: &str, arguments: &Value) -> Self {
        Request::modern("tools/call", json!({ "name": tool, "arguments": arguments }))
    }

    /// The same, asking for reports of progress.
    pub(crate) fn reporting(mut self) -> Self {
        self.body = self.body.replacen(r#""_meta":{"#, r#""_meta":{"progressToken":"report","#, 1);
        self
    }

    /// A message without the fields of the modern era.
    pub(crate) fn post(message: &Value) -> Self {
        let request = Request { method: "POST", fields: Vec::new(), body: message.to_string() };
        request.with("Content-Type", "application/json").with("Accept", "application/json, text/event-stream")
    }

    /// A request without content.
    pub(crate) fn bare(method: &'static str) -> Self {
        Request { method, fields: Vec::new(), body: String::new() }
    }

    /// One more field.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same, with another value of a field that it has.
    pub(crate) fn instead(mut self, name: &str, value: &str) -> Self {
        self.fields.iter_mut().filter(|(known, _)| known == name).for_each(|(_, old)| value.clone_into(old));
        self
    }

    /// Sends it to the endpoint of whoever listens on `port`, and waits for the head of the response.
    pub(crate) fn send(&self, port: u16) -> io::Result<Response> {
        let mut stream = TcpStream::connect_timeout(&local(port), PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let Request { method, fields, body } = self;
        let mut text = format!("{method} /mcp HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n");
        for (name, value) in fields {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
        // Why: whoever refuses a request may do so before all of it has come, and take no more of it.
        let sent = stream.write_all(text.as_bytes());
        Response::read(stream).map_err(|error| sent.err().unwrap_or(error))
    }

    /// Sends it, and reads the message that it is answered with.
    pub(crate) fn exchange(&self, port: u16) -> Result<Answer, Failure> {
        let answer = self.send(port).and_then(Response::answer);
        answer.map_err(|error| Failure::new(format!("no answer from port {port}: {error}")))
    }
}

/// A response whose head has come.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    fields: Vec<(String, String)>,
    content: BufReader<Content>,
}

/// A whole response.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Which replica it is from, if any says so.
    pub(crate) replica: Option<String>,
    /// The session that it opens, if it does.
    pub(crate) session: Option<String>,
    /// When to come back.
    pub(crate) retry_after: Option<String>,
    pub(crate) media_type: String,
    pub(crate) text: String,
    /// The message; null where there is none.
    pub(crate) message: Value,
}

impl Response {
    fn read(stream: TcpStream) -> io::Result<Self> {
        let mut reader = BufReader::new(stream);
        let status_line = line(&mut reader)?;
        let status =
            status_line.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or_else(|| bad(&status_line))?;
        let mut fields = Vec::new();
        loop {
            let text = line(&mut reader)?;
            if text.is_empty() {
                break;
            }
            let (name, value) = text.split_once(':').ok_or_else(|| bad(&text))?;
            fields.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let framing = Framing::of(&fields);
        Ok(Response { status, fields, content: BufReader::new(Content { reader, framing }) })
    }

    /// The first value of a field.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The next line of the content; `None` at its end.
    pub(crate) fn line(&mut self) -> io::Result<Option<String>> {
        let mut text = String::new();
        let length = self.content.read_line(&mut text)?;
        Ok((length > 0).then(|| text.trim_end().to_owned()))
    }

    /// Reads on until an event whose data contains `text`.
    pub(crate) fn event(&mut self, text: &str) -> io::Result<()> {
        while let Some(line) = self.line()? {
            if line.starts_with("data:") && line.contains(text) {
                return Ok(());
            }
        }
        Err(io::Error::new(io::ErrorKind::UnexpectedEof, format!("the stream ended without {text}")))
    }

    /// Sets how long to wait for more content.
    pub(crate) fn be_patient(&self, patience: Duration) -> io::Result<()> {
        self.content.get_ref().reader.get_ref().set_read_timeout(Some(patience))
    }

    /// Reads the rest.
    pub(crate) fn answer(mut self) -> io::Result<Answer> {
        let mut text = String::new();
        self.content.read_to_string(&mut text)?;
        let media_type = self.field("content-type").unwrap_or_default().to_owned();
        let json = match media_type.starts_with("text/event-stream") {
            true => text.lines().filter_map(|line| line.strip_prefix("data:")).next_back().unwrap_or_default(),
            false => &text,
        };
        let message = serde_json::from_str(json).unwrap_or_default();
        let [replica, session, retry_after] =
            ["x-replica", "mcp-session-id", "retry-after"].map(|name| self.field(name).map(str::to_owned));
        Ok(Answer { status: self.status, replica, session, retry_after, media_type, message, text })
    }
}

impl Answer {
    /// The code of the error that it is.
    pub(crate) fn code(&self) -> Option<i64> {
        self.message["error"]["code"].as_i64()
    }

    /// Whether it is the result of a call that succeeded.
    pub(crate) fn is_success(&self) -> bool {
        self.status == 200 && self.message["result"].is_object() && self.message["result"]["isError"] != true
    }
}

/// Where content ends.
#[derive(Debug)]
enum Framing {
    Length(u64),
    /// What is left of the chunk that is being read.
    Chunked(u64),
    UntilClosed,
    Ended,
}

impl Framing {
    fn of(fields: &[(String, String)]) -> Self {
        let value = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value);
        if value("transfer-encoding").is_some_and(|coding| coding == "chunked") {
            return Framing::Chunked(0);
        }
        value("content-length").and_then(|length| length.parse().ok()).map_or(Framing::UntilClosed, Framing::Length)
    }
}

/// The content of a response, without what frames it.
#[derive(Debug)]
struct Content {
    reader: BufReader<TcpStream>,
    framing: Framing,
}

impl Content {
    /// Reads at most `limit` bytes; an end before that is one too early.
    fn within(&mut self, buffer: &mut [u8], limit: u64) -> io::Result<u64> {
        let most = usize::try_from(limit).unwrap_or(usize::MAX).min(buffer.len());
        match self.reader.read(&mut buffer[..most])? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            length => Ok(length as u64),
        }
    }

    /// The length of the next chunk.
    fn chunk(&mut self) -> io::Result<u64> {
        let size = line(&mut self.reader)?;
        u64::from_str_radix(size.split(';').next().unwrap_or_default().trim(), 16).map_err(|_| bad(&size))
    }
}

impl Read for Content {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        if let Framing::Chunked(0) = self.framing {
            self.framing = match self.chunk()? {
                0 => Framing::Ended,
                length => Framing::Chunked(length),
            };
        }
        let length = match self.framing {
            Framing::Ended | Framing::Length(0) => 0,
            Framing::UntilClosed => self.reader.read(buffer)? as u64,
            Framing::Length(left) => {
                let length = self.within(buffer, left)?;
                self.framing = Framing::Length(left - length);
                length
            }
            Framing::Chunked(left) => {
                let length = self.within(buffer, left)?;
                self.framing = Framing::Chunked(left - length);
                if left == length {
                    line(&mut self.reader)?;
                }
                length
            }
        };
        Ok(usize::try_from(length).unwrap_or(usize::MAX))
    }
}

/// One line without its end, which must be there.
fn line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut text = String::new();
    reader.read_line(&mut text)?;
    match text.strip_suffix('\n') {
        Some(line) => Ok(line.trim_end_matches('\r').to_owned()),
        None => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

fn bad(text: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("not HTTP: {text}"))
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    /// What is read of a response that a server sends as it stands.
    fn answered(response: &'static str) -> io::Result<Answer> {
        let listener = TcpListener::bind(local(0)).expect("a port is free");
        let port = listener.local_addr().expect("it is bound").port();
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("the client connects");
            let mut head = BufReader::new(stream.try_clone().expect("a socket"));
            while !line(&mut head).expect("the client sends a head").is_empty() {}
            stream.write_all(response.as_bytes()).expect("the client reads");
        });
        let answer = Request::bare("GET").send(port).and_then(Response::answer);
        server.join().expect("the server ends");
        answer
    }

    #[test]
    fn content_is_read_however_it_is_framed() {
        for response in [
            "HTTP/1.1 200 OK\r\nX-Replica: a\r\nContent-Length: 7\r\n\r\n{\"a\":1}",
            "HTTP/1.1 200 OK\r\nX-Replica: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n4;x\r\n\":1}\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nX-Replica: a\r\n\r\n{\"a\":1}",
            "HTTP/1.1 200 OK\r\nX-Replica: a\r\nContent-Type: text/event-stream\r\n\r\n: x\n\ndata: {\"a\":1}\n\n",
        ] {
            let answer = answered(response).expect("the response is whole");
            assert_eq!((answer.status, answer.replica.as_deref()), (200, Some("a")), "{response}");
            assert_eq!(answer.message, json!({ "a": 1 }), "{response}");
        }
    }

    #[test]
    fn what_breaks_off_is_an_error() {
        for response in [
            "",
            "HTTP/1.1 200 OK\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{\"a\"",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{\"a\"",
        ] {
            assert!(answered(response).is_err(), "{response}");
        }
    }

    #[test]
    fn a_refusal_is_read_though_the_request_was_not() {
        let listener = TcpListener::bind(local(0)).expect("a port is free");
        let port = listener.local_addr().expect("it is bound").port();
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("the client connects");
            stream.write_all(b"HTTP/1.1 413 \r\nContent-Length: 0\r\n\r\n").expect("the client reads");
        });
        let mut request = Request::bare("POST");
        request.body = "x".repeat(64 << 20);
        assert_eq!(request.send(port).expect("a response").status, 413);
        server.join().expect("the server ends");
    }

    #[test]
    fn request_says_twice_what_it_is_about() {
        let request = Request::call("add", &json!({})).instead("Mcp-Name", "other");
        assert!(request.fields.contains(&("Mcp-Method".to_owned(), "tools/call".to_owned())));
        assert!(request.fields.contains(&("Mcp-Name".to_owned(), "other".to_owned())));
        assert!(request.body.contains(r#""name":"add""#), "{}", request.body);
    }
}
