//! A file is short enough to be read in one sitting.

use super::Violation;
use super::files::{File, Files};

/// Lines of a file written by hand, its module of unit tests aside.
const WRITTEN: usize = 600;
/// Lines of a generated file.
const GENERATED: usize = 1500;
/// Lines of a `lib.rs`, which says what a crate is and names what it exports.
const CRATE_ROOT: usize = 150;

pub(crate) fn check(files: &Files) -> Vec<Violation> {
    files.rust().filter_map(violation).collect()
}

fn violation(file: &File) -> Option<Violation> {
    let limit = match file {
        file if file.is_generated() => GENERATED,
        file if file.path.ends_with("/lib.rs") => CRATE_ROOT,
        _ => WRITTEN,
    };
    let lines = lines_before_tests(&file.text);
    (lines > limit).then(|| format!("{}: {lines} lines, at most {limit}; split it", file.path))
}

fn lines_before_tests(text: &str) -> usize {
    let lines: Vec<_> = text.lines().collect();
    let starts = |pair: &[&str]| pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{');
    lines.windows(2).position(starts).unwrap_or(lines.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn violations(path: &str, text: &str, count: usize) {
        assert_eq!(check(&Files::of(&[(path, text)])).len(), count);
    }

    #[test]
    fn file_of_601_lines_is_too_long() {
        violations("crates/a/src/b.rs", &"x\n".repeat(600), 0);
        violations("crates/a/src/b.rs", &"x\n".repeat(601), 1);
    }

    #[test]
    fn module_of_unit_tests_does_not_count() {
        let tests = format!("#[cfg(test)]\nmod tests {{\n{}}}\n", "x\n".repeat(300));
        violations("crates/a/src/b.rs", &format!("{}{tests}", "x\n".repeat(600)), 0);
        violations("crates/a/src/b.rs", &format!("{}#[cfg(test)]\nuse x;\n", "x\n".repeat(600)), 1);
    }

    #[test]
    fn generated_files_and_crate_roots_have_limits_of_their_own() {
        violations("crates/a/src/generated/b.rs", &"x\n".repeat(1500), 0);
        violations("crates/a/src/generated/b.rs", &"x\n".repeat(1501), 1);
        violations("crates/a/src/lib.rs", &"x\n".repeat(150), 0);
        violations("crates/a/src/lib.rs", &"x\n".repeat(151), 1);
    }
}
