//! Schemas of forms from Rust types.

use mcp_types::Json;
use schemars::JsonSchema;
use serde_json::{Map, Value, json};

use super::{FormSchema, FormSchemaError};
use crate::tool;

impl FormSchema {
    /// The form that asks for a value of a type: a struct of text, numbers, booleans, enums without fields, and lists
    /// of those enums (feature `schemars`).
    ///
    /// `Option`s are fields that may be left empty. A field's documentation becomes its help text,
    /// `#[schemars(title = "…")]` its label or that of a variant, `#[serde(default)]` what it starts with,
    /// `#[schemars(email)]` and `#[schemars(url)]` its format, lengths and ranges its limits.
    ///
    /// # Errors
    ///
    /// [`FormSchemaError`] where the type has what a form cannot have, such as a field that is a struct.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcp_schema::FormSchema;
    /// use schemars::JsonSchema;
    /// use serde::Deserialize;
    ///
    /// #[derive(Deserialize, JsonSchema)]
    /// enum Meal {
    ///     #[schemars(title = "Vegetarian")]
    ///     Veg,
    ///     Fish,
    /// }
    ///
    /// #[derive(Deserialize, JsonSchema)]
    /// struct Guest {
    ///     /// As on the passport.
    ///     #[schemars(length(min = 1))]
    ///     name: String,
    ///     #[schemars(email)]
    ///     contact: Option<String>,
    ///     meal: Meal,
    /// }
    ///
    /// let form = FormSchema::of::<Guest>()?;
    /// assert_eq!(form.as_schema().properties.len(), 3);
    /// assert_eq!(form.as_schema().required.as_deref(), Some(["name".to_owned(), "meal".to_owned()].as_slice()));
    ///
    /// #[derive(Deserialize, JsonSchema)]
    /// struct Table { guests: Vec<Guest> }
    /// assert!(FormSchema::of::<Table>().unwrap_err().pointer().starts_with("/properties/guests"));
    /// # Ok::<(), mcp_schema::FormSchemaError>(())
    /// ```
    pub fn of<T: JsonSchema>() -> Result<Self, FormSchemaError> {
        let mut schema = Value::from(tool::input::<T>());
        if let Some(root) = schema.as_object_mut() {
            // What is said about the type is in the message of the request, and forms take no other fields anyway.
            for keyword in ["title", "description", "additionalProperties"] {
                root.remove(keyword);
            }
            root.entry("properties").or_insert_with(|| json!({}));
            if let Some(Value::Object(properties)) = root.get_mut("properties") {
                properties.values_mut().filter_map(Value::as_object_mut).for_each(shape);
            }
        }
        FormSchema::parse(&Json::from(schema))
    }
}

/// Brings the schema of a field into the shape that forms have for it.
fn shape(field: &mut Map<String, Value>) {
    choice(field, "oneOf");
    if field.get("type").is_some_and(|declared| declared == "array") {
        // Options cannot be chosen twice in a form.
        field.remove("uniqueItems");
        if let Some(Value::Object(items)) = field.get_mut("items") {
            choice(items, "anyOf");
            if items.contains_key("anyOf") {
                items.remove("type");
            }
            items.remove("description");
            items.remove("title");
        }
    }
}

/// Writes an enum without fields as a choice: `enum`, or, where a variant has a title, options under `keyword`.
fn choice(field: &mut Map<String, Value>, keyword: &str) {
    if let Some(constant) = field.remove("const") {
        field.insert("enum".to_owned(), json!([constant]));
    }
    let Some(options) = field.get("oneOf").and_then(Value::as_array).and_then(|variants| options(variants)) else {
        return;
    };
    field.remove("oneOf");
    field.insert("type".to_owned(), "string".into());
    match options.iter().any(|(_, title)| title.is_some()) {
        true => {
            let titled = |(value, title): &(String, Option<String>)| json!({ "const": value, "title": title.as_ref().unwrap_or(value) });
            field.insert(keyword.to_owned(), options.iter().map(titled).collect());
        }
        false => {
            field.insert("enum".to_owned(), options.into_iter().map(|(value, _)| value).collect());
        }
    }
}

/// The values of variants with their titles; `None` if one has fields.
fn options(variants: &[Value]) -> Option<Vec<(String, Option<String>)>> {
    let mut options = Vec::new();
    for variant in variants {
        let title = variant.get("title").and_then(Value::as_str).map(str::to_owned);
        match (variant.get("const"), variant.get("enum")) {
            (Some(Value::String(value)), None) => options.push((value.clone(), title)),
            (None, Some(Value::Array(values))) => {
                for value in values {
                    options.push((value.as_str()?.to_owned(), None));
                }
            }
            _ => return None,
        }
    }
    Some(options)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Deserialize, Serialize, JsonSchema, PartialEq, Eq, PartialOrd, Ord)]
    #[serde(rename_all = "lowercase")]
    enum Plain {
        Red,
        Green,
    }

    #[derive(Deserialize, Serialize, JsonSchema, PartialEq, Eq, PartialOrd, Ord)]
    enum Titled {
        /// Nothing added.
        #[schemars(title = "Still water")]
        Still,
        Sparkling,
        Tap,
    }

    #[derive(Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its schema is looked at")]
    /// Documentation of the type.
    struct Everything {
        /// Help
        #[schemars(title = "Label", length(min = 2, max = 9))]
        text: String,
        #[schemars(email)]
        email: Option<String>,
        #[schemars(url)]
        page: String,
        #[schemars(extend("format" = "date"))]
        day: String,
        #[schemars(range(min = 1, max = 10))]
        count: u8,
        #[serde(default)]
        ratio: f64,
        #[serde(default = "yes")]
        agreed: bool,
        plain: Plain,
        titled: Option<Titled>,
        many: Vec<Plain>,
        set: BTreeSet<Titled>,
    }

    fn yes() -> bool {
        true
    }

    #[test]
    fn every_kind_of_field_is_derived() {
        // spec: ELIC-013, ELIC-014
        let form = FormSchema::of::<Everything>().unwrap();
        let water = json!([
            { "const": "Sparkling", "title": "Sparkling" }, { "const": "Tap", "title": "Tap" }, { "const": "Still", "title": "Still water" },
        ]);
        let sorted = |mut value: Value| {
            for pointer in ["/properties/titled/oneOf", "/properties/set/items/anyOf"] {
                if let Some(Value::Array(options)) = value.pointer_mut(pointer) {
                    options.sort_by_key(Value::to_string);
                }
            }
            value
        };
        assert_eq!(
            sorted(Json::of(form.as_schema()).unwrap().to_value()),
            sorted(json!({
                "type": "object",
                "properties": {
                    "text": { "type": "string", "title": "Label", "description": "Help", "minLength": 2, "maxLength": 9 },
                    "email": { "type": "string", "format": "email" },
                    "page": { "type": "string", "format": "uri" },
                    "day": { "type": "string", "format": "date" },
                    "count": { "type": "integer", "minimum": 1, "maximum": 10 },
                    "ratio": { "type": "number", "default": 0 },
                    "agreed": { "type": "boolean", "default": true },
                    "plain": { "type": "string", "enum": ["red", "green"] },
                    "titled": { "type": "string", "oneOf": water },
                    "many": { "type": "array", "items": { "type": "string", "enum": ["red", "green"] } },
                    "set": { "type": "array", "items": { "anyOf": water } },
                },
                "required": ["text", "page", "day", "count", "plain", "many", "set"],
            }))
        );
    }

    #[test]
    fn types_that_no_form_can_ask_for_are_refused() {
        // spec: ELIC-013
        macro_rules! refused {
            ($field:ty) => {{
                #[derive(Deserialize, JsonSchema)]
                #[expect(dead_code, reason = "only its schema is looked at")]
                struct Form {
                    field: $field,
                }
                let error = FormSchema::of::<Form>().expect_err("no form can ask for it");
                assert!(error.pointer().starts_with("/properties/field"), "{error}");
            }};
        }
        refused!(Vec<String>);
        refused!(Vec<Vec<Plain>>);
        refused!(std::collections::BTreeMap<String, String>);
        refused!((i64, i64));
        refused!(Everything);
        refused!(Result<String, String>);
        refused!(Value);
        assert!(FormSchema::of::<Vec<String>>().is_err());
        assert!(FormSchema::of::<String>().is_err());
        assert!(FormSchema::of::<Plain>().is_err());
    }
}
