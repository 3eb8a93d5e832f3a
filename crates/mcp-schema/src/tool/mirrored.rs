//! Mirrored parameters of derived schemas: none of them behind a reference.
//!
//! Where types are written once under `$defs`, one with a mirrored parameter is put back where the properties lead to
//! it, and definitions that nothing refers to any more are taken out.

use std::collections::BTreeSet;

use schemars::Schema;
use serde_json::{Map, Value};

use crate::header_plan::ANNOTATION;

/// What `schemars` refers to definitions by.
const DEFINITIONS: &str = "#/$defs/";

/// Puts definitions with mirrored parameters in place of the references that lead to them through properties.
pub(super) fn inline(schema: &mut Schema) {
    let Some(root) = schema.as_object_mut() else { return };
    let Some(Value::Object(definitions)) = root.get("$defs").cloned() else { return };
    if !definitions.values().any(|definition| definition.to_string().contains(ANNOTATION)) {
        return;
    }
    inline_below(root, &definitions, &mut Vec::new());
    remove_unused(root, definitions);
}

/// `open`: the definitions that are being put in place, none of which is put into itself.
fn inline_below(schema: &mut Map<String, Value>, definitions: &Map<String, Value>, open: &mut Vec<String>) {
    let Some(Value::Object(properties)) = schema.get_mut("properties") else { return };
    for property in properties.values_mut().filter_map(Value::as_object_mut) {
        let name = referenced(property).map(str::to_owned).filter(|name| !open.contains(name));
        let definition = name.as_ref().and_then(|name| definitions.get(name)).and_then(Value::as_object);
        match (name, definition) {
            (Some(name), Some(definition)) if mirrors(definition, definitions, &mut BTreeSet::new()) => {
                property.remove("$ref");
                for (keyword, value) in definition {
                    // Why: what is said about the member goes before what is said about its type.
                    property.entry(keyword).or_insert_with(|| value.clone());
                }
                open.push(name);
                inline_below(property, definitions, open);
                open.pop();
            }
            _ => inline_below(property, definitions, open),
        }
    }
}

/// Whether properties lead from here to a mirrored parameter; each definition is looked at once.
fn mirrors(schema: &Map<String, Value>, definitions: &Map<String, Value>, seen: &mut BTreeSet<String>) -> bool {
    let Some(Value::Object(properties)) = schema.get("properties") else { return false };
    properties.values().filter_map(Value::as_object).any(|property| {
        let definition = referenced(property)
            .and_then(|name| definitions.get(name)?.as_object().filter(|_| seen.insert(name.to_owned())));
        property.contains_key(ANNOTATION)
            || mirrors(property, definitions, seen)
            || definition.is_some_and(|definition| mirrors(definition, definitions, seen))
    })
}

/// The definition that a schema refers to.
fn referenced(schema: &Map<String, Value>) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix(DEFINITIONS)
}

/// Keeps the definitions that something still leads to.
fn remove_unused(root: &mut Map<String, Value>, definitions: Map<String, Value>) {
    root.remove("$defs");
    let mut used = BTreeSet::new();
    let mut pending: Vec<&Value> = root.values().collect();
    while let Some(value) = pending.pop() {
        match value {
            Value::Array(elements) => pending.extend(elements),
            Value::Object(members) => {
                if let Some(name) = referenced(members)
                    && let Some((name, definition)) = definitions.get_key_value(name)
                    && used.insert(name.clone())
                {
                    pending.push(definition);
                }
                pending.extend(members.values());
            }
            _ => {}
        }
    }
    let kept: Map<String, Value> = definitions.into_iter().filter(|(name, _)| used.contains(name)).collect();
    if !kept.is_empty() {
        root.insert("$defs".to_owned(), Value::Object(kept));
    }
}

#[cfg(test)]
mod tests {
    use mcp_types::Json;
    use serde_json::json;

    use super::*;
    use crate::HeaderPlan;

    fn inlined(schema: Value) -> Value {
        let mut schema = Schema::try_from(schema).unwrap();
        inline(&mut schema);
        schema.into()
    }

    #[test]
    fn references_on_the_way_to_a_mirrored_parameter_are_inlined() {
        // spec: HTTP-052
        let region = json!({ "type": "string", "x-mcp-header": "Region" });
        let schema = json!({
            "properties": {
                "target": { "$ref": "#/$defs/Target", "description": "Where" },
                "plain": { "$ref": "#/$defs/Plain" },
            },
            "$defs": {
                "Target": { "description": "A place", "properties": { "zone": { "$ref": "#/$defs/Zone" } } },
                "Zone": { "properties": { "region": region, "plain": { "$ref": "#/$defs/Plain" } } },
                "Plain": { "properties": { "again": { "$ref": "#/$defs/Plain" } } },
            },
        });
        assert!(HeaderPlan::of(&Json::from(&schema)).is_err());
        let schema = inlined(schema);
        assert_eq!(
            schema,
            json!({
                "properties": {
                    "target": { "description": "Where", "properties": { "zone": {
                        "properties": { "region": region, "plain": { "$ref": "#/$defs/Plain" } },
                    } } },
                    "plain": { "$ref": "#/$defs/Plain" },
                },
                "$defs": { "Plain": { "properties": { "again": { "$ref": "#/$defs/Plain" } } } },
            })
        );
        let plan = HeaderPlan::of(&Json::from(schema)).unwrap();
        assert!(plan.parameters()[0].path().eq(["target", "zone", "region"]));
    }

    #[test]
    fn recursion_stays_and_is_refused_later() {
        let schema = inlined(json!({
            "properties": { "node": { "$ref": "#/$defs/Node" } },
            "$defs": { "Node": { "properties": {
                "id": { "type": "string", "x-mcp-header": "Id" },
                "next": { "$ref": "#/$defs/Node" },
            } } },
        }));
        assert_eq!(schema["properties"]["node"]["properties"]["next"]["$ref"], "#/$defs/Node");
        assert!(HeaderPlan::of(&Json::from(schema)).is_err());
    }

    #[test]
    fn schemas_without_mirrored_parameters_stay_as_they_are() {
        let schema = json!({ "properties": { "a": { "$ref": "#/$defs/A" } }, "$defs": { "A": {}, "Unused": {} } });
        assert_eq!(inlined(schema.clone()), schema);
    }
}
