//! Typed reading of variables: a serde deserializer over their text.

use std::fmt;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, Expected, MapAccess, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use crate::limits::MAX_VARIABLE_MESSAGE_BYTES;

/// Variables that do not read as the type that was asked for.
///
/// It names the variable and what was expected, and repeats no value; words of a type's own `Deserialize` are cut to
/// [`MAX_VARIABLE_MESSAGE_BYTES`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariablesError {
    content: Box<Content>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Content {
    variable: Option<Box<str>>,
    message: String,
}

impl VariablesError {
    /// The variable that does not read; `None` where it is not about one.
    pub fn variable(&self) -> Option<&str> {
        self.content.variable.as_deref()
    }

    fn new(message: String) -> Self {
        VariablesError { content: Box::new(Content { variable: None, message }) }
    }

    fn expected(expected: impl fmt::Display) -> Self {
        VariablesError::new(format!("expected {expected}"))
    }

    fn of(mut self, variable: &str) -> Self {
        self.content.variable.get_or_insert_with(|| variable.into());
        self
    }
}

impl fmt::Display for VariablesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(variable) = self.variable() {
            write!(f, "variable {variable}: ")?;
        }
        f.write_str(&self.content.message)
    }
}

impl std::error::Error for VariablesError {}

impl de::Error for VariablesError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let mut message = message.to_string();
        let mut end = message.len().min(MAX_VARIABLE_MESSAGE_BYTES);
        while !message.is_char_boundary(end) {
            end -= 1;
        }
        message.truncate(end);
        VariablesError::new(message)
    }

    // What was received is not repeated.
    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        VariablesError::expected(expected)
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        VariablesError::expected(expected)
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        VariablesError::expected(format_args!("one of {}", expected.join(", ")))
    }

    fn missing_field(field: &'static str) -> Self {
        VariablesError::new("expected a value, received none".to_owned()).of(field)
    }
}

/// All variables, as a map.
pub(super) struct Entries<'v>(pub(super) &'v [(Box<str>, String)]);

impl<'v> Deserializer<'v> for Entries<'v> {
    type Error = VariablesError;

    fn deserialize_any<V: Visitor<'v>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_map(Remaining { entries: self.0.iter(), value: None })
    }

    fn deserialize_unit<V: Visitor<'v>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'v>>(self, _: &'static str, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'v>>(self, _: &'static str, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_option<V: Visitor<'v>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_some(self)
    }

    fn deserialize_tuple<V: Visitor<'v>>(self, _: usize, _: V) -> Result<V::Value, Self::Error> {
        Err(VariablesError::expected("a type with named fields"))
    }

    forward_to_deserialize_any! {
        <W: Visitor<'v>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf seq tuple_struct map struct
        enum identifier ignored_any
    }
}

/// The variables that were not read yet.
struct Remaining<'v> {
    entries: std::slice::Iter<'v, (Box<str>, String)>,
    value: Option<Text<'v>>,
}

impl<'v> MapAccess<'v> for Remaining<'v> {
    type Error = VariablesError;

    fn next_key_seed<K: DeserializeSeed<'v>>(&mut self, seed: K) -> Result<Option<K::Value>, Self::Error> {
        let Some((name, value)) = self.entries.next() else { return Ok(None) };
        self.value = Some(Text { name, value });
        seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'v>>(&mut self, seed: S) -> Result<S::Value, Self::Error> {
        match self.value.take() {
            Some(text) => seed.deserialize(text).map_err(|error: VariablesError| error.of(text.name)),
            None => Err(VariablesError::expected("a name before each value")),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

/// The text of one variable.
#[derive(Clone, Copy)]
struct Text<'v> {
    name: &'v str,
    value: &'v str,
}

/// Methods that parse text as Rust does.
macro_rules! parsed {
    ($($deserialize:ident $visit:ident $expected:literal),* $(,)?) => {
        $(
            fn $deserialize<V: Visitor<'v>>(self, visitor: V) -> Result<V::Value, Self::Error> {
                match self.value.parse() {
                    Ok(value) => visitor.$visit(value),
                    Err(_) => Err(VariablesError::expected($expected)),
                }
            }
        )*
    };
}

impl<'v> Deserializer<'v> for Text<'v> {
    type Error = VariablesError;

    parsed! {
        deserialize_bool visit_bool "true or false",
        deserialize_i8 visit_i8 "an integer of 8 bits",
        deserialize_i16 visit_i16 "an integer of 16 bits",
        deserialize_i32 visit_i32 "an integer of 32 bits",
        deserialize_i64 visit_i64 "an integer of 64 bits",
        deserialize_i128 visit_i128 "an integer of 128 bits",
        deserialize_u8 visit_u8 "a non-negative integer of 8 bits",
        deserialize_u16 visit_u16 "a non-negative integer of 16 bits",
        deserialize_u32 visit_u32 "a non-negative integer of 32 bits",
        deserialize_u64 visit_u64 "a non-negative integer of 64 bits",
        deserialize_u128 visit_u128 "a non-negative integer of 128 bits",
        deserialize_f32 visit_f32 "a number",
        deserialize_f64 visit_f64 "a number",
        deserialize_char visit_char "one character",
    }

    fn deserialize_any<V: Visitor<'v>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_borrowed_str(self.value)
    }

    fn deserialize_option<V: Visitor<'v>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'v>>(self, _: &'static str, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'v>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        BorrowedStrDeserializer::new(self.value).deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        <W: Visitor<'v>>
        str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
