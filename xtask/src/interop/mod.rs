//! `cargo xtask interop`: clients on other SDKs against our server, judged by `tests/interop/expected.toml`.

mod column;
mod expected;
mod judgement;
mod outcome;
mod peers;
mod table;

use clap::Subcommand;
use clap::builder::PossibleValuesParser;

use self::column::{COLUMNS, Column, PEERS, Transport};
use self::expected::Expectations;
use self::judgement::Judgement;
use self::peers::Peers;
use crate::failure::Failure;
use crate::fixture::Program;
use crate::stages::Verdict;
use crate::workspace;

/// The package that holds the fixtures, and its binary that is a server.
const PACKAGE: &str = "interop-fixture";
const BINARY: &str = "interop-server";

#[derive(Debug, Subcommand)]
pub(crate) enum Arguments {
    /// Runs each client through its cells, over each transport and with each revision that it speaks
    ///
    /// The clients are installed by npm and built by cargo below target/interop. A cell is one thing that a client does
    /// with a server, with assertions of its own; a column is a client, a transport and a revision. What does not pass,
    /// and how many do, stands in tests/interop/expected.toml; an outcome that differs from it fails, and so does an
    /// entry there that is stale.
    Server(ServerArguments),
}

#[derive(Debug, Default, clap::Args)]
pub(crate) struct ServerArguments {
    /// Runs the columns of this client alone
    #[arg(long, value_name = "P", value_parser = PossibleValuesParser::new(PEERS))]
    peer: Option<String>,
    /// Runs this cell alone
    #[arg(long, value_name = "C")]
    cell: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    match arguments {
        Arguments::Server(arguments) => server(arguments),
    }
}

/// The whole matrix, where the clients can be had.
pub(crate) fn stage() -> Result<Verdict, Failure> {
    if let Some(reason) = peers::unreachable()? {
        return Ok(Verdict::Skipped(reason));
    }
    server(&ServerArguments::default())?;
    Ok(Verdict::Passed)
}

fn server(arguments: &ServerArguments) -> Result<(), Failure> {
    let expectations = Expectations::read(&workspace().join("tests/interop/expected.toml"))?;
    if let Some(unknown) = arguments.cell.as_ref().filter(|cell| !expectations.cells().any(|name| name == *cell)) {
        return Err(Failure::new(format!(
            "there is no cell {unknown}; the cells stand in tests/interop/expected.toml"
        )));
    }
    let is_wanted = |column: &&Column| arguments.peer.as_ref().is_none_or(|peer| peer == column.peer);
    let columns: Vec<_> = COLUMNS.iter().filter(is_wanted).collect();
    let program = Program::build(PACKAGE, BINARY)?;
    let peers = Peers::install(&columns)?;
    let mut runs = Vec::new();
    for column in columns {
        let cells = expectations.cells().filter(|cell| expectations.applies(cell, column));
        let cells: Vec<_> = cells.filter(|cell| arguments.cell.as_ref().is_none_or(|wanted| wanted == cell)).collect();
        if !cells.is_empty() {
            println!("{column}: {} cells", cells.len());
            runs.push((column, cells.clone(), run_column(column, &cells, &program, &peers)?));
        }
    }
    let is_whole = arguments.peer.is_none() && arguments.cell.is_none();
    let judgement = Judgement::of(&runs, &expectations, is_whole);
    print!("{}", table::render(&judgement, &expectations));
    match judgement.problems.len() {
        0 => Ok(()),
        count => Err(Failure::new(format!("interop: {count} differences from tests/interop/expected.toml"))),
    }
}

/// Runs one column against a server of its own, so that nothing that one client changed is seen by the next.
fn run_column(column: &Column, cells: &[&str], program: &Program, peers: &Peers) -> Result<outcome::Run, Failure> {
    let fixture = match column.transport {
        Transport::Http => Some(program.start()?),
        Transport::Stdio => None,
    };
    let mut command = peers.command(column, cells);
    match &fixture {
        Some(fixture) => command.arg(&fixture.endpoint),
        None => command.arg(&program.path).arg("--stdio"),
    };
    outcome::run(&mut command, &peers.log(column))
}
