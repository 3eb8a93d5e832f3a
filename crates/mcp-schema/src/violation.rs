//! What is wrong with a value that a schema or a form does not accept.

use std::fmt;
use std::io;

use serde::Serialize;

use crate::limits::{MAX_ECHO_BYTES, MAX_VIOLATIONS};
use crate::text::{excerpt, shown_pointer};

/// One place in a value that breaks a rule.
///
/// Its `Display` is a sentence for who sent the value, and repeats a piece of it; its `Debug` names place and rule
/// alone, so that values do not get into logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Violation {
    pointer: Box<str>,
    keyword: &'static str,
    expected: Box<str>,
    received: Box<str>,
}

impl Violation {
    pub(crate) fn new(
        pointer: &str,
        keyword: &'static str,
        expected: &str,
        received: &(impl Serialize + ?Sized),
    ) -> Self {
        Violation {
            pointer: shown_pointer(pointer),
            keyword,
            expected: excerpt(expected),
            received: start_of_json(received),
        }
    }

    /// A rule that something is there.
    pub(crate) fn missing(pointer: &str, keyword: &'static str, expected: &str) -> Self {
        let received = "nothing".into();
        Violation { pointer: shown_pointer(pointer), keyword, expected: excerpt(expected), received }
    }

    /// Where in the value, as a JSON Pointer; empty for the value as a whole.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The keyword of JSON Schema that is not satisfied.
    pub fn keyword(&self) -> &str {
        self.keyword
    }

    /// What could stand there, in words; at most some hundred bytes.
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// The start of what stands there, as JSON; at most some hundred bytes.
    pub fn received(&self) -> &str {
        &self.received
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Violation { pointer, expected, received, .. } = self;
        match &**pointer {
            "" => write!(f, "expected {expected}, received {received}"),
            pointer => write!(f, "{pointer}: expected {expected}, received {received}"),
        }
    }
}

impl fmt::Debug for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Violation")
            .field("pointer", &self.pointer)
            .field("keyword", &self.keyword)
            .finish_non_exhaustive()
    }
}

/// Why a value is not accepted: at least one violation, at most
/// [`MAX_VIOLATIONS`](crate::limits::MAX_VIOLATIONS).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violations(
    // Invariant: not empty.
    Box<[Violation]>,
);

impl Violations {
    /// The error of these violations, if there are any.
    pub(crate) fn check(mut found: Vec<Violation>) -> Result<(), Self> {
        found.truncate(MAX_VIOLATIONS);
        if found.is_empty() { Ok(()) } else { Err(Violations(found.into())) }
    }

    /// The violations, in the order in which they were found.
    pub fn as_slice(&self) -> &[Violation] {
        &self.0
    }
}

impl fmt::Display for Violations {
    /// Writes one violation a line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{violation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

/// The start of a value as JSON, without writing all of it.
pub(crate) fn start_of_json(value: &(impl Serialize + ?Sized)) -> Box<str> {
    let mut start = Start(Vec::new());
    // Why: it fails where enough is written.
    let _ = serde_json::to_writer(&mut start, value);
    excerpt(&String::from_utf8_lossy(&start.0))
}

/// Takes a few bytes more than are shown, so that a cut is seen.
struct Start(Vec<u8>);

impl io::Write for Start {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = (MAX_ECHO_BYTES + 4).saturating_sub(self.0.len());
        self.0.extend_from_slice(&bytes[..bytes.len().min(room)]);
        if room == 0 { Err(io::ErrorKind::WriteZero.into()) } else { Ok(bytes.len().min(room)) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_short_and_debug_is_silent() {
        let violation = Violation::new("/card", "type", "an integer", &"4111 ".repeat(1 << 20));
        let shown = violation.to_string();
        assert!(shown.starts_with("/card: expected an integer, received \"4111 ") && shown.len() < 200, "{shown}");
        assert!(!format!("{violation:?}").contains("4111"));
        assert_eq!(Violation::missing("", "required", "`a`").to_string(), "expected `a`, received nothing");
        assert!(size_of::<Violations>() <= 32);
        assert!(Violations::check(Vec::new()).is_ok());
        let many = Violations::check(vec![violation; 100]).unwrap_err();
        assert_eq!(many.as_slice().len(), MAX_VIOLATIONS);
        assert_eq!(many.to_string().lines().count(), MAX_VIOLATIONS);
    }
}
