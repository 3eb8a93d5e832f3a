//! Schemas at registration: the check, the plan of mirrored parameters, the form, the validator.

use http::HeaderName;
use mcp_schema::limits::{
    MAX_FORM_FIELDS, MAX_MIRRORED_PARAMETERS, MAX_UNFOLDED_DEPTH, MAX_UNFOLDED_SUBSCHEMAS, MAX_VIOLATIONS,
};
use mcp_schema::{FormSchema, HeaderPlan, MirroredParameter, SchemaDocument, Validator};
use mcp_types::Json;
use serde_json::{Value, json};

/// No schema makes anything panic, and what is accepted is within its bounds.
///
/// Every part sees every schema.
pub fn schema_registration(input: &[u8]) -> usize {
    let Ok(schema) = std::str::from_utf8(input).map_err(drop).and_then(|text| Json::parse(text).map_err(drop)) else {
        return 0;
    };
    usize::from(plan(&schema)) + usize::from(form(&schema)) + usize::from(validator(&schema))
}

/// A plan is small, has every mark that properties lead to, and marks nothing that a schema without the mark could have.
fn plan(schema: &Json) -> bool {
    let Ok(plan) = HeaderPlan::of(schema) else { return false };
    assert!(plan.parameters().len() <= MAX_MIRRORED_PARAMETERS);
    assert_eq!(plan.parameters().len(), marks(&schema.to_value()));
    for (at, parameter) in plan.parameters().iter().enumerate() {
        assert!(HeaderName::from_bytes(parameter.name().as_bytes()).is_ok(), "{}", parameter.name());
        let is_same = |other: &MirroredParameter| other.name().eq_ignore_ascii_case(parameter.name());
        assert!(!plan.parameters()[..at].iter().any(is_same), "two are called {}", parameter.name());
        let pointer: String = parameter
            .path()
            .map(|name| format!("/properties/{}", name.replace('~', "~0").replace('/', "~1")))
            .collect();
        let value = schema.to_value();
        let marked = value.pointer(&pointer).expect("the path leads to the mark");
        assert_eq!(marked["x-mcp-header"], parameter.name());
        assert_eq!(marked["type"], parameter.kind().as_str());
    }
    true
}

/// The marks in a schema that nothing but properties leads to; a plan is refused where there is any other.
fn marks(schema: &Value) -> usize {
    let properties = schema.get("properties").and_then(Value::as_object);
    usize::from(schema.get("x-mcp-header").is_some())
        + properties.into_iter().flatten().map(|(_, schema)| marks(schema)).sum::<usize>()
}

/// A form that is accepted survives the way there and back, and accepts its own defaults.
fn form(schema: &Json) -> bool {
    let Ok(form) = FormSchema::parse(schema) else { return false };
    assert!(form.as_schema().properties.len() <= MAX_FORM_FIELDS);
    let written = Json::of(form.as_schema()).expect("it was JSON");
    assert_eq!(FormSchema::parse(&written).as_ref(), Ok(&form));
    let mut content = std::collections::BTreeMap::new();
    form.fill_defaults(&mut content);
    if let Err(violations) = form.accepts(&content) {
        assert!(violations.as_slice().iter().all(|violation| violation.keyword() == "required"), "{violations}");
    }
    true
}

/// What is accepted is bounded, and what its validator refuses is explained.
fn validator(schema: &Json) -> bool {
    let Ok(document) = SchemaDocument::check(schema) else { return false };
    assert!(document.size().subschemas() <= MAX_UNFOLDED_SUBSCHEMAS as u64);
    assert!(document.size().depth() <= MAX_UNFOLDED_DEPTH as u64);
    let Ok(validator) = Validator::of(document) else { return false };
    let nested =
        (0..40).fold(json!(1), |inner, level| if level % 2 == 0 { json!([inner]) } else { json!({ "a": inner }) });
    for value in [
        json!(null),
        json!(true),
        json!(-1.5),
        json!("a"),
        json!([[], "a"]),
        json!({ "a": {} }),
        nested,
        schema.to_value(),
    ] {
        judge(&validator, &value);
        assert!(!validator.accepts(&value) || is_of_type(schema, &value), "{value} is accepted");
    }
    true
}

/// Whether a value has the type that a schema names at its root, if it names a single one there and nothing stands in its
/// place.
fn is_of_type(schema: &Json, value: &Value) -> bool {
    let schema = schema.to_value();
    if schema == false {
        return false;
    }
    match schema.get("type").and_then(Value::as_str).filter(|_| schema.get("$ref").is_none()) {
        Some("null") => value.is_null(),
        Some("boolean") => value.is_boolean(),
        Some("integer" | "number") => value.is_number(),
        Some("string") => value.is_string(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        _ => true,
    }
}

fn judge(validator: &Validator, value: &Value) {
    let verdict = validator.validate_value(value);
    assert_eq!(verdict.is_ok(), validator.accepts(value), "{value}");
    assert_eq!(verdict, validator.validate(Json::from(value).as_raw()), "{value}");
    if let Err(violations) = verdict {
        assert!((1..=MAX_VIOLATIONS).contains(&violations.as_slice().len()));
        assert!(violations.to_string().len() < 64 * 1024);
    }
}
