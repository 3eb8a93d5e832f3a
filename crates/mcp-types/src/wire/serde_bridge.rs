//! Between serde and text: values are asked for as raw text, and written as raw text.
//!
//! `serde_json` hands out and takes in the text of a value unchanged to whoever names the private newtype of its
//! `RawValue`. The name is read from `RawValue` itself, so that a later release may change it. Deserializers that
//! do not know it (the buffers behind internally tagged enums and flattened structs, other formats) hand over a tree,
//! which is written as text first.

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde::ser::{Serialize, SerializeStruct, Serializer};
use serde::{Deserialize, de};
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Wire, decode};

/// The name under which `serde_json` passes raw text.
static TOKEN: LazyLock<&'static str> = LazyLock::new(|| {
    let mut token = "$serde_json::private::RawValue";
    let _ = <Box<RawValue>>::deserialize(NameProbe(&mut token));
    token
});

/// Deserializes any wire type, strictly, from the text of the value.
///
/// # Errors
///
/// Those of the deserializer, and a custom error with the message of our `DecodeError`.
pub fn deserialize<'de, T: Wire, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let text = deserializer.deserialize_newtype_struct(*TOKEN, TextVisitor)?;
    decode(&text).map_err(D::Error::custom)
}

/// Serializes text that is JSON as it is.
pub(crate) fn serialize_text<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let mut raw = serializer.serialize_struct(*TOKEN, 1)?;
    raw.serialize_field(*TOKEN, text)?;
    raw.end()
}

/// Says whether a struct of this name is how text that is JSON asks to be written as it is.
pub(super) fn is_raw_text(name: &str) -> bool {
    name == *TOKEN
}

/// A deserializer that only notes the name it is asked for.
struct NameProbe<'p>(&'p mut &'static str);

impl<'de> Deserializer<'de> for NameProbe<'_> {
    type Error = de::value::Error;

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, _: V) -> Result<V::Value, Self::Error> {
        *self.0 = name;
        Err(Error::custom("only the name was asked for"))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(Error::custom("only the name was asked for"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq
        tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// The text of whatever value comes.
struct TextVisitor;

impl TextVisitor {
    fn write<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        Value::deserialize(deserializer).map(|value| Cow::Owned(value.to_string()))
    }
}

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        match map.next_key::<Key<'de>>()? {
            Some(Key(name)) if name == *TOKEN => map.next_value_seed(RawText),
            first => Self::write(MapAccessDeserializer::new(Replayed { first: first.map(|key| key.0), rest: map })),
        }
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        Self::write(deserializer)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        Self::write(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        Self::write(de::value::SeqAccessDeserializer::new(seq))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed("null"))
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed("null"))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(if value { "true" } else { "false" }))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(value.to_string()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(value.to_string()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Self::write(value.into_deserializer())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Self::write(value.into_deserializer())
    }
}

/// The name of a member.
struct Key<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(KeptText).map(Key)
    }
}

/// The text that `serde_json` hands out under [`TOKEN`].
struct RawText;

impl<'de> DeserializeSeed<'de> for RawText {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(KeptText)
    }
}

/// A string, borrowed where it can be.
struct KeptText;

impl<'de> Visitor<'de> for KeptText {
    type Value = Cow<'de, str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text))
    }
}

/// A map whose first name was read already.
struct Replayed<'de, A> {
    first: Option<Cow<'de, str>>,
    rest: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Replayed<'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        match self.first.take() {
            Some(name) => seed.deserialize(IntoDeserializer::<A::Error>::into_deserializer(name)).map(Some),
            None => self.rest.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.rest.next_value_seed(seed)
    }
}

/// Implements `Deserialize` for a type that is [`Wire`](crate::wire::Wire): strictly, from the text of the value.
#[macro_export]
#[doc(hidden)]
macro_rules! wire_serde {
    ($name:ty) => {
        impl<'de> $crate::wire::support::serde::Deserialize<'de> for $name {
            fn deserialize<D>(deserializer: D) -> ::core::result::Result<Self, D::Error>
            where
                D: $crate::wire::support::serde::Deserializer<'de>,
            {
                $crate::wire::support::deserialize(deserializer)
            }
        }
    };
}

/// Text that is serialized as it is.
pub(crate) struct Text<'a>(pub(crate) &'a str);

impl Serialize for Text<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_text(self.0, serializer)
    }
}
