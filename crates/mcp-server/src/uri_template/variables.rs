//! The variables of a URI template, with their values.

use std::fmt;

use serde::de::Deserialize;

use super::deserialize::{Entries, VariablesError};

/// Variables of a URI template with their values, decoded, in the order of the template.
///
/// Values come from a peer, so they are not shown by `Debug`. What they are taken for is up to the reader: a value that
/// becomes part of a path goes through [`path_within`](crate::path_within).
///
/// # Examples
///
/// ```
/// use mcp_server::Variables;
///
/// let variables: Variables = [("city", "Zürich"), ("day", "3")].into_iter().collect();
/// assert_eq!(variables.get("city"), Some("Zürich"));
/// assert_eq!(variables.get("street"), None);
/// assert_eq!(variables.deserialize::<(String, u8)>().unwrap_err().to_string(), "expected a type with named fields");
/// # Ok::<(), mcp_server::VariablesError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Variables {
    // Invariant: names are distinct.
    entries: Vec<(Box<str>, String)>,
}

impl Variables {
    /// The value of a variable; `None` where it is undefined.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find_map(|(known, value)| (known == name).then_some(value))
    }

    /// The names with their values.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.entries.iter().map(|(name, value)| (&**name, value.as_str()))
    }

    /// Whether no variable is defined.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Reads the variables into a type with named fields, or a map.
    ///
    /// A field reads the text of its variable: strings and characters as they are, numbers and `bool` as Rust writes
    /// them, enums by the names of their variants, newtypes as what is in them. Variables that are undefined leave an
    /// `Option` empty; those without a field are skipped.
    ///
    /// # Errors
    ///
    /// [`VariablesError`] names the variable and what was expected; it does not repeat the value.
    pub fn deserialize<'v, T: Deserialize<'v>>(&'v self) -> Result<T, VariablesError> {
        T::deserialize(Entries(&self.entries))
    }
}

/// The last of several values of one name counts.
impl<N: Into<Box<str>>, V: Into<String>> FromIterator<(N, V)> for Variables {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(entries: I) -> Self {
        let mut variables = Variables::default();
        for (name, value) in entries {
            let (name, value) = (name.into(), value.into());
            match variables.entries.iter_mut().find(|(known, _)| *known == name) {
                Some((_, earlier)) => *earlier = value,
                None => variables.entries.push((name, value)),
            }
        }
        variables
    }
}

impl fmt::Debug for Variables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.entries.iter().map(|(name, _)| name)).finish()
    }
}
