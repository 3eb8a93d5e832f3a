//! The `mcp` command.
//!
//! `mcp serve` starts a small server on this machine: a first conversation with the protocol takes one command and
//! one pasted `curl` line.

mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Serves the Model Context Protocol, revision 2026-07-28.
#[derive(Debug, Parser)]
#[command(name = "mcp", version, about, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start a small server to try the protocol with
    ///
    /// Prints the endpoint, the tools it offers and a curl line that calls one of them, then serves until Ctrl-C.
    Serve(serve::Options),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match arguments.command {
        Command::Serve(options) => serve::run(&options),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(&error);
            ExitCode::FAILURE
        }
    }
}

/// Writes an error and its causes to standard error, then what to do about it.
#[expect(clippy::print_stderr, reason = "a command speaks on standard error")]
fn report(error: &serve::ServeError) {
    eprintln!("error: {error}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        eprintln!("  because: {cause}");
        source = cause.source();
    }
    if let Some(advice) = error.advice() {
        eprintln!("  try: {advice}");
    }
}
