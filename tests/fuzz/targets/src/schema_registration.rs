//! Schemas at registration: the check, the plan of mirrored parameters, the form, the validator.

use mcp_schema::limits::{
    MAX_FORM_FIELDS, MAX_MIRRORED_PARAMETERS, MAX_UNFOLDED_DEPTH, MAX_UNFOLDED_SUBSCHEMAS, MAX_VIOLATIONS,
};
use mcp_schema::{FormSchema, HeaderPlan, SchemaDocument, Validator};
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

/// A plan is small, and marks nothing that a schema without the mark could have.
fn plan(schema: &Json) -> bool {
    let Ok(plan) = HeaderPlan::of(schema) else { return false };
    assert!(plan.parameters().len() <= MAX_MIRRORED_PARAMETERS);
    for parameter in plan.parameters() {
        assert!(parameter.name().bytes().all(|byte| byte.is_ascii_graphic() && byte != b':'), "{}", parameter.name());
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
    }
    true
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
