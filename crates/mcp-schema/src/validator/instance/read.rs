//! Instances from JSON text, through serde.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use super::Instance;

/// Members for which an object has room from the start: growing copies them.
const ROOM: usize = 8;
/// The only member of the objects that numbers come as where [`NUMBERS_ARE_TEXT`].
const NUMBER: &str = "$serde_json::private::Number";
/// Whether a crate of the build has turned on `serde_json/arbitrary_precision`.
const NUMBERS_ARE_TEXT: bool = size_of::<Number>() == size_of::<String>();

impl<'de> Deserialize<'de> for Instance<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Instance<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Instance<'de>, E> {
        Ok(Instance::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Instance<'de>, E> {
        Ok(Instance::Boolean(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Instance<'de>, E> {
        Ok(Instance::Number(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Instance<'de>, E> {
        Ok(Instance::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Instance<'de>, E> {
        Number::from_f64(value).map(Instance::Number).ok_or_else(|| E::custom("a number that is not finite"))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Instance<'de>, E> {
        Ok(Instance::String(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Instance<'de>, E> {
        Ok(Instance::String(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Instance<'de>, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = array.next_element()? {
            elements.push(element);
        }
        Ok(Instance::Array(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Instance<'de>, A::Error> {
        let mut members = Vec::with_capacity(ROOM);
        while let Some(Name(name)) = object.next_key()? {
            if NUMBERS_ARE_TEXT && members.is_empty() && name == NUMBER {
                let Name(text) = object.next_value()?;
                return text.parse().map(Instance::Number).map_err(A::Error::custom);
            }
            members.push((name, object.next_value()?));
        }
        Ok(Instance::object(members))
    }
}

/// A string, borrowed where nothing in it is escaped.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_str(Reader)? {
            Instance::String(text) => Ok(Name(text)),
            _ => Err(D::Error::custom("a name that is no string")),
        }
    }
}
