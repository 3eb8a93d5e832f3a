//! `cargo xtask bench`: our server beside two references and its rivals, in one table.

mod baseline;
mod breakdown;
mod callgrind;
mod contestants;
mod count;
mod hostile;
mod listen;
mod load;
mod operations;
mod process;
mod rounds;
mod slow_readers;
mod table;

use std::path::{Path, PathBuf};

use self::baseline::{Baseline, Record};
use self::contestants::Contestant;
use self::operations::Operation;
use crate::cargo;
use crate::failure::Failure;
use crate::stages::Verdict;
use crate::workspace;

/// The tools that every server registers, unless another file is named.
const TOOLS: &str = "tests/bench/tools.json";
/// Why nothing can be counted.
const WITHOUT_VALGRIND: &str = "valgrind is not installed (apt-get install valgrind)";

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    task: Option<Task>,
    /// Measures for minutes instead of a quarter of an hour
    #[arg(long)]
    quick: bool,
    /// Leaves the servers on other crates out
    #[arg(long)]
    without_rivals: bool,
    /// Counts instructions and allocations only: exact on a machine that is busy with other things
    #[arg(long, conflicts_with = "quick")]
    counts_only: bool,
    /// Only compares the instruction counts of our own server with those on record in `tests/bench`
    #[arg(long)]
    check_instructions: bool,
    /// With `--check-instructions`: writes that file anew
    #[arg(long, requires = "check_instructions")]
    update: bool,
    /// Only counts what it costs to judge arguments by their schema, and where types spare that
    #[arg(long)]
    validated: bool,
    /// Only measures how long a good client waits beside clients that are flooded and never read
    #[arg(long, conflicts_with_all = ["check_instructions", "validated"])]
    slow_readers: bool,
    /// Only measures how long a good client waits beside clients that mean harm, and what these leave behind
    #[arg(long, conflicts_with_all = ["check_instructions", "validated", "slow_readers"])]
    hostile: bool,
    /// With `--hostile`: another seed of all choices
    #[arg(long, requires = "hostile", default_value_t = 1)]
    seed: u64,
    /// Only shows which functions of our own server the instructions of an operation are spent in
    #[arg(long, value_name = "OPERATION", value_parser = Operation::parse, conflicts_with = "check_instructions")]
    breakdown: Option<Operation>,
    /// Another file of tools to register
    #[arg(long, value_name = "FILE")]
    tools: Option<PathBuf>,
}

/// What is measured apart from the table.
#[derive(Debug, clap::Subcommand)]
enum Task {
    /// Measures what open event streams take in memory, and how long it takes until all have heard of a change
    Listen(listen::Arguments),
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    if let Some(Task::Listen(arguments)) = &arguments.task {
        return listen::run(arguments);
    }
    let tools = arguments.tools.clone().unwrap_or_else(|| workspace().join(TOOLS));
    let record = if arguments.validated { Record::Validated } else { Record::Ours };
    if arguments.check_instructions {
        return match check_instructions(record, arguments.update)? {
            Verdict::Passed => Ok(()),
            Verdict::Skipped(reason) => Err(Failure::new(reason)),
        };
    }
    if arguments.validated {
        return validated(&tools);
    }
    if arguments.hostile {
        let plan = if arguments.quick { &hostile::QUICK } else { &hostile::THOROUGH };
        return hostile::run(plan, arguments.seed, &tools);
    }
    let own = contestants::build_own()?;
    if arguments.slow_readers {
        return slow_readers::run(&own, &tools);
    }
    if let Some(operation) = arguments.breakdown {
        return breakdown::run(&own, operation, &tools);
    }
    let mut all = contestants::references_and_ours(&own);
    if !arguments.without_rivals {
        all.extend(contestants::build_rivals());
    }
    compare(arguments, &all, &own.load, &tools)
}

/// Checks, counts, measures, prints; what could not be measured is named after the table and fails the task.
fn compare(arguments: &Arguments, all: &[Contestant], load: &load::Client, tools: &Path) -> Result<(), Failure> {
    load::check_all(all, &operations::ALL, load, tools)?;
    let mut missing: Vec<_> = all.iter().filter_map(Contestant::why_missing).collect();
    let counts = if callgrind::is_installed() {
        count::all(all, &operations::ALL, load, tools)?
    } else {
        missing.push(format!("instructions and allocations: {WITHOUT_VALGRIND}"));
        count::Counts::default()
    };
    let times = if arguments.counts_only {
        rounds::Times::default()
    } else {
        rounds::measure(all, load, tools, if arguments.quick { &rounds::QUICK } else { &rounds::THOROUGH })?
    };
    println!("\n{}", table::render(all, &counts, &times));
    if missing.is_empty() { Ok(()) } else { Err(Failure::new(format!("NOT MEASURED: {}", missing.join("\n")))) }
}

/// Counts calls of a server with validation: one that types see to, and one that the schema has to.
fn validated(tools: &Path) -> Result<(), Failure> {
    if !callgrind::is_installed() {
        return Err(Failure::new(WITHOUT_VALGRIND));
    }
    for ((_, operation), counted) in count(Record::Validated, tools)? {
        println!(
            "{}: {:.0} instructions, {:.0} allocations",
            operation.title, counted.instructions, counted.allocations
        );
    }
    Ok(())
}

/// Builds the server of a record, checks what it answers, and counts.
fn count(record: Record, tools: &Path) -> Result<count::Counts, Failure> {
    let (own, operations) = match record {
        Record::Ours => (contestants::build_own()?, &operations::ALL[..]),
        Record::Validated => (contestants::build_validated()?, &operations::VALIDATED[..]),
    };
    let ours = [contestants::ours(&own, record.program())];
    load::check_all(&ours, operations, &own.load, tools)?;
    count::all(&ours, operations, &own.load, tools)
}

/// Compares all counts that are on record; a stage of continuous integration.
pub(crate) fn check_all_instructions() -> Result<Verdict, Failure> {
    for record in [Record::Ours, Record::Validated] {
        if let skipped @ Verdict::Skipped(_) = check_instructions(record, false)? {
            return Ok(skipped);
        }
    }
    Ok(Verdict::Passed)
}

/// Compares the instruction counts of our own server with those on record, or writes the record.
fn check_instructions(record: Record, update: bool) -> Result<Verdict, Failure> {
    if !callgrind::is_installed() {
        return Ok(Verdict::Skipped(WITHOUT_VALGRIND.to_owned()));
    }
    let counts = count(record, &workspace().join(TOOLS))?;
    let path = workspace().join(record.file());
    let counted = Baseline::of(&counts, &cargo::output(std::process::Command::new("rustc").arg("--version"))?);
    if update {
        counted.write(record, &path)?;
        println!("{}: written", record.file());
        return Ok(Verdict::Passed);
    }
    print!("{}", Baseline::read(&path)?.compare(&counted, record)?);
    Ok(Verdict::Passed)
}
