//! Samples of the types that fields are made of.

use std::collections::BTreeMap;
use std::fmt;

use super::source::{Source, encoded};
use crate::error_code::ErrorCode;
use crate::id::{ProgressToken, RequestId};
use crate::json::{Json, JsonArray, JsonObject};
use crate::version::ProtocolVersion;
use crate::wire::{AtMost, Nullable, UnitInterval, Wire};

/// A type of which random values can be made.
///
/// Whatever the source says, the value is one that the type's own strict decoder takes and gives back as it is.
///
/// # Examples
///
/// ```
/// use mcp_types::strategy::{Bounds, Sample, Source, Values};
/// use proptest::prelude::*;
///
/// /// A day of the week, from 1 to 7.
/// #[derive(Debug)]
/// struct Weekday(u8);
///
/// impl Sample for Weekday {
///     fn sample(source: &mut Source) -> Self {
///         Weekday(1 + source.below(7) as u8)
///     }
/// }
///
/// proptest!(|(day in Values::<Weekday>::new(Bounds::default()))| prop_assert!((1..=7).contains(&day.0)));
/// ```
pub trait Sample: Sized + fmt::Debug {
    /// Makes a value of the choices that the source gives.
    fn sample(source: &mut Source) -> Self;
}

impl Sample for bool {
    fn sample(source: &mut Source) -> Self {
        source.below(2) == 1
    }
}

impl Sample for i64 {
    fn sample(source: &mut Source) -> Self {
        match source.below(4) {
            0 => source.below(10) as i64,
            1 => -(source.below(10) as i64),
            2 => source.pick(&[i64::MAX, i64::MIN, 1 << 53, -(1 << 53) - 1]),
            _ => wide(source) as i64,
        }
    }
}

impl Sample for u64 {
    fn sample(source: &mut Source) -> Self {
        match source.below(3) {
            0 => source.below(10) as u64,
            1 => source.pick(&[u64::MAX, i64::MAX as u64 + 1, (1 << 53) + 1]),
            _ => wide(source),
        }
    }
}

impl Sample for f64 {
    fn sample(source: &mut Source) -> Self {
        match source.below(4) {
            0 => source.below(10) as f64,
            1 => source.below(100) as f64 / -8.0,
            2 => source.pick(&[0.1, f64::MAX, f64::MIN, f64::MIN_POSITIVE, 5e-324, 1e17, -0.0]),
            _ => Some(f64::from_bits(wide(source))).filter(|number| number.is_finite()).unwrap_or_default(),
        }
    }
}

fn wide(source: &mut Source) -> u64 {
    u64::from(source.bits()) << 32 | u64::from(source.bits())
}

/// Characters that writers escape, readers trip over, or both.
const SPECIAL: [char; 18] = [
    '"',
    '\\',
    '/',
    '\n',
    '\r',
    '\t',
    '\0',
    '\u{1b}',
    '\u{7f}',
    'é',
    '\u{85}',
    '\u{2028}',
    '\u{feff}',
    '\u{fffd}',
    '\u{1f600}',
    '{',
    ' ',
    '~',
];

impl Sample for String {
    fn sample(source: &mut Source) -> Self {
        let length = source.below(source.bounds().characters + 1);
        (0..length).map(|_| character(source)).collect()
    }
}

fn character(source: &mut Source) -> char {
    match source.below(4) {
        0..=2 => char::from(b'a' + source.below(26) as u8),
        _ => source.pick(&SPECIAL),
    }
}

impl<T: Sample> Sample for Vec<T> {
    fn sample(source: &mut Source) -> Self {
        let length = source.length();
        source.nested(|source| (0..length).map(|_| source.value()).collect())
    }
}

impl<T: Sample> Sample for BTreeMap<String, T> {
    fn sample(source: &mut Source) -> Self {
        let length = source.length();
        source.nested(|source| (0..length).map(|_| (source.value::<String>(), source.value())).collect())
    }
}

impl<T: Sample> Sample for Box<T> {
    fn sample(source: &mut Source) -> Self {
        Box::new(source.value())
    }
}

impl<T: Sample> Sample for Nullable<T> {
    fn sample(source: &mut Source) -> Self {
        if source.below(3) == 0 { Nullable::Null } else { Nullable::Value(source.value()) }
    }
}

impl<T: Sample, const N: usize> Sample for AtMost<T, N> {
    fn sample(source: &mut Source) -> Self {
        let mut elements = source.value::<Vec<T>>();
        elements.truncate(N);
        AtMost::try_from(elements).expect("the list was cut to its limit")
    }
}

impl Sample for UnitInterval {
    fn sample(source: &mut Source) -> Self {
        let value = match source.below(2) {
            0 => source.below(5) as f64 / 4.0,
            _ => f64::from(source.bits()) / f64::from(u32::MAX),
        };
        UnitInterval::new(value).expect("a quotient of a part and the whole")
    }
}

impl Sample for ErrorCode {
    fn sample(source: &mut Source) -> Self {
        let known = [-32700, -32600, -32601, -32602, -32603, -32020, -32021, -32022, -32002, -32000, -32768, 1];
        match source.pick_or_none(&known) {
            Some(code) => ErrorCode::received(code),
            None => ErrorCode::received(source.value::<i64>()),
        }
    }
}

impl Sample for ProtocolVersion {
    fn sample(source: &mut Source) -> Self {
        match source.below(ProtocolVersion::KNOWN.len() + 1).checked_sub(1) {
            None => ProtocolVersion::LATEST,
            Some(index) if index > 0 => ProtocolVersion::KNOWN[index].clone(),
            Some(_) => source.value::<String>().into(),
        }
    }
}

macro_rules! sample_literal {
    ($name:ident) => {
        impl Sample for $name {
            fn sample(source: &mut Source) -> Self {
                let literal = match source.below(6) {
                    0 => return $name::from(source.value::<i64>()),
                    1 => return $name::from(source.value::<u64>()),
                    2 => format!("-{}", "9".repeat(source.below(60) + 1)),
                    3 => format!("\"{}\"", r"\u0061".repeat(source.below(8))),
                    _ => encoded(&source.value::<String>()).text().to_owned(),
                };
                // Why: only longer strings than the bounds promise do not fit.
                $name::parse(&literal).unwrap_or_else(|_| $name::from(0))
            }
        }
    };
}

sample_literal!(RequestId);
sample_literal!(ProgressToken);

macro_rules! arbitrary {
    ($($name:ident)*) => {$(
        $crate::__wire_arbitrary! { $name }
    )*};
}

arbitrary! { UnitInterval ErrorCode ProtocolVersion RequestId ProgressToken Json JsonObject JsonArray }

/// An object that is being sampled, of which some members are known; for the macros.
#[doc(hidden)]
#[derive(Debug)]
pub struct ObjectSample<'s> {
    source: &'s mut Source,
    named: Vec<&'static str>,
    members: Vec<(String, Json)>,
}

impl<'s> ObjectSample<'s> {
    /// An object without members.
    pub fn new(source: &'s mut Source) -> Self {
        ObjectSample { source, named: Vec::new(), members: Vec::new() }
    }

    /// Adds a constant member.
    pub fn tag(&mut self, name: &'static str, constant: impl Into<Json>) {
        self.named.push(name);
        self.members.push((name.to_owned(), constant.into()));
    }

    /// Adds a member.
    pub fn required<T: Sample + Wire>(&mut self, name: &'static str) {
        self.named.push(name);
        self.members.push((name.to_owned(), encoded(&self.source.value::<T>())));
    }

    /// Adds a member, or not.
    pub fn optional<T: Sample + Wire>(&mut self, name: &'static str) {
        self.named.push(name);
        let member = self.source.optional::<T>().map(|value| (name.to_owned(), encoded(&value)));
        self.members.extend(member);
    }

    /// Adds members that are not known, and returns the object.
    pub fn finish(mut self) -> JsonObject {
        let extra = self.source.extra(&self.named);
        self.members.extend(extra.iter().map(|(name, value)| (name.to_owned(), value.into())));
        self.members.into_iter().collect()
    }
}
