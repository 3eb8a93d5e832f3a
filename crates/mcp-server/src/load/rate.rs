//! How often something may happen: token buckets.

use std::fmt;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::Deserialize;

/// How often something may happen: so many times at once, and so many times per second on average.
///
/// In any stretch of `t` seconds it happens at most `burst + per_second * t` times.
///
/// # Examples
///
/// ```
/// use mcp_server::RateLimit;
///
/// let limit = RateLimit::new(10.0, 20)?;
/// assert_eq!((limit.per_second(), limit.burst().get()), (10.0, 20));
/// assert!(RateLimit::new(10.0, 0).is_err() && RateLimit::new(0.0, 20).is_err());
///
/// // As a file has it.
/// let limit: RateLimit = serde_json::from_str(r#"{ "per_second": 0.5, "burst": 3 }"#).expect("both are there");
/// # assert_eq!(limit.burst().get(), 3);
/// # Ok::<(), mcp_server::RateLimitError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(try_from = "Written")]
pub struct RateLimit {
    // Invariant: from once a day to a thousand million times a second.
    per_second: f64,
    burst: NonZeroU32,
}

/// A rate as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a rate such as { per_second = 10, burst = 20 }")]
struct Written {
    per_second: f64,
    burst: u32,
}

/// Why a rate cannot be kept.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum RateLimitError {
    /// It is less than once a day, more than a thousand million times a second, or no number.
    PerSecond {
        /// What was given.
        received: f64,
    },
    /// Nothing may happen at all.
    BurstZero,
}

/// Once a day.
const MIN_PER_SECOND: f64 = 1.0 / 86_400.0;

const NANOS_PER_SECOND: f64 = 1e9;

impl RateLimit {
    /// Makes a limit of `per_second` times a second on average and `burst` times at once.
    ///
    /// # Errors
    ///
    /// - [`RateLimitError::PerSecond`]: less than once a day, or more than a thousand million times a second.
    /// - [`RateLimitError::BurstZero`]: nothing may happen at once, and so nothing may happen.
    pub const fn new(per_second: f64, burst: u32) -> Result<Self, RateLimitError> {
        let Some(burst) = NonZeroU32::new(burst) else { return Err(RateLimitError::BurstZero) };
        // Why: written so that what is no number is refused as well.
        if per_second >= MIN_PER_SECOND && per_second <= NANOS_PER_SECOND {
            Ok(RateLimit { per_second, burst })
        } else {
            Err(RateLimitError::PerSecond { received: per_second })
        }
    }

    /// How many times per second on average.
    pub fn per_second(&self) -> f64 {
        self.per_second
    }

    /// How many times at once, after a pause.
    pub fn burst(&self) -> NonZeroU32 {
        self.burst
    }
}

impl TryFrom<Written> for RateLimit {
    type Error = RateLimitError;

    fn try_from(written: Written) -> Result<Self, RateLimitError> {
        RateLimit::new(written.per_second, written.burst)
    }
}

impl fmt::Display for RateLimitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RateLimitError::PerSecond { received } => {
                write!(
                    f,
                    "per_second: expected from {MIN_PER_SECOND:.7} (once a day) to 1000000000, received {received}"
                )
            }
            RateLimitError::BurstZero => f.write_str("burst: expected at least 1, received 0"),
        }
    }
}

impl std::error::Error for RateLimitError {}

/// A bucket of tokens that fills with time; what happens takes one.
///
/// Kept as the moment at which it will be full, which is one number: each token moves it by the time that a token takes
/// to come back. Times are nanoseconds since a beginning that all calls share.
pub(crate) struct Bucket {
    /// Nanoseconds until a token is back.
    interval: u64,
    /// How far in the future the moment may lie for a token to be there.
    tolerance: u64,
    full_at: AtomicU64,
}

impl Bucket {
    pub(crate) fn new(limit: RateLimit) -> Self {
        // Invariant: at least 1, and at most the nanoseconds of a day; rounded up, so that it is never more often.
        let interval = (NANOS_PER_SECOND / limit.per_second).ceil() as u64;
        // Why: cut to a century, so that sums of times do not overflow.
        let tolerance = interval.saturating_mul(u64::from(limit.burst.get()) - 1).min(u64::MAX / 4);
        Bucket { interval, tolerance, full_at: AtomicU64::new(0) }
    }

    /// How long until a token is there; zero where one is.
    pub(crate) fn wait(&self, now: u64) -> Duration {
        self.wait_from(self.full_at.load(Ordering::Relaxed), now)
    }

    /// Takes a token, or tells how long until there is one.
    pub(crate) fn take(&self, now: u64) -> Result<(), Duration> {
        let taken = self.full_at.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |full_at| {
            let there = self.wait_from(full_at, now).is_zero();
            there.then(|| full_at.max(now).saturating_add(self.interval))
        });
        taken.map(drop).map_err(|full_at| self.wait_from(full_at, now))
    }

    /// Whether it is as a new one would be.
    pub(crate) fn is_full(&self, now: u64) -> bool {
        self.full_at.load(Ordering::Relaxed) <= now
    }

    fn wait_from(&self, full_at: u64, now: u64) -> Duration {
        Duration::from_nanos(full_at.saturating_sub(now.saturating_add(self.tolerance)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MILLI: u64 = 1_000_000;

    fn bucket(per_second: f64, burst: u32) -> Bucket {
        Bucket::new(RateLimit::new(per_second, burst).expect("in range"))
    }

    #[test]
    fn burst_passes_and_time_makes_room() {
        let bucket = bucket(10.0, 3);
        let at = |millis: u64| bucket.take(millis * MILLI).map_err(|wait| wait.as_millis());
        assert_eq!([0; 4].map(at), [Ok(()), Ok(()), Ok(()), Err(100)]);
        assert_eq!([50, 100, 100, 150].map(at), [Err(50), Ok(()), Err(100), Err(50)]);
        assert!(!bucket.is_full(350 * MILLI) && bucket.is_full(400 * MILLI));
        assert_eq!([10_000; 4].map(at), [Ok(()), Ok(()), Ok(()), Err(100)]);
    }

    #[test]
    fn looking_takes_nothing() {
        let bucket = bucket(1.0, 1);
        assert!(bucket.wait(0).is_zero() && bucket.wait(0).is_zero());
        assert_eq!(bucket.take(0), Ok(()));
        assert_eq!((bucket.wait(MILLI).as_millis(), bucket.take(MILLI)), (999, Err(Duration::from_millis(999))));
    }

    #[test]
    fn rates_that_cannot_be_kept_are_refused() {
        for per_second in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e-6, 2e9] {
            assert!(matches!(RateLimit::new(per_second, 1), Err(RateLimitError::PerSecond { .. })), "{per_second}");
        }
        assert_eq!(RateLimit::new(1.0, 0), Err(RateLimitError::BurstZero));
        for (per_second, burst) in [(MIN_PER_SECOND, u32::MAX), (NANOS_PER_SECOND, u32::MAX)] {
            let bucket = bucket(per_second, burst);
            assert!((0..1000).all(|_| bucket.take(u64::MAX / 4).is_ok()));
        }
    }

    proptest! {
        // spec: TOOLS-028 COMPL-006 COMPL-009
        #[test]
        fn never_more_than_burst_and_rate_in_any_window(
            per_second in 0.1_f64..2000.0,
            burst in 1_u32..50,
            pauses in proptest::collection::vec(prop_oneof![Just(0), 0_u64..20 * MILLI, 0_u64..3000 * MILLI], 1..300),
        ) {
            let bucket = bucket(per_second, burst);
            let mut now = 0;
            let mut taken = Vec::new();
            for pause in pauses {
                now += pause;
                if bucket.take(now).is_ok() {
                    taken.push(now);
                }
            }
            for (first, from) in taken.iter().enumerate() {
                for (last, to) in taken.iter().enumerate().skip(first) {
                    let most = f64::from(burst) + per_second * ((to - from) as f64 / 1e9);
                    prop_assert!((last - first + 1) as f64 <= most + 1e-6, "{} in {} ns", last - first + 1, to - from);
                }
            }
        }

        #[test]
        fn the_wait_that_is_told_is_enough_and_not_too_long(
            per_second in 0.1_f64..2000.0, burst in 1_u32..20, now in 0_u64..1_000_000 * MILLI,
        ) {
            let bucket = bucket(per_second, burst);
            while bucket.take(now).is_ok() {}
            let wait = bucket.wait(now).as_nanos() as u64;
            prop_assert!(bucket.take(now + wait - 1).is_err());
            prop_assert!(bucket.take(now + wait).is_ok());
        }
    }
}
