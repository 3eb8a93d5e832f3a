//! How often something may happen.

use std::sync::Mutex;
use std::time::Instant;

use super::lock;

/// A bucket that fills with time: so many at once, so many per second.
pub(super) struct Rate {
    burst: f64,
    per_second: f64,
    state: Mutex<Option<(f64, Instant)>>,
}

impl Rate {
    pub(super) const fn new(burst: u32, per_second: u32) -> Self {
        Rate { burst: burst as f64, per_second: per_second as f64, state: Mutex::new(None) }
    }

    /// Whether one more may happen at `now`; if so it counts.
    pub(super) fn admits(&self, now: Instant) -> bool {
        let mut state = lock(&self.state);
        let (left, since) = state.unwrap_or((self.burst, now));
        let refilled = (left + now.saturating_duration_since(since).as_secs_f64() * self.per_second).min(self.burst);
        let admitted = refilled >= 1.0;
        *state = Some((if admitted { refilled - 1.0 } else { refilled }, now));
        admitted
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn burst_passes_and_time_makes_room() {
        let (rate, start) = (Rate::new(3, 10), Instant::now());
        let admitted = |at: u64| rate.admits(start + Duration::from_millis(at));
        assert_eq!([0, 0, 0, 0].map(admitted), [true, true, true, false]);
        assert_eq!([50, 100, 100, 150].map(admitted), [false, true, false, false]);
        assert_eq!([10_000; 4].map(admitted), [true, true, true, false]);
    }
}
