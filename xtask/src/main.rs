//! The tasks of this workspace, run as `cargo xtask <task>`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command talks to its user")]

mod api;
mod background;
mod bench;
mod cargo;
mod ci;
mod codegen;
mod conformance;
mod coverage;
mod failure;
mod fixture;
mod guide;
mod interop;
mod mutants;
mod npm;
mod replicas;
mod schema;
mod stages;
mod test;
mod tidy;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What can be done to this workspace besides building it.
///
/// A newcomer needs one of these: `cargo xtask test`. Whoever changes a wire type edits the tables of the generator
/// and runs `cargo xtask codegen`; whoever is about to send a change runs `cargo xtask ci`, which is all that
/// continuous integration does.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Writes the wire types from the official schema, or checks that they are up to date
    ///
    /// The tables of the generator are `errata.toml`, `names.toml` and `unions.toml` beside `xtask/Cargo.toml`; sentences
    /// about types and members are in `crates/mcp-types/docs.toml`. With `--schema FILE` another schema is mapped, such
    /// as a future draft, or, with `--core CRATE`, an extension whose definitions refer to those of the core. What
    /// cannot be mapped is listed with its place and keyword, and nothing is written.
    Codegen(codegen::Arguments),
    /// Finds the official schema files and keeps a verified copy
    #[command(subcommand)]
    Schema(schema::Arguments),
    /// Runs the official conformance suite against our fixtures
    #[command(subcommand)]
    Conformance(conformance::Arguments),
    /// Runs clients on other SDKs against our server
    #[command(subcommand)]
    Interop(interop::Arguments),
    /// Tries three replicas behind nginx, HAProxy and Caddy, set up as docs/deploy says
    ///
    /// The balancers are Debian packages, installed where they are missing. Replicas are killed and started again while
    /// requests go on; what one hands out another takes; the official suite passes through each balancer.
    Replicas(replicas::Arguments),
    /// Writes which requirements of the specification are kept and by what, or proves it by taking code away
    Coverage(coverage::Arguments),
    /// Writes down the public items of each library, or checks that they are what was written
    ///
    /// One line an item in docs/api, so that a change of what users see is read before it is made. Needs a nightly
    /// compiler, whose documentation is the only complete list of what macros define.
    Api(api::Arguments),
    /// Breaks the wire types in a copy, one mistake at a time, each of which a proof must notice
    Mutants(mutants::Arguments),
    /// Checks rules that no compiler knows: sizes, borders between crates, locked versions
    Tidy,
    /// Measures our server beside two references and the servers of other crates, and prints one table
    ///
    /// Every answer is checked before it is measured. Instructions and allocations are counted by callgrind, time on
    /// the processor and on the clock in interleaved rounds; docs/performance.md says what is compared and how.
    Bench(bench::Arguments),
    /// Follows a page of the guide word by word, in an empty directory, and checks that it shows what happens
    ///
    /// Files are written and lines are typed as they stand there, with other ports; the page needs bash, curl and nginx.
    Guide(guide::Arguments),
    /// Runs the tests of the whole workspace: what a newcomer runs
    Test(test::Arguments),
    /// Runs everything that continuous integration runs, and prints the minutes of each stage
    Ci(ci::Arguments),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::Codegen(arguments) => codegen::run(&arguments),
        Task::Schema(arguments) => schema::run(&arguments),
        Task::Conformance(arguments) => conformance::run(&arguments),
        Task::Interop(arguments) => interop::run(&arguments),
        Task::Replicas(arguments) => replicas::run(&arguments),
        Task::Coverage(arguments) => coverage::run(&arguments),
        Task::Api(arguments) => api::run(&arguments),
        Task::Mutants(arguments) => mutants::run(&arguments),
        Task::Tidy => tidy::run(),
        Task::Bench(arguments) => bench::run(&arguments),
        Task::Guide(arguments) => guide::run(&arguments),
        Task::Test(arguments) => test::run(&arguments),
        Task::Ci(arguments) => ci::run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.is_reported() {
                eprintln!("error: {failure}");
            }
            ExitCode::FAILURE
        }
    }
}

/// The directory of the workspace.
fn workspace() -> &'static std::path::Path {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the manifest of xtask is one level down")
}
