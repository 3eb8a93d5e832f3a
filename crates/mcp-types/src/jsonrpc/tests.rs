//! Tables of what the scanner takes and what it refuses.

use super::{Message, MessageKind, ScanError, ScanErrorKind, ScanLimits, scan};
use crate::error_code::ErrorCode;
use crate::{limits, meta};

fn read(text: &str) -> Result<Message<'_>, ScanError> {
    scan(text.as_bytes(), &ScanLimits::default())
}

fn refusal(bytes: &[u8]) -> (i64, String, Option<String>) {
    match scan(bytes, &ScanLimits::default()) {
        Ok(message) => (0, format!("accepted: {message:?}"), None),
        Err(error) => (error.code().value(), error.to_string(), error.id().map(|id| id.as_json().to_owned())),
    }
}

/// Expects each text to be refused with a code, a message and an id.
fn check_refused(table: &[(&str, i64, &str, Option<&str>)]) {
    for (text, code, message, id) in table {
        assert_eq!(refusal(text.as_bytes()), (*code, (*message).to_owned(), id.map(str::to_owned)), "{text}");
    }
}

#[test]
fn the_three_kinds_of_message_are_told_apart() {
    // spec: JSON-001 spec: JSON-002 spec: TRANS-003
    for (text, kind, id, method) in [
        (r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#, MessageKind::Request, Some("1"), "tools/list"),
        (r#"{"jsonrpc":"2.0","id":"","method":"x/\u0079"}"#, MessageKind::Request, Some("\"\""), "x/y"),
        (r#"{"jsonrpc":"2.0","id":1,"method":""}"#, MessageKind::Request, Some("1"), ""),
        (
            r#"{"id":1,"extra":null,"method":"m","params":{},"jsonrpc":"\u0032.0"}"#,
            MessageKind::Request,
            Some("1"),
            "m",
        ),
        (r#"{"\u0069d":1,"\u006asonrpc":"2.0","\u006dethod":"m"}"#, MessageKind::Request, Some("1"), "m"),
        (
            r#"{"jsonrpc":"2.0","method":"notifications/cancelled"}"#,
            MessageKind::Notification,
            None,
            "notifications/cancelled",
        ),
        (r#" { "jsonrpc" : "2.0" , "method" : "m" } "#, MessageKind::Notification, None, "m"),
        (r#"{"jsonrpc":"2.0","id":1,"result":{}}"#, MessageKind::Response, Some("1"), ""),
        (r#"{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":""}}"#, MessageKind::Response, Some("1"), ""),
        (r#"{"jsonrpc":"2.0","error":{"code":1,"message":""}}"#, MessageKind::Response, None, ""),
        (r#"{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":""}}"#, MessageKind::Response, None, ""),
    ] {
        let message = read(text).expect(text);
        assert_eq!((message.kind(), message.method()), (kind, method), "{text}");
        assert_eq!(message.id().map(|id| id.as_json()), id, "{text}");
        assert_eq!(message.text(), text);
    }
}

#[test]
fn members_are_found_where_they_stand() {
    // spec: TRANS-003
    let text = r#"{"jsonrpc":"2.0","id":1,"method":"m","params":{"name":"a", "arguments":{"name":[{"_meta":{"k":0}}]},
        "_meta" : {"k": 1 ,"o":{"_meta":2},"\u006c":[3]} , "l\u0061st":-1.5e3 }}"#;
    let message = read(text).expect("a request");
    let params = message.params();
    let text_of = |raw: Option<crate::json::Raw<'_>>| raw.map(|raw| raw.text().to_owned());
    assert_eq!(text_of(params.get("name")).as_deref(), Some("\"a\""));
    assert_eq!(text_of(params.get("arguments")).as_deref(), Some(r#"{"name":[{"_meta":{"k":0}}]}"#));
    assert_eq!(text_of(params.get("last")).as_deref(), Some("-1.5e3"));
    assert_eq!(text_of(params.get("k")), None);
    assert_eq!(text_of(params.meta_raw()).as_deref(), Some(r#"{"k": 1 ,"o":{"_meta":2},"\u006c":[3]}"#));
    assert_eq!(text_of(params.meta("k")).as_deref(), Some("1"));
    assert_eq!(text_of(params.meta("o")).as_deref(), Some(r#"{"_meta":2}"#));
    assert_eq!(text_of(params.meta("l")).as_deref(), Some("[3]"));
    assert_eq!(text_of(params.meta("name")), None);
    let names: Vec<_> = params.iter().map(|(name, _)| name.into_owned()).collect();
    assert_eq!(names, ["name", "arguments", "_meta", "last"]);
    assert!(text_of(params.raw()).is_some_and(|raw| raw.starts_with("{\"name\"") && raw.ends_with("e3 }")));
}

#[test]
fn what_is_absent_is_absent() {
    let message = read(r#"{"jsonrpc":"2.0","id":1,"method":"m"}"#).expect("a request");
    assert!(message.params().raw().is_none() && message.params().get("a").is_none());
    assert!(message.params().meta_raw().is_none() && message.params().meta("a").is_none());
    assert!(message.result().is_none() && message.error().is_none());
    let message = read(r#"{"jsonrpc":"2.0","id":1,"method":"m","params":{"_meta":[{"a":1}]}}"#).expect("a request");
    assert_eq!(message.params().meta_raw().map(|raw| raw.text().to_owned()).as_deref(), Some(r#"[{"a":1}]"#));
    assert!(message.params().meta("a").is_none());
    let message = read(r#"{"jsonrpc":"2.0","id":1,"result":{"_meta":{"a":1}}}"#).expect("a response");
    assert_eq!(message.result().map(|raw| raw.text().to_owned()).as_deref(), Some(r#"{"_meta":{"a":1}}"#));
    assert!(message.params().meta("a").is_none());
}

#[test]
fn values_under_reserved_keys_are_handed_out_whatever_they_are() {
    // spec: META-001
    for value in ["null", "7", "\"\"", "[]", r#"{"a":{}}"#] {
        for key in [meta::PROTOCOL_VERSION, meta::CLIENT_INFO, meta::PROGRESS_TOKEN, meta::TRACEPARENT, "io.mcp/other"]
        {
            let text = format!(r#"{{"jsonrpc":"2.0","method":"m","params":{{"_meta":{{"{key}":{value}}}}}}}"#);
            let message = read(&text).expect(&text);
            assert_eq!(message.params().meta(key).map(|raw| raw.text().to_owned()).as_deref(), Some(value), "{key}");
        }
    }
}

#[test]
fn a_message_shows_nothing_of_what_it_carries() {
    let message =
        read(r#"{"jsonrpc":"2.0","id":"s3cr3t","method":"s3cr3t","params":{"s3cr3t":1}}"#).expect("a request");
    let shown = format!("{message:?} {:?}", message.params());
    assert!(shown.contains("Request") && !shown.contains("s3cr3t"), "{shown}");
}

#[test]
fn bytes_that_are_not_json_are_a_parse_error() {
    // spec: ERR-001 spec: JSON-013
    check_refused(&[
        ("", -32700, "not JSON at byte 0: expected a value", None),
        (" \n", -32700, "not JSON at byte 2: expected a value", None),
        ("{", -32700, "not JSON at byte 1: expected a string", None),
        ("[", -32700, "not JSON at byte 1: expected a value", None),
        ("nul", -32700, "not JSON at byte 0: expected a value", None),
        ("'a'", -32700, "not JSON at byte 0: expected a value", None),
        ("[1,]", -32700, "not JSON at byte 3: expected a value", None),
        ("[1 2]", -32700, "not JSON at byte 3: expected a comma or the end of the array", None),
        ("[01]", -32700, "not JSON at byte 2: expected a comma or the end of the array", None),
        ("[1}", -32700, "not JSON at byte 2: expected a comma or the end of the array", None),
        ("{} {}", -32700, "not JSON at byte 3: expected the end of the text", None),
        ("1 2", -32700, "not JSON at byte 2: expected the end of the text", None),
        (r#"{"a":1,}"#, -32700, "not JSON at byte 7: expected a string", None),
        (r#"{"a" 1}"#, -32700, "not JSON at byte 5: expected a colon", None),
        (r#"{"a":1]"#, -32700, "not JSON at byte 6: expected a comma or the end of the object", None),
        (r#"{"a":[1}"#, -32700, "not JSON at byte 7: expected a comma or the end of the array", None),
        ("{a:1}", -32700, "not JSON at byte 1: expected a string", None),
        ("\u{feff}{}", -32700, "not JSON at byte 0: expected a value", None),
        ("[\"\t\"]", -32700, "not JSON at byte 2: expected an escaped control character", None),
        (r#"["\ud800"]"#, -32700, "not JSON at byte 8: expected the second half of a surrogate pair", None),
        (r#"{"id":7,"a":}"#, -32700, "not JSON at byte 12: expected a value", Some("7")),
        (r#"{"id":7,"id":8,"a":}"#, -32700, "not JSON at byte 19: expected a value", None),
        (r#"{"a":{"id":7},"#, -32700, "not JSON at byte 14: expected a string", None),
        (r#"{"id":7"#, -32700, "not JSON at byte 7: expected a comma or the end of the object", Some("7")),
        (r#"{"id":"#, -32700, "not JSON at byte 6: expected a value", None),
    ]);
}

#[test]
fn bytes_that_are_not_utf_8_are_a_parse_error() {
    // spec: JSON-019 spec: ERR-001 spec: JSON-013
    let early = b"{\"jsonrpc\":\"2.0\",\"method\":\"\xff\",\"id\":7}";
    assert_eq!(refusal(early), (-32700, "not UTF-8 at byte 27".to_owned(), None));
    let late = b"{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"\xe4\xb8\"}";
    assert_eq!(refusal(late), (-32700, "not UTF-8 at byte 34".to_owned(), Some("7".to_owned())));
    let sixteen: Vec<u8> = r#"{"jsonrpc":"2.0"}"#.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(refusal(&sixteen).0, -32700, "zero bytes are UTF-8 but no JSON");
}

#[test]
fn json_that_is_not_one_message_is_an_invalid_request() {
    // spec: ERR-002 spec: JSON-002 spec: JSON-013
    check_refused(&[
        ("[]", -32600, "expected one message, received a batch", None),
        (r#"[{"jsonrpc":"2.0","id":1,"method":"m"}]"#, -32600, "expected one message, received a batch", None),
        ("null", -32600, "message: expected object, received null", None),
        ("\"id\"", -32600, "message: expected object, received string", None),
        ("1", -32600, "message: expected object, received number", None),
        ("{}", -32600, "jsonrpc: expected \"2.0\"", None),
        (r#"{"id":1,"method":"m"}"#, -32600, "jsonrpc: expected \"2.0\"", Some("1")),
        (r#"{"jsonrpc":2.0,"id":1,"method":"m"}"#, -32600, "jsonrpc: expected \"2.0\"", Some("1")),
        (r#"{"jsonrpc":"2.0 ","id":1,"method":"m"}"#, -32600, "jsonrpc: expected \"2.0\"", Some("1")),
        (r#"{"jsonrpc":"1.0","id":1,"method":"m"}"#, -32600, "jsonrpc: expected \"2.0\"", Some("1")),
        (r#"{"jsonrpc":null,"id":1,"method":"m"}"#, -32600, "jsonrpc: expected \"2.0\"", Some("1")),
        (r#"{"jsonrpc":"2.0","id":1}"#, -32600, "neither method nor result nor error", Some("1")),
        (r#"{"jsonrpc":"2.0","id":1,"method":7}"#, -32600, "method: expected string, received number", Some("1")),
        (r#"{"jsonrpc":"2.0","id":1,"method":null}"#, -32600, "method: expected string, received null", Some("1")),
        (
            r#"{"jsonrpc":"2.0","id":1,"method":"m","params":[]}"#,
            -32600,
            "params: expected object, received array",
            Some("1"),
        ),
        (
            r#"{"jsonrpc":"2.0","id":1,"method":"m","params":null}"#,
            -32600,
            "params: expected object, received null",
            Some("1"),
        ),
        (
            r#"{"jsonrpc":"2.0","id":1,"method":"m","result":{}}"#,
            -32600,
            "more than one of method, result and error",
            Some("1"),
        ),
    ]);
}

#[test]
fn an_id_is_a_string_or_an_integer() {
    // spec: JSON-003 spec: JSON-004 spec: JSON-018
    let expected = "expected string or integer, received";
    for (id, message) in [
        ("null", format!("id: {expected} null")),
        ("true", format!("id: {expected} boolean")),
        ("[]", format!("id: {expected} array")),
        ("{}", format!("id: {expected} object")),
        ("1.5", format!("id: {expected} a fractional number")),
        ("1.0", format!("id: {expected} a fractional number")),
        ("1e3", format!("id: {expected} a fractional number")),
    ] {
        let text = format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"m"}}"#);
        assert_eq!(refusal(text.as_bytes()), (-32600, message, None), "{text}");
    }
    check_refused(&[
        (
            r#"{"jsonrpc":"2.0","id":1,"method":"notifications/cancelled"}"#,
            -32600,
            "a notification with an id",
            Some("1"),
        ),
        (r#"{"jsonrpc":"2.0","id":1,"id":1,"method":"m"}"#, -32600, "duplicate member name at byte 24", None),
    ]);
}

#[test]
fn a_response_has_a_result_or_an_error_and_says_to_what() {
    // spec: JSON-007 spec: JSON-014 spec: ERR-002
    check_refused(&[
        (r#"{"jsonrpc":"2.0","id":1}"#, -32600, "neither method nor result nor error", Some("1")),
        (r#"{"jsonrpc":"2.0","result":{}}"#, -32600, "a result without an id", None),
        (r#"{"jsonrpc":"2.0","id":null,"result":{}}"#, -32600, "id: expected string or integer, received null", None),
        (
            r#"{"jsonrpc":"2.0","id":1.5,"error":{}}"#,
            -32600,
            "id: expected string or integer, received a fractional number",
            None,
        ),
        (
            r#"{"jsonrpc":"2.0","id":1,"result":{},"error":{}}"#,
            -32600,
            "more than one of method, result and error",
            Some("1"),
        ),
        (r#"{"jsonrpc":"2.0","id":1,"result":7}"#, -32600, "result: expected object, received number", Some("1")),
        (r#"{"jsonrpc":"2.0","id":1,"error":""}"#, -32600, "error: expected object, received string", Some("1")),
    ]);
}

#[test]
fn a_name_that_stands_twice_is_refused_at_every_depth() {
    // spec: JSON-002 spec: ERR-002 spec: JSON-013
    for params in [
        r#"{"a":1,"a":1}"#,
        r#"{"a":1,"\u0061":1}"#,
        r#"{"_meta":{"k":1,"k":2}}"#,
        r#"{"_meta":{},"_meta":{}}"#,
        r#"{"arguments":{"x":[[{"y":{"a":1,"b":2,"a":3}}]]}}"#,
        r#"{"arguments":{"a":0,"b":0,"c":0,"d":0,"e":0,"f":0,"g":0,"h":0,"i":0,"j":0,"c":0}}"#,
    ] {
        // The id is found whether it stands before or after.
        for text in [
            format!(r#"{{"jsonrpc":"2.0","id":7,"method":"m","params":{params}}}"#),
            format!(r#"{{"params":{params},"jsonrpc":"2.0","method":"m","id":7}}"#),
        ] {
            let error = read(&text).expect_err(&text);
            assert!(matches!(error.kind(), ScanErrorKind::DuplicateMember { .. }), "{text}: {error}");
            assert_eq!(error.code(), ErrorCode::INVALID_REQUEST);
            assert_eq!(error.id().map(|id| id.as_json()), Some("7"), "{text}");
        }
    }
    let apart = r#"{"jsonrpc":"2.0","id":7,"method":"m","params":{"id":1,"a":{"id":{"a":2}},"b":[{"a":1},{"a":1}]}}"#;
    assert!(read(apart).is_ok());
    let twice = r#"{"jsonrpc":"2.0","id":7,"method":"m","method":"m"}"#;
    assert_eq!(refusal(twice.as_bytes()).2.as_deref(), Some("7"));
}

/// A request whose `params` hold `levels` arrays one inside the other, and whose id comes last.
fn nested(levels: usize) -> String {
    let (open, close) = ("[".repeat(levels), "]".repeat(levels));
    format!(r#"{{"jsonrpc":"2.0","method":"m","params":{{"a":{open}{close}}},"id":7}}"#)
}

#[test]
fn nesting_is_bounded_and_costs_no_stack() {
    // The message and its `params` are two levels themselves.
    assert!(read(&nested(limits::MAX_DEPTH - 2)).is_ok());
    for levels in [limits::MAX_DEPTH - 1, limits::MAX_DEPTH, 127, 128, 129, 1_000_000] {
        let error = read(&nested(levels)).expect_err("too deep");
        assert_eq!(error.kind(), &ScanErrorKind::TooDeep { limit: limits::MAX_DEPTH }, "{levels}");
        assert_eq!(error.id().map(|id| id.as_json()), Some("7"), "{levels}");
    }
    let objects = |levels: usize| format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels));
    assert_eq!(refusal(objects(1_000_000).as_bytes()).1, "nested too deep: at most 64 levels");
    // Mixed brackets are still matched far beyond the limit.
    let mixed = |levels: usize| format!("{}1{}", "[{\"a\":".repeat(levels), "}]".repeat(levels));
    assert_eq!(refusal(mixed(100_000).as_bytes()).1, "expected one message, received a batch");
    assert_eq!(refusal(mixed(100_000).replace("1}]", "1]}").as_bytes()).0, -32700);
    assert_eq!(refusal("[".repeat(1_000_000).as_bytes()).0, -32700);
    let shallow = ScanLimits::default().with_depth(1);
    assert!(scan(br#"{"jsonrpc":"2.0","method":"m"}"#, &shallow).is_ok());
    assert!(scan(br#"{"jsonrpc":"2.0","method":"m","params":{}}"#, &shallow).is_err());
}

#[test]
fn the_members_of_an_object_are_bounded() {
    let wide = |count: usize| {
        let members: Vec<_> = (0..count).map(|number| format!(r#""{number}":0"#)).collect();
        format!(r#"{{"jsonrpc":"2.0","method":"m","params":{{{}}},"id":7}}"#, members.join(","))
    };
    let full = wide(limits::MAX_MEMBERS_PER_OBJECT);
    let message = read(&full).expect("as many as allowed");
    assert_eq!(message.params().iter().count(), limits::MAX_MEMBERS_PER_OBJECT);
    assert_eq!(message.params().get("1000").map(|raw| raw.text().to_owned()).as_deref(), Some("0"));
    for count in [limits::MAX_MEMBERS_PER_OBJECT + 1, 10_000] {
        let error = read(&wide(count)).map(drop).expect_err("too many");
        assert_eq!(error.kind(), &ScanErrorKind::TooManyMembers { limit: limits::MAX_MEMBERS_PER_OBJECT });
        assert_eq!(error.id().map(|id| id.as_json()), Some("7"));
    }
    let narrow = ScanLimits::default().with_members_per_object(2);
    assert!(scan(br#"{"jsonrpc":"2.0","method":"m"}"#, &narrow).is_ok());
    assert!(scan(br#"{"jsonrpc":"2.0","method":"m","id":1}"#, &narrow).is_err());
}

#[test]
fn ids_are_echoed_up_to_their_limit() {
    // spec: JSON-003 spec: JSON-013
    let digits = |length: usize| "9".repeat(length);
    let quoted = |length: usize| format!("\"{}\"", "é".repeat((length - 2) / 2));
    for id in [digits(1), digits(40), digits(41), digits(256), quoted(40), quoted(42), quoted(256)] {
        let text = format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"m"}}"#);
        let message = read(&text).expect(&text);
        assert_eq!(message.id().map(|id| id.as_json()), Some(id.as_str()));
    }
    for id in [digits(257), quoted(258), format!("-{}", digits(256))] {
        let text = format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"m"}}"#);
        assert_eq!(refusal(text.as_bytes()), (-32600, "id: literal too long: at most 256 bytes".to_owned(), None));
    }
}

#[test]
fn messages_of_errors_are_short_and_repeat_nothing_received() {
    // spec: ERR-014
    let secret = "s3cr3t".repeat(50);
    for text in [
        format!(r#"{{"{secret}":1,"{secret}":2}}"#),
        format!(r#"{{"jsonrpc":"{secret}"}}"#),
        format!(r#"{{"jsonrpc":"2.0","method":["{secret}"]}}"#),
        format!(r#"{{"jsonrpc":"2.0","id":"{secret}","method":"m"}}"#),
        format!(r#"{{"jsonrpc":"2.0","method":"{secret}"#),
    ] {
        let (_, message, _) = refusal(text.as_bytes());
        assert!(message.len() < 100 && !message.contains("s3cr3t"), "{message}");
    }
}

#[test]
fn errors_are_small() {
    assert!(size_of::<ScanError>() <= 32);
    assert!(size_of::<ScanErrorKind>() <= 32);
    assert!(size_of::<crate::id::RequestId>() <= 48);
}
