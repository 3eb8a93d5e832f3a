//! How many listen at a time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mcp_store::PrincipalKey;

/// Counts subscriptions, in total and for each principal.
pub(crate) struct Gate {
    most: usize,
    most_per_principal: usize,
    counts: Mutex<Counts>,
}

#[derive(Default)]
struct Counts {
    total: usize,
    // Invariant: no entry is 0, so that who is gone leaves nothing behind.
    by_principal: HashMap<PrincipalKey, usize>,
}

/// Leave to listen, given back when it is dropped.
pub(crate) struct Admission {
    gate: Arc<Gate>,
    principal: PrincipalKey,
}

impl Gate {
    pub(crate) fn new(most: usize, most_per_principal: usize) -> Arc<Self> {
        Arc::new(Gate { most, most_per_principal, counts: Mutex::default() })
    }

    /// Lets one more subscription in, unless there are as many as there may be.
    pub(crate) fn admit(self: &Arc<Self>, principal: PrincipalKey) -> Option<Admission> {
        let mut counts = self.counts();
        if counts.total >= self.most {
            return None;
        }
        // Why: those who did not authenticate are many that look like one.
        if principal != PrincipalKey::ANONYMOUS {
            let own = counts.by_principal.entry(principal).or_default();
            if *own >= self.most_per_principal {
                return None;
            }
            *own += 1;
        }
        counts.total += 1;
        Some(Admission { gate: Arc::clone(self), principal })
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        // Why: nothing under this lock panics half-way.
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Admission {
    fn drop(&mut self) {
        let mut counts = self.gate.counts();
        counts.total -= 1;
        if let Some(own) = counts.by_principal.get_mut(&self.principal) {
            *own -= 1;
            if *own == 0 {
                counts.by_principal.remove(&self.principal);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_hold_in_total_and_for_each_principal_and_leaving_makes_room() {
        let gate = Gate::new(4, 2);
        let [ann, bob] = ["ann", "bob"].map(|name| PrincipalKey::of("https://login.example", name));
        let admit = |principal| gate.admit(principal);
        let first = admit(ann);
        let second = admit(ann);
        assert!(first.is_some() && second.is_some() && admit(ann).is_none());
        let nobody = [admit(PrincipalKey::ANONYMOUS), admit(PrincipalKey::ANONYMOUS)];
        assert!(nobody.iter().all(Option::is_some) && admit(bob).is_none());
        drop(second);
        assert!(admit(bob).is_some());
        drop((first, nobody));
        let counts = gate.counts();
        assert!(counts.total == 0 && counts.by_principal.is_empty());
    }

    #[test]
    fn those_who_did_not_authenticate_are_not_taken_for_one() {
        let gate = Gate::new(3, 1);
        let admitted: Vec<_> = (0..4).map(|_| gate.admit(PrincipalKey::ANONYMOUS)).collect();
        assert_eq!(admitted.iter().flatten().count(), 3);
    }
}
