//! The `mcp` command.
//!
//! `mcp serve` starts a small server on this machine: a first conversation with the protocol takes one command and
//! one pasted `curl` line. `mcp keys` makes and rotates the keys that the replicas of a server share.

mod keys;
mod serve;

use std::error::Error;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Serves the Model Context Protocol, revision 2026-07-28, and its legacy era beside it.
#[derive(Debug, Parser)]
#[command(name = "mcp", version, about, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make and rotate the keys that the replicas of a server share
    Keys {
        #[command(subcommand)]
        action: keys::Action,
    },
    /// Start a small server to try the protocol with
    ///
    /// Prints the endpoint, the tools it offers and a curl line that calls one of them, then serves until Ctrl-C. With
    /// --stdio it serves the process that started it instead, and prints nothing of its own.
    Serve(serve::Options),
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Keys { action } => conclude(keys::run(&action), keys::KeysError::advice),
        Command::Serve(options) => conclude(serve::run(&options), serve::ServeError::advice),
    }
}

/// Turns the outcome of a command into that of the process, and says what went wrong.
fn conclude<E: Error>(outcome: Result<(), E>, advice: impl FnOnce(&E) -> Option<&'static str>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(&error, advice(&error));
            ExitCode::FAILURE
        }
    }
}

/// Writes an error and its causes to standard error, then what to do about it.
#[expect(clippy::print_stderr, reason = "a command speaks on standard error")]
fn report(error: &dyn Error, advice: Option<&str>) {
    eprintln!("error: {error}");
    let mut source = error.source();
    while let Some(cause) = source {
        eprintln!("  because: {cause}");
        source = cause.source();
    }
    if let Some(advice) = advice {
        eprintln!("  try: {advice}");
    }
}
