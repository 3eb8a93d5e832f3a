//! One event stream over a connection of its own, read as it comes.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use memchr::memmem;
use serde_json::Value;

use super::connection::Response;

/// How long a message may take to come.
const PATIENCE: Duration = Duration::from_secs(60);
/// The most that a stream may send without a whole message.
const MAX_PENDING_BYTES: usize = 64 * 1024;

/// A response that is an event stream in chunks.
#[derive(Debug)]
pub struct EventStream {
    socket: TcpStream,
    /// What was received and is no whole message yet.
    received: Vec<u8>,
}

impl EventStream {
    /// Sends a request over a new connection, and reads the head of the response.
    ///
    /// # Errors
    ///
    /// The connection broke, or the response is no event stream in chunks.
    pub fn open(port: u16, request: &[u8]) -> io::Result<Self> {
        let mut socket = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        socket.set_nodelay(true)?;
        socket.set_read_timeout(Some(PATIENCE))?;
        socket.write_all(request)?;
        let mut stream = EventStream { socket, received: Vec::new() };
        let end = loop {
            stream.fill()?;
            if let Some(end) = memmem::find(&stream.received, b"\r\n\r\n") {
                break end;
            }
        };
        let head = String::from_utf8_lossy(&stream.received[..end]).into_owned();
        let response = Response::new(&head, b"");
        let is_events = response.field("content-type").is_some_and(|value| value.starts_with("text/event-stream"));
        if !response.is_ok() || !is_events || response.field("transfer-encoding") != Some("chunked") {
            return Err(bad(&format!("no event stream: {}", String::from_utf8_lossy(&stream.received))));
        }
        stream.received.drain(..end + 4);
        Ok(stream)
    }

    /// Waits for the next message; comments and events without one are passed over.
    ///
    /// # Errors
    ///
    /// The stream ended, nothing came for a minute, or what came is no message.
    pub fn next_message(&mut self) -> io::Result<Value> {
        loop {
            while let Some(chunk) = self.take_chunk()? {
                if let Some(message) = message(&chunk)? {
                    return Ok(message);
                }
            }
            self.fill()?;
        }
    }

    /// Makes sure that nothing has come beyond the messages that were read.
    ///
    /// # Errors
    ///
    /// Something has, or the stream has ended.
    pub fn check_quiet(&mut self) -> io::Result<()> {
        self.socket.set_nonblocking(true)?;
        let outcome = self.socket.peek(&mut [0]);
        self.socket.set_nonblocking(false)?;
        match outcome {
            Err(error) if error.kind() == ErrorKind::WouldBlock && self.received.is_empty() => Ok(()),
            Err(error) if error.kind() != ErrorKind::WouldBlock => Err(error),
            _ => Err(bad("a stream brought more than was to come, or ended")),
        }
    }

    /// The next whole chunk.
    fn take_chunk(&mut self) -> io::Result<Option<Vec<u8>>> {
        let Some(line) = memmem::find(&self.received, b"\r\n") else { return Ok(None) };
        let length =
            std::str::from_utf8(&self.received[..line]).ok().and_then(|text| usize::from_str_radix(text, 16).ok());
        let length =
            length.filter(|length| *length <= MAX_PENDING_BYTES).ok_or_else(|| bad("a chunk without a length"))?;
        let (start, end) = (line + 2, line + 2 + length);
        if length == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        if self.received.len() < end + 2 {
            return Ok(None);
        }
        let chunk = self.received[start..end].to_vec();
        self.received.drain(..end + 2);
        Ok(Some(chunk))
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.received.len() > MAX_PENDING_BYTES {
            return Err(bad("a message does not end"));
        }
        let mut buffer = [0; 4096];
        match self.socket.read(&mut buffer)? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            count => {
                self.received.extend_from_slice(&buffer[..count]);
                Ok(())
            }
        }
    }
}

/// The message of an event, which every server under comparison sends as one chunk.
fn message(event: &[u8]) -> io::Result<Option<Value>> {
    let text = std::str::from_utf8(event).map_err(|_| bad("an event is not text"))?;
    if !text.ends_with("\n\n") || text.trim_end().contains("\n\n") {
        return Err(bad(&format!("a chunk is not one event: {text:?}")));
    }
    let lines = text.lines().filter_map(|line| line.strip_prefix("data:"));
    let message: String = lines.map(str::trim_start).collect();
    match message.is_empty() {
        true => Ok(None),
        false => Ok(Some(serde_json::from_str(&message)?)),
    }
}

fn bad(message: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, message)
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

    /// A stream whose server sends these pieces, and stays.
    fn stream(pieces: &[String]) -> io::Result<EventStream> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let pieces = pieces.to_vec();
        thread::spawn(move || -> io::Result<()> {
            let (mut socket, _) = listener.accept()?;
            socket.set_nodelay(true)?;
            for piece in pieces {
                socket.write_all(piece.as_bytes())?;
            }
            // Until the client leaves.
            socket.read_to_end(&mut Vec::new()).map(drop)
        });
        EventStream::open(port, b"request")
    }

    fn chunk(event: &str) -> String {
        format!("{:x}\r\n{event}\r\n", event.len())
    }

    #[test]
    fn messages_are_read_wherever_they_are_cut() {
        let wire =
            [HEAD.to_owned(), chunk(": a comment\n\n"), chunk("data: {\"a\":1}\n\n"), chunk("data: 2\n\n")].concat();
        for cut in 1..wire.len() {
            let (start, rest) = wire.split_at(cut);
            let mut stream = stream(&[start.to_owned(), rest.to_owned()]).expect("a stream");
            assert_eq!(stream.next_message().expect("a message"), serde_json::json!({ "a": 1 }));
            assert_eq!(stream.next_message().expect("a message"), 2);
            stream.check_quiet().expect("nothing more");
        }
    }

    #[test]
    fn what_is_no_stream_or_no_event_is_refused() {
        assert!(stream(&[HEAD.replace("event-stream", "plain")]).is_err());
        assert!(stream(&[HEAD.replace("200 OK", "503 Busy")]).is_err());
        for wrong in [chunk("data: 1\n\ndata: 2\n\n"), chunk("data: 1\n"), "x\r\n".to_owned(), "0\r\n\r\n".to_owned()] {
            let mut stream = stream(&[HEAD.to_owned() + &wrong]).expect("a stream");
            assert!(stream.next_message().is_err(), "{wrong:?}");
        }
        let mut stream = stream(&[HEAD.to_owned() + &chunk("data: 1\n\n") + &chunk("data: 2\n\n")]).expect("a stream");
        stream.next_message().expect("a message");
        assert!(stream.check_quiet().is_err());
    }
}
