//! Clients that take their time: the server has to give them up.

use std::io::{self, ErrorKind};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::exchange::{Exchange, PATIENCE, is_gone};
use crate::http2::{PREFACE, hello};
use crate::siege::Tally;
use crate::wire::Request;

/// Between two bytes.
const PAUSE: Duration = Duration::from_millis(500);
/// After so long a client should have been given up: twice the longest time limit of a listener.
const TOO_LONG: Duration = Duration::from_secs(60);

/// One kind of slowness.
#[derive(Debug, Clone, Copy)]
struct Kind {
    name: &'static str,
    expected: &'static [&'static str],
    /// What is sent at once.
    opening: fn() -> Vec<u8>,
    /// What is sent after each pause.
    drop: &'static [u8],
}

const KINDS: &[Kind] = &[
    Kind { name: "slow: silence", expected: &["closed"], opening: Vec::new, drop: b"" },
    Kind {
        name: "slow: a head byte by byte",
        expected: &["closed"],
        opening: || b"POST /mcp HTTP/1.1\r\nx-slow: ".to_vec(),
        drop: b"x",
    },
    Kind {
        name: "slow: content byte by byte",
        expected: &["400 -32700"],
        opening: || Request::call("add", "{}").with("content-length", "5000").head(),
        drop: b" ",
    },
    Kind {
        name: "slow: chunk by chunk",
        expected: &["400 -32700"],
        opening: || Request::call("add", "{}").with("transfer-encoding", "chunked").head(),
        drop: b"1\r\n \r\n",
    },
    Kind { name: "slow: half a preface", expected: &["closed"], opening: || PREFACE[..10].to_vec(), drop: b"" },
    Kind { name: "slow: HTTP/2 without a request", expected: &["closed"], opening: hello, drop: b"" },
];

/// Slow clients, each in a thread of its own.
#[derive(Debug)]
pub struct SlowClients {
    port: u16,
    begun: usize,
    at_work: Vec<JoinHandle<io::Result<(Kind, String)>>>,
    tally: Tally,
}

impl SlowClients {
    /// None yet.
    pub fn new(port: u16) -> Self {
        SlowClients { port, begun: 0, at_work: Vec::new(), tally: Tally::default() }
    }

    /// Begins as many as it takes until there are so many at a time.
    ///
    /// # Errors
    ///
    /// A connection of one that has ended could not be opened.
    pub fn top_up(&mut self, count: usize) -> io::Result<()> {
        let (ended, at_work) = std::mem::take(&mut self.at_work).into_iter().partition(JoinHandle::is_finished);
        self.at_work = at_work;
        self.take(ended)?;
        while self.at_work.len() < count {
            let (port, kind) = (self.port, KINDS[self.begun % KINDS.len()]);
            self.begun += 1;
            self.at_work.push(thread::spawn(move || Ok((kind, play(port, kind)?))));
        }
        Ok(())
    }

    /// Waits until the server has given all of them up, and tells what came of it.
    ///
    /// # Errors
    ///
    /// A connection could not be opened.
    pub fn finish(mut self) -> io::Result<Tally> {
        let rest = std::mem::take(&mut self.at_work);
        self.take(rest)?;
        Ok(self.tally)
    }

    fn take(&mut self, ended: Vec<JoinHandle<io::Result<(Kind, String)>>>) -> io::Result<()> {
        for thread in ended {
            let (kind, outcome) = thread.join().map_err(|_| io::Error::other("a slow client panicked"))??;
            self.tally.count(kind.name, kind.expected, outcome);
        }
        Ok(())
    }
}

/// Takes its time until the server answers or closes.
fn play(port: u16, kind: Kind) -> io::Result<String> {
    let mut exchange = Exchange::open(port)?;
    exchange.wait_no_longer_than(PAUSE)?;
    exchange.send(&(kind.opening)())?;
    let begun = Instant::now();
    while begun.elapsed() < TOO_LONG {
        match exchange.answer() {
            Ok(None) => return Ok("closed".to_owned()),
            Ok(Some(answer)) => {
                exchange.wait_no_longer_than(PATIENCE)?;
                return Ok(exchange.closed().map_or_else(|error| format!("not closed: {error}"), |()| answer.label()));
            }
            Err(error) if is_gone(&error) => return Ok("closed".to_owned()),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                exchange.send(kind.drop)?;
            }
            Err(error) => return Ok(error.to_string()),
        }
    }
    Ok("never given up".to_owned())
}
