//! `mcp serve --config` as an operator starts it: in a process of its own.

mod streams;

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::streams::message;

/// A file that is gone when the test is over.
struct Settings(PathBuf);

impl Settings {
    fn new(name: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("mcp-{name}-{}.toml", std::process::id()));
        std::fs::write(&path, text).expect("there is room");
        Settings(path)
    }
}

impl Drop for Settings {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Serves with these settings.
fn serve(settings: &Settings, messages: &[Value]) -> Output {
    streams::serve(&["--config", settings.0.to_str().expect("it is text")], messages)
}

fn add(id: u64) -> Value {
    let mut message = message("tools/call", json!({ "name": "add", "arguments": { "a": 20, "b": 22 } }), &Value::Null);
    message["id"] = id.into();
    message
}

// spec: TOOLS-028
#[test]
fn limits_in_the_file_are_kept() {
    let limits = "[limits.tools.add]\ntool_calls = { per_second = 0.001, burst = 2 }\n";
    let output = serve(&Settings::new("kept", limits), &[add(1), add(2), add(3)]);
    assert!(output.status.success(), "{output:?}");
    let text = str::from_utf8(&output.stdout).expect("messages are UTF-8");
    let messages: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let refused: Vec<_> = messages.iter().filter(|message| message["error"]["code"] == -31_000).collect();
    assert_eq!((messages.len(), refused.len()), (3, 1), "{text}");
    assert!(refused[0]["error"]["data"]["retryAfter"].as_u64().is_some_and(|seconds| (900..=1000).contains(&seconds)));
}

#[test]
fn what_is_printed_can_be_read() {
    let printed =
        Command::new(env!("CARGO_BIN_EXE_mcp")).args(["serve", "--print-config"]).output().expect("it is built");
    let printed = String::from_utf8(printed.stdout).expect("it is text");
    assert!(printed.contains("[limits.server]"));
    let output = serve(&Settings::new("printed", &printed), &[add(1)]);
    assert!(output.status.success() && String::from_utf8_lossy(&output.stdout).contains("42"), "{output:?}");
}

#[test]
fn mistakes_are_named_with_their_place_and_what_is_expected() {
    for (text, expected) in [
        ("[limits.server]\nmax_runing = 5\n", ["line 2, column 1", "unknown field `max_runing`", "`max_running`"]),
        ("[limits.tools.ad]\nmax_running = 5\n", ["cannot build the server", "\"ad\"", "no tool of this name"]),
    ] {
        let output = serve(&Settings::new("mistaken", text), &[]);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success());
        assert!(expected.iter().all(|part| told.contains(part)), "{told}");
    }
    let gone = Command::new(env!("CARGO_BIN_EXE_mcp")).args(["serve", "--config", "/none/mcp.toml"]).output();
    let told = String::from_utf8(gone.expect("it is built").stderr).expect("it is text");
    assert!(told.starts_with("error: cannot use the settings in /none/mcp.toml\n  because: "), "{told}");
}
