//! The passes in their order.

use std::collections::BTreeMap;

use super::docs::Docs;
use super::emit::{Files, Surroundings, emit};
use super::errata::{Applied, Errata};
use super::flatten::flatten;
use super::model::{Model, Shape, model};
use super::names::Names;
use super::plan::{Imported, Plan, plan};
use super::problem::Problems;
use super::read::Document;
use super::same::Pair;
use super::select::Selection;
use crate::failure::Failure;

/// What the passes need besides the schema.
#[derive(Debug)]
pub(super) struct Tables {
    pub(super) errata: Errata,
    pub(super) names: Names,
    pub(super) docs: Docs,
    /// Whether an entry of a table that fits nothing is an error, as it is for the schema that the tables are for.
    pub(super) strict: bool,
}

/// What the passes make of a schema.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) plan: Plan,
    pub(super) model: Model,
    pub(super) errata: Applied,
}

/// What was made of the schema that others build on.
#[derive(Debug, Clone, Default)]
pub(super) struct Core {
    /// Shapes of its definitions.
    pub(super) model: Model,
    /// Rust names of its definitions.
    pub(super) names: BTreeMap<String, String>,
    /// Shapes that its types stand for, by their Rust names.
    pub(super) shapes: BTreeMap<String, Shape>,
}

impl From<&Outcome> for Core {
    fn from(outcome: &Outcome) -> Self {
        let Plan { definitions, shapes, .. } = outcome.plan.clone();
        Core { model: outcome.model.clone(), names: definitions, shapes }
    }
}

/// How a schema relates to the core.
#[derive(Debug, Clone, Copy)]
pub(super) enum Relation<'a> {
    /// It is the core's own, or stands alone.
    Itself,
    /// It repeats those definitions of the core that it refers to.
    Extends(&'a Core),
    /// It is another revision, of which a part is wanted; what has not changed is the core's.
    Precedes(&'a Core, &'a Selection),
}

impl<'a> Relation<'a> {
    fn selection(self) -> Option<&'a Selection> {
        match self {
            Relation::Precedes(_, selection) => Some(selection),
            Relation::Itself | Relation::Extends(_) => None,
        }
    }

    fn imported(self, model: &Model, pointer: &dyn Fn(&str) -> String, problems: &mut Problems) -> Imported<'a> {
        match self {
            Relation::Itself => Imported::default(),
            Relation::Extends(core) => {
                for (definition, shape) in model {
                    if core.model.get(definition).is_some_and(|known| known != shape) {
                        problems.add(pointer(definition), "definition", "the core has another definition of this name");
                    }
                }
                Imported { definitions: core.names.clone(), in_place: None }
            }
            Relation::Precedes(core, _) => {
                let pair = Pair { ours: model, theirs: &core.model };
                let unchanged = |definition: &str| {
                    let both = model.get(definition).zip(core.model.get(definition));
                    both.is_some_and(|(ours, theirs)| pair.same(ours, theirs))
                };
                let mut definitions = core.names.clone();
                definitions.retain(|definition, _| unchanged(definition));
                Imported { definitions, in_place: Some((&core.shapes, &core.model)) }
            }
        }
    }
}

/// Runs all passes up to the plan.
pub(super) fn plan_schema(text: &str, tables: &Tables, relation: Relation<'_>) -> Result<Outcome, Failure> {
    let mut problems = Problems::default();
    let mut document = Document::parse(text)?;
    let errata = tables.errata.apply(&mut document);
    let selection = relation.selection();
    if let Some(selection) = selection {
        selection.apply(&mut document, &mut problems);
    }
    let flattened = flatten(&document, &mut problems);
    let model = model(&flattened, &mut problems);
    let pointer = |definition: &str| document.pointer(definition);
    let imported = relation.imported(&model, &pointer, &mut problems);
    let first = selection.map_or(&[][..], |selection| &selection.roots);
    let plan = plan(&model, &tables.names, &imported, first, &pointer, &mut problems);
    if tables.strict {
        for patch in &errata.stale {
            problems.add(&patch.at, "errata.toml", "this patch no longer fits the schema");
        }
        tables.names.stale(&mut problems);
        tables.docs.check(&plan.items, &mut problems);
    }
    problems.into_outcome()?;
    Ok(Outcome { plan, model, errata })
}

/// Runs the remaining passes.
pub(super) fn write_plan(outcome: &Outcome, tables: &Tables, surroundings: &Surroundings) -> Files {
    emit(&outcome.plan, &tables.names, &tables.docs, surroundings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(names: &str, strict: bool) -> Tables {
        Tables {
            errata: Errata::parse("").unwrap(),
            names: Names::parse(&[names.to_owned()], "").unwrap(),
            docs: Docs::default(),
            strict,
        }
    }

    fn generated(schema: &str, names: &str) -> String {
        let tables = tables(names, false);
        let outcome = plan_schema(schema, &tables, Relation::Itself).unwrap();
        let surroundings = Surroundings { core: "crate".to_owned(), command: "make".to_owned(), below: &[] };
        let files = write_plan(&outcome, &tables, &surroundings);
        files["base.rs"].clone()
    }

    #[test]
    fn a_struct_shows_all_its_sections() {
        let schema = r##"{ "$defs": { "Part": { "type": "object", "required": ["type", "text", "ttl"], "properties": {
            "type": { "const": "part" }, "text": { "type": "string" }, "ttl": { "type": "integer", "minimum": 0 },
            "_meta": { "type": "object" }, "mode": { "enum": ["a", "b"] }, "tags": { "type": "array", "items": {} }
        } } } }"##;
        let names = "[defaults]\n\"Part.ttl\" = \"7\"\n[inline]\n\"Part.mode\" = \"Mode\"";
        let expected = r#"// Generated from the official schema by `make`, which also mends this file; do not edit it.

//! 

use crate::{Json, JsonObject, wire_enum, wire_struct};

wire_enum! {
    /// `Mode` as the schema defines it.
    pub enum Mode {
        /// `a` as the schema defines it.
        A = "a",
        /// `b` as the schema defines it.
        B = "b",
    }
}

wire_struct! {
    /// `Part` as the schema defines it.
    pub struct Part {
        tags {
            "type" = "part",
        }
        required {
            /// `text` as the schema defines it.
            text: String = "text",
        }
        defaulted {
            /// `ttl` as the schema defines it.
            ttl / with_ttl: u64 = "ttl" or 7,
        }
        optional {
            /// `_meta` as the schema defines it.
            meta / with_meta: JsonObject = "_meta",
            /// `mode` as the schema defines it.
            mode / with_mode: Mode = "mode",
            /// `tags` as the schema defines it.
            tags / with_tags: Vec<Json> = "tags",
        }
    }
}
"#;
        assert_eq!(generated(schema, names), expected);
    }

    #[test]
    fn types_are_listed_by_page_and_none_is_forgotten() {
        let names = r#"
            specification = "https://example.org/spec/schema"
            [[areas]]
            name = "texts"
            about = "What is read."
            page = { title = "Texts", path = "server/texts" }
            definitions = ["Text"]
        "#;
        let tables = tables(names, false);
        let schema = r#"{ "$defs": { "Text": { "type": "string" }, "Stray": { "type": "string" } } }"#;
        let outcome = plan_schema(schema, &tables, Relation::Itself).unwrap();
        let surroundings = Surroundings { core: "crate".to_owned(), command: "make".to_owned(), below: &[] };
        let index = write_plan(&outcome, &tables, &surroundings)["specification.rs"].clone();
        let expected = "\
//! # Texts
//!
//! What is read.
//! Specification: [Texts](https://example.org/spec/server/texts).
//!
//! | Type | |
//! | --- | --- |
//! | [`Text`](super::Text) | `Text` as the schema defines it. |
//!
//! # Other types
//!
//! | Type | |
//! | --- | --- |
//! | [`Stray`](super::Stray) | `Stray` as the schema defines it. |
";
        assert!(index.ends_with(expected), "{index}");
    }

    #[test]
    fn other_shapes_have_their_own_macros() {
        let schema = r##"{ "$defs": {
            "Id": { "type": "string" }, "Level": { "type": "string" }, "Names": { "additionalProperties": { "type": "string" }, "type": "object" },
            "Same": { "$ref": "#/$defs/Id" }, "Answer": { "anyOf": [{ "type": "string" }, { "type": ["integer", "boolean"] }] },
            "Maybe": { "type": "object", "properties": { "until": { "anyOf": [{ "type": "integer" }, { "type": "null" }] } }, "required": ["until"] },
            "Later": { "anyOf": [{ "type": "string" }, { "type": "string" }] }
        } }"##;
        let text = generated(schema, "[open]\nLevel = [\"low\"]\n[raw]\nvalues = [\"Later\"]");
        for line in [
            "    pub struct Id;",
            "        LOW = \"low\",",
            "    pub struct Names(String);",
            "pub type Same = Id;",
            "        Integer(i64) if [integer],",
            "    unknown: keep",
            "            until: Nullable<i64> = \"until\",",
            "    pub struct Later;",
        ] {
            assert!(text.contains(&format!("\n{line}\n")), "{line} is not in\n{text}");
        }
    }

    #[test]
    fn everything_that_cannot_be_mapped_is_listed_at_once() {
        let schema = r##"{ "$defs": {
            "A": { "type": "string", "pattern": "x" },
            "B": { "type": "object", "properties": { "c": { "not": {} }, "fn": {} } },
            "C": { "anyOf": [{ "type": "object", "properties": { "a": {} } }, { "type": "object", "properties": { "b": {} } }] }
        } }"##;
        let failure = plan_schema(schema, &tables("", false), Relation::Itself).unwrap_err().to_string();
        for place in ["/$defs/A: `pattern`", "/$defs/B/properties/c: `not`", "/$defs/B: `fn`", "/$defs/C: `anyOf`"] {
            assert!(failure.contains(place), "{place} is not in\n{failure}");
        }
    }

    #[test]
    fn an_extension_imports_what_the_core_has() {
        let schema = r##"{ "$defs": {
            "Error": { "type": "object", "properties": { "code": { "type": "integer" } } },
            "Task": { "type": "object", "properties": { "error": { "$ref": "#/$defs/Error" } }, "required": ["error"] }
        } }"##;
        let tables = tables("", false);
        let mut core = Core::default();
        core.names.insert("Error".to_owned(), "ErrorObject".to_owned());
        let outcome = plan_schema(schema, &tables, Relation::Extends(&core)).unwrap();
        let surroundings = Surroundings { core: "core_types".to_owned(), command: "make".to_owned(), below: &[] };
        let files = write_plan(&outcome, &tables, &surroundings);
        let text = &files["base.rs"];
        assert!(text.contains("use core_types::{ErrorObject, wire_struct};\n"), "{text}");
        assert!(text.contains("error: ErrorObject = \"error\""), "{text}");
        assert!(!text.contains("struct ErrorObject"), "{text}");
        core.model.insert("Error".to_owned(), Shape::String);
        let failure = plan_schema(schema, &tables, Relation::Extends(&core)).unwrap_err().to_string();
        assert!(failure.contains("/$defs/Error: `definition`"), "{failure}");
    }

    #[test]
    fn of_an_earlier_revision_only_what_was_selected_and_has_changed_is_generated() {
        let core = r##"{ "$defs": {
            "Object": { "type": "object" },
            "Client": { "type": "object", "properties": { "form": { "type": "object", "properties": { "x": {} } } } },
            "Same": { "type": "object", "properties": { "any": { "$ref": "#/$defs/Object" } } }
        } }"##;
        let legacy = r##"{ "$defs": {
            "Params": { "type": "object", "properties": {
                "client": { "$ref": "#/$defs/Client" }, "same": { "$ref": "#/$defs/Same" }
            } },
            "Client": { "type": "object", "properties": {
                "form": { "type": "object", "properties": { "x": {} } }, "roots": { "type": "boolean" }, "task": {}
            } },
            "Same": { "type": "object", "properties": { "any": { "type": "object" } } },
            "Unwanted": { "type": "string", "pattern": "x" }
        } }"##;
        let core = Core::from(&plan_schema(core, &tables("", false), Relation::Itself).unwrap());
        let selection = Selection::parse("roots = [\"Params\"]\n[left_out]\n\"Client.task\" = \"unused\"").unwrap();
        let tables = tables("", false);
        let outcome = plan_schema(legacy, &tables, Relation::Precedes(&core, &selection)).unwrap();
        let items: Vec<_> = outcome.plan.items.iter().map(|item| item.name.as_str()).collect();
        assert_eq!(items, ["Params", "Client"]);
        let surroundings = Surroundings { core: "crate".to_owned(), command: "make".to_owned(), below: &[] };
        let text = &write_plan(&outcome, &tables, &surroundings)["base.rs"];
        assert!(text.contains("use crate::{ClientForm, Same, wire_struct};\n"), "{text}");
        assert!(text.contains("roots: bool") && !text.contains("task"), "{text}");
    }

    #[test]
    fn entries_of_tables_that_fit_nothing_fail_where_the_tables_are_for_this_schema() {
        let schema = r#"{ "$defs": { "A": { "type": "string" } } }"#;
        let names = "[fields]\nref = \"reference\"";
        assert!(plan_schema(schema, &tables(names, false), Relation::Itself).is_ok());
        let failure = plan_schema(schema, &tables(names, true), Relation::Itself).unwrap_err().to_string();
        assert!(failure.contains("ref: `fields`") && failure.contains("A: `docs.toml`"), "{failure}");
    }
}
