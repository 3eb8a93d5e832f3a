//! What the reference servers answer: the members of our own answers, and nothing checked.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::Operation;
use crate::tools::ToolEntry;

/// A request as far as it is read.
#[derive(Debug, Deserialize)]
struct Request<'a> {
    #[serde(borrow)]
    id: &'a RawValue,
    method: &'a str,
    #[serde(borrow)]
    params: Params<'a>,
}

#[derive(Debug, Deserialize)]
struct Params<'a> {
    name: Option<&'a str>,
    #[serde(borrow)]
    arguments: Option<Arguments<'a>>,
}

/// The arguments of both tools that are called.
#[derive(Debug, Default, Deserialize)]
struct Arguments<'a> {
    #[serde(default)]
    a: i64,
    #[serde(default)]
    b: i64,
    #[serde(borrow, default)]
    text: Cow<'a, str>,
}

#[derive(Debug, Serialize)]
struct Response<'a, R> {
    jsonrpc: &'static str,
    id: &'a RawValue,
    result: R,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct CallResult<'a> {
    content: [Text<'a>; 1],
    result_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    structured_content: Option<Sum>,
    #[serde(rename = "_meta")]
    meta: Meta,
}

#[derive(Debug, Serialize)]
struct Text<'a> {
    r#type: &'static str,
    text: &'a str,
}

#[derive(Debug, Serialize)]
struct Sum {
    sum: i64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ListResult<'a> {
    cache_scope: &'static str,
    result_type: &'static str,
    tools: &'a [ToolEntry],
    ttl_ms: u32,
    #[serde(rename = "_meta")]
    meta: Meta,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct DiscoverResult {
    cache_scope: &'static str,
    capabilities: Capabilities,
    result_type: &'static str,
    supported_versions: [&'static str; 1],
    ttl_ms: u32,
    #[serde(rename = "_meta")]
    meta: Meta,
}

#[derive(Debug, Serialize)]
struct Capabilities {
    tools: Empty,
}

#[derive(Debug, Serialize)]
struct Empty {}

#[derive(Debug, Serialize)]
struct Meta {
    #[serde(rename = "io.modelcontextprotocol/serverInfo")]
    server_info: Identity,
}

#[derive(Debug, Serialize)]
struct Identity {
    name: &'static str,
    version: &'static str,
}

const COMPLETE: &str = "complete";
const TTL_MS: u32 = 300_000;
const META: Meta = Meta { server_info: Identity { name: "bench", version: "1.0.0" } };

/// Parses a request and serializes its answer; what is wrong with a request ends the process.
///
/// # Panics
///
/// If the message is none of those that the load client sends.
pub fn answer(message: &[u8], tools: &[ToolEntry]) -> Vec<u8> {
    let request: Request<'_> = serde_json::from_slice(message).expect("the load client sends requests");
    let id = request.id;
    match (request.method, request.params.name) {
        ("tools/list", _) => {
            write(id, ListResult { cache_scope: "public", result_type: COMPLETE, tools, ttl_ms: TTL_MS, meta: META })
        }
        ("server/discover", _) => write(
            id,
            DiscoverResult {
                cache_scope: "public",
                capabilities: Capabilities { tools: Empty {} },
                result_type: COMPLETE,
                supported_versions: ["2026-07-28"],
                ttl_ms: TTL_MS,
                meta: META,
            },
        ),
        (_, name) => call(id, name.unwrap_or_default(), request.params.arguments.unwrap_or_default()),
    }
}

fn call(id: &RawValue, name: &str, arguments: Arguments<'_>) -> Vec<u8> {
    let (text, structured_content) = match name {
        "add" => {
            let sum = Sum { sum: arguments.a + arguments.b };
            (Cow::Owned(serde_json::to_string(&sum).expect("integers serialize")), Some(sum))
        }
        _ => (arguments.text, None),
    };
    let content = [Text { r#type: "text", text: &text }];
    write(id, CallResult { content, result_type: COMPLETE, structured_content, meta: META })
}

fn write(id: &RawValue, result: impl Serialize) -> Vec<u8> {
    serde_json::to_vec(&Response { jsonrpc: "2.0", id, result }).expect("answers serialize")
}

/// The answers to all operations, for the server that prepares them.
pub fn prepared(tools: &[ToolEntry]) -> Vec<(Operation, Vec<u8>)> {
    Operation::ALL.map(|operation| (operation, answer(operation.message().as_bytes(), tools))).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::check::check;
    use crate::load::connection::Response;

    #[test]
    fn every_answer_is_right() {
        let tools =
            r#"[{"name":"t","description":"d","inputSchema":{"type":"object"},"outputSchema":{"type":"object"}}]"#;
        let tools: Vec<ToolEntry> = serde_json::from_str(tools).expect("an array of tools");
        for (operation, content) in prepared(&tools) {
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json";
            assert_eq!(check(operation, &Response::new(head, &content), &tools), Ok(()));
        }
    }
}
