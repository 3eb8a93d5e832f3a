//! `cargo xtask bench`: our server beside two references and its rivals, in one table.

mod baseline;
mod breakdown;
mod callgrind;
mod contestants;
mod count;
mod load;
mod operations;
mod process;
mod rounds;
mod table;

use std::path::PathBuf;

use self::baseline::Baseline;
use self::contestants::{Contestant, OURS};
use self::operations::Operation;
use crate::cargo;
use crate::failure::Failure;
use crate::stages::Verdict;
use crate::workspace;

/// The tools that every server registers, unless another file is named.
const TOOLS: &str = "tests/bench/tools.json";

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Measures for minutes instead of a quarter of an hour
    #[arg(long)]
    quick: bool,
    /// Leaves the servers on other crates out
    #[arg(long)]
    without_rivals: bool,
    /// Counts instructions and allocations only: exact on a machine that is busy with other things
    #[arg(long, conflicts_with = "quick")]
    counts_only: bool,
    /// Only compares the instruction counts of our own server with `tests/bench/instructions.toml`
    #[arg(long)]
    check_instructions: bool,
    /// With `--check-instructions`: writes that file anew
    #[arg(long, requires = "check_instructions")]
    update: bool,
    /// Only counts what it costs to judge arguments by their schema, and where types spare that
    #[arg(long, conflicts_with = "check_instructions")]
    validated: bool,
    /// Only shows which functions of our own server the instructions of an operation are spent in
    #[arg(long, value_name = "OPERATION", value_parser = Operation::parse, conflicts_with = "check_instructions")]
    breakdown: Option<Operation>,
    /// Another file of tools to register
    #[arg(long, value_name = "FILE")]
    tools: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let tools = arguments.tools.clone().unwrap_or_else(|| workspace().join(TOOLS));
    if arguments.check_instructions {
        return match check_instructions(arguments.update)? {
            Verdict::Passed => Ok(()),
            Verdict::Skipped(reason) => Err(Failure::new(reason)),
        };
    }
    if arguments.validated {
        return validated(&tools);
    }
    let own = contestants::build_own()?;
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
fn compare(
    arguments: &Arguments,
    all: &[Contestant],
    load: &load::Client,
    tools: &std::path::Path,
) -> Result<(), Failure> {
    load::check_all(all, load, tools)?;
    let mut missing: Vec<_> = all.iter().filter_map(Contestant::why_missing).collect();
    let counts = if callgrind::is_installed() {
        count::all(all, load, tools)?
    } else {
        missing.push("instructions and allocations: valgrind is not installed (apt-get install valgrind)".to_owned());
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
fn validated(tools: &std::path::Path) -> Result<(), Failure> {
    if !callgrind::is_installed() {
        return Err(Failure::new("valgrind is not installed (apt-get install valgrind)"));
    }
    let own = contestants::build_validated()?;
    let program = own.program("bench-validated");
    for operation in [Operation::parse("add").map_err(Failure::new)?, operations::ORDER] {
        let counted = count::count(&program, &own.load, tools, operation)?;
        println!(
            "{}: {:.0} instructions, {:.0} allocations",
            operation.title, counted.instructions, counted.allocations
        );
    }
    Ok(())
}

/// Compares the instruction counts of our own server with those on record, or writes the record.
pub(crate) fn check_instructions(update: bool) -> Result<Verdict, Failure> {
    if !callgrind::is_installed() {
        return Ok(Verdict::Skipped("valgrind is not installed (apt-get install valgrind)".to_owned()));
    }
    let own = contestants::build_own()?;
    let ours = contestants::references_and_ours(&own).into_iter().filter(|one| one.name == OURS).collect::<Vec<_>>();
    let tools = workspace().join(TOOLS);
    load::check_all(&ours, &own.load, &tools)?;
    let counts = count::all(&ours, &own.load, &tools)?;
    let path = workspace().join(baseline::FILE);
    let counted = Baseline::of(&counts, &cargo::output(std::process::Command::new("rustc").arg("--version"))?);
    if update {
        counted.write(&path)?;
        println!("{}: written", baseline::FILE);
        return Ok(Verdict::Passed);
    }
    let recorded = Baseline::read(&path)?;
    print!("{}", recorded.compare(&counted)?);
    Ok(Verdict::Passed)
}
