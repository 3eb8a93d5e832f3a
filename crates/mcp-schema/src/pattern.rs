//! How large the automaton of a regular expression may become, judged by its text alone.
//!
//! A pattern is judged without being understood in full: what it matches is counted character by character, and counted
//! repetitions multiply. That is enough to refuse what would take an engine long to compile; whether the pattern is
//! well formed is the engine's to say.

use crate::SchemaFault;
use crate::limits::MAX_PATTERN_BYTES;

/// What a class costs that depends on tables of Unicode.
const TABLE_COST: u64 = 64;

/// The cost of one pattern, in characters that it matches with every counted repetition written out.
pub(crate) fn cost(pattern: &str) -> Result<u64, SchemaFault> {
    if pattern.len() > MAX_PATTERN_BYTES {
        return Err(SchemaFault::PatternTooLong);
    }
    Ok(Scan { rest: pattern.as_bytes(), groups: Vec::new(), total: 0, last: 0 }.run())
}

/// A pattern being read. Costs saturate.
struct Scan<'p> {
    rest: &'p [u8],
    /// What stood before each group that is open.
    groups: Vec<u64>,
    /// The cost of the open group so far, its last item excluded.
    total: u64,
    /// The cost of the last item, which a repetition may multiply.
    last: u64,
}

impl Scan<'_> {
    fn run(mut self) -> u64 {
        while let [byte, rest @ ..] = self.rest {
            self.rest = rest;
            match byte {
                b'(' => {
                    self.item(0);
                    self.groups.push(self.total);
                    self.total = 0;
                }
                b')' => self.close(),
                b'[' => {
                    let cost = self.class();
                    self.item(cost);
                }
                b'\\' => {
                    let cost = self.escape();
                    self.item(cost);
                }
                b'{' => self.repeat(),
                _ => self.item(1),
            }
        }
        while !self.groups.is_empty() {
            self.close();
        }
        self.total.saturating_add(self.last)
    }

    fn item(&mut self, cost: u64) {
        self.total = self.total.saturating_add(self.last);
        self.last = cost;
    }

    /// A closed group is one item of the group around it.
    fn close(&mut self) {
        let group = self.total.saturating_add(self.last);
        self.total = self.groups.pop().unwrap_or(0);
        self.last = group.max(1);
    }

    /// The rest of a class; what it contains counts, since each may stand for a table.
    fn class(&mut self) -> u64 {
        let mut cost = 1u64;
        while let [byte, rest @ ..] = self.rest {
            self.rest = rest;
            match byte {
                b']' => break,
                b'\\' => cost = cost.saturating_add(self.escape()),
                _ => {}
            }
        }
        cost
    }

    /// What follows a backslash; digits and word characters are those of ASCII in JSON Schema, properties are tables.
    fn escape(&mut self) -> u64 {
        let [byte, rest @ ..] = self.rest else { return 1 };
        self.rest = rest;
        if matches!(byte, b'p' | b'P') { TABLE_COST } else { 1 }
    }

    /// A counted repetition, if it is one; a brace that is none counts as a character.
    fn repeat(&mut self) {
        let Some(end) = self.rest.iter().position(|byte| *byte == b'}') else { return self.item(1) };
        let bounds = self.rest[..end].split(|byte| *byte == b',');
        let most = bounds.filter(|number| !number.is_empty()).try_fold(0, |most: u64, number| {
            let value = std::str::from_utf8(number).ok()?.trim().parse::<u64>().ok()?;
            Some(most.max(value))
        });
        match most {
            Some(times) => {
                self.last = self.last.saturating_mul(times.max(1));
                self.rest = &self.rest[end + 1..];
            }
            None => self.item(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn repetitions_multiply() {
        for (pattern, expected) in [
            ("", 0),
            ("abc", 3),
            ("^[a-z]+$", 4),
            (r"^\d{4}-\d{2}$", 9),
            ("a{1000}", 1000),
            ("a{2,}", 2),
            ("a{,9}", 9),
            ("(ab){10}", 20),
            ("((a{10}b){10}c){10}", 1110),
            ("(a{1000}){1000}", 1_000_000),
            (r"[\p{L}\d]{10}", 660),
            (r"[\]]{3}", 6),
            ("a{x}", 4),
            ("a{", 2),
            ("a{99999999999999999999999}", 26),
            ("(((a{4294967295}){4294967295}){4294967295})", u64::MAX),
        ] {
            assert_eq!(cost(pattern), Ok(expected), "{pattern}");
        }
    }

    #[test]
    fn long_patterns_are_refused() {
        assert!(cost(&"a".repeat(MAX_PATTERN_BYTES)).is_ok());
        assert_eq!(cost(&"a".repeat(MAX_PATTERN_BYTES + 1)), Err(SchemaFault::PatternTooLong));
    }

    proptest! {
        #[test]
        fn any_text_has_a_cost(pattern in "[a(){}\\[\\]\\\\0-9,p|*+?ä]{0,64}") {
            prop_assert!(cost(&pattern).is_ok());
        }
    }
}
