//! The JSON values that need no type of their own, and the few generic types around them.

mod at_most;
mod nullable;
mod unit_interval;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::ser::{Error as _, SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use crate::json::{Json, JsonArray, JsonKind, JsonObject};

use super::Wire;
use super::decoder::Decoder;
use super::error::{DecodeError, DecodeErrorKind};

pub use at_most::{AtMost, TooManyElements};
pub use nullable::Nullable;
pub use unit_interval::{UnitInterval, UnitIntervalError};

/// A value that serializes as it stands on the wire.
#[derive(Debug)]
pub struct Encoded<'a, T>(pub &'a T);

impl<T: Wire> Serialize for Encoded<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.encode(serializer)
    }
}

/// Keeps a string by reference if it is one of those known, else as its own.
pub fn known_or_owned(value: Cow<'_, str>, known: &[&'static str]) -> Cow<'static, str> {
    match known.iter().find(|known| **known == value) {
        Some(known) => Cow::Borrowed(known),
        None => Cow::Owned(value.into_owned()),
    }
}

impl Wire for String {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        decoder.string().map(Cow::into_owned)
    }
}

impl Wire for bool {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        decoder.boolean()
    }
}

impl Wire for i64 {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        decoder.integer("an integer of 64 bits")
    }
}

impl Wire for u64 {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        decoder.integer("an integer of 64 bits that is not negative")
    }
}

impl Wire for f64 {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        match decoder.number_literal()?.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number),
            _ => Err(decoder.error(DecodeErrorKind::OutOfRange { expected: "a number that a 64-bit float can hold" })),
        }
    }

    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        /// Up to here every integer is a float of its own.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if !self.is_finite() {
            return Err(S::Error::custom("JSON has no number for infinity and not-a-number"));
        }
        let negative_zero = *self == 0.0 && self.is_sign_negative();
        if self.fract() == 0.0 && self.abs() <= EXACT && !negative_zero {
            serializer.serialize_i64(*self as i64)
        } else {
            serializer.serialize_f64(*self)
        }
    }
}

impl<T: Wire> Wire for Box<T> {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        T::decode(decoder).map(Box::new)
    }

    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::encode(self, serializer)
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let mut array = decoder.array()?;
        let mut elements = Vec::new();
        while decoder.element(&mut array)? {
            elements.extend(decoder.attempt()?);
        }
        Ok(elements)
    }

    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut array = serializer.serialize_seq(Some(self.len()))?;
        for element in self {
            array.serialize_element(&Encoded(element))?;
        }
        array.end()
    }
}

impl<T: Wire> Wire for BTreeMap<String, T> {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let mut object = decoder.object()?;
        let mut entries = BTreeMap::new();
        // Entries that a lenient decoder gave up: their names count as seen.
        let mut given_up = BTreeMap::new();
        while let Some(name) = decoder.member(&mut object)? {
            let place = decoder.place();
            if entries.contains_key(&*name) || given_up.contains_key(&*name) {
                return Err(decoder.error_at(place, DecodeErrorKind::Duplicate));
            }
            decoder.count()?;
            match decoder.attempt()? {
                Some(value) => entries.insert(name.into_owned(), value).map(drop),
                None => given_up.insert(name, ()),
            };
        }
        Ok(entries)
    }

    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        for (name, value) in self {
            map.serialize_entry(name, &Encoded(value))?;
        }
        map.end()
    }
}

impl Wire for Json {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        decoder.raw().map(Json::from)
    }
}

impl Wire for JsonObject {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        match decoder.kind()? {
            JsonKind::Object => decoder.raw().map(JsonObject::from_checked),
            _ => Err(decoder.wrong_type("object")),
        }
    }
}

impl Wire for JsonArray {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        match decoder.kind()? {
            JsonKind::Array => decoder.raw().map(JsonArray::from_checked),
            _ => Err(decoder.wrong_type("array")),
        }
    }
}

crate::wire_serde!(Json);
crate::wire_serde!(JsonObject);
crate::wire_serde!(JsonArray);

#[cfg(test)]
mod tests;
