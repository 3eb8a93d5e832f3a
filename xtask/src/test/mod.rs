//! `cargo xtask test`: what a newcomer runs, and the first half of continuous integration.

use std::env;
use std::process::Command;

use crate::cargo::{self, cargo, cargo_of};
use crate::failure::Failure;
use crate::stages::{Stages, Verdict};
use crate::{mutants, schema, tidy, workspace};

/// A workspace of its own, because its packages need a nightly compiler.
const FUZZ_MANIFEST: &str = "tests/fuzz/Cargo.toml";
/// What the wire types are generated from.
const SCHEMA: &str = "2026-07-28/schema.json";

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {}

pub(crate) fn run(_arguments: &Arguments) -> Result<(), Failure> {
    let mut stages = Stages::new(&[]);
    run_stages(&mut stages);
    stages.finish()
}

/// Checks in the order of their cost: what is cheap fails first.
pub(crate) fn run_stages(stages: &mut Stages) {
    stages.run("format", format);
    tidy::run_stages(stages);
    stages.run("codegen", codegen);
    stages.run("coverage", coverage);
    stages.run("clippy", clippy);
    stages.run("tests", tests);
    stages.run("mutants", mutants);
    stages.run("rust-version", rust_version);
}

fn format() -> Result<Verdict, Failure> {
    let advice = |failure| Failure::new(format!("{failure}; mend it with `cargo fmt --all`"));
    cargo::run(&mut cargo(&["fmt", "--all", "--check"])).map_err(advice)?;
    if workspace().join(FUZZ_MANIFEST).is_file() {
        cargo::run(&mut cargo(&["fmt", "--manifest-path", FUZZ_MANIFEST, "--check"])).map_err(advice)?;
    }
    Ok(Verdict::Passed)
}

/// The generated types are what the schema says; skipped only where nobody promised the schema and it cannot be had.
fn codegen() -> Result<Verdict, Failure> {
    if is_without_schema()? {
        return Ok(Verdict::Skipped("the official schema could not be had; nothing was compared with it".to_owned()));
    }
    cargo::run(this_program()?.args(["codegen", "--check"]))?;
    Ok(Verdict::Passed)
}

fn this_program() -> Result<Command, Failure> {
    let program = env::current_exe().map_err(|error| Failure::new(format!("cannot find this program: {error}")))?;
    Ok(Command::new(program))
}

/// The page about the requirements is what the list and the marks give.
fn coverage() -> Result<Verdict, Failure> {
    cargo::run(this_program()?.args(["coverage", "--check"]))?;
    Ok(Verdict::Passed)
}

/// The proofs among the tests notice when the types are broken.
fn mutants() -> Result<Verdict, Failure> {
    if is_without_schema()? {
        return Ok(Verdict::Skipped("the official schema could not be had; nothing was proved".to_owned()));
    }
    mutants::run(&mutants::Arguments::default())?;
    Ok(Verdict::Passed)
}

/// Whether the schema is on no machine that can be reached, and nobody said that it would be.
fn is_without_schema() -> Result<bool, Failure> {
    Ok(schema::find_or_say(SCHEMA, None)?.is_none())
}

fn clippy() -> Result<Verdict, Failure> {
    let scope = ["clippy", "--workspace", "--all-targets", "--all-features", "--locked", "--keep-going"];
    cargo::run(cargo(&scope).args(["--", "-D", "warnings"]))?;
    Ok(Verdict::Passed)
}

/// Unit, integration and documentation tests; the seeds of the fuzz targets are replayed among them.
fn tests() -> Result<Verdict, Failure> {
    cargo::run(&mut cargo(&["test", "--workspace", "--all-features", "--locked", "--no-fail-fast"]))?;
    Ok(Verdict::Passed)
}

/// The promise of the manifest, kept by the oldest compiler that it names.
fn rust_version() -> Result<Verdict, Failure> {
    let promised = tidy::RUST_VERSION;
    let toolchain = [format!("{promised}.0"), promised.to_owned()].into_iter().find(|name| cargo::has_toolchain(name));
    let Some(toolchain) = toolchain else {
        return Ok(Verdict::Skipped(format!(
            "Rust {promised} is not installed; only the locked versions were compared (rustup toolchain install {promised})"
        )));
    };
    cargo::run(&mut cargo_of(&toolchain, &["check", "--workspace", "--all-features", "--locked"]))?;
    Ok(Verdict::Passed)
}
