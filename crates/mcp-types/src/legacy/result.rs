//! Results as clients of the legacy era expect them.

use std::borrow::Cow;

use crate::json::Raw;
use crate::jsonrpc::{begin_result, end_response, write_string};
use crate::meta::SERVER_INFO;
use crate::method::Method;
use crate::{JsonKind, RequestId};

/// Writes a result of 2026-07-28 as the response to a request of the legacy era: without what that era does not know.
///
/// That are the kind of the result, what is said about storing it, and the name of the server in `_meta`; of a tool's
/// result structured content that is no object, and of a listed tool an output schema that describes none.
///
/// # Examples
///
/// ```
/// use mcp_types::{Method, Raw, RequestId, legacy};
///
/// let result = Raw::parse(r#"{"resultType":"complete","tools":[],"ttlMs":0,"cacheScope":"public"}"#)?;
/// let mut buffer = Vec::new();
/// legacy::write_result(&mut buffer, &RequestId::from(1), Some(Method::ListTools), result);
/// assert_eq!(buffer, br#"{"jsonrpc":"2.0","id":1,"result":{"tools":[]}}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_result(buffer: &mut Vec<u8>, id: &RequestId, method: Option<Method>, result: Raw<'_>) {
    begin_result(buffer, id);
    write_object(buffer, result, |buffer, name, value| match name {
        "resultType" | "ttlMs" | "cacheScope" => Member::Dropped,
        "_meta" => write_meta(buffer, value),
        "structuredContent" if method == Some(Method::CallTool) && value.kind() != JsonKind::Object => Member::Dropped,
        "tools" if method == Some(Method::ListTools) => write_tools(buffer, value),
        _ => Member::Kept,
    });
    end_response(buffer);
}

/// What becomes of a member.
enum Member {
    Dropped,
    /// It stays as it is.
    Kept,
    /// It was written in another form.
    Written,
}

/// Writes the members of an object that are not dropped; `judge` is called with the name before it is written.
fn write_object(buffer: &mut Vec<u8>, object: Raw<'_>, mut judge: impl FnMut(&mut Vec<u8>, &str, Raw<'_>) -> Member) {
    let Some(members) = object.members() else {
        return buffer.extend_from_slice(object.text().as_bytes());
    };
    buffer.push(b'{');
    let first = buffer.len();
    for (name, value) in members {
        let start = buffer.len();
        begin_member(buffer, first, &name);
        match judge(buffer, &name, value) {
            Member::Dropped => buffer.truncate(start),
            Member::Kept => buffer.extend_from_slice(value.text().as_bytes()),
            Member::Written => {}
        }
    }
    buffer.push(b'}');
}

fn begin_member(buffer: &mut Vec<u8>, first: usize, name: &str) {
    if buffer.len() > first {
        buffer.push(b',');
    }
    write_string(buffer, name);
    buffer.push(b':');
}

/// Leaves out who answered, and with it metadata that said nothing else.
fn write_meta(buffer: &mut Vec<u8>, meta: Raw<'_>) -> Member {
    let is_else = |(name, _): (Cow<'_, str>, Raw<'_>)| name != SERVER_INFO;
    if !meta.members().is_some_and(|mut members| members.any(is_else)) {
        return Member::Dropped;
    }
    write_object(buffer, meta, |_, name, _| if name == SERVER_INFO { Member::Dropped } else { Member::Kept });
    Member::Written
}

fn write_tools(buffer: &mut Vec<u8>, tools: Raw<'_>) -> Member {
    let Some(elements) = tools.elements() else { return Member::Kept };
    buffer.push(b'[');
    for (index, tool) in elements.enumerate() {
        if index > 0 {
            buffer.push(b',');
        }
        write_object(buffer, tool, |_, name, value| match name {
            "outputSchema" if !describes_object(value) => Member::Dropped,
            _ => Member::Kept,
        });
    }
    buffer.push(b']');
    Member::Written
}

fn describes_object(schema: Raw<'_>) -> bool {
    schema.get("type").and_then(Raw::as_str).is_some_and(|kind| kind == "object")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(method: Option<Method>, result: &str) -> String {
        let mut buffer = Vec::new();
        write_result(&mut buffer, &RequestId::from(1), method, Raw::parse(result).expect("the table holds JSON"));
        let text = String::from_utf8(buffer).expect("JSON is text");
        let result = text.strip_prefix(r#"{"jsonrpc":"2.0","id":1,"result":"#).and_then(|text| text.strip_suffix('}'));
        result.expect("a response").to_owned()
    }

    #[test]
    fn what_the_legacy_era_does_not_know_is_left_out_and_all_else_stays() {
        let own = r#""io.modelcontextprotocol/serverInfo":{"name":"s","version":"1"}"#;
        let table = [
            (None, r#"{"resultType":"complete"}"#.to_owned(), "{}"),
            (None, format!(r#"{{"a":1,"_meta":{{{own}}}}}"#), r#"{"a":1}"#),
            (None, format!(r#"{{"_meta":{{{own},"x/y":"\u0041"}},"ttlMs":0}}"#), r#"{"_meta":{"x/y":"\u0041"}}"#),
            (None, r#"{"structuredContent":[1],"tools":1}"#.to_owned(), r#"{"structuredContent":[1],"tools":1}"#),
            (Some(Method::CallTool), r#"{"content":[],"structuredContent":[1]}"#.to_owned(), r#"{"content":[]}"#),
            (
                Some(Method::CallTool),
                r#"{"structuredContent":{"ttlMs":1}}"#.to_owned(),
                r#"{"structuredContent":{"ttlMs":1}}"#,
            ),
            (
                Some(Method::ListTools),
                r#"{"tools":[{"name":"a","outputSchema":{"type":"array"}},{"outputSchema":{"type":"object"}},7]}"#
                    .to_owned(),
                r#"{"tools":[{"name":"a"},{"outputSchema":{"type":"object"}},7]}"#,
            ),
        ];
        for (method, result, expected) in table {
            assert_eq!(written(method, &result), expected, "{result}");
        }
    }
}
