//! Short, printable copies of what a peer sent, for messages.

use crate::limits::MAX_ECHO_BYTES;

/// Copies the start of `bytes`, escaped to printable ASCII, and marks a cut with three dots.
pub(crate) fn excerpt(bytes: impl AsRef<[u8]>) -> Box<str> {
    let bytes = bytes.as_ref();
    let kept = &bytes[..bytes.len().min(MAX_ECHO_BYTES)];
    let dots = if kept.len() < bytes.len() { "..." } else { "" };
    format!("{}{dots}", kept.escape_ascii()).into_boxed_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excerpts_are_printable_and_short() {
        assert_eq!(&*excerpt("tools/list"), "tools/list");
        assert_eq!(&*excerpt(b"a\r\n\xff"), "a\\r\\n\\xff");
        let long = excerpt(vec![0u8; 1 << 20]);
        assert!(long.len() <= 4 * MAX_ECHO_BYTES + 3, "{}", long.len());
        assert!(long.ends_with("..."));
    }
}
