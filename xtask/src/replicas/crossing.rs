//! What one replica hands out and another takes.

use std::thread;

use serde_json::{Value, json};

use super::http::{Answer, Request};
use super::stage::{Stage, demand, replica_of};
use crate::failure::Failure;

/// How often a pair of requests is sent until two replicas answer them. In turn, it takes one.
const ATTEMPTS: usize = 12;
/// A revision of the legacy era.
const LEGACY: &str = "2025-11-25";

/// Something that one request brings and another takes.
struct Carried {
    name: &'static str,
    first: fn() -> Request,
    /// The request that takes what the first was answered with; `None` where that is not there.
    second: fn(&Answer) -> Option<Request>,
    /// Whether the second was answered as it is where the replicas are one.
    is_taken: fn(&Answer) -> bool,
    /// Whether it was refused as it has to be where they are strangers; `None` where strangers take it as well.
    is_refused: Option<fn(&Answer) -> bool>,
}

const CARRIED: [Carried; 4] = [
    Carried {
        name: "requestState",
        first: || Request::call("test_input_required_result_request_state", &json!({})),
        second: |answer| {
            let state = answer.message["result"]["requestState"].as_str()?;
            let responses = json!({ "confirm": { "action": "accept", "content": { "ok": true } } });
            let name = "test_input_required_result_request_state";
            let params = json!({ "name": name, "arguments": {}, "requestState": state, "inputResponses": responses });
            Some(Request::modern("tools/call", params))
        },
        is_taken: |answer| answer.is_success() && answer.text.contains("state-ok: true"),
        is_refused: Some(|answer| answer.code() == Some(-32602)),
    },
    Carried {
        name: "cursor",
        first: || Request::modern("tools/list", json!({})),
        second: |answer| {
            let cursor = answer.message["result"]["nextCursor"].as_str()?;
            Some(Request::modern("tools/list", json!({ "cursor": cursor })))
        },
        is_taken: |answer| answer.is_success() && answer.text.contains("test_basket"),
        // A cursor of a list that everyone may read is a digest of the list, and no secret.
        is_refused: None,
    },
    Carried {
        name: "handle",
        first: || Request::call("test_basket", &json!({ "item": "apple" })),
        second: |answer| {
            let basket = &answer.message["result"]["structuredContent"]["basket"];
            basket.is_string().then(|| Request::call("test_basket", &json!({ "basket": basket, "item": "pear" })))
        },
        is_taken: |answer| {
            answer.message["result"]["structuredContent"]["items"] == json!(["apple", "pear"]) && answer.is_success()
        },
        is_refused: Some(|answer| {
            answer.message["result"]["isError"] == true && answer.text.contains("unknown or expired basket handle")
        }),
    },
    Carried {
        name: "legacy session",
        first: initialize,
        second: |answer| {
            let params = json!({ "name": "test_simple_text", "arguments": {} });
            let message = json!({ "jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": params });
            Some(in_session(Request::post(&message), answer.session.as_deref()?))
        },
        is_taken: Answer::is_success,
        is_refused: Some(|answer| answer.status == 404),
    },
];

/// The request that opens a session.
pub(crate) fn initialize() -> Request {
    let client = json!({ "name": "peer", "version": "0" });
    let params = json!({ "protocolVersion": LEGACY, "capabilities": {}, "clientInfo": client });
    Request::post(&json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params }))
}

/// The request within a session.
pub(crate) fn in_session(request: Request, session: &str) -> Request {
    request.with("Mcp-Session-Id", session).with("MCP-Protocol-Version", LEGACY)
}

/// Two answers from two replicas, the second to a request made of the first.
fn cross(port: u16, carried: &Carried) -> Result<(Answer, Answer), Failure> {
    for _ in 0..ATTEMPTS {
        let first = (carried.first)().exchange(port)?;
        let from = replica_of(&first)?;
        let second = (carried.second)(&first)
            .ok_or_else(|| Failure::new(format!("no {} in the answer of {from}: {}", carried.name, first.text)))?;
        let answer = second.exchange(port)?;
        if replica_of(&answer)? != from {
            return Ok((first, answer));
        }
    }
    Err(Failure::new(format!("{ATTEMPTS} pairs of requests, and no two replicas answered any of them")))
}

/// Everything that is carried is good at another replica.
pub(crate) fn shared(stage: &mut Stage<'_>) -> Result<String, Failure> {
    let mut seen = Vec::new();
    for carried in &CARRIED {
        let (first, second) = cross(stage.port(), carried)?;
        let (from, to) = (replica_of(&first)?, replica_of(&second)?);
        demand!((carried.is_taken)(&second), "{} of {from} at {to}: {} {}", carried.name, second.status, second.text);
        seen.push(format!("{} {from}→{to}", carried.name));
    }
    seen.push(format!("event {}", event(stage.port())?));
    Ok(seen.join(", "))
}

/// A stream at one replica brings what happens at another.
fn event(port: u16) -> Result<String, Failure> {
    let listen = Request::modern("subscriptions/listen", json!({ "notifications": { "toolsListChanged": true } }));
    let failed = |error: std::io::Error| Failure::new(format!("subscriptions/listen: {error}"));
    let mut stream = listen.send(port).map_err(failed)?;
    let at = stream.field("x-replica").unwrap_or_default().to_owned();
    demand!(stream.status == 200 && !at.is_empty(), "subscriptions/listen: status {}", stream.status);
    stream.event("acknowledged").map_err(failed)?;
    for _ in 0..ATTEMPTS {
        let answer = Request::call("test_trigger_tool_change", &json!({})).exchange(port)?;
        let from = replica_of(&answer)?.to_owned();
        stream.event("tools/list_changed").map_err(failed)?;
        if from != at {
            return Ok(format!("{from}→{at}"));
        }
    }
    Err(Failure::new("no other replica than that of the stream changed its tools"))
}

/// The negative control: replicas that share nothing take nothing from each other, and each takes its own.
pub(crate) fn strangers(stage: &mut Stage<'_>) -> Result<String, Failure> {
    let (replicas, balancer) = stage.strangers()?;
    let mut seen = Vec::new();
    for carried in &CARRIED {
        let Some(is_refused) = carried.is_refused else { continue };
        let (first, second) = cross(balancer.port, carried)?;
        let (from, to) = (replica_of(&first)?, replica_of(&second)?);
        demand!(is_refused(&second), "{} of {from} at {to}: {} {}", carried.name, second.status, second.text);
        let origin = replicas.iter().find(|replica| replica.name == from).map(|replica| replica.port);
        let again = (carried.second)(&first).zip(origin).map(|(request, port)| request.exchange(port)).transpose()?;
        let is_taken = again.as_ref().is_some_and(|answer| (carried.is_taken)(answer));
        demand!(is_taken, "{} of {from} is not good there either: {again:?}", carried.name);
        seen.push(format!("{} {}", carried.name, refusal(&second)));
    }
    Ok(seen.join(", "))
}

fn refusal(answer: &Answer) -> String {
    match &answer.message["error"]["code"] {
        Value::Number(code) if answer.status == 200 => code.to_string(),
        _ if answer.status == 200 => "isError".to_owned(),
        _ => answer.status.to_string(),
    }
}

/// A session can be ended at any replica, and is then over at all of them.
pub(crate) fn session_ends(stage: &mut Stage<'_>) -> Result<String, Failure> {
    let port = stage.port();
    let opened = initialize().exchange(port)?;
    let session = opened.session.ok_or_else(|| Failure::new(format!("no session: {}", opened.text)))?;
    let stream = in_session(Request::bare("GET").with("Accept", "text/event-stream"), &session);
    let stream = stream.send(port).map_err(|error| Failure::new(format!("GET: {error}")))?;
    demand!(stream.status == 200, "GET in a session: status {}", stream.status);
    let ended = in_session(Request::bare("DELETE"), &session).exchange(port)?;
    demand!((200..300).contains(&ended.status), "DELETE: {} {}", ended.status, ended.text);
    let ping = json!({ "jsonrpc": "2.0", "id": 2, "method": "ping" });
    let after: Vec<_> = (0..3)
        .map(|_| {
            thread::spawn({
                let request = in_session(Request::post(&ping), &session);
                move || request.exchange(port).map(|answer| answer.status)
            })
        })
        .collect();
    for thread in after {
        let status = thread.join().map_err(|_| Failure::new("a request panicked"))??;
        demand!(status == 404, "a request in a session that was ended: status {status}");
    }
    Ok(format!("GET 200, DELETE {}, then 404 everywhere", ended.status))
}
