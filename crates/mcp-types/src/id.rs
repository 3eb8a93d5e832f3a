//! Request ids and progress tokens: strings or integers that are echoed as they came.

mod literal;

use std::borrow::Cow;
use std::fmt;

use serde::{Serialize, Serializer};

use self::literal::{Literal, Value};
use crate::json::{JsonKind, Raw};
use crate::wire::serde_bridge::serialize_text;
use crate::wire::{DecodeError, DecodeErrorKind, Decoder, Wire};

/// The id that ties a response to its request: a string or an integer.
///
/// The JSON literal is kept byte for byte, so that an echo is exact, whatever its escapes or digits. Two ids are equal if
/// they have the same value: `"a"` equals `"\u0061"`, while `1` and `"1"` differ. Literals of up to
/// [`INLINE_ID_BYTES`](crate::limits::INLINE_ID_BYTES) bytes take no allocation; longer than [`MAX_ID_BYTES`](crate::limits::MAX_ID_BYTES) they are refused.
///
/// # Specification
///
/// [Requests](https://modelcontextprotocol.io/specification/2026-07-28/basic/index#requests)
///
/// # Examples
///
/// ```
/// use mcp_types::RequestId;
///
/// let id = RequestId::parse(r#""\u0061""#)?;
/// assert_eq!(id, RequestId::try_from("a")?);
/// assert_eq!(id.as_json(), r#""\u0061""#);
/// assert_ne!(RequestId::from(1), RequestId::try_from("1")?);
/// assert!(RequestId::parse("1.5").is_err());
/// assert!(RequestId::parse("null").is_err());
/// # Ok::<(), mcp_types::RequestIdError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(Literal);

/// The token that ties progress notifications to the request that asked for them: a string or an integer.
///
/// It is kept and compared as a [`RequestId`] is.
///
/// # Specification
///
/// [Progress](https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/progress)
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProgressToken(Literal);

/// Why a JSON value is no request id or progress token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestIdError {
    /// It is neither a string nor a number, or no JSON at all.
    WrongKind {
        /// What it is.
        received: JsonKind,
    },
    /// It is a number written with a fraction or an exponent.
    Fractional,
    /// Its literal is longer than [`MAX_ID_BYTES`](crate::limits::MAX_ID_BYTES).
    TooLong {
        /// The most bytes a literal may have.
        limit: usize,
    },
    /// It is not JSON.
    Syntax,
}

impl fmt::Display for RequestIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RequestIdError::WrongKind { received } => write!(f, "expected string or integer, received {received}"),
            RequestIdError::Fractional => f.write_str("expected string or integer, received a fractional number"),
            RequestIdError::TooLong { limit } => write!(f, "literal too long: at most {limit} bytes"),
            RequestIdError::Syntax => f.write_str("not JSON"),
        }
    }
}

impl std::error::Error for RequestIdError {}

impl RequestIdError {
    fn into_decode_error_kind(self) -> DecodeErrorKind {
        let expected = "string or integer";
        match self {
            RequestIdError::WrongKind { received } => DecodeErrorKind::WrongType { expected, received },
            RequestIdError::Fractional => DecodeErrorKind::WrongType { expected, received: JsonKind::Number },
            RequestIdError::TooLong { .. } => {
                DecodeErrorKind::OutOfRange { expected: "a literal of at most 256 bytes" }
            }
            RequestIdError::Syntax => DecodeErrorKind::Invalid { expected },
        }
    }
}

macro_rules! literal_newtype {
    ($name:ident) => {
        impl $name {
            /// Reads a JSON literal: a string in quotes or an integer.
            ///
            /// # Errors
            ///
            /// [`RequestIdError`] for JSON of another kind, numbers with a fraction or an exponent, literals over
            /// [`MAX_ID_BYTES`](crate::limits::MAX_ID_BYTES) bytes, and text that is not JSON.
            pub fn parse(json: &str) -> Result<Self, RequestIdError> {
                Raw::parse(json).map_err(|_| RequestIdError::Syntax).and_then(Self::from_raw)
            }

            pub(crate) fn from_raw(raw: Raw<'_>) -> Result<Self, RequestIdError> {
                Literal::from_raw(raw).map(Self)
            }

            /// The JSON literal as it was received, quotes included.
            pub fn as_json(&self) -> &str {
                self.0.as_json()
            }

            /// The string that the literal stands for, or `None` for an integer.
            pub fn as_str(&self) -> Option<Cow<'_, str>> {
                match self.0.value() {
                    Value::String(string) => Some(string),
                    Value::Integer(_) => None,
                }
            }

            /// The integer, or `None` for a string and for integers that do not fit.
            pub fn as_i64(&self) -> Option<i64> {
                match self.0.value() {
                    Value::String(_) => None,
                    Value::Integer(digits) => digits.parse().ok(),
                }
            }
        }

        /// Shows the JSON literal.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_json())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.as_json())
            }
        }

        /// Takes the text as a string value, which fails only where its literal is longer than [`MAX_ID_BYTES`](crate::limits::MAX_ID_BYTES).
        impl TryFrom<&str> for $name {
            type Error = RequestIdError;

            fn try_from(text: &str) -> Result<Self, RequestIdError> {
                Literal::of_string(text).map(Self)
            }
        }

        /// Takes the text as a string value, which fails only where its literal is longer than [`MAX_ID_BYTES`](crate::limits::MAX_ID_BYTES).
        impl TryFrom<String> for $name {
            type Error = RequestIdError;

            fn try_from(text: String) -> Result<Self, RequestIdError> {
                Self::try_from(text.as_str())
            }
        }

        impl Wire for $name {
            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
                let place = decoder.place();
                Self::from_raw(decoder.raw()?).map_err(|error| decoder.error_at(place, error.into_decode_error_kind()))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serialize_text(self.as_json(), serializer)
            }
        }

        crate::wire_serde!($name);

        literal_newtype!(@integers $name i32 u32 i64 u64);
    };
    (@integers $name:ident $($integer:ty)*) => {$(
        impl From<$integer> for $name {
            fn from(number: $integer) -> Self {
                $name(Literal::of_integer(number.into()))
            }
        }
    )*};
}

literal_newtype!(RequestId);
literal_newtype!(ProgressToken);

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;
    use std::collections::BTreeMap;
    use std::hash::{BuildHasher, RandomState};

    use proptest::prelude::*;

    use super::*;
    use crate::limits::MAX_ID_BYTES;
    use crate::wire;

    fn id(json: &str) -> RequestId {
        RequestId::parse(json).expect(json)
    }

    #[test]
    fn ids_are_compared_by_value() {
        let long = |filler: &str| format!("\"{}\"", filler.repeat(20));
        for (left, right, expected) in [
            ("1", "1", Ordering::Equal),
            ("0", "-0", Ordering::Equal),
            ("1", "\"1\"", Ordering::Less),
            ("9", "10", Ordering::Less),
            ("-9", "-10", Ordering::Greater),
            ("-1", "1", Ordering::Less),
            ("99999999999999999999", "100000000000000000000", Ordering::Less),
            ("\"a\"", r#""\u0061""#, Ordering::Equal),
            ("\"\u{1F600}\"", r#""\ud83d\ude00""#, Ordering::Equal),
            ("\"a/b\"", r#""a\/b""#, Ordering::Equal),
            ("\"a\"", "\"A\"", Ordering::Greater),
            ("\"\"", "\"a\"", Ordering::Less),
            (&long("ab"), &long(r"\u0061b"), Ordering::Equal),
        ] {
            let (left, right) = (id(left), id(right));
            let hasher = RandomState::new();
            assert_eq!(left.cmp(&right), expected, "{left} {right}");
            assert_eq!(right.cmp(&left), expected.reverse(), "{right} {left}");
            assert_eq!(left == right, expected.is_eq(), "{left} {right}");
            assert!(left != right || hasher.hash_one(&left) == hasher.hash_one(&right), "{left} {right}");
        }
    }

    #[test]
    fn only_strings_and_integers_are_ids() {
        // spec: JSON-003 JSON-004 PROG-001
        for (json, error) in [
            ("null", RequestIdError::WrongKind { received: JsonKind::Null }),
            ("true", RequestIdError::WrongKind { received: JsonKind::Boolean }),
            ("[1]", RequestIdError::WrongKind { received: JsonKind::Array }),
            ("{}", RequestIdError::WrongKind { received: JsonKind::Object }),
            ("1.5", RequestIdError::Fractional),
            ("1.0", RequestIdError::Fractional),
            ("1E2", RequestIdError::Fractional),
            ("", RequestIdError::Syntax),
            ("a", RequestIdError::Syntax),
            ("01", RequestIdError::Syntax),
        ] {
            assert_eq!(RequestId::parse(json), Err(error), "{json}");
            assert_eq!(ProgressToken::parse(json), Err(error), "{json}");
            assert!(
                wire::decode::<RequestId>(json).is_err() && serde_json::from_str::<RequestId>(json).is_err(),
                "{json}"
            );
        }
        let error = wire::decode::<BTreeMap<String, RequestId>>(r#"{"a":1.5}"#).expect_err("a fraction");
        assert_eq!(error.to_string(), "/a: expected string or integer, received number");
    }

    #[test]
    fn ids_are_made_of_numbers_and_text() {
        assert_eq!(RequestId::from(-7_i64).as_json(), "-7");
        assert_eq!(RequestId::from(u64::MAX).as_json(), "18446744073709551615");
        assert_eq!(RequestId::from(7_i32).as_i64(), Some(7));
        assert_eq!(RequestId::from(u64::MAX).as_i64(), None);
        let text = RequestId::try_from("a\"b\n").expect("short");
        assert_eq!((text.as_json(), text.as_str().as_deref()), (r#""a\"b\n""#, Some("a\"b\n")));
        assert_eq!(text.as_i64(), None);
        assert_eq!(RequestId::from(1).as_str(), None);
        assert_eq!(format!("{text} {text:?}"), r#""a\"b\n" RequestId("a\"b\n")"#);
        let limit = MAX_ID_BYTES;
        assert_eq!(RequestId::try_from("a".repeat(limit - 2)).map(|id| id.as_json().len()), Ok(limit));
        for text in ["a".repeat(limit - 1), "\n".repeat(limit / 2), "a".repeat(1_000_000)] {
            assert_eq!(RequestId::try_from(text), Err(RequestIdError::TooLong { limit }));
        }
    }

    proptest! {
        #[test]
        fn text_comes_back_from_an_id(text in any::<String>(), more in "[a-z\\\\\"\n]{0,60}") {
            for text in [text, more] {
                match RequestId::try_from(text.as_str()) {
                    Ok(id) => {
                        let read = id.as_str();
                        prop_assert_eq!(read.as_deref(), Some(text.as_str()));
                        prop_assert_eq!(&RequestId::parse(id.as_json()).expect("its own literal"), &id);
                        prop_assert_eq!(&serde_json::to_string(&id).expect("ids serialize"), id.as_json());
                        prop_assert_eq!(&wire::decode::<RequestId>(id.as_json()).expect("its own literal"), &id);
                        let value = serde_json::to_value(&id).expect("ids serialize");
                        prop_assert_eq!(&serde_json::from_value::<RequestId>(value).expect("an id"), &id);
                    }
                    Err(_) => prop_assert!(serde_json::to_string(&text).expect("text").len() > MAX_ID_BYTES),
                }
            }
        }

        #[test]
        fn integers_are_ordered_as_numbers(left in any::<i64>(), right in any::<i64>(), near in -20_i64..20) {
            for (left, right) in [(left, right), (near, right), (near, near / 2)] {
                prop_assert_eq!(RequestId::from(left).cmp(&RequestId::from(right)), left.cmp(&right));
                prop_assert_eq!(RequestId::from(left).as_i64(), Some(left));
            }
        }
    }
}
