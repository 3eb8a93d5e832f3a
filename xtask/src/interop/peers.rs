//! The clients: installed or built below the target directory.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::column::{Column, PEERS, RMCP};
use crate::cargo::{self, cargo};
use crate::failure::Failure;
use crate::npm;
use crate::workspace;

/// The scripts of the TypeScript clients and the manifest that pins the SDKs.
const SCRIPTS: &str = "tests/interop/typescript";
/// The manifest of the Rust client, in a workspace of its own.
const CRATE: &str = "tests/interop/rmcp/Cargo.toml";

/// The installed clients.
#[derive(Debug)]
pub(crate) struct Peers {
    root: PathBuf,
}

impl Peers {
    /// Installs or builds what the columns need.
    pub(crate) fn install(columns: &[&Column]) -> Result<Self, Failure> {
        let peers = Peers { root: root() };
        let needs = |rust: bool| columns.iter().any(|column| (column.peer == RMCP) == rust);
        if needs(false) {
            npm::install(&home(), &manifest()?)?;
            // Why: modules are looked for beside the script that imports them.
            copy(&workspace().join(SCRIPTS), &home())?;
        }
        if needs(true) {
            let mut command = cargo(&["build", "--quiet", "--locked", "--manifest-path", CRATE, "--target-dir"]);
            cargo::run(command.arg(peers.root.join("rmcp")))?;
        }
        Ok(peers)
    }

    /// The command that runs the cells of a column; what it connects to is yet to be added.
    pub(crate) fn command(&self, column: &Column, cells: &[&str]) -> Command {
        let mut command = if column.peer == RMCP {
            let program = format!("interop-rmcp{}", std::env::consts::EXE_SUFFIX);
            Command::new(self.root.join("rmcp/debug").join(program))
        } else {
            let mut command = Command::new(home().join("node_modules/node/bin/node"));
            command.arg(home().join("main.mjs")).arg(column.peer);
            command
        };
        command.args([column.transport.name(), column.revision, &cells.join(",")]);
        command
    }

    /// Where what a client prints on standard error is kept.
    pub(crate) fn log(&self, column: &Column) -> PathBuf {
        self.root.join("logs").join(format!("{column}.log").replace(' ', "-"))
    }
}

/// Why the clients cannot be had, if that is so: because a registry does not answer, not because they do not build.
pub(crate) fn unreachable() -> Result<Option<String>, Failure> {
    if !npm::is_installed(&home(), &manifest()?) && !npm::is_reachable() {
        return Ok(Some("npm or its registry cannot be reached".to_owned()));
    }
    let fetched = cargo::output(&mut cargo(&["fetch", "--locked", "--manifest-path", CRATE]));
    Ok(fetched.err().map(|failure| format!("what {} is built on cannot be fetched: {failure}", PEERS[2])))
}

fn root() -> PathBuf {
    cargo::target_directory().join("interop")
}

fn home() -> PathBuf {
    root().join("typescript")
}

fn manifest() -> Result<String, Failure> {
    let path = workspace().join(SCRIPTS).join("package.json");
    fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))
}

/// Copies a directory over another one.
fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::create_dir_all(to).map_err(|error| Failure::io("create", to, &error))?;
    let entries = fs::read_dir(from).map_err(|error| Failure::io("read", from, &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| Failure::io("read", from, &error))?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to)?;
        } else {
            fs::copy(&from, &to).map_err(|error| Failure::io("copy", &from, &error))?;
        }
    }
    Ok(())
}
