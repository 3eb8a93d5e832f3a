//! From a byte offset back to a JSON Pointer.
//!
//! The decoder notes only where in the text a fault lies. Paths are found again from there, in one pass over the text
//! for all faults together, so that a decode without faults pays nothing for them.

use std::borrow::Cow;

use crate::lex::{Lexer, SyntaxError};
use crate::limits::{MAX_POINTER_BYTES, MAX_VALUE_DEPTH};

use super::error::Place;

/// The JSON Pointer of each place, in the order given.
pub(super) fn pointers(text: &str, places: &[&Place]) -> Vec<String> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by_key(|index| places[*index].offset);
    let mut walk = Walk { lexer: Lexer::new(text), path: Vec::new(), places, order: &order, found: Vec::new() };
    // Why: text that breaks off is walked as far as it goes; what is left then lies in the values still open.
    let _ = walk.run();
    walk.rest();
    let mut pointers = vec![String::new(); places.len()];
    for (index, pointer) in order.iter().zip(walk.found) {
        pointers[*index] = pointer;
    }
    pointers
}

struct Walk<'a, 'p> {
    lexer: Lexer<'a>,
    /// The way from the root to the value that is being read.
    path: Vec<Step<'a>>,
    places: &'p [&'p Place],
    /// Indexes of `places`, by offset.
    order: &'p [usize],
    /// The pointers of the first places in `order`.
    found: Vec<String>,
}

enum Step<'a> {
    Member(Cow<'a, str>),
    Element(usize),
}

impl<'a> Walk<'a, '_> {
    fn run(&mut self) -> Result<(), SyntaxError> {
        loop {
            match self.lexer.peek() {
                // Why: the decoder goes no deeper, so no place lies there.
                Some(b'{' | b'[') if self.path.len() > MAX_VALUE_DEPTH => return Err(self.lexer.error("less depth")),
                Some(b'{') => {
                    self.lexer.eat(b'{');
                    if !self.lexer.eat(b'}') {
                        self.begin_member()?;
                        continue;
                    }
                }
                Some(b'[') => {
                    self.lexer.eat(b'[');
                    if !self.lexer.eat(b']') {
                        self.begin_element(0);
                        continue;
                    }
                }
                _ => self.lexer.scalar()?,
            }
            if self.end_of_root()? {
                return Ok(());
            }
        }
    }

    /// Goes from the end of one value to the beginning of the next; true if there is none.
    fn end_of_root(&mut self) -> Result<bool, SyntaxError> {
        loop {
            self.reach(self.lexer.offset());
            let Some(step) = self.path.pop() else { return Ok(true) };
            if self.lexer.eat(b',') {
                match step {
                    Step::Member(_) => self.begin_member()?,
                    Step::Element(index) => self.begin_element(index + 1),
                }
                return Ok(false);
            }
            self.lexer.expect(if matches!(step, Step::Member(_)) { b'}' } else { b']' }, "the end")?;
        }
    }

    fn begin_member(&mut self) -> Result<(), SyntaxError> {
        let name = self.lexer.string()?.unescape();
        self.lexer.expect(b':', "a colon")?;
        self.begin(Step::Member(name));
        Ok(())
    }

    fn begin_element(&mut self, index: usize) {
        self.begin(Step::Element(index));
    }

    fn begin(&mut self, step: Step<'a>) {
        self.lexer.peek();
        self.reach(self.lexer.offset());
        self.path.push(step);
    }

    /// Gives the places before `end` that have no pointer yet the one of the value that is being read.
    fn reach(&mut self, end: usize) {
        while let Some(index) = self.order.get(self.found.len()) {
            let place = self.places[*index];
            if place.offset >= end {
                return;
            }
            self.found.push(self.pointer(place.member.as_deref()));
        }
    }

    fn rest(&mut self) {
        for index in &self.order[self.found.len()..] {
            self.found.push(self.pointer(self.places[*index].member.as_deref()));
        }
    }

    fn pointer(&self, member: Option<&str>) -> String {
        let mut pointer = String::new();
        for step in &self.path {
            match step {
                Step::Member(name) => push(&mut pointer, name),
                Step::Element(index) => push(&mut pointer, &index.to_string()),
            }
        }
        if let Some(member) = member {
            push(&mut pointer, member);
        }
        pointer
    }
}

/// Appends a reference token, or `…` where it does not fit any more.
fn push(pointer: &mut String, token: &str) {
    if pointer.ends_with(CUT) {
        return;
    }
    pointer.push('/');
    for character in token.chars() {
        if pointer.len() + 2 * character.len_utf8() + CUT.len_utf8() > MAX_POINTER_BYTES {
            pointer.push(CUT);
            return;
        }
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            control if control.is_control() => pointer.push(char::REPLACEMENT_CHARACTER),
            other => pointer.push(other),
        }
    }
}

const CUT: char = '…';

#[cfg(test)]
mod tests {
    use super::*;

    fn pointer_at(text: &str, offset: usize) -> String {
        pointers(text, &[&Place { offset, member: None }]).remove(0)
    }

    #[test]
    fn every_offset_belongs_to_the_innermost_value_around_it() {
        let text = r#" {"a": [1, {"b/~": true}], "": {}} "#;
        for (part, expected) in [
            (r#"{"a""#, ""),
            (r#""a""#, ""),
            ("[1", "/a"),
            ("1,", "/a/0"),
            (", {", "/a"),
            (r#"{"b"#, "/a/1"),
            (r#""b/"#, "/a/1"),
            ("true", "/a/1/b~1~0"),
            ("}]", "/a/1"),
            ("],", "/a"),
            (r#""":"#, ""),
            ("{}", "/"),
            ("} ", ""),
        ] {
            let offset = text.find(part).expect("the part is in the text");
            assert_eq!(pointer_at(text, offset), expected, "{part}");
        }
        assert_eq!(pointer_at(text, text.len()), "");
    }

    #[test]
    fn several_places_are_found_in_one_walk() {
        let text = r#"{"a":[10,20],"b":30}"#;
        let at = |part: &str, member| Place { offset: text.find(part).expect("in the text"), member };
        let places =
            [at("30", None), at("10", None), at("{", Some(Cow::Borrowed("c"))), at("20", None), at("10", None)];
        let places: Vec<&Place> = places.iter().collect();
        assert_eq!(pointers(text, &places), ["/b", "/a/0", "/c", "/a/1", "/a/0"]);
    }

    #[test]
    fn broken_text_is_located_as_far_as_it_goes() {
        for (text, expected) in [
            ("{\"a\":", "/a"),
            ("{\"a\":[1,2 3]}", "/a"),
            ("{\"a\":[1,tru]}", "/a/1"),
            ("{\"a\" 1}", ""),
            ("[1", ""),
            ("[[1],", "/1"),
            ("1 2", ""),
        ] {
            assert_eq!(pointer_at(text, usize::MAX), expected, "{text}");
        }
    }

    #[test]
    fn long_pointers_are_cut() {
        let name = "é/".repeat(500);
        let text = format!("{{\"{name}\":{{\"next\":1}}}}");
        let pointer = pointer_at(&text, text.len() - 3);
        assert!(pointer.len() <= MAX_POINTER_BYTES);
        assert!(pointer.starts_with("/é~1é~1") && pointer.ends_with('…'), "{pointer}");
        assert_eq!(pointer_at("{\"a\\u0000b\":1}", 12), "/a\u{fffd}b");
    }
}
