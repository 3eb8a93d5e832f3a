//! What a pass cannot map, collected instead of guessed.

use std::fmt;

use crate::failure::Failure;

/// One place of the schema that has no counterpart in Rust, or one entry of a table that fits nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Problem {
    /// JSON Pointer of the place, or the name of the table entry.
    pub(super) at: String,
    /// The keyword or the table in question.
    pub(super) keyword: String,
    /// Why it cannot be mapped.
    pub(super) why: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: `{}`: {}", self.at, self.keyword, self.why)
    }
}

/// The problems of all passes, in the order in which they were found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Problems(Vec<Problem>);

impl Problems {
    pub(super) fn add(&mut self, at: impl Into<String>, keyword: impl Into<String>, why: impl Into<String>) {
        let problem = Problem { at: at.into(), keyword: keyword.into(), why: why.into() };
        if !self.0.contains(&problem) {
            self.0.push(problem);
        }
    }

    /// Succeeds where nothing was found, and else fails with the whole list.
    pub(super) fn into_outcome(self) -> Result<(), Failure> {
        if self.0.is_empty() {
            return Ok(());
        }
        let list: Vec<String> = self.0.iter().map(|problem| format!("  {problem}")).collect();
        Err(Failure::new(format!("cannot map {} place(s) of the schema:\n{}", list.len(), list.join("\n"))))
    }

    #[cfg(test)]
    pub(super) fn list(&self) -> Vec<String> {
        self.0.iter().map(|problem| format!("{} {}", problem.at, problem.keyword)).collect()
    }
}
