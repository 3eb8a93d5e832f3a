//! `mcp serve --stdio` as a client starts it: in a process of its own.

mod streams;

use std::process::Output;

use serde_json::{Value, json};

use crate::streams::message;

/// Serves `lines`, and logs all that there is to log.
fn serve(lines: &[String]) -> Output {
    serve_with(&[], lines)
}

/// The same with more options.
fn serve_with(options: &[&str], lines: &[String]) -> Output {
    streams::serve(&[&["--log", "trace"], options].concat(), lines)
}

fn call(id: &Value, tool: &str, mut params: Value) -> String {
    params["name"] = tool.into();
    let mut message = message("tools/call", params, &Value::Null);
    message["id"] = id.clone();
    message.to_string()
}

/// The messages on standard output, which has nothing else.
fn messages(output: &Output) -> Vec<Value> {
    assert!(output.status.success(), "{output:?}");
    let text = str::from_utf8(&output.stdout).expect("messages are UTF-8");
    assert!(text.is_empty() || text.ends_with('\n'), "{text}");
    text.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
}

fn answer<'a>(messages: &'a [Value], id: &Value) -> &'a Value {
    messages.iter().find(|message| message["id"] == *id).expect("each request is answered")
}

// spec: STDIO-004 STDIO-013
#[test]
fn standard_output_has_messages_only_and_ends_with_the_input() {
    let add = call(&json!(1), "add", json!({ "arguments": { "a": 20, "b": 22 } }));
    let messages = messages(&serve(&[add, "no message".to_owned(), call(&json!("x"), "none", json!({}))]));
    assert_eq!(messages.len(), 3);
    assert!(messages.iter().all(|message| message["jsonrpc"] == "2.0"));
    assert_eq!(answer(&messages, &json!(1))["result"]["structuredContent"], json!({ "sum": 42 }));
    assert_eq!(answer(&messages, &json!("x"))["error"]["code"], -32602);
    assert_eq!(answer(&messages, &Value::Null)["error"]["code"], -32700);
}

#[test]
fn nothing_is_written_where_nothing_was_asked() {
    assert_eq!(messages(&serve(&[])), [Value::Null; 0]);
}

// spec: MRTR-001
#[test]
fn tools_ask_over_standard_streams_as_they_do_over_http() {
    let asked = messages(&serve(&[call(&json!(1), "greet", json!({}))])).remove(0);
    assert_eq!(asked["result"]["resultType"], "input_required");
    assert!(asked["result"]["inputRequests"]["name"]["method"] == "elicitation/create", "{asked:#}");
}

fn initialize() -> String {
    let client = json!({ "name": "peer", "version": "0" });
    let params = json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client });
    json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params }).to_string()
}

// spec: VER-008 VER-010
#[test]
fn both_eras_are_served_by_one_process() {
    let arguments = json!({ "arguments": { "a": 20, "b": 22 } });
    let mut legacy = arguments.clone();
    legacy["name"] = "add".into();
    let messages = messages(&serve(&[
        initialize(),
        json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }).to_string(),
        json!({ "jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": legacy }).to_string(),
        call(&json!(3), "add", arguments),
    ]));
    assert_eq!(messages.len(), 3);
    assert_eq!(answer(&messages, &json!(1))["result"]["protocolVersion"], "2025-11-25");
    let [legacy, modern] = [2, 3].map(|id| &answer(&messages, &json!(id))["result"]);
    for result in [legacy, modern] {
        assert_eq!(result["structuredContent"], json!({ "sum": 42 }));
    }
    assert_eq!((legacy.get("resultType"), &modern["resultType"]), (None, &json!("complete")));
}

// spec: VER-014
#[test]
fn a_legacy_client_hears_what_is_served_where_it_is_not() {
    let messages = messages(&serve_with(&["--modern-only"], &[initialize()]));
    let error = &answer(&messages, &json!(1))["error"];
    assert_eq!((&error["code"], &error["data"]["supported"]), (&json!(-32022), &json!(["2026-07-28"])), "{error:#}");
}

#[test]
#[cfg(unix)]
fn a_signal_ends_it_while_the_client_is_there() {
    use std::io::{BufRead, BufReader, Write};
    use std::process::{Command, Stdio};

    for signal in ["-INT", "-TERM"] {
        let mut process = Command::new(env!("CARGO_BIN_EXE_mcp"))
            .args(["serve", "--stdio"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the command is built");
        let mut input = process.stdin.take().expect("it is piped");
        let mut output = BufReader::new(process.stdout.take().expect("it is piped"));
        writeln!(input, "{}", call(&json!(1), "roll", json!({ "arguments": {} }))).expect("it reads");
        output.read_line(&mut String::new()).expect("it answers");
        let sent = Command::new("kill").args([signal, &process.id().to_string()]).status();
        assert!(sent.expect("there is such a command").success());
        let status = streams::finish(process).status;
        assert!(status.success(), "{status}");
        drop(input);
    }
}
