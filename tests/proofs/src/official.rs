//! The official schema, with the errata applied.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use jsonschema::Validator;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::revision::Revision;
use crate::shape::flattened;

/// The definitions of the official schema.
pub(crate) struct Official {
    /// As they stand in the file.
    whole: Map<String, Value>,
    /// The same without `allOf`, and without what the types leave out on purpose.
    definitions: Map<String, Value>,
}

#[derive(Deserialize)]
struct Errata {
    patch: Vec<Patch>,
}

#[derive(Deserialize)]
struct Patch {
    at: String,
    expect: Value,
    replace: Value,
}

impl Official {
    /// Reads the schema of a revision as its types are to be; none where it cannot be had.
    pub(crate) fn load(revision: &Revision) -> Option<Self> {
        let mut official = Official::read(revision.name)?;
        if let Some(errata) = revision.errata {
            official.mend(errata);
        }
        official.flatten();
        for path in revision.left_out.iter() {
            let (definition, member) = path.split_once('.').expect("a member of a definition");
            let members = official.definitions[definition]["properties"].as_object_mut().expect("members");
            assert!(members.remove(member).is_some(), "{path}: there is no such member to leave out");
        }
        Some(official)
    }

    /// Reads a schema as it stands in the file; none where it cannot be had.
    pub(crate) fn load_as_it_is(revision: &str) -> Option<Self> {
        let mut official = Official::read(revision)?;
        official.flatten();
        Some(official)
    }

    fn read(revision: &str) -> Option<Self> {
        let file = find(revision, "schema.json")?;
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        // Why: earlier revisions spell it so, and references are told by one spelling.
        let text = text.replace("#/definitions/", "#/$defs/");
        let mut schema: Value = serde_json::from_str(&text).expect("the official schema is JSON");
        let holder = ["$defs", "definitions"].into_iter().find(|holder| schema.get(holder).is_some());
        let definitions = schema[holder.expect("the schema has definitions")].take();
        let Value::Object(whole) = definitions else { panic!("definitions are an object") };
        Some(Official { whole, definitions: Map::new() })
    }

    fn flatten(&mut self) {
        let flat = self.whole.iter().map(|(name, schema)| (name.clone(), flattened(self, schema)));
        self.definitions = flat.collect();
    }

    fn mend(&mut self, errata: &str) {
        let errata: Errata = toml::from_str(errata).expect("the errata are a table of patches");
        for Patch { at, expect, replace } in errata.patch {
            let (definition, rest) = at[1..].split_once('/').expect("a patch is inside of a definition");
            let place = self.whole.get_mut(definition).and_then(|schema| schema.pointer_mut(&format!("/{rest}")));
            match place.filter(|found| **found == expect) {
                Some(found) => *found = replace,
                None => panic!("the erratum at {at} no longer fits the schema"),
            }
        }
    }

    /// All definitions, without `allOf`.
    pub(crate) fn definitions(&self) -> &Map<String, Value> {
        &self.definitions
    }

    /// The schema of a definition without `allOf`; where it is another definition, that one's.
    pub(crate) fn definition(&self, name: &str) -> &Value {
        self.resolve(&self.definitions[name])
    }

    /// The schema of a definition, or of a member of it: `InitializeRequest.params`.
    pub(crate) fn part(&self, path: &str) -> &Value {
        let mut steps = path.split('.');
        let definition = self.definition(steps.next().unwrap_or_default());
        steps.fold(definition, |schema, member| self.resolve(&schema["properties"][member]))
    }

    /// What a schema refers to; itself if it is no reference.
    pub(crate) fn resolve<'s>(&'s self, schema: &'s Value) -> &'s Value {
        let mut schema = schema;
        while let Some(name) = reference(schema) {
            schema = self.definitions.get(name).unwrap_or_else(|| &self.whole[name]);
        }
        schema
    }

    /// Judges values by a schema that may refer to the definitions.
    pub(crate) fn validator(&self, schema: &Value) -> Validator {
        let mut whole = json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "allOf": [schema] });
        whole["$defs"] = Value::Object(self.whole.clone());
        jsonschema::validator_for(&whole).expect("the official schema is a schema")
    }

    /// Judges values of a definition.
    pub(crate) fn validator_of(&self, definition: &str) -> Validator {
        self.validator(&json!({ "$ref": format!("#/$defs/{definition}") }))
    }
}

/// The definition that a schema refers to.
pub(crate) fn reference(schema: &Value) -> Option<&str> {
    schema.get("$ref").and_then(Value::as_str).map(|path| path.trim_start_matches("#/$defs/"))
}

/// A file or directory of a revision; none, with a message that no test runner swallows, where it cannot be had.
pub(crate) fn find(revision: &str, name: &str) -> Option<PathBuf> {
    if let Some(named) = env::var_os("MCP_SCHEMA_DIR").filter(|value| !value.is_empty()) {
        // Why: tests run in the directory of their package, and a relative path is meant from the workspace.
        let path = workspace().join(named).join(revision).join(name);
        assert!(path.exists(), "MCP_SCHEMA_DIR is set, but there is no {}", path.display());
        return Some(path);
    }
    let cached = workspace().join("target/schema").join(revision).join(name);
    if cached.exists() {
        return Some(cached);
    }
    say(&format!(
        "NOT PROVED: {revision}/{name} could not be had; run `cargo xtask schema fetch`, or set MCP_SCHEMA_DIR"
    ));
    None
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Writes a line that no test runner swallows.
pub(crate) fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
