//! JSON values kept as text: [`Raw`] borrows them, [`Json`] owns them.
//!
//! What passes through (arguments, structured content, schemas, vendor members) is not taken apart on its way, and
//! reaches the other side with its numbers and its order of members as they were written.

mod canonical;
pub(crate) mod decimal;
mod equality;
mod object;
mod raw;
mod value;

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::wire::serde_bridge::{Text, serialize_text};
use crate::wire::{self, DecodeError, Decoder};

pub use object::{JsonArray, JsonObject};
pub use raw::Raw;

/// The types of JSON values.
// Why: not `non_exhaustive`, because JSON has no seventh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JsonKind {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number of any size and precision.
    Number,
    /// A string.
    String,
    /// A list of values.
    Array,
    /// Members by name.
    Object,
}

impl JsonKind {
    /// The name that JSON Schema gives the type.
    pub const fn as_str(self) -> &'static str {
        match self {
            JsonKind::Null => "null",
            JsonKind::Boolean => "boolean",
            JsonKind::Number => "number",
            JsonKind::String => "string",
            JsonKind::Array => "array",
            JsonKind::Object => "object",
        }
    }

    pub(crate) fn of_first_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            b'"' => JsonKind::String,
            b'{' => JsonKind::Object,
            b'[' => JsonKind::Array,
            b'-' | b'0'..=b'9' => JsonKind::Number,
            b't' | b'f' => JsonKind::Boolean,
            b'n' => JsonKind::Null,
            _ => return None,
        })
    }
}

impl fmt::Display for JsonKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// An owned JSON value of any type, kept as text.
///
/// The text stays as it was received: order of members, spelling of numbers, escapes. Only line breaks between tokens
/// are taken out, together with the white space around tokens where there is one, so that a value can always be
/// written into a stream that is framed by lines. Equality goes by meaning: the order of members, white space, escapes
/// and the spelling of numbers do not matter (`1`, `1.0` and `1e0` are equal; numbers of any length are compared
/// exactly). Where a name stands twice in an object, the last member counts.
///
/// With serde it reads and writes itself without a tree in between where the other side is `serde_json`; it also works
/// inside internally tagged enums, from a `serde_json::Value`, and with `serde_json`'s optional features. It cannot be
/// the flattened part of a struct, nor itself the payload of an internally tagged variant, when serializing.
///
/// # Examples
///
/// ```
/// use mcp_types::Json;
///
/// let json = Json::parse(r#"{"amount": 1.50, "currency": "EUR"}"#)?;
/// assert_eq!(json.text(), r#"{"amount": 1.50, "currency": "EUR"}"#);
/// assert_eq!(json, Json::from(serde_json::json!({"currency": "EUR", "amount": 1.5})));
/// assert!(Json::parse("{amount: 1}").is_err());
/// # Ok::<(), mcp_types::DecodeError>(())
/// ```
#[derive(Clone)]
// Invariant: one valid JSON value without surrounding white space and without line breaks; nested at most
// `MAX_VALUE_DEPTH` levels unless it was made from a `serde_json::Value` that is deeper.
pub struct Json(Box<str>);

impl Json {
    /// Keeps text that is one JSON value, with or without white space around it.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] where the text is not JSON or is nested too deeply.
    pub fn parse(text: &str) -> Result<Self, DecodeError> {
        wire::decode(text)
    }

    /// Serializes any value to JSON.
    ///
    /// # Errors
    ///
    /// Those of the value's own `Serialize`, and where the result is nested too deeply.
    pub fn of(value: &(impl Serialize + ?Sized)) -> serde_json::Result<Self> {
        let text = serde_json::to_string(value)?;
        match wire::decode::<Checked>(&text) {
            Ok(_) if !has_line_break(&text) => Ok(Json(text.into_boxed_str())),
            Ok(_) => Ok(Json::from(Raw::new_unchecked_by_lexer(text.trim()))),
            Err(error) => Err(serde::ser::Error::custom(error)),
        }
    }

    /// The value `null`.
    pub fn null() -> Self {
        Json("null".into())
    }

    /// Borrows the value.
    pub fn as_raw(&self) -> Raw<'_> {
        Raw::new_unchecked_by_lexer(&self.0)
    }

    /// The JSON text.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The type of the value.
    pub fn kind(&self) -> JsonKind {
        self.as_raw().kind()
    }

    /// Builds the tree of the value.
    ///
    /// A number that `serde_json` cannot hold (beyond the range of 64-bit floats, without its feature
    /// `arbitrary_precision`) becomes `null`, as JavaScript writes it.
    pub fn to_value(&self) -> Value {
        value::to_value(self.as_raw())
    }

    /// Deserializes the value into any type.
    ///
    /// # Errors
    ///
    /// Those of `serde_json`.
    pub fn deserialize<'de, T: serde::Deserialize<'de>>(&'de self) -> serde_json::Result<T> {
        serde_json::from_str(&self.0)
    }
}

/// Any value, checked and dropped.
struct Checked;

impl wire::Wire for Checked {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        decoder.skip().map(|()| Checked)
    }
}

impl Serialize for Checked {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

fn has_line_break(text: &str) -> bool {
    memchr::memchr2(b'\n', b'\r', text.as_bytes()).is_some()
}

impl From<Raw<'_>> for Json {
    fn from(raw: Raw<'_>) -> Self {
        match raw.text() {
            text if has_line_break(text) => Json(raw::without_white_space(text).into_boxed_str()),
            text => Json(text.into()),
        }
    }
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        Json::from(&value)
    }
}

impl From<&Value> for Json {
    fn from(value: &Value) -> Self {
        Json(value.to_string().into_boxed_str())
    }
}

impl From<&str> for Json {
    /// The JSON string that holds `value`; JSON text is read by [`Json::parse`].
    fn from(value: &str) -> Self {
        Json(Value::from(value).to_string().into_boxed_str())
    }
}

impl From<String> for Json {
    /// The JSON string that holds `value`; JSON text is read by [`Json::parse`].
    fn from(value: String) -> Self {
        Json(Value::from(value).to_string().into_boxed_str())
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Json(if value { "true" } else { "false" }.into())
    }
}

macro_rules! from_integers {
    ($($integer:ty),*) => {$(
        impl From<$integer> for Json {
            fn from(value: $integer) -> Self {
                Json(value.to_string().into_boxed_str())
            }
        }
    )*};
}

from_integers!(i32, u32, i64, u64, usize);

impl From<JsonObject> for Json {
    fn from(object: JsonObject) -> Self {
        object.into_json()
    }
}

impl From<JsonArray> for Json {
    fn from(array: JsonArray) -> Self {
        array.into_json()
    }
}

impl Default for Json {
    /// `null`.
    fn default() -> Self {
        Json::null()
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        self.as_raw() == other.as_raw()
    }
}

impl Eq for Json {}

impl fmt::Debug for Json {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Json({})", self.text())
    }
}

impl fmt::Display for Json {
    /// Writes the JSON text.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.text())
    }
}

impl std::str::FromStr for Json {
    type Err = DecodeError;

    fn from_str(text: &str) -> Result<Self, DecodeError> {
        Json::parse(text)
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_text(self.text(), serializer)
    }
}

impl Serialize for Raw<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Text(self.text()).serialize(serializer)
    }
}

#[cfg(test)]
pub(crate) mod tests;
