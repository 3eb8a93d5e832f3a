//! `mcp serve` in three processes that share nothing but a file of keys.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

/// One process, which ends with the test.
struct Replica {
    process: Child,
    /// Host and port.
    authority: String,
}

impl Replica {
    fn start(keys: Option<&Path>) -> Self {
        Self::start_with(keys, &[])
    }

    fn start_with(keys: Option<&Path>, options: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mcp"));
        command.args(["serve", "--port", "0"]).args(options).stdout(Stdio::piped());
        if let Some(keys) = keys {
            command.arg("--keys").arg(keys);
        }
        let mut process = command.spawn().expect("the command is built");
        let output = process.stdout.take().expect("its output is piped");
        let endpoint = BufReader::new(output).lines().next().expect("it prints").expect("it prints text");
        let authority = endpoint.trim_start_matches("http://").trim_end_matches("/mcp").to_owned();
        Replica { process, authority }
    }

    fn call(&self, tool: &str, more: Value) -> Value {
        let mut params = more;
        params["name"] = tool.into();
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": { "elicitation": {} },
        });
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params });
        let fields = format!("MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: {tool}\r\n");
        self.post(&fields, &body).1
    }

    /// Posts a message with more fields; the head of the response and its content.
    fn post(&self, fields: &str, message: &Value) -> (String, Value) {
        let body = message.to_string();
        let head = format!(
            "POST /mcp HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\n\
             Accept: application/json, text/event-stream\r\n{fields}Content-Length: {}\r\n\r\n",
            self.authority,
            body.len()
        );
        let mut stream = TcpStream::connect(&self.authority).expect("it listens");
        stream.write_all((head + &body).as_bytes()).expect("it reads");
        let mut response = String::new();
        stream.read_to_string(&mut response).expect("it answers");
        let (head, content) = response.split_once("\r\n\r\n").expect("there is content");
        (head.to_owned(), serde_json::from_str(content).expect("the content is JSON"))
    }

    /// Opens a legacy session: the head of the response and its content.
    fn initialize(&self) -> (String, Value) {
        let client = json!({ "name": "peer", "version": "0" });
        let params = json!({ "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client });
        self.post("", &json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params }))
    }
}

impl Drop for Replica {
    fn drop(&mut self) {
        self.process.kill().expect("it has not ended by itself");
        self.process.wait().expect("it can be waited for");
    }
}

/// A file of keys, which goes with the test.
struct Keys(PathBuf);

impl Keys {
    fn new(name: &str) -> Self {
        let file = std::env::temp_dir().join(format!("mcp-{name}-{}.keys", std::process::id()));
        let made = Command::new(env!("CARGO_BIN_EXE_mcp")).args(["keys", "new", "--file"]).arg(&file).output();
        assert!(made.expect("the command is built").status.success());
        Keys(file)
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        fs::remove_file(&self.0).expect("it is ours");
    }
}

fn put(replica: &Replica, basket: Option<&Value>, item: &str) -> Value {
    let mut arguments = json!({ "item": item });
    if let Some(basket) = basket {
        arguments["basket"] = basket.clone();
    }
    replica.call("basket", json!({ "arguments": arguments }))["result"].clone()
}

// spec: STATE-005
#[test]
fn basket_goes_from_replica_to_replica_in_its_handle() {
    let keys = Keys::new("basket");
    let [first, second, third] = [(); 3].map(|()| Replica::start(Some(&keys.0)));
    let opened = put(&first, None, "apple");
    let filled = put(&second, Some(&opened["structuredContent"]["basket"]), "pear");
    drop((first, second));
    let again = put(&third, Some(&filled["structuredContent"]["basket"]), "plum");
    assert_eq!(again["structuredContent"]["items"], json!(["apple", "pear", "plum"]));
}

#[test]
fn replica_with_other_keys_knows_no_basket() {
    let keys = Keys::new("foreign");
    let (ours, stranger) = (Replica::start(Some(&keys.0)), Replica::start(None));
    let opened = put(&ours, None, "apple");
    let refused = put(&stranger, Some(&opened["structuredContent"]["basket"]), "pear");
    assert_eq!(refused["isError"], true);
    assert_eq!(refused["content"][0]["text"], "unknown or expired basket handle");
}

// spec: MRTR-009
#[test]
fn question_of_one_replica_is_answered_to_another() {
    let keys = Keys::new("question");
    let (first, second, stranger) =
        (Replica::start(Some(&keys.0)), Replica::start(Some(&keys.0)), Replica::start(None));
    let asked = first.call("greet", json!({}));
    assert_eq!(asked["result"]["resultType"], "input_required");
    let answer = json!({ "action": "accept", "content": { "name": "Ada" } });
    let retry = json!({ "requestState": asked["result"]["requestState"], "inputResponses": { "name": answer } });
    assert_eq!(second.call("greet", retry.clone())["result"]["content"][0]["text"], "Hello, Ada!");
    assert_eq!(stranger.call("greet", retry)["error"]["code"], -32602);
}

// spec: VER-008 VER-010
#[test]
fn session_of_one_replica_is_one_of_the_other() {
    let keys = Keys::new("session");
    let (first, second, stranger) =
        (Replica::start(Some(&keys.0)), Replica::start(Some(&keys.0)), Replica::start(None));
    let (head, opened) = first.initialize();
    assert_eq!(opened["result"]["protocolVersion"], "2025-06-18");
    let session = head.lines().find(|line| line.starts_with("mcp-session-id: ")).expect("the session has an id");
    let params = json!({ "name": "add", "arguments": { "a": 20, "b": 22 } });
    let message = json!({ "jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": params });
    let fields = format!("{session}\r\nMCP-Protocol-Version: 2025-06-18\r\n");
    assert_eq!(second.post(&fields, &message).1["result"]["structuredContent"], json!({ "sum": 42 }));
    assert!(stranger.post(&fields, &message).0.starts_with("HTTP/1.1 404 "));
    let modern = second.call("add", json!({ "arguments": { "a": 20, "b": 22 } }));
    assert_eq!(modern["result"]["resultType"], "complete", "the modern era is served beside it");
}

// spec: VER-014
#[test]
fn initialize_is_refused_with_what_is_served_where_only_the_modern_era_is() {
    let (head, refused) = Replica::start_with(None, &["--modern-only"]).initialize();
    assert!(head.starts_with("HTTP/1.1 400 "), "{head}");
    let error = &refused["error"];
    assert_eq!((&error["code"], &error["data"]["supported"]), (&json!(-32022), &json!(["2026-07-28"])), "{error:#}");
}
