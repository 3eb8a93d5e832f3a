//! `cargo xtask tidy`: rules of this workspace that no compiler knows, one a file, each with a test that breaks it.

mod dependencies;
mod documentation;
mod files;
mod functions;
mod headers;
mod knowledge;
mod layers;
mod machine_paths;
mod manifests;
mod marks;
mod msrv;
mod purposes;
mod shortcuts;
mod sizes;
mod source;

pub(crate) use self::files::Files;
pub(crate) use self::layers::pure_crates;
pub(crate) use self::msrv::RUST_VERSION;
use crate::cargo::Metadata;
use crate::coverage;
use crate::failure::Failure;
use crate::stages::{Stages, Verdict};
use crate::workspace;

/// One thing that breaks a rule: where, and what to do about it.
type Violation = String;

/// Checks every rule and prints a summary.
pub(crate) fn run() -> Result<(), Failure> {
    let mut stages = Stages::new(&[]);
    run_stages(&mut stages);
    stages.finish()
}

/// Checks every rule, each as a stage of its own.
pub(crate) fn run_stages(stages: &mut Stages) {
    let files = || Files::read(workspace());
    stages.run("file sizes", || verdict(&sizes::check(&files()?)));
    stages.run("function sizes", || verdict(&functions::check(&files()?)));
    stages.run("machine paths", || verdict(&machine_paths::check(&files()?, workspace())));
    stages.run("shortcuts", || verdict(&shortcuts::check(&files()?)));
    stages.run("documentation", || verdict(&documentation::check(&files()?)));
    stages.run("generated headers", || verdict(&headers::check(&files()?)));
    stages.run("requirement marks", || verdict(&marks::check(&files()?)?));
    stages.run("requirements", || verdict(&coverage::problems(&files()?)?));
    stages.run("manifests", || verdict(&manifests::check(&Metadata::read()?, &files()?, workspace())));
    stages.run("purposes", || verdict(&purposes::check(&files()?)?));
    stages.run("knowledge", || verdict(&knowledge::check(&files()?)));
    stages.run("layers", || verdict(&layers::check(&Metadata::read()?)?));
    stages.run("dependency counts", || verdict(&dependencies::check()?));
    stages.run("locked rust-versions", || verdict(&msrv::check(&Metadata::read()?)));
}

fn verdict(violations: &[Violation]) -> Result<Verdict, Failure> {
    if violations.is_empty() {
        return Ok(Verdict::Passed);
    }
    let count = violations.len();
    Err(Failure::new(format!("{count} violations\n  {}", violations.join("\n  "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_without_violations_passes() {
        assert_eq!(verdict(&[]), Ok(Verdict::Passed));
    }

    #[test]
    fn violations_are_counted_and_listed() {
        let failure = verdict(&["a.rs: long".to_owned(), "b.rs: long".to_owned()]).expect_err("two violations");
        assert_eq!(failure.to_string(), "2 violations\n  a.rs: long\n  b.rs: long");
    }
}
