//! Files of the official repository, by the `curl` command; without a network it fails within seconds.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::lock::Source;
use super::write;

/// Seconds to wait for a connection.
const CONNECT_SECONDS: &str = "5";

/// Seconds to wait for one file.
const FILE_SECONDS: &str = "60";

/// Downloads files into a directory; none is kept unless all of them have their pinned hash.
pub(super) fn download(source: &Source, paths: &[&str], to: &Path) -> Result<(), String> {
    let scratch = to.join(".download");
    let _ = fs::remove_dir_all(&scratch);
    let outcome = download_to(source, paths, &scratch).and_then(|()| keep(source, paths, &scratch, to));
    let _ = fs::remove_dir_all(&scratch);
    outcome
}

fn download_to(source: &Source, paths: &[&str], scratch: &Path) -> Result<(), String> {
    let mut command = Command::new("curl");
    command.args(["--fail", "--fail-early", "--silent", "--show-error", "--location", "--create-dirs"]);
    command.args(["--connect-timeout", CONNECT_SECONDS, "--max-time", FILE_SECONDS]);
    for path in paths {
        command.arg("--output").arg(scratch.join(path)).arg(source.raw_address(path));
    }
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("curl cannot be run: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let message = String::from_utf8_lossy(&output.stderr);
    Err(format!("{}: {}", source.repository, message.lines().next().unwrap_or("curl failed")))
}

fn keep(source: &Source, paths: &[&str], scratch: &Path, to: &Path) -> Result<(), String> {
    let mut verified = Vec::new();
    for path in paths {
        let bytes = fs::read(scratch.join(path)).map_err(|error| format!("{path} did not arrive: {error}"))?;
        source.verify(path, &bytes, &source.raw_address(path)).map_err(|failure| failure.to_string())?;
        verified.push((to.join(path), bytes));
    }
    verified.iter().try_for_each(|(file, bytes)| write(file, bytes)).map_err(|failure| failure.to_string())
}
