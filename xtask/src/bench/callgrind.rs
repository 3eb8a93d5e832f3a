//! Profiles of callgrind: what each function cost, and how often it was called.

use std::collections::HashMap;
use std::process::Command;

use crate::cargo;

/// The functions of the C library that allocate. Growing in place counts as well.
const ALLOCATING: [&str; 6] = ["malloc", "calloc", "realloc", "posix_memalign", "memalign", "aligned_alloc"];

/// One function.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cost {
    /// Instructions of the function itself.
    pub(crate) own: u64,
    /// Instructions of the function and of all that it called; too many for one that calls itself.
    pub(crate) inclusive: u64,
    /// How often it was called.
    pub(crate) calls: u64,
}

/// A whole profile.
#[derive(Debug, Default)]
pub(crate) struct Profile {
    pub(crate) functions: HashMap<String, Cost>,
}

/// Whether valgrind can be run at all.
pub(crate) fn is_installed() -> bool {
    cargo::output(Command::new("valgrind").arg("--version")).is_ok()
}

impl Profile {
    /// Reads a profile in callgrind's own format, version 1, with one event: instructions.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader::default();
        for line in text.lines() {
            reader.line(line).ok_or_else(|| format!("cannot understand the line {line}"))?;
        }
        Ok(Profile { functions: reader.functions.into_iter().map(|(name, cost)| (name.to_owned(), cost)).collect() })
    }

    /// Instructions in user mode.
    pub(crate) fn instructions(&self) -> u64 {
        self.functions.values().map(|cost| cost.own).sum()
    }

    /// Calls that asked the C library for memory.
    pub(crate) fn allocations(&self) -> u64 {
        ALLOCATING.iter().filter_map(|name| self.functions.get(*name)).map(|cost| cost.calls).sum()
    }
}

/// Where the reader stands in the file.
#[derive(Default)]
struct Reader<'a> {
    /// Names that were given once and are referred to by number from then on.
    names: HashMap<&'a str, &'a str>,
    functions: HashMap<&'a str, Cost>,
    current: &'a str,
    called: &'a str,
    /// Whether the next line of costs is that of a call.
    in_call: bool,
}

impl<'a> Reader<'a> {
    fn line(&mut self, line: &'a str) -> Option<()> {
        if let Some(name) = line.strip_prefix("fn=") {
            self.current = self.name(name)?;
        } else if let Some(name) = line.strip_prefix("cfn=") {
            self.called = self.name(name)?;
        } else if let Some(counts) = line.strip_prefix("calls=") {
            let calls: u64 = counts.split(' ').next()?.parse().ok()?;
            self.functions.entry(self.called).or_default().calls += calls;
            self.in_call = true;
        } else if line.starts_with(|first: char| first.is_ascii_digit() || "+-*".contains(first)) {
            self.cost(line.split(' ').nth(1)?.parse().ok()?);
        }
        Some(())
    }

    fn cost(&mut self, instructions: u64) {
        if !self.in_call {
            let cost = self.functions.entry(self.current).or_default();
            cost.own += instructions;
            cost.inclusive += instructions;
            return;
        }
        self.in_call = false;
        // Why: a function that calls itself would count what it called once per level.
        if self.called != self.current {
            self.functions.entry(self.current).or_default().inclusive += instructions;
        }
    }

    /// `(7) name` gives number 7 a name, `(7)` repeats it.
    fn name(&mut self, text: &'a str) -> Option<&'a str> {
        match text.split_once(' ') {
            Some((number, name)) => {
                self.names.insert(number, name);
                Some(name)
            }
            None => self.names.get(text).copied(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROFILE: &str = "\
# callgrind format
version: 1
positions: line
events: Ir
summary: 29

fl=(1) a.rs
fn=(1) outer
10 5
+2 4
cfn=(2) malloc
calls=2 7
* 12
fi=(2) b.rs
3 1
fn=(2)
7 12
fn=(3) recursive
1 2
cfn=(3)
calls=3 1
1 6
cfn=(1)
calls=1 10
1 22
";

    #[test]
    fn costs_and_calls_are_summed_by_function() {
        let profile = Profile::parse(PROFILE).expect("a profile");
        let cost = |name: &str| profile.functions[name];
        assert_eq!(cost("outer"), Cost { own: 10, inclusive: 22, calls: 1 });
        assert_eq!(cost("malloc"), Cost { own: 12, inclusive: 12, calls: 2 });
        assert_eq!(cost("recursive"), Cost { own: 2, inclusive: 24, calls: 3 });
        assert_eq!(profile.instructions(), 24);
        assert_eq!(profile.allocations(), 2);
    }

    #[test]
    fn names_that_were_never_given_are_refused() {
        assert!(Profile::parse("fn=(9)\n").is_err());
        assert!(Profile::parse("fn=(1) f\n1 many\n").is_err());
    }
}
