//! Random values of every wire type, for tests (feature `proptest`).
//!
//! All types of this crate, and those that its macros define elsewhere, are [`Arbitrary`](proptest::arbitrary::Arbitrary).
//! Their values are valid by the specification's schema, survive encoding and decoding, go to the edges (numbers at
//! their bounds, strings full of escapes, unknown members, unusual spellings of numbers) and stay within [`Bounds`].
//! When a test fails, its value shrinks: optional members go, lists get shorter, strings and numbers simpler.
//!
//! A type written by hand takes part by implementing [`Sample`], and in the fields of generated types with that.
//!
//! # Examples
//!
//! ```
//! use mcp_types::strategy::Bounds;
//! use mcp_types::{ContentBlock, Tool, wire};
//! use proptest::prelude::*;
//!
//! proptest!(|(tool: Tool, block in any_with::<ContentBlock>(Bounds::default().with_elements(1)))| {
//!     let text = serde_json::to_string(&tool).expect("wire types serialize");
//!     prop_assert_eq!(wire::decode::<Tool>(&text), Ok(tool));
//!     prop_assert!(!matches!(block, ContentBlock::Unknown(_)));
//! });
//! ```

mod json;
mod sample;
mod source;
mod tree;

use std::fmt;
use std::marker::PhantomData;

use proptest::prelude::Rng as _;
use proptest::strategy::{NewTree, Strategy};
use proptest::test_runner::TestRunner;

pub use sample::{ObjectSample, Sample};
pub use source::Source;
pub use tree::Shrinking;

/// How large the values of a strategy may get.
///
/// Members that the schema requires are there even beyond the depth; everything else ends there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bounds {
    /// Objects and arrays inside of each other before only required members are left: 8, which reaches every member of
    /// every message.
    pub depth: usize,
    /// Elements of one list, entries of one map: 3, so that none, one and several occur.
    pub elements: usize,
    /// Characters of one string: 12, so that those worth testing meet.
    pub characters: usize,
}

impl Bounds {
    /// Sets [`depth`](Self::depth) and returns the bounds.
    #[must_use]
    pub const fn with_depth(mut self, depth: usize) -> Self {
        self.depth = depth;
        self
    }

    /// Sets [`elements`](Self::elements) and returns the bounds.
    #[must_use]
    pub const fn with_elements(mut self, elements: usize) -> Self {
        self.elements = elements;
        self
    }

    /// Sets [`characters`](Self::characters) and returns the bounds.
    #[must_use]
    pub const fn with_characters(mut self, characters: usize) -> Self {
        self.characters = characters;
        self
    }
}

impl Default for Bounds {
    fn default() -> Self {
        Bounds { depth: 8, elements: 3, characters: 12 }
    }
}

/// The strategy of a type that is [`Sample`]: what `any::<T>()` returns.
pub struct Values<T> {
    bounds: Bounds,
    marker: PhantomData<fn() -> T>,
}

impl<T> Values<T> {
    /// Makes a strategy of values within `bounds`.
    pub const fn new(bounds: Bounds) -> Self {
        Values { bounds, marker: PhantomData }
    }
}

impl<T: Sample> Strategy for Values<T> {
    type Tree = Shrinking<T>;
    type Value = T;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        Ok(Shrinking::new(runner.rng().next_u64(), self.bounds))
    }
}

impl<T> Clone for Values<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Values<T> {}

impl<T> fmt::Debug for Values<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Values").field("bounds", &self.bounds).finish()
    }
}

#[cfg(test)]
mod tests;
