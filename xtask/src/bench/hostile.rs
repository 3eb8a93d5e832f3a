//! A good client beside many that mean harm: how long it waits, what these are answered with, and what they leave behind.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{ChildStdin, Command};
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::contestants::{self, Own};
use super::load::Measured;
use super::operations::ADD;
use super::process::Server;
use super::rounds::{last_processor, median};
use crate::background::Background;
use crate::failure::Failure;

/// How many times as long the 99th percentile may be beside them.
const MAX_RATIO: f64 = 2.0;
/// How much memory the server may have more when they are gone.
const MAX_GROWTH: u64 = 8 * 1024 * 1024;
/// How many of each kind are sent to see what they cost.
const WEIGHED: usize = 20;
/// How long a round may take, and the last clients to be given up.
const PATIENCE: Duration = Duration::from_secs(600);

/// How much is sent.
#[derive(Debug)]
pub(crate) struct Plan {
    rounds: usize,
    /// Hostile requests of one round, and as many ordinary ones for comparison.
    requests: usize,
}

/// Less than a minute in all, most of it waiting until slow clients are given up.
pub(crate) const QUICK: Plan = Plan { rounds: 5, requests: 1000 };
/// A hundred thousand hostile requests.
pub(crate) const THOROUGH: Plan = Plan { rounds: 10, requests: 10_000 };

/// What `hostile-clients` prints after each round.
#[derive(Debug, Clone, Copy, Deserialize)]
struct Sent {
    wall_ns: u64,
    resident: u64,
}

/// What it prints at its end.
#[derive(Debug, Deserialize)]
struct Report {
    kinds: BTreeMap<String, BTreeMap<String, u64>>,
    failures: Vec<String>,
    failed: u64,
    at_work: u64,
    resident: u64,
    peak: u64,
}

/// The clients beside the good one.
struct Others {
    process: Background,
    orders: ChildStdin,
}

impl Others {
    fn start(own: &Own, server: &Server) -> Result<Self, Failure> {
        let mut command = Command::new("taskset");
        command.args(["--cpu-list", "0", "chrt"]).args(behind_the_good_one()).arg(own.program("hostile-clients"));
        command.args([server.port.to_string(), server.id().to_string()]);
        let (process, orders) = Background::start_with_input(&mut command)?;
        Ok(Others { process, orders })
    }

    /// Has them send so many requests.
    fn send(&mut self, mood: &str, requests: usize, seed: u64) -> Result<Sent, Failure> {
        self.tell(mood, requests, seed)
    }

    fn tell<T: DeserializeOwned>(&mut self, mood: &str, requests: usize, seed: u64) -> Result<T, Failure> {
        let told = writeln!(self.orders, "{mood} {requests} {seed}");
        told.map_err(|error| Failure::new(format!("the other clients are gone: {error}")))?;
        decode(&self.process.line(PATIENCE)?.unwrap_or_default())
    }

    /// What each kind costs the server, in nanoseconds.
    fn weigh(&mut self, seed: u64) -> Result<BTreeMap<String, u64>, Failure> {
        self.tell("weigh", WEIGHED, seed)
    }

    /// Waits for the last of them.
    fn finish(self) -> Result<Report, Failure> {
        drop(self.orders);
        let (line, status) = self.process.finish(PATIENCE)?;
        if status.success() { decode(&line) } else { Err(Failure::new(format!("the other clients failed: {status}"))) }
    }
}

fn decode<T: DeserializeOwned>(line: &str) -> Result<T, Failure> {
    serde_json::from_str(line).map_err(|error| Failure::new(format!("hostile-clients printed {line:?}: {error}")))
}

/// How others are scheduled: they share a processor with the good client, which must not wait for what they compute
/// themselves.
fn behind_the_good_one() -> [&'static str; 2] {
    // The realtime priority is the 40th field; two come before the end of the name, which may hold anything.
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let priority = stat.rsplit(')').next().and_then(|fields| fields.split_whitespace().nth(37)?.parse::<u32>().ok());
    if priority.is_some_and(|realtime| realtime > 1) { ["--fifo", "1"] } else { ["--idle", "0"] }
}

/// The good client in one round.
#[derive(Debug, Clone, Copy)]
struct Round {
    ordinary: Measured,
    hostile: Measured,
}

impl Round {
    fn ratio(&self) -> f64 {
        self.hostile.p99_ns as f64 / self.ordinary.p99_ns as f64
    }
}

/// Measures, prints, and fails where the good client waits too long, memory grows, or an attack is answered wrongly.
pub(crate) fn run(plan: &Plan, seed: u64, tools: &Path) -> Result<(), Failure> {
    let own = contestants::build_hostile()?;
    let server = Server::frugal(&own.program("hostile-server"), tools, last_processor())?;
    let mut others = Others::start(&own, &server)?;
    let alone = own.load.measure(&server, tools, ADD, 1000, 0)?;
    println!("seed {seed}; {}, 8 connections: p99 {:.0} µs alone", ADD.title, microseconds(alone.p99_ns));
    // Once before anything counts, so that the server has been through all that is ordinary.
    let mut sent = others.send("ordinary", plan.requests, seed)?;
    let before = sent.resident;

    println!(
        "beside 8 clients, {} requests a round of either kind; µs, and requests/s of these clients",
        plan.requests
    );
    println!("round  ordinary: p99  p99.9    rate  hostile: p99  p99.9    rate  ratio of p99    MiB");
    let mut rounds = Vec::new();
    for number in 0..plan.rounds {
        let seed = seed + number as u64;
        let mut measure = |mood| own.load.measure_while(&server, tools, ADD, || others.send(mood, plan.requests, seed));
        // Why: the order changes with every round, so that neither always follows the other.
        let (first, second) = if number % 2 == 0 { ("ordinary", "hostile") } else { ("hostile", "ordinary") };
        let (one, other) = (measure(first)?, measure(second)?);
        let (ordinary, hostile) = if number % 2 == 0 { (one, other) } else { (other, one) };
        sent = other.1;
        let round = Round { ordinary: ordinary.0, hostile: hostile.0 };
        let part = |(measured, sent): &(Measured, Sent)| {
            let rate = plan.requests as f64 / (sent.wall_ns as f64 / 1e9);
            format!("{:>13.0} {:>6.0} {rate:>7.0}", microseconds(measured.p99_ns), microseconds(measured.p999_ns))
        };
        let (ratio, mebibytes) = (round.ratio(), mebibytes(sent.resident));
        println!("{number:>5} {} {} {ratio:>13.2} {mebibytes:>6.1}", part(&ordinary), part(&hostile));
        rounds.push(round);
    }
    let costs = others.weigh(seed)?;
    println!("waiting until the last slow clients are given up");
    let report = others.finish()?;
    server.end()?;
    print!("\n{}", render(&report, &costs));
    println!("{}", judge(&rounds, before, &report, plan.rounds * plan.requests)?);
    Ok(())
}

/// A table of what was answered to what, and what it cost.
fn render(report: &Report, costs: &BTreeMap<String, u64>) -> String {
    let mut table = "| kind | requests | answered with | CPU, µs |\n| --- | --- | --- | --- |\n".to_owned();
    for (kind, outcomes) in report.kinds.iter().filter(|(kind, _)| *kind != ORDINARY) {
        // How often is said only where there is a difference.
        let said: Vec<_> = match outcomes.len() {
            1 => outcomes.keys().cloned().collect(),
            _ => outcomes.iter().map(|(outcome, count)| format!("{count} × {outcome}")).collect(),
        };
        let cost = costs.get(kind).map_or_else(String::new, |cost| format!("{:.0}", microseconds(*cost)));
        table.push_str(&format!("| {kind} | {} | {} | {cost} |\n", outcomes.values().sum::<u64>(), said.join("; ")));
    }
    table
}

/// The name of what is no attack.
const ORDINARY: &str = "an ordinary call";

/// The medians of all rounds and what is left in memory, or a failure with them.
fn judge(rounds: &[Round], before: u64, report: &Report, requests: usize) -> Result<String, Failure> {
    let ratio = median(&rounds.iter().map(Round::ratio).collect::<Vec<_>>());
    let p99 = |of: fn(&Round) -> u64| median(&rounds.iter().map(|round| microseconds(of(round))).collect::<Vec<_>>());
    let kinds = report.kinds.iter().filter(|(kind, _)| *kind != ORDINARY);
    let (count, sent) =
        kinds.fold((0, 0), |(kinds, sent), (_, outcomes)| (kinds + 1, sent + outcomes.values().sum::<u64>()));
    let growth = report.resident.saturating_sub(before);
    let said = format!(
        "{sent} hostile requests of {count} kinds, {} answered wrongly\n\
         p99 of the good client, medians: {:.0} µs beside ordinary clients, {:.0} µs beside hostile ones, ratio {ratio:.2}\n\
         memory of the server: {:.1} MiB before, {:.1} MiB after, {:.1} MiB at most; {} handlers left at work",
        report.failed,
        p99(|round| round.ordinary.p99_ns),
        p99(|round| round.hostile.p99_ns),
        mebibytes(before),
        mebibytes(report.resident),
        mebibytes(report.peak),
        report.at_work,
    );
    let mut wrong = report.failures.clone();
    // Why: not a number is not good either.
    if ratio.is_nan() || ratio > MAX_RATIO {
        wrong.push(format!("the good client waits more than {MAX_RATIO} times as long"));
    }
    if growth >= MAX_GROWTH {
        wrong.push(format!("memory has grown by {:.1} MiB", mebibytes(growth)));
    }
    if report.at_work > 0 {
        wrong.push("handlers are at work for clients that are gone".to_owned());
    }
    if sent < requests as u64 {
        wrong.push(format!("{requests} were to be sent"));
    }
    if wrong.is_empty() { Ok(said) } else { Err(Failure::new(format!("{said}\n{}", wrong.join("\n")))) }
}

fn microseconds(nanoseconds: u64) -> f64 {
    nanoseconds as f64 / 1000.0
}

fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / (1024.0 * 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounds(ratios: [u64; 3]) -> Vec<Round> {
        let measured = |p99_ns| Measured { requests: 1, wall_ns: 1, p99_ns, p999_ns: 0, cpu_ns: 0, page_faults: 0 };
        ratios.map(|ratio| Round { ordinary: measured(100_000), hostile: measured(ratio * 1000) }).into()
    }

    fn report() -> Report {
        let outcomes = |of: &[(&str, u64)]| of.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
        let kinds = [(ORDINARY, outcomes(&[("200 result", 9)])), ("a batch", outcomes(&[("400", 1), ("closed", 2)]))];
        Report {
            kinds: kinds.map(|(kind, outcomes)| (kind.to_owned(), outcomes)).into(),
            failures: Vec::new(),
            failed: 0,
            at_work: 0,
            resident: 20 << 20,
            peak: 30 << 20,
        }
    }

    #[test]
    fn each_thing_that_may_not_be_is_a_failure() {
        let judge = |rounds: &[Round], before: u64, report: &Report| judge(rounds, before, report, 3);
        let (good, before) = (rounds([100, 200, 900]), 13 << 20);
        assert!(judge(&good, before, &report()).is_ok());
        assert!(judge(&rounds([100, 201, 900]), before, &report()).is_err());
        assert!(judge(&[], before, &report()).is_err());
        assert!(judge(&good, 12 << 20, &report()).is_err());
        assert!(judge(&good, before, &Report { at_work: 1, ..report() }).is_err());
        let wrong = Report { failures: vec!["a batch: 500".to_owned()], ..report() };
        assert!(judge(&good, before, &wrong).expect_err("wrong").to_string().contains("a batch: 500"));
        let few = Report { kinds: BTreeMap::new(), ..report() };
        assert!(judge(&good, before, &few).is_err());
    }

    #[test]
    fn kinds_have_a_line_each_and_ordinary_calls_have_none() {
        let costs = BTreeMap::from([("a batch".to_owned(), 12_300)]);
        assert!(render(&report(), &costs).ends_with("--- |\n| a batch | 3 | 1 × 400; 2 × closed | 12 |\n"));
    }
}
