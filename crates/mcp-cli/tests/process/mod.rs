//! `mcp serve` in a process of its own, on a free port.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};
use std::thread::{self, JoinHandle};

use serde_json::Value;

use crate::streams::{GUARD, finish};

/// A process that serves.
pub(crate) struct Process {
    child: Child,
    /// What it tells, taken as it comes, so that a pipe that is full holds nothing up.
    told: JoinHandle<Vec<u8>>,
    /// Host and port.
    pub(crate) authority: String,
}

impl Process {
    /// Starts it with these options and variables.
    pub(crate) fn start(options: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mcp"))
            .args(["serve", "--port", "0"])
            .args(options)
            .envs(variables.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command is built");
        let mut output = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut endpoint = String::new();
        output.read_line(&mut endpoint).expect("it prints its endpoint");
        child.stdout = Some(output.into_inner());
        let mut errors = child.stderr.take().expect("it is piped");
        let told = thread::spawn(move || {
            let mut told = Vec::new();
            errors.read_to_end(&mut told).expect("it can be read");
            told
        });
        let authority = endpoint.trim_start_matches("http://").trim_end().trim_end_matches("/mcp").to_owned();
        Process { child, told, authority }
    }

    /// Posts a message of 2026-07-28 with more fields; the status line and the content.
    pub(crate) fn post(&self, fields: &str, message: &Value) -> (String, String) {
        let name = message["params"]["name"].as_str().or(message["params"]["uri"].as_str());
        let name = name.map(|name| format!("Mcp-Name: {name}\r\n")).unwrap_or_default();
        let method = message["method"].as_str().unwrap_or_default();
        let own = format!("MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: {method}\r\n{name}{fields}");
        self.send("POST", &own, message.to_string().as_bytes())
    }

    /// Sends a request.
    pub(crate) fn send(&self, method: &str, fields: &str, body: &[u8]) -> (String, String) {
        let head = format!(
            "{method} /mcp HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\n\
             Accept: application/json, text/event-stream\r\n{fields}Content-Length: {}\r\n\r\n",
            self.authority,
            body.len()
        );
        let mut stream = TcpStream::connect(&self.authority).expect("it listens");
        stream.set_read_timeout(Some(GUARD)).expect("there is a socket");
        stream.write_all(&[head.as_bytes(), body].concat()).expect("it reads");
        let mut response = String::new();
        stream.read_to_string(&mut response).expect("it answers");
        let (head, content) = response.split_once("\r\n\r\n").expect("there is a head");
        (head.to_owned(), content.to_owned())
    }

    /// Stops it with a signal, and waits until it has ended.
    pub(crate) fn stop(self, signal: &str) -> Output {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status();
        assert!(sent.expect("there is such a command").success());
        let output = finish(self.child);
        Output { stderr: self.told.join().expect("it was read"), ..output }
    }
}
