//! `cargo xtask api`: the public items of each library as text, one line each, so that a change of them is read.

mod difference;
mod listing;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cargo::{self, Metadata, cargo_of};
use crate::failure::Failure;
use crate::stages::Verdict;
use crate::workspace;

/// Where the lists are kept.
const DIRECTORY: &str = "docs/api";
/// The compiler that can write documentation as data.
const TOOLCHAIN: &str = "nightly";

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Writes nothing; fails when a list is not what would be written
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    if !cargo::has_toolchain(TOOLCHAIN) {
        return Err(Failure::new(format!(
            "no {TOOLCHAIN} compiler; get one with `rustup toolchain install {TOOLCHAIN}`"
        )));
    }
    let release = release()?;
    let lists = lists(&release)?;
    if arguments.check {
        return compare(&kept()?, &lists);
    }
    let directory = workspace().join(DIRECTORY);
    fs::create_dir_all(&directory).map_err(|error| Failure::io("create", &directory, &error))?;
    for name in kept()?.into_keys().filter(|name| !lists.contains_key(name)) {
        let path = directory.join(name);
        fs::remove_file(&path).map_err(|error| Failure::io("remove", &path, &error))?;
    }
    for (name, list) in &lists {
        let path = directory.join(name);
        fs::write(&path, list).map_err(|error| Failure::io("write", &path, &error))?;
        println!("wrote {DIRECTORY}/{name}: {} items", listing::items(list).count());
    }
    Ok(())
}

/// The check as a stage, which may be skipped: not every machine has a nightly compiler, and not the same one.
pub(crate) fn stage() -> Result<Verdict, Failure> {
    if !cargo::has_toolchain(TOOLCHAIN) {
        return Ok(Verdict::Skipped(format!(
            "no {TOOLCHAIN} compiler; public items were not compared (rustup toolchain install {TOOLCHAIN})"
        )));
    }
    let (release, kept) = (release()?, kept()?);
    let outcome = lists(&release).and_then(|lists| compare(&kept, &lists));
    judge(outcome, &release, &kept)
}

/// A compiler other than the one that wrote the lists may spell the same items differently, or in a format that
/// nobody here reads; its objections are shown, but prove nothing.
fn judge(outcome: Result<(), Failure>, release: &str, kept: &BTreeMap<String, String>) -> Result<Verdict, Failure> {
    let wrote = kept.values().find_map(|list| listing::release(list));
    match (outcome, wrote) {
        (Ok(()), _) => Ok(Verdict::Passed),
        (Err(failure), Some(wrote)) if wrote != release => {
            println!("{failure}");
            Ok(Verdict::Skipped(format!("the lists were written with Rust {wrote}, not with {release}, which differs")))
        }
        (Err(failure), _) => Err(failure),
    }
}

/// The release of the nightly compiler, such as `1.97.0-nightly`.
fn release() -> Result<String, Failure> {
    let version = cargo::output(Command::new("rustup").args(["run", TOOLCHAIN, "rustc", "--version"]))?;
    let release = version.split_whitespace().nth(1).map(str::to_owned);
    release.ok_or_else(|| Failure::new(format!("cannot understand the version of {TOOLCHAIN}: {version}")))
}

/// The list of each library, by the name of its file.
fn lists(release: &str) -> Result<BTreeMap<String, String>, Failure> {
    let metadata = Metadata::read()?;
    let mut lists = BTreeMap::new();
    for package in metadata.members().filter(|package| !package.is_tool()) {
        let Some(library) = package.library() else { continue };
        let list = listing::render(&package.name, release, &document(&package.name, library)?)?;
        lists.insert(format!("{}.txt", package.name), list);
    }
    Ok(lists)
}

/// Writes the documentation of a library as data.
fn document(package: &str, library: &str) -> Result<PathBuf, Failure> {
    // Why: documentation for people lies in the other directory, and cargo would throw it away for another compiler.
    let target = cargo::target_directory().join("api");
    let mut command = cargo_of(TOOLCHAIN, &["rustdoc", "--quiet", "--locked", "--lib", "--all-features", "--package"]);
    command.arg(package).arg("--target-dir").arg(&target);
    cargo::run(command.args(["--", "-Zunstable-options", "--output-format", "json", "--cap-lints", "allow"]))?;
    Ok(target.join("doc").join(format!("{library}.json")))
}

/// The lists that are kept, by the names of their files.
fn kept() -> Result<BTreeMap<String, String>, Failure> {
    let directory = workspace().join(DIRECTORY);
    let Ok(entries) = fs::read_dir(&directory) else { return Ok(BTreeMap::new()) };
    let mut kept = BTreeMap::new();
    for entry in entries {
        let path = entry.map_err(|error| Failure::io("read", &directory, &error))?.path();
        let text = fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))?;
        kept.insert(path.file_name().unwrap_or_default().to_string_lossy().into_owned(), text);
    }
    Ok(kept)
}

/// Fails with what was taken away from and added to each list.
fn compare(kept: &BTreeMap<String, String>, lists: &BTreeMap<String, String>) -> Result<(), Failure> {
    let mut problems = Vec::new();
    for (name, list) in lists {
        let path = Path::new(DIRECTORY).join(name);
        match kept.get(name) {
            Some(kept) => problems.extend(difference::of(&path.to_string_lossy(), kept, list)),
            None => problems.push(format!("{}: is missing", path.display())),
        }
    }
    let gone = kept.keys().filter(|name| !lists.contains_key(*name));
    problems.extend(gone.map(|name| format!("{DIRECTORY}/{name}: belongs to no library")));
    if problems.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "public items are not what docs/api says\n  {}\nif that is meant, write it down with `cargo xtask api`, and what users notice in CHANGELOG.md",
        problems.join("\n  ")
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(files: &[(&str, &str)]) -> BTreeMap<String, String> {
        files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn same_lists_pass() {
        let lists = files(&[("a.txt", "# a\npub fn a::f()\n")]);
        assert_eq!(compare(&lists, &lists), Ok(()));
    }

    #[test]
    fn every_difference_is_named() {
        let kept = files(&[("a.txt", "pub fn a::f()\n"), ("gone.txt", "")]);
        let lists = files(&[("a.txt", "pub fn a::g()\n"), ("new.txt", "")]);
        let failure = compare(&kept, &lists).expect_err("all three differ").to_string();
        for said in ["- pub fn a::f()", "+ pub fn a::g()", "docs/api/new.txt: is missing", "gone.txt: belongs to no"] {
            assert!(failure.contains(said), "{said}: {failure}");
        }
        assert!(failure.contains("`cargo xtask api`"), "{failure}");
    }

    #[test]
    fn only_another_compiler_is_forgiven() {
        let kept = files(&[("a.txt", &listing::header("a", "1.97.0-nightly"))]);
        let objection = || Err(Failure::new("differs"));
        assert_eq!(judge(Ok(()), "1.99.0-nightly", &kept), Ok(Verdict::Passed));
        assert!(judge(objection(), "1.97.0-nightly", &kept).is_err());
        assert!(matches!(judge(objection(), "1.99.0-nightly", &kept), Ok(Verdict::Skipped(_))));
        assert!(judge(objection(), "1.97.0-nightly", &BTreeMap::new()).is_err());
    }
}
