//! Numbers from 0 to 1.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::wire::{DecodeError, DecodeErrorKind, Decoder, Wire};

/// A number from 0 to 1, both included: a priority or a weight.
///
/// # Examples
///
/// ```
/// use mcp_types::UnitInterval;
///
/// assert_eq!(UnitInterval::new(0.25)?.value(), 0.25);
/// assert!(UnitInterval::new(1.5).is_err());
/// assert!(UnitInterval::new(f64::NAN).is_err());
/// # Ok::<(), mcp_types::wire::UnitIntervalError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct UnitInterval(f64);

/// A number is not from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UnitIntervalError(f64);

impl UnitInterval {
    /// The least: 0.
    pub const ZERO: UnitInterval = UnitInterval(0.0);
    /// The greatest: 1.
    pub const ONE: UnitInterval = UnitInterval(1.0);

    /// Checks a number.
    ///
    /// # Errors
    ///
    /// [`UnitIntervalError`] for numbers below 0 or above 1, and for what is no number.
    pub fn new(value: f64) -> Result<Self, UnitIntervalError> {
        if (0.0..=1.0).contains(&value) { Ok(UnitInterval(value)) } else { Err(UnitIntervalError(value)) }
    }

    /// The number.
    pub const fn value(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for UnitInterval {
    type Error = UnitIntervalError;

    fn try_from(value: f64) -> Result<Self, UnitIntervalError> {
        UnitInterval::new(value)
    }
}

impl From<UnitInterval> for f64 {
    fn from(value: UnitInterval) -> f64 {
        value.0
    }
}

impl fmt::Display for UnitInterval {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Display for UnitIntervalError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "expected a number from 0 to 1, received {}", self.0)
    }
}

impl std::error::Error for UnitIntervalError {}

impl Wire for UnitInterval {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let value = f64::decode(decoder)?;
        UnitInterval::new(value)
            .map_err(|_| decoder.error(DecodeErrorKind::OutOfRange { expected: "a number from 0 to 1" }))
    }
}

impl Serialize for UnitInterval {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.encode(serializer)
    }
}

crate::wire_serde!(UnitInterval);
