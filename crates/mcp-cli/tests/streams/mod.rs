//! `mcp serve --stdio` in a process of its own, and what is said to it.

use std::fmt::Display;
use std::io::Write;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

/// How long anything may take before a test fails; no test waits for it to pass.
pub(crate) const GUARD: Duration = Duration::from_secs(30);

/// Serves these lines with these options, until they end and the process with them.
pub(crate) fn serve(options: &[&str], lines: impl IntoIterator<Item = impl Display>) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_mcp"))
        .args(["serve", "--stdio"])
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command is built");
    let mut input = child.stdin.take().expect("it is piped");
    let written = lines.into_iter().try_for_each(|line| writeln!(input, "{line}"));
    drop(input);
    let output = finish(child);
    // A process that does not start does not read.
    assert!(written.is_ok() || !output.status.success(), "{written:?}");
    output
}

/// Waits until a process has ended.
pub(crate) fn finish(child: Child) -> Output {
    let (sender, ended) = channel();
    thread::spawn(move || sender.send(child.wait_with_output()));
    ended.recv_timeout(GUARD).expect("it ends").expect("it can be waited for")
}

/// A request of 2026-07-28 with id 1; `meta` is added to its metadata.
pub(crate) fn message(method: &str, mut params: Value, meta: &Value) -> Value {
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": { "elicitation": {} },
    });
    for (key, value) in meta.as_object().into_iter().flatten() {
        params["_meta"][key] = value.clone();
    }
    json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params })
}
