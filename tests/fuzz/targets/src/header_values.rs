//! Values of single fields: the Base64 sentinel, media types, origins and hosts, routing keys.

use http::{HeaderMap, HeaderName, HeaderValue, Request};
use mcp_transport_http::host::HostRule;
use mcp_transport_http::media::{Acceptable, content_is_json};
use mcp_transport_http::origin::OriginRule;
use mcp_transport_http::{HeadPolicy, MirroredValue, RouteKey, admit_head, field, sentinel};

/// No value of a field makes anything panic, and what is read can be written and read again.
///
/// Every parser sees every value.
pub fn header_values(input: &[u8]) -> usize {
    let mut taken = usize::from(sentinel_values(input));
    if let Ok(text) = std::str::from_utf8(input) {
        sentinel_texts(text);
        taken += rules(text);
    }
    if let Ok(value) = HeaderValue::from_bytes(input) {
        taken += media_types(&value) + sources(&value) + routing(&value);
    }
    taken
}

/// The sentinel is canonical: at most one encoded value stands for a text.
fn sentinel_values(value: &[u8]) -> bool {
    let decoded = sentinel::decode(value);
    let mirrored = MirroredValue::read(value);
    assert_eq!(mirrored.is_ok(), decoded.is_ok());
    let (Ok(text), Ok(mirrored)) = (decoded, mirrored) else { return false };
    assert!(mirrored.stands_for(&text));
    assert_eq!(mirrored.decode(), text);
    let longer = format!("{text}x");
    assert!(!mirrored.stands_for(&longer));
    let written = sentinel::encode(&text);
    if written.as_bytes() != value {
        // What is read is either what we write, or text that needed no encoding, or white space that HTTP strips.
        let encoded = value.starts_with(b"=?base64?") && value.ends_with(b"?=");
        let padded =
            value.first().is_some_and(u8::is_ascii_whitespace) || value.last().is_some_and(u8::is_ascii_whitespace);
        assert!(encoded && written == text || padded && !encoded, "{text:?} is written {written:?}");
    }
    true
}

fn sentinel_texts(text: &str) {
    let written = sentinel::encode(text);
    assert!(HeaderValue::from_str(&written).is_ok(), "{written:?}");
    assert_eq!(sentinel::decode(written.as_bytes()).as_deref(), Ok(text));
    assert!(MirroredValue::read(written.as_bytes()).is_ok_and(|name| name.stands_for(text)));
}

/// A rule that is read can be shown, and reads the same again.
fn rules(text: &str) -> usize {
    let mut taken = 0;
    if let Ok(rule) = text.parse::<OriginRule>() {
        assert_eq!(rule.to_string().parse().as_ref(), Ok(&rule));
        taken += 1;
    }
    if let Ok(rule) = text.parse::<HostRule>() {
        assert_eq!(rule.to_string().parse().as_ref(), Ok(&rule));
        taken += 1;
    }
    taken
}

fn one(name: HeaderName, value: &HeaderValue) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(name, value.clone());
    headers
}

/// White space and case do not change what a media type means.
fn media_types(value: &HeaderValue) -> usize {
    let headers = one(http::header::CONTENT_TYPE, value);
    let is_json = content_is_json(&headers);
    if is_json {
        let essence = value.as_bytes().split(|byte| *byte == b';').next().unwrap_or_default();
        assert!(essence.trim_ascii().eq_ignore_ascii_case(b"application/json"), "{value:?}");
    }
    let accept = one(http::header::ACCEPT, value);
    let acceptable = Acceptable::of(&accept);
    assert!(acceptable.json().thousandths() <= 1000 && acceptable.event_stream().thousandths() <= 1000);
    let upper = HeaderValue::from_bytes(&value.as_bytes().to_ascii_uppercase()).expect("no new bytes");
    assert_eq!(Acceptable::of(&one(http::header::ACCEPT, &upper)), acceptable);
    // Another range that allows everything else takes nothing away from what is allowed by name.
    let mut both = accept;
    both.append(http::header::ACCEPT, HeaderValue::from_static("application/json, text/event-stream"));
    assert!(Acceptable::of(&both).both());
    usize::from(is_json) + usize::from(acceptable.both())
}

/// Only names of this machine pass the local policy, whatever is written around them.
fn sources(value: &HeaderValue) -> usize {
    let policy = HeadPolicy::local();
    let mut taken = 0;
    for name in [http::header::ORIGIN, http::header::HOST] {
        let mut request = Request::post("/mcp").body(()).expect("a valid request").into_parts().0;
        request.headers.insert(http::header::HOST, HeaderValue::from_static("localhost"));
        request.headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        request.headers.insert(name.clone(), value.clone());
        match admit_head(&policy, &request) {
            Ok(_) => {
                assert!(names_this_machine(value.as_bytes()), "{name}: {value:?} was let in");
                taken += 1;
            }
            Err(rejection) => assert_eq!(rejection.status(), 403, "{name}: {value:?}"),
        }
    }
    taken
}

/// A crude check that shares nothing with the parser: strips scheme and port and compares.
pub(crate) fn names_this_machine(value: &[u8]) -> bool {
    let text = String::from_utf8_lossy(value).trim_matches([' ', '\t']).to_ascii_lowercase();
    let host = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://")).unwrap_or(&text);
    let host = match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let host = host.strip_suffix('.').unwrap_or(host);
    let is_loopback_v6 = || {
        let inner = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        inner.and_then(|inner| inner.parse::<std::net::Ipv6Addr>().ok()).is_some_and(|address| address.is_loopback())
    };
    host == "localhost" || host == "127.0.0.1" || is_loopback_v6()
}

/// A key that is read says what the fields say.
fn routing(value: &HeaderValue) -> usize {
    let mut taken = 0;
    let mut headers = HeaderMap::new();
    headers.insert(field::MCP_PROTOCOL_VERSION, HeaderValue::from_static("2026-07-28"));
    headers.insert(field::MCP_METHOD, HeaderValue::from_static("tools/call"));
    headers.insert(field::MCP_NAME, value.clone());
    if let Ok(key) = RouteKey::from_headers(&headers) {
        let name = key.name().expect("tools/call has a name");
        assert!(name.stands_for(&name.decode()));
        taken += 1;
    }
    headers.insert(field::MCP_NAME, HeaderValue::from_static("add"));
    headers.insert(field::MCP_METHOD, value.clone());
    if let Ok(key) = RouteKey::from_headers(&headers) {
        assert!(key.method().bytes().all(|byte| byte.is_ascii_graphic()) && !key.method().is_empty());
        taken += 1;
    }
    headers.insert(field::MCP_METHOD, HeaderValue::from_static("tools/call"));
    headers.insert(field::MCP_PROTOCOL_VERSION, value.clone());
    if let Ok(key) = RouteKey::from_headers(&headers) {
        assert!(key.version().mirrors_request_metadata());
        taken += 1;
    }
    taken
}
