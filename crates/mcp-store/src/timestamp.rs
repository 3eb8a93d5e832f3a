//! Moments as stores keep them.

use std::fmt;
use std::time::Duration;

/// A moment: milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// It fits a signed 64-bit integer, as databases have them, and stands still at its ends: what would be later than
/// [`Timestamp::MAX`] is that. Nothing here reads a clock. Replicas read their own, so what one takes for expired
/// another may take for live, for as long as their clocks differ.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use mcp_store::Timestamp;
///
/// let now = Timestamp::from_millis(1_700_000_000_000);
/// let later = now + Duration::from_secs(600);
/// assert_eq!(later.as_millis() - now.as_millis(), 600_000);
/// assert_eq!(later + Duration::MAX, Timestamp::MAX);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The first moment.
    pub const EPOCH: Timestamp = Timestamp(0);
    /// The last moment, about 292 million years from the first: what expires then does not expire.
    pub const MAX: Timestamp = Timestamp(i64::MAX as u64);

    /// The moment so many milliseconds after the first, [`Timestamp::MAX`] at the latest.
    pub const fn from_millis(millis: u64) -> Self {
        if millis > Self::MAX.0 { Self::MAX } else { Timestamp(millis) }
    }

    /// Milliseconds since the first moment; at most `i64::MAX`.
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// How long this is after `earlier`; nothing if it is not.
    pub const fn saturating_since(self, earlier: Timestamp) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

/// Adds whole milliseconds, rounded down.
impl std::ops::Add<Duration> for Timestamp {
    type Output = Timestamp;

    fn add(self, duration: Duration) -> Timestamp {
        let millis = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        Timestamp::from_millis(self.0.saturating_add(millis))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timestamp({} ms)", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_fit_a_signed_integer() {
        for millis in [0, 1, i64::MAX as u64 - 1, i64::MAX as u64, u64::MAX] {
            let moment = Timestamp::from_millis(millis);
            assert!(i64::try_from(moment.as_millis()).is_ok(), "{millis}");
            assert_eq!(moment.as_millis(), millis.min(i64::MAX as u64));
        }
    }

    #[test]
    fn time_stands_still_at_its_ends() {
        let moment = Timestamp::from_millis(5);
        for (duration, expected) in [(Duration::ZERO, 5), (Duration::from_micros(1999), 6), (Duration::MAX, i64::MAX)] {
            assert_eq!((moment + duration).as_millis(), expected as u64, "{duration:?}");
        }
        assert_eq!(Timestamp::MAX + Duration::from_millis(1), Timestamp::MAX);
        assert_eq!(moment.saturating_since(Timestamp::EPOCH), Duration::from_millis(5));
        assert_eq!(Timestamp::EPOCH.saturating_since(moment), Duration::ZERO);
    }
}
