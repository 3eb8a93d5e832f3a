//! One value in a field against one value in the content.

use std::borrow::Cow;

use mcp_schema::ParameterKind;
use mcp_schema::limits::MAX_MIRRORED_INTEGER;
use mcp_types::{JsonKind, Raw};

use crate::field::Field;
use crate::rejection::FieldProblem;
use crate::sentinel;

/// Judges a field against the argument that it mirrors, which is not null.
pub(super) fn judge(field: Field<'_>, argument: Option<Raw<'_>>, kind: ParameterKind) -> Result<(), FieldProblem> {
    let sent = match (field, argument) {
        // spec: HTTP-066 — without an argument no field is expected.
        (Field::Absent, None) => return Ok(()),
        // spec: HTTP-064 — who left the field out would be routed by nothing and served by the content.
        (Field::Absent, Some(_)) => return Err(FieldProblem::Missing),
        // spec: HTTP-063 — of two fields one would be checked and the other believed.
        (Field::Repeated, _) => return Err(FieldProblem::Repeated),
        (Field::One(sent), _) => sent,
    };
    let value = sentinel::Value::of(sent).map_err(FieldProblem::Malformed)?;
    let agrees = match argument {
        Some(argument) => stands_for(sent, value, argument),
        None => false,
    };
    if !agrees {
        // spec: HTTP-062 — what stands for no text is refused as such.
        value.check().map_err(FieldProblem::Malformed)?;
        // spec: HTTP-063 — a field without its argument mirrors nothing, and another value is another argument.
        return Err(if argument.is_some() { FieldProblem::Differs } else { FieldProblem::NoCounterpart });
    }
    // spec: HTTP-050 — beyond the bound, peers that compute with floats see another number.
    if kind == ParameterKind::Integer && argument.is_some_and(is_beyond_safe_integers) {
        return Err(FieldProblem::UnsafeInteger);
    }
    Ok(())
}

/// Whether what was sent means this argument. Arguments of another type than the tool's schema demands are compared as
/// what they are: the schema is asked later.
// spec: HTTP-061 — encoded values are compared as what they stand for.
fn stands_for(sent: &[u8], value: sentinel::Value<'_>, argument: Raw<'_>) -> bool {
    match argument.kind() {
        JsonKind::String => argument.as_str().is_some_and(|text| value.stands_for(&text)),
        JsonKind::Boolean => value.stands_for(argument.text()),
        // spec: HTTP-067 — numbers are compared as numbers: 42.0 is 42.
        JsonKind::Number => sentinel::decode(sent).is_ok_and(|text| is_same_number(&text, argument)),
        JsonKind::Null | JsonKind::Array | JsonKind::Object => false,
    }
}

fn is_same_number(text: &str, argument: Raw<'_>) -> bool {
    let read = Raw::parse(text).ok().filter(|raw| raw.kind() == JsonKind::Number && raw.text().len() == text.len());
    read.is_some_and(|number| number == argument)
}

fn is_beyond_safe_integers(argument: Raw<'_>) -> bool {
    argument.kind() == JsonKind::Number
        && argument.deserialize::<f64>().map_or(true, |number| number.abs() > MAX_MIRRORED_INTEGER as f64)
}

/// The text that a field mirrors an argument as, before it is encoded; `None` for what no field can mirror.
pub(super) fn text(argument: Raw<'_>) -> Option<Cow<'_, str>> {
    match argument.kind() {
        // spec: HTTP-057 — text as it is, booleans in small letters, integers in decimal.
        JsonKind::String => argument.as_str(),
        JsonKind::Boolean => Some(Cow::Borrowed(argument.text())),
        JsonKind::Number => {
            // spec: HTTP-050 — an integer that peers would read differently is not mirrored.
            let integer = argument.decode::<i64>().ok().filter(|_| !is_beyond_safe_integers(argument))?;
            Some(Cow::Owned(integer.to_string()))
        }
        JsonKind::Null | JsonKind::Array | JsonKind::Object => None,
    }
}
