//! What a package of each crate would hold: all that belongs to it, nothing else, and no name that a stranger could fill.

use std::fs;
use std::path::Path;

use crate::cargo::{self, Metadata, Package, cargo};
use crate::failure::Failure;
use crate::stages::Verdict;

/// How every member is packaged. Without a lock file and a build, since both would ask a registry for our own crates.
const HOW: [&str; 4] = ["--allow-dirty", "--exclude-lockfile", "--offline", "--quiet"];
/// What each package has.
const REQUIRED: [&str; 4] = ["Cargo.toml", "LICENSE-APACHE", "LICENSE-MIT", "README.md"];
/// What cargo adds.
const ADDED: [&str; 2] = [".cargo_vcs_info.json", "Cargo.toml.orig"];
/// Where code is.
const CODE: [&str; 3] = ["src/", "tests/", "examples/"];
/// Bytes of one file: the longest there is, generated, has half of it.
const FILE_BYTES: u64 = 128 * 1024;
/// Bytes of one package, unpacked.
const PACKAGE_BYTES: u64 = 2 * 1024 * 1024;

/// One file of a package, by its path there.
#[derive(Debug)]
struct Packed {
    path: String,
    /// Absent for what cargo makes.
    bytes: Option<u64>,
}

pub(super) fn run() -> Result<Verdict, Failure> {
    cargo::run(cargo(&["package", "--workspace", "--no-verify"]).args(HOW))?;
    let mut problems = Vec::new();
    for package in Metadata::read()?.members().filter(|package| !package.is_tool()) {
        let packed = packed(package)?;
        let bytes: u64 = packed.iter().filter_map(|file| file.bytes).sum();
        println!("{}: {} files, {} KiB", package.name, packed.len(), bytes.div_ceil(1024));
        problems.extend(self::problems(&package.name, &packed));
    }
    if problems.is_empty() {
        return Ok(Verdict::Passed);
    }
    Err(Failure::new(format!("{} problems\n  {}", problems.len(), problems.join("\n  "))))
}

fn packed(package: &Package) -> Result<Vec<Packed>, Failure> {
    let list = cargo::output(cargo(&["package", "--list", "--package", &package.name]).args(HOW))?;
    let directory = package.manifest_path.parent().unwrap_or(Path::new(""));
    // Links are followed, as cargo does.
    let bytes = |path: &str| fs::metadata(directory.join(path)).ok().map(|file| file.len());
    Ok(list.lines().map(|path| Packed { path: path.to_owned(), bytes: bytes(path) }).collect())
}

fn problems(package: &str, packed: &[Packed]) -> Vec<String> {
    let has = |name: &str| packed.iter().any(|file| file.path == name);
    let missing = REQUIRED.iter().filter(|name| !has(name));
    let mut problems: Vec<_> = missing.map(|name| format!("{package}: has no {name}; add or link it")).collect();
    for Packed { path, bytes } in packed {
        if !belongs(path) {
            problems.push(format!("{package}: {path} is no part of it; move it, or name it in `exclude`"));
        }
        if bytes.is_some_and(|bytes| bytes > FILE_BYTES) {
            problems.push(format!("{package}: {path} has more than {FILE_BYTES} bytes; split it, or `exclude` it"));
        }
    }
    if packed.iter().filter_map(|file| file.bytes).sum::<u64>() > PACKAGE_BYTES {
        problems.push(format!("{package}: has more than {PACKAGE_BYTES} bytes; `exclude` what is not built"));
    }
    problems
}

fn belongs(path: &str) -> bool {
    let is_code = path.ends_with(".rs") && CODE.iter().any(|directory| path.starts_with(directory));
    // Code includes texts that stand beside it.
    let is_text = path.ends_with(".toml") && path.starts_with("src/");
    is_code || is_text || REQUIRED.contains(&path) || ADDED.contains(&path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn found(more: &[(&str, u64)], expected: &[&str]) {
        let whole = REQUIRED.iter().map(|path| (*path, 1000)).chain([("src/lib.rs", 1000)]);
        let files = whole.chain(more.iter().copied());
        let packed: Vec<_> = files.map(|(path, bytes)| Packed { path: path.to_owned(), bytes: Some(bytes) }).collect();
        assert_eq!(problems("ours", &packed), expected);
    }

    #[test]
    fn code_and_what_cargo_adds_belong_to_it() {
        found(
            &[
                (".cargo_vcs_info.json", 1),
                ("Cargo.toml.orig", 1),
                ("tests/it/main.rs", 1),
                ("examples/a.rs", 1),
                ("src/a.toml", 1),
            ],
            &[],
        );
    }

    #[test]
    fn missing_readme_or_licence_is_found() {
        let packed = [Packed { path: "Cargo.toml".to_owned(), bytes: Some(1) }];
        let expected = ["LICENSE-APACHE", "LICENSE-MIT", "README.md"];
        assert_eq!(problems("ours", &packed), expected.map(|name| format!("ours: has no {name}; add or link it")));
    }

    #[test]
    fn stray_file_is_found() {
        for path in ["notes.txt", "src/core.dump", "target/x.rs", ".env"] {
            found(&[(path, 1)], &[&format!("ours: {path} is no part of it; move it, or name it in `exclude`")]);
        }
    }

    #[test]
    fn large_file_and_large_package_are_found() {
        found(&[("src/a.rs", FILE_BYTES)], &[]);
        let expected = "ours: src/a.rs has more than 131072 bytes; split it, or `exclude` it";
        found(&[("src/a.rs", FILE_BYTES + 1)], &[expected]);
        let paths: Vec<_> = (0..17).map(|number| format!("src/{number}.rs")).collect();
        let many: Vec<_> = paths.iter().map(|path| (path.as_str(), FILE_BYTES)).collect();
        found(&many, &["ours: has more than 2097152 bytes; `exclude` what is not built"]);
    }
}
