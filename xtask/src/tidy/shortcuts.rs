//! What makes a test or an example look better than it is.

use super::Violation;
use super::files::{File, Files};

/// What may not be written, in two halves so that this list does not find itself, and why.
const SHORTCUTS: [(&str, &str, &str); 6] = [
    ("#[ig", "nore", "a test that does not run checks nothing"),
    ("#[should", "_panic", "it passes for the wrong panic as well; assert on the error"),
    ("```ig", "nore", "an example that is not compiled rots"),
    ("thread::sl", "eep", "wait for the event, or take time as an argument"),
    ("tokio::time::sl", "eep(", "wait for the event, or pause the clock"),
    ("#[allow(clippy::too_many", "_lines", "split the function"),
];

pub(crate) fn check(files: &Files) -> Vec<Violation> {
    files.rust().flat_map(violations).collect()
}

fn violations(file: &File) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        for (start, end, reason) in SHORTCUTS {
            let shortcut = format!("{start}{end}");
            if line.contains(&shortcut) {
                violations.push(format!("{}:{}: {shortcut}: {reason}", file.path, index + 1));
            }
        }
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shortcut_is_found() {
        for (start, end, _) in SHORTCUTS {
            let files = Files::of(&[("a.rs", &format!("fn a() {{}}\n    {start}{end}"))]);
            let violations = check(&files);
            assert_eq!(violations.len(), 1, "{start}{end}");
            assert!(violations[0].starts_with("a.rs:2: "), "{violations:?}");
        }
    }

    #[test]
    fn honest_test_is_not() {
        assert_eq!(check(&Files::of(&[("a.rs", "#[test]\nfn works() {}\n")])), [""; 0]);
    }
}
