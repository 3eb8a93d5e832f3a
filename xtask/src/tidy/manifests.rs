//! What every manifest of the workspace has in common, so that no stranger's package slips in under one of our names.

use std::path::Path;

use super::Violation;
use super::files::Files;
use crate::cargo::{Metadata, Package};

/// Manifests of workspaces of their own.
const APART: [&str; 6] = [
    "Cargo.toml",
    "tests/bench/rivals/rmcp-3.9/Cargo.toml",
    "tests/bench/rivals/rmcp/Cargo.toml",
    "tests/bench/rivals/tower-mcp/Cargo.toml",
    "tests/fuzz/Cargo.toml",
    "tests/interop/rmcp/Cargo.toml",
];

/// The registry that manifests name for our own packages, besides their paths. There is none: `invalid` never resolves.
const NOWHERE: &str = "sparse+https://registry.invalid/";

/// Features of one package: each doubles the number of its builds.
const FEATURES: usize = 6;

pub(crate) fn check(metadata: &Metadata, files: &Files, workspace: &Path) -> Vec<Violation> {
    let names: Vec<_> = metadata.members().map(|package| package.name.as_str()).collect();
    let mut violations: Vec<_> = metadata.members().flat_map(|package| violations(package, &names)).collect();
    violations.extend(strays(metadata, files, workspace));
    violations
}

/// Packages that nobody builds or tests, because the workspace does not list them.
fn strays(metadata: &Metadata, files: &Files, workspace: &Path) -> Vec<Violation> {
    let is_member = |path: &str| metadata.members().any(|package| package.manifest_path == workspace.join(path));
    let manifests = files.iter().map(|file| file.path.as_str()).filter(|path| path.ends_with("Cargo.toml"));
    manifests
        .filter(|path| !APART.contains(path) && !is_member(path))
        .map(|path| format!("{path}: not a member of the workspace, so nothing checks it"))
        .collect()
}

fn violations(package: &Package, members: &[&str]) -> Vec<Violation> {
    let name = &package.name;
    let mut violations = Vec::new();
    if package.publish.as_deref() != Some(&[]) {
        violations.push(format!("{name}: could be published under a name that belongs to others; inherit `publish`"));
    }
    if package.license.as_deref() != Some("MIT OR Apache-2.0") {
        violations.push(format!("{name}: is not licensed as MIT OR Apache-2.0; inherit `license`"));
    }
    let features = package.features.keys().filter(|feature| *feature != "default").count();
    if !package.is_tool() && features > FEATURES {
        violations.push(format!("{name}: {features} features, at most {FEATURES}; join some, or split the crate"));
    }
    for dependency in package.dependencies.iter().filter(|dependency| members.contains(&dependency.name.as_str())) {
        let other = &dependency.name;
        if dependency.path.is_none() {
            violations.push(format!("{name}: takes {other} from a registry; ours is here, use its path"));
        } else if dependency.req != "*" && dependency.registry.as_deref() != Some(NOWHERE) {
            // Why: in a package the path is gone, and the version is sought wherever the manifest says.
            violations.push(format!("{name}: packaged, takes {other} from strangers; inherit it from the workspace"));
        }
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn found(fields: &str, expected: &[&str]) {
        let text = format!(
            r#"{{"packages": [{{"id": "p", "name": "ours", "version": "0.2.0", "manifest_path": "/x/ours/Cargo.toml", {fields}}}],
                "workspace_members": ["p"]}}"#
        );
        let metadata = Metadata::parse(&text).expect("the test writes metadata");
        let files = Files::of(&[("Cargo.toml", ""), ("ours/Cargo.toml", ""), ("tests/fuzz/Cargo.toml", "")]);
        assert_eq!(check(&metadata, &files, Path::new("/x")), expected);
    }

    #[test]
    fn package_outside_the_workspace_is_found() {
        let metadata = Metadata::parse(r#"{"packages": [], "workspace_members": []}"#).expect("no package at all");
        let files = Files::of(&[("crates/stray/Cargo.toml", "")]);
        let expected = "crates/stray/Cargo.toml: not a member of the workspace, so nothing checks it";
        assert_eq!(check(&metadata, &files, Path::new("/x")), [expected]);
    }

    #[test]
    fn inherited_fields_are_fine() {
        for dependency in [
            r#""req": "*", "path": "/x""#,
            r#""req": "=0.2.0", "path": "/x", "registry": "sparse+https://registry.invalid/""#,
        ] {
            let fields = r#""publish": [], "license": "MIT OR Apache-2.0", "dependencies""#;
            found(&format!(r#"{fields}: [{{"name": "ours", {dependency}}}]"#), &[]);
        }
    }

    #[test]
    fn package_that_would_take_a_stranger_for_ours_is_found() {
        let expected = "ours: packaged, takes ours from strangers; inherit it from the workspace";
        for registry in ["null", r#""sparse+https://registry.example/""#] {
            let dependency = format!(r#"{{"name": "ours", "req": "=0.2.0", "path": "/x", "registry": {registry}}}"#);
            found(
                &format!(r#""publish": [], "license": "MIT OR Apache-2.0", "dependencies": [{dependency}]"#),
                &[expected],
            );
        }
    }

    #[test]
    fn package_that_could_be_published_is_found() {
        let expected = "ours: could be published under a name that belongs to others; inherit `publish`";
        found(r#""publish": null, "license": "MIT OR Apache-2.0""#, &[expected]);
    }

    #[test]
    fn seventh_feature_is_found() {
        let check = |count: usize| {
            let features: Vec<_> = (0..count).map(|number| format!("\"f{number}\": []")).collect();
            let text = format!(
                r#"{{"packages": [{{"id": "p", "name": "ours", "version": "0.2.0", "publish": [],
                     "license": "MIT OR Apache-2.0", "manifest_path": "/x/crates/ours/Cargo.toml",
                     "features": {{"default": [], {}}}}}], "workspace_members": ["p"]}}"#,
                features.join(", ")
            );
            let metadata = Metadata::parse(&text).expect("the test writes metadata");
            check(&metadata, &Files::of(&[]), Path::new("/x"))
        };
        assert_eq!(check(6), [""; 0]);
        assert_eq!(check(7), ["ours: 7 features, at most 6; join some, or split the crate"]);
    }

    #[test]
    fn other_licence_is_found() {
        found(r#""publish": [], "license": null"#, &["ours: is not licensed as MIT OR Apache-2.0; inherit `license`"]);
    }

    #[test]
    fn stranger_under_our_name_is_found() {
        let expected = "ours: takes ours from a registry; ours is here, use its path";
        found(r#""publish": [], "license": "MIT OR Apache-2.0", "dependencies": [{"name": "ours"}]"#, &[expected]);
    }
}
