//! From values to JSON text in a byte buffer.
//!
//! It writes what `serde_json` writes. Strings are what differs: `serde_json` looks at them byte by byte, which is
//! most of the cost of a message that carries long ones; here they take the way of [`write_string`], by blocks.

use serde::ser::{
    Error as _, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use serde_json::{Error, Result};

use super::Wire;
use super::serde_bridge::is_raw_text;
use crate::jsonrpc::write_string;

/// Writes a value as it stands on the wire, at the end of `buffer`.
pub(super) fn write<T: Wire>(buffer: &mut Vec<u8>, value: &T) -> Result<()> {
    value.encode(Writer::new(buffer))
}

/// Writes one value.
struct Writer<'b> {
    buffer: &'b mut Vec<u8>,
    strings: Strings,
}

/// What a string stands for.
#[derive(Clone, Copy)]
enum Strings {
    Text,
    /// The value that its text is.
    Json,
}

/// Writes what stands between two brackets.
struct Inside<'b> {
    buffer: &'b mut Vec<u8>,
    first: bool,
    end: &'static [u8],
}

/// Writes the members of an object, or the text of a value that is JSON already.
enum Members<'b> {
    Named(Inside<'b>),
    Text(&'b mut Vec<u8>),
}

impl<'b> Writer<'b> {
    fn new(buffer: &'b mut Vec<u8>) -> Self {
        Writer { buffer, strings: Strings::Text }
    }

    fn open(self, start: u8, end: &'static [u8]) -> Inside<'b> {
        self.buffer.push(start);
        Inside { buffer: self.buffer, first: true, end }
    }

    /// Begins a value that stands in an object under the name of its variant.
    fn open_variant(self, variant: &str, start: u8, end: &'static [u8]) -> Inside<'b> {
        self.buffer.push(b'{');
        write_string(self.buffer, variant);
        self.buffer.push(b':');
        self.open(start, end)
    }

    /// Writes the name of a member; numbers and booleans become strings, as JSON demands of names.
    fn name(self, name: &(impl Serialize + ?Sized)) -> Result<()> {
        let start = self.buffer.len();
        name.serialize(Writer::new(self.buffer))?;
        match self.buffer.get(start) {
            Some(b'"') => Ok(()),
            Some(b'-' | b'0'..=b'9' | b't' | b'f') => {
                self.buffer.insert(start, b'"');
                self.buffer.push(b'"');
                Ok(())
            }
            _ => Err(Error::custom("the name of a member must be a string")),
        }
    }
}

impl Inside<'_> {
    fn separate(&mut self) {
        if !std::mem::take(&mut self.first) {
            self.buffer.push(b',');
        }
    }

    fn element(&mut self, value: &(impl Serialize + ?Sized)) -> Result<()> {
        self.separate();
        value.serialize(Writer::new(self.buffer))
    }

    fn member(&mut self, name: &str, value: &(impl Serialize + ?Sized)) -> Result<()> {
        self.separate();
        write_string(self.buffer, name);
        self.value(value)
    }

    fn value(&mut self, value: &(impl Serialize + ?Sized)) -> Result<()> {
        self.buffer.push(b':');
        value.serialize(Writer::new(self.buffer))
    }

    fn close(self) -> Result<()> {
        self.buffer.extend_from_slice(self.end);
        Ok(())
    }
}

macro_rules! as_serde_json {
    ($($method:ident: $type:ty),*) => {$(
        fn $method(self, value: $type) -> Result<()> {
            serde_json::Serializer::new(self.buffer).$method(value)
        }
    )*};
}

impl<'b> Serializer for Writer<'b> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Inside<'b>;
    type SerializeTuple = Inside<'b>;
    type SerializeTupleStruct = Inside<'b>;
    type SerializeTupleVariant = Inside<'b>;
    type SerializeMap = Inside<'b>;
    type SerializeStruct = Members<'b>;
    type SerializeStructVariant = Inside<'b>;

    as_serde_json! {
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_i128: i128, serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_u128: u128, serialize_f32: f32, serialize_f64: f64, serialize_char: char, serialize_bytes: &[u8]
    }

    fn serialize_str(self, text: &str) -> Result<()> {
        match self.strings {
            Strings::Text => write_string(self.buffer, text),
            Strings::Json => self.buffer.extend_from_slice(text.as_bytes()),
        }
        Ok(())
    }

    fn serialize_none(self) -> Result<()> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<()> {
        self.buffer.extend_from_slice(b"null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<()> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<()> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<()> {
        let mut object = self.open(b'{', b"}");
        object.member(variant, value)?;
        object.close()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Inside<'b>> {
        Ok(self.open(b'[', b"]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Inside<'b>> {
        Ok(self.open(b'[', b"]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Inside<'b>> {
        Ok(self.open(b'[', b"]"))
    }

    fn serialize_tuple_variant(self, _: &'static str, _: u32, variant: &'static str, _: usize) -> Result<Inside<'b>> {
        Ok(self.open_variant(variant, b'[', b"]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Inside<'b>> {
        Ok(self.open(b'{', b"}"))
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Members<'b>> {
        Ok(match is_raw_text(name) {
            true => Members::Text(self.buffer),
            false => Members::Named(self.open(b'{', b"}")),
        })
    }

    fn serialize_struct_variant(self, _: &'static str, _: u32, variant: &'static str, _: usize) -> Result<Inside<'b>> {
        Ok(self.open_variant(variant, b'{', b"}}"))
    }
}

macro_rules! elements {
    ($($trait:ident $method:ident),*) => {$(
        impl $trait for Inside<'_> {
            type Ok = ();
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
                self.element(value)
            }

            fn end(self) -> Result<()> {
                self.close()
            }
        }
    )*};
}

elements! {
    SerializeSeq serialize_element, SerializeTuple serialize_element, SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field
}

impl SerializeMap for Inside<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, name: &T) -> Result<()> {
        self.separate();
        Writer::new(self.buffer).name(name)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.value(value)
    }

    fn end(self) -> Result<()> {
        self.close()
    }
}

impl SerializeStructVariant for Inside<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<()> {
        self.member(name, value)
    }

    fn end(self) -> Result<()> {
        self.close()
    }
}

impl SerializeStruct for Members<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<()> {
        match self {
            Members::Named(inside) => inside.member(name, value),
            Members::Text(buffer) => value.serialize(Writer { buffer, strings: Strings::Json }),
        }
    }

    fn end(self) -> Result<()> {
        match self {
            Members::Named(inside) => inside.close(),
            Members::Text(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::{Serialize, Serializer};
    use serde_json::Value;

    use super::Writer;
    use crate::Json;

    fn written(value: &impl Serialize) -> Option<String> {
        let mut buffer = Vec::new();
        value.serialize(Writer::new(&mut buffer)).ok()?;
        Some(String::from_utf8(buffer).expect("JSON is UTF-8"))
    }

    #[track_caller]
    fn check(value: &impl Serialize) {
        assert_eq!(written(value), serde_json::to_string(value).ok());
    }

    #[derive(Serialize)]
    struct Unit;

    #[derive(Serialize)]
    struct Newtype(u8);

    #[derive(Serialize)]
    struct Tuple(u8, &'static str);

    #[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
    enum Shape {
        Unit,
        Newtype(u8),
        Tuple(u8, u8),
        Struct { a: u8, b: Option<u8> },
    }

    /// Maps whose keys are no strings.
    type Names = (BTreeMap<i64, u8>, BTreeMap<bool, u8>, BTreeMap<Shape, u8>, BTreeMap<char, u8>);

    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Everything {
        integers: (i8, i16, i32, i64, i128, u8, u16, u32, u64, u128),
        floats: (f32, f64, f64),
        text: (char, &'static str),
        options: [Option<bool>; 2],
        structs: (Unit, Newtype, Tuple, ()),
        shapes: Vec<Shape>,
        raw_text: Json,
        empty: (BTreeMap<u8, u8>, Vec<u8>),
        names: Names,
    }

    #[test]
    fn every_kind_of_value_is_written_as_serde_json_writes_it() {
        check(&Everything {
            integers: (-1, -2, -3, i64::MIN, i128::MIN, 1, 2, 3, u64::MAX, u128::MAX),
            floats: (0.1, 1e300, f64::NAN),
            text: ('"', "a\"b\\c\u{1}é"),
            options: [None, Some(true)],
            structs: (Unit, Newtype(1), Tuple(2, "x"), ()),
            shapes: vec![Shape::Unit, Shape::Newtype(1), Shape::Tuple(2, 3), Shape::Struct { a: 4, b: None }],
            raw_text: Json::parse(r#"{"kept": [1.0,  "\u0061"]}"#).expect("JSON"),
            empty: Default::default(),
            names: (
                [(-1, 0), (2, 0)].into(),
                [(true, 0)].into(),
                [(Shape::Unit, 0)].into(),
                [('"', 0), ('1', 1)].into(),
            ),
        });
    }

    #[test]
    fn names_that_are_no_names_are_refused() {
        check(&BTreeMap::from([(Shape::Tuple(1, 2), 0)]));
        check(&BTreeMap::from([(Shape::Newtype(1), 0)]));
        check(&BTreeMap::from([(vec![1], 0)]));
        check(&BTreeMap::from([((), 0)]));
        check(&BTreeMap::from([(None::<u8>, 0)]));
    }

    #[test]
    fn bytes_are_a_list_of_numbers() {
        struct Bytes;
        impl Serialize for Bytes {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_bytes(&[0, 255])
            }
        }
        check(&Bytes);
    }

    /// Trees of every kind of value.
    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 64, 8, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
                proptest::collection::btree_map(any::<String>(), inner, 0..8)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn trees_are_written_as_serde_json_writes_them(value in values()) {
            prop_assert_eq!(written(&value), serde_json::to_string(&value).ok());
        }
    }
}
