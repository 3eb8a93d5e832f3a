//! The scanner, against `serde_json`.

use mcp_types::jsonrpc::{Message, MessageKind, ScanError, ScanLimits, scan};
use mcp_types::{ErrorCode, RequestId};

use crate::reference::{Parts, Verdict, judge};

/// The scanner takes and refuses what the reference does, with the same code, id and values.
///
/// It is asked twice: with the usual limits, and with limits so small that short inputs reach them.
pub fn scanner(input: &[u8]) -> usize {
    let small = ScanLimits::default().with_depth(4).with_members_per_object(6);
    usize::from(check(input, &ScanLimits::default())) + usize::from(check(input, &small))
}

fn check(input: &[u8], limits: &ScanLimits) -> bool {
    let scanned = scan(input, limits);
    match (judge(input, limits), &scanned) {
        (Verdict::ParseError, Err(error)) => assert_code(error, ErrorCode::PARSE_ERROR),
        (Verdict::InvalidRequest { id }, Err(error)) => {
            assert_code(error, ErrorCode::INVALID_REQUEST);
            assert_eq!(error.id().map(RequestId::as_json), id, "{error}");
        }
        (Verdict::Message(parts), Ok(message)) => assert_same(message, &parts),
        (Verdict::Refused, Err(_)) => {}
        (verdict, scanned) => panic!("the reference says {verdict:?}, the scanner {scanned:?}"),
    }
    scanned.is_ok()
}

fn assert_code(error: &ScanError, code: ErrorCode) {
    assert_eq!(error.code(), code, "{error}");
    let message = error.to_string();
    assert!((1..=200).contains(&message.len()), "{message}");
    // An id that is echoed is one literal on one line.
    assert!(error.id().is_none_or(|id| !id.as_json().contains('\n')));
}

fn assert_same(message: &Message<'_>, parts: &Parts<'_>) {
    let params = message.params();
    assert_eq!(message.kind(), parts.kind);
    if parts.kind != MessageKind::Response {
        assert_eq!(Some(message.method()), parts.method.as_deref());
    }
    assert_eq!(message.id().map(RequestId::as_json), parts.id);
    assert_eq!(message.result().map(|raw| raw.text()), parts.result);
    assert_eq!(message.error().map(|raw| raw.text()), parts.error);
    if parts.kind == MessageKind::Response {
        return;
    }
    assert_eq!(params.raw().map(|raw| raw.text()), parts.params);
    assert_eq!(params.meta_raw().map(|raw| raw.text()), parts.meta);
    for (name, value) in &parts.members {
        assert_eq!(params.get(name).map(|raw| raw.text()), Some(*value), "{name}");
    }
    for (key, value) in &parts.meta_members {
        assert_eq!(params.meta(key).map(|raw| raw.text()), Some(*value), "{key}");
    }
    assert_eq!(params.get("a name that fuzzers do not find"), None);
    let all: Vec<_> = params.iter().map(|(name, value)| (name.into_owned(), value.text())).collect();
    assert_eq!(all, parts.members);
}
