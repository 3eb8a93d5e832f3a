//! One value against one field.

use std::collections::BTreeSet;

use mcp_types::{ElicitValue, PrimitiveSchemaDefinition, StringSchema};

use super::{format, options};
use crate::Violation;
use crate::limits::MAX_VIOLATIONS;
use crate::text::{push_index, push_token};

/// Adds what is wrong with the value of a field.
// spec: ELIC-037 — what comes back is checked against what was asked for.
pub(super) fn value(name: &str, field: &PrimitiveSchemaDefinition, value: &ElicitValue, found: &mut Vec<Violation>) {
    use PrimitiveSchemaDefinition as P;
    let mut pointer = String::new();
    push_token(&mut pointer, name);
    let mut add = |keyword, expected: &str| found.push(Violation::new(&pointer, keyword, expected, value));
    match (field, value) {
        (P::String(field), ElicitValue::String(text)) => string(field, text, &mut add),
        (P::Number(field), ElicitValue::Number(number)) => {
            if field.kind == mcp_types::NumberKind::Integer && number.fract() != 0.0 {
                return add("type", "a whole number");
            }
            if let Some(least) = field.minimum.filter(|least| number < least) {
                add("minimum", &format!("a number of at least {least}"));
            }
            if let Some(most) = field.maximum.filter(|most| number > most) {
                add("maximum", &format!("a number of at most {most}"));
            }
        }
        (P::Boolean(_), ElicitValue::Boolean(_)) => {}
        (
            P::TitledSingleSelectEnum(_) | P::LegacyTitledEnum(_) | P::UntitledSingleSelectEnum(_),
            ElicitValue::String(text),
        ) => {
            if let Some(options) = options(field).filter(|options| !options.contains(&text.as_str())) {
                add("enum", &one_of(&options));
            }
        }
        (P::UntitledMultiSelectEnum(list), ElicitValue::Strings(chosen)) => {
            counts(chosen.len(), list.min_items, list.max_items, &mut add);
            choices(&pointer, field, chosen, found);
        }
        (P::TitledMultiSelectEnum(list), ElicitValue::Strings(chosen)) => {
            counts(chosen.len(), list.min_items, list.max_items, &mut add);
            choices(&pointer, field, chosen, found);
        }
        (field, _) => add("type", expected_type(field)),
    }
}

fn string(field: &StringSchema, text: &str, add: &mut impl FnMut(&'static str, &str)) {
    let length = text.chars().count() as u64;
    if let Some(least) = field.min_length.filter(|least| i128::from(length) < i128::from(*least)) {
        add("minLength", &format!("at least {least} characters"));
    }
    if let Some(most) = field.max_length.filter(|most| i128::from(length) > i128::from(*most)) {
        add("maxLength", &format!("at most {most} characters"));
    }
    if let Some(format) = field.format.as_ref().filter(|format| !format::obeys(text, format)) {
        add("format", format::described(format));
    }
}

fn counts(count: usize, least: Option<i64>, most: Option<i64>, add: &mut impl FnMut(&'static str, &str)) {
    let count = count as i128;
    if let Some(least) = least.filter(|least| count < i128::from(*least)) {
        add("minItems", &format!("at least {least} choices"));
    }
    if let Some(most) = most.filter(|most| count > i128::from(*most)) {
        add("maxItems", &format!("at most {most} choices"));
    }
}

fn choices(pointer: &str, field: &PrimitiveSchemaDefinition, chosen: &[String], found: &mut Vec<Violation>) {
    let Some(options) = options(field) else { return };
    // Why: who answers decides how many choices there are, so that each is looked up, not searched for.
    let offered: BTreeSet<&str> = options.iter().copied().collect();
    let strangers = chosen.iter().enumerate().filter(|(_, choice)| !offered.contains(choice.as_str()));
    for (index, choice) in strangers.take(MAX_VIOLATIONS.saturating_sub(found.len())) {
        let mut at = pointer.to_owned();
        push_index(&mut at, index);
        found.push(Violation::new(&at, "enum", &one_of(&options), choice));
    }
}

fn one_of(options: &[&str]) -> String {
    format!("one of {}", crate::violation::start_of_json(options))
}

fn expected_type(field: &PrimitiveSchemaDefinition) -> &'static str {
    use PrimitiveSchemaDefinition as P;
    match field {
        P::Number(_) => "a number",
        P::Boolean(_) => "true or false",
        P::UntitledMultiSelectEnum(_) | P::TitledMultiSelectEnum(_) => "a list of strings",
        _ => "a string",
    }
}
