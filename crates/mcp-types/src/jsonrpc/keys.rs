//! The member names of the objects that are open, and whether one of them stands twice.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::inline::InlineList;
use crate::lex::unescape;

/// Up to this many names are compared each with each, which is cheaper than sorting them.
const PAIRWISE: usize = 8;

/// Where a member name stands in the text, between its quotes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Key {
    start: u32,
    /// Twice the length in bytes, and one more where the name holds an escape.
    length: u32,
}

impl Key {
    /// The name that stands between two places, which may hold escapes.
    pub(super) fn new(start: usize, end: usize, escaped: bool) -> Self {
        // Invariant: `scan` takes no text longer than `MAX_MESSAGE_BYTES`, so that places fit 31 bits.
        Key { start: start as u32, length: ((end - start) as u32) << 1 | u32::from(escaped) }
    }

    /// Byte offset of the name's opening quote.
    pub(super) fn offset(self) -> usize {
        self.start as usize - 1
    }

    /// The name, its escapes resolved.
    pub(super) fn name(self, text: &str) -> Cow<'_, str> {
        if self.is_escaped() { unescape(self.raw(text)) } else { Cow::Borrowed(self.raw(text)) }
    }

    /// Whether the name, its escapes resolved, is `name`.
    pub(super) fn is(self, text: &str, name: &str) -> bool {
        if self.is_escaped() { unescape(self.raw(text)) == name } else { self.bytes(text) == name.as_bytes() }
    }

    fn later(self, other: Key) -> Key {
        if self.start < other.start { other } else { self }
    }

    fn is_escaped(self) -> bool {
        self.length & 1 == 1
    }

    fn raw(self, text: &str) -> &str {
        &text[self.start as usize..(self.start + (self.length >> 1)) as usize]
    }

    fn bytes(self, text: &str) -> &[u8] {
        &text.as_bytes()[self.start as usize..(self.start + (self.length >> 1)) as usize]
    }

    /// Orders by length first, which alone decides nearly always. Neither name may hold an escape.
    fn compare(self, other: Key, text: &str) -> Ordering {
        self.length.cmp(&other.length).then_with(|| self.bytes(text).cmp(other.bytes(text)))
    }
}

/// The names of all open objects, the innermost last.
///
/// The names of an object follow a marker that tells where those of the object around it begin.
#[derive(Debug)]
pub(super) struct OpenKeys {
    keys: InlineList<Key, 32>,
    innermost: usize,
}

impl OpenKeys {
    pub(super) fn new() -> Self {
        OpenKeys { keys: InlineList::new(Key::default()), innermost: 0 }
    }

    pub(super) fn open(&mut self) {
        self.keys.push(Key { start: self.innermost as u32, ..Key::default() });
        self.innermost = self.keys.len();
    }

    pub(super) fn push(&mut self, key: Key) {
        self.keys.push(key);
    }

    /// The number of names in the innermost object so far.
    pub(super) fn count(&self) -> usize {
        self.keys.len() - self.innermost
    }

    /// Closes the innermost object and returns one of its names that stands twice, if any does.
    pub(super) fn close(&mut self, text: &str) -> Option<Key> {
        let marker = self.innermost - 1;
        let doubled = doubled(&mut self.keys.as_mut_slice()[marker + 1..], text);
        self.innermost = self.keys.as_slice()[marker].start as usize;
        self.keys.truncate(marker);
        doubled
    }
}

/// Returns a key that has the same name as another.
fn doubled(keys: &mut [Key], text: &str) -> Option<Key> {
    if keys.iter().any(|key| key.is_escaped()) {
        // Why: each name is unescaped once, not once per comparison.
        let mut names: Vec<_> = keys.iter().map(|key| (key.name(text), *key)).collect();
        return adjacent(&mut names, |left, right| left.0.cmp(&right.0)).map(|(left, right)| left.1.later(right.1));
    }
    if differ_at_a_glance(keys, text) {
        return None;
    }
    if keys.len() <= PAIRWISE {
        let stands_before = |(at, key): &(usize, &Key)| keys[..*at].iter().any(|it| it.compare(**key, text).is_eq());
        return keys.iter().enumerate().find(stands_before).map(|(_, key)| *key);
    }
    adjacent(keys, |left, right| left.compare(*right, text)).map(|(left, right)| left.later(*right))
}

/// Whether length and first byte alone show that no two names are equal. Names with escapes must not come here.
fn differ_at_a_glance(keys: &[Key], text: &str) -> bool {
    let mut seen = 0_u64;
    keys.iter().all(|key| {
        let first = key.bytes(text).first().copied().unwrap_or_default();
        let mark = 1 << ((u32::from(first) ^ key.length) % u64::BITS);
        let fresh = seen & mark == 0;
        seen |= mark;
        fresh
    })
}

/// Sorts and returns two neighbours that are equal, if there are such.
///
/// Invariant: takes `n log n` comparisons, whoever chose the names; there is no hash that could be foreseen.
fn adjacent<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) -> Option<(&T, &T)> {
    items.sort_unstable_by(&mut compare);
    items.windows(2).find_map(|pair| match pair {
        [left, right] if compare(left, right).is_eq() => Some((left, right)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lex::Lexer;

    /// The keys of the strings in `text`, which are parted by spaces.
    fn keys(text: &str) -> Vec<Key> {
        let mut lexer = Lexer::new(text);
        let mut keys = Vec::new();
        while lexer.peek().is_some() {
            lexer.bump();
            let start = lexer.offset();
            let escaped = lexer.skip_string().expect("the tests write strings");
            keys.push(Key::new(start, lexer.offset() - 1, escaped));
        }
        keys
    }

    #[test]
    fn a_name_that_stands_twice_is_found_however_it_is_spelled() {
        // spec: JSON-002
        let twenty: Vec<_> = (0..20).map(|number| format!("\"k{number}\"")).collect();
        let twenty = twenty.join(" ");
        for (text, doubled_at) in [
            (String::new(), None),
            (r#""a""#.to_owned(), None),
            (r#""a" "b""#.to_owned(), None),
            (r#""a" "b" "a""#.to_owned(), Some(8)),
            (r#""a" "\u0061""#.to_owned(), Some(4)),
            (r#""\n" "\u000a""#.to_owned(), Some(5)),
            (r#""\n" "n""#.to_owned(), None),
            (r#""" """#.to_owned(), Some(3)),
            (twenty.clone(), None),
            (format!("{twenty} \"k7\""), Some(twenty.len() + 1)),
            (format!("{twenty} \"\\u006b7\""), Some(twenty.len() + 1)),
        ] {
            let found = doubled(&mut keys(&text), &text).map(Key::offset);
            assert_eq!(found, doubled_at, "{text}");
        }
    }

    #[test]
    fn open_objects_keep_their_names_apart() {
        let text = r#""a" "a" "b" "a""#;
        let keys = keys(text);
        let mut open = OpenKeys::new();
        open.open();
        open.push(keys[0]);
        open.open();
        open.push(keys[1]);
        open.push(keys[2]);
        assert_eq!(open.count(), 2);
        assert!(open.close(text).is_none(), "the same name one level up is another");
        assert_eq!(open.count(), 1);
        open.push(keys[3]);
        assert_eq!(open.close(text).map(Key::offset), Some(12));
    }

    #[test]
    fn the_search_takes_n_log_n_comparisons_even_of_hostile_names() {
        for count in [1_000_usize, 10_000, 20_000] {
            let forward: Vec<_> = (0..count).map(|number| format!("{number:09}")).collect();
            let backward: Vec<_> = forward.iter().rev().cloned().collect();
            let zigzag: Vec<_> = (0..count)
                .map(|number| forward[if number % 2 == 0 { number / 2 } else { count - 1 - number / 2 }].clone())
                .collect();
            for names in [forward.clone(), backward, zigzag] {
                let mut names = names;
                let mut comparisons = 0_usize;
                let doubled = adjacent(&mut names, |left, right| {
                    comparisons += 1;
                    left.cmp(right)
                });
                assert!(doubled.is_none());
                let bound = 4 * count * count.ilog2() as usize;
                assert!(comparisons <= bound, "{comparisons} comparisons of {count} names");
            }
        }
    }
}
