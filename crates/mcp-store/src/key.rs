//! Where a record stands.

use std::fmt;

use bytes::Bytes;

use crate::error::NameError;
use crate::limits::{MAX_COLLECTION_BYTES, MAX_KEY_BYTES};

/// Records of one kind, such as tasks or handles, whose due ones are found together.
///
/// Small letters, digits and hyphens, a letter first, so that it can stand in the name of a table or a subject.
///
/// # Examples
///
/// ```
/// use mcp_store::Collection;
///
/// const TASKS: Collection = Collection::from_static("tasks");
/// assert_eq!(TASKS.as_str(), "tasks");
/// assert!(Collection::new("Tasks").is_err());
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Collection(Text);

#[derive(Clone)]
enum Text {
    Static(&'static str),
    Owned(Box<str>),
}

impl Collection {
    /// Takes the name of a collection.
    ///
    /// # Errors
    ///
    /// - [`NameError::Empty`] and [`NameError::TooLong`]: not 1 to [`MAX_COLLECTION_BYTES`] bytes.
    /// - [`NameError::Character`]: another character than those allowed, or another than a letter at the start.
    pub fn new(name: &str) -> Result<Self, NameError> {
        match fault(name) {
            None => Ok(Collection(Text::Owned(name.into()))),
            Some(error) => Err(error),
        }
    }

    /// Takes the name of a collection that stands in a program.
    ///
    /// # Panics
    ///
    /// If [`Collection::new`] refuses the name; in a constant that is an error of compilation.
    pub const fn from_static(name: &'static str) -> Self {
        assert!(fault(name).is_none(), "a collection is 1 to 32 small letters, digits and hyphens, a letter first");
        Collection(Text::Static(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

const fn fault(name: &str) -> Option<NameError> {
    let bytes = name.as_bytes();
    if bytes.is_empty() {
        return Some(NameError::Empty);
    }
    if bytes.len() > MAX_COLLECTION_BYTES {
        return Some(NameError::TooLong { limit: MAX_COLLECTION_BYTES, received: bytes.len() });
    }
    let mut index = 0;
    while index < bytes.len() {
        let is_letter = bytes[index].is_ascii_lowercase();
        if !is_letter && (index == 0 || !(bytes[index].is_ascii_digit() || bytes[index] == b'-')) {
            return Some(NameError::Character { offset: index });
        }
        index += 1;
    }
    None
}

impl Text {
    fn as_str(&self) -> &str {
        match self {
            Text::Static(text) => text,
            Text::Owned(text) => text,
        }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Text {}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl std::hash::Hash for Text {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Debug for Collection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Collection({})", self.as_str())
    }
}

/// Where one record stands: a collection and a name in it, which is any 1 to [`MAX_KEY_BYTES`] bytes.
///
/// A name may be a secret, such as a handle that its bearer may use; `Debug` shows its length alone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    collection: Collection,
    name: Bytes,
}

impl Key {
    /// Names a record.
    ///
    /// # Errors
    ///
    /// [`NameError::Empty`] and [`NameError::TooLong`].
    ///
    /// # Examples
    ///
    /// ```
    /// use mcp_store::{Collection, Key, NameError};
    ///
    /// let handles = Collection::from_static("handles");
    /// let key = Key::new(handles.clone(), b"\x00\xff".as_slice())?;
    /// assert_eq!(format!("{key:?}"), "Key(handles, 2 bytes)");
    /// assert_eq!(Key::new(handles, ""), Err(NameError::Empty));
    /// # Ok::<(), NameError>(())
    /// ```
    pub fn new(collection: Collection, name: impl Into<Bytes>) -> Result<Self, NameError> {
        let name = name.into();
        match name.len() {
            0 => Err(NameError::Empty),
            1..=MAX_KEY_BYTES => Ok(Key { collection, name }),
            received => Err(NameError::TooLong { limit: MAX_KEY_BYTES, received }),
        }
    }

    /// The collection.
    pub fn collection(&self) -> &Collection {
        &self.collection
    }

    /// The name within the collection.
    pub fn name(&self) -> &Bytes {
        &self.name
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({}, {} bytes)", self.collection.as_str(), self.name.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collections_are_plain_names() {
        let long = "a".repeat(MAX_COLLECTION_BYTES + 1);
        for (name, expected) in [
            ("a", Ok(())),
            ("request-state-2", Ok(())),
            (&long[1..], Ok(())),
            ("", Err(NameError::Empty)),
            (&long, Err(NameError::TooLong { limit: 32, received: 33 })),
            ("Tasks", Err(NameError::Character { offset: 0 })),
            ("2a", Err(NameError::Character { offset: 0 })),
            ("-a", Err(NameError::Character { offset: 0 })),
            ("a_b", Err(NameError::Character { offset: 1 })),
            ("aé", Err(NameError::Character { offset: 1 })),
            ("a.b", Err(NameError::Character { offset: 1 })),
        ] {
            assert_eq!(Collection::new(name).map(|_| ()), expected, "{name}");
        }
        assert_eq!(Collection::from_static("tasks"), Collection::new("tasks").unwrap());
    }

    #[test]
    fn names_are_any_bytes_within_the_bound() {
        let name = |length| Key::new(Collection::from_static("a"), vec![0xff_u8; length]).map(|key| key.name().len());
        assert_eq!(name(0), Err(NameError::Empty));
        assert_eq!(name(MAX_KEY_BYTES), Ok(MAX_KEY_BYTES));
        assert_eq!(name(MAX_KEY_BYTES + 1), Err(NameError::TooLong { limit: MAX_KEY_BYTES, received: 257 }));
    }

    #[test]
    fn keys_are_ordered_by_collection_then_name() {
        let key = |collection, name: &'static str| Key::new(Collection::from_static(collection), name).unwrap();
        let sorted = [key("a", "b"), key("a", "ba"), key("a", "c"), key("b", "a")];
        assert!(sorted.is_sorted());
        assert_eq!(sorted[0].collection().as_str(), "a");
    }
}
