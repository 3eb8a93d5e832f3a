//! What the suite found: its `checks.json`.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::failure::Failure;

/// One observation of the suite. Several may carry the same id.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Check {
    pub(crate) id: String,
    pub(crate) status: Status,
    #[serde(default)]
    pub(crate) name: String,
    #[serde(default, rename = "errorMessage")]
    pub(crate) message: Option<String>,
}

/// How a check ended, from good to bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Status {
    Info,
    Success,
    Skipped,
    Warning,
    Failure,
}

impl Status {
    /// Whether the check found something wrong. A warning is the suite's word for a broken SHOULD.
    pub(crate) fn is_bad(self) -> bool {
        self >= Status::Warning
    }
}

/// Reads the only `checks.json` below the directory that one run of the suite wrote to.
pub(crate) fn read(directory: &Path) -> Result<Vec<Check>, Failure> {
    let entries = fs::read_dir(directory).map_err(|error| Failure::io("read", directory, &error))?;
    let mut files: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path().join("checks.json")))
        .filter(|file| file.is_file())
        .collect();
    match (files.pop(), files.pop()) {
        (Some(file), None) => read_file(&file),
        (None, _) => Err(Failure::new(format!("the suite wrote no checks.json below {}", directory.display()))),
        (Some(_), Some(_)) => Err(Failure::new(format!("more than one run wrote below {}", directory.display()))),
    }
}

/// Reads one `checks.json`.
pub(crate) fn read_file(file: &Path) -> Result<Vec<Check>, Failure> {
    let text = fs::read_to_string(file).map_err(|error| Failure::io("read", file, &error))?;
    parse(&text).map_err(|failure| Failure::new(format!("{}: {failure}", file.display())))
}

fn parse(text: &str) -> Result<Vec<Check>, Failure> {
    serde_json::from_str(text).map_err(|error| Failure::new(format!("not a list of checks: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_are_read_as_the_suite_writes_them() {
        let checks = parse(
            r#"[
              {"id": "tools-list", "name": "ToolsList", "description": "…", "status": "SUCCESS", "timestamp": "2026-11-23T00:00:00.000Z",
               "specReferences": [{"id": "MCP-Tools", "url": "https://modelcontextprotocol.io/"}], "details": {"toolCount": 8}},
              {"id": "tools-name-format", "name": "ToolsNameFormat", "description": "…", "status": "WARNING", "errorMessage": "1 tool name"}
            ]"#,
        )
        .expect("this is the shape of the file");
        let read: Vec<_> = checks.iter().map(|check| (check.id.as_str(), check.status)).collect();
        assert_eq!(read, [("tools-list", Status::Success), ("tools-name-format", Status::Warning)]);
        assert_eq!(checks[1].message.as_deref(), Some("1 tool name"));
    }

    #[test]
    fn unknown_status_is_not_taken_for_a_success() {
        assert!(parse(r#"[{"id": "x", "name": "X", "status": "MAYBE"}]"#).is_err());
    }

    #[test]
    fn warnings_and_failures_are_bad() {
        let bad =
            [Status::Info, Status::Success, Status::Skipped, Status::Warning, Status::Failure].map(Status::is_bad);
        assert_eq!(bad, [false, false, false, true, true]);
    }
}
