//! How many packages a user of a crate has to build, trust and wait for.

use std::collections::BTreeSet;

use super::Violation;
use crate::cargo;
use crate::failure::Failure;

/// Unique packages by `cargo tree -e normal` with default features, the crate itself included.
const LIMITS: [(&str, usize); 7] = [
    ("mcp-types", 12),
    ("mcp-schema", 12),
    ("mcp-transport-http", 22),
    ("mcp-transport-stdio", 13),
    ("mcp-store", 16),
    ("mcp-cache", 12),
    ("mcp-server", 62),
];

pub(crate) fn check() -> Result<Vec<Violation>, Failure> {
    let mut violations = Vec::new();
    for (package, limit) in LIMITS {
        let count = unique(&tree(package)?).len();
        println!("{package}: {count} packages, at most {limit}");
        violations.extend(violation(package, count, limit));
    }
    Ok(violations)
}

/// The names of all packages that a build of this one needs.
pub(crate) fn names_below(package: &str) -> Result<BTreeSet<String>, Failure> {
    let name = |package: &String| package.split(' ').next().unwrap_or_default().to_owned();
    Ok(unique(&tree(package)?).iter().map(name).collect())
}

fn tree(package: &str) -> Result<String, Failure> {
    let arguments = ["tree", "--locked", "--package", package, "--edges", "normal", "--prefix", "none", "--no-dedupe"];
    cargo::output(cargo::cargo(&arguments).args(["--format", "{p}"]))
}

/// Each `name version` once, whatever follows it on its lines.
fn unique(tree: &str) -> BTreeSet<String> {
    let package = |line: &str| line.split(' ').take(2).collect::<Vec<_>>().join(" ");
    tree.lines().map(package).filter(|package| !package.is_empty()).collect()
}

fn violation(package: &str, count: usize, limit: usize) -> Option<Violation> {
    (count > limit)
        .then(|| format!("{package} needs {count} packages, at most {limit}; take one away (cargo tree -e normal)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_counted_once() {
        let tree =
            "mcp-types v0.2.0 (/x/crates/mcp-types)\nserde v1.0.0\nserde_core v1.0.0\nserde v1.0.0\nserde v0.9.0\n";
        assert_eq!(unique(tree).len(), 4);
        assert_eq!(unique("quote v1.0.0 (proc-macro)\nquote v1.0.0\n\n").len(), 1);
    }

    #[test]
    fn one_package_too_many_is_found() {
        assert_eq!(violation("mcp-types", 12, 12), None);
        let found = "mcp-types needs 13 packages, at most 12; take one away (cargo tree -e normal)";
        assert_eq!(violation("mcp-types", 13, 12).as_deref(), Some(found));
    }
}
