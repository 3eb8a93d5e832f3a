//! Packages of npm, installed below the target directory.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::cargo;
use crate::failure::Failure;

/// The manifest of the last installation, so that a new one is noticed.
const STAMP: &str = "installed.json";

/// Installs what the manifest names into `home`, unless that has happened already.
pub(crate) fn install(home: &Path, manifest: &str) -> Result<(), Failure> {
    if is_installed(home, manifest) {
        return Ok(());
    }
    fs::create_dir_all(home).map_err(|error| Failure::io("create", home, &error))?;
    write(&home.join("package.json"), manifest)?;
    cargo::run(Command::new("npm").args(["install", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(home))
        .map_err(|failure| Failure::new(format!("{failure}; this needs npm and the npm registry")))?;
    write(&home.join(STAMP), manifest)
}

/// Whether that manifest is installed there.
pub(crate) fn is_installed(home: &Path, manifest: &str) -> bool {
    fs::read_to_string(home.join(STAMP)).is_ok_and(|installed| installed == manifest)
}

/// Whether npm is here and its registry answers.
pub(crate) fn is_reachable() -> bool {
    cargo::output(Command::new("npm").args(["view", "node@22", "name"])).is_ok()
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| Failure::io("write", path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_manifest_is_not_installed() {
        let home = std::env::temp_dir().join(format!("xtask-npm-{}", std::process::id()));
        fs::create_dir_all(&home).expect("the directory for temporary files is writable");
        assert!(!is_installed(&home, "{}"));
        write(&home.join(STAMP), "{}").expect("the directory was made");
        assert!(is_installed(&home, "{}") && !is_installed(&home, "{ }"));
        fs::remove_dir_all(&home).expect("the directory was made");
    }
}
