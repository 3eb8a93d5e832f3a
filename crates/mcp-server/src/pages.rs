//! Lists cut into pages, every page prepared as bytes.

use std::collections::HashMap;
use std::fmt::Write;

use crate::reply::Prepared;

/// One list of the server, ready to be sent.
///
/// Every replica that registers the same entries in the same order makes the same pages and cursors, so any of them
/// continues what another began. A change of the list changes every cursor.
pub(crate) struct Pages<P = Prepared> {
    // Invariant: never empty; a list without entries is one page without entries.
    pages: Vec<P>,
    by_cursor: HashMap<Box<str>, usize>,
}

impl<P> Pages<P> {
    /// Cuts `entries` into pages of at most `page_size`; `render` prepares one page.
    ///
    /// `list` names the list, so that a cursor of one list is unknown to every other.
    pub(crate) fn new<T>(
        list: &str,
        entries: &[T],
        page_size: usize,
        digest_entry: impl Fn(&T, &mut Digest),
        render: impl Fn(&[T], Option<&str>) -> P,
    ) -> Self {
        let digest = Digest::over(list, page_size, entries, digest_entry);
        // spec: TOOLS-005 pages hold the entries in the order in which they were registered.
        let mut chunks: Vec<&[T]> = entries.chunks(page_size).collect();
        if chunks.is_empty() {
            chunks.push(&[]);
        }
        let mut by_cursor = HashMap::new();
        let mut pages = Vec::with_capacity(chunks.len());
        for (index, chunk) in chunks.iter().enumerate() {
            // spec: PAGE-006 a cursor is good as long as the list stays as it is.
            let next = (index + 1 < chunks.len()).then(|| digest.cursor(index + 1));
            pages.push(render(chunk, next.as_deref()));
            by_cursor.extend(next.map(|cursor| (cursor, index + 1)));
        }
        Pages { pages, by_cursor }
    }

    /// The first page.
    pub(crate) fn first(&self) -> &P {
        &self.pages[0]
    }

    /// The page that `cursor` stands for, or `None` if this list never handed it out.
    pub(crate) fn at(&self, cursor: &str) -> Option<&P> {
        // spec: PAGE-008 a cursor leads to what follows the page it came with.
        self.by_cursor.get(cursor).and_then(|index| self.pages.get(*index))
    }
}

/// A digest of a list's content: 128-bit FNV-1a.
///
/// It tells lists apart, not friend from foe: whoever guesses a cursor gets a page that everyone may read.
#[derive(Debug, Clone)]
pub(crate) struct Digest(u128);

impl Digest {
    const OFFSET_BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

    /// Digests a list: its name, how it is cut into pages, and its entries.
    fn over<T>(list: &str, page_size: usize, entries: &[T], digest_entry: impl Fn(&T, &mut Digest)) -> Self {
        let mut digest = Digest(Self::OFFSET_BASIS);
        digest.update(list.as_bytes());
        digest.update(&page_size.to_le_bytes());
        for entry in entries {
            digest_entry(entry, &mut digest);
        }
        digest
    }

    /// What tells a list from others, as text.
    pub(crate) fn of_list<T>(
        list: &str,
        page_size: usize,
        entries: &[T],
        digest_entry: impl Fn(&T, &mut Digest),
    ) -> Box<str> {
        Self::over(list, page_size, entries, digest_entry).cursor(0)
    }

    /// Adds one piece; its length goes in first, so that pieces cannot flow into each other.
    pub(crate) fn update(&mut self, piece: &[u8]) {
        for byte in (piece.len() as u64).to_le_bytes().iter().chain(piece) {
            self.0 = (self.0 ^ u128::from(*byte)).wrapping_mul(Self::PRIME);
        }
    }

    fn cursor(&self, page: usize) -> Box<str> {
        let mut of_page = self.clone();
        of_page.update(&(page as u64).to_le_bytes());
        let mut cursor = String::with_capacity(32);
        write!(cursor, "{:032x}", of_page.0).expect("writing to a string does not fail");
        cursor.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(list: &str, entries: &[&str], page_size: usize) -> Pages<String> {
        Pages::new(
            list,
            entries,
            page_size,
            |entry, digest| digest.update(entry.as_bytes()),
            |entries, next| format!("{}>{}", entries.join(","), next.unwrap_or("end")),
        )
    }

    fn walk(pages: &Pages<String>) -> Vec<String> {
        let mut seen = Vec::new();
        let mut page = Some(pages.first());
        while let Some(text) = page {
            let (entries, cursor) = text.split_once('>').expect("an arrow");
            seen.push(entries.to_owned());
            page = pages.at(cursor);
        }
        seen
    }

    // spec: PAGE-008 TOOLS-005
    #[test]
    fn walking_the_cursors_sees_every_entry_once_in_order() {
        assert_eq!(walk(&pages("l", &["a", "b", "c", "d", "e"], 2)), ["a,b", "c,d", "e"]);
        assert_eq!(walk(&pages("l", &["a", "b"], 2)), ["a,b"]);
        assert_eq!(walk(&pages("l", &[], 2)), [""]);
    }

    // spec: PAGE-006 PAGE-007
    #[test]
    fn cursors_hold_across_replicas_and_only_for_the_same_list() {
        let cursor = |pages: &Pages<String>| pages.first()[4..].to_owned();
        let original = pages("l", &["a", "b", "c"], 2);
        let replica = pages("l", &["a", "b", "c"], 2);
        assert!(replica.at(&cursor(&original)).is_some());
        for other in [
            pages("other", &["a", "b", "c"], 2),
            pages("l", &["a", "b", "d"], 2),
            pages("l", &["b", "a", "c"], 2),
            pages("l", &["a", "bc", ""], 2),
            pages("l", &["a", "b", "c"], 1),
        ] {
            assert!(other.at(&cursor(&original)).is_none());
        }
        for forged in ["", "1", "00000000000000000000000000000000", &cursor(&original).to_uppercase()] {
            assert!(original.at(forged).is_none(), "{forged}");
        }
    }
}
