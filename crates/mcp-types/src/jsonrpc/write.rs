//! Messages written straight into a byte buffer, for those who answer many.

use std::io::Write as _;

use crate::error_code::ErrorCode;
use crate::id::RequestId;
use crate::json::Raw;
use crate::lex::plain_length;
use crate::meta::SUBSCRIPTION_ID;
use crate::method::Method;

/// Writes the head of a result response, up to where the result stands.
///
/// What follows is one JSON object and then [`end_response`].
///
/// # Examples
///
/// ```
/// use mcp_types::RequestId;
/// use mcp_types::jsonrpc::{begin_result, end_response};
///
/// let mut buffer = Vec::new();
/// begin_result(&mut buffer, &RequestId::from(7));
/// buffer.extend_from_slice(br#"{"resultType":"complete"}"#);
/// end_response(&mut buffer);
/// assert_eq!(buffer, br#"{"jsonrpc":"2.0","id":7,"result":{"resultType":"complete"}}"#);
/// ```
pub fn begin_result(buffer: &mut Vec<u8>, id: &RequestId) {
    // spec: JSON-007 A successful response has a result.
    buffer.extend_from_slice(br#"{"jsonrpc":"2.0","id":"#);
    buffer.extend_from_slice(id.as_json().as_bytes());
    buffer.extend_from_slice(br#","result":"#);
}

/// Writes the start of the `_meta` that follows other members of a result.
///
/// # Examples
///
/// ```
/// use mcp_types::jsonrpc::begin_meta;
///
/// let mut result = br#"{"resultType":"complete""#.to_vec();
/// begin_meta(&mut result);
/// result.extend_from_slice(b"{}}");
/// assert_eq!(result, br#"{"resultType":"complete","_meta":{}}"#);
/// ```
pub fn begin_meta(buffer: &mut Vec<u8>) {
    buffer.extend_from_slice(br#","_meta":"#);
}

/// Writes the end of a response that [`begin_result`] began.
pub fn end_response(buffer: &mut Vec<u8>) {
    buffer.push(b'}');
}

/// Writes a result response.
pub fn write_result(buffer: &mut Vec<u8>, id: &RequestId, result: Raw<'_>) {
    begin_result(buffer, id);
    buffer.extend_from_slice(result.text().as_bytes());
    end_response(buffer);
}

/// Writes an error response.
///
/// Without an id it answers bytes whose id could not be read. `message` is one short sentence.
///
/// # Examples
///
/// ```
/// use mcp_types::ErrorCode;
/// use mcp_types::jsonrpc::write_error;
///
/// let mut buffer = Vec::new();
/// write_error(&mut buffer, None, ErrorCode::PARSE_ERROR, "not JSON at byte 0: expected a value", None);
/// assert_eq!(
///     buffer,
///     br#"{"jsonrpc":"2.0","error":{"code":-32700,"message":"not JSON at byte 0: expected a value"}}"#
/// );
/// ```
pub fn write_error(
    buffer: &mut Vec<u8>,
    id: Option<&RequestId>,
    code: ErrorCode,
    message: &str,
    data: Option<Raw<'_>>,
) {
    buffer.extend_from_slice(br#"{"jsonrpc":"2.0""#);
    // spec: JSON-013 The id is left out only where it could not be read.
    if let Some(id) = id {
        buffer.extend_from_slice(br#","id":"#);
        buffer.extend_from_slice(id.as_json().as_bytes());
    }
    // spec: JSON-014 An error has a code and a message; spec: JSON-015 the code is an integer.
    buffer.extend_from_slice(br#","error":{"code":"#);
    write_integer(buffer, code.value());
    buffer.extend_from_slice(br#","message":"#);
    write_string(buffer, message);
    // spec: JSON-016 The data are any JSON value.
    if let Some(data) = data {
        buffer.extend_from_slice(br#","data":"#);
        buffer.extend_from_slice(data.text().as_bytes());
    }
    buffer.extend_from_slice(b"}}");
}

/// Writes a request; `params` is an object.
pub fn write_request(buffer: &mut Vec<u8>, id: &RequestId, method: &str, params: Option<Raw<'_>>) {
    // spec: JSON-003 A request has an id, which its type makes a string or an integer.
    buffer.extend_from_slice(br#"{"jsonrpc":"2.0","id":"#);
    buffer.extend_from_slice(id.as_json().as_bytes());
    write_method(buffer, method, params);
}

/// Writes a notification; `params` is an object.
pub fn write_notification(buffer: &mut Vec<u8>, method: &str, params: Option<Raw<'_>>) {
    // spec: JSON-018 A notification has no id.
    buffer.extend_from_slice(br#"{"jsonrpc":"2.0""#);
    write_method(buffer, method, params);
}

/// Writes a notification of the subscription that the request `id` opened; of a resource, where `uri` names one.
///
/// # Examples
///
/// ```
/// use mcp_types::{Method, RequestId};
/// use mcp_types::jsonrpc::write_subscribed;
///
/// let mut buffer = Vec::new();
/// write_subscribed(&mut buffer, &RequestId::from(1), Method::ResourceUpdated, Some("file:///a"));
/// let expected = br#"{"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"file:///a"}}"#;
/// assert_eq!(buffer, expected);
/// ```
pub fn write_subscribed(buffer: &mut Vec<u8>, id: &RequestId, method: Method, uri: Option<&str>) {
    buffer.extend_from_slice(br#"{"jsonrpc":"2.0","method":"#);
    write_string(buffer, method.as_str());
    // spec: SUBS-008 Every message of a subscription names it,
    buffer.extend_from_slice(br#","params":{"_meta":{"#);
    write_string(buffer, SUBSCRIPTION_ID);
    buffer.push(b':');
    // spec: SUBS-009 by the id of the request that opened it, as it was written.
    buffer.extend_from_slice(id.as_json().as_bytes());
    buffer.push(b'}');
    if let Some(uri) = uri {
        buffer.extend_from_slice(br#","uri":"#);
        write_string(buffer, uri);
    }
    buffer.extend_from_slice(b"}}");
}

fn write_method(buffer: &mut Vec<u8>, method: &str, params: Option<Raw<'_>>) {
    buffer.extend_from_slice(br#","method":"#);
    write_string(buffer, method);
    if let Some(params) = params {
        buffer.extend_from_slice(br#","params":"#);
        buffer.extend_from_slice(params.text().as_bytes());
    }
    buffer.push(b'}');
}

fn write_integer(buffer: &mut Vec<u8>, number: i64) {
    write!(buffer, "{number}").expect("writing to a vector does not fail");
}

/// Writes `text` as a JSON string, quotes included.
///
/// Only what JSON demands is escaped: quotes, backslashes and control characters.
///
/// # Examples
///
/// ```
/// use mcp_types::jsonrpc::write_string;
///
/// let mut buffer = Vec::new();
/// write_string(&mut buffer, "a \"b\"\n");
/// assert_eq!(buffer, br#""a \"b\"\n""#);
/// ```
pub fn write_string(buffer: &mut Vec<u8>, text: &str) {
    let mut rest = text.as_bytes();
    buffer.reserve(rest.len() + 2);
    buffer.push(b'"');
    loop {
        let (plain, special) = rest.split_at(plain_length(rest));
        buffer.extend_from_slice(plain);
        let Some((byte, after)) = special.split_first() else { break };
        write_escape(buffer, *byte);
        rest = after;
    }
    buffer.push(b'"');
}

fn write_escape(buffer: &mut Vec<u8>, byte: u8) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let short = match byte {
        b'"' | b'\\' => byte,
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        0x08 => b'b',
        0x0c => b'f',
        _ => {
            let [high, low] = [byte >> 4, byte & 0xf].map(|digit| HEX[usize::from(digit)]);
            return buffer.extend_from_slice(&[b'\\', b'u', b'0', b'0', high, low]);
        }
    };
    buffer.extend_from_slice(&[b'\\', short]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{MessageKind, ScanLimits, scan};
    use super::*;

    fn raw(text: &str) -> Raw<'_> {
        Raw::parse(text).expect("the tests hand in JSON")
    }

    #[test]
    fn a_result_repeats_the_id_byte_for_byte() {
        // spec: JSON-007 spec: JSON-017
        for id in ["1", "-0", "\"a\"", r#""\u0061""#, "123456789012345678901234567890"] {
            let mut buffer = Vec::new();
            write_result(&mut buffer, &RequestId::parse(id).expect("an id"), raw("{}"));
            assert_eq!(String::from_utf8(buffer), Ok(format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{{}}}}"#)));
        }
    }

    #[test]
    fn an_error_holds_what_it_is_given() {
        // spec: JSON-013 spec: JSON-014 spec: JSON-015 spec: JSON-016
        for (id, data, expected) in [
            (None, None, r#"{"jsonrpc":"2.0","error":{"code":-32602,"message":"a \"b\""}}"#),
            (Some("7"), None, r#"{"jsonrpc":"2.0","id":7,"error":{"code":-32602,"message":"a \"b\""}}"#),
            (
                Some("\"x\""),
                Some("[null]"),
                r#"{"jsonrpc":"2.0","id":"x","error":{"code":-32602,"message":"a \"b\"","data":[null]}}"#,
            ),
        ] {
            let id = id.map(|id| RequestId::parse(id).expect("an id"));
            let mut buffer = Vec::new();
            write_error(&mut buffer, id.as_ref(), ErrorCode::INVALID_PARAMS, "a \"b\"", data.map(raw));
            assert_eq!(String::from_utf8(buffer).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn what_is_written_is_scanned_as_what_it_was() {
        // spec: JSON-002 spec: JSON-003 spec: JSON-018
        let id = RequestId::from(1);
        let mut request = Vec::new();
        write_request(&mut request, &id, "tools/list", Some(raw(r#"{"cursor":"c"}"#)));
        let mut notification = Vec::new();
        write_notification(&mut notification, "notifications/cancelled", None);
        for (bytes, kind, method, expected) in [
            (&request, MessageKind::Request, "tools/list", Some(&id)),
            (&notification, MessageKind::Notification, "notifications/cancelled", None),
        ] {
            let message = scan(bytes, &ScanLimits::default()).expect("one message");
            assert_eq!((message.kind(), message.method(), message.id()), (kind, method, expected));
        }
    }

    proptest! {
        #[test]
        fn strings_are_written_as_serde_json_writes_them(text in any::<String>(), tail in "[\\x00-\\x22\\\\a]{0,90}") {
            let text = text + &tail;
            let mut buffer = Vec::new();
            write_string(&mut buffer, &text);
            prop_assert_eq!(buffer, serde_json::to_vec(&text).expect("strings serialize"));
        }
    }
}
