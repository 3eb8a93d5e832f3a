//! The fuzz targets: run for a few seconds each from their committed seeds, and then again with a bug planted, which each
//! of them has to find in the same time.

mod catalogue;
mod engine;
mod planted;

use std::fs;
use std::path::Path;

use self::catalogue::BUGS;
use self::engine::{Engine, Programs, Run};
use self::planted::Bug;
use crate::cargo;
use crate::failure::Failure;
use crate::stages::Verdict;
use crate::workspace;

const DIRECTORY: &str = "tests/fuzz";
/// Seconds per target: enough to notice a target that crashes at once, not a hunt.
const SECONDS: u32 = 10;

pub(super) fn run() -> Result<Verdict, Failure> {
    let engine = Engine::find();
    if let Engine::Chance { reason } = &engine {
        println!("{reason}: seeds are changed by chance, on stable");
    }
    let targets = targets()?;
    let fuzz = workspace().join(DIRECTORY);
    let into = match &engine {
        Engine::LibFuzzer { .. } => [fuzz.join("target"), fuzz.join("target")],
        Engine::Chance { .. } => [cargo::target_directory(), planted::home().join("target")],
    };
    let programs = engine.build(workspace(), &into[0])?;
    println!("\n{:20}{:>6}{:>9}", "target", "seeds", "runs/s");
    for target in &targets {
        smoke(&programs, target)?;
    }
    // Why: what others have built with the same compiler and options is built once, below the same directory.
    let programs = engine.build(&planted::tree()?, &into[1])?;
    println!("\n{:20}{:58}found", "target", "planted bug");
    let missed: Vec<&str> = BUGS.iter().filter_map(|bug| hunt(&programs, bug).transpose()).collect::<Result<_, _>>()?;
    if missed.is_empty() { Ok(Verdict::Passed) } else { Err(Failure::new(format!("missed by {}", missed.join(", ")))) }
}

/// The names of the targets, in order.
fn targets() -> Result<Vec<String>, Failure> {
    let directory = workspace().join(DIRECTORY).join("fuzz_targets");
    let entries = fs::read_dir(&directory).map_err(|error| Failure::io("read", &directory, &error))?;
    let names = entries.flatten().filter_map(|entry| Some(entry.file_name().to_str()?.strip_suffix(".rs")?.to_owned()));
    let mut names: Vec<String> = names.collect();
    names.sort();
    if names.is_empty() { Err(Failure::new(format!("{DIRECTORY} has no target"))) } else { Ok(names) }
}

/// Runs one target; what it finds beyond its seeds goes to the corpus, which is not committed.
fn smoke(programs: &Programs<'_>, target: &str) -> Result<(), Failure> {
    let home = workspace().join(DIRECTORY);
    let seeds = fs::read_dir(home.join("seeds").join(target)).map_or(0, Iterator::count);
    if seeds == 0 {
        return Err(Failure::new(format!("{target} has no seeds in {DIRECTORY}/seeds/{target}")));
    }
    let places = [home.join("corpus").join(target), home.join("artifacts").join(target)];
    let run = programs.run(target, SECONDS, places.each_ref().map(|place| place.as_path()), None)?;
    let Some(runs) = run.runs.filter(|_| run.held) else {
        return Err(Failure::new(format!("{target} fails:\n{}", run.report)));
    };
    println!("{target:20}{seeds:>6}{:>9.0}", runs as f64 / run.seconds);
    Ok(())
}

/// Lets one target find the bug that was planted for it; gives its name if it does not.
fn hunt(programs: &Programs<'_>, bug: &Bug) -> Result<Option<&'static str>, Failure> {
    let places = [planted::home().join("corpus").join(bug.target), planted::home().join("findings").join(bug.target)];
    for place in &places {
        // Why: with what an earlier run has found, the bug would not have to be found again.
        remove(place)?;
    }
    let run = programs.run(bug.target, SECONDS, places.each_ref().map(|place| place.as_path()), Some(bug.target))?;
    let found = verdict(&run).map_err(|failure| Failure::new(format!("{}: {failure}", bug.target)))?;
    println!("{:20}{:58}{}", bug.target, bug.name, found.as_deref().unwrap_or("MISSED"));
    Ok(if found.is_some() { None } else { Some(bug.target) })
}

/// When a bug was found, if it was; a run that ended for another reason than a broken property is a failure.
fn verdict(run: &Run) -> Result<Option<String>, Failure> {
    match run {
        Run { held: true, .. } => Ok(None),
        Run { report, .. } if !report.contains("panicked at") => {
            Err(Failure::new(format!("the run ended without a broken property:\n{report}")))
        }
        Run { past_seeds: true, seconds, .. } => Ok(Some(format!("after {seconds:.1} s"))),
        Run { seconds, .. } => Ok(Some(format!("by a seed, after {seconds:.1} s"))),
    }
}

fn remove(directory: &Path) -> Result<(), Failure> {
    match fs::remove_dir_all(directory) {
        Err(error) if directory.exists() => Err(Failure::io("remove", directory, &error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(held: bool, past_seeds: bool, report: &str) -> Result<Option<String>, ()> {
        verdict(&Run { held, past_seeds, seconds: 1.25, runs: None, report: report.to_owned() }).map_err(drop)
    }

    #[test]
    fn bug_is_found_by_a_property_that_breaks_and_by_nothing_else() {
        assert_eq!(judged(true, true, "Done 7 runs"), Ok(None));
        assert_eq!(judged(false, true, "thread panicked at x"), Ok(Some("after 1.2 s".to_owned())));
        assert_eq!(judged(false, false, "thread panicked at x"), Ok(Some("by a seed, after 1.2 s".to_owned())));
        assert_eq!(judged(false, true, "out of memory"), Err(()));
    }
}
