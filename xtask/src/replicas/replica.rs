//! The processes behind a balancer: the hub, and replicas that can be killed and started again where they were.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::background::Background;
use crate::failure::Failure;
use crate::fixture::Program;

/// How long a process may take to say where it listens, or to end.
const PATIENCE: Duration = Duration::from_secs(30);

/// The programs that replicas are made of.
#[derive(Debug)]
pub(crate) struct Programs {
    server: Program,
    hub: Program,
    keys: Program,
}

impl Programs {
    pub(crate) fn build() -> Result<Self, Failure> {
        let server = Program::build("conformance-fixture", "conformance-server")?;
        let hub = Program::build("test-hub", "test-hub")?;
        let keys = Program::build("mcp-cli", "mcp")?;
        Ok(Programs { server, hub, keys })
    }

    /// Starts the process that holds the store and the bus.
    pub(crate) fn hub(&self) -> Result<Hub, Failure> {
        let process = Background::start(&mut Command::new(&self.hub.path))?;
        let address = process.line(PATIENCE)?.ok_or_else(|| Failure::new("the hub ended without an address"))?;
        Ok(Hub { _process: process, address })
    }

    /// Writes a file of keys.
    pub(crate) fn keys(&self, file: &Path) -> Result<(), Failure> {
        let _ = std::fs::remove_file(file);
        crate::cargo::output(Command::new(&self.keys.path).args(["keys", "new", "--file"]).arg(file)).map(|_| ())
    }

    /// Starts one replica.
    pub(crate) fn replica(&self, name: &'static str, options: Vec<String>) -> Result<Replica, Failure> {
        let program = self.server.path.clone();
        let mut replica = Replica { name, program, options, port: 0, process: None, journal: Journal::default() };
        replica.start()?;
        Ok(replica)
    }
}

/// The running hub.
#[derive(Debug)]
pub(crate) struct Hub {
    _process: Background,
    pub(crate) address: String,
}

/// One replica, at one port whenever it runs.
#[derive(Debug)]
pub(crate) struct Replica {
    pub(crate) name: &'static str,
    program: PathBuf,
    options: Vec<String>,
    pub(crate) port: u16,
    process: Option<Background>,
    journal: Journal,
}

/// What a replica has written down, over all its lives.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    /// Requests that arrived.
    pub(crate) served: usize,
    /// The numbers of those that have one, once for each time that they arrived.
    pub(crate) begun: Vec<u64>,
    /// The numbers of those whose responses were sent or given up.
    pub(crate) closed: BTreeSet<u64>,
}

impl Journal {
    fn write(&mut self, line: &str) {
        let (what, number) = line.split_once(' ').unwrap_or_default();
        let number = number.parse::<u64>();
        match what {
            "begun" => {
                self.served += 1;
                self.begun.extend(number);
            }
            "closed" => self.closed.extend(number),
            _ => {}
        }
    }
}

impl Replica {
    /// Starts it, where it was before if it was anywhere.
    pub(crate) fn start(&mut self) -> Result<(), Failure> {
        let mut command = Command::new(&self.program);
        command.args(["--name", self.name, "--port", &self.port.to_string()]).args(&self.options);
        let process = Background::start(&mut command)?;
        let line = process.line(PATIENCE)?.unwrap_or_default();
        let port =
            line.strip_suffix("/mcp").and_then(|line| line.rsplit(':').next()).and_then(|port| port.parse().ok());
        self.port =
            port.ok_or_else(|| Failure::new(format!("replica {} says {line:?}, not where it is", self.name)))?;
        self.process = Some(process);
        Ok(())
    }

    /// Kills it, as `kill -9` does.
    pub(crate) fn kill(&mut self) {
        let rest = self.process.take().map(Background::kill).unwrap_or_default();
        rest.iter().for_each(|line| self.journal.write(line));
    }

    /// Asks it to end, and waits until it has.
    pub(crate) fn end(&mut self) -> Result<(), Failure> {
        let Some(process) = self.process.take() else { return Ok(()) };
        process.terminate()?;
        let (rest, status) = process.finish(PATIENCE)?;
        rest.lines().for_each(|line| self.journal.write(line));
        if status.success() { Ok(()) } else { Err(Failure::new(format!("replica {} ended with {status}", self.name))) }
    }

    /// What it has written down so far.
    pub(crate) fn journal(&mut self) -> &Journal {
        let arrived = self.process.as_ref().map(Background::arrived).unwrap_or_default();
        arrived.iter().for_each(|line| self.journal.write(line));
        &self.journal
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn journal_counts_all_and_numbers_those_with_a_number() {
        let mut journal = Journal::default();
        for line in ["begun -", "ended -", "begun 7", "closed -", "begun 8", "closed 7", "nonsense"] {
            journal.write(line);
        }
        assert_eq!((journal.served, &journal.begun[..]), (3, &[7, 8][..]));
        assert_eq!(journal.closed, BTreeSet::from([7]));
    }
}
