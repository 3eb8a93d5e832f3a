//! URIs of resources.

use std::fmt;

/// What is wrong with the text of a URI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum UriFault {
    /// It does not begin with a scheme and a colon.
    Scheme,
    /// It has a character that no URI has, or a percent sign without two hexadecimal digits.
    Character,
}

/// Checks that `text` is a URI (RFC 3986) with a scheme.
pub(crate) fn check_uri(text: &str) -> Result<(), UriFault> {
    let (scheme, rest) = text.split_once(':').ok_or(UriFault::Scheme)?;
    let letter = scheme.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    // spec: RES-013 a scheme begins with a letter and goes on with letters, digits and three signs.
    if !letter || !scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)) {
        return Err(UriFault::Scheme);
    }
    if valid(rest) { Ok(()) } else { Err(UriFault::Character) }
}

fn valid(rest: &str) -> bool {
    let mut bytes = rest.bytes();
    while let Some(byte) = bytes.next() {
        let good = match byte {
            b'%' => {
                let mut hexadecimal = || bytes.next().is_some_and(|byte| byte.is_ascii_hexdigit());
                hexadecimal() && hexadecimal()
            }
            _ => byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=".contains(&byte),
        };
        if !good {
            return false;
        }
    }
    true
}

impl fmt::Display for UriFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            UriFault::Scheme => "expected a URI that begins with a scheme",
            UriFault::Character => "the URI has a character that is not allowed in one",
        })
    }
}
