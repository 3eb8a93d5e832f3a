//! JSON values that are borrowed from the text they stand in.

use std::borrow::Cow;
use std::fmt;

use crate::lex::Lexer;
use crate::wire::skip::skip_value;
use crate::wire::{self, DecodeError, Defect, Wire};

use super::JsonKind;

/// A JSON value of any type, as the piece of text it was found in.
///
/// Copying it copies a pointer. Nothing of it is decoded until asked for. Equality goes by meaning, as with
/// [`Json`](super::Json).
///
/// # Examples
///
/// ```
/// use mcp_types::{JsonKind, Raw};
///
/// let raw = Raw::parse(r#" {"name": "add", "arguments": [1, 2]} "#)?;
/// assert_eq!(raw.kind(), JsonKind::Object);
/// assert_eq!(raw.get("name").and_then(|name| name.as_str()).as_deref(), Some("add"));
/// assert_eq!(raw.get("arguments").map(|list| list.text()), Some("[1, 2]"));
/// assert!(Raw::parse("{").is_err());
/// # Ok::<(), mcp_types::DecodeError>(())
/// ```
// Invariant: one valid JSON value without surrounding white space.
#[derive(Clone, Copy)]
pub struct Raw<'a>(&'a str);

impl<'a> Raw<'a> {
    /// Takes text that a [`Lexer`] has read as exactly one value.
    pub(crate) fn new_unchecked_by_lexer(text: &'a str) -> Self {
        debug_assert_eq!(text.trim(), text, "white space around a value");
        Raw(text)
    }

    /// Checks that text is one JSON value, with or without white space around it.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] where the text is not JSON or is nested too deeply.
    pub fn parse(text: &'a str) -> Result<Self, DecodeError> {
        wire::decode::<super::Checked>(text)?;
        Ok(Raw(text.trim_matches([' ', '\t', '\n', '\r'])))
    }

    /// The JSON text.
    pub fn text(self) -> &'a str {
        self.0
    }

    /// The type of the value.
    pub fn kind(self) -> JsonKind {
        let first = self.0.as_bytes().first().copied();
        first.and_then(JsonKind::of_first_byte).unwrap_or(JsonKind::Null)
    }

    /// The string that the value is; borrowed where nothing in it is escaped.
    pub fn as_str(self) -> Option<Cow<'a, str>> {
        if self.kind() != JsonKind::String {
            return None;
        }
        Lexer::new(self.0).string().ok().map(|token| token.unescape())
    }

    /// Decodes the value strictly into a type of this crate.
    ///
    /// # Errors
    ///
    /// The first fault in the value; its path begins at this value.
    pub fn decode<T: Wire>(self) -> Result<T, DecodeError> {
        wire::decode(self.0)
    }

    /// Decodes the value leniently into a type of this crate; see [`decode_lenient`](crate::wire::decode_lenient).
    ///
    /// # Errors
    ///
    /// The first fault that concerns the whole value.
    pub fn decode_lenient<T: Wire>(self) -> Result<(T, Vec<Defect>), DecodeError> {
        wire::decode_lenient(self.0)
    }

    /// Deserializes the value into any type, which may borrow from the text.
    ///
    /// # Errors
    ///
    /// Those of `serde_json`.
    pub fn deserialize<T: serde::Deserialize<'a>>(self) -> serde_json::Result<T> {
        serde_json::from_str(self.0)
    }

    /// The members of an object, in the order in which they stand; `None` for other values.
    pub fn members(self) -> Option<impl Iterator<Item = (Cow<'a, str>, Raw<'a>)>> {
        let mut inside = Inside::of(self, b'{')?;
        Some(std::iter::from_fn(move || inside.member()))
    }

    /// The elements of an array; `None` for other values.
    pub fn elements(self) -> Option<impl Iterator<Item = Raw<'a>>> {
        let mut inside = Inside::of(self, b'[')?;
        Some(std::iter::from_fn(move || inside.element()))
    }

    /// The value of a member of an object, the last one where the name stands twice; `None` for other values.
    pub fn get(self, name: &str) -> Option<Raw<'a>> {
        self.members()?.filter(|(member, _)| member == name).map(|(_, value)| value).last()
    }
}

/// A place between the brackets of an array or object.
struct Inside<'a> {
    lexer: Lexer<'a>,
}

impl<'a> Inside<'a> {
    fn of(raw: Raw<'a>, bracket: u8) -> Option<Self> {
        let mut lexer = Lexer::new(raw.0);
        lexer.eat(bracket).then_some(Inside { lexer })
    }

    // Invariant: the text was checked when the `Raw` was made, so an error here only ever means the end.

    fn member(&mut self) -> Option<(Cow<'a, str>, Raw<'a>)> {
        self.lexer.eat(b',');
        let name = self.lexer.string().ok()?.unescape();
        self.lexer.eat(b':');
        Some((name, self.value()?))
    }

    fn element(&mut self) -> Option<Raw<'a>> {
        self.lexer.eat(b',');
        self.value()
    }

    fn value(&mut self) -> Option<Raw<'a>> {
        self.lexer.peek();
        let start = self.lexer.offset();
        skip_value(&mut self.lexer, usize::MAX).ok()?;
        Some(Raw(self.lexer.slice(start, self.lexer.offset())))
    }
}

/// Valid JSON text with nothing between its tokens.
pub(super) fn without_white_space(text: &str) -> String {
    let mut lexer = Lexer::new(text);
    let mut compact = String::with_capacity(text.len());
    while let Some(byte) = lexer.peek() {
        let start = lexer.offset();
        // Invariant: the text was checked when the `Raw` was made, so a scalar is read wherever no punctuation stands.
        if !(matches!(byte, b'{' | b'}' | b'[' | b']' | b',' | b':') && lexer.eat(byte)) && lexer.scalar().is_err() {
            break;
        }
        compact.push_str(lexer.slice(start, lexer.offset()));
    }
    compact
}

impl PartialEq for Raw<'_> {
    fn eq(&self, other: &Self) -> bool {
        super::equality::same(*self, *other)
    }
}

impl Eq for Raw<'_> {}

impl fmt::Debug for Raw<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Raw({})", self.0)
    }
}

impl fmt::Display for Raw<'_> {
    /// Writes the JSON text.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}
