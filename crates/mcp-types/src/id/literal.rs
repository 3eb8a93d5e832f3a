//! A string or an integer, kept as it was written.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use super::RequestIdError;
use crate::json::{JsonKind, Raw};
use crate::jsonrpc::write_string;
use crate::lex::unescape;
use crate::limits::{INLINE_ID_BYTES, MAX_ID_BYTES};

/// A JSON string or integer as it was written.
#[derive(Clone)]
pub(super) enum Literal {
    Inline { length: u8, bytes: [u8; INLINE_ID_BYTES] },
    Boxed(Box<str>),
}

/// What a literal means. Integers have any number of digits, so they stay text: minus sign, no leading zero, no `-0`.
#[derive(PartialEq, Eq, Hash)]
pub(super) enum Value<'a> {
    Integer(&'a str),
    String(Cow<'a, str>),
}

impl Literal {
    pub(super) fn from_raw(raw: Raw<'_>) -> Result<Self, RequestIdError> {
        let text = raw.text();
        match raw.kind() {
            // spec: JSON-003 PROG-001 A number with a fraction or an exponent is no id, and no token either.
            JsonKind::Number if text.contains(['.', 'e', 'E']) => Err(RequestIdError::Fractional),
            JsonKind::Number | JsonKind::String => Literal::new(text),
            // spec: JSON-004 Null is no id; neither is anything else.
            received => Err(RequestIdError::WrongKind { received }),
        }
    }

    fn new(text: &str) -> Result<Self, RequestIdError> {
        if text.len() > MAX_ID_BYTES {
            return Err(RequestIdError::TooLong { limit: MAX_ID_BYTES });
        }
        let mut bytes = [0; INLINE_ID_BYTES];
        Ok(match bytes.get_mut(..text.len()) {
            Some(place) => {
                place.copy_from_slice(text.as_bytes());
                Literal::Inline { length: text.len() as u8, bytes }
            }
            None => Literal::Boxed(text.into()),
        })
    }

    pub(super) fn of_string(text: &str) -> Result<Self, RequestIdError> {
        // Why: a literal is never shorter than its text, so a hostile text is refused before it is copied.
        if text.len() > MAX_ID_BYTES {
            return Err(RequestIdError::TooLong { limit: MAX_ID_BYTES });
        }
        let mut literal = Vec::with_capacity(text.len() + 2);
        write_string(&mut literal, text);
        Literal::new(std::str::from_utf8(&literal).unwrap_or_default())
    }

    pub(super) fn of_integer(number: i128) -> Self {
        // Invariant: 128 bits take at most 40 characters, so the literal fits inline and `new` cannot refuse.
        Literal::new(&number.to_string()).unwrap_or(Literal::Inline { length: 1, bytes: [b'0'; INLINE_ID_BYTES] })
    }

    pub(super) fn as_json(&self) -> &str {
        match self {
            // Invariant: the bytes were copied whole from a `str`, so that they are UTF-8.
            Literal::Inline { length, bytes } => {
                std::str::from_utf8(&bytes[..usize::from(*length)]).unwrap_or_default()
            }
            Literal::Boxed(text) => text,
        }
    }

    pub(super) fn value(&self) -> Value<'_> {
        let json = self.as_json();
        match json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(raw) => Value::String(unescape(raw)),
            None => Value::Integer(if json == "-0" { "0" } else { json }),
        }
    }
}

impl PartialEq for Literal {
    fn eq(&self, other: &Self) -> bool {
        self.as_json() == other.as_json() || self.value() == other.value()
    }
}

impl Eq for Literal {}

impl Hash for Literal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value().hash(state);
    }
}

impl PartialOrd for Literal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Integers by size, then strings by their characters.
impl Ord for Literal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.value(), other.value()) {
            (Value::Integer(left), Value::Integer(right)) => cmp_integers(left, right),
            (Value::String(left), Value::String(right)) => left.cmp(&right),
            (Value::Integer(_), Value::String(_)) => Ordering::Less,
            (Value::String(_), Value::Integer(_)) => Ordering::Greater,
        }
    }
}

fn cmp_integers(left: &str, right: &str) -> Ordering {
    let by_size = |left: &str, right: &str| left.len().cmp(&right.len()).then_with(|| left.cmp(right));
    match (left.strip_prefix('-'), right.strip_prefix('-')) {
        (None, None) => by_size(left, right),
        (Some(left), Some(right)) => by_size(right, left),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
    }
}
