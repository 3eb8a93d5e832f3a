//! Values of `Mcp-Name` and `Mcp-Param-*`: any text as a safe field value, and back.
//!
//! Text that an HTTP field can carry as it is, stays as it is. Everything else is wrapped: `=?base64?`, the Base64 of its
//! UTF-8, `?=`. Reading is canonical: each text has one Base64 form, and every other spelling of it is refused, so that
//! a gateway and a server can never read two different names out of one field.
//!
//! # Specification
//!
//! [Value encoding](https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#value-encoding)
//!
//! # Examples
//!
//! ```
//! use mcp_transport_http::sentinel::{self, SentinelError};
//!
//! assert_eq!(sentinel::encode("get_weather"), "get_weather");
//! assert_eq!(sentinel::encode("Grüße"), "=?base64?R3LDvMOfZQ==?=");
//! assert_eq!(sentinel::decode(b"=?base64?R3LDvMOfZQ==?=")?, "Grüße");
//!
//! assert_eq!(sentinel::decode(b"=?base64?R3LDvMOfZQ?="), Err(SentinelError::Base64));
//! # Ok::<(), SentinelError>(())
//! ```

use std::borrow::Cow;
use std::fmt;
use std::str;

use base64::Engine as _;
// Standard alphabet, padding required, unused bits of the last symbol must be zero.
use base64::engine::general_purpose::STANDARD;

const OPENING: &[u8] = b"=?base64?";
const CLOSING: &[u8] = b"?=";

/// Bytes of text handled at a time where nothing may be allocated: a multiple of three, so that no piece but the last
/// is padded.
const PIECE_BYTES: usize = 192;
const PIECE_SYMBOLS: usize = PIECE_BYTES / 3 * 4;

/// Why the value of a field stands for no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SentinelError {
    /// A plain value has a byte outside visible ASCII, blank and tab.
    Character,
    /// What stands between the markers is not Base64 in its one canonical form, or the markers overlap.
    Base64,
    /// What the Base64 stands for is not UTF-8.
    Utf8,
}

impl fmt::Display for SentinelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SentinelError::Character => "it has characters outside printable ASCII",
            SentinelError::Base64 => "its Base64 is malformed",
            SentinelError::Utf8 => "its Base64 does not stand for UTF-8 text",
        })
    }
}

impl std::error::Error for SentinelError {}

/// Writes any text as the value of a field.
///
/// The result has only visible ASCII characters, blanks and tabs, none of the latter two at either end.
pub fn encode(text: &str) -> Cow<'_, str> {
    // spec: HTTP-058 — control characters, text beyond ASCII and white space at an end are wrapped.
    // spec: HTTP-059 — so is plain text that would be taken for wrapped text.
    // spec: HTTP-036 — a name takes the same way.
    let bytes = text.as_bytes();
    if bytes.iter().all(|byte| is_field_byte(*byte)) && crate::field::trim(bytes) == bytes && !has_both_markers(bytes) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("=?base64?{}?=", STANDARD.encode(text)))
}

/// Reads the text that the value of a field stands for.
///
/// # Errors
///
/// - [`SentinelError::Character`]: a plain value with a byte outside visible ASCII, blank and tab.
/// - [`SentinelError::Base64`]: both markers are there, and between them is anything but canonical Base64.
/// - [`SentinelError::Utf8`]: the Base64 stands for bytes that are not UTF-8.
pub fn decode(value: &[u8]) -> Result<Cow<'_, str>, SentinelError> {
    match Value::of(value)? {
        Value::Plain(text) => Ok(Cow::Borrowed(text)),
        Value::Encoded(symbols) => {
            // spec: HTTP-062 — wrong padding, foreign characters and leftover bits are refused, not guessed at.
            let bytes = STANDARD.decode(symbols).map_err(|_| SentinelError::Base64)?;
            String::from_utf8(bytes).map(Cow::Owned).map_err(|_| SentinelError::Utf8)
        }
    }
}

/// The value of a field, told apart by its markers; what an encoded one stands for is not looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value<'h> {
    Plain(&'h str),
    Encoded(&'h [u8]),
}

impl<'h> Value<'h> {
    pub(crate) fn of(value: &'h [u8]) -> Result<Self, SentinelError> {
        if has_both_markers(value) {
            // `=?base64?=` has both markers, but they share a character. Readers disagree on it, and no writer that
            // follows the rules sends it.
            let symbols = value.get(OPENING.len()..value.len() - CLOSING.len()).ok_or(SentinelError::Base64)?;
            return Ok(Value::Encoded(symbols));
        }
        // spec: HTTP-040 — a value with characters that no field may carry is refused.
        if !value.iter().all(|byte| is_field_byte(*byte)) {
            return Err(SentinelError::Character);
        }
        str::from_utf8(value).map(Value::Plain).map_err(|_| SentinelError::Character)
    }

    /// Says whether this stands for `text`, without allocating.
    pub(crate) fn stands_for(&self, text: &str) -> bool {
        match self {
            Value::Plain(plain) => *plain == text,
            // Each text has exactly one encoding, so that writing is enough to compare.
            Value::Encoded(symbols) => {
                let mut written = [0; PIECE_SYMBOLS];
                let mut rest = *symbols;
                for piece in text.as_bytes().chunks(PIECE_BYTES) {
                    let Ok(length) = STANDARD.encode_slice(piece, &mut written) else { return false };
                    let Some(after) = rest.strip_prefix(&written[..length]) else { return false };
                    rest = after;
                }
                rest.is_empty()
            }
        }
    }

    /// Checks what [`decode`] would check, without allocating.
    pub(crate) fn check(&self) -> Result<(), SentinelError> {
        let Value::Encoded(symbols) = self else { return Ok(()) };
        let mut buffer = [0; PIECE_BYTES + UTF8_TAIL];
        let mut tail = 0;
        let mut pieces = symbols.chunks(PIECE_SYMBOLS).peekable();
        while let Some(piece) = pieces.next() {
            let length = STANDARD.decode_slice(piece, &mut buffer[tail..]).map_err(|_| SentinelError::Base64)?;
            if pieces.peek().is_some() && length != PIECE_BYTES {
                return Err(SentinelError::Base64);
            }
            tail = keep_tail(&mut buffer, tail + length)?;
        }
        if tail == 0 { Ok(()) } else { Err(SentinelError::Utf8) }
    }
}

/// Longest start of a character of UTF-8 that is not yet the whole character.
const UTF8_TAIL: usize = 3;

/// Checks the first `length` bytes of `buffer`, moves the start of a character that goes on later to the front, and
/// returns its length.
fn keep_tail(buffer: &mut [u8], length: usize) -> Result<usize, SentinelError> {
    match str::from_utf8(&buffer[..length]) {
        Ok(_) => Ok(0),
        Err(error) if error.error_len().is_none() => {
            buffer.copy_within(error.valid_up_to()..length, 0);
            Ok(length - error.valid_up_to())
        }
        Err(_) => Err(SentinelError::Utf8),
    }
}

/// Says whether a value starts and ends like wrapped text.
// spec: HTTP-060 — the markers count exactly as written, in lower case; with only one of them a value is plain.
fn has_both_markers(value: &[u8]) -> bool {
    value.starts_with(OPENING) && value.ends_with(CLOSING)
}

fn is_field_byte(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_and_their_field_values() {
        // spec: HTTP-036, HTTP-058, HTTP-059
        let table = [
            ("us-west1", "us-west1"),
            ("", ""),
            ("a\tb c", "a\tb c"),
            ("Hello, 世界", "=?base64?SGVsbG8sIOS4lueVjA==?="),
            (" padded ", "=?base64?IHBhZGRlZCA=?="),
            ("\tx", "=?base64?CXg=?="),
            ("line1\nline2", "=?base64?bGluZTEKbGluZTI=?="),
            ("\u{7f}", "=?base64?fw==?="),
            ("=?base64?literal?=", "=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?="),
            ("=?base64?=", "=?base64?PT9iYXNlNjQ/PQ==?="),
            ("=?base64?open", "=?base64?open"),
            ("=?BASE64?x?=", "=?BASE64?x?="),
        ];
        for (text, value) in table {
            assert_eq!(encode(text), value, "{text:?}");
            assert_eq!(decode(value.as_bytes()).as_deref(), Ok(text), "{value:?}");
        }
    }

    #[test]
    fn a_value_without_both_markers_is_plain() {
        // spec: HTTP-060
        for value in
            ["SGVsbG8=", "=?base64?SGVsbG8=", "SGVsbG8=?=", "=?Base64?SGVsbG8=?=", "=?base64SGVsbG8=?=", "?=", "=?"]
        {
            assert_eq!(decode(value.as_bytes()).as_deref(), Ok(value));
        }
    }

    #[test]
    fn encoded_text_may_be_text_that_needed_no_encoding() {
        // spec: HTTP-061
        assert_eq!(decode(b"=?base64?SGVsbG8=?=").as_deref(), Ok("Hello"));
        assert_eq!(decode(b"=?base64??=").as_deref(), Ok(""));
    }

    #[test]
    fn malformed_base64_is_refused() {
        // spec: HTTP-062
        let table = [
            ("=?base64?SGVsbG8?=", "padding missing"),
            ("=?base64?SGVsbG8==?=", "padding too long"),
            ("=?base64?SGVs!!!bG8=?=", "foreign characters"),
            ("=?base64?SGVsbG9=?=", "leftover bits"),
            ("=?base64?SGVs bG8=?=", "blank inside"),
            ("=?base64?SGVsbG8=SGVs?=", "padding inside"),
            ("=?base64?_-8=?=", "the alphabet for URLs"),
            ("=?base64?=?=", "padding alone"),
            ("=?base64?=", "markers that share a character"),
        ];
        for (value, why) in table {
            assert_eq!(decode(value.as_bytes()), Err(SentinelError::Base64), "{why}");
            assert_eq!(check(value.as_bytes()), Err(SentinelError::Base64), "{why}");
        }
    }

    #[test]
    fn values_that_stand_for_no_text_are_refused() {
        // spec: HTTP-040
        for value in [b"\xe4\xb8\x96".as_slice(), b"a\x00", b"a\nb", b"\x7f", b"=?base64?\xff"] {
            assert_eq!(decode(value), Err(SentinelError::Character), "{value:?}");
        }
        for value in [b"=?base64?/w==?=".as_slice(), b"=?base64?4pI=?=", b"=?base64?7aCA?="] {
            assert_eq!(decode(value), Err(SentinelError::Utf8), "{value:?}");
            assert_eq!(check(value), Err(SentinelError::Utf8), "{value:?}");
        }
    }

    #[test]
    fn padding_between_two_pieces_is_refused_as_in_one() {
        let mut symbols = "QUFB".repeat(PIECE_SYMBOLS / 4 - 1);
        symbols.push_str("QUE=");
        symbols.push_str("QUFB");
        let value = format!("=?base64?{symbols}?=");
        assert_eq!(decode(value.as_bytes()), Err(SentinelError::Base64));
        assert_eq!(check(value.as_bytes()), Err(SentinelError::Base64));
    }

    fn check(value: &[u8]) -> Result<(), SentinelError> {
        Value::of(value).and_then(|value| value.check())
    }

    /// Text of plain characters, markers, and everything else, also longer than a piece.
    fn texts() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "[ -~\t]{0,40}",
            "(=\\?base64\\?|\\?=|[a-zA-Z0-9+/=]){0,6}",
            proptest::collection::vec(any::<char>(), 100..500).prop_map(|chars| chars.into_iter().collect()),
        ]
    }

    proptest! {
        #[test]
        fn every_text_survives_the_way_there_and_back(text in texts()) {
            let value = encode(&text);
            prop_assert!(value.bytes().all(is_field_byte));
            prop_assert!(http::HeaderValue::from_str(&value).is_ok());
            prop_assert_eq!(crate::field::trim(value.as_bytes()), value.as_bytes());
            let decoded = decode(value.as_bytes());
            prop_assert_eq!(decoded.as_deref(), Ok(text.as_str()));
        }

        #[test]
        fn another_spelling_of_the_same_text_is_refused(text in texts()) {
            let symbols = STANDARD.encode(&text).into_bytes();
            // What a lenient reader forgives stands at the end: leftover bits, and padding too little or too much.
            let tail = symbols.len().saturating_sub(4);
            let mutants = (tail..symbols.len()).flat_map(|at| {
                let symbols = &symbols;
                b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_= \t".iter().flat_map(move |byte| {
                    let (mut replaced, mut longer, mut shorter) = (symbols.clone(), symbols.clone(), symbols.clone());
                    replaced[at] = *byte;
                    longer.insert(at + 1, *byte);
                    shorter.remove(at);
                    [replaced, longer, shorter]
                })
            });
            for mutant in mutants.filter(|mutant| *mutant != symbols) {
                let value = [OPENING, &mutant, CLOSING].concat();
                let decoded = decode(&value);
                prop_assert!(decoded.as_deref() != Ok(text.as_str()), "{}", value.escape_ascii());
            }
        }

        #[test]
        fn the_ways_without_allocation_agree_with_decode(value in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..64),
            texts().prop_map(|text| format!("=?base64?{}?=", STANDARD.encode(text)).into_bytes()),
            proptest::collection::vec(any::<u8>(), 0..600).prop_map(|bytes| format!("=?base64?{}?=", STANDARD.encode(bytes)).into_bytes()),
            "=\\?base64\\?[A-Za-z0-9+/=]{0,12}\\?=".prop_map(String::into_bytes),
        ], other in texts()) {
            let decoded = decode(&value);
            prop_assert_eq!(check(&value), decoded.as_ref().map(|_| ()).map_err(|error| *error));
            if let Ok(value) = Value::of(&value) {
                prop_assert_eq!(value.stands_for(&other), decoded.as_deref() == Ok(other.as_str()));
                if let Ok(text) = &decoded {
                    prop_assert!(value.stands_for(text));
                }
            }
        }
    }
}
