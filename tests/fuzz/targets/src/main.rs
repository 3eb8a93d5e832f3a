//! A fuzzer for machines without one: `fuzz-targets TARGET SEEDS SECONDS [NUMBER]`.
//!
//! Runs the seeds in a directory, says so, and then runs what chance makes of them, until time is up or a property does
//! not hold.

#![allow(clippy::print_stderr, reason = "it reports where fuzzers report")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{env, fs};

use fuzz_targets::{Mutator, TARGETS};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (Some(name), Some(seeds), Some(Ok(seconds))) =
        (arguments.first(), arguments.get(1), arguments.get(2).map(|seconds| seconds.parse()))
    else {
        eprintln!("usage: fuzz-targets TARGET SEEDS SECONDS [NUMBER]");
        return ExitCode::from(2);
    };
    let number = arguments.get(3).and_then(|number| number.parse().ok()).unwrap_or(0);
    let Some((_, target)) = TARGETS.iter().find(|(known, _)| known == name) else {
        eprintln!("no such target: {name}");
        return ExitCode::from(2);
    };
    let Ok(seeds) = read(seeds) else {
        eprintln!("no seeds in {seeds}");
        return ExitCode::from(2);
    };
    fuzz(*target, seeds, Duration::from_secs(seconds), number)
}

fn read(directory: &str) -> std::io::Result<Vec<Vec<u8>>> {
    let mut paths = fs::read_dir(directory)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    paths.sort();
    let seeds = paths.iter().map(fs::read).collect::<std::io::Result<Vec<_>>>()?;
    if seeds.is_empty() { Err(std::io::ErrorKind::NotFound.into()) } else { Ok(seeds) }
}

fn fuzz(target: fn(&[u8]) -> usize, seeds: Vec<Vec<u8>>, limit: Duration, number: u64) -> ExitCode {
    if !seeds.iter().all(|seed| holds(target, seed)) {
        return ExitCode::FAILURE;
    }
    eprintln!("INITED {} seeds", seeds.len());
    let (mut mutator, start, mut runs) = (Mutator::new(seeds, number), Instant::now(), 0_u64);
    while start.elapsed() < limit {
        if !holds(target, &mutator.input()) {
            return ExitCode::FAILURE;
        }
        runs += 1;
    }
    eprintln!("Done {runs} runs in {} second(s)", start.elapsed().as_secs());
    ExitCode::SUCCESS
}

/// Whether the property holds; shows the input for which it does not.
fn holds(target: fn(&[u8]) -> usize, input: &[u8]) -> bool {
    let held = catch_unwind(AssertUnwindSafe(|| target(input))).is_ok();
    if !held {
        eprintln!("input: \"{}\"", input.escape_ascii());
    }
    held
}
