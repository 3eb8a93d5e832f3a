//! A member that must be there and may be null.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::json::JsonKind;
use crate::wire::{DecodeError, Decoder, Wire, serde_bridge};

/// A value or `null`, where `null` does not mean the same as being absent.
///
/// # Examples
///
/// ```
/// use mcp_types::{Nullable, wire};
///
/// assert_eq!(wire::decode::<Nullable<u64>>("null"), Ok(Nullable::Null));
/// assert_eq!(wire::decode("5").map(Nullable::<u64>::into_option), Ok(Some(5)));
/// ```
// Why: not `non_exhaustive`, because there is no third case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Nullable<T> {
    /// `null`.
    #[default]
    Null,
    /// Anything else.
    Value(T),
}

impl<T> Nullable<T> {
    /// Turns `null` into `None`.
    pub fn into_option(self) -> Option<T> {
        match self {
            Nullable::Null => None,
            Nullable::Value(value) => Some(value),
        }
    }

    /// Borrows the value; `None` for `null`.
    pub fn as_option(&self) -> Option<&T> {
        match self {
            Nullable::Null => None,
            Nullable::Value(value) => Some(value),
        }
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Nullable::Value(value)
    }
}

impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Nullable::Null, Nullable::Value)
    }
}

impl<T: Wire> Wire for Nullable<T> {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        match decoder.kind()? {
            JsonKind::Null => decoder.null().map(|()| Nullable::Null),
            _ => T::decode(decoder).map(Nullable::Value),
        }
    }
}

impl<T: Wire> Serialize for Nullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Nullable::Null => serializer.serialize_unit(),
            Nullable::Value(value) => value.encode(serializer),
        }
    }
}

impl<'de, T: Wire> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde_bridge::deserialize(deserializer)
    }
}
