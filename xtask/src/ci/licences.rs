//! What `deny.toml` allows: licences, packages, sources; and what the advisory database knows about them.

use super::tools;
use crate::cargo::{self, cargo};
use crate::failure::Failure;
use crate::stages::Verdict;

/// Licences, banned packages and sources: needs the manifests and nothing else.
pub(super) fn run() -> Result<Verdict, Failure> {
    if let Err(failure) = tools::install("deny") {
        return Ok(Verdict::Skipped(failure.to_string()));
    }
    deny(&["--all-features", "--locked", "check", "--hide-inclusion-graph", "bans", "licenses", "sources"])?;
    Ok(Verdict::Passed)
}

/// Known vulnerabilities and withdrawn releases: needs the advisory database.
pub(super) fn advisories() -> Result<Verdict, Failure> {
    if let Err(failure) = tools::install("deny") {
        return Ok(Verdict::Skipped(failure.to_string()));
    }
    if deny(&["fetch", "db"]).is_err() {
        return Ok(Verdict::Skipped("the advisory database could not be fetched".to_owned()));
    }
    deny(&["--all-features", "--locked", "check", "--disable-fetch", "advisories"])?;
    Ok(Verdict::Passed)
}

fn deny(arguments: &[&str]) -> Result<(), Failure> {
    cargo::run(tools::with_tools(cargo(&["deny"]).args(arguments)))
}
