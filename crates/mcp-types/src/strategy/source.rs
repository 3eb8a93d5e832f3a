//! Where the choices come from that make up a value.

use std::collections::BTreeMap;

use super::{Bounds, Sample};
use crate::json::Json;
use crate::limits::MAX_CHOICES;
use crate::wire::support::{Encoded, Row, chosen};
use crate::wire::{Extra, Wire};

/// How often a variant is tried whose value turns out to be another variant's: 32, so that one in a few is found.
const ATTEMPTS: usize = 32;

/// A source of choices, of which [`Sample`] makes a value.
///
/// The choice 0 is always the simplest, and means absent, empty or the first: so a value shrinks with its choices.
#[derive(Debug)]
pub struct Source {
    seed: u64,
    /// Choices that are made here, instead of by the seed.
    settled: Settled,
    /// The choices so far, in their order.
    made: Vec<Choice>,
    /// What is being made, and how many choices and parts it has had.
    scope: u64,
    count: u64,
    bounds: Bounds,
    /// Objects and arrays that are being made.
    depth: usize,
}

/// Choices by their place.
pub(super) type Settled = BTreeMap<u64, u32>;

/// One choice.
#[derive(Debug, Clone, Copy)]
pub(super) struct Choice {
    /// Where it was made: the same place in every value of the same type, whatever was chosen at other places.
    pub(super) place: u64,
    pub(super) value: u32,
}

impl Source {
    pub(super) fn new(seed: u64, settled: Settled, bounds: Bounds) -> Self {
        Source { seed, settled, made: Vec::new(), scope: 0, count: 0, bounds, depth: 0 }
    }

    pub(super) fn into_choices(self) -> Vec<Choice> {
        self.made
    }

    /// The bounds of the value.
    pub fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// Makes a part of a value.
    pub fn value<T: Sample>(&mut self) -> T {
        self.part(T::sample)
    }

    /// Makes choices of which the number does not matter to later ones.
    fn part<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> T {
        let outer = (self.scope, self.count + 1);
        (self.scope, self.count) = (mix(self.scope, self.count), 0);
        let value = make(self);
        (self.scope, self.count) = outer;
        value
    }

    /// Any number of 32 bits.
    pub fn bits(&mut self) -> u32 {
        self.choose(u64::from(u32::MAX) + 1)
    }

    /// A number below `count`, or 0.
    pub fn below(&mut self, count: usize) -> usize {
        self.choose(count as u64) as usize
    }

    fn choose(&mut self, count: u64) -> u32 {
        let place = mix(self.scope, !self.count);
        self.count += 1;
        if self.made.len() >= MAX_CHOICES {
            return 0;
        }
        let choice = self.settled.get(&place).map_or_else(|| mix(self.seed, place), |value| u64::from(*value));
        let value = choice.checked_rem(count).unwrap_or(0) as u32;
        self.made.push(Choice { place, value });
        value
    }

    /// One of the values.
    ///
    /// # Panics
    ///
    /// If there are no values.
    pub fn pick<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())]
    }

    /// One of the values, or none, for which there is then a value of another kind to be made.
    pub fn pick_or_none<T: Copy>(&mut self, values: &[T]) -> Option<T> {
        let index = self.below(values.len() + 1);
        values.get(index).copied()
    }

    /// A value, or none; none at the greatest depth.
    pub fn optional<T: Sample>(&mut self) -> Option<T> {
        self.part(|source| (source.below(2) == 1 && !source.is_deep()).then(|| T::sample(source)))
    }

    /// The length of a list; 0 at the greatest depth.
    pub fn length(&mut self) -> usize {
        let length = self.below(self.bounds.elements + 1);
        if self.is_deep() { 0 } else { length }
    }

    /// Makes a value of which parts stand one level deeper.
    pub fn nested<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> T {
        self.depth += 1;
        let value = make(self);
        self.depth -= 1;
        value
    }

    /// Members beyond those that a type has `named`.
    pub fn extra(&mut self, named: &[&str]) -> Extra {
        self.part(|source| source.unknown_members(named))
    }

    fn unknown_members(&mut self, named: &[&str]) -> Extra {
        let count = self.below(8).saturating_sub(5);
        let mut extra = Extra::new();
        for _ in 0..if self.is_deep() { 0 } else { count } {
            let name = format!("x-{}", self.value::<String>());
            let value = self.value::<Json>();
            if !named.contains(&&*name) {
                extra.insert(name, value);
            }
        }
        extra
    }

    /// A value of one of the variants of a union, which stays that variant when it is encoded and decoded.
    ///
    /// A variant whose values are all taken for others is passed over. For the macros.
    #[doc(hidden)]
    pub fn variant<T: Wire>(&mut self, variants: &[fn(&mut Self) -> T], rows: &'static [Row]) -> T {
        let first = self.below(variants.len());
        let first = if self.is_deep() { 0 } else { first };
        let attempts = (0..variants.len()).flat_map(|offset| std::iter::repeat_n(first + offset, ATTEMPTS));
        for index in attempts {
            let index = index % variants.len();
            let value = variants[index](self);
            if chosen(encoded(&value).text(), rows) == Some(index) {
                return value;
            }
        }
        variants[first](self)
    }

    /// A value made in one of these ways; any JSON value where there are none.
    pub fn one_of(&mut self, ways: &[fn(&mut Self) -> Json]) -> Json {
        let way = if ways.is_empty() { Self::value::<Json> } else { self.pick(ways) };
        way(self)
    }

    /// A value of a type, as JSON.
    pub fn encoded<T: Sample + Wire>(&mut self) -> Json {
        encoded(&self.value::<T>())
    }

    fn is_deep(&self) -> bool {
        self.depth >= self.bounds.depth
    }
}

/// The JSON of a value.
pub(super) fn encoded(value: &impl Wire) -> Json {
    Json::of(&Encoded(value)).expect("samples are finite and shallow")
}

/// Two numbers as one that shows no trace of them (the finalizer of SplitMix64).
fn mix(one: u64, other: u64) -> u64 {
    let mut mixed = one.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(other).wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
