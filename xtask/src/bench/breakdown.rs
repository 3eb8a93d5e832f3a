//! Which functions of our own server the instructions of an operation are spent in.

use std::path::Path;

use super::callgrind::{Cost, Profile};
use super::contestants::Own;
use super::count::profile;
use super::operations::Operation;
use crate::failure::Failure;

/// Functions that cost less than this share of a request are left out.
const LEAST_SHARE: f64 = 0.003;
/// Functions that are called less often than this per request belong to the start of the process.
const LEAST_CALLS: f64 = 0.01;
/// The longest name that is shown whole.
const MAX_NAME: usize = 110;

/// One line of the report, per request.
#[derive(Debug, PartialEq)]
struct Line<'a> {
    name: &'a str,
    own: f64,
    inclusive: f64,
    calls: f64,
}

impl Line<'_> {
    /// The inclusive cost; none for functions that are called once, for their cost is that of the whole run.
    fn inclusive_of_requests(&self) -> f64 {
        if self.calls < LEAST_CALLS { 0.0 } else { self.inclusive }
    }
}

/// Counts and prints, by what each function costs with all that it calls, and by what it costs itself.
pub(crate) fn run(own: &Own, operation: Operation, tools: &Path) -> Result<(), Failure> {
    let program = own.program("bench-server");
    let once = profile(&program, &own.load, tools, operation, operation.counted)?;
    let twice = profile(&program, &own.load, tools, operation, 2 * operation.counted)?;
    let total = (twice.instructions() - once.instructions()) as f64 / f64::from(operation.counted);
    let mut lines = lines(&once, &twice, operation.counted);
    println!("{}: {total:.0} instructions per request", operation.title);
    lines.sort_by(|one, other| other.inclusive.total_cmp(&one.inclusive));
    print!("\nby function and what it calls\n{}", render(&lines, total, |line| line.inclusive_of_requests()));
    lines.sort_by(|one, other| other.own.total_cmp(&one.own));
    print!("\nby function alone\n{}", render(&lines, total, |line| line.own));
    Ok(())
}

fn lines<'a>(once: &Profile, twice: &'a Profile, requests: u32) -> Vec<Line<'a>> {
    let per_request = |once: u64, twice: u64| (twice as f64 - once as f64) / f64::from(requests);
    let line = |(name, cost): (&'a String, &Cost)| {
        let before = once.functions.get(name).copied().unwrap_or_default();
        Line {
            name,
            own: per_request(before.own, cost.own),
            inclusive: per_request(before.inclusive, cost.inclusive),
            calls: per_request(before.calls, cost.calls),
        }
    };
    twice.functions.iter().map(line).collect()
}

fn render(lines: &[Line<'_>], total: f64, cost: impl Fn(&Line<'_>) -> f64) -> String {
    let mut text = format!("{:>9} {:>6} {:>7}  function\n", "cost", "share", "calls");
    for line in lines.iter().filter(|line| cost(line) >= LEAST_SHARE * total) {
        let name: String = line.name.chars().take(MAX_NAME).collect();
        let share = 100.0 * cost(line) / total;
        text.push_str(&format!("{:>9.0} {share:>5.1}% {:>7.2}  {name}\n", cost(line), line.calls));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_runs_have_in_common_cancels_out() {
        let profile = |cost: u64| Profile::parse(&format!("fn=(1) start\n1 1000\nfn=(2) serve\n1 {cost}\n"));
        let (once, twice) = (profile(100).expect("a profile"), profile(200).expect("a profile"));
        let mut lines = lines(&once, &twice, 10);
        lines.sort_by_key(|line| line.name);
        assert_eq!(lines[0], Line { name: "serve", own: 10.0, inclusive: 10.0, calls: 0.0 });
        assert_eq!(lines[1], Line { name: "start", own: 0.0, inclusive: 0.0, calls: 0.0 });
        assert!(!render(&lines, 10.0, |line| line.own).contains("start"));
        assert!(!render(&lines, 10.0, |line| line.inclusive_of_requests()).contains("serve"));
    }
}
