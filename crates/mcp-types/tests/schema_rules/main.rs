//! Rules of the specification that the generated types enforce by their shape.

mod base;
mod features;
mod input;

use mcp_types::wire::{Wire, decode};
use serde_json::Value;

/// Expects the type to take the first texts and to refuse the others, where its strict decoder reads them.
fn check<T: Wire>(taken: &[&str], refused: &[&str]) {
    for text in taken {
        let error = decode::<T>(text).map(drop).err();
        assert_eq!(error, None, "{text}");
    }
    for text in refused {
        assert!(decode::<T>(text).is_err(), "{text}");
    }
}

/// Expects the type to give back each text as it was.
fn check_kept<T: Wire>(texts: &[&str]) {
    for text in texts {
        let value = decode::<T>(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(json(&value), serde_json::from_str::<Value>(text).expect("the tests write JSON"));
    }
}

/// The value as JSON.
fn json(value: &impl Wire) -> Value {
    serde_json::to_value(value).expect("wire types serialize")
}
