//! Shrinking: a value is made again with simpler choices, one at a time.

use std::fmt;
use std::marker::PhantomData;

use proptest::strategy::ValueTree;

use super::source::{Choice, Settled, Source};
use super::{Bounds, Sample};

/// A value that can be made simpler, for as long as a test goes on to fail.
pub struct Shrinking<T> {
    seed: u64,
    bounds: Bounds,
    /// The choices that were made simpler, without which the test failed as well.
    best: Settled,
    /// All choices of the value that these give, once they are needed: most values never shrink.
    choices: Option<Vec<Choice>>,
    /// What is being tried instead.
    trial: Option<Settled>,
    pass: Pass,
    /// The choice that is made simpler next.
    position: usize,
    marker: PhantomData<fn() -> T>,
}

/// What is done to a choice.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Pass {
    /// It becomes 0.
    Clear,
    /// It is halved.
    Halve,
}

impl<T: Sample> Shrinking<T> {
    pub(super) fn new(seed: u64, bounds: Bounds) -> Self {
        Shrinking {
            seed,
            bounds,
            best: Settled::new(),
            choices: None,
            trial: None,
            pass: Pass::Clear,
            position: 0,
            marker: PhantomData,
        }
    }

    fn source(&self, settled: &Settled) -> Source {
        Source::new(self.seed, settled.clone(), self.bounds)
    }

    /// The choices of the best value.
    fn choices(&mut self) -> &[Choice] {
        if self.choices.is_none() {
            let mut source = self.source(&self.best);
            source.value::<T>();
            self.choices = Some(source.into_choices());
        }
        self.choices.as_deref().unwrap_or_default()
    }

    /// Prepares the next trial.
    fn try_next(&mut self) -> bool {
        self.trial = None;
        loop {
            let (position, pass) = (self.position, self.pass);
            match (self.choices().get(position).copied(), pass) {
                (Some(Choice { value: 0, .. }), _) => self.position += 1,
                (Some(choice), pass) => {
                    let simpler = if pass == Pass::Clear { 0 } else { choice.value / 2 };
                    let mut trial = self.best.clone();
                    trial.insert(choice.place, simpler);
                    self.trial = Some(trial);
                    return true;
                }
                (None, Pass::Clear) => (self.pass, self.position) = (Pass::Halve, 0),
                (None, Pass::Halve) => return false,
            }
        }
    }
}

impl<T: Sample> ValueTree for Shrinking<T> {
    type Value = T;

    fn current(&self) -> T {
        self.source(self.trial.as_ref().unwrap_or(&self.best)).value()
    }

    fn simplify(&mut self) -> bool {
        if let Some(trial) = self.trial.take() {
            self.best = trial;
            self.choices = None;
        }
        self.try_next()
    }

    fn complicate(&mut self) -> bool {
        if self.trial.is_none() {
            return false;
        }
        self.position += 1;
        self.try_next()
    }
}

impl<T> fmt::Debug for Shrinking<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Shrinking").field("seed", &self.seed).field("settled", &self.best.len()).finish()
    }
}
