//! First pass: the text of a JSON Schema becomes a document of named definitions.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::failure::Failure;

/// A schema file, with its definitions by name.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Document {
    /// Name of the definition → its schema.
    pub(super) definitions: BTreeMap<String, Value>,
    /// The member that holds the definitions: `$defs`, or `definitions` in older drafts of JSON Schema.
    pub(super) holder: &'static str,
}

impl Document {
    /// Reads the text of a schema file.
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        let mut root: Value =
            serde_json::from_str(text).map_err(|error| Failure::new(format!("the schema is not JSON: {error}")))?;
        let holder = ["$defs", "definitions"]
            .into_iter()
            .find(|holder| root.get(holder).is_some_and(Value::is_object))
            .ok_or_else(|| Failure::new("the schema has neither `$defs` nor `definitions`"))?;
        let Value::Object(definitions) = root[holder].take() else {
            return Err(Failure::new(format!("`{holder}` of the schema is not an object")));
        };
        Ok(Document { definitions: definitions.into_iter().collect(), holder })
    }

    /// JSON Pointer of a definition, as it stands in the file.
    pub(super) fn pointer(&self, definition: &str) -> String {
        format!("/{}/{}", self.holder, escape(definition))
    }
}

/// Escapes one reference token of a JSON Pointer (RFC 6901).
pub(super) fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// Name of the definition that a `$ref` points to, where it points to one of this document.
pub(super) fn referred(reference: &str) -> Option<&str> {
    let name = reference.strip_prefix("#/$defs/").or_else(|| reference.strip_prefix("#/definitions/"))?;
    (!name.is_empty() && !name.contains(['/', '~', '%'])).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_the_holder_are_read() {
        for holder in ["$defs", "definitions"] {
            let document = Document::parse(&format!(r#"{{"{holder}":{{"A":{{"type":"string"}}}}}}"#)).unwrap();
            assert_eq!(document.definitions.keys().collect::<Vec<_>>(), ["A"]);
            assert_eq!(document.pointer("A"), format!("/{holder}/A"));
        }
    }

    #[test]
    fn a_schema_without_definitions_is_refused() {
        for text in ["{}", "[]", r#"{"$defs":[]}"#, "{"] {
            assert!(Document::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn references_name_definitions_of_the_same_document() {
        assert_eq!(referred("#/$defs/Tool"), Some("Tool"));
        assert_eq!(referred("#/definitions/Tool"), Some("Tool"));
        for other in ["#", "#/$defs/", "#/$defs/Tool/properties/name", "other.json#/$defs/Tool"] {
            assert_eq!(referred(other), None, "{other}");
        }
    }

    #[test]
    fn pointer_tokens_are_escaped() {
        assert_eq!(escape("io.modelcontextprotocol/x~y"), "io.modelcontextprotocol~1x~0y");
    }
}
