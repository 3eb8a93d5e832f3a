//! Peer text in messages, cut to a bounded length.

use std::borrow::Cow;

use crate::limits::MAX_ECHO_BYTES;

/// `text`, or its beginning and an ellipsis.
pub(crate) fn shortened(text: &str) -> Cow<'_, str> {
    if text.len() <= MAX_ECHO_BYTES {
        return Cow::Borrowed(text);
    }
    let mut end = MAX_ECHO_BYTES;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    Cow::Owned(format!("{}…", &text[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(shortened("short"), "short");
        let cut = shortened(&"é".repeat(MAX_ECHO_BYTES)).into_owned();
        assert_eq!(cut, format!("{}…", "é".repeat(MAX_ECHO_BYTES / 2)));
    }
}
