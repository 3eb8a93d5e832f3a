//! Each refusal stands in its row, and looks as the row says.

use std::time::Duration;

use expect_test::expect;
use http::header::{ACCEPT_ENCODING, ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use mcp_types::jsonrpc::{ScanLimits, scan};
use mcp_types::{ProtocolVersion, RequestId, wire};

use super::*;
use crate::host::HostFault;
use crate::origin::OriginFault;
use crate::sentinel::SentinelError;

fn scan_error(body: &[u8]) -> ScanError {
    scan(body, &ScanLimits::default()).expect_err("not a message")
}

fn challenges() -> Box<[HeaderValue]> {
    Box::new([HeaderValue::from_static("Bearer scope=\"a\""), HeaderValue::from_static("Basic")])
}

fn capabilities() -> Box<ClientCapabilities> {
    Box::new(wire::decode(r#"{"sampling":{}}"#).unwrap())
}

fn field_fault() -> Box<FieldFault> {
    FieldFault::new("Mcp-Param-Region", "params.arguments.region", FieldProblem::Missing)
}

fn versions(requested: &str) -> Box<VersionFault> {
    VersionFault::new(requested, &[ProtocolVersion::V2025_11_25, ProtocolVersion::V2026_07_28])
}

/// Every variant at least once, in the order of the rows.
fn every_rejection() -> Vec<(u8, Rejection)> {
    let retry_after = Duration::from_millis(1500);
    let origin = SourceFault::origin(&OriginFault::NotAllowed { received: b"http://evil.example" });
    let meta = wire::decode::<String>("5").unwrap_err();
    vec![
        (1, Rejection::MethodNotAllowed { sessions: false }),
        (2, Rejection::OriginNotAllowed(origin)),
        (2, Rejection::OriginNotAllowed(SourceFault::origin(&OriginFault::Repeated))),
        (2, Rejection::HostNotAllowed(SourceFault::host(&HostFault::NotAllowed { field: "Host", received: b"e" }))),
        (2, Rejection::HostNotAllowed(SourceFault::host(&HostFault::Absent))),
        (2, Rejection::HostNotAllowed(SourceFault::host(&HostFault::Repeated))),
        (3, Rejection::Unauthorized { challenges: challenges() }),
        (4, Rejection::UnsupportedMediaType),
        (4, Rejection::UnsupportedContentCoding),
        (4, Rejection::NotAcceptable),
        (4, Rejection::BodyTooLarge { limit: 10 }),
        (4, Rejection::HeadTooLarge { limit: 11 }),
        (4, Rejection::McpFieldsTooLarge { limit: 12 }),
        (5, Rejection::ContentIncomplete),
        (5, parse_failure(&scan_error(b"{"))),
        (5, parse_failure(&scan_error(b"[]"))),
        (5, Rejection::PostedResponse),
        (5, Rejection::RequestWithoutId { method: "tools/call".into() }),
        (6, Rejection::LegacyTraffic(versions(""))),
        (7, Rejection::MetaMissing),
        (7, Rejection::MetaInvalid(meta)),
        (8, Rejection::VersionField(field_fault())),
        (9, Rejection::UnsupportedVersion(versions("1900-01-01"))),
        (10, Rejection::MethodNotFound { method: "unknown/method".into() }),
        (11, Rejection::RoutingField(field_fault())),
        (12, Rejection::ExtensionNotDeclared { required: capabilities() }),
        (13, Rejection::Forbidden { challenges: challenges() }),
        (14, Rejection::InvalidParams { message: "no such tool".into(), data: Some(Box::new(Json::from("x"))) }),
        (15, Rejection::CapabilityNotDeclared { required: capabilities() }),
        (16, Rejection::ParameterField(field_fault())),
        (18, Rejection::Overloaded { retry_after }),
        (18, Rejection::DeadlineExceeded { retry_after }),
        (18, Rejection::RateLimited { retry_after }),
    ]
}

/// The place of the variant in this match; a new variant does not compile until it is here, and then in the list above.
fn variant(rejection: &Rejection) -> usize {
    match rejection {
        Rejection::MethodNotAllowed { .. } => 0,
        Rejection::OriginNotAllowed(_) => 1,
        Rejection::HostNotAllowed(_) => 2,
        Rejection::Unauthorized { .. } => 3,
        Rejection::UnsupportedMediaType => 4,
        Rejection::UnsupportedContentCoding => 5,
        Rejection::NotAcceptable => 6,
        Rejection::BodyTooLarge { .. } => 7,
        Rejection::HeadTooLarge { .. } => 8,
        Rejection::McpFieldsTooLarge { .. } => 9,
        Rejection::ContentIncomplete => 10,
        Rejection::NotOneMessage(_) => 11,
        Rejection::PostedResponse => 12,
        Rejection::RequestWithoutId { .. } => 13,
        Rejection::LegacyTraffic(_) => 14,
        Rejection::MetaMissing => 15,
        Rejection::MetaInvalid(_) => 16,
        Rejection::VersionField(_) => 17,
        Rejection::UnsupportedVersion(_) => 18,
        Rejection::MethodNotFound { .. } => 19,
        Rejection::RoutingField(_) => 20,
        Rejection::ExtensionNotDeclared { .. } => 21,
        Rejection::Forbidden { .. } => 22,
        Rejection::InvalidParams { .. } => 23,
        Rejection::CapabilityNotDeclared { .. } => 24,
        Rejection::ParameterField(_) => 25,
        Rejection::Overloaded { .. } => 26,
        Rejection::RateLimited { .. } => 27,
        Rejection::DeadlineExceeded { .. } => 28,
    }
}

const VARIANTS: usize = 29;

#[test]
fn rows_are_numbered_in_order() {
    for (index, row) in REFUSALS.iter().enumerate() {
        assert_eq!(usize::from(row.number), index + 1);
        assert!(!row.answers.is_empty() && !row.condition.is_empty());
    }
}

#[test]
fn the_table_says_what_the_design_says() {
    // spec: ERR-017, HTTP-003, HTTP-014, HTTP-030, HTTP-031, HTTP-039, HTTP-076, META-010, META-015
    let table = REFUSALS.iter().map(|row| {
        let answers = row.answers.iter().map(|answer| {
            let code = answer.code.map_or("result".to_owned(), |code| code.value().to_string());
            format!("{} {code}", answer.status.as_u16())
        });
        format!("{}: {}\n", row.number, answers.collect::<Vec<_>>().join(", "))
    });
    expect![[r#"
        1: 405 -32600
        2: 403 -32600
        3: 401 -32600
        4: 415 -32600, 406 -32600, 413 -32600, 431 -32600
        5: 400 -32700, 400 -32600
        6: 400 -32022
        7: 400 -32602
        8: 400 -32020
        9: 400 -32022
        10: 404 -32601
        11: 400 -32020
        12: 400 -32021
        13: 403 -32600
        14: 200 -32602
        15: 400 -32021
        16: 400 -32020
        17: 200 result
        18: 503 -31000, 429 -31000
    "#]]
    .assert_eq(&table.collect::<String>());
}

#[test]
fn every_rejection_stands_in_its_row_and_every_answer_is_used() {
    // spec: META-015
    let all = every_rejection();
    for index in 0..VARIANTS {
        assert!(all.iter().any(|(_, rejection)| variant(rejection) == index), "variant {index} is not tested");
    }
    for (row, rejection) in &all {
        assert_eq!(rejection.row().number, *row, "{rejection:?}");
        let own = answer(rejection.status(), rejection.code());
        assert!(rejection.row().answers.contains(&own), "{rejection:?}");
    }
    for row in &REFUSALS {
        for answer in row.answers.iter().filter(|answer| answer.code.is_some()) {
            let used = all.iter().any(|(number, rejection)| {
                *number == row.number && rejection.status() == answer.status && Some(rejection.code()) == answer.code
            });
            assert!(used, "row {} {answer:?}", row.number);
        }
    }
}

#[test]
fn the_code_of_our_own_stands_outside_the_reserved_block() {
    // spec: ERR-013
    assert!(!(-32_768..=-32_000).contains(&TRY_LATER.value()), "{TRY_LATER:?}");
}

#[test]
fn every_response_is_a_json_rpc_error_with_the_id_if_known() {
    // spec: HTTP-004
    for (_, rejection) in every_rejection() {
        let (status, code) = (rejection.status(), rejection.code());
        let without = rejection.clone().into_response(None);
        let response = rejection.clone().into_response(Some(&RequestId::from(7)));
        assert_eq!(response.status(), status);
        assert_eq!(response.headers()[CONTENT_TYPE], "application/json");
        let body = str::from_utf8(response.body()).unwrap();
        assert!(!body.contains('\n'), "one line: {body}");
        let members = Json::parse(body).unwrap().to_value();
        assert_eq!(members["jsonrpc"], "2.0");
        assert_eq!(members["id"], 7);
        assert_eq!(members["error"]["code"], code.value());
        assert_eq!(members["error"]["message"], rejection.to_string());
        let object = Json::of(&rejection.error_object()).unwrap();
        assert_eq!(object.to_value(), members["error"], "error_object and the response say the same");
        let anonymous = Json::parse(str::from_utf8(without.body()).unwrap()).unwrap().to_value();
        assert!(anonymous.get("id").is_none(), "{anonymous}");
        assert_eq!(anonymous["error"], members["error"]);
    }
}

#[test]
fn responses_carry_the_fields_of_their_status() {
    for (row, rejection) in every_rejection() {
        let coding = rejection == Rejection::UnsupportedContentCoding;
        let response = rejection.into_response(None);
        let count = |name| response.headers().get_all(name).iter().count();
        assert_eq!(count(ALLOW), usize::from(row == 1), "row {row}");
        assert_eq!(count(WWW_AUTHENTICATE), if row == 3 || row == 13 { 2 } else { 0 }, "row {row}");
        assert_eq!(count(RETRY_AFTER), usize::from(row == 18), "row {row}");
        assert_eq!(count(ACCEPT_ENCODING), usize::from(coding), "row {row}");
    }
    for (duration, seconds) in [(0, "1"), (1, "1"), (1000, "1"), (1001, "2"), (90_000, "90")] {
        let rejection = Rejection::RateLimited { retry_after: Duration::from_millis(duration) };
        assert_eq!(rejection.into_response(None).headers()[RETRY_AFTER], seconds, "{duration} ms");
    }
}

#[test]
fn data_say_when_to_try_again_as_the_field_does() {
    let waits = [Duration::ZERO, Duration::from_millis(1001), Duration::from_secs(90), Duration::MAX];
    for (retry_after, seconds) in waits.into_iter().zip([1, 2, 90, (1_u64 << 53) - 1]) {
        for rejection in [
            Rejection::Overloaded { retry_after },
            Rejection::RateLimited { retry_after },
            Rejection::DeadlineExceeded { retry_after },
        ] {
            let data = rejection.error_object().data.map(|data| data.to_value());
            assert_eq!(data, Some(serde_json::json!({ "retryAfter": seconds })), "{rejection:?}");
            assert_eq!(rejection.into_response(None).headers()[RETRY_AFTER], seconds.to_string());
        }
    }
}

#[test]
fn messages_say_what_is_wrong_and_how_to_mend_it() {
    // spec: ERR-014, VER-014
    let messages = every_rejection().into_iter().map(|(row, rejection)| format!("{row}: {rejection}\n"));
    expect![[r#"
        1: method not allowed: MCP messages are sent with POST
        2: origin not allowed: field Origin has `http://evil.example`, which is not in the list `allowed_origins`; to admit it, add it to that list
        2: origin not allowed: field Origin stands more than once, so the list `allowed_origins` cannot admit it
        2: host not allowed: field Host has `e`, which is not in the list `allowed_hosts`; to admit it, add it to that list
        2: host not allowed: field Host is missing, so the list `allowed_hosts` cannot admit it
        2: host not allowed: field Host stands more than once, so the list `allowed_hosts` cannot admit it
        3: credentials are missing or not valid
        4: unsupported media type: Content-Type must be application/json
        4: unsupported content coding: the content must be sent without Content-Encoding
        4: not acceptable: Accept must admit both application/json and text/event-stream
        4: content too large: at most 10 bytes
        4: head too large: at most 11 bytes in all fields
        4: head too large: at most 12 bytes in the fields of MCP
        5: content incomplete: it broke off before its end
        5: not one JSON-RPC message: not JSON at byte 1: expected a string
        5: not one JSON-RPC message: expected one message, received a batch
        5: a response was sent where a request or notification is expected
        5: request without an id: `tools/call` expects an answer
        6: unsupported protocol version: this server speaks 2026-07-28, 2025-11-25; the request names no version
        7: request metadata missing: params._meta is required
        7: request metadata invalid: in params._meta: expected string, received number
        8: header mismatch: Mcp-Param-Region is missing, which repeats params.arguments.region
        9: unsupported protocol version: this server speaks 2026-07-28, 2025-11-25; the request asks for `1900-01-01`
        10: method not found: `unknown/method`
        11: header mismatch: Mcp-Param-Region is missing, which repeats params.arguments.region
        12: extension not declared in the client's capabilities
        13: not allowed for this client
        14: no such tool
        15: required client capability not declared
        16: header mismatch: Mcp-Param-Region is missing, which repeats params.arguments.region
        18: overloaded, try again later
        18: deadline exceeded, try again later
        18: too many requests, try again later
    "#]]
    .assert_eq(&messages.collect::<String>());
}

#[test]
fn data_name_versions_and_capabilities() {
    // spec: ERR-015, ERR-016
    let data = |rejection: Rejection| rejection.error_object().data.map(|data| data.to_value().to_string());
    let version = data(Rejection::UnsupportedVersion(versions("1900-01-01")));
    expect![[r#"Some("{\"requested\":\"1900-01-01\",\"supported\":[\"2026-07-28\",\"2025-11-25\"]}")"#]]
        .assert_eq(&format!("{version:?}"));
    assert_eq!(data(Rejection::LegacyTraffic(versions("1900-01-01"))), version);
    let capability = Some(r#"{"requiredCapabilities":{"sampling":{}}}"#.to_owned());
    assert_eq!(data(Rejection::ExtensionNotDeclared { required: capabilities() }), capability);
    assert_eq!(data(Rejection::CapabilityNotDeclared { required: capabilities() }), capability);
    assert_eq!(data(Rejection::MethodNotAllowed { sessions: true }), None);
}

#[test]
fn what_a_peer_sent_is_repeated_only_in_part() {
    let long = "x".repeat(1 << 20);
    let received = long.as_bytes();
    for rejection in [
        Rejection::OriginNotAllowed(SourceFault::origin(&OriginFault::NotAllowed { received })),
        Rejection::HostNotAllowed(SourceFault::host(&HostFault::NotAllowed { field: "Host", received })),
        Rejection::UnsupportedVersion(versions(&long)),
        Rejection::VersionField(FieldFault::new("f", "m", FieldProblem::differs_by(received, &long))),
    ] {
        assert!(rejection.into_response(None).body().len() < 700);
    }
}

#[test]
fn malformed_fields_say_how() {
    let fault = |problem| FieldFault::new("Mcp-Name", "params.name", problem).to_string();
    assert_eq!(fault(FieldProblem::Malformed(SentinelError::Base64)), "Mcp-Name is malformed: its Base64 is malformed");
    assert_eq!(fault(FieldProblem::Repeated), "Mcp-Name stands more than once");
    assert_eq!(
        fault(FieldProblem::NoCounterpart),
        "Mcp-Name has nothing to repeat: the body has no value at params.name"
    );
}

#[test]
fn a_rejection_is_small() {
    assert!(size_of::<Rejection>() <= 32, "{}", size_of::<Rejection>());
    assert!(size_of::<crate::RouteKeyError>() <= 32);
    assert!(size_of::<SentinelError>() <= 32);
}
