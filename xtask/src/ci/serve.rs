//! The first command of the README, in the build that it asks for: `mcp serve` starts, and its `curl` line answers.

use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::background::Background;
use crate::cargo::{self, cargo};
use crate::failure::Failure;
use crate::stages::Verdict;

/// How long the server may take to print the line, and the line to answer.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) fn run() -> Result<Verdict, Failure> {
    cargo::run(&mut cargo(&["build", "--release", "--locked", "--package", "mcp-cli"]))?;
    let program = cargo::target_directory().join("release").join(format!("mcp{}", std::env::consts::EXE_SUFFIX));
    let server = Background::start(Command::new(program).args(["serve", "--port", "0"]))?;
    let line = printed_line(|| server.line(PATIENCE))?;
    println!("{line}");
    let (answer, status) = Background::start(Command::new("sh").args(["-c", &line]))?.finish(PATIENCE)?;
    println!("{}", answer.trim_end());
    if !status.success() {
        return Err(Failure::new(format!("the printed line fails: {status}")));
    }
    check(&answer)?;
    Ok(Verdict::Passed)
}

/// The `curl` line, with the lines that a backslash continues it on.
fn printed_line(mut next: impl FnMut() -> Result<Option<String>, Failure>) -> Result<String, Failure> {
    let mut command = String::new();
    while let Some(line) = next()? {
        if command.is_empty() && !line.trim_start().starts_with("curl ") {
            continue;
        }
        command.push_str(&line);
        if !command.ends_with('\\') {
            return Ok(command);
        }
        command.push('\n');
    }
    Err(Failure::new("mcp serve ended without printing a curl line"))
}

/// A tool was called, and it succeeded.
fn check(answer: &str) -> Result<(), Failure> {
    let message: Value = serde_json::from_str(answer)
        .map_err(|error| Failure::new(format!("the answer is not one message: {error}")))?;
    let result = &message["result"];
    let content = result["content"].as_array().is_some_and(|content| !content.is_empty());
    if content && result["isError"] != Value::Bool(true) {
        return Ok(());
    }
    Err(Failure::new("the answer is not the result of a tool that succeeded"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn printed(output: &str, expected: Option<&str>) {
        let mut lines = output.lines().map(str::to_owned);
        assert_eq!(printed_line(|| Ok(lines.next())).ok().as_deref(), expected);
    }

    #[test]
    fn line_to_paste_is_found() {
        printed("http://127.0.0.1:1/mcp\n\nTry:\n\n  curl -sS x\n\nmore\n", Some("  curl -sS x"));
        printed("curl \\\n  -sS \\\n  x\nmore\n", Some("curl \\\n  -sS \\\n  x"));
        printed("http://127.0.0.1:1/mcp\nno line\n", None);
    }

    #[test]
    fn only_a_tool_that_succeeded_is_an_answer() {
        let answer = |result: &str| check(&format!(r#"{{"jsonrpc":"2.0","id":1,{result}}}"#));
        let text = r#"[{"type":"text","text":"42"}]"#;
        assert_eq!(answer(&format!(r#""result":{{"content":{text}}}"#)), Ok(()));
        assert!(answer(&format!(r#""result":{{"content":{text},"isError":true}}"#)).is_err());
        assert!(answer(r#""error":{"code":-32602,"message":"no"}"#).is_err());
        assert!(check("").is_err());
    }
}
