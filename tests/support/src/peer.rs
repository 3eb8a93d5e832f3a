//! One connection to a server under test.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::reply::Reply;
use crate::request::Request;

/// How long a peer waits before a test fails; no test waits for it to pass.
const GUARD: Duration = Duration::from_secs(30);

/// One connection, and the bytes that came on it but were not yet read as a response.
#[derive(Debug)]
pub struct Peer {
    stream: TcpStream,
    received: Vec<u8>,
    ended: bool,
}

impl Peer {
    /// Connects.
    ///
    /// # Panics
    ///
    /// If nothing listens there.
    pub fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("a server under test listens");
        stream.set_nodelay(true).expect("a fresh socket takes options");
        stream.set_read_timeout(Some(GUARD)).expect("a fresh socket takes options");
        stream.set_write_timeout(Some(GUARD)).expect("a fresh socket takes options");
        Peer { stream, received: Vec::new(), ended: false }
    }

    /// Sends bytes as they are.
    ///
    /// # Errors
    ///
    /// Those of the socket; a server may have closed its side after an answer that came early.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }

    /// Says that nothing more will be sent, while answers can still come.
    ///
    /// # Errors
    ///
    /// Those of the socket, `NotConnected` where the server has closed the connection already.
    pub fn finish(&mut self) -> io::Result<()> {
        self.stream.shutdown(std::net::Shutdown::Write)
    }

    /// Receives the next response.
    ///
    /// # Errors
    ///
    /// Those of the socket and of [`Reply::take_from`]; a closed connection is `UnexpectedEof`.
    pub fn receive(&mut self) -> io::Result<Reply> {
        self.receive_to("POST")
    }

    /// Receives the next response, knowing the method it answers: one to HEAD has no content.
    ///
    /// # Errors
    ///
    /// As [`Peer::receive`].
    pub fn receive_to(&mut self, method: &str) -> io::Result<Reply> {
        let mut buffer = [0; 16 * 1024];
        loop {
            if let Some(reply) = Reply::take_from(&mut self.received, self.ended, method == "HEAD")? {
                return Ok(reply);
            }
            match self.stream.read(&mut buffer)? {
                0 => self.ended = true,
                count => self.received.extend_from_slice(&buffer[..count]),
            }
        }
    }

    /// Sends a request and receives its response.
    ///
    /// # Panics
    ///
    /// If there is no response.
    pub fn exchange(&mut self, request: &Request) -> Reply {
        // Why: a server may answer before it has read all, and then close; the response still tells.
        let sent = self.send(&request.to_bytes());
        match self.receive_to(&request.method) {
            Ok(reply) => reply,
            Err(error) => panic!("no response: {error}; sending: {sent:?}; request: {}", shown(request)),
        }
    }

    /// Whether the connection still carries a good request and its good answer.
    pub fn still_answers(&mut self, request: &Request) -> bool {
        self.received.is_empty()
            && self.send(&request.to_bytes()).is_ok()
            && self.receive().is_ok_and(|reply| reply.status == 200)
    }

    /// Whether the server has closed the connection without sending anything more.
    pub fn is_closed(&mut self) -> bool {
        let mut byte = [0; 1];
        self.ended |= self.received.is_empty() && !matches!(self.stream.read(&mut byte), Ok(1) | Err(_));
        self.ended && self.received.is_empty()
    }
}

fn shown(request: &Request) -> String {
    let mut text = String::from_utf8_lossy(&request.head()).into_owned();
    text.push_str(&String::from_utf8_lossy(&request.content[..request.content.len().min(400)]));
    text
}
