//! A generated file says so in its first line, and no other file does.

use super::Violation;
use super::files::{File, Files};

/// How the first line of every generated file begins; the command that wrote the file follows.
const HEADER: &str = "// Generated from the official schema by `";
/// Lines at the start of a file in which a header would be taken for one.
const START: usize = 3;

pub(crate) fn check(files: &Files) -> Vec<Violation> {
    files.iter().filter_map(violation).collect()
}

fn violation(file: &File) -> Option<Violation> {
    let path = &file.path;
    match (file.is_generated(), header_line(&file.text)) {
        (true, Some(1)) | (false, None) => None,
        (true, _) => Some(format!(
            "{path}:1: lies among generated files without their first line; run `cargo xtask codegen`, or move what is written by hand"
        )),
        (false, Some(line)) => Some(format!(
            "{path}:{line}: says that it is generated, but nothing writes it here; take the line away, or move the file to `generated`"
        )),
    }
}

fn header_line(text: &str) -> Option<usize> {
    text.lines().take(START).position(|line| line.starts_with(HEADER)).map(|index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn found(path: &str, text: &str, start: Option<&str>) {
        let violations = check(&Files::of(&[(path, text)]));
        let matches = violations.iter().zip(start).all(|(violation, start)| violation.starts_with(start));
        assert!(violations.len() == usize::from(start.is_some()) && matches, "{path}: {violations:?}");
    }

    #[test]
    fn header_belongs_to_generated_files() {
        let generated = format!("{HEADER}make`; do not edit it.\n\n//! Types.\n");
        found("crates/a/src/generated/b.rs", &generated, None);
        found("crates/a/src/b.rs", "//! Types.\n", None);
    }

    #[test]
    fn generated_file_without_header_is_found() {
        found("crates/a/src/generated/b.rs", "//! Types.\n", Some("crates/a/src/generated/b.rs:1: lies among"));
        let late = format!("\n{HEADER}make`\n");
        found("crates/a/src/generated/b.rs", &late, Some("crates/a/src/generated/b.rs:1: lies among"));
    }

    #[test]
    fn file_that_pretends_is_found() {
        found("crates/a/src/b.rs", &format!("\n{HEADER}make`\n"), Some("crates/a/src/b.rs:2: says that it is"));
        found("xtask/src/b.rs", &format!("//! A\n\nfn f() {{\n    x(\"{HEADER}\")\n}}\n"), None);
    }
}
