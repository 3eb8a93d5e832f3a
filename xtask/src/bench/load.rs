//! The load client, as a process of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

use super::contestants::Contestant;
use super::operations::Operation;
use super::process::Server;
use crate::cargo;
use crate::failure::Failure;

/// How long a good client asks before it is measured: the first burst of a flood is over by then, which is work like any
/// other, and every slow reader has been sent what fits in between.
const WARM_UP_MILLISECONDS: u32 = 1500;

/// The program that asks.
#[derive(Debug)]
pub(crate) struct Client {
    program: PathBuf,
}

/// What it measured.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Measured {
    pub(crate) requests: u64,
    pub(crate) wall_ns: u64,
    pub(crate) p99_ns: u64,
    pub(crate) p999_ns: u64,
    #[serde(default)]
    pub(crate) cpu_ns: u64,
    #[serde(default)]
    pub(crate) page_faults: u64,
}

impl Client {
    pub(crate) fn new(program: PathBuf) -> Self {
        Client { program }
    }

    /// Checks the answer, then asks so many times over one connection.
    pub(crate) fn ask(
        &self,
        server: &Server,
        tools: &Path,
        operation: Operation,
        requests: u32,
    ) -> Result<(), Failure> {
        let mut command = Command::new(&self.program);
        self.run(command.args(target(server, tools, operation)).arg("--requests").arg(requests.to_string()))?;
        Ok(())
    }

    /// Checks the answer, then asks for so long over several connections, from one processor of its own.
    pub(crate) fn measure(
        &self,
        server: &Server,
        tools: &Path,
        operation: Operation,
        milliseconds: u32,
        processor: usize,
    ) -> Result<Measured, Failure> {
        let mut command = self.pinned(server, tools, operation, milliseconds, processor);
        self.run(command.args(["--process", &server.id().to_string()]))
    }

    /// Measures the same beside so many connections that are flooded and never read.
    pub(crate) fn measure_beside(
        &self,
        slow_readers: usize,
        server: &Server,
        tools: &Path,
        operation: Operation,
        milliseconds: u32,
    ) -> Result<Measured, Failure> {
        let mut command = self.pinned(server, tools, operation, milliseconds, 0);
        command.args(["--warm-up", &WARM_UP_MILLISECONDS.to_string()]);
        self.run(command.args(["--slow-readers", &slow_readers.to_string()]))
    }

    /// Measures while something else happens.
    pub(crate) fn measure_while<T>(
        &self,
        server: &Server,
        tools: &Path,
        operation: Operation,
        happens: impl FnOnce() -> Result<T, Failure>,
    ) -> Result<(Measured, T), Failure> {
        let mut command = self.until_end_of_input(server, tools, operation);
        let failed = |error: std::io::Error| Failure::new(format!("the good client: {error}"));
        let mut client = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(failed)?;
        let happened = happens();
        drop(client.stdin.take());
        let output = client.wait_with_output().map_err(failed)?;
        let happened = happened?;
        if !output.status.success() {
            return Err(Failure::new(format!("{command:?} failed: {}", output.status)));
        }
        Ok((decode(&command, &String::from_utf8_lossy(&output.stdout))?, happened))
    }

    /// The program on one processor, with what every measurement of time tells it.
    fn pinned(
        &self,
        server: &Server,
        tools: &Path,
        operation: Operation,
        milliseconds: u32,
        processor: usize,
    ) -> Command {
        let mut command = self.on_processor(server, tools, operation, processor);
        command.args(["--milliseconds", &milliseconds.to_string()]);
        command
    }

    fn until_end_of_input(&self, server: &Server, tools: &Path, operation: Operation) -> Command {
        let mut command = self.on_processor(server, tools, operation, 0);
        command.arg("--until-end-of-input");
        command
    }

    fn on_processor(&self, server: &Server, tools: &Path, operation: Operation, processor: usize) -> Command {
        let mut command = Command::new("taskset");
        command.args(["--cpu-list", &processor.to_string()]).arg(&self.program);
        command.args(target(server, tools, operation)).args(["--connections", "8"]);
        command
    }

    fn run(&self, command: &mut Command) -> Result<Measured, Failure> {
        let line = cargo::output(command)?;
        decode(command, &line)
    }
}

fn decode(command: &Command, line: &str) -> Result<Measured, Failure> {
    serde_json::from_str(line).map_err(|error| Failure::new(format!("{command:?} printed {line}: {error}")))
}

fn target(server: &Server, tools: &Path, operation: Operation) -> [std::ffi::OsString; 3] {
    [server.port.to_string().into(), tools.into(), operation.name.into()]
}

/// Checks what every server answers to every operation, before anything is measured.
pub(crate) fn check_all(
    contestants: &[Contestant],
    operations: &[Operation],
    client: &Client,
    tools: &Path,
) -> Result<(), Failure> {
    for contestant in contestants {
        let Some(program) = contestant.program() else { continue };
        let server = Server::pinned(program, tools, 0)?;
        for &operation in operations {
            let wrong = |failure| Failure::new(format!("{} answers wrongly: {failure}", contestant.name));
            client.ask(&server, tools, operation, 0).map_err(wrong)?;
        }
        server.end()?;
        println!("{}: every answer is right", contestant.name);
    }
    Ok(())
}
