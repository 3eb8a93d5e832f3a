//! Random values that are the same in every run, so that a proof that holds goes on to hold.

use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

use crate::subjects::Subject;

/// Values of each type.
pub(crate) const CASES: usize = 256;

/// Values of one definition, or why there are none.
pub(crate) struct Samples {
    pub(crate) subject: &'static Subject,
    pub(crate) texts: Result<Vec<String>, String>,
}

/// Values of every definition.
pub(crate) fn samples(subjects: &'static [Subject]) -> Vec<Samples> {
    let made = |subject: &'static Subject| {
        let mut runner = runner(subject.definition);
        let texts = (0..CASES).map(|_| (subject.sample)(&mut runner)).collect();
        Samples { subject, texts }
    };
    subjects.iter().map(made).collect()
}

impl Samples {
    /// The values as trees; none where they could not be made, which is proof (b)'s business.
    pub(crate) fn values(&self) -> impl Iterator<Item = Value> + '_ {
        self.texts.iter().flatten().map(|text| parsed(text))
    }

    /// Those values that are still what they were when a tree of them is written: it holds no long integers, and writes
    /// them with an exponent, which an id may not have.
    pub(crate) fn plain_values(&self) -> impl Iterator<Item = Value> + '_ {
        self.values().filter(|value| (self.subject.strict)(&value.to_string()).is_ok())
    }
}

pub(crate) fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("what a type writes is JSON")
}

fn runner(definition: &str) -> TestRunner {
    let mut seed = [0; 32];
    for (byte, letter) in seed.iter_mut().zip(definition.bytes().cycle()) {
        *byte = letter;
    }
    let config = Config { failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed))
}
