//! One mark on trial: its code is taken away, its tests are run.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::super::places::{Selector, Tests};
use super::super::targets::Target;
use super::Claim;
use super::bench::{Bench, Outcome};
use super::neutral::{self, Constants, Mutation};
use crate::failure::Failure;

/// How many ways to neutralise one place are compiled before it counts as one that cannot be.
const ATTEMPTS: usize = 24;

/// What became of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Proof {
    pub(crate) id: String,
    pub(crate) place: String,
    pub(crate) verdict: Verdict,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// With this change, that test fails.
    Proven { mutation: String, test: String },
    /// With this change, every test with the mark passes; their names.
    Survived { mutation: String, tests: Vec<String> },
    /// None of these changes compiles.
    NotNeutralisable { tried: Vec<String> },
    /// There is no test to run.
    Untested,
}

/// The trials on one copy of the tree.
#[derive(Debug)]
pub(crate) struct Trials<'a> {
    bench: &'a Bench,
    constants: Constants,
    /// Tests that pass without any change.
    sound: BTreeSet<(Target, String)>,
}

/// How a change did with the tests of one mark.
enum Trial {
    DoesNotCompile,
    /// This test failed, of these.
    Failed {
        target: Target,
        tests: Vec<Tests>,
        name: String,
    },
    /// All of these passed.
    Passed(Vec<String>),
}

impl<'a> Trials<'a> {
    pub(crate) fn new(bench: &'a Bench, constants: Constants) -> Self {
        Trials { bench, constants, sound: BTreeSet::new() }
    }

    /// Runs the named tests of all claims without any change: one that fails already proves nothing.
    pub(crate) fn rehearse(&mut self, claims: &[Claim]) -> Result<(), Failure> {
        let mut named: BTreeMap<&Target, BTreeSet<&Tests>> = BTreeMap::new();
        for selector in claims.iter().flat_map(|claim| &claim.tests) {
            if let Tests::One(_) = selector.tests {
                named.entry(&selector.target).or_default().insert(&selector.tests);
            }
        }
        println!("rehearsing the tests of {} targets", named.len());
        for (target, tests) in named {
            let tests: Vec<_> = tests.into_iter().cloned().collect();
            self.rehearse_target(target, &tests)?;
        }
        Ok(())
    }

    fn rehearse_target(&mut self, target: &Target, tests: &[Tests]) -> Result<(), Failure> {
        let of = format!("the tests of {} ({})", target.package, target.root);
        let binary = self.bench.build(target).map_err(|error| Failure::new(format!("cannot build {of}: {error}")))?;
        // Why: a name is one test, and what begins so is as many as there are.
        let is_exact = tests.iter().all(|tests| matches!(tests, Tests::One(_)));
        match binary.run(tests)? {
            Outcome::Passed(count) if count == tests.len() || (!is_exact && count > tests.len()) => {}
            Outcome::Passed(count) => {
                let names: Vec<_> = tests.iter().map(shown).collect();
                let (expected, names) = (tests.len(), names.join(", "));
                return Err(Failure::new(format!("{of}: {count} ran, expected {expected}: {names}")));
            }
            Outcome::Failed(name) => {
                return Err(Failure::new(format!("{of}: {name} fails without any change; mend it first")));
            }
        }
        self.sound.extend(tests.iter().map(|tests| (target.clone(), shown(tests))));
        Ok(())
    }

    /// Tries the claims of one place: the first change that compiles decides.
    pub(crate) fn prove(&mut self, text: &str, claims: &[Claim]) -> Result<Vec<Proof>, Failure> {
        let mutations = match claims[0].at.map(|at| neutral::mutations(text, at, &self.constants)) {
            Some(Ok(mutations)) => mutations,
            Some(Err(error)) => return Err(Failure::new(format!("{}: {error}", claims[0].path))),
            None => Vec::new(),
        };
        let mut tried = Vec::new();
        for mutation in mutations.into_iter().take(ATTEMPTS) {
            self.bench.write(&claims[0].path, &mutation.apply(text))?;
            let trials = self.try_claims(claims);
            self.bench.write(&claims[0].path, text)?;
            if let Some(trials) = trials? {
                let judged = claims.iter().zip(trials).map(|(claim, trial)| self.judge(claim, &mutation, trial));
                return judged.collect();
            }
            tried.push(mutation.label);
        }
        let stuck = |claim: &Claim| {
            claim.proof(match claim.tests.is_empty() {
                true => Verdict::Untested,
                false => Verdict::NotNeutralisable { tried: tried.clone() },
            })
        };
        Ok(claims.iter().map(stuck).collect())
    }

    /// Runs the tests of every claim; `None` when the change does not compile.
    fn try_claims(&self, claims: &[Claim]) -> Result<Option<Vec<Trial>>, Failure> {
        let mut trials = Vec::new();
        for claim in claims {
            match self.try_claim(claim)? {
                Trial::DoesNotCompile => return Ok(None),
                trial => trials.push(trial),
            }
        }
        Ok((claims.iter().any(|claim| !claim.tests.is_empty())).then_some(trials))
    }

    /// Runs the tests of one claim, the cheapest first, until one fails.
    fn try_claim(&self, claim: &Claim) -> Result<Trial, Failure> {
        let mut passed = Vec::new();
        for (target, tests) in by_cost(claim) {
            let Ok(binary) = self.bench.build(&target) else { return Ok(Trial::DoesNotCompile) };
            match binary.run(&tests)? {
                Outcome::Passed(_) => passed.extend(tests.iter().map(shown)),
                Outcome::Failed(name) => return Ok(Trial::Failed { target, tests, name }),
            }
        }
        Ok(Trial::Passed(passed))
    }

    fn judge(&mut self, claim: &Claim, mutation: &Mutation, trial: Trial) -> Result<Proof, Failure> {
        let mutation = mutation.label.clone();
        Ok(claim.proof(match trial {
            Trial::Failed { target, tests, name } => {
                // Why: what fails without the change as well proves nothing; named tests have been rehearsed.
                if tests.iter().any(|tests| !self.sound.contains(&(target.clone(), shown(tests)))) {
                    self.rehearse_target(&target, &tests)?;
                }
                Verdict::Proven { mutation, test: name }
            }
            Trial::Passed(tests) if tests.is_empty() => Verdict::Untested,
            Trial::Passed(tests) => Verdict::Survived { mutation, tests },
            Trial::DoesNotCompile => unreachable!("such a change was given up"),
        }))
    }
}

impl Claim {
    fn proof(&self, verdict: Verdict) -> Proof {
        Proof { id: self.id.clone(), place: format!("{}:{}", self.path, self.line), verdict }
    }
}

/// The tests of a claim by target: those beside the code first, whole programs last.
fn by_cost(claim: &Claim) -> Vec<(Target, Vec<Tests>)> {
    let mut targets: BTreeMap<Target, Vec<Tests>> = BTreeMap::new();
    for Selector { target, tests } in &claim.tests {
        targets.entry(target.clone()).or_default().push(tests.clone());
    }
    let mut targets: Vec<_> = targets.into_iter().collect();
    targets.sort_by_key(|(target, tests)| {
        let is_near = !target.directory.is_empty() && claim.path.starts_with(&format!("{}/", target.directory));
        (!is_near, tests.iter().any(|tests| matches!(tests, Tests::Below(_))), target.kind)
    });
    targets
}

fn shown(tests: &Tests) -> String {
    match tests {
        Tests::One(name) => name.clone(),
        Tests::Below(prefix) => format!("{prefix}*"),
    }
}

impl Proof {
    pub(crate) fn is_proven(&self) -> bool {
        matches!(self.verdict, Verdict::Proven { .. })
    }

    /// What to do about a claim that is not proven.
    pub(crate) fn advice(&self) -> Option<String> {
        let Proof { id, place, verdict } = self;
        let advice = match verdict {
            Verdict::Proven { .. } => return None,
            Verdict::Survived { mutation, tests } => format!(
                "with \"{mutation}\" these tests pass: {}; make one of them notice, or put the mark on the line that keeps the rule",
                tests.join(", ")
            ),
            Verdict::NotNeutralisable { tried } if tried.is_empty() => {
                "nothing that could be taken away follows the mark; put it above the statement, arm or function that keeps the rule".to_owned()
            }
            Verdict::NotNeutralisable { tried } => format!(
                "nothing that was tried compiles ({}); put the mark above a smaller piece: the condition, the arm or the call that refuses",
                tried.join(", ")
            ),
            Verdict::Untested => "no test with this mark can be run; put the mark in one".to_owned(),
        };
        Some(format!("{place}: {id}: {advice}"))
    }
}

/// One row of the table.
impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mutation, test) = match &self.verdict {
            Verdict::Proven { mutation, test } => (mutation.as_str(), test.as_str()),
            Verdict::Survived { mutation, .. } => (mutation.as_str(), "SURVIVED"),
            Verdict::NotNeutralisable { .. } => ("", "NOT NEUTRALISABLE"),
            Verdict::Untested => ("", "NO TEST"),
        };
        write!(f, "{:10} {:58} {mutation:44} {test}", self.id, self.place)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::targets::Kind;
    use super::*;

    fn claim(tests: Vec<Selector>) -> Claim {
        Claim { id: "A-001".to_owned(), path: "crates/a/src/lib.rs".to_owned(), line: 3, at: Some(9), tests }
    }

    #[test]
    fn tests_beside_the_code_run_first_and_whole_programs_last() {
        let one = |name: &str| Tests::One(name.to_owned());
        let far = Target::of(Kind::Test, "far", "tests/it", "it.rs");
        let near = Target::of(Kind::Test, "near", "crates/a", "tests/near.rs");
        let unit = Target::of(Kind::Library, "unit", "crates/a", "src/lib.rs");
        let selector = |target: &Target, tests| Selector { target: target.clone(), tests };
        let all = Tests::Below(String::new());
        let order = by_cost(&claim(vec![
            selector(&far, one("x")),
            selector(&near, all),
            selector(&unit, one("y")),
            selector(&unit, one("z")),
        ]));
        let names: Vec<_> = order.iter().map(|(target, tests)| (target.name.as_str(), tests.len())).collect();
        assert_eq!(names, [("unit", 2), ("near", 1), ("far", 1)]);
    }

    #[test]
    fn every_verdict_but_one_comes_with_advice() {
        let claim = claim(Vec::new());
        let proven = claim.proof(Verdict::Proven { mutation: "m".to_owned(), test: "t".to_owned() });
        assert!(proven.is_proven() && proven.advice().is_none());
        assert!(proven.to_string().starts_with("A-001      crates/a/src/lib.rs:3 "), "{proven}");
        let survived = claim.proof(Verdict::Survived { mutation: "m".to_owned(), tests: vec!["t".to_owned()] });
        let stuck = claim.proof(Verdict::NotNeutralisable { tried: vec!["m".to_owned()] });
        let empty = claim.proof(Verdict::NotNeutralisable { tried: Vec::new() });
        let untested = claim.proof(Verdict::Untested);
        for (proof, words) in [
            (survived, "with \"m\" these tests pass: t; make one of them notice"),
            (stuck, "nothing that was tried compiles (m); put the mark above a smaller piece"),
            (empty, "nothing that could be taken away follows the mark"),
            (untested, "no test with this mark can be run"),
        ] {
            let advice = proof.advice().expect("it is not proven");
            assert!(advice.starts_with(&format!("crates/a/src/lib.rs:3: A-001: {words}")), "{advice}");
        }
    }
}
