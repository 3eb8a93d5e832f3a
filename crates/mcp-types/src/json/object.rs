//! JSON text that is known to be an object or an array.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::wire::{DecodeError, DecodeErrorKind};

use super::{Json, JsonKind, Raw};

/// An owned JSON object, kept as text like [`Json`].
///
/// # Examples
///
/// ```
/// use mcp_types::{Json, JsonObject};
///
/// let object: JsonObject = [("a", Json::from(1)), ("b", Json::from("two"))].into_iter().collect();
/// assert_eq!(object.text(), r#"{"a":1,"b":"two"}"#);
/// assert_eq!(object.get("a").map(|value| value.text()), Some("1"));
/// assert!(JsonObject::default().is_empty());
/// assert!(JsonObject::try_from(Json::from(5)).is_err());
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct JsonObject(Json);

/// An owned JSON array, kept as text like [`Json`].
///
/// # Examples
///
/// ```
/// use mcp_types::{Json, JsonArray};
///
/// let array: JsonArray = [1, 2].map(Json::from).into_iter().collect();
/// assert_eq!(array.text(), "[1,2]");
/// assert_eq!(array.iter().count(), 2);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct JsonArray(Json);

macro_rules! known_kind {
    ($name:ident, $kind:ident, $word:literal) => {
        impl $name {
            /// Takes a value that was seen to be of the right type.
            pub(crate) fn from_checked(raw: Raw<'_>) -> Self {
                debug_assert_eq!(raw.kind(), JsonKind::$kind);
                $name(raw.into())
            }

            /// Keeps text that is one JSON value of this type.
            ///
            /// # Errors
            ///
            /// [`DecodeError`] where the text is not JSON, is nested too deeply or is of another type.
            pub fn parse(text: &str) -> Result<Self, DecodeError> {
                crate::wire::decode(text)
            }

            /// Borrows the value.
            pub fn as_raw(&self) -> Raw<'_> {
                self.0.as_raw()
            }

            /// Borrows the value as one of any type.
            pub fn as_json(&self) -> &Json {
                &self.0
            }

            /// Forgets the type of the value.
            pub fn into_json(self) -> Json {
                self.0
            }

            /// The JSON text.
            pub fn text(&self) -> &str {
                self.0.text()
            }

            /// Deserializes the value into any type.
            ///
            /// # Errors
            ///
            /// Those of `serde_json`.
            pub fn deserialize<'de, T: serde::Deserialize<'de>>(&'de self) -> serde_json::Result<T> {
                self.0.deserialize()
            }
        }

        impl TryFrom<Json> for $name {
            type Error = DecodeError;

            fn try_from(json: Json) -> Result<Self, DecodeError> {
                match json.kind() {
                    JsonKind::$kind => Ok($name(json)),
                    received => Err(DecodeError::new(DecodeErrorKind::WrongType { expected: $word, received })),
                }
            }
        }

        impl TryFrom<Value> for $name {
            type Error = DecodeError;

            fn try_from(value: Value) -> Result<Self, DecodeError> {
                Json::from(value).try_into()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, concat!(stringify!($name), "({})"), self.text())
            }
        }

        impl fmt::Display for $name {
            /// Writes the JSON text.
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.text())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.serialize(serializer)
            }
        }
    };
}

known_kind!(JsonObject, Object, "object");
known_kind!(JsonArray, Array, "array");

impl JsonObject {
    /// The value of a member, the last one where the name stands twice.
    ///
    /// It reads through the text; who needs many members takes [`iter`](Self::iter).
    pub fn get(&self, name: &str) -> Option<Raw<'_>> {
        self.as_raw().get(name)
    }

    /// The members in the order in which they stand.
    pub fn iter(&self) -> impl Iterator<Item = (Cow<'_, str>, Raw<'_>)> {
        self.as_raw().members().into_iter().flatten()
    }

    /// Whether there is no member.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// Builds the tree of the object; see [`Json::to_value`].
    pub fn to_map(&self) -> Map<String, Value> {
        match self.0.to_value() {
            Value::Object(members) => members,
            _ => Map::new(),
        }
    }
}

impl JsonArray {
    /// The elements in order.
    pub fn iter(&self) -> impl Iterator<Item = Raw<'_>> {
        self.as_raw().elements().into_iter().flatten()
    }

    /// Whether there is no element.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}

impl Default for JsonObject {
    /// `{}`.
    fn default() -> Self {
        JsonObject(Json("{}".into()))
    }
}

impl Default for JsonArray {
    /// `[]`.
    fn default() -> Self {
        JsonArray(Json("[]".into()))
    }
}

impl From<Map<String, Value>> for JsonObject {
    fn from(members: Map<String, Value>) -> Self {
        JsonObject(Json::from(Value::Object(members)))
    }
}

impl<N: AsRef<str>> FromIterator<(N, Json)> for JsonObject {
    /// Writes the members in the order in which they come; of a name that comes twice, only the last one.
    fn from_iter<I: IntoIterator<Item = (N, Json)>>(members: I) -> Self {
        let members: Vec<(N, Json)> = members.into_iter().collect();
        let last: BTreeMap<&str, usize> =
            members.iter().enumerate().map(|(index, (name, _))| (name.as_ref(), index)).collect();
        let mut text = String::from("{");
        for (index, (name, value)) in members.iter().enumerate() {
            if last.get(name.as_ref()) != Some(&index) {
                continue;
            }
            if text.len() > 1 {
                text.push(',');
            }
            text.push_str(Json::from(name.as_ref()).text());
            text.push(':');
            text.push_str(value.text());
        }
        text.push('}');
        JsonObject(Json(text.into_boxed_str()))
    }
}

impl FromIterator<Json> for JsonArray {
    fn from_iter<I: IntoIterator<Item = Json>>(elements: I) -> Self {
        let mut text = String::from("[");
        for element in elements {
            if text.len() > 1 {
                text.push(',');
            }
            text.push_str(element.text());
        }
        text.push(']');
        JsonArray(Json(text.into_boxed_str()))
    }
}
