//! The packages of the workspace and what cargo builds of them.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::cargo::{cargo, output};
use crate::failure::Failure;
use crate::workspace;

/// One thing that cargo builds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Target {
    pub(crate) package: String,
    pub(crate) kind: Kind,
    pub(crate) name: String,
    /// Its first file, from the root of the workspace.
    pub(crate) root: String,
    /// The directory of its package, likewise.
    pub(crate) directory: String,
}

/// What a target is, in the order in which their tests cost time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Library,
    Program,
    Test,
    /// A bench, an example or a build script: nothing of it is run as a test.
    Other,
}

impl Target {
    /// How cargo is told to build the tests of this target alone.
    pub(crate) fn selection(&self) -> Vec<&str> {
        match self.kind {
            Kind::Library => vec!["--package", &self.package, "--lib"],
            Kind::Program => vec!["--package", &self.package, "--bin", &self.name],
            Kind::Test => vec!["--package", &self.package, "--test", &self.name],
            Kind::Other => vec!["--package", &self.package, "--example", &self.name],
        }
    }
}

#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Debug, Deserialize)]
struct Package {
    name: String,
    manifest_path: PathBuf,
    targets: Vec<Built>,
}

#[derive(Debug, Deserialize)]
struct Built {
    kind: Vec<String>,
    name: String,
    src_path: PathBuf,
    /// Whether `cargo test` runs it.
    #[serde(default)]
    test: bool,
}

/// Asks cargo, without a look at anything outside the workspace.
pub(crate) fn read() -> Result<Vec<Target>, Failure> {
    let text = output(&mut cargo(&["metadata", "--format-version", "1", "--no-deps"]))?;
    parse(&text, workspace())
}

fn parse(text: &str, root: &Path) -> Result<Vec<Target>, Failure> {
    let metadata: Metadata = serde_json::from_str(text)
        .map_err(|error| Failure::new(format!("cannot understand cargo metadata: {error}")))?;
    let mut targets = Vec::new();
    for package in metadata.packages {
        for built in package.targets {
            let kind = match built.kind.first().map(String::as_str) {
                Some("lib" | "proc-macro") => Kind::Library,
                Some("bin") => Kind::Program,
                Some("test") if built.test => Kind::Test,
                _ => Kind::Other,
            };
            let directory = package.manifest_path.parent().unwrap_or(root);
            targets.push(Target {
                package: package.name.clone(),
                kind,
                name: built.name,
                root: below(&built.src_path, root),
                directory: below(directory, root),
            });
        }
    }
    targets.sort();
    Ok(targets)
}

fn below(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
impl Target {
    /// A target that a test makes up; its package is named like the directory.
    pub(crate) fn of(kind: Kind, name: &str, directory: &str, root: &str) -> Self {
        Target {
            package: directory.rsplit('/').next().unwrap_or_default().to_owned(),
            kind,
            name: name.to_owned(),
            root: format!("{directory}/{root}"),
            directory: directory.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_read_in_the_order_of_their_cost() {
        let text = r#"{"packages": [{"name": "mcp-a", "manifest_path": "/w/crates/a/Cargo.toml", "targets": [
            {"kind": ["example"], "name": "x", "src_path": "/w/crates/a/examples/x.rs", "test": false},
            {"kind": ["test"], "name": "it", "src_path": "/w/crates/a/tests/it/main.rs", "test": true},
            {"kind": ["lib"], "name": "mcp_a", "src_path": "/w/crates/a/src/lib.rs", "test": true}]}]}"#;
        let targets = parse(text, Path::new("/w")).expect("it is metadata");
        let found: Vec<_> = targets.iter().map(|target| (target.kind, target.root.as_str())).collect();
        let expected = [
            (Kind::Library, "crates/a/src/lib.rs"),
            (Kind::Test, "crates/a/tests/it/main.rs"),
            (Kind::Other, "crates/a/examples/x.rs"),
        ];
        assert_eq!(found, expected);
        assert_eq!(targets[0].directory, "crates/a");
        assert_eq!(targets[1].selection(), ["--package", "mcp-a", "--test", "it"]);
        assert!(parse("{}", Path::new("/w")).is_err());
    }

    #[test]
    fn workspace_has_this_package() {
        let targets = read().expect("cargo is there");
        let of_ours = targets.iter().find(|target| target.package == "xtask").expect("this is xtask");
        assert_eq!((of_ours.kind, of_ours.root.as_str()), (Kind::Program, "xtask/src/main.rs"));
    }
}
