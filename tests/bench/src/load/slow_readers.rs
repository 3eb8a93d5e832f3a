//! Clients that call a tool which floods them, and never read what it sends.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use super::operation::{self, META};

/// Bytes of the messages: every other reader's fit between client and server, the others' do not.
const MESSAGE_BYTES: [u16; 2] = [256, 60_000];
/// The start of every response.
const START: &[u8] = b"HTTP/1.1 200 OK\r\n";
/// How long the start may take to come.
const PATIENCE: Duration = Duration::from_secs(60);

/// Connections on which a call is answered by a stream that nobody reads.
#[derive(Debug)]
pub struct SlowReaders {
    streams: Vec<TcpStream>,
}

impl SlowReaders {
    /// Opens so many, and reads as much of each response as shows that its stream has begun.
    ///
    /// # Errors
    ///
    /// A connection failed, or a response is not one.
    pub fn open(port: u16, count: usize) -> io::Result<Self> {
        let open = |bytes| {
            let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
            stream.set_read_timeout(Some(PATIENCE))?;
            stream.write_all(&operation::request(port, "tools/call", Some("flood"), &flood(bytes)))?;
            let mut start = [0; START.len()];
            stream.read_exact(&mut start)?;
            if start == START { Ok(stream) } else { Err(bad("the flood was refused")) }
        };
        let streams = MESSAGE_BYTES.into_iter().cycle().take(count).map(open).collect::<io::Result<_>>()?;
        Ok(SlowReaders { streams })
    }

    /// Makes sure that each still has something to read.
    ///
    /// # Errors
    ///
    /// A stream was closed, or nothing was sent on it.
    pub fn check(&self) -> io::Result<()> {
        for stream in &self.streams {
            if stream.peek(&mut [0])? == 0 {
                return Err(bad("the server closed a stream"));
            }
        }
        Ok(())
    }
}

/// A call that asks for everything that the tool has to say.
fn flood(bytes: u16) -> String {
    let asks = r#","io.modelcontextprotocol/logLevel":"debug","progressToken":1}"#;
    let meta = META.strip_suffix('}').unwrap_or(META);
    format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"flood","arguments":{{"bytes":{bytes}}},{meta}{asks}}}}}"#
    )
}

fn bad(message: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floods_are_asked_for_in_json() {
        let message: serde_json::Value = serde_json::from_str(&flood(256)).expect("the message is JSON");
        assert_eq!(message["params"]["_meta"]["progressToken"], 1);
        assert_eq!(message["params"]["_meta"]["io.modelcontextprotocol/logLevel"], "debug");
    }
}
