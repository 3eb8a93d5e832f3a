//! Many clients at once, and what came of it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::thread;

use bench::load::cpu;
use serde::Serialize;

use crate::dice::Dice;
use crate::kinds::Mixture;
use crate::loot::Loot;
use crate::script::Client;
use crate::wire::Request;

/// What came of attacks, by kind.
#[derive(Debug, Default, Serialize)]
#[non_exhaustive]
pub struct Tally {
    /// How often each outcome came of each kind.
    pub kinds: BTreeMap<String, BTreeMap<String, u64>>,
    /// Outcomes that may not come of a kind, each once.
    pub failures: BTreeSet<String>,
    /// How many there were.
    pub failed: u64,
}

impl Tally {
    /// Counts what came of one attack.
    pub fn count(&mut self, kind: &str, expected: &[&str], outcome: String) {
        if !expected.contains(&outcome.as_str()) {
            self.failed += 1;
            self.failures.insert(format!("{kind}: {outcome}, expected {}", expected.join(" or ")));
        }
        *self.kinds.entry(kind.to_owned()).or_default().entry(outcome).or_default() += 1;
    }

    /// Adds what another client has counted.
    pub fn add(&mut self, other: Tally) {
        for (kind, outcomes) in other.kinds {
            let own = self.kinds.entry(kind).or_default();
            outcomes.into_iter().for_each(|(outcome, count)| *own.entry(outcome).or_default() += count);
        }
        self.failed += other.failed;
        self.failures.extend(other.failures);
    }
}

/// Sends so many hostile requests from so many clients at a time.
///
/// # Errors
///
/// A connection could not be opened.
///
/// # Panics
///
/// If a client does.
pub fn attack(port: u16, requests: usize, clients: usize, seed: u64, loot: &Loot) -> io::Result<Tally> {
    let mixture = Mixture::new();
    let attack_once = |client: &mut Client, dice: &mut Dice, tally: &mut Tally| {
        let kind = &mixture.kinds()[mixture.draw(dice)];
        let outcome = client.play(&(kind.attack)(dice, loot))?;
        tally.count(kind.name, kind.expected, outcome);
        Ok(())
    };
    by_all(port, requests, clients, seed, &attack_once)
}

/// Sends so many hostile requests of each kind, one after the other; the time that the server spends computing for each,
/// in nanoseconds.
///
/// # Errors
///
/// A connection could not be opened, or the kernel gives no account of the server.
pub fn weigh(port: u16, times: usize, seed: u64, server: u32, loot: &Loot) -> io::Result<BTreeMap<&'static str, u64>> {
    let mut costs = BTreeMap::new();
    for kind in Mixture::new().kinds() {
        let (mut client, mut dice) = (Client::new(port), Dice::new(seed));
        let before = cpu::nanoseconds(server)?;
        for _ in 0..times {
            client.play(&(kind.attack)(&mut dice, loot))?;
        }
        // What a client left behind is still to be done when it is gone; whoever asks after that is answered after that.
        Client::new(port).ask(&Request::call("at_work", "{}"))?;
        costs.insert(kind.name, (cpu::nanoseconds(server)? - before) / times as u64);
    }
    Ok(costs)
}

/// Sends so many ordinary requests in the same way: the same clients, each with a new connection as often as in
/// [`attack`] with the same seed, and requests as large.
///
/// # Errors
///
/// A connection could not be opened.
///
/// # Panics
///
/// If a client does.
pub fn call(port: u16, requests: usize, clients: usize, seed: u64, loot: &Loot) -> io::Result<Tally> {
    let mixture = Mixture::new();
    let call_once = |client: &mut Client, dice: &mut Dice, tally: &mut Tally| {
        let script = (mixture.kinds()[mixture.draw(dice)].attack)(dice, loot);
        tally.count("an ordinary call", &["200 result"], client.play(&script.ordinary())?);
        Ok(())
    };
    by_all(port, requests, clients, seed, &call_once)
}

/// What one client does once.
type Once<'a> = dyn Fn(&mut Client, &mut Dice, &mut Tally) -> io::Result<()> + Sync + 'a;

fn by_all(port: u16, requests: usize, clients: usize, seed: u64, once: &Once<'_>) -> io::Result<Tally> {
    let by_one = |number: usize| {
        let (mut client, mut tally) = (Client::new(port), Tally::default());
        let mut dice = Dice::new(seed.wrapping_mul(clients as u64).wrapping_add(number as u64));
        let share = requests / clients + usize::from(number < requests % clients);
        (0..share).try_for_each(|_| once(&mut client, &mut dice, &mut tally)).map(|()| tally)
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..clients).map(|number| scope.spawn(move || by_one(number))).collect();
        let mut all = Tally::default();
        for thread in threads {
            all.add(thread.join().expect("clients do not panic")?);
        }
        Ok(all)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_expected_is_a_failure_and_told() {
        let mut tally = Tally::default();
        tally.count("a", &["400", "closed"], "closed".to_owned());
        assert_eq!(tally.failed, 0);
        let mut other = Tally::default();
        other.count("a", &["400"], "500".to_owned());
        tally.add(other);
        assert_eq!(tally.kinds["a"], BTreeMap::from([("500".to_owned(), 1), ("closed".to_owned(), 1)]));
        assert_eq!((tally.failed, tally.failures), (1, BTreeSet::from(["a: 500, expected 400".to_owned()])));
    }
}
