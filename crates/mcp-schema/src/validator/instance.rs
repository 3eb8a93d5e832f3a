//! Instances as validators read them: borrowed from the text of a message, and cheaper to make than a
//! [`serde_json::Value`], of which every name and every string is a copy.

mod read;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::slice;

use jsonschema::JsonType;
use jsonschema::json::{Array, Json, Node, NodeIdentity, Object};
use serde_json::{Number, Value};

/// A JSON value.
pub(super) enum Instance<'a> {
    Null,
    Boolean(bool),
    Number(Number),
    String(Cow<'a, str>),
    Array(Vec<Instance<'a>>),
    // Invariant: names differ; more than `FEW` stand in order.
    Object(Vec<Member<'a>>),
}

type Member<'a> = (Cow<'a, str>, Instance<'a>);

/// Members among which a name is found faster by looking at each, which nearly always ends at its length.
const FEW: usize = 16;

impl<'a> Instance<'a> {
    /// Makes an object of its members; of those with one name, the last.
    fn object(mut members: Vec<Member<'a>>) -> Self {
        if members.len() > FEW || has_doubled_name(&members) {
            // Invariant: the sort is stable, so that the last of a name stays the last.
            members.sort_by(|(one, _), (other, _)| one.cmp(other));
            members.dedup_by(|later, kept| {
                let is_same = later.0 == kept.0;
                if is_same {
                    std::mem::swap(later, kept);
                }
                is_same
            });
        }
        Instance::Object(members)
    }

    pub(super) fn to_value(&self) -> Value {
        match self {
            Instance::Null => Value::Null,
            Instance::Boolean(value) => Value::Bool(*value),
            Instance::Number(number) => Value::Number(number.clone()),
            Instance::String(text) => Value::String(text.clone().into_owned()),
            Instance::Array(elements) => elements.iter().map(Instance::to_value).collect(),
            Instance::Object(members) => members.iter().map(|(name, value)| (&**name, value.to_value())).collect(),
        }
    }
}

fn has_doubled_name(members: &[Member<'_>]) -> bool {
    members.iter().enumerate().any(|(index, (name, _))| members[..index].iter().any(|(earlier, _)| earlier == name))
}

impl<'a> From<&'a Value> for Instance<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Null => Instance::Null,
            Value::Bool(value) => Instance::Boolean(*value),
            Value::Number(number) => Instance::Number(number.clone()),
            Value::String(text) => Instance::String(text.into()),
            Value::Array(elements) => Instance::Array(elements.iter().map(Instance::from).collect()),
            Value::Object(members) => {
                Instance::object(members.iter().map(|(name, value)| (name.into(), value.into())).collect())
            }
        }
    }
}

/// Instances, as the validators of `jsonschema` know them.
pub(super) struct Borrowed;

impl Json for Borrowed {
    type Node<'a> = &'a Instance<'a>;
    type PreparedKey = Box<str>;
    type StringBuffer = ();

    /// As for the map of a `serde_json::Value`: both find names by comparing them.
    const KEYS_PER_LOOKUP: usize = 2;
    const ACYCLIC: bool = true;

    fn prepare_key(key: &str) -> Box<str> {
        key.into()
    }

    fn with_string_node<T>((): &mut (), string: &str, f: impl FnOnce(Self::Node<'_>) -> T) -> T {
        f(&Instance::String(string.into()))
    }
}

impl<'a> Node<'a, Borrowed> for &'a Instance<'a> {
    type Object = &'a [Member<'a>];
    type Array = &'a [Instance<'a>];
    type Number = &'a Number;

    fn as_object(&self) -> Option<&'a [Member<'a>]> {
        if let Instance::Object(members) = self { Some(members) } else { None }
    }

    fn as_array(&self) -> Option<&'a [Instance<'a>]> {
        if let Instance::Array(elements) = self { Some(elements) } else { None }
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        if let Instance::String(text) = self { Some(Cow::Borrowed(text)) } else { None }
    }

    fn as_number(&self) -> Option<&'a Number> {
        if let Instance::Number(number) = self { Some(number) } else { None }
    }

    fn as_boolean(&self) -> Option<bool> {
        if let Instance::Boolean(value) = self { Some(*value) } else { None }
    }

    fn is_null(&self) -> bool {
        matches!(self, Instance::Null)
    }

    fn json_type(&self) -> JsonType {
        match self {
            Instance::Null => JsonType::Null,
            Instance::Boolean(_) => JsonType::Boolean,
            Instance::Number(_) => JsonType::Number,
            Instance::String(_) => JsonType::String,
            Instance::Array(_) => JsonType::Array,
            Instance::Object(_) => JsonType::Object,
        }
    }

    fn to_value(&self) -> Cow<'a, Value> {
        Cow::Owned((*self).to_value())
    }

    fn identity(&self) -> Option<NodeIdentity> {
        Some(NodeIdentity::new(std::ptr::from_ref(*self) as usize))
    }
}

impl<'a> Object<'a, Borrowed> for &'a [Member<'a>] {
    type Node = &'a Instance<'a>;
    type MemberName = &'a str;
    type MembersIter = Members<'a>;

    fn len(&self) -> usize {
        <[_]>::len(self)
    }

    fn get(&self, key: &Box<str>) -> Option<&'a Instance<'a>> {
        let place = match self.len() {
            0..=FEW => self.iter().position(|(name, _)| **name == **key),
            _ => self.binary_search_by(|(name, _)| (**name).cmp(key)).ok(),
        };
        Some(&self[place?].1)
    }

    fn members(&self) -> Members<'a> {
        Members(self.iter())
    }
}

/// The members of an object, by name.
pub(super) struct Members<'a>(slice::Iter<'a, Member<'a>>);

impl<'a> Iterator for Members<'a> {
    type Item = (&'a str, &'a Instance<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(name, value)| (&**name, value))
    }
}

impl<'a> Array<'a, Borrowed> for &'a [Instance<'a>] {
    type Node = &'a Instance<'a>;
    type ElementsIter = slice::Iter<'a, Instance<'a>>;

    fn len(&self) -> usize {
        <[_]>::len(self)
    }

    fn elements(&self) -> slice::Iter<'a, Instance<'a>> {
        self.iter()
    }
}
