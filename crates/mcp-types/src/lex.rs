//! The JSON tokens of RFC 8259, read one at a time from text that is known to be UTF-8.
//!
//! The scanner and the decoder both stand on this module, so that the grammar of strings and numbers exists once.

use std::borrow::Cow;

/// A place in JSON text, moving forward only.
#[derive(Debug, Clone)]
pub(crate) struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

/// A string as it stands between its quotes, checked but not unescaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StringToken<'a> {
    raw: &'a str,
    escaped: bool,
}

/// What the text is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    /// Byte offset of the first byte that cannot stand where it stands.
    pub(crate) offset: usize,
    /// What could have stood there.
    pub(crate) expected: &'static str,
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Lexer { text, at: 0 }
    }

    /// Byte offset of the next unread byte.
    pub(crate) fn offset(&self) -> usize {
        self.at
    }

    /// The text between two offsets that this lexer returned.
    pub(crate) fn slice(&self, from: usize, to: usize) -> &'a str {
        &self.text[from..to]
    }

    /// Skips white space and shows the next byte without taking it.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            // Why: nearly every byte looked at here is a token's first; one comparison lets it through.
            if *byte > b' ' || !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    /// Takes the byte that `peek` has just shown.
    pub(crate) fn bump(&mut self) {
        self.at += 1;
    }

    /// Skips white space and takes `byte`, or says whether it was not there.
    pub(crate) fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Skips white space and takes `byte`.
    pub(crate) fn expect(&mut self, byte: u8, expected: &'static str) -> Result<(), SyntaxError> {
        if self.eat(byte) { Ok(()) } else { Err(self.error(expected)) }
    }

    /// The error of finding something else than `expected` here.
    pub(crate) fn error(&self, expected: &'static str) -> SyntaxError {
        SyntaxError { offset: self.at, expected }
    }

    /// Takes a string, opening quote to closing quote.
    pub(crate) fn string(&mut self) -> Result<StringToken<'a>, SyntaxError> {
        self.expect(b'"', "a string")?;
        let start = self.at;
        let escaped = self.skip_string()?;
        Ok(StringToken { raw: &self.text[start..self.at - 1], escaped })
    }

    /// Takes the rest of a string whose opening quote is taken, and says whether it holds at least one backslash.
    pub(crate) fn skip_string(&mut self) -> Result<bool, SyntaxError> {
        let bytes = self.text.as_bytes();
        let mut escaped = false;
        loop {
            self.at += plain_length(&bytes[self.at..]);
            match bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(escaped);
                }
                Some(b'\\') => {
                    escaped = true;
                    self.at += 1;
                    self.escape()?;
                }
                Some(_) => return Err(self.error("an escaped control character")),
                None => return Err(self.error("the closing quote of a string")),
            }
        }
    }

    /// Takes what follows a backslash.
    fn escape(&mut self) -> Result<(), SyntaxError> {
        match self.text.as_bytes().get(self.at) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 1,
            Some(b'u') => {
                let unit = self.hex4(self.at + 1)?;
                self.at += 5;
                if (0xD800..0xDC00).contains(&unit) {
                    let paired = self.text.as_bytes().get(self.at..self.at + 2) == Some(b"\\u")
                        && (0xDC00..0xE000).contains(&self.hex4(self.at + 2)?);
                    if !paired {
                        return Err(self.error("the second half of a surrogate pair"));
                    }
                    self.at += 6;
                } else if (0xDC00..0xE000).contains(&unit) {
                    return Err(self.error("the first half of a surrogate pair before its second"));
                }
            }
            _ => return Err(self.error("an escape sequence")),
        }
        Ok(())
    }

    fn hex4(&self, at: usize) -> Result<u16, SyntaxError> {
        let error = SyntaxError { offset: at, expected: "four hexadecimal digits" };
        let digits = self.text.as_bytes().get(at..at + 4).ok_or(error)?;
        digits.iter().try_fold(0, |unit, digit| match (*digit as char).to_digit(16) {
            Some(value) => Ok(unit << 4 | value as u16),
            None => Err(error),
        })
    }

    /// Takes a number and returns its literal.
    pub(crate) fn number(&mut self) -> Result<&'a str, SyntaxError> {
        self.peek();
        let start = self.at;
        self.at += usize::from(self.byte_is(b'-'));
        if self.byte_is(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.byte_is(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if self.byte_is(b'e') || self.byte_is(b'E') {
            self.at += 1;
            self.at += usize::from(self.byte_is(b'+') || self.byte_is(b'-'));
            self.digits()?;
        }
        Ok(&self.text[start..self.at])
    }

    fn byte_is(&self, byte: u8) -> bool {
        self.text.as_bytes().get(self.at) == Some(&byte)
    }

    fn digits(&mut self) -> Result<(), SyntaxError> {
        let rest = &self.text.as_bytes()[self.at..];
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        if count == 0 { Err(self.error("a digit")) } else { Ok(()) }
    }

    /// Takes `true`, `false` or `null` and returns it.
    pub(crate) fn word(&mut self) -> Result<&'a str, SyntaxError> {
        self.peek();
        let rest = &self.text.as_bytes()[self.at..];
        for word in ["true", "false", "null"] {
            if rest.starts_with(word.as_bytes()) {
                let start = self.at;
                self.at += word.len();
                return Ok(&self.text[start..self.at]);
            }
        }
        Err(self.error("a value"))
    }

    /// Takes a string, a number, `true`, `false` or `null` and drops it.
    pub(crate) fn scalar(&mut self) -> Result<(), SyntaxError> {
        match self.peek() {
            Some(b'"') => {
                self.bump();
                self.skip_string().map(drop)
            }
            Some(b'-' | b'0'..=b'9') => self.number().map(drop),
            _ => self.word().map(drop),
        }
    }
}

/// The number of bytes at the head of `bytes` that stand for themselves inside a JSON string: none of them is a quote,
/// a backslash or a control character.
pub(crate) fn plain_length(bytes: &[u8]) -> usize {
    /// Strings shorter than this are not worth the wide loop.
    const SHORT: usize = 64;
    const WIDE: usize = 32;
    const WORD: usize = size_of::<u64>();

    let mut rest = bytes;
    while let Some((word, after)) = rest.split_first_chunk::<WORD>() {
        let special = special_bytes(u64::from_le_bytes(*word));
        if special != 0 {
            return bytes.len() - rest.len() + special.trailing_zeros() as usize / 8;
        }
        rest = after;
        if bytes.len() - rest.len() == SHORT {
            // Why: without an early exit inside the block the compiler compares a whole block at once.
            let plain = |block: &&[u8]| !block.iter().fold(false, |special, byte| special | is_special(*byte));
            rest = &rest[WIDE * rest.chunks_exact(WIDE).take_while(plain).count()..];
        }
    }
    bytes.len() - rest.len() + rest.iter().take_while(|byte| !is_special(**byte)).count()
}

fn is_special(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// Eight bytes at once: the high bit of the lowest special byte is set; bits above it mean nothing, bits below are clear.
fn special_bytes(word: u64) -> u64 {
    const ONES: u64 = u64::from_ne_bytes([0x01; 8]);
    const HIGHS: u64 = u64::from_ne_bytes([0x80; 8]);
    // Why: a byte below the subtrahend borrows into its high bit; a borrow never reaches down to a lower byte.
    let below = |word: u64, bound: u8| word.wrapping_sub(ONES * u64::from(bound)) & !word;
    let quote = below(word ^ (ONES * u64::from(b'"')), 1);
    let backslash = below(word ^ (ONES * u64::from(b'\\')), 1);
    (below(word, 0x20) | quote | backslash) & HIGHS
}

impl<'a> StringToken<'a> {
    /// The string that the token stands for; borrowed where nothing is escaped.
    pub(crate) fn unescape(&self) -> Cow<'a, str> {
        if self.escaped { unescape(self.raw) } else { Cow::Borrowed(self.raw) }
    }
}

/// The string that `raw` stands for, where `raw` is the inside of a string that a lexer accepted.
pub(crate) fn unescape(raw: &str) -> Cow<'_, str> {
    let mut rest = raw;
    let mut plain = String::new();
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        if plain.is_empty() {
            plain.reserve_exact(raw.len());
        }
        plain.push_str(&rest[..at]);
        let (character, length) = unescape_one(&rest[at..]);
        plain.push(character);
        rest = &rest[at + length..];
    }
    if rest.len() == raw.len() {
        return Cow::Borrowed(raw);
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// The character of the escape sequence at the head of `text`, and the bytes it takes.
fn unescape_one(text: &str) -> (char, usize) {
    // Invariant: `Lexer::escape` accepted this sequence, so the fall-backs below are never taken.
    let unit = |at: usize| text.get(at..at + 4).and_then(|digits| u32::from_str_radix(digits, 16).ok()).unwrap_or(0);
    match text.as_bytes().get(1) {
        Some(b'b') => ('\u{8}', 2),
        Some(b'f') => ('\u{c}', 2),
        Some(b'n') => ('\n', 2),
        Some(b'r') => ('\r', 2),
        Some(b't') => ('\t', 2),
        Some(b'u') => {
            let high = unit(2);
            if (0xD800..0xDC00).contains(&high) {
                let point = 0x1_0000 + ((high - 0xD800) << 10) + (unit(8).saturating_sub(0xDC00));
                (char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER), 12)
            } else {
                (char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER), 6)
            }
        }
        Some(other) => (char::from(*other), 2),
        None => (char::REPLACEMENT_CHARACTER, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string(text: &str) -> Result<String, SyntaxError> {
        Lexer::new(text).string().map(|token| token.unescape().into_owned())
    }

    #[test]
    fn strings_read_as_serde_json_reads_them() {
        for text in [
            r#""""#,
            r#""plain""#,
            r#""a\"b\\c\/d\b\f\n\r\t""#,
            r#""\u0041\u00e9\u4e16""#,
            r#""\ud83d\ude00 and 😀""#,
            r#"  "after space""#,
        ] {
            let expected: String = serde_json::from_str(text).expect("the table holds valid strings");
            assert_eq!(string(text).as_deref(), Ok(expected.as_str()), "{text}");
        }
    }

    #[test]
    fn malformed_strings_are_refused_where_they_break() {
        for (text, offset) in [
            ("x", 0),
            ("\"open", 5),
            ("\"ctrl\u{1}\"", 5),
            (r#""\x""#, 2),
            (r#""\u12g4""#, 3),
            (r#""\ud800""#, 7),
            (r#""\ud800\u0041""#, 7),
            (r#""\udc00""#, 7),
        ] {
            assert!(serde_json::from_str::<String>(text).is_err(), "{text}");
            assert_eq!(string(text).map_err(|error| error.offset), Err(offset), "{text}");
        }
    }

    #[test]
    fn the_first_special_byte_is_found_at_every_place() {
        for filler in [b'a', 0x20, 0x21, 0x23, 0x5b, 0x5d, 0x7f, 0x80, 0xa2, 0xdc, 0xff] {
            for special in [b'"', b'\\', 0x00, 0x0a, 0x1f] {
                for at in 0..200 {
                    let mut bytes = vec![filler; 200];
                    assert_eq!(plain_length(&bytes), 200, "{filler:#x}");
                    bytes[at] = special;
                    bytes[199] = b'"';
                    assert_eq!(plain_length(&bytes), at, "{special:#x} among {filler:#x}");
                }
            }
        }
    }

    #[test]
    fn numbers_follow_the_grammar() {
        for text in ["0", "-0", "12", "-1.5", "1e9", "1E+9", "0.1e-2"] {
            assert_eq!(Lexer::new(text).number(), Ok(text));
        }
        for text in ["", "-", "+1", ".5", "1.", "1e", "1e+", "x"] {
            assert!(Lexer::new(text).number().is_err(), "{text}");
        }
        assert_eq!(Lexer::new("01").number(), Ok("0"), "what follows the zero is the caller's to refuse");
    }
}
