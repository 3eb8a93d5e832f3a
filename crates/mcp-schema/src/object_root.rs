//! The root of an input schema.

use std::fmt;

use mcp_types::{Json, JsonKind};

use crate::violation::start_of_json;

/// An input schema whose root is not the object that the arguments of a tool are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotObjectRoot {
    received: Option<Box<str>>,
}

/// Checks that a schema says `"type": "object"` at its root, whatever else it says there.
///
/// # Errors
///
/// [`NotObjectRoot`] with what it says instead.
pub fn check_object_root(schema: &Json) -> Result<(), NotObjectRoot> {
    if schema.kind() != JsonKind::Object {
        return Err(NotObjectRoot { received: None });
    }
    let declared = schema.as_raw().get("type");
    // spec: SCHEMA-013 — arguments are an object, and the schema says so in this one word.
    if declared.and_then(|declared| declared.as_str()).as_deref() != Some("object") {
        return Err(NotObjectRoot { received: Some(declared.map_or("nothing".into(), |raw| start_of_json(&raw))) });
    }
    Ok(())
}

impl NotObjectRoot {
    /// The start of what `type` is instead, as JSON; `nothing` without a `type`, and for what is no object at all.
    pub fn received(&self) -> &str {
        self.received.as_deref().unwrap_or("nothing")
    }
}

impl fmt::Display for NotObjectRoot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.received {
            Some(received) => write!(f, "input schema: expected \"type\": \"object\" at its root, received {received}"),
            None => f.write_str("input schema: expected an object with \"type\": \"object\""),
        }
    }
}

impl std::error::Error for NotObjectRoot {}

#[cfg(test)]
mod tests {
    use super::*;

    // spec: SCHEMA-013
    #[test]
    fn only_the_word_object_is_an_object_root() {
        let check = |text| check_object_root(&Json::parse(text).unwrap()).map_err(|error| error.to_string());
        assert_eq!(check(r#"{"type": "object", "anyOf": [true]}"#), Ok(()));
        for (text, received) in [
            (r#"{"type": "array"}"#, "\"array\""),
            (r#"{"type": ["object"]}"#, "[\"object\"]"),
            (r#"{"properties": {}}"#, "nothing"),
        ] {
            let expected = format!("input schema: expected \"type\": \"object\" at its root, received {received}");
            assert_eq!(check(text), Err(expected));
        }
        assert!(check("true").is_err());
        assert!(size_of::<NotObjectRoot>() <= 32);
    }
}
