//! The rules for schemas of forms that their wire type cannot hold.

use std::collections::BTreeSet;

use mcp_types::{ElicitSchema, Extra, PrimitiveSchemaDefinition};

use super::{FormSchemaError, FormSchemaFault, accept, default, options};
use crate::Dialect;
use crate::keyword::{applicator, asserts};
use crate::limits::{MAX_FORM_FIELDS, MAX_FORM_OPTIONS};
use crate::text::push_token;

pub(super) fn check(schema: &ElicitSchema) -> Result<(), FormSchemaError> {
    let declared = schema.schema.as_deref();
    if declared.is_some_and(|declared| Dialect::of_uri(declared) != Some(Dialect::Draft202012)) {
        return Err(FormSchemaError::new("/$schema", FormSchemaFault::UnsupportedDialect));
    }
    if schema.properties.len() > MAX_FORM_FIELDS {
        return Err(FormSchemaError::new("/properties", FormSchemaFault::TooManyFields));
    }
    keywords("", &schema.extra)?;
    for name in schema.required.iter().flatten() {
        if !schema.properties.contains_key(name) {
            return Err(FormSchemaError::new("/required", FormSchemaFault::UnknownField));
        }
    }
    for (name, field) in &schema.properties {
        let mut pointer = "/properties".to_owned();
        push_token(&mut pointer, name);
        check_field(&pointer, name, field)?;
    }
    Ok(())
}

fn check_field(pointer: &str, name: &str, field: &PrimitiveSchemaDefinition) -> Result<(), FormSchemaError> {
    let error = |fault| FormSchemaError::new(pointer, fault);
    // spec: ELIC-013 — a field is flat: text, a number, yes or no, or a choice.
    let extra = extra(field).ok_or_else(|| error(FormSchemaFault::NotPrimitive))?;
    keywords(pointer, extra)?;
    check_options(field).map_err(error)?;
    if is_empty_range(field) {
        return Err(error(FormSchemaFault::EmptyRange));
    }
    if let Some(default) = default(field) {
        let mut found = Vec::new();
        accept::value(name, field, &default, &mut found);
        if let Some(violation) = found.pop() {
            return Err(error(FormSchemaFault::Default { violation }));
        }
    }
    Ok(())
}

/// Refuses keywords that clients would leave out of the form, and then not be asked for; vendors' own words are kept.
fn keywords(pointer: &str, extra: &Extra) -> Result<(), FormSchemaError> {
    // spec: ELIC-013 — forms have a subset of JSON Schema, and this is none of it.
    match extra.iter().find(|(keyword, _)| applicator(keyword).is_some() || asserts(keyword)) {
        Some((keyword, _)) => {
            Err(FormSchemaError::new(pointer, FormSchemaFault::Keyword { keyword: crate::text::excerpt(keyword) }))
        }
        None => Ok(()),
    }
}

/// Members of a field that its wire type does not name; `None` for a field that forms do not have.
fn extra(field: &PrimitiveSchemaDefinition) -> Option<&Extra> {
    use PrimitiveSchemaDefinition as P;
    Some(match field {
        P::TitledSingleSelectEnum(field) => &field.extra,
        P::LegacyTitledEnum(field) => &field.extra,
        P::UntitledSingleSelectEnum(field) => &field.extra,
        P::String(field) => &field.extra,
        P::Number(field) => &field.extra,
        P::Boolean(field) => &field.extra,
        P::UntitledMultiSelectEnum(field) => &field.extra,
        P::TitledMultiSelectEnum(field) => &field.extra,
        _ => return None,
    })
}

fn check_options(field: &PrimitiveSchemaDefinition) -> Result<(), FormSchemaFault> {
    let Some(options) = options(field) else { return Ok(()) };
    if options.is_empty() {
        return Err(FormSchemaFault::NoOptions);
    }
    if options.len() > MAX_FORM_OPTIONS {
        return Err(FormSchemaFault::TooManyOptions);
    }
    if let PrimitiveSchemaDefinition::LegacyTitledEnum(field) = field
        && field.enum_names.as_ref().is_some_and(|names| names.len() != field.values.len())
    {
        return Err(FormSchemaFault::LabelsDiffer);
    }
    let unique: BTreeSet<_> = options.iter().collect();
    if unique.len() < options.len() { Err(FormSchemaFault::DuplicateOption) } else { Ok(()) }
}

fn is_empty_range(field: &PrimitiveSchemaDefinition) -> bool {
    use PrimitiveSchemaDefinition as P;
    let counts = |least: Option<i64>, most: Option<i64>| most.is_some_and(|most| most < least.unwrap_or(0).max(0));
    match field {
        P::String(field) => counts(field.min_length, field.max_length),
        P::UntitledMultiSelectEnum(field) => counts(field.min_items, field.max_items),
        P::TitledMultiSelectEnum(field) => counts(field.min_items, field.max_items),
        P::Number(field) => matches!((field.minimum, field.maximum), (Some(least), Some(most)) if least > most),
        _ => false,
    }
}
