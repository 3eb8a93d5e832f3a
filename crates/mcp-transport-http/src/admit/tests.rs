//! Messages against heads.

use http::request::Parts;
use http::{HeaderName, HeaderValue, Request};
use mcp_types::jsonrpc::{ScanLimits, scan};
use mcp_types::{ErrorCode, Json};
use proptest::prelude::*;

use super::*;
use crate::classify::{Traffic, classify};
use crate::head::{HeadVerdict, admit_head};
use crate::policy::HeadPolicy;

/// Fields of a head, as sent.
type Fields<'a> = &'a [(&'a str, &'a [u8])];

/// Serves both eras, and the methods that mirror something.
struct Everything;

impl Served for Everything {
    fn versions(&self) -> &[ProtocolVersion] {
        &[ProtocolVersion::V2025_11_25, ProtocolVersion::V2026_07_28]
    }

    fn serves(&self, method: &str) -> bool {
        ["server/discover", "tools/list", "tools/call", "prompts/get", "resources/read", "tasks/get", "ext/own"]
            .contains(&method)
    }
}

const VERSION: &str = "2026-07-28";
const META: &str = r#""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}"#;

fn parts(fields: Fields<'_>) -> Parts {
    let mut parts = Request::post("/mcp").body(()).unwrap().into_parts().0;
    for (name, value) in [("host", b"localhost".as_slice()), ("content-type", b"application/json")].iter().chain(fields)
    {
        parts.headers.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_bytes(value).unwrap());
    }
    parts
}

/// Row, status and code of the refusal, or what was admitted.
fn judge(fields: Fields<'_>, body: &str) -> Result<String, (u8, u16, i64, String)> {
    let (policy, parts) = (HeadPolicy::local(), parts(fields));
    let Ok(HeadVerdict::Proceed(head)) = admit_head(&policy, &parts) else { panic!("the head is refused") };
    let refused = |rejection: Rejection| {
        (rejection.row().number, rejection.status().as_u16(), rejection.code().value(), rejection.to_string())
    };
    let message =
        scan(body.as_bytes(), &ScanLimits::default()).map_err(|error| refused(crate::parse_failure(&error)))?;
    match admit(&head, &message, &Everything).map_err(refused)? {
        Admitted::Request { id, method, name, meta } => {
            assert_eq!(meta.protocol_version, ProtocolVersion::V2026_07_28);
            Ok(format!("{} {method} {name:?}", id.as_json()))
        }
        Admitted::Notification { method, version } => Ok(format!("{method} {version}")),
    }
}

fn row(fields: Fields<'_>, body: &str) -> u8 {
    judge(fields, body).map_or_else(|(row, ..)| row, |_| 0)
}

fn fields<'a>(method: &'a str, name: Option<&'a str>) -> Vec<(&'static str, &'a [u8])> {
    let mut fields = vec![("mcp-protocol-version", VERSION.as_bytes()), ("mcp-method", method.as_bytes())];
    fields.extend(name.map(|name| ("mcp-name", name.as_bytes())));
    fields
}

fn request(method: &str, params: &str) -> String {
    let comma = if params.is_empty() { "" } else { "," };
    format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{{{params}{comma}{META}}}}}"#)
}

#[test]
fn agreement_is_judged_whatever_is_served() {
    // spec: HTTP-038
    let agreement = |fields: Fields<'_>, body: &str| {
        let (policy, parts) = (HeadPolicy::local(), parts(fields));
        let Ok(HeadVerdict::Proceed(head)) = admit_head(&policy, &parts) else { panic!("the head is refused") };
        let message = scan(body.as_bytes(), &ScanLimits::default()).unwrap();
        admit_agreement(&head, &message).map_err(|rejection| (rejection.row().number, rejection.code()))
    };
    let call = request("tools/call", r#""name":"add""#);
    assert_eq!(agreement(&fields("tools/call", Some("add")), &call), Ok(()));
    assert_eq!(agreement(&fields("tools/call", Some("drop")), &call), Err((11, ErrorCode::HEADER_MISMATCH)));
    assert_eq!(agreement(&fields("tools/list", None), &call), Err((11, ErrorCode::HEADER_MISMATCH)));
    assert_eq!(agreement(&fields("never/heard", None), &request("never/heard", "")), Ok(()));
    let compared = ProtocolVersion::KNOWN.into_iter().filter(ProtocolVersion::mirrors_request_metadata);
    assert_eq!(AnyServer.versions(), compared.collect::<Vec<_>>());
}

#[test]
fn agreeing_requests_are_admitted() {
    // spec: HTTP-061, TASK-062
    let table = [
        ("server/discover", "", None, "1 server/discover None"),
        ("tools/list", "", Some("ignored"), "1 tools/list None"),
        ("ext/own", r#""name":"x""#, None, "1 ext/own None"),
        ("tools/call", r#""name":"add""#, Some("add"), "1 tools/call Some(\"add\")"),
        ("tools/call", r#""name":"add""#, Some("=?base64?YWRk?="), "1 tools/call Some(\"add\")"),
        ("tools/call", r#""name":"\u0061dd""#, Some("add"), "1 tools/call Some(\"add\")"),
        ("tools/call", r#""name":"=?base64?YWRk""#, Some("=?base64?YWRk"), "1 tools/call Some(\"=?base64?YWRk\")"),
        ("prompts/get", r#""name":"Grüße""#, Some("=?base64?R3LDvMOfZQ==?="), "1 prompts/get Some(\"Grüße\")"),
        (
            "resources/read",
            r#""uri":"file:///a%20b""#,
            Some("file:///a%20b"),
            "1 resources/read Some(\"file:///a%20b\")",
        ),
        ("tasks/get", r#""taskId":"t-1""#, Some("t-1"), "1 tasks/get Some(\"t-1\")"),
    ];
    for (method, params, name, expected) in table {
        assert_eq!(
            judge(&fields(method, name), &request(method, params)).as_deref(),
            Ok(expected),
            "{method} {name:?}"
        );
    }
}

#[test]
fn white_space_and_case_of_fields_do_not_matter() {
    // spec: HTTP-041, HTTP-043
    let fields: [(&str, &[u8]); 3] =
        [("MCP-Protocol-Version", b" 2026-07-28"), ("MCP-METHOD", b"tools/call\t"), ("Mcp-Name", b"  add  ")];
    assert_eq!(row(&fields, &request("tools/call", r#""name":"add""#)), 0);
}

#[test]
fn disagreeing_routing_fields_are_refused() {
    // spec: HTTP-037, HTTP-038, HTTP-039, HTTP-040, HTTP-042, HTTP-062, TASK-062
    let call = request("tools/call", r#""name":"add""#);
    let table: &[(Fields<'_>, &str)] = &[
        (&[("mcp-name", b"add")], "Mcp-Method is missing, which repeats method"),
        (
            &[("mcp-method", b"tools/list"), ("mcp-name", b"add")],
            "Mcp-Method differs from method: field `tools/list`, body `tools/call`",
        ),
        (
            &[("mcp-method", b"TOOLS/CALL"), ("mcp-name", b"add")],
            "Mcp-Method differs from method: field `TOOLS/CALL`, body `tools/call`",
        ),
        (&[("mcp-method", b""), ("mcp-name", b"add")], "Mcp-Method differs from method: field ``, body `tools/call`"),
        (&[("mcp-method", b"tools/call"), ("mcp-method", b"tools/call")], "Mcp-Method stands more than once"),
        (&[("mcp-method", b"tools/call")], "Mcp-Name is missing, which repeats params.name"),
        (&[("mcp-method", b"tools/call"), ("mcp-name", b"drop")], "Mcp-Name differs from params.name"),
        (&[("mcp-method", b"tools/call"), ("mcp-name", b"ADD")], "Mcp-Name differs from params.name"),
        (&[("mcp-method", b"tools/call"), ("mcp-name", b"")], "Mcp-Name differs from params.name"),
        (
            &[("mcp-method", b"tools/call"), ("mcp-name", b"add"), ("mcp-name", b"add")],
            "Mcp-Name stands more than once",
        ),
        (&[("mcp-method", b"tools/call"), ("mcp-name", b"add, add")], "Mcp-Name differs from params.name"),
        (&[("mcp-method", b"tools/call"), ("mcp-name", b"=?base64?ZHJvcA==?=")], "Mcp-Name differs from params.name"),
        (&[("mcp-method", b"tools/call"), ("mcp-name", b"=?BASE64?YWRk?=")], "Mcp-Name differs from params.name"),
        (
            &[("mcp-method", b"tools/call"), ("mcp-name", b"=?base64?YWR?=")],
            "Mcp-Name is malformed: its Base64 is malformed",
        ),
        (
            &[("mcp-method", b"tools/call"), ("mcp-name", b"=?base64?/w==?=")],
            "Mcp-Name is malformed: its Base64 does not stand for UTF-8 text",
        ),
        (
            &[("mcp-method", b"tools/call"), ("mcp-name", b"\xc3\xa4")],
            "Mcp-Name is malformed: it has characters outside printable ASCII",
        ),
        (
            &[("mcp-method", b"=?base64?dG9vbHMvY2FsbA==?="), ("mcp-name", b"add")],
            "Mcp-Method differs from method: field `=?base64?dG9vbHMvY2FsbA==?=`, body `tools/call`",
        ),
    ];
    for (changed, expected) in table {
        let fields = [&[("mcp-protocol-version", VERSION.as_bytes())], *changed].concat();
        let expected = (11, 400, -32020, format!("header mismatch: {expected}"));
        assert_eq!(judge(&fields, &call), Err(expected), "{changed:?}");
    }
    let task = request("tasks/get", r#""taskId":"t-1""#);
    assert_eq!(row(&fields("tasks/get", Some("t-2")), &task), 11);
    for params in ["", r#""name":5"#, r#""name":null"#, r#""uri":"add""#] {
        let expected = "header mismatch: Mcp-Name has nothing to repeat: the body has no value at params.name";
        let judged = judge(&fields("tools/call", Some("add")), &request("tools/call", params));
        assert_eq!(judged, Err((11, 400, -32020, expected.to_owned())), "{params}");
    }
}

#[test]
fn metadata_are_required_and_typed() {
    // spec: META-009, META-010
    let table = [
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#.to_owned(),
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}"#.to_owned(),
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{}}}"#.to_owned(),
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":null}}"#.to_owned(),
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":[]}}"#.to_owned(),
        request("tools/list", "").replace(r#""io.modelcontextprotocol/protocolVersion":"2026-07-28","#, ""),
        request("tools/list", "").replace(r#","io.modelcontextprotocol/clientCapabilities":{}"#, ""),
        request("tools/list", "").replace(r#":"2026-07-28""#, ":20260728"),
        request("tools/list", "").replace("clientCapabilities\":{}", "clientCapabilities\":[]"),
        request("tools/list", "")
            .replace("clientCapabilities\":{}", "clientCapabilities\":{},\"io.modelcontextprotocol/clientInfo\":5"),
        request("tools/list", "")
            .replace("clientCapabilities\":{}", "clientCapabilities\":{},\"io.modelcontextprotocol/clientInfo\":{}"),
        request("tools/list", "").replace(
            "clientCapabilities\":{}",
            "clientCapabilities\":{},\"io.modelcontextprotocol/logLevel\":\"loud\"",
        ),
        request("tools/list", "").replace("clientCapabilities\":{}", "clientCapabilities\":{},\"progressToken\":1.5"),
        request("initialize", "").replace(r#""io.modelcontextprotocol/protocolVersion":"2026-07-28","#, ""),
    ];
    for body in &table {
        for fields in [vec![], fields("tools/list", None)] {
            let (row, status, code, message) = judge(&fields, body).unwrap_err();
            assert_eq!((row, status, code), (7, 400, -32602), "{message}: {body}");
        }
    }
    let (.., message) = judge(&[], &table[6]).unwrap_err();
    assert!(message.contains("clientCapabilities"), "{message}");
}

#[test]
fn unknown_metadata_are_nobodys_business() {
    let more = r#"clientCapabilities":{"new":1},"com.example/x":null,"io.modelcontextprotocol/new":5,"io.modelcontextprotocol/clientInfo":{"name":"a","version":"1"}"#;
    let body = request("tools/list", "").replace("clientCapabilities\":{}", more);
    assert_eq!(judge(&fields("tools/list", None), &body).as_deref(), Ok("1 tools/list None"));
}

#[test]
fn the_version_field_repeats_the_metadata() {
    // spec: HTTP-029, HTTP-033, HTTP-037
    let list = request("tools/list", "");
    let table: &[(Fields<'_>, &str)] = &[
        (&[], "MCP-Protocol-Version is missing, which repeats "),
        (&[("mcp-protocol-version", b"2025-11-25")], "MCP-Protocol-Version differs from "),
        (&[("mcp-protocol-version", b"v999.0.0")], "MCP-Protocol-Version differs from "),
        (&[("mcp-protocol-version", b"\xff")], "MCP-Protocol-Version differs from "),
        (
            &[("mcp-protocol-version", b"2026-07-28"), ("mcp-protocol-version", b"2026-07-28")],
            "MCP-Protocol-Version stands more than once",
        ),
    ];
    for (fields, expected) in table {
        let (row, status, code, message) = judge(fields, &list).unwrap_err();
        assert_eq!((row, status, code), (8, 400, -32020), "{message}");
        assert!(message.starts_with(&format!("header mismatch: {expected}")), "{message}");
    }
    // Whether the two agree is asked before whether the version is served.
    let other = list.replace(VERSION, "v999.0.0");
    assert_eq!(row(&[("mcp-protocol-version", b"2026-07-28")], &other), 8);
}

#[test]
fn versions_that_are_not_served_are_refused() {
    // spec: HTTP-030, VER-001, ERR-016
    for version in ["v999.0.0", "2024-11-05", "", "2025-11-25"] {
        let body = request("tools/list", "").replace(VERSION, version);
        let (row, status, code, message) = judge(&[("mcp-protocol-version", version.as_bytes())], &body).unwrap_err();
        assert_eq!((row, status, code), (9, 400, -32022), "{version}");
        assert!(
            message.starts_with("unsupported protocol version: this server speaks 2026-07-28, 2025-11-25"),
            "{message}"
        );
    }
}

#[test]
fn methods_that_are_not_served_are_not_found() {
    // spec: HTTP-031, VER-009
    for method in
        ["initialize", "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe", "unknown/method"]
    {
        let (row, status, code, message) = judge(&fields("tools/list", None), &request(method, "")).unwrap_err();
        assert_eq!((row, status, code, message), (10, 404, -32601, format!("method not found: `{method}`")));
    }
}

#[test]
fn a_legacy_initialize_learns_what_is_served() {
    // spec: VER-014
    let body = r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","_meta":{"progressToken":1}}}"#;
    let (row, status, code, message) = judge(&[], body).unwrap_err();
    assert_eq!((row, status, code), (6, 400, -32022));
    assert_eq!(
        message,
        "unsupported protocol version: this server speaks 2026-07-28, 2025-11-25; the request asks for `2025-06-18`"
    );
    let silent = r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":5}}"#;
    let (.., message) = judge(&[("mcp-protocol-version", b"2025-03-26")], silent).unwrap_err();
    assert!(message.ends_with("the request asks for `2025-03-26`"), "{message}");
    let (.., message) = judge(&[], silent).unwrap_err();
    assert!(message.ends_with("the request names no version"), "{message}");
}

#[test]
fn content_that_is_no_request_or_notification_is_refused() {
    // spec: HTTP-012, HTTP-014
    for (body, code) in [
        ("{", ErrorCode::PARSE_ERROR),
        ("[]", ErrorCode::INVALID_REQUEST),
        (r#"{"jsonrpc":"2.0","id":1,"result":{"resultType":"complete"}}"#, ErrorCode::INVALID_REQUEST),
        (r#"{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":""}}"#, ErrorCode::INVALID_REQUEST),
        (r#"{"jsonrpc":"2.0","method":"tools/call","params":{"name":"add"}}"#, ErrorCode::INVALID_REQUEST),
    ] {
        let (row, status, received, message) = judge(&fields("tools/call", Some("add")), body).unwrap_err();
        assert_eq!((row, status, received), (5, 400, code.value()), "{message}: {body}");
    }
}

#[test]
fn notifications_need_a_version_and_agree_where_they_can() {
    // spec: HTTP-033, HTTP-038, HTTP-014
    let body = r#"{"jsonrpc":"2.0","method":"notifications/own","params":{"name":"x"}}"#;
    let version = ("mcp-protocol-version", VERSION.as_bytes());
    let table: &[(Fields<'_>, u8)] = &[
        (&[version], 0),
        (&[version, ("mcp-method", b"notifications/own")], 0),
        (&[version, ("mcp-name", b"anything")], 0),
        (&[], 8),
        (&[version, version], 8),
        (&[("mcp-protocol-version", b"\xff")], 8),
        (&[("mcp-protocol-version", b"2025-11-25")], 9),
        (&[("mcp-protocol-version", b"v999.0.0")], 9),
        (&[version, ("mcp-method", b"tools/list")], 11),
        (&[version, ("mcp-method", b"notifications/own"), ("mcp-method", b"notifications/own")], 11),
    ];
    for (fields, expected) in table {
        assert_eq!(row(fields, body), *expected, "{fields:?}");
    }
    assert_eq!(judge(&[version], body).as_deref(), Ok("notifications/own 2026-07-28"));
    let with_meta = |value: &str| {
        body.replace(r#""name":"x""#, &format!(r#""_meta":{{"io.modelcontextprotocol/protocolVersion":{value}}}"#))
    };
    assert_eq!(row(&[version], &with_meta(r#""2026-07-28""#)), 0);
    assert_eq!(row(&[version], &with_meta(r#""2025-11-25""#)), 8);
    assert_eq!(row(&[version], &with_meta("5")), 7);
}

#[test]
fn eras_are_told_by_metadata_then_method_then_field() {
    // spec: HTTP-032, VER-009, VER-010
    let legacy = |version| Traffic::Legacy(version);
    let plain = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#;
    let initialize = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18"}}"#;
    let v = |version: &'static str| vec![("mcp-protocol-version", version.as_bytes())];
    let table = [
        (v(VERSION), request("tools/list", ""), Traffic::Modern),
        (v("2025-11-25"), request("tools/list", ""), Traffic::Modern),
        (vec![], request("initialize", ""), Traffic::Modern),
        (v(VERSION), initialize.to_owned(), legacy(Some(ProtocolVersion::V2025_06_18))),
        (vec![], initialize.replace("2025-06-18", "1900-01-01"), legacy(Some(ProtocolVersion::from("1900-01-01")))),
        (vec![], initialize.replace("\"2025-06-18\"", "5"), legacy(None)),
        (vec![], plain.to_owned(), legacy(None)),
        (v("2025-11-25"), plain.to_owned(), legacy(Some(ProtocolVersion::V2025_11_25))),
        (v(VERSION), plain.to_owned(), Traffic::Modern),
        (v("v999.0.0"), plain.to_owned(), Traffic::Modern),
        ([v("2025-11-25"), v("2025-11-25")].concat(), plain.to_owned(), Traffic::Modern),
        (
            v("2025-11-25"),
            r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#.to_owned(),
            legacy(Some(ProtocolVersion::V2025_11_25)),
        ),
        (v(VERSION), r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#.to_owned(), Traffic::Modern),
    ];
    for (fields, body, expected) in &table {
        let (policy, parts) = (HeadPolicy::local(), parts(fields));
        let Ok(HeadVerdict::Proceed(head)) = admit_head(&policy, &parts) else { panic!("the head is refused") };
        let message = scan(body.as_bytes(), &ScanLimits::default()).unwrap();
        assert_eq!(classify(&head, &message), *expected, "{fields:?} {body}");
    }
}

#[test]
fn a_request_that_breaks_everything_is_refused_for_the_first_rule() {
    let bad_fields: Vec<(&str, &[u8])> = vec![("mcp-method", b"x"), ("mcp-name", b"x")];
    let body = request("unknown/method", "").replace(VERSION, "v999.0.0");
    assert_eq!(row(&bad_fields, &body.replace("clientCapabilities\":{}", "clientCapabilities\":5")), 7);
    assert_eq!(row(&bad_fields, &body), 8);
    let agreeing = [bad_fields.clone(), vec![("mcp-protocol-version", b"v999.0.0".as_slice())]].concat();
    assert_eq!(row(&agreeing, &body), 9);
    let served = [bad_fields, vec![("mcp-protocol-version", VERSION.as_bytes())]].concat();
    assert_eq!(row(&served, &request("unknown/method", "")), 10);
    assert_eq!(row(&served, &request("tools/list", "")), 11);
}

proptest! {
    #[test]
    fn a_name_agrees_with_its_own_encoding_and_with_no_other(name in any::<String>(), other in any::<String>(), mirrored in 0..4usize) {
        let (method, member) = [("tools/call", "name"), ("prompts/get", "name"), ("resources/read", "uri"), ("tasks/get", "taskId")][mirrored];
        let body = request(method, &format!(r#""{member}":{}"#, Json::from(name.as_str()).as_raw().text()));
        let own = sentinel::encode(&name);
        let admitted = judge(&fields(method, Some(&own)), &body);
        prop_assert_eq!(admitted, Ok(format!("1 {method} {:?}", Some(&name))));
        let foreign = sentinel::encode(&other);
        prop_assert_eq!(row(&fields(method, Some(&foreign)), &body), if name == other { 0 } else { 11 });
    }

    #[test]
    fn whatever_is_admitted_agrees(value in proptest::collection::vec(any::<u8>(), 0..24), encoded in any::<bool>()) {
        use base64::Engine as _;
        let value = if encoded {
            format!("=?base64?{}?=", base64::engine::general_purpose::STANDARD.encode(&value)).into_bytes()
        } else {
            value
        };
        if HeaderValue::from_bytes(&value).is_ok() {
            let fields = [("mcp-protocol-version", VERSION.as_bytes()), ("mcp-method", b"tools/call"), ("mcp-name", &value)];
            let decoded = sentinel::decode(crate::field::trim(&value));
            let name = decoded.as_deref().unwrap_or("add");
            let body = request("tools/call", &format!(r#""name":{}"#, Json::from(name).as_raw().text()));
            prop_assert_eq!(row(&fields, &body), if decoded.is_ok() { 0 } else { 11 });
        }
    }
}
