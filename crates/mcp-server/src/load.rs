//! How much a server takes on: who may begin, who waits, who is sent away.
//!
//! ```text
//! Outside ──▶ counted ──▶ Inside ──▶ the handler runs
//!    │           └──▶ Waiting ──▶┘│
//!    └─ 429 (rate)         └─ 503 (line full, waited too long, deadline)
//! ```
//!
//! A call is counted, and waits, before its handler begins and within all layers. It is inside until it has ended,
//! whatever it sends before.

mod accounts;
mod allowance;
mod config;
mod rate;
mod turnstile;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use mcp_store::PrincipalKey;
use mcp_transport_http::Rejection;
use tokio::runtime::Handle;
use tokio::time::{Instant, Sleep, sleep_until, timeout_at};

use self::accounts::Accounts;
pub(crate) use self::allowance::Allowance;
pub use self::config::{AnonymousLimits, Limits, PrincipalLimits, ServerLimits, SubscriptionLimits, ToolLimits};
pub(crate) use self::rate::Bucket;
pub use self::rate::{RateLimit, RateLimitError};
use self::turnstile::{Permit, Turnstile};
use crate::limits;
use crate::scope::RequestScope;

/// The parties that a call belongs to: who makes it, its tool, and everyone. The narrowest comes first, so that who waits
/// for its own turn takes nothing from others meanwhile.
const PARTIES: usize = 3;

/// What keeps a server within its limits.
pub(crate) struct Limiter {
    everyone: Option<Allowance>,
    anonymous: Option<Arc<Allowance>>,
    accounts: Option<Accounts>,
    deadline: Option<Duration>,
    clock: Clock,
}

/// Nanoseconds since a beginning, by the clock that tests can stop.
struct Clock(Instant);

/// Where a call stands.
pub(crate) enum Entry {
    /// Not counted yet.
    Outside,
    Waiting(Pin<Box<dyn Future<Output = Result<Permits, Rejection>> + Send>>),
    /// Its handler may run for as long as this is held.
    Inside {
        _permits: Permits,
    },
}

/// Leave of each party to run.
#[derive(Default)]
pub(crate) struct Permits([Option<Permit>; PARTIES]);

/// What says that a deadline has passed; set when somebody waits for it first.
#[derive(Default)]
pub(crate) struct Timer(Option<Pin<Box<Sleep>>>);

impl Limiter {
    pub(crate) fn new(limits: &Limits) -> Self {
        let (everyone, anonymous) = (limits.server.terms(), limits.anonymous.terms());
        let each = limits.principal.terms();
        Limiter {
            everyone: everyone.are_any().then(|| everyone.allowance()),
            anonymous: anonymous.are_any().then(|| Arc::new(anonymous.allowance())),
            accounts: each.are_any().then(|| Accounts::new(each, limits::MAX_ACCOUNTS)),
            deadline: limits.server.deadline,
            clock: Clock(Instant::now()),
        }
    }

    /// When a request has to be answered that begins now.
    pub(crate) fn deadline(&self, own: Option<Duration>) -> Option<Instant> {
        let longest = own.or(self.deadline)?;
        Instant::now().checked_add(longest)
    }

    /// What the sender of a request may do.
    fn sender(&self, principal: PrincipalKey) -> Option<Arc<Allowance>> {
        // Why: those who did not authenticate are many that look like one.
        if principal == PrincipalKey::ANONYMOUS {
            return self.anonymous.clone();
        }
        self.accounts.as_ref().map(|accounts| accounts.of(principal, || self.clock.now()))
    }

    /// Counts a call, and lets it in or has it wait.
    fn admit(&self, scope: &RequestScope) -> Result<Entry, Rejection> {
        let sender = self.sender(scope.principal.key());
        let parties = [sender.as_deref(), scope.target.allowance(), self.everyone.as_ref()];
        self.count(&parties, scope)?;
        let mut permits = Permits::default();
        for (party, permit) in parties.iter().zip(&mut permits.0) {
            let Some(turnstile) = party.and_then(|party| party.turnstile.as_ref()) else { continue };
            *permit = turnstile.try_enter();
            if permit.is_none() {
                let turnstiles = parties.map(|party| party.and_then(|party| party.turnstile.clone()));
                return Ok(Entry::Waiting(Box::pin(permits.complete(turnstiles, scope.deadline))));
            }
        }
        Ok(Entry::Inside { _permits: permits })
    }

    /// Takes a token of each party that counts such calls, unless one of them has none.
    fn count(&self, parties: &[Option<&Allowance>; PARTIES], scope: &RequestScope) -> Result<(), Rejection> {
        let method = scope.target.method();
        let buckets = || parties.iter().flatten().filter_map(|party| party.bucket(method));
        if buckets().next().is_none() {
            return Ok(());
        }
        let now = self.clock.now();
        // Why: looked at first, so that a call refused by one party costs nothing at the others.
        let wait = buckets().map(|bucket| bucket.wait(now)).max().unwrap_or_default();
        if !wait.is_zero() {
            return Err(Rejection::RateLimited { retry_after: wait });
        }
        buckets().try_for_each(|bucket| bucket.take(now)).map_err(|retry_after| Rejection::RateLimited { retry_after })
    }
}

impl Entry {
    /// Lets a call in, as soon as it may begin.
    pub(crate) fn poll_inside(&mut self, scope: &RequestScope, cx: &mut Context<'_>) -> Poll<Result<(), Rejection>> {
        loop {
            *self = match self {
                Entry::Outside => scope.server.limiter().admit(scope)?,
                Entry::Waiting(line) => Entry::Inside { _permits: ready!(line.as_mut().poll(cx))? },
                Entry::Inside { .. } => return Poll::Ready(Ok(())),
            };
        }
    }
}

impl Permits {
    /// Waits for what is missing, one party after the other.
    async fn complete(
        mut self,
        turnstiles: [Option<Arc<Turnstile>>; PARTIES],
        deadline: Option<Instant>,
    ) -> Result<Self, Rejection> {
        for (turnstile, permit) in turnstiles.into_iter().zip(&mut self.0) {
            if let (Some(turnstile), None) = (turnstile, &permit) {
                *permit = Some(turnstile.enter(deadline).await?);
            }
        }
        Ok(self)
    }
}

impl Timer {
    /// Completes when `deadline` has passed; never where there is none, or no tokio runtime.
    pub(crate) fn poll_passed(&mut self, deadline: Option<Instant>, cx: &mut Context<'_>) -> Poll<()> {
        let Some(deadline) = deadline else { return Poll::Pending };
        if self.0.is_none() && Handle::try_current().is_ok() {
            self.0 = Some(Box::pin(sleep_until(deadline)));
        }
        self.0.as_mut().map_or(Poll::Pending, |timer| timer.as_mut().poll(cx))
    }
}

impl Clock {
    fn now(&self) -> u64 {
        // Why: 64 bits last for centuries.
        self.0.elapsed().as_nanos() as u64
    }
}

/// The output of `work`, unless `deadline` comes first; without a tokio runtime it never does.
pub(crate) async fn by<T>(deadline: Option<Instant>, work: impl Future<Output = T>) -> Option<T> {
    match deadline.filter(|_| Handle::try_current().is_ok()) {
        Some(deadline) => timeout_at(deadline, work).await.ok(),
        None => Some(work.await),
    }
}

/// Row 18: the answer was not ready in time.
pub(crate) fn late() -> Rejection {
    Rejection::DeadlineExceeded { retry_after: limits::DEADLINE_RETRY }
}

impl fmt::Debug for Limiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limiter").field("deadline", &self.deadline).finish_non_exhaustive()
    }
}
