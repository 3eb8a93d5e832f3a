//! Messages against what is served, and what the peer hears.

use expect_test::expect;
use mcp_types::ErrorCode;
use mcp_types::jsonrpc::{ScanLimits, scan};

use super::*;
use crate::line::LineFault;
use crate::rejection::parse_failure;

/// Serves both eras, and a method of an extension.
struct Everything;

impl Served for Everything {
    fn versions(&self) -> &[ProtocolVersion] {
        &[ProtocolVersion::V2025_11_25, ProtocolVersion::V2026_07_28]
    }

    fn serves(&self, method: &str) -> bool {
        ["server/discover", "tools/list", "tools/call", "tasks/get", "ext/own"].contains(&method)
    }
}

const META: &str =
    r#""io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}"#;

fn request(method: &str) -> String {
    format!(r#"{{"jsonrpc":"2.0","id":"a","method":"{method}","params":{{"_meta":{{{META}}}}}}}"#)
}

fn refusal(body: &str) -> Rejection {
    match scan(body.as_bytes(), &ScanLimits::default()) {
        Ok(message) => admit(&message, &Everything).map(|admitted| format!("{admitted:?}")).expect_err(body),
        Err(error) => parse_failure(&error),
    }
}

/// Row, code and message of a refusal.
#[track_caller]
fn refused(body: &str, row: u8, code: ErrorCode, message: &str) {
    let rejection = refusal(body);
    assert_eq!((rejection.row(), rejection.code(), rejection.to_string().as_str()), (row, code, message), "{body}");
}

#[test]
fn requests_with_metadata_are_admitted() {
    for method in ["server/discover", "tools/list", "tools/call", "ext/own"] {
        let body = request(method);
        let message = scan(body.as_bytes(), &ScanLimits::default()).unwrap();
        let Ok(Admitted::Request { id, method: seen, meta }) = admit(&message, &Everything) else { panic!("{body}") };
        assert_eq!((id.as_json(), seen), ("\"a\"", method));
        assert_eq!(meta.protocol_version, ProtocolVersion::V2026_07_28);
    }
}

#[test]
fn notifications_need_no_metadata() {
    for (body, expected) in [
        (r#"{"jsonrpc":"2.0","method":"com.example/own"}"#, "com.example/own"),
        (r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#, "notifications/initialized"),
    ] {
        let message = scan(body.as_bytes(), &ScanLimits::default()).unwrap();
        assert_eq!(admit(&message, &Everything), Ok(Admitted::Notification { method: expected }));
    }
}

#[test]
fn cancellations_name_their_request() {
    // spec: CANCEL-010
    let body = |params: &str| format!(r#"{{"jsonrpc":"2.0","method":"notifications/cancelled"{params}}}"#);
    for id in ["1", "\"1\"", r#""\u0061""#] {
        let body = body(&format!(r#","params":{{"requestId":{id},"reason":"late"}}"#));
        let message = scan(body.as_bytes(), &ScanLimits::default()).unwrap();
        let Ok(Admitted::Cancelled(params)) = admit(&message, &Everything) else { panic!("{body}") };
        assert_eq!((params.request_id.as_json(), params.reason.as_deref()), (id, Some("late")));
    }
    for params in ["", r#","params":{}"#, r#","params":{"requestId":null}"#, r#","params":{"requestId":1.5}"#] {
        let rejection = refusal(&body(params));
        assert!(matches!(rejection, Rejection::CancellationMalformed(_)), "{params}: {rejection}");
        assert_eq!(rejection.answer(None), None, "{params}");
    }
}

#[test]
fn what_is_neither_request_nor_notification_is_not_answered() {
    // spec: STDIO-006 spec: JSON-017
    for body in [
        r#"{"jsonrpc":"2.0","id":1,"result":{}}"#,
        r#"{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":""}}"#,
        r#"{"jsonrpc":"2.0","method":"tools/call","params":{}}"#,
    ] {
        let rejection = refusal(body);
        assert_eq!((rejection.row(), rejection.code()), (5, ErrorCode::INVALID_REQUEST), "{body}");
        assert_eq!(rejection.answer(Some(&RequestId::from(1))), None, "{body}");
    }
    assert_eq!(refusal(r#"{"jsonrpc":"2.0","id":1,"result":{}}"#), Rejection::ResponseReceived);
}

#[test]
fn requests_lack_nothing_of_their_metadata() {
    // spec: META-009
    let bare = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#;
    refused(bare, 7, ErrorCode::INVALID_PARAMS, "request metadata missing: params._meta is required");
    for (old, new) in [
        (r#""io.modelcontextprotocol/protocolVersion":"2026-07-28","#, ""),
        (r#","io.modelcontextprotocol/clientCapabilities":{}"#, ""),
        ("\"2026-07-28\"", "5"),
        ("clientCapabilities\":{}", "clientCapabilities\":[]"),
    ] {
        let rejection = refusal(&request("tools/list").replace(old, new));
        assert!(matches!(rejection, Rejection::MetaInvalid(_)) && rejection.row() == 7, "{rejection}");
    }
}

#[test]
fn versions_that_are_not_served_are_refused() {
    // spec: VER-001
    for version in ["2025-11-25", "1900-01-01", ""] {
        let rejection = refusal(&request("tools/list").replace("2026-07-28", version));
        assert_eq!((rejection.row(), rejection.code()), (9, ErrorCode::UNSUPPORTED_PROTOCOL_VERSION), "{version}");
        let data = rejection.error_object().data.expect("versions").to_value();
        assert_eq!(data["supported"], serde_json::json!(["2026-07-28", "2025-11-25"]));
        assert_eq!(data["requested"], version);
    }
}

#[test]
fn a_legacy_initialize_learns_what_is_served() {
    // spec: VER-014
    let body = r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18"}}"#;
    let served = "unsupported protocol version: this server speaks 2026-07-28, 2025-11-25";
    let asks = format!("{served}; the request asks for `2025-06-18`");
    refused(body, 6, ErrorCode::UNSUPPORTED_PROTOCOL_VERSION, &asks);
    let silent = format!("{served}; the request names no version");
    refused(&body.replace("\"2025-06-18\"", "5"), 6, ErrorCode::UNSUPPORTED_PROTOCOL_VERSION, &silent);
}

#[test]
fn methods_that_are_not_served_are_not_found() {
    // spec: VER-009
    for method in ["initialize", "ping", "resources/subscribe", "unknown/method"] {
        refused(&request(method), 10, ErrorCode::METHOD_NOT_FOUND, &format!("method not found: `{method}`"));
    }
}

#[test]
fn methods_of_extensions_need_their_declaration() {
    let undeclared = request("tasks/get");
    let message = "extension not declared in the client's capabilities";
    refused(&undeclared, 12, ErrorCode::MISSING_REQUIRED_CLIENT_CAPABILITY, message);
    let data = refusal(&undeclared).error_object().data.expect("capabilities").to_value();
    assert_eq!(data["requiredCapabilities"]["extensions"], serde_json::json!({"io.modelcontextprotocol/tasks": {}}));
    let declared = r#"clientCapabilities":{"extensions":{"io.modelcontextprotocol/tasks":{}}}"#;
    let body = undeclared.replace("clientCapabilities\":{}", declared);
    let message = scan(body.as_bytes(), &ScanLimits::default()).unwrap();
    assert!(matches!(admit(&message, &Everything), Ok(Admitted::Request { method: "tasks/get", .. })));
}

#[test]
fn a_request_that_breaks_everything_is_refused_for_the_first_rule() {
    let body = request("unknown/method").replace("2026-07-28", "1900-01-01");
    assert_eq!(refusal(&body.replace("clientCapabilities\":{}", "clientCapabilities\":5")).row(), 7);
    assert_eq!(refusal(&body).row(), 9);
    assert_eq!(refusal(&body.replace("1900-01-01", "2026-07-28")).row(), 10);
}

#[test]
fn answers_are_lines_with_the_id_where_it_could_be_read() {
    let scan_error = |body: &str| scan(body.as_bytes(), &ScanLimits::default()).expect_err("no message");
    let twice = scan_error(r#"{"jsonrpc":"2.0","id":7,"method":"a","method":"b"}"#);
    let method = "x\n".repeat(100);
    let answers = [
        Rejection::from(LineFault::TooLong { limit: 9 }).answer(None),
        Rejection::from(LineFault::Incomplete { received: 9 }).answer(None),
        parse_failure(&scan_error("hello")).answer(None),
        parse_failure(&scan_error("[]")).answer(None),
        parse_failure(&twice).answer(twice.id()),
        refusal(r#"{"jsonrpc":"2.0","id":1,"method":"initialize"}"#).answer(Some(&RequestId::from(1))),
        refusal(&request(&method.escape_default().to_string())).answer(Some(&RequestId::from(1))),
    ];
    let mut text = String::new();
    for answer in answers {
        let answer = answer.expect("these are answered");
        let line = str::from_utf8(&answer).unwrap();
        assert_eq!(line.find('\n'), Some(line.len() - 1), "{line}");
        assert!(scan(line.as_bytes(), &ScanLimits::default()).is_ok(), "{line}");
        text.push_str(line.get(..150).unwrap_or(line).trim_end());
        text.push('\n');
    }
    expect![[r#"
        {"jsonrpc":"2.0","error":{"code":-32600,"message":"line too long: at most 9 bytes"}}
        {"jsonrpc":"2.0","error":{"code":-32700,"message":"line incomplete: it ended without a line feed"}}
        {"jsonrpc":"2.0","error":{"code":-32700,"message":"not one JSON-RPC message: not JSON at byte 0: expected a value"}}
        {"jsonrpc":"2.0","error":{"code":-32600,"message":"not one JSON-RPC message: expected one message, received a batch"}}
        {"jsonrpc":"2.0","id":7,"error":{"code":-32600,"message":"not one JSON-RPC message: duplicate member name at byte 37"}}
        {"jsonrpc":"2.0","id":1,"error":{"code":-32022,"message":"unsupported protocol version: this server speaks 2026-07-28, 2025-11-25; the request names n
        {"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"method not found: `x\\nx\\nx\\nx\\nx\\nx\\nx\\nx\\nx\\nx\\nx\\nx\\nx\\nx\\nx\\nx\\nx\\nx\\nx
    "#]]
    .assert_eq(&text);
}

#[test]
fn a_rejection_is_small() {
    assert!(size_of::<Rejection>() <= 32, "{}", size_of::<Rejection>());
}
