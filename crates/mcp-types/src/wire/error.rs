//! What is wrong with a value, and where it stands.

use std::borrow::Cow;
use std::fmt;

use crate::json::JsonKind;

/// Why text could not be decoded into a type, with the place of the fault as a JSON Pointer.
///
/// It prints as `/params/name: expected string, received number`; where the fault is the whole value, without a path.
/// Values of the peer are never repeated in it, names of members only up to [`MAX_POINTER_BYTES`].
///
/// # Examples
///
/// ```
/// use mcp_types::DecodeErrorKind;
/// use mcp_types::wire;
///
/// let error = wire::decode::<Vec<String>>(r#"["a", 5]"#).expect_err("the second element is no string");
/// assert_eq!(error.path(), "/1");
/// assert_eq!(error.to_string(), "/1: expected string, received number");
/// assert!(matches!(error.kind(), DecodeErrorKind::WrongType { .. }));
/// ```
///
/// [`MAX_POINTER_BYTES`]: crate::limits::MAX_POINTER_BYTES
#[derive(Clone)]
pub struct DecodeError(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: DecodeErrorKind,
    place: Place,
    // Invariant: written once, by `locate`, before the error leaves `wire::decode`.
    path: String,
}

/// Where a value begins in the text that is being decoded; [`Decoder::place`](super::Decoder::place) makes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    pub(super) offset: usize,
    /// A member of the object at `offset` that is missing or doubled.
    pub(super) member: Option<Cow<'static, str>>,
}

/// The ways in which a value can fail to be what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The text is not JSON.
    Syntax {
        /// Byte offset of the first byte that cannot stand where it stands.
        offset: usize,
        /// What could have stood there.
        expected: &'static str,
    },
    /// A required member is absent.
    Missing,
    /// A member stands twice in one object.
    Duplicate,
    /// The value is of another JSON type.
    WrongType {
        /// The type that was expected.
        expected: &'static str,
        /// The type of the value.
        received: JsonKind,
    },
    /// The value is none of those that a closed set or a constant allows.
    NotOneOf {
        /// The values that are allowed.
        expected: &'static [&'static str],
    },
    /// A number is of the right type and outside its range.
    OutOfRange {
        /// The range in words.
        expected: &'static str,
    },
    /// A string does not follow the grammar of its type.
    Invalid {
        /// The grammar in words.
        expected: &'static str,
    },
    /// A list has more elements than its type allows.
    TooMany {
        /// The most that are allowed.
        limit: usize,
    },
    /// Arrays and objects are nested more deeply than [`MAX_VALUE_DEPTH`](crate::limits::MAX_VALUE_DEPTH).
    TooDeep,
    /// All lists together have more elements than [`MAX_DECODED_ELEMENTS`](crate::limits::MAX_DECODED_ELEMENTS).
    TooLarge,
    /// The value fits no variant of a union.
    NoVariant {
        /// The name of the union.
        union: &'static str,
    },
}

impl DecodeError {
    /// Makes an error about a value that stands alone: its path is empty.
    pub fn new(kind: DecodeErrorKind) -> Self {
        Self::at(Place::default(), kind)
    }

    pub(super) fn at(place: Place, kind: DecodeErrorKind) -> Self {
        DecodeError(Box::new(Inner { kind, place, path: String::new() }))
    }

    /// The place of the fault as a JSON Pointer (RFC 6901) from the root of the decoded text; empty for the root itself.
    ///
    /// For a missing or doubled member it names that member. A pointer longer than
    /// [`MAX_POINTER_BYTES`](crate::limits::MAX_POINTER_BYTES) is cut and ends in `…`.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// What is wrong there.
    pub fn kind(&self) -> &DecodeErrorKind {
        &self.0.kind
    }

    pub(super) fn place(&self) -> &Place {
        &self.0.place
    }

    pub(super) fn locate(&mut self, path: String) {
        self.0.path = path;
    }

    /// Whether the rest of the text cannot be decoded either, so that leaving out the broken value does not help.
    pub(super) fn is_fatal(&self) -> bool {
        matches!(self.0.kind, DecodeErrorKind::Syntax { .. } | DecodeErrorKind::TooDeep | DecodeErrorKind::TooLarge)
    }
}

impl PartialEq for DecodeError {
    fn eq(&self, other: &Self) -> bool {
        self.kind() == other.kind() && self.path() == other.path()
    }
}

impl Eq for DecodeError {}

impl fmt::Debug for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("DecodeError").field("path", &self.path()).field("kind", self.kind()).finish()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path().is_empty() {
            write!(formatter, "{}: ", self.path())?;
        }
        self.kind().fmt(formatter)
    }
}

impl std::error::Error for DecodeError {}

impl fmt::Display for DecodeErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax { offset, expected } => write!(formatter, "not JSON at byte {offset}: expected {expected}"),
            Self::Missing => formatter.write_str("required member is missing"),
            Self::Duplicate => formatter.write_str("member stands twice"),
            Self::WrongType { expected, received } => write!(formatter, "expected {expected}, received {received}"),
            Self::NotOneOf { expected: [single] } => write!(formatter, "expected {single:?}"),
            Self::NotOneOf { expected } => write!(formatter, "expected one of {expected:?}"),
            Self::OutOfRange { expected } | Self::Invalid { expected } => write!(formatter, "expected {expected}"),
            Self::TooMany { limit } => write!(formatter, "more than {limit} elements"),
            Self::TooDeep => write!(formatter, "nested more than {} levels deep", crate::limits::MAX_VALUE_DEPTH),
            Self::TooLarge => write!(formatter, "more than {} elements", crate::limits::MAX_DECODED_ELEMENTS),
            Self::NoVariant { union } => write!(formatter, "fits no variant of {union}"),
        }
    }
}

/// Something in a peer's value that was left out, replaced by a default or kept undecoded, so that the rest could be used.
///
/// # Examples
///
/// ```
/// use mcp_types::wire;
///
/// let (names, defects) = wire::decode_lenient::<Vec<String>>(r#"["a", 5, "b"]"#)?;
/// assert_eq!(names, ["a", "b"]);
/// assert_eq!(defects[0].path(), "/1");
/// assert_eq!(defects[0].to_string(), "/1: expected string, received number");
/// # Ok::<(), mcp_types::DecodeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    pub(super) place: Place,
    pub(super) path: String,
    pub(super) error: DecodeError,
}

impl Defect {
    /// The member or element that was given up, as a JSON Pointer; the error's own path may lead deeper into it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What was wrong with it.
    pub fn error(&self) -> &DecodeError {
        &self.error
    }
}

impl fmt::Display for Defect {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_small() {
        assert!(size_of::<DecodeError>() <= 32);
        assert!(size_of::<Result<(), DecodeError>>() <= 32);
    }

    #[test]
    fn messages_state_the_fact_then_the_value() {
        let table = [
            (DecodeErrorKind::Syntax { offset: 3, expected: "a value" }, "not JSON at byte 3: expected a value"),
            (DecodeErrorKind::Missing, "required member is missing"),
            (DecodeErrorKind::Duplicate, "member stands twice"),
            (
                DecodeErrorKind::WrongType { expected: "string", received: JsonKind::Null },
                "expected string, received null",
            ),
            (DecodeErrorKind::NotOneOf { expected: &["2.0"] }, "expected \"2.0\""),
            (DecodeErrorKind::NotOneOf { expected: &["a", "b"] }, "expected one of [\"a\", \"b\"]"),
            (DecodeErrorKind::OutOfRange { expected: "a number from 0 to 1" }, "expected a number from 0 to 1"),
            (DecodeErrorKind::Invalid { expected: "a date" }, "expected a date"),
            (DecodeErrorKind::TooMany { limit: 100 }, "more than 100 elements"),
            (DecodeErrorKind::TooDeep, "nested more than 127 levels deep"),
            (DecodeErrorKind::TooLarge, "more than 262144 elements"),
            (DecodeErrorKind::NoVariant { union: "ContentBlock" }, "fits no variant of ContentBlock"),
        ];
        for (kind, message) in table {
            assert_eq!(DecodeError::new(kind).to_string(), message);
        }
    }
}
