//! What each principal may do, for as many as can be remembered.
//!
//! A principal whose account is at rest (nothing runs, and all tokens are back) is no different from one that was never
//! seen, so its place may be given to another and nothing is lost: nobody escapes a limit by being forgotten, and nobody
//! is worse off for it. Others keep their places. Who comes when all places that were looked at are in use shares one
//! account with everyone else who does: many identities at once get one share among them, and those who were there first
//! do not notice.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use mcp_store::PrincipalKey;

use super::allowance::{Allowance, Terms};
use crate::limits;

/// The accounts of principals.
pub(crate) struct Accounts {
    terms: Terms,
    most: usize,
    table: Mutex<Table>,
    /// That of all who found no place.
    shared: Arc<Allowance>,
}

#[derive(Default)]
struct Table {
    // Invariant: each principal in `accounts` with its place, and nobody else.
    places: HashMap<PrincipalKey, usize>,
    accounts: Vec<(PrincipalKey, Arc<Allowance>)>,
    /// Where the next look for a free place begins.
    hand: usize,
}

impl Accounts {
    /// At most `most` of them, each on the same terms.
    pub(crate) fn new(terms: Terms, most: usize) -> Self {
        Accounts { terms, most, table: Mutex::default(), shared: Arc::new(terms.allowance()) }
    }

    /// The account of a principal, opened if there is none; `now` tells the time if that matters.
    pub(crate) fn of(&self, principal: PrincipalKey, now: impl FnOnce() -> u64) -> Arc<Allowance> {
        // Why: nothing under this lock panics half-way.
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = table.places.get(&principal) {
            return Arc::clone(&table.accounts[*place].1);
        }
        let account = Arc::new(self.terms.allowance());
        let opened = (principal, Arc::clone(&account));
        let place = if table.accounts.len() < self.most {
            table.accounts.push(opened);
            table.accounts.len() - 1
        } else {
            let Some(place) = table.place_at_rest(now()) else { return Arc::clone(&self.shared) };
            let (before, _) = std::mem::replace(&mut table.accounts[place], opened);
            table.places.remove(&before);
            place
        };
        table.places.insert(principal, place);
        account
    }
}

impl Table {
    /// A place whose account is at rest, if there is one among the next few.
    fn place_at_rest(&mut self, now: u64) -> Option<usize> {
        for _ in 0..limits::ACCOUNTS_LOOKED_AT.min(self.accounts.len()) {
            let place = self.hand;
            self.hand = (place + 1) % self.accounts.len();
            // Why: who has just been given the account is about to use it.
            if Arc::get_mut(&mut self.accounts[place].1).is_some_and(|account| account.is_at_rest(now)) {
                return Some(place);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;
    use std::time::Duration;

    use mcp_types::Method;

    use super::*;
    use crate::RateLimit;
    use crate::load::turnstile::Turnstile;

    const SECOND: u64 = 1_000_000_000;

    /// Two calls at a time, three at once, one per second.
    fn accounts(most: usize) -> Accounts {
        let terms = Terms {
            max_running: NonZeroU32::new(2),
            max_waiting: 0,
            max_wait: Duration::ZERO,
            tool_calls: RateLimit::new(1.0, 3).ok(),
            completions: None,
        };
        Accounts::new(terms, most)
    }

    fn principal(number: usize) -> PrincipalKey {
        PrincipalKey::of("https://login.example", &number.to_string())
    }

    /// How many of `calls` pass at `now`.
    fn passed(accounts: &Accounts, who: usize, calls: usize, now: u64) -> usize {
        let pass =
            || accounts.of(principal(who), || now).bucket(Method::CallTool).is_some_and(|it| it.take(now).is_ok());
        (0..calls).filter(|_| pass()).count()
    }

    #[test]
    fn there_are_never_more_than_there_may_be() {
        let accounts = accounts(20);
        for who in 0..1000 {
            passed(&accounts, who, 1, who as u64 * SECOND);
            let table = accounts.table.lock().expect("nobody panics");
            assert!(table.accounts.len() <= 20 && table.places.len() == table.accounts.len());
            assert!(table.places.iter().all(|(key, place)| table.accounts[*place].0 == *key));
        }
    }

    #[test]
    fn many_identities_free_nobody_from_a_limit() {
        let accounts = accounts(20);
        assert_eq!(passed(&accounts, 0, 10, 0), 3);
        let strangers: usize = (1..1000).map(|who| passed(&accounts, who, 3, 0)).sum();
        assert_eq!(strangers, 19 * 3 + 3, "each of those with a place has its share, all others have one");
        assert_eq!(passed(&accounts, 0, 10, 0), 0, "and the first is not forgotten");
        assert_eq!(passed(&accounts, 0, 10, SECOND), 1);
    }

    #[test]
    fn many_identities_take_nothing_from_those_who_were_there() {
        let accounts = accounts(20);
        assert_eq!(passed(&accounts, 0, 1, 0), 1);
        (1..1000).for_each(|who| _ = passed(&accounts, who, 3, 0));
        assert_eq!(passed(&accounts, 0, 3, 0), 2);
    }

    #[test]
    fn an_account_at_rest_makes_room() {
        let accounts = accounts(20);
        (0..20).for_each(|who| assert_eq!(passed(&accounts, who, 1, 0), 1));
        assert_eq!(passed(&accounts, 20, 10, SECOND), 3, "a place of its own");
        assert_eq!(passed(&accounts, 20, 10, SECOND), 0);
    }

    #[test]
    fn who_runs_or_waits_is_not_forgotten() {
        let accounts = accounts(1);
        let turnstile = accounts.of(principal(0), || 0).turnstile.clone().expect("there is one");
        let running = turnstile.try_enter();
        drop(turnstile);
        let entered = |who| accounts.of(principal(who), || SECOND).turnstile.as_ref().and_then(Turnstile::try_enter);
        let others: Vec<_> = (1..10).filter_map(entered).collect();
        assert_eq!(others.len(), 2, "all others share one account");
        assert!(entered(0).is_some(), "one of two runs");
        drop(running);
        assert!(entered(10).is_some(), "now there is a place");
    }
}
