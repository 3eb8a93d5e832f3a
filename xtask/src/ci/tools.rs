//! Cargo's subcommands that the machine may not have: installed below the target directory when they are needed.

use std::env;
use std::ffi::OsString;
use std::process::Command;

use crate::cargo::{self, cargo};
use crate::failure::Failure;

/// Makes sure of `cargo-fuzz` or `cargo-deny`, which is `name` with `subcommand` behind the hyphen.
pub(super) fn install(subcommand: &str) -> Result<(), Failure> {
    if cargo::output(with_tools(&mut cargo(&[subcommand, "--version"]))).is_ok() {
        return Ok(());
    }
    let name = format!("cargo-{subcommand}");
    let tools = cargo::target_directory().join("tools");
    cargo::run(cargo(&["install", &name, "--locked", "--quiet", "--root"]).arg(tools))
        .map_err(|failure| Failure::new(format!("{name} could not be installed: {failure}")))
}

/// Puts the tools that were installed here in front of the search path.
pub(super) fn with_tools(command: &mut Command) -> &mut Command {
    command.env("PATH", path())
}

fn path() -> OsString {
    let tools = cargo::target_directory().join("tools").join("bin");
    let inherited = env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(tools).chain(env::split_paths(&inherited));
    env::join_paths(all).unwrap_or(inherited)
}
