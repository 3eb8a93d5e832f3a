//! Our own server under test: built, started on a free port, stopped when dropped.

use std::process::Command;
use std::time::Duration;

use crate::background::Background;
use crate::cargo;
use crate::failure::Failure;

/// The package that holds the fixtures, and its binary that is a server.
const PACKAGE: &str = "conformance-fixture";
const BINARY: &str = "conformance-server";
/// How long the server may take to print its endpoint.
const PATIENCE: Duration = Duration::from_secs(30);

/// The running fixture server.
#[derive(Debug)]
pub(crate) struct Fixture {
    _process: Background,
    pub(crate) endpoint: String,
}

impl Fixture {
    /// Builds and starts the server; its first line of output is the endpoint.
    pub(crate) fn start() -> Result<Self, Failure> {
        cargo::run(&mut cargo::cargo(&["build", "--quiet", "--package", PACKAGE, "--bin", BINARY]))?;
        let program = cargo::target_directory().join("debug").join(format!("{BINARY}{}", std::env::consts::EXE_SUFFIX));
        let process = Background::start(&mut Command::new(program))?;
        let endpoint = process
            .line(PATIENCE)?
            .filter(|line| line.starts_with("http://"))
            .ok_or_else(|| Failure::new(format!("the first line of {BINARY} is not its endpoint")))?;
        Ok(Fixture { _process: process, endpoint })
    }
}
