//! Short pieces of text for errors: JSON Pointers, and excerpts of what a peer sent.

use crate::limits::{MAX_ECHO_BYTES, MAX_POINTER_BYTES};

/// Adds a member's name to a JSON Pointer.
pub(crate) fn push_token(pointer: &mut String, token: &str) {
    pointer.push('/');
    for character in token.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            character => pointer.push(character),
        }
    }
}

/// Adds an element's index to a JSON Pointer.
pub(crate) fn push_index(pointer: &mut String, index: usize) {
    push_token(pointer, &index.to_string());
}

/// A JSON Pointer as an error shows it: of a long one the start.
pub(crate) fn shown_pointer(pointer: &str) -> Box<str> {
    shortened(pointer, MAX_POINTER_BYTES).into_boxed_str()
}

/// The start of a text, without control characters.
pub(crate) fn excerpt(text: &str) -> Box<str> {
    shortened(text, MAX_ECHO_BYTES).into_boxed_str()
}

/// Cuts at a character, marks the cut with three dots, and escapes what no terminal should be sent.
fn shortened(text: &str, limit: usize) -> String {
    let mut end = text.len().min(limit);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut shown = String::with_capacity(end + 3);
    for character in text[..end].chars() {
        match character.is_control() {
            true => shown.extend(character.escape_default()),
            false => shown.push(character),
        }
    }
    if end < text.len() {
        shown.push_str("...");
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_escape_what_separates_them() {
        let mut pointer = String::new();
        push_token(&mut pointer, "a/b~c");
        push_index(&mut pointer, 7);
        assert_eq!(pointer, "/a~1b~0c/7");
    }

    #[test]
    fn excerpts_are_short_and_printable() {
        assert_eq!(&*excerpt("a\u{1b}[2J"), "a\\u{1b}[2J");
        let long = excerpt(&"ä".repeat(1 << 20));
        assert!(long.len() <= MAX_ECHO_BYTES + 3 && long.ends_with("..."), "{long}");
        assert!(shown_pointer(&"/a".repeat(1 << 20)).len() <= MAX_POINTER_BYTES + 3);
        assert!(excerpt(&"\0".repeat(1 << 20)).len() <= 8 * MAX_ECHO_BYTES);
    }
}
