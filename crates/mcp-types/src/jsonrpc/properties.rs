//! Properties of the scanner, checked against `serde_json`, which is another implementation of the same grammar.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::{ScanErrorKind, ScanLimits, scan};
use crate::error_code::ErrorCode;

/// A JSON value that remembers doubled names, with the white space and the spelling it is written with.
#[derive(Debug, Clone)]
enum Node {
    Text(String),
    Array(Vec<Node>),
    Object(Vec<(String, Node)>),
}

impl Node {
    fn write(&self, space: &str, out: &mut String) {
        let (open, close) = match self {
            Node::Text(text) => return out.push_str(text),
            Node::Array(_) => ('[', ']'),
            Node::Object(_) => ('{', '}'),
        };
        out.push(open);
        out.push_str(space);
        match self {
            Node::Text(_) => {}
            Node::Array(elements) => {
                for (number, element) in elements.iter().enumerate() {
                    out.push_str(if number == 0 { "" } else { "," });
                    element.write(space, out);
                    out.push_str(space);
                }
            }
            Node::Object(members) => {
                for (number, (name, value)) in members.iter().enumerate() {
                    out.push_str(if number == 0 { "" } else { "," });
                    out.push_str(space);
                    out.push_str(name);
                    out.push_str(space);
                    out.push(':');
                    out.push_str(space);
                    value.write(space, out);
                }
            }
        }
        out.push_str(space);
        out.push(close);
    }

    fn has_doubled_name(&self) -> bool {
        match self {
            Node::Text(_) => false,
            Node::Array(elements) => elements.iter().any(Node::has_doubled_name),
            Node::Object(members) => {
                let names = members.iter().map(|(name, _)| serde_json::from_str::<String>(name).expect("a string"));
                let distinct: std::collections::BTreeSet<_> = names.collect();
                distinct.len() < members.len() || members.iter().any(|(_, value)| value.has_doubled_name())
            }
        }
    }

    /// The same without members whose name stands before them already.
    fn without_doubles(self) -> Node {
        match self {
            Node::Text(text) => Node::Text(text),
            Node::Array(elements) => Node::Array(elements.into_iter().map(Node::without_doubles).collect()),
            Node::Object(members) => {
                let named = |(name, value): (String, Node)| {
                    (serde_json::from_str::<String>(&name).expect("a string"), (name, value.without_doubles()))
                };
                Node::Object(members.into_iter().map(named).collect::<BTreeMap<_, _>>().into_values().collect())
            }
        }
    }

    fn depth(&self) -> usize {
        match self {
            Node::Text(_) => 0,
            Node::Array(elements) => 1 + elements.iter().map(Node::depth).max().unwrap_or(0),
            Node::Object(members) => 1 + members.iter().map(|(_, value)| value.depth()).max().unwrap_or(0),
        }
    }
}

fn strings() -> impl Strategy<Value = String> {
    let escaped = prop::sample::select(vec![
        r#""\u0061""#,
        r#""\"""#,
        r#""\ud83d\ude00\n""#,
        r#""a\/b""#,
        r#""""#,
        r#""\\ud800""#,
    ]);
    prop_oneof![
        any::<String>().prop_map(|text| serde_json::to_string(&text).expect("strings serialize")),
        "\"[a-c]{0,2}\"",
        "\"[a-z]{60,140}\"",
        escaped.prop_map(str::to_owned),
    ]
}

fn nodes() -> impl Strategy<Value = Node> {
    let words =
        prop::sample::select(vec!["true", "false", "null", "0", "-0", "-12.50e+3", "1E400", "123456789012345678901"]);
    let leaf = prop_oneof![
        words.prop_map(str::to_owned),
        strings(),
        any::<f64>().prop_filter_map("finite", |number| { number.is_finite().then(|| format!("{number:e}")) })
    ];
    leaf.prop_map(Node::Text).prop_recursive(6, 48, 12, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Node::Array),
            prop::collection::vec((strings(), inner), 0..12).prop_map(Node::Object),
        ]
    })
}

fn space() -> impl Strategy<Value = String> {
    "[ \t\r\n]{0,2}"
}

/// Whether `serde_json` takes the text as JSON, and every escape in it stands for a character: `serde_json` does not look
/// at the escapes in what it skips.
fn is_json(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes)
        .is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok() && !has_lone_surrogate(text))
}

fn has_lone_surrogate(text: &str) -> bool {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6).and_then(|escape| escape.strip_prefix("\\u"))?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut at = 0;
    while let Some(found) = text[at..].find('\\') {
        at += found;
        at += match (unit(at), unit(at + 6)) {
            (Some(0xD800..0xDC00), Some(0xDC00..0xE000)) => 12,
            (Some(0xD800..0xE000), _) => return true,
            (Some(_), _) => 6,
            (None, _) => 2,
        };
    }
    false
}

proptest! {
    #[test]
    fn any_bytes_are_judged_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let parse_error = scan(&bytes, &ScanLimits::default()).is_err_and(|error| error.code() == ErrorCode::PARSE_ERROR);
        prop_assert_eq!(parse_error, !is_json(&bytes));
    }

    #[test]
    fn a_parse_error_means_that_it_is_not_json(
        node in nodes(),
        space in space(),
        cut in any::<prop::sample::Index>(),
        byte in prop::sample::select(b"\"\\{}[],:0e.-+tud8 \n\x00\xff".to_vec()),
        change in 0..4,
    ) {
        // spec: ERR-001 spec: ERR-002
        let mut text = String::new();
        node.write(&space, &mut text);
        let mut bytes = text.into_bytes();
        let at = cut.index(bytes.len());
        match change {
            0 => bytes.truncate(at),
            1 => bytes[at] = byte,
            2 => bytes.insert(at, byte),
            _ => {}
        }
        let parse_error = scan(&bytes, &ScanLimits::default()).is_err_and(|error| error.code() == ErrorCode::PARSE_ERROR);
        prop_assert_eq!(parse_error, !is_json(&bytes), "{}", String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn the_first_broken_rule_is_the_one_named(node in nodes(), space in space(), depth in 2_usize..8) {
        // spec: JSON-002
        let mut text = String::from(r#"{"jsonrpc":"2.0","method":"m","params":{"a":"#);
        node.write(&space, &mut text);
        text += r#"},"id":7}"#;
        let outcome = scan(text.as_bytes(), &ScanLimits::default().with_depth(depth));
        let (deep, doubled) = (node.depth() + 2 > depth, node.has_doubled_name());
        match outcome {
            Ok(message) => {
                prop_assert!(!deep && !doubled, "{}", text);
                prop_assert_eq!(message.id().map(|id| id.as_json()), Some("7"));
            }
            Err(error) => {
                match error.kind() {
                    ScanErrorKind::TooDeep { .. } => prop_assert!(deep, "{}", text),
                    ScanErrorKind::DuplicateMember { .. } => prop_assert!(doubled, "{}", text),
                    other => prop_assert!(false, "{}: {}", other, text),
                }
                prop_assert_eq!(error.id().map(|id| id.as_json()), Some("7"));
            }
        }
    }

    #[test]
    fn members_are_the_texts_that_serde_json_finds(
        members in prop::collection::btree_map("[a-z\"\\\\é]{0,9}", nodes(), 0..20),
        meta in prop::collection::btree_map("[a-z/.]{0,9}", nodes(), 0..20),
        space in space(),
    ) {
        let named = |members: BTreeMap<String, Node>| {
            let quoted = |name: String| serde_json::to_string(&name).expect("strings serialize");
            Node::Object(members.into_iter().map(|(name, value)| (quoted(name), value.without_doubles())).collect())
        };
        let Node::Object(mut params) = named(members) else { unreachable!() };
        params.push(("\"_meta\"".to_owned(), named(meta)));
        let mut text = String::from(r#"{"jsonrpc":"2.0","id":1,"method":"m","params":"#);
        Node::Object(params).write(&space, &mut text);
        text.push('}');

        let message = scan(text.as_bytes(), &ScanLimits::default()).expect("a request");
        let expected: BTreeMap<&str, &RawValue> = serde_json::from_str(&text).expect("a request");
        let params: BTreeMap<String, &RawValue> = serde_json::from_str(expected["params"].get()).expect("an object");
        let meta: BTreeMap<String, &RawValue> = serde_json::from_str(params["_meta"].get()).expect("an object");
        prop_assert_eq!(message.params().raw().map(|raw| raw.text()), Some(expected["params"].get()));
        prop_assert_eq!(message.params().iter().count(), params.len());
        for (name, value) in &params {
            prop_assert_eq!(message.params().get(name).map(|raw| raw.text()), Some(value.get()), "{}", name);
        }
        for (name, value) in &meta {
            prop_assert_eq!(message.params().meta(name).map(|raw| raw.text()), Some(value.get()), "{}", name);
        }
    }

    #[test]
    fn ids_are_echoed_byte_for_byte(id in prop_oneof![strings(), "-?(0|[1-9][0-9]{0,60})"]) {
        // spec: JSON-013
        let text = format!(r#"{{"jsonrpc":"2.0","method":"m","id": {id} }}"#);
        match scan(text.as_bytes(), &ScanLimits::default()) {
            Ok(message) => prop_assert_eq!(message.id().map(|found| found.as_json()), Some(id.as_str())),
            Err(_) => prop_assert!(id.len() > crate::limits::MAX_ID_BYTES),
        }
    }
}
