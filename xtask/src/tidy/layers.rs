//! Crates depend on each other downwards only, and the lower half knows no runtime, socket, clock or randomness.

use std::collections::BTreeSet;

use super::{Violation, dependencies};
use crate::cargo::{Metadata, Package};
use crate::failure::Failure;

/// A crate, and which crates of this workspace it may see.
struct Layer {
    name: &'static str,
    sees: &'static [&'static str],
    /// Whether bytes, time and entropy come in as arguments, so that nothing of `WORLD` may be below it.
    is_pure: bool,
}

const fn pure(name: &'static str, sees: &'static [&'static str]) -> Layer {
    Layer { name, sees, is_pure: true }
}

const fn worldly(name: &'static str, sees: &'static [&'static str]) -> Layer {
    Layer { name, sees, is_pure: false }
}

/// From the bottom up. A new crate gets its line here.
const LAYERS: [Layer; 8] = [
    pure("mcp-types", &[]),
    pure("mcp-schema", &["mcp-types"]),
    pure("mcp-transport-http", &["mcp-types", "mcp-schema"]),
    pure("mcp-transport-stdio", &["mcp-types"]),
    pure("mcp-store", &[]),
    pure("mcp-cache", &["mcp-types"]),
    worldly(
        "mcp-server",
        &["mcp-types", "mcp-schema", "mcp-transport-http", "mcp-transport-stdio", "mcp-store", "mcp-cache"],
    ),
    worldly(
        "mcp-cli",
        &[
            "mcp-types",
            "mcp-schema",
            "mcp-transport-http",
            "mcp-transport-stdio",
            "mcp-store",
            "mcp-cache",
            "mcp-server",
        ],
    ),
];

/// All that the wire vocabulary may stand on, behind features aside.
const BELOW_TYPES: [&str; 3] = ["memchr", "serde", "serde_json"];

/// Packages that bring a runtime, sockets, a clock or randomness.
const WORLD: [&str; 14] = [
    "async-std",
    "axum",
    "chrono",
    "fastrand",
    "getrandom",
    "hyper",
    "hyper-util",
    "mio",
    "rand",
    "reqwest",
    "smol",
    "socket2",
    "time",
    "tokio",
];

/// The crates of the lower half, from the bottom up.
pub(crate) fn pure_crates() -> impl Iterator<Item = &'static str> {
    LAYERS.iter().filter(|layer| layer.is_pure).map(|layer| layer.name)
}

pub(crate) fn check(metadata: &Metadata) -> Result<Vec<Violation>, Failure> {
    let mut violations = check_declared(metadata);
    for package in pure_crates() {
        violations.extend(check_world(package, &dependencies::names_below(package)?));
    }
    Ok(violations)
}

fn check_declared(metadata: &Metadata) -> Vec<Violation> {
    let crates = metadata.members().filter(|package| !package.is_tool());
    crates.flat_map(check_package).collect()
}

fn check_package(package: &Package) -> Vec<Violation> {
    let Some(layer) = LAYERS.iter().find(|layer| layer.name == package.name) else {
        return vec![format!(
            "{}: has no line in the table of layers; add it (xtask/src/tidy/layers.rs)",
            package.name
        )];
    };
    let mut violations = Vec::new();
    for dependency in package.dependencies.iter().filter(|dependency| dependency.kind.is_none()) {
        let name = dependency.name.as_str();
        if dependency.path.is_some() && !layer.sees.contains(&name) {
            violations.push(format!(
                "{} must not see {name}: dependencies point down; move what it needs into a crate below",
                layer.name
            ));
        }
        // Why: what a feature brings is not among what a plain build stands on.
        if layer.is_pure && dependency.optional && WORLD.contains(&name) {
            violations.push(beyond(layer.name, name));
        }
        if layer.name == "mcp-types" && !dependency.optional && !BELOW_TYPES.contains(&name) {
            violations.push(format!(
                "mcp-types stands on {} alone, not on {name}; move what needs it upwards, or make it optional",
                BELOW_TYPES.join(", ")
            ));
        }
    }
    violations
}

fn check_world(package: &str, below: &BTreeSet<String>) -> Vec<Violation> {
    WORLD.iter().filter(|name| below.contains(**name)).map(|name| beyond(package, name)).collect()
}

fn beyond(package: &str, name: &str) -> Violation {
    format!("{package} must not depend on {name}, directly or not; take time, bytes and entropy as arguments")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn declared(package: &str, dependencies: &str, expected: &[&str]) {
        let text = format!(
            r#"{{"packages": [{{"id": "p", "name": "{package}", "version": "0.2.0", "publish": [],
                 "manifest_path": "/x/crates/{package}/Cargo.toml", "dependencies": [{dependencies}]}}],
                "workspace_members": ["p"]}}"#
        );
        let metadata = Metadata::parse(&text).expect("the test writes metadata");
        assert_eq!(check_declared(&metadata), expected);
    }

    #[test]
    fn dependency_upwards_is_found() {
        let server = r#"{"name": "mcp-server", "path": "/x/crates/mcp-server"}"#;
        declared("mcp-cli", server, &[]);
        let found = "mcp-transport-http must not see mcp-server: dependencies point down; move what it needs into a crate below";
        declared("mcp-transport-http", server, &[found]);
    }

    #[test]
    fn dependency_of_tests_is_free() {
        let server = r#"{"name": "mcp-server", "kind": "dev", "path": "/x/crates/mcp-server"}"#;
        declared("mcp-transport-http", server, &[]);
    }

    #[test]
    fn new_weight_below_the_types_is_found() {
        declared("mcp-types", r#"{"name": "serde"}, {"name": "schemars", "optional": true}"#, &[]);
        let found = "mcp-types stands on memchr, serde, serde_json alone, not on regex; move what needs it upwards, or make it optional";
        declared("mcp-types", r#"{"name": "regex"}"#, &[found]);
    }

    #[test]
    fn crate_without_a_layer_is_found() {
        let found = "mcp-surprise: has no line in the table of layers; add it (xtask/src/tidy/layers.rs)";
        declared("mcp-surprise", "", &[found]);
    }

    #[test]
    fn runtime_behind_a_feature_of_a_pure_crate_is_found() {
        let found =
            "mcp-transport-http must not depend on tokio, directly or not; take time, bytes and entropy as arguments";
        declared("mcp-transport-http", r#"{"name": "tokio", "optional": true}"#, &[found]);
        declared("mcp-server", r#"{"name": "tokio", "optional": true}"#, &[]);
    }

    #[test]
    fn runtime_below_a_pure_crate_is_found() {
        let below = BTreeSet::from(["bytes".to_owned(), "tokio".to_owned()]);
        let found = "mcp-types must not depend on tokio, directly or not; take time, bytes and entropy as arguments";
        assert_eq!(check_world("mcp-types", &below), [found]);
        assert_eq!(check_world("mcp-types", &BTreeSet::from(["bytes".to_owned()])), [""; 0]);
    }
}
