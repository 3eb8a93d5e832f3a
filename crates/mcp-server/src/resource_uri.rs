//! Checks of the URIs of resources, and of the paths that they name.

mod path;

use std::fmt;

pub use self::path::{PathFault, path_within};
use crate::limits::MAX_URI_BYTES;
use crate::percent::{is_reserved, is_triplet, is_unreserved};

/// What is wrong with the text of a URI. Positions are in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum UriFault {
    /// It does not begin with a scheme and a colon.
    Scheme,
    /// A character stands where none like it is allowed.
    Character {
        /// Where.
        at: usize,
    },
    /// A percent sign is not followed by two hexadecimal digits.
    PercentSign {
        /// Where.
        at: usize,
    },
    /// It has more than [`MAX_URI_BYTES`].
    TooLong {
        /// How many.
        length: usize,
    },
}

/// Checks that `text` is a URI of bounded length: a scheme, and after it the characters that RFC 3986 allows.
///
/// It is what a server checks of every URI that it receives or registers. Percent triplets are complete, square brackets
/// stand around a host only, and there is one fragment at most. What a scheme demands beyond that is not looked at.
///
/// # Errors
///
/// [`UriFault`], the first that is found from the left; its length before all others.
///
/// # Specification
///
/// [RFC 3986](https://www.rfc-editor.org/rfc/rfc3986),
/// <https://modelcontextprotocol.io/specification/2026-07-28/server/resources#security-considerations>
///
/// # Examples
///
/// ```
/// use mcp_server::{UriFault, check_uri};
///
/// assert_eq!(check_uri("git+ssh://host/a%20file"), Ok(()));
/// assert_eq!(check_uri("/etc/passwd"), Err(UriFault::Scheme));
/// assert_eq!(check_uri("file:///a file"), Err(UriFault::Character { at: 9 }));
/// ```
pub fn check_uri(text: &str) -> Result<(), UriFault> {
    if text.len() > MAX_URI_BYTES {
        return Err(UriFault::TooLong { length: text.len() });
    }
    let bytes = text.as_bytes();
    let start = match scheme(bytes) {
        Some(scheme) => scheme.len() + 1,
        // spec: RES-013 a URI begins with a scheme: a letter, then letters, digits and three signs.
        None => return Err(UriFault::Scheme),
    };
    let mut part = if bytes[start..].starts_with(b"//") { Part::Authority } else { Part::Path };
    // The slashes that introduce an authority do not end it.
    let skipped = if part == Part::Authority { start + 2 } else { start };
    for (at, &byte) in bytes.iter().enumerate().skip(skipped) {
        let allowed = match byte {
            b'%' if !is_triplet(bytes, at) => return Err(UriFault::PercentSign { at }),
            b'%' => true,
            b'[' | b']' => part == Part::Authority,
            b'#' => part != Part::Fragment,
            _ => is_unreserved(byte) || is_reserved(byte),
        };
        // spec: RES-019 nothing else gets to handlers, logs and header fields.
        if !allowed {
            return Err(UriFault::Character { at });
        }
        part = match byte {
            b'#' => Part::Fragment,
            b'/' | b'?' if part == Part::Authority => Part::Path,
            _ => part,
        };
    }
    Ok(())
}

/// Where in a URI a character stands, as far as it matters which ones are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Authority,
    /// The path, or the query.
    Path,
    Fragment,
}

/// The scheme that `bytes` begin with, if it is one.
pub(crate) fn scheme(bytes: &[u8]) -> Option<&[u8]> {
    let colon = bytes.iter().position(|byte| *byte == b':')?;
    let scheme = &bytes[..colon];
    let is_sign = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
    (scheme.first().is_some_and(u8::is_ascii_alphabetic) && scheme.iter().all(is_sign)).then_some(scheme)
}

impl fmt::Display for UriFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UriFault::Scheme => f.write_str("no URI: expected a scheme and a colon at its beginning"),
            UriFault::Character { at } => write!(f, "character at byte {at} of the URI is not allowed there"),
            UriFault::PercentSign { at } => {
                write!(f, "percent sign at byte {at} of the URI: expected two hexadecimal digits after it")
            }
            UriFault::TooLong { length } => {
                write!(f, "URI too long: expected at most {MAX_URI_BYTES} bytes, received {length}")
            }
        }
    }
}

impl std::error::Error for UriFault {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    // spec: RES-013
    #[test]
    fn schemes_begin_with_a_letter() {
        for text in ["a:", "urn:isbn:1", "git+ssh://x", "x-y.z2:/", "file:///a", "A:b"] {
            assert_eq!(check_uri(text), Ok(()), "{text}");
        }
        for text in ["", ":", "a", "1a:b", "+a:b", "a_b:c", "ä:b", "/a:b", "//host/a", " a:b", "a b:c", "%61:b"] {
            assert_eq!(check_uri(text), Err(UriFault::Scheme), "{text}");
        }
    }

    // spec: RES-019
    #[test]
    fn characters_that_no_uri_has_are_refused() {
        for text in ["a://[::1]:80/x", "a:b?c=[d", "a:!$&'()*+,;=:@/-._~", "a:%00%fF", "a:#f?/"] {
            let expected = if text.contains("[d") { Err(UriFault::Character { at: 6 }) } else { Ok(()) };
            assert_eq!(check_uri(text), expected, "{text}");
        }
        for (text, at) in [
            ("a: ", 2),
            ("a:\n", 2),
            ("a:b\0", 3),
            ("a:\\", 2),
            ("a:ä", 2),
            ("a:<b>", 2),
            ("a:\"", 2),
            ("a:^", 2),
            ("a:`", 2),
            ("a:{b}", 2),
            ("a:|", 2),
            ("a:#b#", 4),
            ("a:\u{7f}", 2),
            ("a://b/[", 6),
        ] {
            assert_eq!(check_uri(text), Err(UriFault::Character { at }), "{text:?}");
        }
        for (text, at) in [("a:%", 2), ("a:%4", 2), ("a:b%4g", 3), ("a:%%41", 2)] {
            assert_eq!(check_uri(text), Err(UriFault::PercentSign { at }), "{text}");
        }
    }

    // spec: RES-019
    #[test]
    fn long_uris_are_refused() {
        let of = |length: usize| format!("a:{}", "b".repeat(length - 2));
        assert_eq!(check_uri(&of(MAX_URI_BYTES)), Ok(()));
        let length = MAX_URI_BYTES + 1;
        assert_eq!(check_uri(&of(length)), Err(UriFault::TooLong { length }));
    }

    #[test]
    fn faults_are_small() {
        assert!(size_of::<UriFault>() <= 32);
    }

    proptest! {
        #[test]
        fn any_text_is_judged(text in ".{0,40}") {
            let _ = check_uri(&text);
        }

        #[test]
        fn what_passes_is_ascii_without_spaces(text in "[a-z]{1,3}:[ -~%é]{0,20}") {
            if check_uri(&text).is_ok() {
                prop_assert!(text.bytes().all(|byte| byte.is_ascii_graphic()));
            }
        }
    }
}
