//! Whole heads, and the message behind them.

use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Request};
use mcp_transport_http::{
    Admitted, HeadPolicy, HeadVerdict, REFUSALS, Rejection, Served, SessionFields, SessionMethod, admit, admit_head,
    classify, parse_failure, sentinel,
};
use mcp_types::jsonrpc::{Message, ScanLimits, scan};
use mcp_types::{Era, ProtocolVersion, RequestId};

use crate::header_values::names_this_machine;

/// Heads longer than this many fields are the HTTP library's to refuse.
const MAX_FIELDS: usize = 64;
/// What says in the head what stands in the content as well.
const MIRRORED: [&str; 3] = ["mcp-method", "mcp-name", "mcp-protocol-version"];

/// Any head and content are let in, or refused with an answer of the table.
///
/// The input is an HTTP/1.1 request as it stands on the wire: a head, an empty line, content.
pub fn head_admission(input: &[u8]) -> usize {
    let Some((parts, content)) = read(input) else { return 0 };
    let policy = HeadPolicy::local().with_sessions();
    let head = match admit_head(&policy, &parts) {
        Ok(HeadVerdict::Proceed(head)) => head,
        Ok(HeadVerdict::Preflight(response)) => {
            assert_eq!((response.status().as_u16(), response.body().len()), (204, 0));
            return 1;
        }
        Ok(HeadVerdict::Session(method)) => {
            assert!(parts.method == if method == SessionMethod::Listen { "GET" } else { "DELETE" });
            return session_fields(&parts.headers);
        }
        Err(rejection) => {
            assert_in_table(rejection, None, 1..=4);
            return 0;
        }
    };
    assert_eq!(parts.method, "POST");
    assert_from_here(&parts.headers);
    let message = match scan(content, &ScanLimits::default()) {
        Ok(message) => message,
        Err(error) => {
            assert_in_table(parse_failure(&error), error.id(), 5..=5);
            return 0;
        }
    };
    classify(&head, &message);
    let admitted = admit(&head, &message, &Everything);
    let field = |name: &str| parts.headers.get(name).map(|value| value.as_bytes().trim_ascii());
    match &admitted {
        Ok(Admitted::Request { id, method, name, meta, .. }) => {
            assert_eq!(Some(*id), message.id());
            assert_eq!(field("mcp-method"), Some(method.as_bytes()));
            assert_eq!(field("mcp-protocol-version"), Some(meta.protocol_version.as_str().as_bytes()));
            assert_agrees(content, &parts.headers, method, name.as_deref());
            // A name in the head of a method that has none says nothing.
            let compared = MIRRORED.into_iter().filter(|field| name.is_some() || *field != "mcp-name");
            compared.for_each(|field| assert_compared(&policy, &parts, &message, field));
        }
        Ok(Admitted::Notification { version, .. }) => {
            assert!(message.id().is_none());
            assert_eq!(field("mcp-protocol-version"), Some(version.as_str().as_bytes()));
        }
        Err(rejection) => assert_in_table(rejection.clone(), message.id(), 5..=11),
    }
    usize::from(admitted.is_ok())
}

/// Whoever may speak came from this machine, as far as the head can say, and sends JSON.
fn assert_from_here(headers: &HeaderMap) {
    for name in ["host", "origin"] {
        for value in headers.get_all(name) {
            assert!(names_this_machine(value.as_bytes()), "{name}: {value:?} was let in");
        }
    }
    let media_types = headers.get_all("content-type");
    assert!(media_types.iter().all(|value| value.as_bytes().to_ascii_lowercase().starts_with(b"application/json")));
}

/// Head and content name one method, one version and one tool, prompt or resource, however either is spelled.
fn assert_agrees(content: &[u8], headers: &HeaderMap, method: &str, name: Option<&str>) {
    let content: serde_json::Value = serde_json::from_slice(content).expect("it was scanned");
    assert_eq!(content["method"], method);
    let version = &content["params"]["_meta"]["io.modelcontextprotocol/protocolVersion"];
    assert_eq!(
        Some(version.as_str().expect("a version").as_bytes()),
        headers.get("mcp-protocol-version").map(|value| value.as_bytes().trim_ascii())
    );
    let member = match method {
        "tools/call" | "prompts/get" => "name",
        "resources/read" => "uri",
        _ => return,
    };
    let sent = headers.get("mcp-name").expect("the name is mirrored").as_bytes();
    assert_eq!(content["params"][member], *name.expect("the method has a name"));
    assert_eq!(sentinel::decode(sent.trim_ascii()).as_deref().ok(), name);
}

/// What was let in is let in no more when its field differs in the case of a letter, or in one more letter.
fn assert_compared(policy: &HeadPolicy, parts: &Parts, message: &Message<'_>, field: &str) {
    let Some(value) = parts.headers.get(field).map(|value| value.as_bytes().trim_ascii().to_vec()) else { return };
    let meant = sentinel::decode(&value).ok();
    let letters = value.iter().enumerate().filter(|(_, byte)| byte.is_ascii_alphabetic()).map(|(at, _)| at);
    let other_case = letters.map(|at| {
        let mut other = value.clone();
        other[at] ^= 0x20;
        other
    });
    for other in other_case.chain([[&value[..], b"x"].concat()]) {
        if sentinel::decode(&other).ok() == meant {
            continue;
        }
        let mut parts = parts.clone();
        parts.headers.insert(HeaderName::from_bytes(field.as_bytes()).expect("a name"), header(&other));
        let Ok(HeadVerdict::Proceed(head)) = admit_head(policy, &parts) else { continue };
        let text = String::from_utf8_lossy(&other);
        assert!(admit(&head, message, &Everything).is_err(), "{field}: {text} is let in");
    }
}

fn header(value: &[u8]) -> HeaderValue {
    HeaderValue::from_bytes(value).expect("letters are as good as others")
}

/// Fields of a session are read as what they are, or refused with an error.
fn session_fields(headers: &HeaderMap) -> usize {
    match SessionFields::of(headers) {
        Ok(fields) => {
            let visible = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
            assert!(visible(fields.id) && fields.last_event.is_none_or(visible));
            assert!(fields.version.is_none_or(|version| version.era() == Some(Era::Legacy)));
            1
        }
        Err(rejection) => {
            assert!(rejection.into_response(None).status().is_client_error());
            0
        }
    }
}

struct Everything;

impl Served for Everything {
    fn versions(&self) -> &[ProtocolVersion] {
        &[ProtocolVersion::V2026_07_28]
    }

    fn serves(&self, method: &str) -> bool {
        !matches!(method, "initialize" | "ping")
    }
}

/// Reads a request as an HTTP library would; `None` where it would refuse.
fn read(input: &[u8]) -> Option<(Parts, &[u8])> {
    let mut fields = [httparse::EMPTY_HEADER; MAX_FIELDS];
    let mut head = httparse::Request::new(&mut fields);
    let httparse::Status::Complete(length) = head.parse(input).ok()? else { return None };
    let mut request = Request::builder().method(head.method?).uri(head.path?);
    for field in head.headers.iter() {
        let name = HeaderName::from_bytes(field.name.as_bytes()).ok()?;
        request = request.header(name, HeaderValue::from_bytes(field.value).ok()?);
    }
    Some((request.body(()).ok()?.into_parts().0, &input[length..]))
}

fn assert_in_table(rejection: Rejection, id: Option<&RequestId>, rows: std::ops::RangeInclusive<u8>) {
    let row = rejection.row();
    assert!(rows.contains(&row.number), "row {}: {rejection}", row.number);
    assert!(REFUSALS.iter().any(|known| known == row));
    let (status, code) = (rejection.status(), rejection.code());
    assert!(row.answers.iter().any(|answer| (answer.status, answer.code) == (status, Some(code))), "{rejection}");
    let response = rejection.into_response(id);
    assert_eq!(response.status(), status);
    let body: serde_json::Value = serde_json::from_slice(response.body()).expect("an answer is JSON");
    assert_eq!(body["jsonrpc"], "2.0");
    assert_eq!(body["error"]["code"], code.value());
    assert_eq!(body.get("id").is_some(), id.is_some());
    let message = body["error"]["message"].as_str().expect("a message");
    // Excerpts are cut before they are escaped, so a byte of the peer's may become four of ours.
    assert!((1..=1200).contains(&message.len()) && !message.contains('\n'), "{message}");
    assert_eq!(response.headers().contains_key("allow"), status == 405);
}
