//! How the tasks call cargo and what they learn from it.

use std::collections::BTreeMap;
use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde::Deserialize;

use crate::failure::Failure;
use crate::workspace;

/// The directory that cargo builds into: `CARGO_TARGET_DIR`, else `target` of the workspace.
pub(crate) fn target_directory() -> PathBuf {
    let directory = env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace().join("target"), PathBuf::from);
    std::path::absolute(&directory).unwrap_or(directory)
}

/// The cargo that runs this task, in the directory of the workspace.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(workspace());
    command
}

/// Cargo of another toolchain, in the directory of the workspace.
pub(crate) fn cargo_of(toolchain: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new("rustup");
    command.args(["run", toolchain, "cargo"]).args(arguments).current_dir(workspace());
    // Why: these name the toolchain that runs this task, and would win over the one that is asked for.
    for name in ["CARGO", "RUSTC", "RUSTDOC", "RUSTUP_TOOLCHAIN"] {
        command.env_remove(name);
    }
    command
}

/// Whether rustup has a toolchain whose name starts so.
pub(crate) fn has_toolchain(name: &str) -> bool {
    output(Command::new("rustup").args(["toolchain", "list"]))
        .is_ok_and(|list| list.lines().any(|line| line == name || line.starts_with(&format!("{name}-"))))
}

/// Runs the command with its output shown; a status other than success is a failure.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    let shown = shown(command);
    println!("$ {shown}");
    let status = command.status().map_err(|error| Failure::new(format!("cannot start {shown}: {error}")))?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("{shown}: {status}"))) }
}

/// Runs the command and returns what it prints; a status other than success is a failure.
pub(crate) fn output(command: &mut Command) -> Result<String, Failure> {
    let shown = shown(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Failure::new(format!("cannot start {shown}: {error}")))?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::new(format!("{shown}: {}\n{}", output.status, reason.trim_end())));
    }
    String::from_utf8(output.stdout).map_err(|_| Failure::new(format!("{shown}: the output is not UTF-8")))
}

/// The command as a person would type it.
fn shown(command: &Command) -> String {
    let program = PathBuf::from(command.get_program());
    let mut words = vec![program.file_name().unwrap_or(command.get_program()).to_string_lossy()];
    words.extend(command.get_args().map(|argument| argument.to_string_lossy()));
    words.join(" ")
}

/// What cargo knows about the packages of the workspace and of its lock file.
#[derive(Debug, Deserialize)]
pub(crate) struct Metadata {
    pub(crate) packages: Vec<Package>,
    workspace_members: Vec<String>,
}

impl Metadata {
    /// Asks cargo.
    pub(crate) fn read() -> Result<Self, Failure> {
        let text = output(&mut cargo(&["metadata", "--format-version", "1", "--locked"]))?;
        Metadata::parse(&text)
    }

    pub(crate) fn parse(text: &str) -> Result<Self, Failure> {
        serde_json::from_str(text).map_err(|error| Failure::new(format!("cannot understand cargo metadata: {error}")))
    }

    /// The packages of this workspace.
    pub(crate) fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| self.workspace_members.contains(&package.id))
    }
}

/// One package: a member of the workspace, or a locked dependency.
#[derive(Debug, Deserialize)]
pub(crate) struct Package {
    id: String,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) rust_version: Option<String>,
    #[serde(default)]
    pub(crate) dependencies: Vec<Dependency>,
    /// The registries it may be published to; empty means none, absent means any.
    pub(crate) publish: Option<Vec<String>>,
    pub(crate) license: Option<String>,
    /// Where its manifest lies.
    pub(crate) manifest_path: PathBuf,
    /// Its features, those that stand for an optional dependency included, with what each turns on.
    #[serde(default)]
    pub(crate) features: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    targets: Vec<Target>,
}

impl Package {
    /// Whether it is a tool or a test of the workspace, not one of its crates: those may depend on anything.
    pub(crate) fn is_tool(&self) -> bool {
        !self.manifest_path.ancestors().nth(2).is_some_and(|directory| directory.ends_with("crates"))
    }

    /// The name of its library as code spells it, if it has one.
    pub(crate) fn library(&self) -> Option<&str> {
        self.targets.iter().find(|target| target.kind.iter().any(|kind| kind == "lib")).map(|target| &*target.name)
    }
}

/// One thing that cargo builds of a package.
#[derive(Debug, Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

/// A dependency as a manifest declares it.
#[derive(Debug, Deserialize)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// Absent for a normal dependency, else `dev` or `build`.
    pub(crate) kind: Option<String>,
    /// The directory of a path dependency.
    pub(crate) path: Option<PathBuf>,
    /// The versions that will do; `*` where none is named.
    #[serde(default)]
    pub(crate) req: String,
    /// Where it is sought once there is no path, unless that is the public registry.
    pub(crate) registry: Option<String>,
    #[serde(default)]
    pub(crate) optional: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_of_a_failing_command_is_in_the_message() {
        let failure = output(Command::new("sh").args(["-c", "echo because >&2; exit 2"])).expect_err("it exits with 2");
        assert!(failure.to_string().ends_with("\nbecause"), "{failure}");
    }

    #[test]
    fn failing_command_is_a_failure() {
        assert!(run(Command::new("sh").args(["-c", "exit 1"])).is_err());
        assert_eq!(run(Command::new("sh").args(["-c", "exit 0"])), Ok(()));
    }

    #[test]
    fn program_is_shown_without_its_directory() {
        assert_eq!(shown(Command::new("/a/b/cargo").args(["test", "--workspace"])), "cargo test --workspace");
    }

    #[test]
    fn metadata_without_packages_is_refused() {
        assert!(Metadata::parse("{}").is_err());
    }
}
