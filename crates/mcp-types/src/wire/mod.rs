//! One decoder for every wire type, strict and lenient, and the bridge to serde.
//!
//! A type that is [`Wire`] reads itself from JSON text through a [`Decoder`]. *Strict* decoding refuses whatever the
//! specification's schema refuses; it is what [`decode`] and every `Deserialize` implementation of this crate do.
//! *Lenient* decoding, [`decode_lenient`], is for what peers send: it keeps what is usable and reports the rest as
//! [`Defect`]s:
//!
//! - an optional member whose value is broken becomes absent;
//! - a broken element of a list, or entry of a map, is dropped;
//! - a value that fits no variant of an open union is kept undecoded as its `Unknown` variant;
//! - a required member with a default that the specification names takes it where it is missing or broken;
//! - anything else that is broken makes the value around it broken, up to the nearest of the above.
//!
//! Either way text is read once, nothing is copied but what the result owns, and depth and number of elements are
//! bounded (see [`limits`](crate::limits)). Text that is not JSON is always refused.

mod choice;
mod decoder;
mod error;
mod extra;
mod macros;
mod members;
mod pointer;
mod scalars;
pub(crate) mod serde_bridge;
pub(crate) mod skip;
mod values;
mod writer;

use serde::{Serialize, Serializer};

pub use decoder::{ArrayCursor, Decoder, ObjectCursor};
pub use error::{DecodeError, DecodeErrorKind, Defect, Place};
pub use extra::Extra;
pub use values::{AtMost, Nullable, TooManyElements, UnitInterval, UnitIntervalError};

/// A type with a place in MCP messages, which reads itself from JSON text and writes itself through serde.
///
/// The macros of this crate implement it for generated types; [`Decoder`] shows an implementation by hand.
pub trait Wire: Sized + Serialize {
    /// Takes one value from the decoder.
    ///
    /// # Errors
    ///
    /// The first fault that cannot be given up. The decoder may then stand anywhere.
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError>;

    /// Writes the value as JSON of the wire, which differs from `Serialize` where that writes integral floats as `1.0`.
    ///
    /// # Errors
    ///
    /// Those of the serializer.
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }
}

/// Decodes text that must be exactly one value of the type.
///
/// # Errors
///
/// The first fault in the text, whatever it is; text after the value is a fault too.
///
/// # Examples
///
/// ```
/// use mcp_types::wire;
///
/// assert_eq!(wire::decode::<u64>("60000.0"), Ok(60_000));
/// assert!(wire::decode::<u64>("60000.5").is_err());
/// ```
pub fn decode<T: Wire>(text: &str) -> Result<T, DecodeError> {
    decoder::decode(text)
}

/// Decodes text of a peer, leaving out what is broken in it where that can be done, and says what was left out.
///
/// At most [`MAX_DEFECTS`](crate::limits::MAX_DEFECTS) defects are reported, the first ones in the text.
///
/// # Errors
///
/// The first fault that concerns the whole value: text that is not JSON, a bound, or a required part of the root.
///
/// # Examples
///
/// ```
/// use mcp_types::wire;
///
/// let (numbers, defects) = wire::decode_lenient::<Vec<u64>>("[1, -2, 3]")?;
/// assert_eq!(numbers, [1, 3]);
/// assert_eq!(defects[0].path(), "/1");
/// assert!(wire::decode_lenient::<Vec<u64>>("[1, -2, 3").is_err());
/// # Ok::<(), mcp_types::DecodeError>(())
/// ```
pub fn decode_lenient<T: Wire>(text: &str) -> Result<(T, Vec<Defect>), DecodeError> {
    decoder::decode_lenient(text)
}

/// Writes a value at the end of `buffer`, as JSON of the wire without white space.
///
/// The same text comes from `serde_json`; this is the faster way where a message has long strings.
///
/// # Errors
///
/// Those of a `Serialize` that users wrote; values of this crate's types are written.
///
/// # Examples
///
/// ```
/// use mcp_types::{ErrorCode, ErrorObject, wire};
///
/// let mut buffer = b"data: ".to_vec();
/// wire::write(&mut buffer, &ErrorObject::new(ErrorCode::INTERNAL_ERROR, "no \"luck\""))?;
/// assert_eq!(buffer, br#"data: {"code":-32603,"message":"no \"luck\""}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn write(buffer: &mut Vec<u8>, value: &impl Wire) -> serde_json::Result<()> {
    writer::write(buffer, value)
}

/// What the exported macros expand to; no part of the crate's promises.
#[doc(hidden)]
pub mod support {
    pub use serde;
    pub use serde_json::{Error as JsonError, Value};

    #[cfg(feature = "proptest")]
    pub use super::choice::chosen;
    pub use super::choice::{Condition, Row, rows};
    pub use super::members::{Member, Slot, Tag, TagsSeen, members, tags};
    pub use super::serde_bridge::deserialize;
    pub use super::values::{Encoded, known_or_owned};
    pub use crate::json::JsonKind;
    #[cfg(feature = "schemars")]
    pub use crate::schema::{ObjectSchema, any_of, one_of_strings};
    #[cfg(feature = "proptest")]
    pub use proptest;
    #[cfg(feature = "schemars")]
    pub use schemars;
}
