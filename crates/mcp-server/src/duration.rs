//! Durations as text, as configuration files have them: a whole number and its unit, such as `500ms`, `30s`, `5m`, `2h`.
//!
//! The durations of [`Limits`](crate::Limits) are written like this; a program that reads its own settings from the same
//! file writes them alike.
//!
//! # Examples
//!
//! ```
//! use std::time::Duration;
//!
//! use mcp_server::duration;
//! use serde::Deserialize;
//!
//! #[derive(Deserialize)]
//! struct Settings {
//!     #[serde(deserialize_with = "duration::deserialize")]
//!     patience: Duration,
//! }
//!
//! let settings: Settings = serde_json::from_str(r#"{ "patience": "500ms" }"#)?;
//! assert_eq!(settings.patience, Duration::from_millis(500));
//! assert!(duration::parse("half an hour").is_err());
//! # Ok::<(), serde_json::Error>(())
//! ```

use std::fmt;
use std::time::Duration;

use serde::de::{Deserializer, Error, Unexpected, Visitor};

/// Units and the milliseconds that they have.
const UNITS: [(&str, u64); 4] = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)];

/// The text is no duration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DurationError(());

/// Reads a duration.
///
/// # Errors
///
/// [`DurationError`] if the text is anything but a whole number with `ms`, `s`, `m` or `h` right after it, or too large
/// for 64 bits of milliseconds.
pub fn parse(text: &str) -> Result<Duration, DurationError> {
    let digits = text.find(|character: char| !character.is_ascii_digit()).ok_or(DurationError(()))?;
    let (number, unit) = text.split_at(digits);
    let millis = UNITS.iter().find(|(name, _)| *name == unit).map(|(_, millis)| *millis);
    let number: Option<u64> = number.parse().ok();
    let total = number.zip(millis).and_then(|(number, millis)| number.checked_mul(millis));
    total.map(Duration::from_millis).ok_or(DurationError(()))
}

/// Reads a duration in the place of a member: `#[serde(deserialize_with = "mcp_server::duration::deserialize")]`.
///
/// # Errors
///
/// That of the format, where the member is no text that [`parse`] takes.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    deserializer.deserialize_str(Text)
}

struct Text;

impl Visitor<'_> for Text {
    type Value = Duration;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(EXPECTED)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Duration, E> {
        parse(text).map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
    }
}

const EXPECTED: &str = "a whole number and its unit, such as \"500ms\", \"30s\", \"5m\" or \"2h\"";

impl fmt::Display for DurationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no duration: expected {EXPECTED}")
    }
}

impl std::error::Error for DurationError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_a_number_and_a_unit() {
        for (text, millis) in [
            ("0s", Some(0)),
            ("500ms", Some(500)),
            ("30s", Some(30_000)),
            ("5m", Some(300_000)),
            ("2h", Some(7_200_000)),
            ("18446744073709551615ms", Some(u64::MAX)),
            ("18446744073709551616ms", None),
            ("18446744073709551615s", None),
            ("30", None),
            ("s", None),
            ("", None),
            ("30 s", None),
            ("1.5s", None),
            ("-1s", None),
            ("+1s", None),
            ("1S", None),
            ("1m30s", None),
            ("1д", None),
        ] {
            assert_eq!(parse(text).ok(), millis.map(Duration::from_millis), "{text}");
        }
    }
}
