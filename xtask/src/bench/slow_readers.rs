//! How long a good client waits beside clients that are flooded and never read.

use std::path::Path;

use super::contestants::Own;
use super::operations::ADD;
use super::process::Server;
use super::rounds::{last_processor, median};
use crate::failure::Failure;

/// Connections that never read.
const SLOW_READERS: usize = 64;
/// Rounds, each of one measurement without them and one with them.
const ROUNDS: usize = 9;
/// How long each measurement takes.
const MILLISECONDS: u32 = 500;
/// How many times as long the 99th percentile may be beside them.
const MAX_RATIO: f64 = 2.0;

/// The 99th percentiles of one round, in microseconds.
#[derive(Debug, Clone, Copy)]
struct Round {
    alone: f64,
    beside: f64,
}

/// Measures, prints, and fails where the good client waits too long.
pub(crate) fn run(own: &Own, tools: &Path) -> Result<(), Failure> {
    let server = Server::pinned(&own.program("bench-flooded"), tools, last_processor())?;
    println!("measuring {}, 8 connections, alone and beside {SLOW_READERS} that never read", ADD.title);
    println!("{:>5} {:>10} {:>10} {:>6}", "round", "alone µs", "beside µs", "ratio");
    let mut rounds = Vec::new();
    for number in 0..ROUNDS {
        let measure = |slow_readers| -> Result<f64, Failure> {
            let measured = own.load.measure_beside(slow_readers, &server, tools, ADD, MILLISECONDS)?;
            Ok(measured.p99_ns as f64 / 1000.0)
        };
        // Why: the order changes with every round, so that neither always follows the other.
        let round = if number % 2 == 0 {
            let alone = measure(0)?;
            Round { alone, beside: measure(SLOW_READERS)? }
        } else {
            let beside = measure(SLOW_READERS)?;
            Round { alone: measure(0)?, beside }
        };
        println!("{number:>5} {:>10.0} {:>10.0} {:>6.2}", round.alone, round.beside, round.beside / round.alone);
        rounds.push(round);
    }
    server.end()?;
    println!("{}", judge(&rounds)?);
    Ok(())
}

/// The medians of all rounds, or a failure with them.
fn judge(rounds: &[Round]) -> Result<String, Failure> {
    let of = |value: fn(&Round) -> f64| median(&rounds.iter().map(value).collect::<Vec<_>>());
    let ratio = of(|round| round.beside / round.alone);
    let (alone, beside) = (of(|round| round.alone), of(|round| round.beside));
    let report = format!("p99, medians: {alone:.0} µs alone, {beside:.0} µs beside, ratio {ratio:.2}");
    if ratio <= MAX_RATIO { Ok(report) } else { Err(Failure::new(format!("{report}: more than {MAX_RATIO:.2}"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twice_as_long_in_the_middle_passes_and_more_does_not() {
        let rounds = |ratios: [f64; 3]| ratios.map(|ratio| Round { alone: 100.0, beside: 100.0 * ratio });
        assert!(judge(&rounds([1.0, 2.0, 9.0])).is_ok());
        let failure = judge(&rounds([1.0, 2.1, 9.0])).expect_err("too long");
        assert!(failure.to_string().contains("100 µs alone, 210 µs beside, ratio 2.10"), "{failure}");
        assert!(judge(&[]).is_err());
    }
}
