//! The balancers themselves: Debian packages, installed where they are missing.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::cargo;
use crate::failure::Failure;

/// Tells Debian's scripts whether services may be started; what it says here is no.
const POLICY: &str = "/usr/sbin/policy-rc.d";
const REFUSAL: &str = "#!/bin/sh\nexit 101\n";
const REFUSED: i32 = 101;

/// Makes sure of a program that a package of the same name brings, without starting the service that comes with it.
pub(crate) fn install(package: &str) -> Result<(), Failure> {
    if is_installed(package) {
        return Ok(());
    }
    let _policy = Policy::refuse_services()
        .map_err(|failure| Failure::new(format!("{package} is missing and cannot be installed: {failure}")))?;
    let apt = |arguments: &[&str]| {
        cargo::output(Command::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive").args(arguments))
    };
    let installing = ["install", "--yes", "--no-install-recommends", package];
    // Why: lists of packages may be missing or too old; they are fetched only where it does not go without.
    let installed = apt(&installing).or_else(|_| apt(&["update"]).and_then(|_| apt(&installing)));
    installed.map_err(|failure| Failure::new(format!("{package} is missing and cannot be installed: {failure}")))?;
    if is_installed(package) { Ok(()) } else { Err(Failure::new(format!("{package} was installed, but cannot run"))) }
}

fn is_installed(package: &str) -> bool {
    version(package).is_ok()
}

/// What dpkg calls the version of the installed package.
pub(crate) fn version(package: &str) -> Result<String, Failure> {
    let shown =
        cargo::output(Command::new("dpkg-query").args(["--show", "--showformat=${Status} ${Version}", package]))?;
    match shown.strip_prefix("install ok installed ") {
        Some(version) => Ok(version.to_owned()),
        None => Err(Failure::new(format!("{package}: {shown}"))),
    }
}

/// Keeps packages from starting their services while this lives.
#[derive(Debug)]
struct Policy {
    is_ours: bool,
}

impl Policy {
    fn refuse_services() -> Result<Self, Failure> {
        let path = Path::new(POLICY);
        if path.exists() {
            // A container has one of its own, which refuses too.
            let status = Command::new(path).args(["service", "start"]).status();
            return match status.ok().and_then(|status| status.code()) {
                Some(REFUSED) => Ok(Policy { is_ours: false }),
                _ => Err(Failure::new(format!("{POLICY} lets packages start services, on ports that may be taken"))),
            };
        }
        let written = fs::write(path, REFUSAL).map_err(|error| Failure::io("write", path, &error));
        written.map(|()| Policy { is_ours: true }).and_then(|policy| {
            let executable = fs::set_permissions(path, fs::Permissions::from_mode(0o755));
            executable.map(|()| policy).map_err(|error| Failure::io("write", path, &error))
        })
    }
}

impl Drop for Policy {
    fn drop(&mut self) {
        if self.is_ours {
            let _ = fs::remove_file(POLICY);
        }
    }
}
