//! The official suite: installed by npm below the target directory, run one scenario at a time.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::checks::{self, Check};
use crate::background::Background;
use crate::cargo;
use crate::failure::Failure;
use crate::npm;

/// The release of `@modelcontextprotocol/conformance` that the expectations are written for.
const VERSION: &str = "0.2.0-alpha.12";
/// The major version of Node.js that the suite needs; npm brings it, whatever the machine has.
const NODE: &str = "22";
/// What the suite calls the revisions of a scenario that belongs to an extension.
const EXTENSION: &str = "extension";
/// The revision that scenarios of extensions are written for.
const EXTENSIONS: &str = "2026-07-28";
/// How long one scenario may take before its run is given up; the suite's own limit of 30 s comes first.
const PATIENCE: Duration = Duration::from_secs(120);

/// What ends the name of a directory of results: when they were written.
const TIME: &str = "-0000-00-00T00-00-00-000Z";

/// The installed suite.
#[derive(Debug)]
pub(crate) struct Suite {
    node: PathBuf,
    entry: PathBuf,
    results: PathBuf,
    /// Scenario to the revisions that it is for, or to the word that says that it belongs to an extension.
    scenarios: BTreeMap<String, Vec<String>>,
}

impl Suite {
    /// Installs the suite unless that release is there already.
    pub(crate) fn install() -> Result<Self, Failure> {
        let root = cargo::target_directory().join("conformance");
        let home = root.join(format!("suite-{VERSION}-node-{NODE}"));
        npm::install(&home, &manifest())?;
        let modules = home.join("node_modules");
        let mut suite = Suite {
            node: modules.join("node/bin/node"),
            entry: modules.join("@modelcontextprotocol/conformance/dist/index.js"),
            results: root.join("results"),
            scenarios: BTreeMap::new(),
        };
        suite.scenarios = parse_list(&cargo::output(suite.command().args(["list", "--server"]))?);
        if suite.scenarios.is_empty() {
            return Err(Failure::new("the suite lists no server scenario; has the format of its list changed?"));
        }
        Ok(suite)
    }

    /// The server scenarios that conformance to the revision requires.
    pub(crate) fn required(&self, revision: &str) -> Result<Vec<String>, Failure> {
        let list = cargo::output(self.command().args(["list", "--server", "--requirements", revision]))?;
        let required = parse_required(&list);
        if required.is_empty() {
            return Err(Failure::new(format!(
                "the suite requires nothing of a server of {revision}; has its list changed?"
            )));
        }
        Ok(required)
    }

    /// Whether the suite has a server scenario of that name for the revision.
    pub(crate) fn runs(&self, scenario: &str, revision: &str) -> bool {
        let revisions = self.scenarios.get(scenario).map(Vec::as_slice).unwrap_or_default();
        revisions.iter().any(|one| one == revision) || (revision == EXTENSIONS && is_extension(revisions))
    }

    /// Runs everything that the revision requires, and what the suite counts with it, against the server.
    pub(crate) fn run_required(&self, revision: &str, endpoint: &str) -> Result<Found, Failure> {
        let directory = self.results.join(format!("{revision}-required"));
        if directory.exists() {
            fs::remove_dir_all(&directory).map_err(|error| Failure::io("remove", &directory, &error))?;
        }
        let mut command = self.command();
        command.args(["server", "--url", endpoint, "--requirements", revision, "--output-dir"]).arg(&directory);
        // The exit code speaks of scenarios of extensions as well, and forgives warnings.
        let (printed, _) = Background::start(command.stderr(Stdio::null()))?.finish(PATIENCE)?;
        if !directory.is_dir() {
            return Err(Failure::new(format!("the suite wrote nothing\n{}", tail(&printed))));
        }
        Ok(Found { directory })
    }

    /// Runs one scenario against the server and reads what it found.
    pub(crate) fn run(&self, scenario: &str, revision: &str, endpoint: &str) -> Result<Vec<Check>, Failure> {
        let directory = self.results.join(revision).join(scenario);
        if directory.exists() {
            fs::remove_dir_all(&directory).map_err(|error| Failure::io("remove", &directory, &error))?;
        }
        let mut command = self.command();
        command.args(["server", "--url", endpoint, "--scenario", scenario, "--output-dir"]).arg(&directory);
        // Why: with a revision named, the suite skips scenarios of extensions and calls that a success.
        if !self.scenarios.get(scenario).is_some_and(|revisions| is_extension(revisions)) {
            command.args(["--spec-version", revision]);
        }
        // The exit code says less than the checks: it forgives warnings.
        let (printed, _) = Background::start(command.stderr(Stdio::null()))?.finish(PATIENCE)?;
        checks::read(&directory).map_err(|failure| Failure::new(format!("{failure}\n{}", tail(&printed))))
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.node);
        command.arg(&self.entry);
        command
    }
}

/// What one run of many scenarios has found.
#[derive(Debug)]
pub(crate) struct Found {
    directory: PathBuf,
}

impl Found {
    /// The checks of one scenario.
    pub(crate) fn checks(&self, scenario: &str) -> Result<Vec<Check>, Failure> {
        let entries = fs::read_dir(&self.directory).map_err(|error| Failure::io("read", &self.directory, &error))?;
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        match names.filter(|name| scenario_of(name) == Some(scenario)).collect::<Vec<_>>().as_slice() {
            [name] => checks::read_file(&self.directory.join(name).join("checks.json")),
            names => Err(Failure::new(format!("the suite ran {scenario} {} times", names.len()))),
        }
    }
}

/// The scenario whose results are in a directory of this name: between a prefix and the time.
fn scenario_of(directory: &str) -> Option<&str> {
    let name = directory.strip_prefix("server-")?;
    let (scenario, time) = name.split_at_checked(name.len().checked_sub(TIME.len())?)?;
    let is_time =
        time.bytes().zip(TIME.bytes()).all(|(byte, form)| byte == form || byte.is_ascii_digit() && form == b'0');
    is_time.then_some(scenario)
}

fn manifest() -> String {
    // npm asks for consent before a package runs a script; `node` needs one to bring the binary of this platform.
    format!(
        r#"{{"private": true, "dependencies": {{"@modelcontextprotocol/conformance": "{VERSION}", "node": "{NODE}"}}, "allowScripts": {{"node": true}}}}"#
    )
}

fn is_extension(revisions: &[String]) -> bool {
    revisions == [EXTENSION]
}

/// Reads lines such as `  - tools-list [2025-11-25,2026-07-28]` and `  - tasks-lifecycle [extension]`.
fn parse_list(text: &str) -> BTreeMap<String, Vec<String>> {
    text.lines()
        .filter_map(|line| line.trim().strip_prefix("- "))
        .filter_map(|line| line.strip_suffix(']')?.split_once(" ["))
        .map(|(name, revisions)| (name.to_owned(), revisions.split(',').map(str::to_owned).collect()))
        .collect()
}

/// Reads the names below the heading of the server scenarios.
fn parse_required(text: &str) -> Vec<String> {
    let lines = text.lines().skip_while(|line| !line.starts_with("Server scenarios"));
    lines.skip(1).map_while(|line| line.trim().strip_prefix("- ")).map(str::to_owned).collect()
}

/// The last lines of what the suite printed.
fn tail(printed: &str) -> String {
    let lines: Vec<_> = printed.lines().collect();
    lines[lines.len().saturating_sub(10)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_of_scenarios_is_read_with_its_revisions() {
        let list = "Server scenarios (test against a server):\n  - tools-list [2025-11-25,2026-07-28]\n  - tasks-lifecycle [extension]\n";
        let scenarios = parse_list(list);
        assert_eq!(scenarios["tools-list"], ["2025-11-25", "2026-07-28"]);
        assert!(is_extension(&scenarios["tasks-lifecycle"]) && !is_extension(&scenarios["tools-list"]));
    }

    #[test]
    fn required_scenarios_are_those_of_servers() {
        let list = "Required for 2026-07-28:\n\nServer scenarios (x):\n  - caching\n  - tools-list\n\nClient scenarios (y):\n  - tools_call\n";
        assert_eq!(parse_required(list), ["caching", "tools-list"]);
    }

    #[test]
    fn directory_of_results_names_its_scenario() {
        for (name, expected) in [
            ("server-tools-list-2026-11-26T01-57-12-213Z", Some("tools-list")),
            ("server-json-schema-2020-12-2026-11-26T01-57-12-213Z", Some("json-schema-2020-12")),
            ("server-tools-list", None),
            ("server-tools-list-2026-11-26T01-57-12-213", None),
            ("tools-list-2026-11-26T01-57-12-213Z", None),
        ] {
            assert_eq!(scenario_of(name), expected, "{name}");
        }
    }

    #[test]
    fn tail_is_the_last_ten_lines() {
        let printed: String = (0..12).map(|number| format!("{number}\n")).collect();
        assert!(tail(&printed).starts_with("2\n"), "{}", tail(&printed));
        assert_eq!(tail("only"), "only");
    }
}
