//! A server under measurement: started on a free port, ended by SIGTERM so that its profile is written.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::background::Background;
use crate::failure::Failure;

/// How long a server may take to print its port, also under emulation.
const START: Duration = Duration::from_secs(120);
/// How long it may take to end and to write its profile.
const END: Duration = Duration::from_secs(120);
/// Callgrind counts one repeated string instruction as one instruction per byte, so that a single copy of 64 KiB would
/// weigh more than all else, and more or fewer of them with the timing of the socket. The C library copies in vectors
/// instead when told to.
const NO_STRING_INSTRUCTIONS: &str =
    "glibc.cpu.x86_rep_movsb_threshold=1073741824:glibc.cpu.x86_rep_stosb_threshold=1073741824";

/// A program that may open as many files as the system lets it.
pub(crate) fn many_files(program: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", r#"ulimit -S -n "$(ulimit -H -n)" && exec "$@""#, "sh", program]);
    command
}

/// A running server.
#[derive(Debug)]
pub(crate) struct Server {
    process: Background,
    pub(crate) port: u16,
}

impl Server {
    /// Starts the server on one processor of its own.
    pub(crate) fn pinned(program: &Path, tools: &Path, processor: usize) -> Result<Self, Failure> {
        let mut command = Command::new("taskset");
        Self::start(command.args(["--cpu-list", &processor.to_string()]).arg(program), tools)
    }

    /// Starts the server on one processor of its own, with as many open files as the system lets it have.
    pub(crate) fn with_many_files(program: &Path, tools: &Path, processor: usize) -> Result<Self, Failure> {
        let mut command = many_files("taskset");
        Self::start(command.args(["--cpu-list", &processor.to_string()]).arg(program), tools)
    }

    /// Starts the server on one processor of its own, with a C library that gives back memory that was freed.
    pub(crate) fn frugal(program: &Path, tools: &Path, processor: usize) -> Result<Self, Failure> {
        let mut command = Command::new("taskset");
        // Why: unless told so it keeps up to twice the largest block that was ever freed, which says nothing of what the
        // server needs. 128 KiB are what it begins with.
        command.env("MALLOC_TRIM_THRESHOLD_", "131072");
        Self::start(command.args(["--cpu-list", &processor.to_string()]).arg(program), tools)
    }

    /// Starts the server under callgrind, which writes to `profile` when the server ends.
    pub(crate) fn profiled(program: &Path, tools: &Path, profile: &Path) -> Result<Self, Failure> {
        let mut option = std::ffi::OsString::from("--callgrind-out-file=");
        option.push(profile);
        let mut command = Command::new("valgrind");
        command.env("GLIBC_TUNABLES", NO_STRING_INSTRUCTIONS);
        Self::start(command.args(["--quiet", "--tool=callgrind"]).arg(option).arg(program), tools)
    }

    fn start(command: &mut Command, tools: &Path) -> Result<Self, Failure> {
        let process = Background::start(command.arg("0").arg(tools))?;
        let line = process.line(START)?.ok_or_else(|| Failure::new(format!("{command:?} ended without a port")))?;
        let port = line.parse().map_err(|_| Failure::new(format!("{command:?} printed {line} instead of a port")))?;
        Ok(Server { process, port })
    }

    /// The number of the process.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Asks the server to end, and waits until it has.
    pub(crate) fn end(self) -> Result<(), Failure> {
        self.process.terminate()?;
        let (_, status) = self.process.finish(END)?;
        if status.success() { Ok(()) } else { Err(Failure::new(format!("the server did not end well: {status}"))) }
    }
}
