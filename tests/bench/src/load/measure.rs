//! The same request over and over.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde::Serialize;

use super::check::{self, Mismatch};
use super::connection::Connection;
use super::cpu;
use super::operation::Operation;
use crate::tools::ToolEntry;

/// How much is asked.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::exhaustive_structs, reason = "the command line constructs it")]
pub struct Load {
    /// Connections that have one request each on its way.
    pub connections: usize,
    /// How long or how often.
    pub amount: Amount,
}

/// When enough was asked.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::exhaustive_enums, reason = "the command line constructs it")]
pub enum Amount {
    /// After so many requests over all connections.
    Requests(u64),
    /// After so much time.
    Time(Duration),
    /// As soon as this is true.
    Until(&'static AtomicBool),
}

/// What was measured.
#[derive(Debug, Clone, Copy, Serialize)]
#[non_exhaustive]
pub struct Measured {
    /// Requests that were answered.
    pub requests: u64,
    /// Time on the clock, in nanoseconds.
    pub wall_ns: u64,
    /// The time in which 99 of 100 requests were answered, from sending to having read the answer, in nanoseconds.
    pub p99_ns: u64,
    /// The same for 999 of 1000.
    pub p999_ns: u64,
    /// Time that the server spent computing, in nanoseconds; absent if nobody said which process it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_ns: Option<u64>,
    /// Faults of the server on pages of memory; absent likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_faults: Option<u64>,
}

/// Why a measurement did not come about.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// The connection or an account of the kernel failed.
    Io(io::Error),
    /// An answer is not what the operation asks for.
    Mismatch(Mismatch),
}

/// Asks once and judges the answer.
///
/// # Errors
///
/// [`Failure::Io`] if there is no answer, [`Failure::Mismatch`] if it is not the right one.
pub fn check(operation: Operation, port: u16, tools: &[ToolEntry]) -> Result<usize, Failure> {
    let mut connection = Connection::open(port)?;
    // Twice, so that a server that closes the connection or changes its mind is found out.
    let mut length = 0;
    for _ in 0..2 {
        connection.send(&operation.request(port))?;
        let response = connection.receive()?;
        check::check(operation, &response, tools)?;
        length = response.content.len();
    }
    Ok(length)
}

/// Asks as often as the load demands. Every answer has to be as long as the one that was checked.
///
/// # Errors
///
/// As for [`check()`].
pub fn measure(
    operation: Operation,
    port: u16,
    load: Load,
    content_length: usize,
    server: Option<u32>,
) -> Result<Measured, Failure> {
    let request = operation.request(port);
    let mut connections = (0..load.connections).map(|_| Connection::open(port)).collect::<io::Result<Vec<_>>>()?;
    let spent = || -> io::Result<_> { server.map(|id| Ok((cpu::nanoseconds(id)?, cpu::page_faults(id)?))).transpose() };
    let before = spent()?;
    let start = Instant::now();
    let (mut requests, mut sent, mut times) = (0, Vec::new(), Vec::new());
    while !load.amount.is_reached(requests, start) {
        sent.clear();
        for connection in &mut connections {
            sent.push(Instant::now());
            connection.send(&request)?;
        }
        for (connection, sent) in connections.iter_mut().zip(&sent) {
            let response = connection.receive()?;
            if !response.is_ok() || response.content.len() != content_length {
                return Err(Mismatch::new("the answer changed while it was measured", response.content).into());
            }
            times.push(nanoseconds(sent.elapsed()));
            requests += 1;
        }
    }
    let wall_ns = nanoseconds(start.elapsed());
    let (cpu_ns, page_faults) = match (before, spent()?) {
        (Some(before), Some(after)) => {
            let ended = || io::Error::other("a thread of the server ended while it was measured");
            (Some(after.0.checked_sub(before.0).ok_or_else(ended)?), Some(after.1 - before.1))
        }
        _ => (None, None),
    };
    let (p99_ns, p999_ns) = (permille(&mut times, 990), permille(&mut times, 999));
    Ok(Measured { requests, wall_ns, p99_ns, p999_ns, cpu_ns, page_faults })
}

/// The least value that `share` of a thousand are not above; 0 if there are none.
fn permille(values: &mut [u64], share: usize) -> u64 {
    values.sort_unstable();
    let rank = (values.len() * share).div_ceil(1000);
    values.get(rank.saturating_sub(1)).copied().unwrap_or(0)
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

impl Amount {
    fn is_reached(self, requests: u64, start: Instant) -> bool {
        match self {
            Amount::Requests(enough) => requests >= enough,
            Amount::Time(enough) => start.elapsed() >= enough,
            Amount::Until(enough) => enough.load(Ordering::Relaxed),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Io(error)
    }
}

impl From<Mismatch> for Failure {
    fn from(mismatch: Mismatch) -> Self {
        Failure::Mismatch(mismatch)
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Failure::Io(error) => error.fmt(f),
            Failure::Mismatch(mismatch) => mismatch.fmt(f),
        }
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_by_rank() {
        assert_eq!(permille(&mut [], 990), 0);
        assert_eq!(permille(&mut [7], 990), 7);
        assert_eq!(permille(&mut [3, 1, 2], 500), 2);
        let mut thousand: Vec<u64> = (1..=1000).rev().collect();
        assert_eq!((permille(&mut thousand, 990), permille(&mut thousand, 999)), (990, 999));
    }
}
