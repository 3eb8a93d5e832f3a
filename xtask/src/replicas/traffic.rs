//! What recipes do to single requests: which pool they go to, which fields get through, and how many are let through.

use std::thread;

use serde_json::{Value, json};

use super::balancer::Kind;
use super::http::{Answer, Request};
use super::recipe::{HEAVY_SENTINEL, HEAVY_TOOL};
use super::stage::{HEAVY, Stage, demand, replica_of};
use crate::failure::Failure;

/// Requests at once that no recipe lets through all.
const CROWD: usize = 16;
/// How often each size of refused content is tried.
const REFUSALS: usize = 20;

fn heavy(milliseconds: u32) -> Request {
    Request::call(HEAVY_TOOL, &json!({ "milliseconds": milliseconds }))
}

/// The heavy tool goes to its pool however its name is written, and nothing else does.
pub(crate) fn routing(stage: &mut Stage<'_>) -> Result<String, Failure> {
    let port = stage.port();
    let sentinel = format!("=?base64?{HEAVY_SENTINEL}?=");
    for (spelling, request) in [("plain", heavy(0)), ("sentinel", heavy(0).instead("Mcp-Name", &sentinel))] {
        let answer = request.exchange(port)?;
        let replica = replica_of(&answer)?;
        demand!(replica == HEAVY && answer.is_success(), "{spelling}: {replica} says {}", answer.text);
    }
    let other = |method: &str, name: &str| Request::modern(method, json!({ "name": name, "arguments": {} }));
    let elsewhere = [
        ("another tool", other("tools/call", "test_simple_text")),
        ("a prompt of that name", other("prompts/get", HEAVY_TOOL)),
        ("capital letters", other("tools/call", &HEAVY_TOOL.to_uppercase())),
        ("a comma", other("tools/call", &format!("x,{HEAVY_TOOL}"))),
        ("a longer name", other("tools/call", &format!("{HEAVY_TOOL}s"))),
        ("another name in Base64", heavy(0).instead("Mcp-Name", "=?base64?dGVzdA==?=")),
    ];
    for (what, request) in elsewhere {
        let answer = request.exchange(port)?;
        let replica = replica_of(&answer)?;
        demand!(replica != HEAVY, "{what} went to {replica}");
    }
    Ok(format!("{HEAVY_TOOL} plain and in Base64 → {HEAVY}; prompts, capitals, commas → a, b, c"))
}

/// A request that names two tools is carried out by nobody.
pub(crate) fn duplicates(stage: &mut Stage<'_>) -> Result<String, Failure> {
    let mut refusals = Vec::new();
    for (first, second) in [("test_simple_text", HEAVY_TOOL), (HEAVY_TOOL, "test_simple_text")] {
        let body = Request::call(second, &json!({ "milliseconds": 0 }));
        let twice = body.instead("Mcp-Name", first).with("Mcp-Name", second);
        let answer = twice.exchange(stage.port())?;
        demand!(
            answer.status == 400 && answer.code().is_some(),
            "{first}, {second}: {} {}",
            answer.status,
            answer.text
        );
        let by = answer.replica.as_deref().unwrap_or(stage.kind.name());
        refusals.push(format!("{} by {by}", answer.code().unwrap_or_default()));
    }
    Ok(format!("400 with {}", refusals.join(", ")))
}

/// Arguments that are mirrored into fields with unusual names arrive.
pub(crate) fn mirrored(stage: &mut Stage<'_>) -> Result<String, Failure> {
    let answer = mirrored_request().exchange(stage.port())?;
    demand!(answer.is_success() && answer.text.contains("one two"), "{} {}", answer.status, answer.text);
    let without = Request::call("test_mirrored", &json!({ "dotted": "one", "tenant": "two" }));
    let refused = without.exchange(stage.port())?;
    demand!(refused.code() == Some(-32020), "without the fields: {} {}", refused.status, refused.text);
    Ok("Mcp-Param-a.b and Mcp-Param-tenant_id arrive".to_owned())
}

/// A call whose arguments are mirrored into fields with a dot and with a low line.
pub(crate) fn mirrored_request() -> Request {
    let request = Request::call("test_mirrored", &json!({ "dotted": "one", "tenant": "two" }));
    request.with("Mcp-Param-a.b", "one").with("Mcp-Param-tenant_id", "two")
}

/// A call of a tool with a name of so many bytes.
pub(crate) fn long_name(length: usize) -> Request {
    Request::call(&"x".repeat(length), &json!({}))
}

/// Long names are answered in JSON, by the server as far as it takes them.
pub(crate) fn long_names(stage: &mut Stage<'_>) -> Result<String, Failure> {
    let mut seen = Vec::new();
    for kilobytes in [9, 20, 40] {
        let answer = long_name(kilobytes * 1024).exchange(stage.port())?;
        let replica = replica_of(&answer)?;
        demand!(answer.code().is_some(), "{kilobytes} KiB: {replica} says {}", answer.text);
        seen.push(format!("{kilobytes} KiB: {} {}", answer.status, answer.code().unwrap_or_default()));
    }
    let answer = long_name(80 * 1024).exchange(stage.port())?;
    let is_json = answer.media_type.starts_with("application/json") && answer.code().is_some();
    // HAProxy has no other answer for a head that does not fit its buffer, whatever `http-error` says.
    let is_right = if stage.kind == Kind::Haproxy { answer.media_type == "text/html" } else { is_json };
    demand!(answer.status >= 400 && is_right, "80 KiB: {} {}", answer.status, answer.media_type);
    let by = answer.replica.as_deref().unwrap_or(stage.kind.name());
    seen.push(format!("80 KiB: {} {} by {by}", answer.status, answer.media_type));
    Ok(seen.join("; "))
}

/// What a replica says of a request arrives, though it does not wait for content that the balancer is still sending.
pub(crate) fn unread(stage: &mut Stage<'_>) -> Result<String, Failure> {
    let sizes = [10, 100, 1000];
    for kilobytes in sizes {
        let request = Request::call("test_simple_text", &json!({ "unread": "x".repeat(kilobytes * 1024) }));
        let refused = request.with("Origin", "https://elsewhere.example");
        for _ in 0..REFUSALS {
            let answer = refused.exchange(stage.port())?;
            let is_right = answer.status == 403 && answer.replica.is_some();
            demand!(is_right, "{kilobytes} KiB: {} {}", answer.status, answer.text);
        }
    }
    Ok(format!("{} × 403 from a replica, of {} KiB at most", sizes.len() * REFUSALS, sizes[sizes.len() - 1]))
}

/// Too many calls of the heavy tool are refused, in JSON and with the time to come back, while others go on.
pub(crate) fn limits(stage: &mut Stage<'_>) -> Result<String, Failure> {
    let port = stage.port();
    let crowd: Vec<_> = (0..CROWD).map(|_| thread::spawn(move || heavy(400).exchange(port))).collect();
    let mut others = 0;
    while !crowd.iter().all(thread::JoinHandle::is_finished) {
        let answer = Request::call("test_simple_text", &json!({})).exchange(port)?;
        demand!(answer.is_success(), "another tool meanwhile: {} {}", answer.status, answer.text);
        others += 1;
    }
    let answers = crowd.into_iter().map(|one| one.join().map_err(|_| Failure::new("a request panicked"))?);
    let answers = answers.collect::<Result<Vec<Answer>, Failure>>()?;
    let (served, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.is_success());
    let expected = if stage.kind == Kind::Caddy { 503 } else { 429 };
    for answer in &refused {
        let is_json = answer.media_type.starts_with("application/json") && answer.message["error"] != Value::Null;
        let is_right = answer.status == expected && is_json && answer.retry_after.is_some();
        demand!(is_right, "refused with {} {} {}", answer.status, answer.media_type, answer.text);
    }
    demand!(!served.is_empty() && !refused.is_empty(), "{} served, {} refused", served.len(), refused.len());
    demand!(others >= 3, "only {others} calls of another tool meanwhile");
    let (served, refused) = (served.len(), refused.len());
    Ok(format!("{CROWD} at once: {served} served, {refused} × {expected}; {others} calls of another tool meanwhile"))
}
