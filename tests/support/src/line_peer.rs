//! One client of a server that reads and writes lines.

use std::collections::VecDeque;
use std::io;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, duplex};
use tokio::time::timeout;

use crate::Message;

/// How long a peer waits before a test fails. Where time is virtual, it passes at once when nothing else can happen.
const GUARD: Duration = Duration::from_secs(3600);

/// The client's end of two streams in memory, and the messages that came but were not asked for yet.
#[derive(Debug)]
pub struct LinePeer {
    /// `None` once the peer has said all.
    writer: Option<DuplexStream>,
    reader: BufReader<DuplexStream>,
    /// What came before the response that was waited for.
    kept: VecDeque<Value>,
}

/// The server's ends of the streams: what it reads, and what it writes.
pub type Ends = (DuplexStream, DuplexStream);

impl LinePeer {
    /// Connects: each of the streams holds `bytes` that were written and not read.
    pub fn connect(bytes: usize) -> (Self, Ends) {
        let ((writer, read), (reader, written)) = (duplex(bytes), duplex(bytes));
        let peer = LinePeer { writer: Some(writer), reader: BufReader::new(reader), kept: VecDeque::new() };
        (peer, (read, written))
    }

    /// Sends bytes as they are.
    ///
    /// # Errors
    ///
    /// Those of the stream, which the server may have closed; `NotConnected` after [`LinePeer::finish`].
    pub async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let writer = self.writer.as_mut().ok_or(io::ErrorKind::NotConnected)?;
        guarded(writer.write_all(bytes)).await
    }

    /// Sends one line.
    ///
    /// # Panics
    ///
    /// If the server does not read any more.
    pub async fn line(&mut self, text: &str) {
        self.write(format!("{text}\n").as_bytes()).await.expect("the server reads");
    }

    /// Sends one message.
    ///
    /// # Panics
    ///
    /// As [`LinePeer::line`].
    pub async fn send(&mut self, message: &Message) {
        self.line(&message.to_text()).await;
    }

    /// Says that nothing more will be sent, while answers can still come.
    pub fn finish(&mut self) {
        self.writer = None;
    }

    /// The next message; `None` at the end of the stream.
    ///
    /// # Panics
    ///
    /// If a line is not one object of JSON in UTF-8 that says it is JSON-RPC, or nothing comes at all.
    pub async fn receive(&mut self) -> Option<Value> {
        match self.kept.pop_front() {
            Some(message) => Some(message),
            None => self.read().await,
        }
    }

    /// The response with this id; what comes before it is received later.
    ///
    /// # Panics
    ///
    /// As [`LinePeer::receive`], and if the stream ends first.
    pub async fn response(&mut self, id: &Value) -> Value {
        let answers = |message: &Value| message.get("id") == Some(id);
        if let Some(message) = self.kept.iter().position(answers).and_then(|at| self.kept.remove(at)) {
            return message;
        }
        loop {
            let message = self.read().await.unwrap_or_else(|| panic!("the stream ended without a response to {id}"));
            if answers(&message) {
                return message;
            }
            self.kept.push_back(message);
        }
    }

    /// Sends a request and receives its response.
    ///
    /// # Panics
    ///
    /// As [`LinePeer::send`] and [`LinePeer::response`].
    pub async fn exchange(&mut self, request: &Message) -> Value {
        let id = request.id.as_ref().expect("a request has an id");
        let id = serde_json::from_str(id).expect("the id is JSON");
        self.send(request).await;
        self.response(&id).await
    }

    /// Whether nothing comes for so long.
    pub async fn is_silent_for(&mut self, time: Duration) -> bool {
        // Why: one byte is enough to tell, and it stays in the buffer for who receives next.
        self.kept.is_empty() && timeout(time, self.reader.fill_buf()).await.is_err()
    }

    /// All messages to the end of the stream.
    ///
    /// # Panics
    ///
    /// As [`LinePeer::receive`].
    pub async fn rest(&mut self) -> Vec<Value> {
        let mut messages = Vec::new();
        while let Some(message) = self.receive().await {
            messages.push(message);
        }
        messages
    }

    async fn read(&mut self) -> Option<Value> {
        let mut line = Vec::new();
        guarded(self.reader.read_until(b'\n', &mut line)).await.expect("streams in memory do not fail");
        if line.is_empty() {
            return None;
        }
        let text = str::from_utf8(&line).expect("a line is UTF-8").strip_suffix('\n').expect("a line has an end");
        let message: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(message["jsonrpc"], "2.0", "{text}");
        Some(message)
    }
}

async fn guarded<T>(io: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    timeout(GUARD, io).await.expect("the server goes on")
}
