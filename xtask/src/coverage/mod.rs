//! `cargo xtask coverage`: which requirements of the specification are kept, by which code and which test.

mod marks;
mod outline;
mod page;
mod places;
mod prove;
mod requirements;
mod survey;
mod targets;

use std::fs;
use std::path::Path;

use self::survey::Survey;
use crate::failure::Failure;
use crate::tidy::Files;
use crate::workspace;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Writes nothing; fails when docs/spec-coverage.md is not what would be written
    #[arg(long, conflicts_with = "prove")]
    check: bool,
    /// Takes away the code of N marks at random, one after the other, and demands that a test with the same mark fails
    #[arg(long, value_name = "N")]
    prove: Option<usize>,
    /// Chooses the same marks again
    #[arg(long, requires = "prove")]
    seed: Option<u64>,
    /// Chooses among the marks of this requirement only
    #[arg(long, value_name = "ID", requires = "prove")]
    id: Option<String>,
    /// Chooses among the marks in files whose path contains this only, such as `mcp-server/src/stdio`
    #[arg(long, value_name = "TEXT", requires = "prove")]
    path: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    if let Some(count) = arguments.prove {
        let wanted = prove::Wanted { id: arguments.id.as_deref(), path: arguments.path.as_deref() };
        return prove::run(count, arguments.seed, wanted);
    }
    let survey = Survey::new(&Files::read(workspace())?, targets::read()?)?;
    let mut problems = survey.problems();
    problems.extend(update(&workspace().join(page::PATH), &page::render(&survey), arguments.check)?);
    println!("{}", summary(&survey));
    if problems.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("{} problems\n  {}", problems.len(), problems.join("\n  "))))
}

/// Writes the page where it differs; a problem where only a check is asked for.
fn update(path: &Path, page: &str, check: bool) -> Result<Option<String>, Failure> {
    if fs::read_to_string(path).is_ok_and(|written| written == page) {
        return Ok(None);
    }
    if check {
        return Ok(Some(format!("{}: is out of date; write it with `cargo xtask coverage`", page::PATH)));
    }
    fs::write(path, page).map_err(|error| Failure::io("write", path, &error))?;
    println!("wrote {}", page::PATH);
    Ok(None)
}

/// Marks that name no requirement, and requirements that claim more than the marks show; `tidy` asks.
pub(crate) fn problems(files: &Files) -> Result<Vec<String>, Failure> {
    Ok(Survey::new(files, targets::read()?)?.problems())
}

fn summary(survey: &Survey) -> String {
    let count = |status| survey.requirements.iter().filter(|requirement| requirement.status == status).count();
    let counts = requirements::Status::ALL.map(|status| format!("{} {}", count(status), status.word()));
    format!("{} requirements: {}", survey.requirements.len(), counts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_is_written_where_it_differs_and_only_then() {
        let path = std::env::temp_dir().join(format!("xtask-page-{}", std::process::id()));
        let problem = "docs/spec-coverage.md: is out of date; write it with `cargo xtask coverage`";
        assert_eq!(update(&path, "new", true), Ok(Some(problem.to_owned())));
        assert!(!path.exists(), "a check writes nothing");
        assert_eq!(update(&path, "new", false), Ok(None));
        assert_eq!(update(&path, "new", true), Ok(None));
        assert_eq!(update(&path, "newer", true), Ok(Some(problem.to_owned())));
        assert_eq!(fs::read_to_string(&path).ok().as_deref(), Some("new"));
        fs::remove_file(&path).expect("it is ours");
    }

    #[test]
    fn summary_counts_every_status() {
        let survey = Survey::of(&[("A-001", "mcp-a", "seam"), ("A-002", "mcp-a", ""), ("A-003", "mcp-a", "")], "", "");
        assert_eq!(summary(&survey), "3 requirements: 0 enforced, 0 tested, 1 seam, 0 duty, 0 later, 2 open");
    }
}
