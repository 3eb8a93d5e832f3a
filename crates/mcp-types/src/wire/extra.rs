//! Members that a type does not name.

use std::fmt;

use serde::ser::SerializeMap;

use crate::json::{Json, Raw};

use super::values::Encoded;

/// Members of an open object that its type does not name, kept as text so that they survive a round trip.
///
/// Names are unique. Equality does not mind the order; the order of arrival is the order of writing.
/// A member that the type itself names is not written from here, even where it was inserted.
///
/// # Examples
///
/// ```
/// use mcp_types::Extra;
///
/// let mut extra = Extra::default();
/// assert!(extra.is_empty());
/// extra.insert("vendor", "acme");
/// assert_eq!(extra.get("vendor").and_then(|value| value.as_str()).as_deref(), Some("acme"));
/// assert_eq!(extra.get("other"), None);
/// ```
#[derive(Clone, Default)]
// Why: nearly always empty, and part of every struct: one word instead of three.
#[allow(clippy::box_collection)]
pub struct Extra(Option<Box<Vec<(String, Json)>>>);

impl Extra {
    /// Makes an empty set of members.
    pub const fn new() -> Self {
        Extra(None)
    }

    /// Whether there is no member.
    pub fn is_empty(&self) -> bool {
        self.members().is_empty()
    }

    /// The number of members.
    pub fn len(&self) -> usize {
        self.members().len()
    }

    /// The value of a member.
    pub fn get(&self, name: &str) -> Option<Raw<'_>> {
        self.iter().find(|(member, _)| *member == name).map(|(_, value)| value)
    }

    /// All members in the order in which they are written.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Raw<'_>)> {
        self.members().iter().map(|(name, value)| (name.as_str(), value.as_raw()))
    }

    /// Adds a member or replaces its value, and returns the value that it had.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Json>) -> Option<Json> {
        let (name, value) = (name.into(), value.into());
        match self.0.iter_mut().flat_map(|members| members.iter_mut()).find(|(member, _)| *member == name) {
            Some((_, present)) => Some(std::mem::replace(present, value)),
            None => {
                self.push(name, value);
                None
            }
        }
    }

    /// Takes a member out.
    pub fn remove(&mut self, name: &str) -> Option<Json> {
        let members = self.0.as_mut()?;
        let index = members.iter().position(|(member, _)| member == name)?;
        Some(members.remove(index).1)
    }

    fn members(&self) -> &[(String, Json)] {
        self.0.as_ref().map_or(&[], |members| members.as_slice())
    }

    pub(super) fn push(&mut self, name: String, value: Json) {
        self.0.get_or_insert_default().push((name, value));
    }

    /// A name that stands twice.
    pub(super) fn doubled(&self) -> Option<&str> {
        if self.members().len() < 2 {
            return None;
        }
        let names = self.sorted();
        names.windows(2).find(|pair| pair[0].0 == pair[1].0).map(|pair| pair[0].0)
    }

    fn sorted(&self) -> Vec<(&str, Raw<'_>)> {
        let mut members: Vec<_> = self.iter().collect();
        members.sort_unstable_by_key(|(name, _)| *name);
        members
    }

    /// Writes all members but those that the type has `named` itself; for the macros.
    #[doc(hidden)]
    pub fn write<M: SerializeMap>(&self, map: &mut M, named: &[&str]) -> Result<(), M::Error> {
        for (name, value) in self.members() {
            if !named.contains(&name.as_str()) {
                map.serialize_entry(name, &Encoded(value))?;
            }
        }
        Ok(())
    }
}

impl PartialEq for Extra {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.sorted() == other.sorted()
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self.iter()).finish()
    }
}

impl<N: Into<String>, V: Into<Json>> FromIterator<(N, V)> for Extra {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(members: I) -> Self {
        let mut extra = Extra::new();
        for (name, value) in members {
            extra.insert(name, value);
        }
        extra
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_takes_one_word_and_nothing_when_empty() {
        assert_eq!(size_of::<Extra>(), size_of::<usize>());
        assert!(Extra::new().0.is_none());
    }

    #[test]
    fn inserting_replaces_and_removing_returns() {
        let mut extra = Extra::from_iter([("a", 1), ("b", 2), ("a", 3)]);
        assert_eq!(extra.len(), 2);
        assert_eq!(extra.get("a").map(|value| value.text()), Some("3"));
        assert_eq!(extra.insert("b", "two"), Some(Json::from(2)));
        assert_eq!(extra.remove("a"), Some(Json::from(3)));
        assert_eq!(extra.remove("a"), None);
        assert_eq!(extra.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["b"]);
    }

    #[test]
    fn equality_minds_names_and_values_but_not_order() {
        let extra = Extra::from_iter([("a", 1), ("b", 2)]);
        assert_eq!(extra, Extra::from_iter([("b", 2), ("a", 1)]));
        assert_ne!(extra, Extra::from_iter([("a", 1), ("b", 3)]));
        assert_ne!(extra, Extra::from_iter([("a", 1), ("c", 2)]));
        assert_ne!(extra, Extra::from_iter([("a", 1)]));
    }
}
