//! Whether an answer is the one that its operation asks for.

use std::fmt;

use serde_json::Value;

use super::connection::Response;
use super::operation::{ID, Operation, SUMMANDS};
use crate::tools::ToolEntry;

/// The longest part of an answer that a message repeats.
const MAX_SHOWN_BYTES: usize = 400;

/// An answer that is not the right one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    reason: String,
    received: String,
}

impl Mismatch {
    /// Describes what is wrong with `content`.
    pub fn new(reason: impl Into<String>, content: &[u8]) -> Self {
        let shown = &content[..content.len().min(MAX_SHOWN_BYTES)];
        Mismatch { reason: reason.into(), received: String::from_utf8_lossy(shown).into_owned() }
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; received {}", self.reason, self.received)
    }
}

impl std::error::Error for Mismatch {}

/// Judges one answer: its status and media type, the envelope, and what the operation asks for.
///
/// # Errors
///
/// [`Mismatch`] with the first thing that is wrong.
pub fn check(operation: Operation, response: &Response<'_>, tools: &[ToolEntry]) -> Result<(), Mismatch> {
    judge(operation, response, tools).map_err(|reason| {
        let mut received = response.head.as_bytes().to_vec();
        received.extend_from_slice(b"\n\n");
        received.extend_from_slice(response.content);
        Mismatch::new(format!("{operation:?}: {reason}"), &received)
    })
}

fn judge(operation: Operation, response: &Response<'_>, tools: &[ToolEntry]) -> Result<(), String> {
    demand(response.is_ok(), "the status is not 200")?;
    let media_type = response.field("content-type").unwrap_or_default();
    demand(media_type.starts_with("application/json"), "the content is not JSON")?;
    let message: Value = serde_json::from_slice(response.content).map_err(|error| error.to_string())?;
    demand(message["jsonrpc"] == "2.0" && message["id"] == ID, "this is no response to the request")?;
    let result = message.get("result").ok_or("there is no result")?;
    demand(result["resultType"] == "complete", "resultType is not \"complete\"")?;
    match operation {
        Operation::Add => sum(result),
        Operation::EchoShort | Operation::EchoLong => echo(result, &operation.text().unwrap_or_default()),
        Operation::ListTools => list(result, tools),
        Operation::Discover => discover(result),
        Operation::Order => demand(result["content"][0]["text"] == "58.5", "the order was not priced"),
    }
}

fn sum(result: &Value) -> Result<(), String> {
    let sum = SUMMANDS.0 + SUMMANDS.1;
    demand(result["isError"] != true, "the tool failed")?;
    demand(result["structuredContent"]["sum"] == sum, "the structured content does not have the sum")?;
    let text = result["content"][0]["text"].as_str().unwrap_or_default();
    let said: Value = serde_json::from_str(text).unwrap_or_default();
    demand(said == sum || said["sum"] == sum, "the text does not have the sum")
}

fn echo(result: &Value, text: &str) -> Result<(), String> {
    demand(result["isError"] != true, "the tool failed")?;
    let blocks = result["content"].as_array().map_or(0, Vec::len);
    let block = &result["content"][0];
    demand(blocks == 1 && block["type"] == "text" && block["text"] == text, "the text did not come back as it went")
}

fn list(result: &Value, tools: &[ToolEntry]) -> Result<(), String> {
    let listed = result["tools"].as_array().ok_or("there are no tools")?;
    demand(listed.len() == tools.len(), "this is another number of tools")?;
    demand(result.get("nextCursor").is_none(), "the list has a second page")?;
    for tool in tools {
        let found = listed.iter().find(|found| found["name"] == tool.name.as_str());
        let found = found.ok_or_else(|| format!("{} is missing", tool.name))?;
        demand(found["description"] == tool.description.as_str(), "a description is another one")?;
        same_schema(&found["inputSchema"], tool.input_schema.get())
            .map_err(|reason| format!("{}: inputSchema: {reason}", tool.name))?;
        if let Some(schema) = &tool.output_schema {
            same_schema(&found["outputSchema"], schema.get())
                .map_err(|reason| format!("{}: outputSchema: {reason}", tool.name))?;
        }
    }
    Ok(())
}

fn same_schema(listed: &Value, registered: &str) -> Result<(), String> {
    let registered: Value = serde_json::from_str(registered).map_err(|error| error.to_string())?;
    demand(*listed == registered, "is not the schema of the file")
}

fn discover(result: &Value) -> Result<(), String> {
    let versions = result["supportedVersions"].as_array().ok_or("there are no supportedVersions")?;
    demand(versions.iter().any(|version| version == "2026-07-28"), "2026-07-28 is not supported")?;
    demand(result["capabilities"]["tools"].is_object(), "tools are not advertised")
}

fn demand(holds: bool, otherwise: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json";

    fn judged(operation: Operation, head: &str, content: &str) -> Result<(), String> {
        let tools = serde_json::from_str::<Vec<ToolEntry>>(
            r#"[{"name":"t","description":"d","inputSchema":{"type":"object"}}]"#,
        );
        judge(operation, &Response { head, content: content.as_bytes() }, &tools.expect("an array of tools"))
    }

    fn result(members: &str) -> String {
        format!(r#"{{"jsonrpc":"2.0","id":1,"result":{{"resultType":"complete",{members}}}}}"#)
    }

    #[track_caller]
    fn right_and_wrong(operation: Operation, right: &str, wrong: &[&str]) {
        assert_eq!(judged(operation, HEAD, &result(right)), Ok(()));
        assert!(
            judged(operation, "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json", &result(right)).is_err()
        );
        assert!(judged(operation, "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream", &result(right)).is_err());
        assert!(judged(operation, HEAD, &result(right).replace(r#""id":1"#, r#""id":2"#)).is_err());
        for wrong in wrong {
            assert!(judged(operation, HEAD, &result(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn sums_are_checked() {
        let text = r#""content":[{"type":"text","text":"42"}]"#;
        right_and_wrong(
            Operation::Add,
            &format!(r#"{text},"structuredContent":{{"sum":42}}"#),
            &[text, &format!(r#"{text},"structuredContent":{{"sum":41}}"#), r#""structuredContent":{"sum":42}"#],
        );
    }

    #[test]
    fn texts_are_checked() {
        let text = Value::from(Operation::EchoShort.text());
        let block = format!(r#"{{"type":"text","text":{text}}}"#);
        right_and_wrong(
            Operation::EchoShort,
            &format!(r#""content":[{block}]"#),
            &[
                &format!(r#""content":[{block},{block}]"#),
                r#""content":[]"#,
                r#""content":[{"type":"text","text":"x"}]"#,
            ],
        );
    }

    #[test]
    fn lists_are_checked() {
        let tool = |schema: &str| format!(r#""tools":[{{"name":"t","description":"d","inputSchema":{schema}}}]"#);
        let right = tool(r#"{"type":"object"}"#);
        let paged = format!(r#"{right},"nextCursor":"x""#);
        right_and_wrong(Operation::ListTools, &right, &[r#""tools":[]"#, &tool(r#"{"type":"string"}"#), &paged]);
    }

    #[test]
    fn discovery_is_checked() {
        right_and_wrong(
            Operation::Discover,
            r#""supportedVersions":["2026-07-28"],"capabilities":{"tools":{}}"#,
            &[
                r#""supportedVersions":["2025-11-25"],"capabilities":{"tools":{}}"#,
                r#""supportedVersions":["2026-07-28"],"capabilities":{}"#,
            ],
        );
    }
}
