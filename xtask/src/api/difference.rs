//! What changed between two lists of public items.

use std::collections::BTreeSet;

use super::listing;

/// Lines that are shown of one list; whoever changed more knows.
const SHOWN: usize = 40;

/// The lines taken away and added, under the name of the file; `None` if the items are the same.
pub(super) fn of(path: &str, before: &str, after: &str) -> Option<String> {
    let (old, new): (BTreeSet<_>, BTreeSet<_>) = (listing::items(before).collect(), listing::items(after).collect());
    let mut changes: Vec<_> = old.difference(&new).map(|line| (*line, '-')).collect();
    changes.extend(new.difference(&old).map(|line| (*line, '+')));
    changes.sort_by_key(|(line, sign)| (*line, *sign == '+'));
    if changes.is_empty() {
        return None;
    }
    let more = changes.len().saturating_sub(SHOWN);
    let mut text = format!("{path}: {} lines differ", changes.len());
    for (line, sign) in changes.iter().take(SHOWN) {
        text.push_str(&format!("\n    {sign} {line}"));
    }
    if more > 0 {
        text.push_str(&format!("\n    and {more} more"));
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_items_differ_in_nothing() {
        assert_eq!(of("a.txt", "# one\npub fn f()\n", "# two\npub fn f()\n"), None);
    }

    #[test]
    fn changed_item_is_shown_before_and_after() {
        let before = "pub fn f()\npub struct S\n";
        let after = "pub fn f() -> u8\npub struct S\n";
        let expected = "a.txt: 2 lines differ\n    - pub fn f()\n    + pub fn f() -> u8";
        assert_eq!(of("a.txt", before, after).as_deref(), Some(expected));
    }

    #[test]
    fn long_difference_is_cut() {
        let before: String = (0..SHOWN + 2).map(|number| format!("pub fn f{number}()\n")).collect();
        let text = of("a.txt", &before, "").expect("all is gone");
        assert_eq!(text.lines().count(), SHOWN + 2);
        assert!(text.ends_with("and 2 more"), "{text}");
    }
}
