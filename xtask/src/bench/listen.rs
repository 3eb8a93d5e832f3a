//! What open event streams take in memory, and how long it takes until all have heard of a change.

use std::path::Path;

use serde::Deserialize;

use super::contestants::{self, Contestant, OURS};
use super::process::{Server, many_files};
use super::rounds::last_processor;
use crate::cargo;
use crate::failure::Failure;
use crate::workspace;

/// The tools that every server registers: one that changes a list.
const TOOLS: &str = "tests/bench/listening.json";
/// The most streams: a server has one file open for each, and as many ports as this are free on most systems.
const MAX_STREAMS: i64 = 16_000;
/// How much one of our streams may take while nothing happens, in KiB.
const MAX_KIB: f64 = 14.0;
/// How long it may take until all have heard, in seconds.
const MAX_SECONDS: f64 = 2.0;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Streams, each on a connection of its own
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=MAX_STREAMS))]
    streams: u32,
    /// Leaves the servers on other crates out
    #[arg(long)]
    without_rivals: bool,
}

/// What `bench-listen` prints.
#[derive(Debug, Clone, Copy, Deserialize)]
struct Listened {
    streams: u32,
    idle_bytes: f64,
    used_bytes: f64,
    delivery_ns: u64,
    cpu_ns: f64,
}

/// Measures one server after the other and prints a table; fails where ours takes too much or too long.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let directory = contestants::build_listening()?;
    let mut all = contestants::listening(&directory);
    if !arguments.without_rivals {
        all.extend(contestants::build_rivals());
    }
    let client = directory.join("bench-listen");
    let mut missing: Vec<_> = all.iter().filter_map(Contestant::why_missing).collect();
    let mut measured = Vec::new();
    for contestant in &all {
        let Some(program) = contestant.program() else { continue };
        println!("{}: {} streams", contestant.name, arguments.streams);
        match measure(program, &client, arguments.streams) {
            Ok(listened) => measured.push((contestant.name.as_str(), listened)),
            Err(failure) => missing.push(format!("{}: {failure}", contestant.name)),
        }
    }
    println!("\n{}", render(&measured));
    if !missing.is_empty() {
        return Err(Failure::new(format!("NOT MEASURED: {}", missing.join("\n"))));
    }
    measured.iter().filter(|(name, _)| *name == OURS).try_for_each(|(_, ours)| judge(ours))
}

fn measure(program: &Path, client: &Path, streams: u32) -> Result<Listened, Failure> {
    let server = Server::with_many_files(program, &workspace().join(TOOLS), last_processor())?;
    let mut command = many_files("taskset");
    command.args(["--cpu-list", "0"]).arg(client);
    command.args([server.port.to_string(), server.id().to_string(), format!("--streams={streams}")]);
    let line = cargo::output(&mut command)?;
    server.end()?;
    serde_json::from_str(&line).map_err(|error| Failure::new(format!("{command:?} printed {line}: {error}")))
}

fn render(measured: &[(&str, Listened)]) -> String {
    let mut table =
        "| | streams | KiB per stream, idle | … after five events | five events at all, s | CPU per event and \
                     stream, µs |\n| --- | --- | --- | --- | --- | --- |\n"
            .to_owned();
    for (name, listened) in measured {
        let Listened { streams, idle_bytes, used_bytes, delivery_ns, cpu_ns } = *listened;
        let (idle, used, seconds) = (idle_bytes / 1024.0, used_bytes / 1024.0, delivery_ns as f64 / 1e9);
        let microseconds = cpu_ns / 1000.0;
        table.push_str(&format!("| {name} | {streams} | {idle:.1} | {used:.1} | {seconds:.2} | {microseconds:.1} |\n"));
    }
    table
}

/// Fails where our streams take more than they may.
fn judge(ours: &Listened) -> Result<(), Failure> {
    let (kib, seconds) = (ours.idle_bytes / 1024.0, ours.delivery_ns as f64 / 1e9);
    if kib > MAX_KIB {
        return Err(Failure::new(format!("an idle stream of ours takes {kib:.1} KiB, more than {MAX_KIB}")));
    }
    if seconds > MAX_SECONDS {
        return Err(Failure::new(format!("five events took {seconds:.2} s to reach all, more than {MAX_SECONDS}")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listened(kib: f64, seconds: f64) -> Listened {
        Listened {
            streams: 10,
            idle_bytes: kib * 1024.0,
            used_bytes: kib * 1024.0,
            delivery_ns: (seconds * 1e9) as u64,
            cpu_ns: 5000.0,
        }
    }

    #[test]
    fn too_much_memory_and_too_much_time_are_failures() {
        assert!(judge(&listened(14.0, 2.0)).is_ok());
        assert!(judge(&listened(14.1, 2.0)).is_err());
        assert!(judge(&listened(14.0, 2.1)).is_err());
    }

    #[test]
    fn each_server_has_a_line() {
        let table = render(&[("raw", listened(11.25, 0.5)), ("ours", listened(13.0, 1.0))]);
        assert!(table.ends_with("| raw | 10 | 11.2 | 11.2 | 0.50 | 5.0 |\n| ours | 10 | 13.0 | 13.0 | 1.00 | 5.0 |\n"));
    }
}
