//! The servers under comparison, and how they are built.

use std::path::{Path, PathBuf};

use super::load;
use crate::cargo::{self, cargo};
use crate::failure::Failure;
use crate::workspace;

/// The column of our own server.
pub(crate) const OURS: &str = "ours";
/// The column that the others are compared with.
pub(crate) const RAW: &str = "raw";

/// Directories below `tests/bench/rivals`, the programs that they build, and their columns.
const RIVALS: [(&str, &str, &str); 3] = [
    ("rmcp-3.9", "rival-rmcp-3-9", "rmcp 3.9"),
    ("rmcp", "rival-rmcp", "rmcp newest"),
    ("tower-mcp", "rival-tower-mcp", "tower-mcp newest"),
];

/// A column of the table.
#[derive(Debug)]
pub(crate) struct Contestant {
    pub(crate) name: String,
    /// Where the program lies, or why there is none.
    program: Result<PathBuf, Failure>,
}

impl Contestant {
    /// The program, if it could be built.
    pub(crate) fn program(&self) -> Option<&Path> {
        self.program.as_deref().ok()
    }

    /// What to tell the user about a column that stays empty.
    pub(crate) fn why_missing(&self) -> Option<String> {
        self.program.as_ref().err().map(|failure| format!("{}: {failure}", self.name))
    }
}

/// The programs of `tests/bench`.
#[derive(Debug)]
pub(crate) struct Own {
    directory: PathBuf,
    pub(crate) load: load::Client,
}

impl Own {
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }
}

/// Builds our server, the references and the load client.
pub(crate) fn build_own() -> Result<Own, Failure> {
    cargo::run(&mut cargo(&["build", "--release", "--locked", "--package", "bench", "--bins"]))?;
    let directory = cargo::target_directory().join("release");
    let load = load::Client::new(directory.join("bench-load"));
    Ok(Own { directory, load })
}

/// Builds our server with validation, and the client; in a directory of its own, because features would mix.
pub(crate) fn build_validated() -> Result<Own, Failure> {
    let target = cargo::target_directory().join("validated");
    let mut command = cargo(&["build", "--release", "--locked", "--package", "bench", "--features", "validation"]);
    cargo::run(command.args(["--bin", "bench-validated", "--bin", "bench-load", "--target-dir"]).arg(&target))?;
    let directory = target.join("release");
    let load = load::Client::new(directory.join("bench-load"));
    Ok(Own { directory, load })
}

/// Builds our server behind its own listener, the reference and the client that listen; apart for the same reason.
pub(crate) fn build_listening() -> Result<PathBuf, Failure> {
    let target = cargo::target_directory().join("listening");
    let mut command = cargo(&["build", "--release", "--locked", "--package", "bench", "--features", "listener"]);
    let programs = ["--bin", "bench-listening", "--bin", "ref-listening", "--bin", "bench-listen", "--target-dir"];
    cargo::run(command.args(programs).arg(&target))?;
    Ok(target.join("release"))
}

/// Builds a server to attack, the clients that do so, and the load client beside them; the first two are a package of
/// their own, so that their features do not mix with those of the others.
pub(crate) fn build_hostile() -> Result<Own, Failure> {
    cargo::run(&mut cargo(&["build", "--release", "--locked", "--package", "hostile", "--bins"]))?;
    cargo::run(&mut cargo(&["build", "--release", "--locked", "--package", "bench", "--bin", "bench-load"]))?;
    let directory = cargo::target_directory().join("release");
    let load = load::Client::new(directory.join("bench-load"));
    Ok(Own { directory, load })
}

/// The reference and our server among what [`build_listening`] built.
pub(crate) fn listening(directory: &Path) -> Vec<Contestant> {
    [(RAW, "ref-listening"), (OURS, "bench-listening")]
        .map(|(name, program)| Contestant { name: name.to_owned(), program: Ok(directory.join(program)) })
        .into()
}

pub(crate) fn references_and_ours(own: &Own) -> Vec<Contestant> {
    [(RAW, "ref-raw"), ("serde", "ref-serde"), (OURS, "bench-server")]
        .map(|(name, program)| Contestant { name: name.to_owned(), program: Ok(own.program(program)) })
        .into()
}

/// One server of ours, by the program that it is.
pub(crate) fn ours(own: &Own, program: &str) -> Contestant {
    Contestant { name: OURS.to_owned(), program: Ok(own.program(program)) }
}

/// Builds the servers on other crates. One that cannot be built is said at once and again after the table.
pub(crate) fn build_rivals() -> Vec<Contestant> {
    RIVALS
        .map(|(directory, program, name)| {
            let program = build_rival(directory, program);
            if let Err(failure) = &program {
                println!("\n!!! {name} cannot be built and will NOT be measured: {failure}\n");
            }
            Contestant { name: column(directory, name), program }
        })
        .into()
}

fn build_rival(directory: &str, program: &str) -> Result<PathBuf, Failure> {
    // Why: one directory for all three, so that what their lock files have in common is compiled once.
    let target = cargo::target_directory().join("rivals");
    let manifest = workspace().join("tests/bench/rivals").join(directory).join("Cargo.toml");
    let mut command = cargo(&["build", "--release", "--locked", "--manifest-path"]);
    cargo::run(command.arg(manifest).arg("--target-dir").arg(&target))?;
    Ok(target.join("release").join(program))
}

/// The name of a column; "newest" becomes the version on record in the lock file.
fn column(directory: &str, name: &str) -> String {
    let Some(package) = name.strip_suffix(" newest") else { return name.to_owned() };
    let lock = workspace().join("tests/bench/rivals").join(directory).join("Cargo.lock");
    let version = std::fs::read_to_string(lock).ok().and_then(|lock| locked_version(&lock, package));
    version.map_or_else(|| name.to_owned(), |version| format!("{package} {version}"))
}

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let mut lines = lock.lines().skip_while(|line| *line != format!("name = \"{package}\""));
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_is_that_of_the_package_itself() {
        let lock = "[[package]]\nname = \"rmcp-macros\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"rmcp\"\nversion = \"2.0.0\"\n";
        assert_eq!(locked_version(lock, "rmcp").as_deref(), Some("2.0.0"));
        assert_eq!(locked_version(lock, "tower-mcp"), None);
    }

    #[test]
    fn rival_that_cannot_be_built_says_why() {
        let failure = build_rival("no-such-directory", "none").map(|_| ());
        assert!(failure.is_err());
        let missing = Contestant { name: "x".to_owned(), program: Err(Failure::new("because")) };
        assert_eq!(missing.why_missing().as_deref(), Some("x: because"));
        assert_eq!(missing.program(), None);
    }
}
