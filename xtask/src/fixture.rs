//! Our own servers under test: built, started on a free port, stopped when dropped.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use crate::background::Background;
use crate::cargo;
use crate::failure::Failure;

/// How long a server may take to print its endpoint.
const PATIENCE: Duration = Duration::from_secs(30);

/// A program of the workspace that is a server.
#[derive(Debug)]
pub(crate) struct Program {
    name: &'static str,
    pub(crate) path: PathBuf,
}

impl Program {
    /// Builds the binary `name` of `package`.
    pub(crate) fn build(package: &str, name: &'static str) -> Result<Self, Failure> {
        cargo::run(&mut cargo::cargo(&["build", "--quiet", "--package", package, "--bin", name]))?;
        let path = cargo::target_directory().join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
        Ok(Program { name, path })
    }

    /// Starts it; its first line of output is the endpoint.
    pub(crate) fn start(&self) -> Result<Fixture, Failure> {
        let process = Background::start(&mut Command::new(&self.path))?;
        let endpoint = process
            .line(PATIENCE)?
            .filter(|line| line.starts_with("http://"))
            .ok_or_else(|| Failure::new(format!("the first line of {} is not its endpoint", self.name)))?;
        Ok(Fixture { _process: process, endpoint })
    }
}

/// A running server.
#[derive(Debug)]
pub(crate) struct Fixture {
    _process: Background,
    pub(crate) endpoint: String,
}
