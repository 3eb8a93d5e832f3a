//! From the bytes of `arguments` to the type that a handler takes.

use std::fmt::Write;

use mcp_types::{JsonKind, Raw};
use serde::de::DeserializeOwned;

use crate::ToolError;
use crate::echo::shortened;
use crate::limits;

/// Decodes the arguments of a call straight from the scanned text.
///
/// The error is a failure of the tool, told by member, so that a model can mend its call.
pub(crate) fn decode<A: DeserializeOwned>(arguments: Raw<'_>) -> Result<A, ToolError> {
    // spec: TOOLS-026 arguments reach a handler only as a value of the type that it declared.
    arguments.deserialize().map_err(|error| ToolError::new(reason("invalid arguments", &error, arguments)))
}

/// Why arguments do not decode, and where; `subject` says what does not.
pub(crate) fn reason(subject: &str, error: &serde_json::Error, arguments: Raw<'_>) -> String {
    let text = error.to_string();
    // Why: serde_json ends its message with a position in the request's text, which a model cannot use.
    let fact = text.rsplit_once(" at line ").map_or(text.as_str(), |(fact, _)| fact);
    let mut message = format!("{subject}: ");
    let place = pointer(arguments, error);
    if !place.is_empty() {
        message.push_str(&place);
        message.push_str(": ");
    }
    // Why: serde repeats the received value in full; only its beginning goes back.
    match fact.rsplit_once(", expected ") {
        Some((received, expected)) => {
            message.push_str(&shortened(received));
            message.push_str(", expected ");
            message.push_str(&shortened(expected));
        }
        None => message.push_str(&shortened(fact)),
    }
    message
}

/// The JSON Pointer of the innermost value at which `error` happened.
fn pointer(arguments: Raw<'_>, error: &serde_json::Error) -> String {
    let root = arguments.text();
    let Some(offset) = offset(root, error) else {
        return String::new();
    };
    let start = |value: &Raw<'_>| value.text().as_ptr() as usize - root.as_ptr() as usize;
    // Invariant: between two values stands at least one other character, so at most one of them is touched.
    let encloses = |value: &Raw<'_>| (start(value)..=start(value) + value.text().len()).contains(&offset);
    // Why: an error at the start of a long list is found without a look at the rest of it.
    let begins_before = |value: &Raw<'_>| start(value) <= offset;
    let mut pointer = String::new();
    let mut place = arguments;
    loop {
        let next = match place.kind() {
            JsonKind::Object => place.members().and_then(|members| {
                let mut members = members.take_while(|(_, value)| begins_before(value));
                members.find(|(_, value)| encloses(value)).map(|(name, value)| (escaped(&name), value))
            }),
            JsonKind::Array => place.elements().and_then(|elements| {
                let mut elements = elements.take_while(begins_before).enumerate();
                elements.find(|(_, value)| encloses(value)).map(|(index, value)| (index.to_string(), value))
            }),
            _ => None,
        };
        match next {
            Some((token, value)) if pointer.len() + token.len() < limits::MAX_POINTER_BYTES => {
                write!(pointer, "/{token}").expect("writing to a string does not fail");
                place = value;
            }
            _ => return pointer,
        }
    }
}

/// A member's name as a token of a JSON Pointer (RFC 6901).
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The place of `error` in bytes; serde_json counts lines from one and the bytes read of the last line.
fn offset(text: &str, error: &serde_json::Error) -> Option<usize> {
    let before = error.line().checked_sub(1)?;
    let start: usize = text.split_inclusive('\n').take(before).map(str::len).sum();
    Some(start + error.column())
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Leg {
        miles: i64,
        next: Option<Box<Leg>>,
        stops: Option<Vec<u8>>,
    }

    fn failure(text: &str) -> String {
        let raw = Raw::parse(text).expect("the table holds JSON");
        decode::<Leg>(raw).expect_err("the table holds arguments that do not decode").to_string()
    }

    // spec: TOOLS-024 TOOLS-026
    #[test]
    fn failures_name_the_member() {
        for (text, expected) in [
            (r#"{"miles":"x"}"#, r#"/miles: invalid type: string "x", expected i64"#),
            (r#"{"miles":1.5 , "b":2}"#, "/miles: invalid type: floating point `1.5`, expected i64"),
            (r#"{"next":null}"#, "missing field `miles`"),
            (r#"{"miles":1,"next":{"next":null}}"#, "/next: missing field `miles`"),
            (r#"{"miles":1,"next":{"miles":true}}"#, "/next/miles: invalid type: boolean `true`, expected i64"),
            ("{\"miles\":1,\n \"stops\":[1,\n300,3]}", "/stops/1: invalid value: integer `300`, expected u8"),
            (r#"{"miles":{"a":[1]}}"#, "/miles: invalid type: map, expected i64"),
            (r#"{"miles":null}"#, "/miles: invalid type: null, expected i64"),
        ] {
            assert_eq!(failure(text), format!("invalid arguments: {expected}"), "{text}");
        }
    }

    #[test]
    fn members_are_escaped_as_in_a_pointer() {
        #[derive(Debug, Deserialize)]
        struct Odd {
            #[serde(rename = "a/b~c")]
            _odd: bool,
        }
        let raw = Raw::parse(r#"{"a/b~c":1}"#).expect("JSON");
        let message = decode::<Odd>(raw).expect_err("a number is no boolean").to_string();
        assert!(message.contains("/a~1b~0c: "), "{message}");
    }

    #[test]
    fn received_values_are_cut_not_the_expectation() {
        let message = failure(&format!(r#"{{"miles":"{}"}}"#, "é".repeat(10_000)));
        assert!(message.len() < 2 * limits::MAX_ECHO_BYTES, "{message}");
        assert!(message.ends_with(", expected i64"), "{message}");
    }
}
