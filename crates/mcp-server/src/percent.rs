//! Percent-encoding (RFC 3986, section 2.1).

/// Whether `byte` stands for itself in every part of a URI.
pub(crate) fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// Whether `byte` may separate parts of a URI.
pub(crate) fn is_reserved(byte: u8) -> bool {
    b":/?#[]@!$&'()*+,;=".contains(&byte)
}

/// Whether a percent sign and two hexadecimal digits stand at `at`.
pub(crate) fn is_triplet(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at..at + 3), Some([b'%', high, low]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit())
}

/// The text that `text` encodes; `None` where triplets are broken or their bytes are not UTF-8.
pub(crate) fn decode(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte != b'%' {
            decoded.push(byte);
            at += 1;
            continue;
        }
        if !is_triplet(bytes, at) {
            return None;
        }
        decoded.push(digit(bytes[at + 1]) << 4 | digit(bytes[at + 2]));
        at += 3;
    }
    String::from_utf8(decoded).ok()
}

/// Appends `text` with everything encoded but unreserved characters and, if they are kept, reserved ones and triplets.
pub(crate) fn encode(text: &str, keeps: Keeps, into: &mut String) {
    let bytes = text.as_bytes();
    for (at, &byte) in bytes.iter().enumerate() {
        let stays = match keeps {
            Keeps::Unreserved => is_unreserved(byte),
            Keeps::Reserved => is_unreserved(byte) || is_reserved(byte) || is_triplet(bytes, at),
        };
        if stays {
            into.push(char::from(byte));
        } else {
            into.push('%');
            for nibble in [byte >> 4, byte & 0xF] {
                into.push(char::from(b"0123456789ABCDEF"[usize::from(nibble)]));
            }
        }
    }
}

/// What stays as it is when text is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keeps {
    /// Unreserved characters.
    Unreserved,
    /// Unreserved and reserved characters, and what is encoded already.
    Reserved,
}

/// The value of a hexadecimal digit.
fn digit(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => byte - b'0',
        _ => (byte | 0x20) - b'a' + 10,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_encoded_and_decoded() {
        for (text, unreserved, reserved) in [
            ("a-b._~", "a-b._~", "a-b._~"),
            ("a/b c", "a%2Fb%20c", "a/b%20c"),
            ("ä", "%C3%A4", "%C3%A4"),
            ("50%", "50%25", "50%25"),
            ("%41", "%2541", "%41"),
        ] {
            let encoded = |keeps| {
                let mut into = String::new();
                encode(text, keeps, &mut into);
                into
            };
            assert_eq!(encoded(Keeps::Unreserved), unreserved);
            assert_eq!(encoded(Keeps::Reserved), reserved);
            assert_eq!(decode(unreserved).as_deref(), Some(text));
        }
    }

    #[test]
    fn broken_encodings_are_refused() {
        for text in ["%", "%4", "%4g", "%%41", "%ff", "%c3"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
