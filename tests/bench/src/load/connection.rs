//! One keep-alive connection, and the responses that come over it.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use memchr::memmem;

/// How long an answer may take; measured under emulation as well, hence patient.
const PATIENCE: Duration = Duration::from_secs(60);
/// The longest head of a response.
const MAX_HEAD_BYTES: usize = 16 * 1024;
/// The longest response, in bytes.
const MAX_RESPONSE_BYTES: usize = 4 * 1024 * 1024;

/// A connection to a server on a loopback address.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    // Invariant: `buffer[..filled]` is what was received of the current response.
    buffer: Vec<u8>,
    filled: usize,
}

/// A response, as far as it is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Response<'a> {
    /// The head, from the status line to the last field.
    pub head: &'a str,
    /// The content.
    pub content: &'a [u8],
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    ///
    /// Nobody listens.
    pub fn open(port: u16) -> io::Result<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Connection { stream, buffer: vec![0; 128 * 1024], filled: 0 })
    }

    /// Sends a whole request.
    ///
    /// # Errors
    ///
    /// The connection broke.
    pub fn send(&mut self, request: &[u8]) -> io::Result<()> {
        self.stream.write_all(request)
    }

    /// Receives the response to the request that was sent last.
    ///
    /// # Errors
    ///
    /// The connection broke, nothing came for a minute, or the response has no length or more bytes than that.
    pub fn receive(&mut self) -> io::Result<Response<'_>> {
        self.filled = 0;
        let start = loop {
            self.fill()?;
            match memmem::find(&self.buffer[..self.filled], b"\r\n\r\n") {
                Some(end) => break end + 4,
                None if self.filled > MAX_HEAD_BYTES => return Err(bad("the head of the response does not end")),
                None => {}
            }
        };
        let length = content_length(text(&self.buffer[..start])?)?;
        let end = start + length;
        while self.filled < end {
            self.fill()?;
        }
        if self.filled > end {
            return Err(bad("the response is longer than its length says"));
        }
        Ok(Response { head: text(&self.buffer[..start - 4])?, content: &self.buffer[start..end] })
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.filled == self.buffer.len() {
            if self.filled >= MAX_RESPONSE_BYTES {
                return Err(bad("the response is too long"));
            }
            self.buffer.resize(2 * self.filled, 0);
        }
        match self.stream.read(&mut self.buffer[self.filled..])? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            count => {
                self.filled += count;
                Ok(())
            }
        }
    }
}

impl<'a> Response<'a> {
    /// Makes a response of its parts.
    pub fn new(head: &'a str, content: &'a [u8]) -> Self {
        Response { head, content }
    }

    /// The value of a field, by its name in lower case.
    pub fn field(&self, name: &str) -> Option<&'a str> {
        field(self.head, name)
    }

    /// Whether the status is 200.
    pub fn is_ok(&self) -> bool {
        self.head.starts_with("HTTP/1.1 200 ")
    }
}

fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut fields = head.split("\r\n").skip(1).filter_map(|line| line.split_once(':'));
    fields.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

fn content_length(head: &str) -> io::Result<usize> {
    // Why: every server under comparison sends a length where it answers with JSON in one piece; one that does not is
    // not configured as it is meant to be.
    let length = field(head, "content-length").ok_or_else(|| bad("the response has no content-length"))?;
    length.parse().map_err(|_| bad("the content-length of the response is no number"))
}

fn text(bytes: &[u8]) -> io::Result<&str> {
    std::str::from_utf8(bytes).map_err(|_| bad("the head of the response is not text"))
}

fn bad(message: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_in_any_case() {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\ncontent-length: 12";
        let response = Response { head, content: b"" };
        assert!(response.is_ok());
        assert_eq!(response.field("content-type"), Some("application/json"));
        assert_eq!(content_length(head).expect("there is one"), 12);
    }

    #[test]
    fn response_without_a_length_is_refused() {
        assert!(content_length("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked").is_err());
        assert!(content_length("HTTP/1.1 200 OK\r\ncontent-length: many").is_err());
    }
}
