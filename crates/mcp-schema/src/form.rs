//! Forms: the flat schemas of elicitation, their defaults, and what is filled in.

mod accept;
mod check;
#[cfg(feature = "schemars")]
mod derive;
mod error;
mod format;
mod mode;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use mcp_types::{ElicitSchema, ElicitValue, PrimitiveSchemaDefinition};

pub use self::error::{FormSchemaError, FormSchemaFault};
pub use self::mode::{ElicitationModes, UrlError, url_request};
use crate::{Violation, Violations};

/// The schema of a form: one flat object whose properties are text, numbers, yes or no, and choices.
///
/// Whoever has one knows that every client can show it: what forms cannot have is refused when it is made, and so are
/// fields that nothing could be filled into, and defaults that the form itself would not accept.
///
/// # Specification
///
/// [Requested schema](https://modelcontextprotocol.io/specification/2026-07-28/client/elicitation#requested-schema)
///
/// # Examples
///
/// ```
/// use std::collections::BTreeMap;
///
/// use mcp_schema::FormSchema;
/// use mcp_types::{ElicitValue, Json};
///
/// let form = FormSchema::parse(&Json::parse(r#"{
///     "type": "object",
///     "properties": {
///         "name": { "type": "string", "minLength": 2 },
///         "seats": { "type": "integer", "minimum": 1, "default": 2 }
///     },
///     "required": ["name"]
/// }"#)?)?;
///
/// let mut content = BTreeMap::from([("name".to_owned(), ElicitValue::from("Ada".to_owned()))]);
/// form.fill_defaults(&mut content);
/// assert_eq!(content["seats"], ElicitValue::from(2.0));
/// assert!(form.accepts(&content).is_ok());
///
/// content.insert("seats".to_owned(), ElicitValue::from(1.5));
/// assert_eq!(form.accepts(&content).unwrap_err().to_string(), "/seats: expected a whole number, received 1.5");
///
/// let nested = Json::parse(r#"{"type": "object", "properties": {"a": {"type": "object"}}}"#)?;
/// assert!(FormSchema::parse(&nested).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
// Invariant: passed `check`.
pub struct FormSchema(ElicitSchema);

impl FormSchema {
    /// Checks that a schema is one of a form.
    ///
    /// # Errors
    ///
    /// [`FormSchemaError`] for the first rule that is broken; see [`FormSchemaFault`].
    pub fn new(schema: ElicitSchema) -> Result<Self, FormSchemaError> {
        check::check(&schema)?;
        Ok(FormSchema(schema))
    }

    /// Reads and checks a schema.
    ///
    /// # Errors
    ///
    /// [`FormSchemaFault::NotDecoded`] where it is not of the wire type, and those of [`new`](Self::new).
    pub fn parse(schema: &mcp_types::Json) -> Result<Self, FormSchemaError> {
        // Nothing nested and no other types: the wire type has no variant for them.
        let decoded = schema.as_raw().decode::<ElicitSchema>();
        FormSchema::new(decoded.map_err(|error| {
            FormSchemaError::new(
                error.path(),
                FormSchemaFault::NotDecoded { problem: crate::text::excerpt(&error.to_string()) },
            )
        })?)
    }

    /// The schema as it goes into `requestedSchema`.
    pub fn as_schema(&self) -> &ElicitSchema {
        &self.0
    }

    /// The schema as it goes into `requestedSchema`.
    pub fn into_schema(self) -> ElicitSchema {
        self.0
    }

    /// Judges what was filled in.
    ///
    /// Fields that the form does not have are let through, as JSON Schema does.
    ///
    /// # Errors
    ///
    /// [`Violations`]: required fields that are missing, and values that their fields do not allow.
    pub fn accepts(&self, content: &BTreeMap<String, ElicitValue>) -> Result<(), Violations> {
        let mut found = Vec::new();
        for name in self.0.required.iter().flatten() {
            // spec: ELIC-037 — what a form requires is there.
            if !content.contains_key(name) {
                found.push(Violation::missing("", "required", &format!("the field `{name}`")));
            }
        }
        for (name, value) in content {
            if let Some(field) = self.0.properties.get(name) {
                accept::value(name, field, value, &mut found);
            }
        }
        Violations::check(found)
    }

    /// Fills defaults into fields that have none of the user's values: what a form starts with.
    // spec: ELIC-014 — forms start with their defaults.
    pub fn fill_defaults(&self, content: &mut BTreeMap<String, ElicitValue>) {
        for (name, field) in &self.0.properties {
            if let (false, Some(default)) = (content.contains_key(name), default(field)) {
                content.insert(name.clone(), default);
            }
        }
    }
}

impl From<FormSchema> for ElicitSchema {
    fn from(form: FormSchema) -> Self {
        form.0
    }
}

/// The value that a field starts with.
fn default(field: &PrimitiveSchemaDefinition) -> Option<ElicitValue> {
    use PrimitiveSchemaDefinition as P;
    match field {
        P::TitledSingleSelectEnum(field) => field.default.clone().map(ElicitValue::String),
        P::LegacyTitledEnum(field) => field.default.clone().map(ElicitValue::String),
        P::UntitledSingleSelectEnum(field) => field.default.clone().map(ElicitValue::String),
        P::String(field) => field.default.clone().map(ElicitValue::String),
        P::Number(field) => field.default.map(ElicitValue::Number),
        P::Boolean(field) => field.default.map(ElicitValue::Boolean),
        P::UntitledMultiSelectEnum(field) => field.default.clone().map(ElicitValue::Strings),
        P::TitledMultiSelectEnum(field) => field.default.clone().map(ElicitValue::Strings),
        _ => None,
    }
}

/// The values that a choice offers; `None` for fields that are no choice.
fn options(field: &PrimitiveSchemaDefinition) -> Option<Vec<&str>> {
    use PrimitiveSchemaDefinition as P;
    Some(match field {
        P::TitledSingleSelectEnum(field) => field.one_of.iter().map(|option| option.value.as_str()).collect(),
        P::LegacyTitledEnum(field) => field.values.iter().map(String::as_str).collect(),
        P::UntitledSingleSelectEnum(field) => field.values.iter().map(String::as_str).collect(),
        P::UntitledMultiSelectEnum(field) => field.items.values.iter().map(String::as_str).collect(),
        P::TitledMultiSelectEnum(field) => field.items.any_of.iter().map(|option| option.value.as_str()).collect(),
        _ => return None,
    })
}
