//! Lines over a socket, and the sockets that wait for the next question.

use std::io;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

use mcp_store::Unavailable;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use crate::limits::{MAX_IDLE_CONNECTIONS, MAX_LINE_BYTES};
use crate::wire::{Answer, Ask};

/// One connection, to the hub or to a peer of it.
#[derive(Debug)]
pub(crate) struct Connection(BufReader<TcpStream>);

impl Connection {
    pub(crate) fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Connection(BufReader::new(stream)))
    }

    pub(crate) async fn write(&mut self, message: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(message)?;
        line.push(b'\n');
        self.0.write_all(&line).await
    }

    /// The next message; `None` at the end.
    pub(crate) async fn read<T: DeserializeOwned>(&mut self) -> io::Result<Option<T>> {
        let mut line = Vec::new();
        // Why: one byte beyond the bound tells a line that is too long from one that fits.
        let limit = MAX_LINE_BYTES as u64 + 1;
        (&mut self.0).take(limit).read_until(b'\n', &mut line).await?;
        match line.last() {
            None => Ok(None),
            Some(b'\n') => Ok(Some(serde_json::from_slice(&line)?)),
            Some(_) => Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

/// Asks the hub; each question has a connection to itself while it is asked.
#[derive(Debug)]
pub(crate) struct Asker {
    hub: SocketAddr,
    idle: Mutex<Vec<Connection>>,
}

impl Asker {
    pub(crate) fn new(hub: SocketAddr) -> Self {
        Asker { hub, idle: Mutex::default() }
    }

    /// A question that is dropped takes its connection with it, so that no answer reaches the next one.
    pub(crate) async fn ask(&self, question: &Ask) -> Result<Answer, Unavailable> {
        self.exchange(question).await.map_err(Unavailable::new)
    }

    async fn exchange(&self, question: &Ask) -> io::Result<Answer> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => Connection::new(TcpStream::connect(self.hub).await?)?,
        };
        connection.write(question).await?;
        let answer = connection.read().await?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MAX_IDLE_CONNECTIONS {
            idle.push(connection);
        }
        Ok(answer)
    }
}
