//! `cargo xtask mutants`: the proofs of the wire types are proved, by breaking the types.
//!
//! Each mutant is one mistake that a generator could make. It is made in a copy of `mcp-types` and of the proofs, which
//! must then fail. A mutant that survives is a gap in the proofs.

mod catalogue;
pub(crate) mod copy;
pub(crate) mod mutation;
mod tree;

use std::time::Instant;

use self::catalogue::MUTANTS;
use self::mutation::Mutant;
use self::tree::{Outcome, Tree};
use crate::failure::Failure;
use crate::schema;

/// What the proofs compare the types with.
const SCHEMA: &str = "2026-07-28/schema.json";

#[derive(Debug, Default, clap::Args)]
pub(crate) struct Arguments {
    /// Tries only the mutants whose name contains this
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    schema::find(SCHEMA, None)?;
    let tree = Tree::prepare()?;
    intact(&tree)?;
    let wanted = |mutant: &&Mutant| arguments.only.as_ref().is_none_or(|text| mutant.name.contains(text));
    let mut failures = Vec::new();
    let mut count = 0;
    for mutant in MUTANTS.iter().filter(wanted) {
        count += 1;
        let start = Instant::now();
        let verdict = tree.with(mutant).and_then(|outcome| judge(mutant, &outcome));
        let seconds = start.elapsed().as_secs();
        match verdict {
            Ok(proofs) => println!("{:55} {seconds:>3} s  caught by {}", mutant.name, proofs.join(", ")),
            Err(failure) => {
                println!("{:55} {seconds:>3} s  {failure}", mutant.name);
                failures.push(mutant.name);
            }
        }
    }
    if count == 0 {
        return Err(Failure::new("there is no such mutant"));
    }
    println!("\n{} of {count} mutants caught", count - failures.len());
    if failures.is_empty() { Ok(()) } else { Err(Failure::new(format!("not caught: {}", failures.join(", ")))) }
}

/// The proofs hold where nothing was broken; else they say nothing about mutants.
fn intact(tree: &Tree) -> Result<(), Failure> {
    let start = Instant::now();
    match tree.test()? {
        Outcome::Unproved => Err(Failure::new("the proofs did not find the schema")),
        Outcome::Tested { failed } if failed.is_empty() => {
            println!("{:55} {:>3} s  the proofs hold", "(nothing broken)", start.elapsed().as_secs());
            Ok(())
        }
        outcome => Err(Failure::new(format!("the proofs fail before anything is broken: {outcome:?}"))),
    }
}

/// The proofs that caught a mutant, of which the one that is there for it must be one.
fn judge(mutant: &Mutant, outcome: &Outcome) -> Result<Vec<String>, Failure> {
    match outcome {
        Outcome::Tested { failed } if failed.is_empty() => Err(Failure::new("SURVIVED: every proof still holds")),
        Outcome::Tested { failed } if !failed.iter().any(|proof| proof == mutant.caught_by) => {
            Err(Failure::new(format!("MISSED by {}; caught only by {}", mutant.caught_by, failed.join(", "))))
        }
        Outcome::Tested { failed } => {
            let mut proofs = vec![mutant.caught_by.to_owned()];
            proofs.extend(failed.iter().filter(|proof| *proof != mutant.caught_by).cloned());
            Ok(proofs)
        }
        Outcome::Unproved => Err(Failure::new("the proofs did not find the schema")),
        Outcome::Broken { reason } => Err(Failure::new(format!("NO MUTANT, it does not compile:\n{reason}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(failed: &[&str]) -> Result<Vec<String>, Failure> {
        let mutant = Mutant { name: "x", file: "", within: "", edits: &[], caught_by: "a" };
        judge(&mutant, &Outcome::Tested { failed: failed.iter().map(|name| (*name).to_owned()).collect() })
    }

    #[test]
    fn only_the_proof_that_is_meant_catches_a_mutant() {
        assert_eq!(judged(&["b", "a"]), Ok(vec!["a".to_owned(), "b".to_owned()]));
        assert!(judged(&["b"]).is_err());
        assert!(judged(&[]).is_err());
        let mutant = Mutant { name: "x", file: "", within: "", edits: &[], caught_by: "a" };
        assert!(judge(&mutant, &Outcome::Broken { reason: String::new() }).is_err());
    }
}
