//! Every crate from outside that a manifest names has its row in the table of dependencies, and every row its use.

use std::collections::{BTreeMap, BTreeSet};

use super::Violation;
use super::files::{File, Files};
use crate::failure::Failure;

/// Where the rows stand: tables whose first column names a crate between backticks.
const TABLE: &str = "docs/decisions/dependencies.md";
/// Members of a manifest that name crates.
const SECTIONS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];
/// Servers that ours is measured against, and clients that it is run against. Nothing of ours depends on what they are
/// made of.
const FOREIGN: [&str; 2] = ["tests/bench/rivals/", "tests/interop/rmcp/"];

pub(crate) fn check(files: &Files) -> Result<Vec<Violation>, Failure> {
    let table = files.iter().find(|file| file.path == TABLE);
    let table = table.ok_or_else(|| Failure::new(format!("there is no {TABLE}")))?;
    let rows = rows(&table.text);
    let mut named: BTreeMap<String, &str> = BTreeMap::new();
    for manifest in files.iter().filter(|file| is_manifest(&file.path)) {
        for name in external(manifest)? {
            named.entry(name).or_insert(&manifest.path);
        }
    }
    let missing = named.iter().filter(|(name, _)| !rows.contains_key(name.as_str()));
    let missing = missing.map(|(name, path)| {
        format!("{path}: names {name}, which has no row in {TABLE}; say there what it saves, weighs and who keeps it")
    });
    let unused = rows.iter().filter(|(name, _)| !named.contains_key(**name));
    let unused =
        unused.map(|(name, line)| format!("{TABLE}:{line}: {name} is named by no manifest; take the row away"));
    Ok(missing.chain(unused).collect())
}

fn is_manifest(path: &str) -> bool {
    let is_foreign = FOREIGN.iter().any(|directory| path.starts_with(directory));
    (path == "Cargo.toml" || path.ends_with("/Cargo.toml")) && !is_foreign
}

/// The crates of the table with their lines.
fn rows(text: &str) -> BTreeMap<&str, usize> {
    let lines = text.lines().enumerate();
    lines.filter_map(|(index, line)| Some((line.strip_prefix("| `")?.split_once('`')?.0, index + 1))).collect()
}

/// The crates that a manifest takes from a registry or another repository, by the names that these know them by.
fn external(manifest: &File) -> Result<BTreeSet<String>, Failure> {
    let table: toml::Table = toml::from_str(&manifest.text)
        .map_err(|error| Failure::new(format!("{}: cannot be read: {error}", manifest.path)))?;
    let mut names = BTreeSet::new();
    collect(&table, &mut names);
    Ok(names)
}

/// Looks into tables of every depth, since dependencies also stand below `workspace` and `target`.
fn collect(table: &toml::Table, names: &mut BTreeSet<String>) {
    for (key, value) in table {
        let toml::Value::Table(value) = value else { continue };
        if SECTIONS.contains(&key.as_str()) {
            names.extend(value.iter().filter_map(|(name, source)| external_name(name, source)));
        } else {
            collect(value, names);
        }
    }
}

/// `None` for a crate of ours, and for one that the manifest of the workspace names.
fn external_name(name: &str, source: &toml::Value) -> Option<String> {
    let has = |key: &str| source.get(key).is_some();
    if has("path") || has("workspace") {
        return None;
    }
    Some(source.get("package").and_then(toml::Value::as_str).unwrap_or(name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn found(table: &str, manifests: &[(&str, &str)], expected: &[&str]) {
        let mut files = vec![(TABLE, table)];
        files.extend(manifests);
        assert_eq!(check(&Files::of(&files)).expect("the manifests are well formed"), expected);
    }

    const SERDE: &str = "| Crate | Saves |\n| --- | --- |\n| `serde` | Much, see `http`. |\n";

    #[test]
    fn rows_and_manifests_agree() {
        let member = "[dependencies]\nserde.workspace = true\nours = { path = \"../ours\" }\n";
        let root = "[workspace.dependencies]\nserde = \"1\"\n";
        found(SERDE, &[("Cargo.toml", root), ("crates/a/Cargo.toml", member)], &[]);
        let renamed = "[dev-dependencies]\nother = { package = \"serde\", version = \"1\" }\n";
        found(SERDE, &[("crates/a/Cargo.toml", renamed)], &[]);
    }

    #[test]
    fn crate_without_a_row_is_found() {
        for section in [
            "dependencies",
            "dev-dependencies",
            "build-dependencies",
            "workspace.dependencies",
            "target.x.dependencies",
        ] {
            let manifest = format!("[{section}]\nserde = \"1\"\nregex = \"1\"\n");
            let expected = "a/Cargo.toml: names regex, which has no row in docs/decisions/dependencies.md; say there what it saves, weighs and who keeps it";
            found(SERDE, &[("a/Cargo.toml", &manifest)], &[expected]);
        }
    }

    #[test]
    fn row_without_a_use_is_found() {
        let expected = "docs/decisions/dependencies.md:3: serde is named by no manifest; take the row away";
        found(SERDE, &[("Cargo.toml", "[workspace]\n")], &[expected]);
    }

    #[test]
    fn what_rivals_are_made_of_is_theirs() {
        found("", &[("tests/bench/rivals/other/Cargo.toml", "[dependencies]\nother = \"1\"\n")], &[]);
    }

    #[test]
    fn missing_table_and_broken_manifest_are_failures() {
        assert!(check(&Files::of(&[])).is_err());
        assert!(check(&Files::of(&[(TABLE, ""), ("Cargo.toml", "[")])).is_err());
    }
}
