//! Keys from heads.

use http::{HeaderName, HeaderValue, StatusCode};
use mcp_types::ErrorCode;
use proptest::prelude::*;

use super::*;

/// Fields of a head, as sent.
type Fields<'a> = &'a [(&'a str, &'a [u8])];

fn headers(fields: Fields<'_>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in fields {
        headers.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_bytes(value).unwrap());
    }
    headers
}

const V: (&str, &[u8]) = ("mcp-protocol-version", b"2026-07-28");
const CALL: (&str, &[u8]) = ("mcp-method", b"tools/call");

#[test]
fn a_key_tells_method_name_and_version() {
    // spec: HTTP-070
    let table: &[(Fields<'_>, (&str, Option<&str>))] = &[
        (&[V, ("mcp-method", b"tools/list")], ("tools/list", None)),
        (&[V, ("mcp-method", b" tools/list ")], ("tools/list", None)),
        (&[V, CALL, ("mcp-name", b"add")], ("tools/call", Some("add"))),
        (&[V, CALL, ("mcp-name", b"=?base64?YWRk?=")], ("tools/call", Some("add"))),
        (&[V, ("mcp-method", b"resources/read"), ("mcp-name", b"file:///x")], ("resources/read", Some("file:///x"))),
        (&[V, ("mcp-method", b"tasks/cancel"), ("mcp-name", b"t-1")], ("tasks/cancel", Some("t-1"))),
        (&[V, ("mcp-method", b"unknown/method")], ("unknown/method", None)),
    ];
    for (fields, expected) in table {
        let headers = headers(fields);
        let key = RouteKey::from_headers(&headers).unwrap();
        let name = key.name().map(|name| name.decode());
        assert_eq!((key.method(), name.as_deref()), *expected);
        assert_eq!(*key.version(), ProtocolVersion::V2026_07_28);
    }
}

#[test]
fn a_name_that_servers_do_not_compare_is_not_told() {
    for method in ["tools/list", "server/discover", "unknown/method", "notifications/progress"] {
        let headers = headers(&[V, ("mcp-method", method.as_bytes()), ("mcp-name", b"=?base64?!?=")]);
        assert_eq!(RouteKey::from_headers(&headers).map(|key| key.name()), Ok(None), "{method}");
    }
}

#[test]
fn heads_that_cannot_be_believed_give_no_key() {
    // spec: HTTP-071, HTTP-072
    use RouteKeyError as E;
    let name: (&str, &[u8]) = ("mcp-name", b"add");
    let table: &[(Fields<'_>, RouteKeyError)] = &[
        (&[CALL, name], E::VersionMissing),
        (&[("mcp-protocol-version", b""), CALL, name], E::VersionUnknown),
        (&[("mcp-protocol-version", b"2025-11-25"), CALL, name], E::VersionLegacy),
        (&[("mcp-protocol-version", b"2025-03-26"), CALL, name], E::VersionLegacy),
        (&[("mcp-protocol-version", b"2099-01-01"), CALL, name], E::VersionUnknown),
        (&[("mcp-protocol-version", b"\xff"), CALL, name], E::VersionUnknown),
        (&[V, V, CALL, name], E::Repeated(RouteField::Version)),
        (&[V, CALL, CALL, name], E::Repeated(RouteField::Method)),
        (&[V, CALL, name, name], E::Repeated(RouteField::Name)),
        (&[V, ("mcp-method", b"tools/list"), name, name], E::Repeated(RouteField::Name)),
        (&[V, name], E::MethodMissing),
        (&[V, ("mcp-method", b""), name], E::MethodMalformed),
        (&[V, ("mcp-method", b"tools call"), name], E::MethodMalformed),
        (&[V, ("mcp-method", b"tools/\xff"), name], E::MethodMalformed),
        (&[V, CALL], E::NameMissing),
        (&[V, CALL, ("mcp-name", b"=?base64?YWR?=")], E::NameMalformed(SentinelError::Base64)),
        (&[V, CALL, ("mcp-name", b"=?base64?/w==?=")], E::NameMalformed(SentinelError::Utf8)),
        (&[V, CALL, ("mcp-name", b"\xff")], E::NameMalformed(SentinelError::Character)),
    ];
    for (fields, expected) in table {
        assert_eq!(RouteKey::from_headers(&headers(fields)), Err(*expected), "{fields:?}");
        assert_eq!(expected.status(), StatusCode::BAD_REQUEST);
        let rejection = expected.rejection(&headers(fields));
        assert_eq!(rejection.status(), expected.status());
        assert_eq!(rejection.code(), code(*expected), "{fields:?}: {rejection}");
        assert_eq!(expected.is_legacy(), matches!(expected, E::VersionMissing | E::VersionLegacy));
    }
}

/// The code that tells a client of both eras that this is no legacy server, and what to mend.
fn code(error: RouteKeyError) -> ErrorCode {
    match error {
        RouteKeyError::VersionMissing | RouteKeyError::VersionLegacy | RouteKeyError::VersionUnknown => {
            ErrorCode::UNSUPPORTED_PROTOCOL_VERSION
        }
        _ => ErrorCode::HEADER_MISMATCH,
    }
}

#[test]
fn refusals_say_what_is_wrong() {
    let table: &[(Fields<'_>, &str)] = &[
        (&[CALL], "unsupported protocol version: this server speaks 2026-07-28"),
        (&[("mcp-protocol-version", b"2025-11-25")], "speaks 2026-07-28; the request asks for `2025-11-25`"),
        (&[V], "header mismatch: Mcp-Method is missing, which repeats method"),
        (&[V, V], "header mismatch: MCP-Protocol-Version stands more than once"),
        (
            &[V, CALL, ("mcp-name", b"=?base64?/w==?=")],
            "Mcp-Name is malformed: its Base64 does not stand for UTF-8 text",
        ),
    ];
    for (fields, expected) in table {
        let headers = headers(fields);
        let message = RouteKey::from_headers(&headers).unwrap_err().rejection(&headers).to_string();
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn parameter_is_told_as_what_it_stands_for() {
    // spec: HTTP-070
    const REGION: HeaderName = HeaderName::from_static("mcp-param-region");
    type Told<'a> = Result<Option<&'a str>, &'a str>;
    let table: &[(&[&[u8]], Told<'_>)] = &[
        (&[], Ok(None)),
        (&[b"Wien"], Ok(Some("Wien"))),
        (&[b"=?base64?WsO8cmljaA==?="], Ok(Some("Zürich"))),
        (&[b"=?base64?WsO8cmljaA?="], Err("the field mcp-param-region is malformed: its Base64 is malformed")),
        (&[b"Wien", b"Wien"], Err("the field mcp-param-region stands more than once")),
    ];
    for (sent, expected) in table {
        let mut headers = headers(&[V, CALL, ("mcp-name", b"add")]);
        for value in *sent {
            headers.append(REGION, HeaderValue::from_bytes(value).unwrap());
        }
        let key = RouteKey::from_headers(&headers).unwrap();
        match (key.parameter(&REGION), expected) {
            (Ok(value), Ok(expected)) => assert_eq!(value.map(|value| value.decode()).as_deref(), *expected),
            (Err(rejection), Err(expected)) => {
                assert_eq!(rejection.to_string(), format!("header mismatch: {expected}"));
                assert_eq!(rejection.code(), ErrorCode::HEADER_MISMATCH);
            }
            (found, expected) => panic!("{found:?} where {expected:?} is expected"),
        }
    }
}

#[test]
fn keys_are_equal_by_what_they_stand_for() {
    // spec: HTTP-070
    use std::hash::BuildHasher;
    let hasher = std::hash::RandomState::new();
    let [plain, encoded, other] = [b"add".as_slice(), b"=?base64?YWRk?=", b"drop"].map(|name| {
        let mut headers = headers(&[V, CALL, ("mcp-name", name)]);
        headers.insert("x-request", HeaderValue::from_bytes(name).unwrap());
        headers
    });
    let [plain, encoded, other] = [&plain, &encoded, &other].map(|headers| RouteKey::from_headers(headers).unwrap());
    assert_eq!(plain, encoded);
    assert_ne!(plain, other);
    assert_eq!(hasher.hash_one(plain.name()), hasher.hash_one(encoded.name()));
}

proptest! {
    #[test]
    fn a_name_equals_what_it_stands_for_and_nothing_else(name in any::<String>(), other in any::<String>()) {
        let sent = sentinel::encode(&name);
        let mirrored = MirroredValue::read(sent.as_bytes()).unwrap();
        prop_assert_eq!(mirrored.decode(), name.as_str());
        prop_assert!(mirrored.stands_for(&name));
        prop_assert_eq!(mirrored.stands_for(&other), name == other);
        prop_assert_eq!(mirrored.is_encoded(), sent != name);
    }

    #[test]
    fn whatever_can_be_read_can_be_decoded(sent in prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..40),
        "=\\?base64\\?[A-Za-z0-9+/]{0,12}={0,2}\\?=".prop_map(String::into_bytes),
    ]) {
        match (MirroredValue::read(&sent), sentinel::decode(&sent)) {
            (Ok(name), Ok(text)) => prop_assert_eq!(name.decode(), text),
            (Err(error), Err(expected)) => prop_assert_eq!(error, expected),
            (read, decoded) => prop_assert!(false, "{:?} {:?}", read, decoded),
        }
    }
}
