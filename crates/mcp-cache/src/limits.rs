//! The bounds of caching, each with its unit and reason.

use std::time::Duration;

/// The longest freshness lifetime that is sent, in milliseconds.
///
/// Larger integers lose precision in peers that read JSON numbers as IEEE 754 doubles.
pub const MAX_TTL_MS: u64 = (1 << 53) - 1;

/// How long lists and discovery results are fresh, unless a policy says otherwise.
///
/// They change when a server is deployed anew; five minutes bound how long a client works with the old ones.
pub const DEFAULT_FRESHNESS_LIFETIME: Duration = Duration::from_secs(300);

/// Responses that a [`LeakCheck`](crate::testing::LeakCheck) remembers.
///
/// More than the tests of a server make, and few enough to keep whole.
#[cfg(feature = "testing")]
pub const MAX_OBSERVED_RESPONSES: usize = 10_000;
