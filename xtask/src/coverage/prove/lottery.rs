//! A choice at random that can be made again.

use std::hash::{BuildHasher, RandomState};

/// A seed that nobody chose.
pub(crate) fn seed() -> u64 {
    // Why: the standard library seeds its hash maps from the operating system; short seeds are easier to repeat.
    RandomState::new().hash_one(0) % 1_000_000
}

/// Takes this many of them, or all if there are no more; the same for the same seed.
pub(crate) fn draw<T>(mut pool: Vec<T>, count: usize, seed: u64) -> Vec<T> {
    let mut state = seed;
    let count = count.min(pool.len());
    for index in 0..count {
        let left = (pool.len() - index) as u64;
        let other = index + usize::try_from(next(&mut state) % left).expect("a remainder fits what it is smaller than");
        pool.swap(index, other);
    }
    pool.truncate(count);
    pool
}

/// SplitMix64.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_seed_draws_the_same_and_others_do_not() {
        let pool: Vec<_> = (0..100).collect();
        let drawn = draw(pool.clone(), 10, 7);
        assert_eq!(drawn, draw(pool.clone(), 10, 7));
        assert_ne!(drawn, draw(pool, 10, 8));
        let mut distinct = drawn.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), 10, "{drawn:?}");
    }

    #[test]
    fn no_more_are_drawn_than_there_are() {
        let mut all = draw(vec![1, 2, 3], 10, 1);
        all.sort_unstable();
        assert_eq!(all, [1, 2, 3]);
        assert!(draw(Vec::<u8>::new(), 3, 1).is_empty());
    }
}
