//! Lists with a maximum length.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::wire::{DecodeError, DecodeErrorKind, Decoder, Wire, serde_bridge};

/// A list of at most `N` elements.
///
/// # Examples
///
/// ```
/// use mcp_types::{AtMost, wire};
///
/// let values: AtMost<u64, 2> = vec![1, 2].try_into()?;
/// assert_eq!(values.len(), 2);
/// assert!(AtMost::<u64, 2>::try_from(vec![1, 2, 3]).is_err());
/// assert!(wire::decode::<AtMost<u64, 2>>("[1, 2, 3]").is_err());
/// # Ok::<(), mcp_types::wire::TooManyElements>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AtMost<T, const N: usize>(Vec<T>);

/// A list is longer than its type allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooManyElements {
    limit: usize,
    length: usize,
}

impl<T, const N: usize> AtMost<T, N> {
    /// Takes the elements out.
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<T, const N: usize> Default for AtMost<T, N> {
    fn default() -> Self {
        AtMost(Vec::new())
    }
}

impl<T, const N: usize> Deref for AtMost<T, N> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T, const N: usize> TryFrom<Vec<T>> for AtMost<T, N> {
    type Error = TooManyElements;

    fn try_from(elements: Vec<T>) -> Result<Self, TooManyElements> {
        match elements.len() {
            length if length > N => Err(TooManyElements { limit: N, length }),
            _ => Ok(AtMost(elements)),
        }
    }
}

impl<T, const N: usize> IntoIterator for AtMost<T, N> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T, const N: usize> IntoIterator for &'a AtMost<T, N> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl fmt::Display for TooManyElements {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "expected at most {} elements, received {}", self.limit, self.length)
    }
}

impl std::error::Error for TooManyElements {}

impl<T: Wire, const N: usize> Wire for AtMost<T, N> {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let place = decoder.place();
        let mut array = decoder.array()?;
        let mut elements = Vec::new();
        let mut count = 0;
        while decoder.element(&mut array)? {
            count += 1;
            match decoder.is_lenient() {
                // What is beyond the limit is cut off, so that the rest can be used.
                true if count > N => decoder.skip()?,
                false if count > N => return Err(decoder.error_at(place, DecodeErrorKind::TooMany { limit: N })),
                _ => elements.extend(decoder.attempt()?),
            }
        }
        if count > N {
            let error = decoder.error_at(place.clone(), DecodeErrorKind::TooMany { limit: N });
            decoder.report(place, error);
        }
        Ok(AtMost(elements))
    }
}

impl<T: Wire, const N: usize> Serialize for AtMost<T, N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.encode(serializer)
    }
}

impl<'de, T: Wire, const N: usize> Deserialize<'de> for AtMost<T, N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde_bridge::deserialize(deserializer)
    }
}
