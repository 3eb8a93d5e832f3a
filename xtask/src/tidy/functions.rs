//! A function fits two screens, tests and fuzz targets included. Clippy counts as well, but neither blank lines nor comments.

use super::Violation;
use super::files::{File, Files};

/// Lines of one function, from its `fn` to its closing brace.
const LIMIT: usize = 100;

pub(crate) fn check(files: &Files) -> Vec<Violation> {
    files.rust().flat_map(violations).collect()
}

fn violations(file: &File) -> Vec<Violation> {
    let lines: Vec<_> = file.text.lines().collect();
    let too_long = |start: usize| {
        let length = length(&lines[start..]);
        (length > LIMIT)
            .then(|| format!("{}:{}: a function of {length} lines, at most {LIMIT}; split it", file.path, start + 1))
    };
    (0..lines.len()).filter(|&start| is_function(lines[start])).filter_map(too_long).collect()
}

/// Whether a line begins a function, in the shape that rustfmt gives it.
fn is_function(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let introduces = |word: &&str| {
        ["const", "async", "unsafe", "extern", "\"C\""].contains(word)
            || *word == "pub"
            || word.starts_with("pub(")
            || word.ends_with(')')
    };
    words.find(|word| !introduces(word)) == Some("fn")
}

/// The lines until the brace that closes what the first line begins: rustfmt puts it under the first letter.
fn length(lines: &[&str]) -> usize {
    let first = lines[0];
    if first.ends_with('}') || first.ends_with(';') {
        return 1;
    }
    let indent = &first[..first.len() - first.trim_start().len()];
    let closes = |line: &&str| {
        line.strip_prefix(indent).is_some_and(|rest| rest == "}" || (rest.starts_with(')') && rest.ends_with(';')))
    };
    lines.iter().position(closes).map_or(1, |end| end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(signature: &str, body: usize) -> String {
        format!("impl X {{\n    {signature} {{\n{}    }}\n}}\n", "        y();\n".repeat(body))
    }

    #[track_caller]
    fn found(text: &str, expected: &[&str]) {
        assert_eq!(check(&Files::of(&[("a.rs", text)])), expected);
    }

    #[test]
    fn function_of_101_lines_is_too_long() {
        found(&function("fn a()", 98), &[]);
        found(&function("fn a()", 99), &["a.rs:2: a function of 101 lines, at most 100; split it"]);
    }

    #[test]
    fn qualified_functions_are_functions() {
        for signature in ["pub fn a()", "pub(crate) const fn a()", "async fn a()", "pub(in crate::b) async fn a()"] {
            found(&function(signature, 99), &["a.rs:2: a function of 101 lines, at most 100; split it"]);
        }
    }

    #[test]
    fn closing_brace_is_the_one_below_the_first_letter() {
        let nested = format!("fn a() {{\n{}}}\nfn b() {{}}\n", "    if x {\n    }\n".repeat(60));
        found(&nested, &["a.rs:1: a function of 122 lines, at most 100; split it"]);
        let declared = "    fn a(\n        b: B,\n    ) -> C;\n".repeat(60);
        found(&format!("trait T {{\n{declared}    fn d() {{\n    }}\n}}\n"), &[]);
    }

    #[test]
    fn long_item_that_is_no_function_is_allowed() {
        found(&format!("mod a {{\n{}}}\n", "    x!();\n".repeat(200)), &[]);
    }
}
