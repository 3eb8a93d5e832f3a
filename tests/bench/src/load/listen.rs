//! Many clients that listen for what changes: what they cost the server, and when they have all heard.

use std::io;
use std::time::Instant;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::connection::Connection;
use super::event_stream::EventStream;
use super::operation::{self, META};
use super::{cpu, memory};

/// A list that changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(clippy::exhaustive_enums, reason = "what the streams listen for")]
pub enum List {
    /// `tools/list`
    Tools,
    /// `prompts/list`
    Prompts,
}

/// What changes, one after the other: never the same twice, so that a message out of its order shows.
pub const CHANGES: [List; 5] = [List::Tools, List::Prompts, List::Tools, List::Prompts, List::Tools];

/// What came out.
#[derive(Debug, Clone, Copy, Serialize)]
#[non_exhaustive]
pub struct Listened {
    /// Streams that were open.
    pub streams: usize,
    /// Resident memory of the server for each of them while nothing happens, in bytes.
    pub idle_bytes: f64,
    /// The same after all events.
    pub used_bytes: f64,
    /// From the first call that changes something until every stream had every event, in nanoseconds.
    pub delivery_ns: u64,
    /// What the server computed meanwhile, for each event on each stream, in nanoseconds.
    pub cpu_ns: f64,
}

/// Opens the streams, changes what they listen for, and reads what they hear.
///
/// # Errors
///
/// A connection broke, or a stream did not bring exactly what it should, in order and under its own id.
pub fn listen(port: u16, streams: usize, server: u32) -> io::Result<Listened> {
    let mut caller = Connection::open(port)?;
    // Once before anything counts, and so that the server has been through all of it.
    check(port, &mut caller)?;
    let before = memory::resident(server)?;
    let mut open = (0..streams).map(|index| subscribe(port, index)).collect::<io::Result<Vec<_>>>()?;
    let idle = memory::resident(server)?;
    let spent = cpu::nanoseconds(server)?;
    let start = Instant::now();
    for change in CHANGES {
        call(port, &mut caller, change)?;
    }
    for (index, stream) in open.iter_mut().enumerate() {
        hear(stream, index)?;
    }
    let delivery_ns = u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX);
    let spent = cpu::nanoseconds(server)? - spent;
    let used = memory::resident(server)?;
    open.iter_mut().try_for_each(EventStream::check_quiet)?;
    let each = |after: u64| (after as f64 - before as f64) / streams as f64;
    Ok(Listened {
        streams,
        idle_bytes: each(idle),
        used_bytes: each(used),
        delivery_ns,
        cpu_ns: spent as f64 / (streams * CHANGES.len()) as f64,
    })
}

/// One stream that hears of everything.
fn check(port: u16, caller: &mut Connection) -> io::Result<()> {
    let mut stream = subscribe(port, 0)?;
    for change in CHANGES {
        call(port, caller, change)?;
    }
    hear(&mut stream, 0)?;
    stream.check_quiet()
}

/// Opens a stream, and waits until it is acknowledged.
fn subscribe(port: u16, id: usize) -> io::Result<EventStream> {
    let filter = r#""notifications":{"toolsListChanged":true,"promptsListChanged":true}"#;
    let message =
        format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"subscriptions/listen","params":{{{filter},{META}}}}}"#);
    let request = operation::request(port, "subscriptions/listen", None, &message);
    let mut stream = EventStream::open(port, &request)?;
    let acknowledgment = stream.next_message()?;
    demand(&acknowledgment, "notifications/subscriptions/acknowledged", id)?;
    let honoured = &acknowledgment["params"]["notifications"];
    if *honoured != json!({ "toolsListChanged": true, "promptsListChanged": true }) {
        return Err(bad("not everything is honoured", &acknowledgment));
    }
    Ok(stream)
}

/// Reads exactly what changed, in this order.
fn hear(stream: &mut EventStream, id: usize) -> io::Result<()> {
    for change in CHANGES {
        demand(&stream.next_message()?, change.notification(), id)?;
    }
    Ok(())
}

fn demand(message: &Value, method: &str, id: usize) -> io::Result<()> {
    let subscription = &message["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"];
    match message["method"] == method && *subscription == id {
        true => Ok(()),
        false => Err(bad(&format!("not {method} of {id}"), message)),
    }
}

/// Has the server change a list.
fn call(port: u16, caller: &mut Connection, change: List) -> io::Result<()> {
    let arguments = json!({ "list": change });
    let message = format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"change","arguments":{arguments},{META}}}}}"#
    );
    caller.send(&operation::request(port, "tools/call", Some("change"), &message))?;
    let response = caller.receive()?;
    let answer: Value = serde_json::from_slice(response.content)?;
    match answer["result"]["content"][0]["text"] == "done" && answer["result"]["isError"] != true {
        true => Ok(()),
        false => Err(bad("nothing was changed", &answer)),
    }
}

impl List {
    /// The notification that the list has changed.
    pub fn notification(self) -> &'static str {
        match self {
            List::Tools => "notifications/tools/list_changed",
            List::Prompts => "notifications/prompts/list_changed",
        }
    }
}

fn bad(reason: &str, message: &Value) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{reason}: {message}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_differ_so_that_order_shows() {
        assert!(CHANGES.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn messages_of_others_and_out_of_order_are_refused() {
        let message = |method: &str, id: Value| {
            let meta = json!({ "io.modelcontextprotocol/subscriptionId": id });
            json!({ "method": method, "params": { "_meta": meta } })
        };
        let method = List::Tools.notification();
        assert!(demand(&message(method, json!(7)), method, 7).is_ok());
        assert!(demand(&message(method, json!(8)), method, 7).is_err());
        assert!(demand(&message(method, json!("7")), method, 7).is_err());
        assert!(demand(&message(List::Prompts.notification(), json!(7)), method, 7).is_err());
    }
}
