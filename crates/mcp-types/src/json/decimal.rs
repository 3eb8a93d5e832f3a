//! Numbers compared by value, exactly and without floats.

use std::cmp::Ordering;
use std::io::Write as _;

/// A JSON number as its significant digits and the power of ten of the first of them; it borrows the literal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decimal<'a> {
    negative: bool,
    /// The digits before the point, without leading zeros; empty where there are none.
    whole: &'a [u8],
    /// The digits after the point: without trailing zeros, and without leading ones where `whole` is empty.
    fraction: &'a [u8],
    /// The power of ten of the first digit.
    magnitude: i64,
}

/// A number as an integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Integral {
    Integer(i128),
    Fraction,
    TooLarge,
}

impl<'a> Decimal<'a> {
    /// Reads a literal that follows the grammar of JSON numbers.
    pub(crate) fn of_literal(literal: &'a str) -> Self {
        let (negative, literal) = match literal.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, literal),
        };
        let (mantissa, exponent) = literal.split_once(['e', 'E']).unwrap_or((literal, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let whole = whole.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        let (fraction, lead) = if whole.is_empty() {
            let significant = fraction.trim_start_matches('0');
            (significant, -1 - (fraction.len() - significant.len()) as i64)
        } else {
            (fraction, whole.len() as i64 - 1)
        };
        // Zeros at the end of a number without a fraction say no more than its magnitude does.
        let whole = if fraction.is_empty() { whole.trim_end_matches('0') } else { whole };
        let magnitude =
            if whole.is_empty() && fraction.is_empty() { 0 } else { exponent_of(exponent).saturating_add(lead) };
        Decimal { negative, whole: whole.as_bytes(), fraction: fraction.as_bytes(), magnitude }
    }

    fn is_zero(&self) -> bool {
        self.len() == 0
    }

    fn len(&self) -> usize {
        self.whole.len() + self.fraction.len()
    }

    fn digits(&self) -> impl Iterator<Item = u8> {
        self.whole.iter().chain(self.fraction).copied()
    }

    /// Writes an integer without zeros at its end, and the power of ten to multiply it by where there is one.
    pub(super) fn write_canonical(&self, buffer: &mut Vec<u8>) {
        if self.is_zero() {
            return buffer.push(b'0');
        }
        if self.negative {
            buffer.push(b'-');
        }
        buffer.extend(self.digits());
        let exponent = self.magnitude - (self.len() as i64 - 1);
        if exponent != 0 {
            write!(buffer, "e{exponent}").expect("writing to memory does not fail");
        }
    }

    /// The number as an integer, if it has no fraction and fits.
    pub(crate) fn integral(&self) -> Integral {
        /// One digit less than the greatest `i128` has.
        const MOST_DIGITS: i64 = 38;
        if self.is_zero() {
            return Integral::Integer(0);
        }
        match self.magnitude.cmp(&MOST_DIGITS) {
            _ if (self.len() as i64) > self.magnitude.saturating_add(1) => Integral::Fraction,
            Ordering::Less => {
                let digits = self.digits().fold(0_i128, |value, digit| value * 10 + i128::from(digit - b'0'));
                let zeros = self.magnitude + 1 - self.len() as i64;
                let value = digits * 10_i128.pow(zeros as u32);
                Integral::Integer(if self.negative { -value } else { value })
            }
            _ => Integral::TooLarge,
        }
    }
}

/// An exponent; beyond every number that could be meant, it stays at the bound.
fn exponent_of(text: &str) -> i64 {
    const BOUND: i64 = i64::MAX / 2;
    match text.parse::<i64>() {
        Ok(exponent) => exponent.clamp(-BOUND, BOUND),
        Err(_) if text.starts_with('-') => -BOUND,
        Err(_) => BOUND,
    }
}

impl PartialEq for Decimal<'_> {
    fn eq(&self, other: &Self) -> bool {
        if self.is_zero() || other.is_zero() {
            return self.is_zero() && other.is_zero();
        }
        self.negative == other.negative && self.magnitude == other.magnitude && self.digits().eq(other.digits())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn integral(literal: &str) -> Integral {
        Decimal::of_literal(literal).integral()
    }

    #[test]
    fn spellings_of_one_number_are_equal() {
        for same in [
            &["0", "-0", "0.0", "0e5", "-0.000E-3"][..],
            &["1", "1.0", "1e0", "10e-1", "0.1e1", "0.01E+2", "1.000"],
            &["-1200", "-1.2e3", "-12e2", "-1200.00", "-0.0012e6"],
            &["0.5", "5e-1", "0.50", "50e-2", "0.05e1"],
            &["123456789012345678901234567890", "1.2345678901234567890123456789e29"],
        ] {
            for left in same {
                for right in same {
                    assert_eq!(Decimal::of_literal(left), Decimal::of_literal(right), "{left} and {right}");
                }
            }
        }
    }

    #[test]
    fn different_numbers_differ() {
        let numbers = [
            "0",
            "1",
            "-1",
            "10",
            "0.1",
            "11",
            "1.1",
            "101",
            "1e400",
            "1e401",
            "1e-400",
            "0.3",
            "0.30000000000000004",
            "123456789012345678901234567890",
            "123456789012345678901234567891",
            "9007199254740993",
            "9007199254740992",
        ];
        for (index, left) in numbers.iter().enumerate() {
            for right in &numbers[index + 1..] {
                assert_ne!(Decimal::of_literal(left), Decimal::of_literal(right), "{left} and {right}");
            }
        }
    }

    #[test]
    fn integers_are_recognized_however_spelled() {
        for (literal, expected) in [
            ("0.000", Integral::Integer(0)),
            ("60000.0", Integral::Integer(60_000)),
            ("6e4", Integral::Integer(60_000)),
            ("600e-1", Integral::Integer(60)),
            ("-1.5e1", Integral::Integer(-15)),
            ("0.015e3", Integral::Integer(15)),
            ("18446744073709551615", Integral::Integer(18_446_744_073_709_551_615)),
            ("1.5", Integral::Fraction),
            ("15e-1", Integral::Fraction),
            ("1e-9999999999999999999999", Integral::Fraction),
            ("1e37", Integral::Integer(10_i128.pow(37))),
            ("1e38", Integral::TooLarge),
            ("1e9999999999999999999999", Integral::TooLarge),
        ] {
            assert_eq!(integral(literal), expected, "{literal}");
        }
    }

    proptest! {
        #[test]
        fn integers_survive_any_shift_of_the_point(value in -1_000_000_000_000_i64..1_000_000_000_000, shift in -20_i32..20) {
            let literal = format!("{value}{}e{}", "0".repeat(20), shift - 20);
            let expected = match shift {
                0.. => Integral::Integer(i128::from(value) * 10_i128.pow(shift as u32)),
                _ => {
                    let divisor = 10_i128.pow(-shift as u32);
                    match i128::from(value) % divisor {
                        0 => Integral::Integer(i128::from(value) / divisor),
                        _ => Integral::Fraction,
                    }
                }
            };
            prop_assert_eq!(integral(&literal), expected);
            let short = format!("{value}e{shift}");
            prop_assert_eq!(Decimal::of_literal(&literal), Decimal::of_literal(&short));
        }
    }
}
