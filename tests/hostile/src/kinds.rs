//! The table of attacks.

mod asked;
mod content;
mod dropped;
mod framing;
mod head;
mod legacy;
mod meta;
mod multiplexed;

use crate::dice::Dice;
use crate::loot::Loot;
use crate::script::Script;

/// One kind of attack.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Kind {
    /// What it does, in a few words.
    pub name: &'static str,
    /// How often it comes, next to the others.
    pub weight: u32,
    /// What may come of it: anything else is a failure.
    pub expected: &'static [&'static str],
    /// Makes one, always another one.
    pub attack: fn(&mut Dice, &Loot) -> Script,
}

/// A kind that comes as often as its weight says.
const fn kind(
    name: &'static str,
    weight: u32,
    expected: &'static [&'static str],
    attack: fn(&mut Dice, &Loot) -> Script,
) -> Kind {
    Kind { name, weight: RARITY * weight, expected, attack }
}

/// A kind that takes the server a millisecond or more, nearly all of them megabytes, and so comes seldom.
///
/// Why: whoever serves on one thread makes everybody wait for as long as a megabyte takes, whatever it says. With many
/// of them, that would be all that is measured.
const fn rare(name: &'static str, expected: &'static [&'static str], attack: fn(&mut Dice, &Loot) -> Script) -> Kind {
    Kind { name, weight: 1, expected, attack }
}

/// How many times as often a kind of weight 1 comes as a rare one.
const RARITY: u32 = 8;

/// All kinds, each with a name of its own.
pub fn all() -> Vec<Kind> {
    let groups = [
        content::KINDS,
        head::KINDS,
        meta::KINDS,
        asked::KINDS,
        legacy::KINDS,
        dropped::KINDS,
        framing::KINDS,
        multiplexed::KINDS,
    ];
    groups.concat()
}

/// The kinds as they come, by their weights.
#[derive(Debug)]
pub struct Mixture {
    kinds: Vec<Kind>,
    total: u64,
}

impl Mixture {
    /// All kinds.
    pub fn new() -> Self {
        let kinds = all();
        let total = kinds.iter().map(|kind| u64::from(kind.weight)).sum();
        Mixture { kinds, total }
    }

    /// The kinds.
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// The place of the next kind among them.
    pub fn draw(&self, dice: &mut Dice) -> usize {
        let mut left = dice.any() % self.total;
        for (index, kind) in self.kinds.iter().enumerate() {
            match left.checked_sub(u64::from(kind.weight)) {
                Some(rest) => left = rest,
                None => return index,
            }
        }
        0
    }
}

impl Default for Mixture {
    fn default() -> Self {
        Mixture::new()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn kinds_have_names_of_their_own_and_all_of_them_come() {
        let mixture = Mixture::new();
        let names: BTreeSet<_> = mixture.kinds().iter().map(|kind| kind.name).collect();
        assert_eq!(names.len(), mixture.kinds().len());
        let mut dice = Dice::new(1);
        let drawn: BTreeSet<_> = (0..50_000).map(|_| mixture.draw(&mut dice)).collect();
        assert_eq!(drawn.len(), names.len());
    }
}
