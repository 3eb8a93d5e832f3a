//! No file names a place on the machine of whoever wrote it.

use std::path::Path;

use super::Violation;
use super::files::{File, Files};

/// Where people and build machines keep their files; the separators are added so that this list does not find itself.
const ROOTS: [&str; 5] = ["home", "root", "Users", "work", "builds"];

pub(crate) fn check(files: &Files, workspace: &Path) -> Vec<Violation> {
    let workspace = workspace.to_string_lossy();
    files.iter().flat_map(|file| violations(file, &workspace)).collect()
}

fn violations(file: &File, workspace: &str) -> Vec<Violation> {
    let lines = file.text.lines().enumerate();
    lines
        .filter(|(_, line)| line.contains(workspace) || ROOTS.iter().any(|root| names(line, root)))
        .map(|(index, _)| format!("{}:{}: a path of one machine; make it relative", file.path, index + 1))
        .collect()
}

/// Whether the line has an absolute path below that root. A path that goes on from something else, such as from `..`,
/// a scheme or a host, is none.
fn names(line: &str, root: &str) -> bool {
    let path = format!("/{root}/");
    line.match_indices(&path).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        before.is_none_or(|before| !before.is_alphanumeric() && !"/._-*~})>]".contains(before))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn found(text: &str, count: usize) {
        assert_eq!(check(&Files::of(&[("a.md", text)]), Path::new("/srv/mcp")).len(), count, "{text}");
    }

    #[test]
    fn absolute_paths_are_found() {
        for root in ROOTS {
            found(&format!("see /{root}/someone/notes"), 1);
            found(&format!("\"/{root}/someone/notes\""), 1);
        }
        found("built in /srv/mcp/target", 1);
    }

    #[test]
    fn relative_paths_and_uris_are_not() {
        for root in ROOTS {
            found(&format!("../{root}/x, file:///{root}/x, https://example.com/{root}/x, crates/{root}/x"), 0);
        }
        found("/mcp and /usr/bin/env and and/or", 0);
    }
}
