//! Every locked package builds with the Rust version that this workspace promises.

use super::Violation;
use crate::cargo::Metadata;

/// The `rust-version` of the workspace.
pub(crate) const RUST_VERSION: &str = "1.88";

pub(crate) fn check(metadata: &Metadata) -> Vec<Violation> {
    let mut violations = Vec::new();
    for package in &metadata.packages {
        let needed = package.rust_version.as_deref().unwrap_or("1.0");
        if minor(needed) > minor(RUST_VERSION) {
            violations
                .push(format!("{} {} needs Rust {needed}, we promise {RUST_VERSION}", package.name, package.version));
        }
    }
    for package in metadata.members().filter(|package| package.rust_version.as_deref() != Some(RUST_VERSION)) {
        violations.push(format!("{}: rust-version is not {RUST_VERSION}; inherit it from the workspace", package.name));
    }
    violations
}

/// `1.88.0` as (1, 88); a patch release needs no newer compiler than its minor version.
fn minor(version: &str) -> (u32, u32) {
    let mut numbers = version.split('.').map(|number| number.parse().unwrap_or(u32::MAX));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn found(member: &str, locked: &str, expected: &[&str]) {
        let text = format!(
            r#"{{"packages": [
                {{"id": "p", "name": "ours", "version": "0.2.0", "rust_version": {member}, "manifest_path": "/x/Cargo.toml"}},
                {{"id": "q", "name": "theirs", "version": "3.1.0", "rust_version": {locked}, "manifest_path": "/y/Cargo.toml"}}
                ], "workspace_members": ["p"]}}"#
        );
        assert_eq!(check(&Metadata::parse(&text).expect("the test writes metadata")), expected);
    }

    #[test]
    fn older_or_unnamed_versions_are_fine() {
        for locked in ["null", "\"1.60\"", "\"1.88\"", "\"1.88.0\"", "\"1.88.1\""] {
            found("\"1.88\"", locked, &[]);
        }
    }

    #[test]
    fn newer_version_is_found() {
        for version in ["1.89", "1.89.0", "1.100", "2.0"] {
            let found_here = format!("theirs 3.1.0 needs Rust {version}, we promise 1.88");
            found("\"1.88\"", &format!("\"{version}\""), &[&found_here]);
        }
    }

    #[test]
    fn member_that_promises_something_else_is_found() {
        found("null", "null", &["ours: rust-version is not 1.88; inherit it from the workspace"]);
    }
}
