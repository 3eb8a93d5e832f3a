//! Cases, and what became of them.

use std::fmt;
use std::pin::Pin;

use super::names::{Names, Scope};

/// What a case found out: nothing, or what it saw instead of what it expected.
pub(super) type Verdict = Result<(), String>;

/// A case that runs.
pub(super) type Running<'a> = Pin<Box<dyn Future<Output = Verdict> + Send + 'a>>;

/// One case of the contract, told to a subject.
pub(super) struct Case<S: ?Sized> {
    pub(super) name: &'static str,
    pub(super) run: for<'a> fn(&'a S, Names<'a>) -> Running<'a>,
}

/// Makes a table of cases of functions, each called what it demands.
macro_rules! cases {
    ($($case:ident),+ $(,)?) => {
        [$(Case { name: stringify!($case), run: |subject, names| Box::pin($case(subject, names)) }),+]
    };
}

/// Leaves a case with what was seen, unless the condition holds.
macro_rules! demand {
    ($condition:expr, $($seen:tt)+) => {
        if !$condition {
            return Err(format!($($seen)+));
        }
    };
}

pub(super) use {cases, demand};

/// What a suite found out about a backend.
///
/// `Display` has one line for each failure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The cases that hold, by name.
    pub passed: Vec<&'static str>,
    /// The cases that do not.
    pub failed: Vec<Failure>,
}

/// A case that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// Its name, which is what it demands.
    pub case: &'static str,
    /// What was seen instead.
    pub seen: String,
}

impl Report {
    /// Whether every case holds.
    pub fn is_success(&self) -> bool {
        self.failed.is_empty()
    }

    pub(super) fn join(&mut self, other: Report) {
        self.passed.extend(other.passed);
        self.failed.extend(other.failed);
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cases hold, {} do not", self.passed.len(), self.failed.len())?;
        for Failure { case, seen } in &self.failed {
            write!(f, "\n  {case}: {seen}")?;
        }
        Ok(())
    }
}

/// Tells a subject each case, one after the other.
pub(super) async fn run<S: ?Sized>(cases: &[Case<S>], subject: &S, scope: &Scope) -> Report {
    let mut report = Report::default();
    for Case { name, run } in cases {
        match run(subject, Names::new(scope, name)).await {
            Ok(()) => report.passed.push(name),
            Err(seen) => report.failed.push(Failure { case: name, seen }),
        }
    }
    report
}
