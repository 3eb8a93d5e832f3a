//! `cargo xtask ci`: all that continuous integration runs.

mod features;
mod fuzz;
mod licences;
mod package;
mod serve;
mod tools;

use clap::builder::PossibleValuesParser;

use crate::cargo::{self, cargo};
use crate::failure::Failure;
use crate::stages::{Stages, Verdict};
use crate::{api, bench, conformance, guide, interop, replicas, test, tidy};

/// The stages by name, in the order in which they run.
const STAGES: [&str; 15] = [
    "test",
    "features",
    "docs",
    "api",
    "wasm",
    "package",
    "licences",
    "advisories",
    "serve",
    "instructions",
    "conformance",
    "interop",
    "replicas",
    "guide",
    "fuzz",
];
const WASM: &str = "wasm32-unknown-unknown";

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Leaves a stage out; may be given more than once
    #[arg(long, value_name = "STAGE", num_args = 1.., value_parser = PossibleValuesParser::new(STAGES))]
    skip: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut stages = Stages::new(&arguments.skip);
    if !arguments.skip.iter().any(|stage| stage == "test") {
        test::run_stages(&mut stages);
    }
    stages.run("features", features::run);
    stages.run("docs", docs);
    stages.run("api", api::stage);
    stages.run("wasm", wasm);
    stages.run("package", package::run);
    stages.run("licences", licences::run);
    stages.run("advisories", licences::advisories);
    stages.run("serve", serve::run);
    // Why: after the stage before, which builds most of the same packages in the same profile.
    stages.run("instructions", bench::check_all_instructions);
    stages.run("conformance", conformance);
    stages.run("interop", interop::stage);
    stages.run("replicas", replicas::stage);
    stages.run("guide", guide::stage);
    stages.run("fuzz", fuzz::run);
    stages.finish()
}

fn docs() -> Result<Verdict, Failure> {
    let mut command = cargo(&["doc", "--workspace", "--no-deps", "--all-features", "--locked"]);
    cargo::run(command.env("RUSTDOCFLAGS", "-D warnings"))?;
    Ok(Verdict::Passed)
}

/// The crates that know neither socket nor clock build where there is none.
fn wasm() -> Result<Verdict, Failure> {
    let installed = cargo::output(std::process::Command::new("rustup").args(["target", "list", "--installed"]));
    if !installed.is_ok_and(|list| list.lines().any(|target| target == WASM)) {
        return Ok(Verdict::Skipped(format!("the target is not installed (rustup target add {WASM})")));
    }
    for package in tidy::pure_crates() {
        cargo::run(&mut cargo(&["check", "--quiet", "--locked", "--target", WASM, "--package", package]))?;
    }
    Ok(Verdict::Passed)
}

fn conformance() -> Result<Verdict, Failure> {
    conformance::listed_server_scenarios()?;
    Ok(Verdict::Passed)
}
