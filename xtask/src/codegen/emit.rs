//! Seventh pass: the plan becomes the text of Rust files, one for each area of the specification.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::decide::Condition;
use super::docs::Docs;
use super::format::{doc_comment, use_list};
use super::model::Constant;
use super::names::Names;
use super::plan::Plan;
use super::rust::{Body, Field, Item, Row, Struct, Type, Union, Value};

/// How the generated files refer to the rest of the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Surroundings {
    /// Crate of the macros and of the types written by hand: `crate`, or the core that an extension builds on.
    pub(super) core: String,
    /// The command that writes the files again.
    pub(super) command: String,
    /// Modules of other generated files, in directories below.
    pub(super) below: &'static [&'static str],
}

/// Names of files, below the directory of generated code, and their text.
pub(super) type Files = BTreeMap<String, String>;

/// Writes the files of a plan.
pub(super) fn emit(plan: &Plan, names: &Names, docs: &Docs, surroundings: &Surroundings) -> Files {
    let own: BTreeSet<&str> = plan.items.iter().map(|item| item.name.as_str()).collect();
    let emitter = Emitter { names, docs, surroundings, own };
    let mut by_area: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
    for item in &plan.items {
        by_area.entry(&item.area).or_default().push(item);
    }
    let mut files: Files = by_area
        .iter_mut()
        .map(|(area, items)| {
            items.sort_by(|a, b| a.name.cmp(&b.name));
            (format!("{area}.rs"), emitter.area(area, items))
        })
        .collect();
    files.insert("mod.rs".to_owned(), emitter.root(&by_area));
    files.insert("specification.rs".to_owned(), emitter.index(&by_area));
    files
}

/// Lines that stand above all generated text.
pub(super) fn header(command: &str) -> String {
    format!("// Generated from the official schema by `{command}`, which also mends this file; do not edit it.\n")
}

struct Emitter<'e> {
    names: &'e Names,
    docs: &'e Docs,
    surroundings: &'e Surroundings,
    own: BTreeSet<&'e str>,
}

impl Emitter<'_> {
    fn root(&self, by_area: &BTreeMap<&str, Vec<&Item>>) -> String {
        let mut text = header(&self.surroundings.command);
        text.push_str("\n//! The wire types of the schema, one file for each area of the specification.\n\n");
        let below = self.surroundings.below.iter().map(|name| (*name, "pub(crate) mod"));
        let areas = by_area.keys().map(|area| (*area, "mod"));
        let modules: BTreeMap<&str, &str> = below.chain(areas).chain([("specification", "pub mod")]).collect();
        for (module, keyword) in modules {
            let _ = writeln!(text, "{keyword} {module};");
        }
        text.push('\n');
        for (area, items) in by_area {
            text.push_str(&use_list(&format!("pub use self::{area}"), items.iter().map(|item| item.name.as_str())));
        }
        text
    }

    /// Documentation that lists all types under the pages of the specification that speak about them.
    fn index(&self, by_area: &BTreeMap<&str, Vec<&Item>>) -> String {
        let mut text = header(&self.surroundings.command);
        text.push_str("\n//! The generated types, listed by the page of the specification that speaks about them.\n");
        let mut unlisted = by_area.clone();
        for area in self.names.areas() {
            let Some(page) = &area.page else { continue };
            let Some(items) = unlisted.remove(area.name.as_str()) else { continue };
            let (title, address) = (&page.title, self.names.address(page));
            let _ = writeln!(text, "//!\n//! # {title}\n//!\n//! {}", area.about);
            let _ = writeln!(text, "//! Specification: [{title}]({address}).\n//!");
            self.list(&items, &mut text);
        }
        let others: Vec<&Item> = unlisted.into_values().flatten().collect();
        if !others.is_empty() {
            text.push_str("//!\n//! # Other types\n//!\n");
            self.list(&others, &mut text);
        }
        text
    }

    fn list(&self, items: &[&Item], text: &mut String) {
        text.push_str("//! | Type | |\n//! | --- | --- |\n");
        for item in items {
            let sentence = first_sentence(&self.docs.item(item));
            let _ = writeln!(text, "//! | [`{0}`](super::{0}) | {sentence} |", item.name);
        }
    }

    fn area(&self, area: &str, items: &[&Item]) -> String {
        let about = self.names.areas().iter().find(|known| known.name == area).map_or("", |known| &known.about);
        let mut text = header(&self.surroundings.command);
        let _ = writeln!(text, "\n//! {about}\n");
        text.push_str(&self.imports(items));
        for item in items {
            text.push('\n');
            text.push_str(&self.item(item));
        }
        text
    }

    fn imports(&self, items: &[&Item]) -> String {
        let here: BTreeSet<&str> = items.iter().map(|item| item.name.as_str()).collect();
        let mut named = Vec::new();
        let types: Vec<_> = items.iter().flat_map(|item| item.body.types()).collect();
        types.iter().for_each(|kind| kind.imports(&mut named));
        named.extend(items.iter().flat_map(|item| defaults(&item.body)));
        let mut foreign: BTreeSet<&str> = items.iter().filter_map(|item| macro_name(&item.body)).collect();
        let mut siblings = BTreeSet::new();
        for name in named.iter().map(String::as_str).filter(|name| !here.contains(name)) {
            if self.own.contains(name) {
                siblings.insert(name)
            } else {
                foreign.insert(name)
            };
        }
        let mut text = String::new();
        if types.iter().any(|kind| kind.has_map()) {
            text.push_str("use std::collections::BTreeMap;\n\n");
        }
        // Why: this is the order of rustfmt.
        text.push_str(&use_list("use super", siblings.into_iter()));
        text.push_str(&use_list(&format!("use {}", self.surroundings.core), foreign.into_iter()));
        text
    }

    fn item(&self, item: &Item) -> String {
        let docs = self.item_docs(item);
        let name = &item.name;
        let Some(macro_name) = macro_name(&item.body) else {
            let Body::Alias(kind) = &item.body else { return String::new() };
            return format!("{}pub type {name} = {kind};\n", doc_comment("", &docs));
        };
        let docs = doc_comment("    ", &docs);
        let body = match &item.body {
            Body::Struct(fields) => format!("struct {name} {{\n{}    }}", self.sections(item, fields)),
            Body::RawObject(fields) => format!("struct {name} {{\n{}    }}", raw_sections(fields)),
            Body::Enum(values) => format!("enum {name} {{\n{}    }}", self.values(item, values)),
            Body::Open(values) => format!("struct {name} {{\n{}    }}", self.values(item, values)),
            Body::Union(union) => format!("enum {name} {{\n{}    }}\n    {}", rows(union), unknown(union)),
            Body::Map(kind) => format!("struct {name}({kind});"),
            Body::Text => format!("struct {name};"),
            Body::Raw(held) => format!("struct {name}{};", one_of(held)),
            Body::Alias(_) => return String::new(),
        };
        format!("{macro_name}! {{\n{docs}    pub {body}\n}}\n")
    }

    fn item_docs(&self, item: &Item) -> String {
        let mut docs = self.docs.item(item);
        if let Body::RawObject(_) = &item.body {
            let members = item.body.documented();
            let members: Vec<String> =
                members.iter().map(|member| format!("- `{member}`: {}", self.docs.member(item, member))).collect();
            let _ = write!(docs, "\n\n{}", members.join("\n"));
        }
        if let Body::Raw(held) = &item.body
            && !held.is_empty()
        {
            let held: Vec<String> = held.iter().map(|kind| linked(&kind.to_string())).collect();
            let _ = write!(docs, "\n\nIt holds one of {}.", held.join(", "));
        }
        if let Some(address) = &item.address {
            let _ = write!(docs, "\n\n# Specification\n\n[`{}`]({address})", item.definition);
        }
        docs
    }

    fn sections(&self, item: &Item, fields: &Struct) -> String {
        let mut text = tags(&fields.tags);
        let docs = |field: &Field| doc_comment(INNER, &self.docs.member(item, &field.member));
        let required = fields
            .required
            .iter()
            .map(|field| format!("{}{INNER}{}: {} = {:?},\n", docs(field), field.name, field.kind, field.member));
        text.push_str(&section("required", required));
        let defaulted = fields.defaulted.iter().map(|(field, default)| {
            let Field { name, member, kind } = field;
            format!("{}{INNER}{name} / with_{name}: {kind} = {member:?} or {default},\n", docs(field))
        });
        text.push_str(&section("defaulted", defaulted));
        let optional = fields.optional.iter().map(|field| {
            let Field { name, member, kind } = field;
            format!("{}{INNER}{name} / with_{name}: {kind} = {member:?},\n", docs(field))
        });
        text.push_str(&section("optional", optional));
        text
    }

    fn values(&self, item: &Item, values: &[Value]) -> String {
        let value = |value: &Value| {
            let docs = doc_comment("        ", &self.docs.member(item, &value.key()));
            format!("{docs}        {} = {:?},\n", value.name, value.text)
        };
        values.iter().map(value).collect()
    }
}

/// Indentation of what stands in a section of a struct.
const INNER: &str = "            ";

fn macro_name(body: &Body) -> Option<&'static str> {
    match body {
        Body::Alias(_) => None,
        Body::Struct(_) => Some("wire_struct"),
        Body::Enum(_) => Some("wire_enum"),
        Body::Open(_) => Some("wire_open"),
        Body::Text => Some("wire_string"),
        Body::Union(_) => Some("wire_union"),
        Body::Map(_) => Some("wire_map"),
        Body::Raw(_) => Some("wire_raw"),
        Body::RawObject(_) => Some("wire_raw_object"),
    }
}

/// The first paragraph of a documentation, fit for a cell of a table.
fn first_sentence(docs: &str) -> String {
    let paragraph = docs.trim().split("\n\n").next().unwrap_or_default();
    paragraph.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// What a raw value holds, one type a line.
fn one_of(held: &[Type]) -> String {
    if held.is_empty() {
        return String::new();
    }
    let lines: String = held.iter().map(|kind| format!("        {kind},\n")).collect();
    format!(" of [\n{lines}    ]")
}

/// Types that the default expressions of an item name.
fn defaults(body: &Body) -> Vec<String> {
    let Body::Struct(fields) = body else { return Vec::new() };
    let named = |(_, default): &(Field, String)| default.split_once("::").map(|(name, _)| name.to_owned());
    fields.defaulted.iter().filter_map(named).collect()
}

fn section(name: &str, entries: impl Iterator<Item = String>) -> String {
    let entries: String = entries.collect();
    if entries.is_empty() { entries } else { format!("        {name} {{\n{entries}        }}\n") }
}

fn tags(tags: &[(String, Constant)]) -> String {
    let tag = |(member, constant): &(String, Constant)| format!("{INNER}{member:?} = {},\n", literal(constant));
    section("tags", tags.iter().map(tag))
}

fn raw_sections(fields: &Struct) -> String {
    let entry = |field: &Field| format!("{INNER}{:?}: {},\n", field.member, field.kind);
    let mut text = tags(&fields.tags);
    text.push_str(&section("required", fields.required.iter().map(entry)));
    text.push_str(&section("optional", fields.optional.iter().map(entry)));
    text
}

fn literal(constant: &Constant) -> String {
    match constant {
        Constant::String(text) => format!("{text:?}"),
        Constant::Integer(number) => number.to_string(),
    }
}

fn rows(union: &Union) -> String {
    let mut held: Vec<String> = Vec::new();
    let mut text = String::new();
    for Row { name, holds, when } in &union.rows {
        let holds = holds.to_string();
        let twice = if held.contains(&holds) { " without From" } else { "" };
        text.push_str(&doc_comment("        ", &format!("{}, {}.", linked(&holds), reason(when))));
        let _ = writeln!(text, "        {name}({holds}) if [{}]{twice},", condition_list(when));
        held.push(holds);
    }
    text
}

/// A type, with a link where there is something to link to.
fn linked(holds: &str) -> String {
    let linkable = holds.starts_with(|first: char| first.is_ascii_uppercase()) && !holds.contains('<');
    if linkable { format!("[`{holds}`]") } else { format!("`{holds}`") }
}

/// Why a variant is chosen, in words.
fn reason(conditions: &[Condition]) -> String {
    if conditions.is_empty() {
        return "otherwise".to_owned();
    }
    let words = |condition: &Condition| match condition {
        Condition::Kind(kind) => format!("the value is of kind {kind}"),
        Condition::Is(member, values) => {
            let values: Vec<String> = values.iter().map(|value| format!("`{}`", plain(value))).collect();
            format!("`{member}` is {}", values.join(" or "))
        }
        Condition::Has(member, None) => format!("there is `{member}`"),
        Condition::Has(member, Some(nested)) => format!("there is `{nested}` in `{member}`"),
    };
    format!("where {}", conditions.iter().map(words).collect::<Vec<_>>().join(" and "))
}

fn plain(constant: &Constant) -> String {
    match constant {
        Constant::String(text) => text.clone(),
        Constant::Integer(number) => number.to_string(),
    }
}

fn unknown(union: &Union) -> &'static str {
    if union.keep_unknown { "unknown: keep" } else { "unknown: refuse" }
}

fn condition_list(conditions: &[Condition]) -> String {
    let text = |condition: &Condition| match condition {
        Condition::Kind(kind) => (*kind).to_owned(),
        Condition::Is(member, values) => {
            let values: Vec<String> = values.iter().map(literal).collect();
            format!("is {member:?} = {}", values.join(" | "))
        }
        Condition::Has(member, None) => format!("has {member:?}"),
        Condition::Has(member, Some(nested)) => format!("has {member:?} / {nested:?}"),
    };
    conditions.iter().map(text).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, holds: &str, when: Vec<Condition>) -> Row {
        Row { name: name.to_owned(), holds: Type::named(holds), when }
    }

    #[test]
    fn rows_say_how_they_are_decided() {
        let is = Condition::Is("type".to_owned(), vec![Constant::String("a".to_owned()), Constant::Integer(-7)]);
        let has = Condition::Has("items".to_owned(), Some("enum".to_owned()));
        let union = Union {
            rows: vec![
                row("A", "X", vec![is, has]),
                row("B", "X", vec![Condition::Kind("array")]),
                row("C", "Y", vec![]),
            ],
            keep_unknown: true,
        };
        let expected = r#"        /// [`X`], where `type` is `a` or `-7` and there is `enum` in `items`.
        A(X) if [is "type" = "a" | -7, has "items" / "enum"],
        /// [`X`], where the value is of kind array.
        B(X) if [array] without From,
        /// [`Y`], otherwise.
        C(Y) if [],
"#;
        assert_eq!(rows(&union), expected);
        assert_eq!(unknown(&union), "unknown: keep");
    }

    #[test]
    fn raw_objects_list_their_members() {
        let field = Field { name: "schema".to_owned(), member: "$schema".to_owned(), kind: Type::Builtin("String") };
        let fields = Struct {
            tags: vec![("type".to_owned(), Constant::String("object".to_owned()))],
            optional: vec![field],
            ..Struct::default()
        };
        let expected = "        tags {\n            \"type\" = \"object\",\n        }\n        optional {\n            \"$schema\": String,\n        }\n";
        assert_eq!(raw_sections(&fields), expected);
    }
}
