//! Whether two JSON texts mean the same.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::decimal::Decimal;
use super::{JsonKind, Raw};

/// Compares by meaning: not by order of members, white space, escapes or spelling of numbers.
///
/// Recursion is as deep as the values are nested.
pub(super) fn same(left: Raw<'_>, right: Raw<'_>) -> bool {
    if left.text() == right.text() {
        return true;
    }
    match (left.kind(), right.kind()) {
        (JsonKind::Number, JsonKind::Number) => Decimal::of_literal(left.text()) == Decimal::of_literal(right.text()),
        (JsonKind::String, JsonKind::String) => left.as_str() == right.as_str(),
        (JsonKind::Array, JsonKind::Array) => same_elements(left, right),
        (JsonKind::Object, JsonKind::Object) => {
            let (left, right) = (by_name(left), by_name(right));
            left.len() == right.len()
                && left
                    .iter()
                    .zip(&right)
                    .all(|((name, value), (other, counterpart))| name == other && same(*value, *counterpart))
        }
        _ => false,
    }
}

fn same_elements(left: Raw<'_>, right: Raw<'_>) -> bool {
    let (Some(mut left), Some(mut right)) = (left.elements(), right.elements()) else { return false };
    loop {
        match (left.next(), right.next()) {
            (None, None) => return true,
            (Some(element), Some(counterpart)) if same(element, counterpart) => {}
            _ => return false,
        }
    }
}

/// The members of an object, the last one of each name.
fn by_name(object: Raw<'_>) -> BTreeMap<Cow<'_, str>, Raw<'_>> {
    object.members().into_iter().flatten().collect()
}
