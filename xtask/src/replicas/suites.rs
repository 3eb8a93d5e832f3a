//! The official suite through a balancer, and who has answered it.

use super::stage::Stage;
use super::table::{Row, Table};
use crate::conformance::{self, Outcome};
use crate::failure::Failure;

/// The least share of the requests that each replica must have served, in percent.
const LEAST_SHARE: usize = 20;

/// Runs the suite of both eras, and adds what came of it.
pub(crate) fn run(stage: &mut Stage<'_>, table: &mut Table) -> Result<(), Failure> {
    let before = served(stage);
    for outcome in conformance::through(&format!("http://127.0.0.1:{}/mcp", stage.port()))? {
        table.add(Row::of(format!("suite {}", outcome.revision), judge(&outcome)));
    }
    let after = served(stage);
    table.add(Row::of("shares of the suite", shares(&before, &after)));
    Ok(())
}

/// How many requests each of the common replicas has served.
fn served(stage: &mut Stage<'_>) -> Vec<usize> {
    stage.replicas[..3].iter_mut().map(|replica| replica.journal().served).collect()
}

fn judge(outcome: &Outcome) -> Result<String, Failure> {
    let Outcome { scenarios, checks, problems, .. } = outcome;
    if problems.is_empty() {
        return Ok(format!("{scenarios} scenarios, {checks} checks succeeded, none failed"));
    }
    Err(Failure::new(format!("{} problems: {}", problems.len(), problems.join("; "))))
}

fn shares(before: &[usize], after: &[usize]) -> Result<String, Failure> {
    let served: Vec<_> = before.iter().zip(after).map(|(before, after)| after - before).collect();
    let all: usize = served.iter().sum();
    let shares: Vec<_> = served.iter().map(|served| served * 100 / all.max(1)).collect();
    let text = shares.iter().zip(["a", "b", "c"]).map(|(share, name)| format!("{name} {share} %"));
    let text = format!("{} of {all} requests", text.collect::<Vec<_>>().join(", "));
    if shares.iter().all(|share| *share >= LEAST_SHARE) { Ok(text) } else { Err(Failure::new(text)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn share_that_is_too_small_is_a_failure() {
        assert_eq!(shares(&[0, 0, 10], &[40, 40, 30]), Ok("a 40 %, b 40 %, c 20 % of 100 requests".to_owned()));
        assert!(shares(&[0, 0, 0], &[41, 40, 19]).is_err());
        assert!(shares(&[5, 5, 5], &[5, 5, 5]).is_err(), "nothing at all");
    }
}
