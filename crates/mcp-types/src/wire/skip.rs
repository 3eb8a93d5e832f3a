//! Passing over a value of any kind without keeping it: iterative, linear, bounded in depth.

use crate::lex::{Lexer, SyntaxError};
use crate::limits::MAX_VALUE_DEPTH;

const _: () = assert!(MAX_VALUE_DEPTH <= u128::BITS as usize, "one bit for each open array or object");

/// Why a value could not be passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SkipError {
    /// The text is not JSON.
    Syntax(SyntaxError),
    /// An array or object at this byte offset is nested too deeply.
    TooDeep(usize),
}

impl From<SyntaxError> for SkipError {
    fn from(error: SyntaxError) -> Self {
        SkipError::Syntax(error)
    }
}

/// Takes one value, of which at most `levels` arrays and objects may be open at once.
///
/// `levels` beyond [`MAX_VALUE_DEPTH`] count as that.
pub(crate) fn skip_value(lexer: &mut Lexer<'_>, levels: usize) -> Result<(), SkipError> {
    let levels = levels.min(MAX_VALUE_DEPTH);
    let mut open = Open { objects: 0, depth: 0 };
    loop {
        match lexer.peek() {
            Some(byte @ (b'{' | b'[')) => {
                if open.depth == levels {
                    return Err(SkipError::TooDeep(lexer.offset()));
                }
                lexer.eat(byte);
                open.push(byte == b'{');
                if lexer.eat(open.closing()) {
                    open.pop();
                } else {
                    open.name(lexer)?;
                    continue;
                }
            }
            _ => lexer.scalar()?,
        }
        if close(lexer, &mut open)? {
            return Ok(());
        }
    }
}

/// Takes what follows a complete value, up to where the next value begins; true if there is none.
fn close(lexer: &mut Lexer<'_>, open: &mut Open) -> Result<bool, SyntaxError> {
    while open.depth > 0 {
        if lexer.eat(b',') {
            open.name(lexer)?;
            return Ok(false);
        }
        lexer.expect(open.closing(), "a comma or the end of the array or object")?;
        open.pop();
    }
    Ok(true)
}

/// The arrays and objects that are open, innermost in the lowest bit.
struct Open {
    objects: u128,
    depth: usize,
}

impl Open {
    fn push(&mut self, object: bool) {
        self.objects = self.objects << 1 | u128::from(object);
        self.depth += 1;
    }

    fn pop(&mut self) {
        self.objects >>= 1;
        self.depth -= 1;
    }

    fn in_object(&self) -> bool {
        self.objects & 1 == 1
    }

    fn closing(&self) -> u8 {
        if self.in_object() { b'}' } else { b']' }
    }

    /// Takes a member's name and colon if the innermost is an object.
    fn name(&self, lexer: &mut Lexer<'_>) -> Result<(), SyntaxError> {
        if self.in_object() {
            lexer.string()?;
            lexer.expect(b':', "a colon")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::de::IgnoredAny;

    use super::*;

    fn is_one_value(text: &str) -> bool {
        let mut lexer = Lexer::new(text);
        skip_value(&mut lexer, MAX_VALUE_DEPTH).is_ok() && lexer.peek().is_none()
    }

    /// Text made of JSON's own pieces, so that many cases are valid or nearly so.
    fn nearly_json() -> impl Strategy<Value = String> {
        const PIECES: &[&str] = &[
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"a\"",
            "\"\\u0041\"",
            "1",
            "-0.5e3",
            "01",
            "true",
            "null",
            "nul",
            " ",
            "\n",
            "\"",
            "[]",
            "{}",
            "\"b\":",
        ];
        prop::collection::vec(prop::sample::select(PIECES), 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2048))]

        #[test]
        fn it_agrees_with_serde_json_on_what_is_json(text in nearly_json()) {
            prop_assert_eq!(is_one_value(&text), serde_json::from_str::<IgnoredAny>(&text).is_ok(), "{}", text);
        }

        #[test]
        fn it_agrees_with_serde_json_on_any_text(text in any::<String>()) {
            prop_assert_eq!(is_one_value(&text), serde_json::from_str::<IgnoredAny>(&text).is_ok(), "{}", text);
        }
    }

    #[test]
    fn the_pieces_make_valid_values_often_enough() {
        let texts = ["[{\"b\":1,\"b\":[]},null]", "{\"b\":{\"a\":[true,-0.5e3]}}", " [ [] , {} ] "];
        for text in texts {
            assert!(is_one_value(text), "{text}");
        }
        for text in ["", "[", "[1,]", "{\"a\":1,}", "{\"a\"}", "{1:2}", "[1}", "{\"a\":1]", "1 2", "[,1]", "]"] {
            assert!(!is_one_value(text), "{text}");
        }
    }

    #[test]
    fn depth_is_bounded_where_serde_json_bounds_it() {
        for (opening, closing) in [("[", "]"), ("{\"a\":", "}")] {
            let nested = |levels: usize| format!("{}1{}", opening.repeat(levels), closing.repeat(levels));
            for levels in [1, MAX_VALUE_DEPTH - 1, MAX_VALUE_DEPTH, MAX_VALUE_DEPTH + 1] {
                let text = nested(levels);
                let allowed = serde_json::from_str::<serde_json::Value>(&text).is_ok();
                assert_eq!(is_one_value(&text), allowed, "{levels}");
                assert_eq!(allowed, levels <= MAX_VALUE_DEPTH, "{levels}");
            }
            let million = nested(1_000_000);
            let error = skip_value(&mut Lexer::new(&million), usize::MAX);
            assert_eq!(error, Err(SkipError::TooDeep(MAX_VALUE_DEPTH * opening.len())));
        }
    }
}
