//! Fields against arguments.

use http::request::Parts;
use http::{HeaderValue, Request};
use mcp_types::Json;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::head::{HeadVerdict, admit_head};
use crate::policy::HeadPolicy;

fn fields() -> ParameterFields {
    let schema = json!({ "type": "object", "properties": {
        "text": { "type": "string", "x-mcp-header": "Text" },
        "count": { "type": "integer", "x-mcp-header": "Count" },
        "flag": { "type": "boolean", "x-mcp-header": "Flag" },
        "deep": { "properties": {
            "inner": { "properties": { "text": { "type": "string", "x-mcp-header": "Inner-Text" } } },
            "text": { "type": "string", "x-mcp-header": "Deep-Text" },
        } },
    } });
    ParameterFields::new(&HeaderPlan::of(&Json::from(schema)).unwrap())
}

fn parts(sent: &[(&str, &[u8])]) -> Parts {
    let mut parts = Request::post("/mcp").body(()).unwrap().into_parts().0;
    parts.headers.insert("host", HeaderValue::from_static("localhost"));
    parts.headers.insert("content-type", HeaderValue::from_static("application/json"));
    for (name, value) in sent {
        let name = HeaderName::from_bytes(format!("Mcp-Param-{name}").as_bytes()).unwrap();
        parts.headers.append(name, HeaderValue::from_bytes(value).unwrap());
    }
    parts
}

/// Judges a call, and says how it is refused.
fn judge(sent: &[(&str, &[u8])], arguments: Option<&str>) -> Result<(), String> {
    let (policy, parts) = (HeadPolicy::local(), parts(sent));
    let Ok(HeadVerdict::Proceed(head)) = admit_head(&policy, &parts) else { panic!("the head is refused") };
    let arguments = arguments.map(|text| Raw::parse(text).unwrap());
    admit_parameters(&head, &fields(), arguments).map_err(|rejection| {
        assert_eq!((rejection.row().number, rejection.status().as_u16(), rejection.code().value()), (16, 400, -32020));
        rejection.to_string().strip_prefix("header mismatch: ").unwrap().to_owned()
    })
}

#[track_caller]
fn admitted(sent: &[(&str, &[u8])], arguments: &str) {
    assert_eq!(judge(sent, Some(arguments)), Ok(()), "{sent:?} {arguments}");
}

#[track_caller]
fn refused(sent: &[(&str, &[u8])], arguments: &str, expected: &str) {
    assert_eq!(judge(sent, Some(arguments)), Err(expected.to_owned()), "{sent:?} {arguments}");
}

const MISSING: &str = "Mcp-Param-Text is missing, which repeats params.arguments.text";
const EXTRA: &str = "Mcp-Param-Text has nothing to repeat: the body has no value at params.arguments.text";
const DIFFERS: &str = "Mcp-Param-Text differs from params.arguments.text";
const COUNT_DIFFERS: &str = "Mcp-Param-Count differs from params.arguments.count";

#[test]
fn a_value_and_its_field_come_together_or_not_at_all() {
    // spec: HTTP-063, HTTP-064, HTTP-066
    admitted(&[("Text", b"us-west1")], r#"{"text": "us-west1", "other": 1}"#);
    admitted(&[], r#"{"text": null}"#);
    admitted(&[], "{}");
    assert_eq!(judge(&[], None), Ok(()));
    refused(&[], r#"{"text": "us-west1"}"#, MISSING);
    refused(&[], r#"{"text": ""}"#, MISSING);
    refused(&[], r#"{"text": {}}"#, MISSING);
    refused(&[("Text", b"x")], "{}", EXTRA);
    refused(&[("Text", b"null")], r#"{"text": null}"#, EXTRA);
    refused(&[("Text", b"")], r#"{"text": null}"#, EXTRA);
    assert_eq!(judge(&[("Text", b"x")], None), Err(EXTRA.to_owned()));
}

#[test]
fn strings_agree_letter_by_letter() {
    // spec: HTTP-061, HTTP-063
    for (sent, argument) in [
        (b"Hello".as_slice(), r#""Hello""#),
        (b"", r#""""#),
        (b"  Hello\t", r#""Hello""#),
        (b"=?base64?SGVsbG8=?=", r#""Hello""#),
        (b"=?base64?SGVsbG8=?=", r#""H\u0065llo""#),
        (b"=?base64??=", r#""""#),
        (b"=?base64?SGVsbG8sIOS4lueVjA==?=", r#""Hello, 世界""#),
        (b"=?base64?IHBhZGRlZCA=?=", r#"" padded ""#),
        (b"=?base64?bGluZTEKbGluZTI=?=", r#""line1\nline2""#),
        (b"SGVsbG8=", r#""SGVsbG8=""#),
        (b"=?base64?SGVsbG8=", r#""=?base64?SGVsbG8=""#),
        (b"42", r#""42""#),
    ] {
        admitted(&[("Text", sent)], &format!(r#"{{"text": {argument}}}"#));
    }
    for (sent, argument) in [
        (b"hello".as_slice(), r#""Hello""#),
        (b"", r#""Hello""#),
        (b"Hello", r#""""#),
        (b"Hello", r#"" Hello""#),
        (b"SGVsbG8=", r#""Hello""#),
        (b"42.0", r#""42""#),
        (b"=?base64?SGVsbG8=?=", r#""=?base64?SGVsbG8=?=""#),
        (b"[]", "[]"),
        (b"{}", "{}"),
    ] {
        refused(&[("Text", sent)], &format!(r#"{{"text": {argument}}}"#), DIFFERS);
    }
}

#[test]
fn values_that_stand_for_no_text_are_refused_as_such() {
    // spec: HTTP-062
    for arguments in [r#"{"text": "Hello"}"#, r#"{"count": 1}"#, "{}"] {
        let arguments = &arguments.replace("count", "text");
        refused(&[("Text", b"=?base64?SGVsbG8?=")], arguments, "Mcp-Param-Text is malformed: its Base64 is malformed");
        refused(
            &[("Text", b"=?base64?SGVs!!!bG8=?=")],
            arguments,
            "Mcp-Param-Text is malformed: its Base64 is malformed",
        );
        let expected = "Mcp-Param-Text is malformed: its Base64 does not stand for UTF-8 text";
        refused(&[("Text", b"=?base64?/w==?=")], arguments, expected);
        let expected = "Mcp-Param-Text is malformed: it has characters outside printable ASCII";
        refused(&[("Text", b"Hell\xf6")], arguments, expected);
    }
}

#[test]
fn fields_that_stand_twice_are_refused_even_if_equal() {
    // spec: HTTP-063
    for arguments in [r#"{"text": "a"}"#, "{}"] {
        refused(&[("Text", b"a"), ("TEXT", b"a")], arguments, "Mcp-Param-Text stands more than once");
    }
    admitted(&[("Unknown", b"a"), ("Unknown", b"\xff")], "{}");
}

#[test]
fn integers_agree_as_numbers() {
    // spec: HTTP-067
    for (sent, argument) in [
        (b"42".as_slice(), "42"),
        (b"42.0", "42"),
        (b"42", "42.0"),
        (b"4.2e1", "42"),
        (b"-7", "-7"),
        (b"0", "-0"),
        (b"=?base64?NDI=?=", "42"),
        (b"9007199254740991", "9007199254740991"),
        (b"-9007199254740991", "-9007199254740991"),
        // Not an integer, which the schema is there to say.
        (b"1.5", "1.5"),
    ] {
        admitted(&[("Count", sent)], &format!(r#"{{"count": {argument}}}"#));
    }
    for (sent, argument) in [
        (b"43".as_slice(), "42"),
        (b"-42", "42"),
        (b"+42", "42"),
        (b"042", "42"),
        (b"0x2a", "42"),
        (b"4 2", "42"),
        (b"", "0"),
        (b"true", "1"),
        (b"=?base64?IDQy?=", "42"),
        (b"9007199254740992", "9007199254740991"),
        (b"42", r#""forty-two""#),
    ] {
        refused(&[("Count", sent)], &format!(r#"{{"count": {argument}}}"#), COUNT_DIFFERS);
    }
}

#[test]
fn integers_beyond_what_floats_tell_apart_are_refused() {
    // spec: HTTP-050
    for number in ["9007199254740992", "-9007199254740992", "9007199254740993", "1e300", "1e400"] {
        refused(
            &[("Count", number.as_bytes())],
            &format!(r#"{{"count": {number}}}"#),
            "Mcp-Param-Count repeats an integer beyond 2^53 - 1, which peers read differently: params.arguments.count",
        );
        assert!(
            fields()
                .write(Some(Raw::parse(&format!(r#"{{"count": {number}}}"#)).unwrap()), &mut HeaderMap::new())
                .is_err()
        );
    }
    // Text is text, however much it looks like a number.
    admitted(&[("Text", b"9007199254740993")], r#"{"text": "9007199254740993"}"#);
}

#[test]
fn booleans_are_in_small_letters() {
    // spec: HTTP-063
    admitted(&[("Flag", b"true")], r#"{"flag": true}"#);
    admitted(&[("Flag", b"false")], r#"{"flag": false}"#);
    for sent in [b"True".as_slice(), b"TRUE", b"1", b"false", b""] {
        refused(&[("Flag", sent)], r#"{"flag": true}"#, "Mcp-Param-Flag differs from params.arguments.flag");
    }
}

#[test]
fn values_stand_exactly_where_the_mark_says() {
    // spec: HTTP-053, HTTP-063
    admitted(&[("Deep-Text", b"a"), ("Inner-Text", b"b")], r#"{"deep": {"inner": {"text": "b"}, "text": "a"}}"#);
    admitted(&[("Text", b"a")], r#"{"inner": {"text": "b"}, "text": "a"}"#);
    for elsewhere in [r#"{"deep": [{"text": "a"}]}"#, r#"{"deep": "text"}"#, r#"{"deep.text": "a"}"#, "[]", r#""text""#]
    {
        admitted(&[], elsewhere);
        let expected = "Mcp-Param-Deep-Text has nothing to repeat: the body has no value at params.arguments.deep.text";
        refused(&[("Deep-Text", b"a")], elsewhere, expected);
    }
    refused(
        &[("Deep-Text", b"b"), ("Inner-Text", b"a")],
        r#"{"deep": {"inner": {"text": "a"}, "text": "a"}}"#,
        "Mcp-Param-Deep-Text differs from params.arguments.deep.text",
    );
}

#[test]
fn arguments_become_fields() {
    // spec: HTTP-053, HTTP-057, HTTP-065
    let write = |arguments: Option<&str>| {
        let mut headers = HeaderMap::new();
        headers.insert("mcp-param-text", HeaderValue::from_static("stale"));
        let result = fields().write(arguments.map(|text| Raw::parse(text).unwrap()), &mut headers);
        let mut shown: Vec<_> =
            headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
        shown.sort();
        result.map(|()| shown).map_err(|error| error.field().to_owned())
    };
    assert_eq!(write(None), Ok(vec![]));
    assert_eq!(write(Some(r#"{"text": null, "deep": 5}"#)), Ok(vec![]));
    assert_eq!(
        write(Some(r#"{"text": "", "count": 4.2e1, "flag": true, "deep": {"text": " a"}}"#)),
        Ok(["count: 42", "deep-text: =?base64?IGE=?=", "flag: true", "text: "]
            .map(|line| format!("mcp-param-{line}"))
            .into())
    );
    assert_eq!(write(Some(r#"{"count": 1.5}"#)), Err("Mcp-Param-Count".to_owned()));
    assert_eq!(write(Some(r#"{"text": []}"#)), Err("Mcp-Param-Text".to_owned()));
}

#[test]
fn parameter_errors_are_small() {
    assert!(size_of::<ParameterValueError>() <= 32);
}

/// Text, numbers, booleans and more as JSON.
fn arguments() -> impl Strategy<Value = serde_json::Value> {
    let value = prop_oneof![
        any::<String>().prop_map(serde_json::Value::from),
        (-9_007_199_254_740_991_i64..=9_007_199_254_740_991).prop_map(serde_json::Value::from),
        any::<bool>().prop_map(serde_json::Value::from),
        Just(serde_json::Value::Null),
    ];
    let members =
        proptest::collection::btree_map(proptest::sample::select(vec!["text", "count", "flag", "x"]), value, 0..4);
    (members.clone(), members.clone(), members).prop_map(|(mut outer, mut deep, inner)| {
        deep.insert("inner", json!(inner));
        outer.insert("deep", json!(deep));
        json!(outer)
    })
}

proptest! {
    #[test]
    fn what_is_written_is_admitted_and_nothing_else(arguments in arguments(), others in arguments()) {
        // spec: HTTP-053, HTTP-057, HTTP-063, HTTP-065
        let (json, other) = (Json::from(&arguments), Json::from(&others));
        let mut parts = parts(&[]);
        fields().write(Some(json.as_raw()), &mut parts.headers).unwrap();
        let policy = HeadPolicy::local();
        let Ok(HeadVerdict::Proceed(head)) = admit_head(&policy, &parts) else { panic!("the head is refused") };
        prop_assert_eq!(admit_parameters(&head, &fields(), Some(json.as_raw())), Ok(()));
        let mirrored = |arguments: &serde_json::Value| {
            let at = |pointer| arguments.pointer(pointer).filter(|value| !value.is_null()).map(|value| match value {
                serde_json::Value::String(text) => text.clone(),
                other => other.to_string(),
            });
            ["/text", "/count", "/flag", "/deep/text", "/deep/inner/text"].map(at)
        };
        if mirrored(&arguments) != mirrored(&others) {
            prop_assert!(admit_parameters(&head, &fields(), Some(other.as_raw())).is_err());
        }
    }

    #[test]
    fn no_field_makes_anything_panic(value in proptest::collection::vec(any::<u8>(), 0..24), arguments in arguments()) {
        if HeaderValue::from_bytes(&value).is_ok() {
            let _ = judge(&[("Text", &value), ("Count", &value), ("Deep-Text", &value)], Some(&arguments.to_string()));
        }
    }
}
