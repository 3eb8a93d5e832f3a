//! Why a task did not succeed.

use std::fmt;
use std::io;
use std::path::Path;

/// A message for the person who ran the task: what failed, and where there is one, the way to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Failure(message.into())
    }

    /// A failure that has been shown already, so that nothing follows the summary that showed it.
    pub(crate) fn reported() -> Self {
        Failure(String::new())
    }

    /// Whether nothing is left to be said.
    pub(crate) fn is_reported(&self) -> bool {
        self.0.is_empty()
    }

    /// Describes a failed operation on a file or directory.
    pub(crate) fn io(action: &str, path: &Path, error: &io::Error) -> Self {
        Failure(format!("cannot {action} {}: {error}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}
