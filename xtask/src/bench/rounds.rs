//! Time on the clock and on the processor. Machines speed up and slow down, so servers take turns within a round, and
//! only what was measured in the same round is compared.

use std::collections::BTreeMap;
use std::path::Path;
use std::thread;

use super::contestants::{Contestant, RAW};
use super::load::{Client, Measured};
use super::operations::{self, Operation};
use super::process::Server;
use crate::failure::Failure;

/// How often and how long.
#[derive(Debug)]
pub(crate) struct Plan {
    rounds: usize,
    milliseconds: u32,
}

/// A minute in all.
pub(crate) const QUICK: Plan = Plan { rounds: 5, milliseconds: 300 };
/// Ten minutes in all.
pub(crate) const THOROUGH: Plan = Plan { rounds: 15, milliseconds: 1000 };

/// One operation of one server, over all rounds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Series {
    /// Microseconds on the processor per request.
    pub(crate) cpu: Vec<f64>,
    /// The same as a multiple of that of the bare server in the same round.
    pub(crate) cpu_of_raw: Vec<f64>,
    /// Requests per second as a fraction of those of the bare server in the same round.
    pub(crate) rate_of_raw: Vec<f64>,
    /// Faults on pages of memory per request.
    pub(crate) page_faults: Vec<f64>,
}

/// The series by contestant and operation; those that were not measured are absent.
pub(crate) type Times = BTreeMap<(String, Operation), Series>;

/// Measures everything, every server on the last processor and the client on the first.
pub(crate) fn measure(
    contestants: &[Contestant],
    client: &Client,
    tools: &Path,
    plan: &Plan,
) -> Result<Times, Failure> {
    let last = last_processor();
    let mut servers = Vec::new();
    for contestant in contestants {
        if let Some(program) = contestant.program() {
            servers.push((contestant.name.as_str(), Server::pinned(program, tools, last)?));
        }
    }
    println!("measuring time: {} rounds of {} ms per server and operation", plan.rounds, plan.milliseconds);
    let mut times = Times::new();
    for round in 0..plan.rounds {
        for operation in operations::ALL {
            let mut measured = Vec::new();
            // Why: the order moves on with every round, so that nobody always follows the same neighbour.
            for (name, server) in servers.iter().cycle().skip(round % servers.len()).take(servers.len()) {
                measured.push((*name, client.measure(server, tools, operation, plan.milliseconds, 0)?));
            }
            record(&mut times, operation, &measured);
        }
    }
    servers.into_iter().try_for_each(|(_, server)| server.end())?;
    Ok(times)
}

/// The processor that servers are pinned to; clients have the first.
pub(crate) fn last_processor() -> usize {
    let last = thread::available_parallelism().map_or(1, usize::from) - 1;
    if last == 0 {
        println!("!!! one processor only: client and server take turns on it, so rates mean little");
    }
    last
}

fn record(times: &mut Times, operation: Operation, measured: &[(&str, Measured)]) {
    let raw = measured.iter().find(|(name, _)| *name == RAW).map(|(_, raw)| *raw);
    for (name, one) in measured {
        let series = times.entry(((*name).to_owned(), operation)).or_default();
        series.cpu.push(cpu(one) / 1000.0);
        series.page_faults.push(one.page_faults as f64 / one.requests as f64);
        if let Some(raw) = &raw {
            series.cpu_of_raw.push(cpu(one) / cpu(raw));
            series.rate_of_raw.push(rate(one) / rate(raw));
        }
    }
}

fn cpu(measured: &Measured) -> f64 {
    measured.cpu_ns as f64 / measured.requests as f64
}

fn rate(measured: &Measured) -> f64 {
    measured.requests as f64 / measured.wall_ns as f64
}

/// The value in the middle.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        length if length % 2 == 1 => sorted[upper],
        _ => f64::midpoint(sorted[upper - 1], sorted[upper]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_are_in_the_middle() {
        assert!((median(&[3.0, 1.0, 2.0]) - 2.0).abs() < 1e-9);
        assert!((median(&[4.0, 1.0, 2.0, 3.0]) - 2.5).abs() < 1e-9);
        assert!(median(&[]).is_nan());
    }

    #[test]
    fn servers_are_compared_within_a_round() {
        let operation = operations::ALL[0];
        let measured =
            |cpu_ns, wall_ns| Measured { requests: 10, wall_ns, p99_ns: 0, p999_ns: 0, cpu_ns, page_faults: 5 };
        let mut times = Times::new();
        record(&mut times, operation, &[("ours", measured(3000, 2000)), (RAW, measured(1000, 1000))]);
        record(&mut times, operation, &[("ours", measured(6000, 4000)), (RAW, measured(2000, 2000))]);
        let ours = &times[&("ours".to_owned(), operation)];
        assert_eq!(ours.cpu_of_raw, [3.0, 3.0]);
        assert_eq!(ours.rate_of_raw, [0.5, 0.5]);
        assert_eq!(ours.cpu, [0.3, 0.6]);
        assert_eq!(ours.page_faults, [0.5, 0.5]);
    }
}
