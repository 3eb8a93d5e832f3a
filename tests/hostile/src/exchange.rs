//! One connection, and what comes back over it.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpStream};
use std::time::Duration;

use memchr::memmem;
use serde_json::Value;

/// How long the server may take to answer, or to close a connection that it has to close at once.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// The most that is kept of what comes back.
const MAX_RECEIVED_BYTES: usize = 16 * 1024 * 1024;

/// A connection to the server under attack.
#[derive(Debug)]
pub struct Exchange {
    stream: TcpStream,
    /// What was received and not yet looked at.
    received: Vec<u8>,
    /// Whether this connection has answered before.
    used: bool,
}

/// A response.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// The number in its first line.
    pub status: u16,
    head: String,
    /// Its content; of an event stream, the messages that were waited for, one a line.
    pub content: Vec<u8>,
}

impl Exchange {
    /// Connects.
    ///
    /// # Errors
    ///
    /// Nobody listens.
    pub fn open(port: u16) -> io::Result<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Exchange { stream, received: Vec::new(), used: false })
    }

    /// Whether this connection has answered before, so that the server may have closed it meanwhile.
    pub fn is_used(&self) -> bool {
        self.used
    }

    /// Waits no longer than this for what comes back, instead of [`PATIENCE`].
    pub fn wait_no_longer_than(&mut self, patience: Duration) -> io::Result<()> {
        self.stream.set_read_timeout(Some(patience))
    }

    /// Sends bytes; a server that closes while they are on their way has answered, or will be found not to have.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self.stream.write_all(bytes) {
            Err(error) if is_gone(&error) => Ok(()),
            outcome => outcome,
        }
    }

    /// Says that nothing more will be sent.
    pub fn finish(&mut self) {
        // A connection that is gone already has heard it.
        let _ = self.stream.shutdown(Shutdown::Write);
    }

    /// Receives one whole response; `None` where the server closed without a byte of one.
    pub fn answer(&mut self) -> io::Result<Option<Answer>> {
        let Some(mut answer) = self.begin()? else { return Ok(None) };
        if let Some(length) = answer.field("content-length") {
            let length = length.parse().map_err(|_| bad("the length of a response is no number"))?;
            while self.received.len() < length {
                self.fill()?;
            }
            answer.content = self.received.drain(..length).collect();
        } else if answer.field("transfer-encoding").is_some() {
            while let Some(chunk) = self.chunk()? {
                answer.content.extend_from_slice(&chunk);
            }
        }
        self.used = true;
        Ok(Some(answer))
    }

    /// Receives the head of a response and so many messages of its event stream, and leaves the rest where it is.
    pub fn events(&mut self, messages: usize) -> io::Result<Option<Answer>> {
        let Some(mut answer) = self.begin()? else { return Ok(None) };
        if answer.field("content-type") != Some("text/event-stream") {
            return Err(bad(&format!("no event stream: {}", answer.head)));
        }
        for _ in 0..messages {
            let chunk = self.chunk()?.ok_or_else(|| bad("the event stream ended early"))?;
            answer.content.extend_from_slice(&chunk);
        }
        Ok(Some(answer))
    }

    /// Receives a head.
    fn begin(&mut self) -> io::Result<Option<Answer>> {
        loop {
            if let Some(end) = memmem::find(&self.received, b"\r\n\r\n") {
                let head: Vec<u8> = self.received.drain(..end + 4).collect();
                let head = String::from_utf8(head).map_err(|_| bad("the head of a response is not text"))?;
                let status = head.strip_prefix("HTTP/1.").and_then(|rest| rest.get(2..5)?.parse().ok());
                let status = status.ok_or_else(|| bad(&format!("no response: {head:?}")))?;
                return Ok(Some(Answer { status, head, content: Vec::new() }));
            }
            match self.fill() {
                Err(error) if is_gone(&error) && self.received.is_empty() => return Ok(None),
                outcome => outcome?,
            }
        }
    }

    /// Receives a chunk; `None` after the last one.
    fn chunk(&mut self) -> io::Result<Option<Vec<u8>>> {
        let line = loop {
            match memmem::find(&self.received, b"\r\n") {
                Some(line) => break line,
                None => self.fill()?,
            }
        };
        let length = std::str::from_utf8(&self.received[..line]).ok();
        let length = length.and_then(|text| usize::from_str_radix(text, 16).ok()).ok_or_else(|| bad("no chunk"))?;
        let end = line + 2 + length + 2;
        while self.received.len() < end {
            self.fill()?;
        }
        let chunk = self.received[line + 2..end - 2].to_vec();
        self.received.drain(..end);
        Ok(Some(chunk).filter(|chunk| !chunk.is_empty()))
    }

    /// Waits until the server has closed the connection, and passes over what it says before.
    pub fn closed(&mut self) -> io::Result<()> {
        loop {
            self.received.clear();
            match self.fill() {
                Ok(()) => {}
                Err(error) if is_gone(&error) => return Ok(()),
                Err(error) => return Err(error),
            }
        }
    }

    /// Everything until the server closes the connection.
    pub fn rest(&mut self) -> io::Result<Vec<u8>> {
        loop {
            match self.fill() {
                Ok(()) => {}
                Err(error) if is_gone(&error) => return Ok(std::mem::take(&mut self.received)),
                Err(error) => return Err(error),
            }
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.received.len() > MAX_RECEIVED_BYTES {
            return Err(bad("a response does not end"));
        }
        let mut buffer = [0; 16 * 1024];
        match self.stream.read(&mut buffer)? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            count => {
                self.received.extend_from_slice(&buffer[..count]);
                Ok(())
            }
        }
    }
}

impl Answer {
    /// The value of a field, by its name in small letters.
    pub fn field(&self, name: &str) -> Option<&str> {
        let mut fields = self.head.split("\r\n").skip(1).filter_map(|line| line.split_once(':'));
        fields.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// Whether the connection ends with this response.
    pub fn closes(&self) -> bool {
        self.field("connection") == Some("close")
    }

    /// The message, if that is what the content is.
    pub fn message(&self) -> Option<Value> {
        serde_json::from_slice(&self.content).ok()
    }

    /// The response in a few words: its status, and what its message says.
    pub fn label(&self) -> String {
        let status = self.status;
        if self.field("content-type") == Some("text/event-stream") {
            return format!("{status} stream");
        }
        let Some(message) = self.message() else {
            return if self.content.is_empty() { status.to_string() } else { format!("{status} no JSON") };
        };
        let result = &message["result"];
        match message["error"]["code"].as_i64() {
            Some(code) => format!("{status} {code}"),
            None if result["isError"] == true => format!("{status} isError"),
            None if result["resultType"] == "input_required" => format!("{status} question"),
            None if result.is_object() => format!("{status} result"),
            None => format!("{status} no message"),
        }
    }
}

/// Whether the other side has closed the connection.
pub fn is_gone(error: &io::Error) -> bool {
    use ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected, UnexpectedEof};
    matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected | UnexpectedEof)
}

fn bad(message: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, message)
}
