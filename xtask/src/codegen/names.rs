//! Fifth pass: the tables `names.toml` and `unions.toml`, and the rules by which names of the schema become Rust names.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::problem::Problems;
use crate::failure::Failure;

type Table = BTreeMap<String, String>;
type Lists = BTreeMap<String, Vec<String>>;

/// The tables as they stand in the files.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Tables {
    specification: Option<String>,
    unlisted: Vec<String>,
    words: Table,
    definitions: Table,
    fields: Table,
    hand_written: HandWritten,
    types: Table,
    inline: Table,
    aliases: Table,
    open: Lists,
    raw: Raw,
    variants: Table,
    closed: Closed,
    defaults: Table,
    order: Lists,
    areas: Vec<Area>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct HandWritten {
    definitions: Vec<String>,
    strings: Vec<String>,
    integers: Vec<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Raw {
    values: Vec<String>,
    objects: Vec<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Closed {
    unions: Vec<String>,
}

/// One file of generated code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Area {
    pub(super) name: String,
    pub(super) about: String,
    /// The page of the specification about these definitions: its title and its path.
    #[serde(default)]
    pub(super) page: Option<Page>,
    definitions: Vec<String>,
}

/// A page of the specification.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    pub(super) title: String,
    path: String,
}

/// One row of `unions.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UnionRow {
    #[serde(rename = "type")]
    pub(super) holds: String,
    #[serde(default)]
    pub(super) is: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) has: Vec<String>,
}

/// The tables, with a memory of which entries were of use.
#[derive(Debug, Default)]
pub(super) struct Names {
    tables: Tables,
    unions: BTreeMap<String, Vec<UnionRow>>,
    used: RefCell<BTreeSet<(&'static str, String)>>,
}

impl Names {
    /// Reads the text of both tables; later texts of `names` add to earlier ones and win over them; an
    /// empty default takes an earlier one away.
    pub(super) fn parse(names: &[String], unions: &str) -> Result<Self, Failure> {
        let mut tables = Tables::default();
        for text in names {
            let more: Tables =
                toml::from_str(text).map_err(|error| Failure::new(format!("names.toml cannot be read: {error}")))?;
            tables.add(more);
        }
        let unions =
            toml::from_str(unions).map_err(|error| Failure::new(format!("unions.toml cannot be read: {error}")))?;
        Ok(Names { tables, unions, used: RefCell::default() })
    }

    /// Rust name of a definition.
    pub(super) fn definition(&self, definition: &str) -> String {
        match self.entry("definitions", &self.tables.definitions, definition) {
            Some(name) => name,
            None => self.type_name(definition),
        }
    }

    /// Spells a name as a Rust type.
    fn type_name(&self, name: &str) -> String {
        let mut words: Vec<(&String, &String)> = self.tables.words.iter().collect();
        words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        let mut name = name.to_owned();
        for (word, spelling) in words {
            if name.contains(word.as_str()) {
                self.mark("words", word);
                name = name.replace(word.as_str(), spelling);
            }
        }
        pascal(&name)
    }

    /// Name of what is defined in place at `path`, by the table or after the place.
    pub(super) fn inline(&self, path: &str) -> String {
        self.at_path("inline", &self.tables.inline, path).unwrap_or_else(|| {
            let path = path.replace("[]", ".item").replace("{}", ".entry");
            self.type_name(&path.split(['.', '/', '|']).map(pascal).collect::<String>())
        })
    }

    /// Whether the table names what stands at `path`.
    pub(super) fn is_named(&self, path: &str) -> bool {
        self.at_path("inline", &self.tables.inline, path).is_some()
    }

    /// The type that a member has by the table.
    pub(super) fn type_at(&self, path: &str) -> Option<String> {
        self.at_path("types", &self.tables.types, path)
    }

    /// The expression that a required member starts with.
    pub(super) fn default_at(&self, path: &str) -> Option<String> {
        self.at_path("defaults", &self.tables.defaults, path)
    }

    /// Rust name of a member.
    pub(super) fn field(&self, member: &str) -> String {
        self.entry("fields", &self.tables.fields, member).unwrap_or_else(|| {
            let name = member.rsplit('/').next().unwrap_or(member);
            snake(name.trim_start_matches(['_', '$']))
        })
    }

    /// Rust name of the variant of `union` that holds `holds`, a Rust type or a JSON kind.
    pub(super) fn variant(&self, union: &str, holds: &str) -> String {
        let key = format!("{union}.{holds}");
        self.entry("variants", &self.tables.variants, &key).unwrap_or_else(|| {
            let known = words(union);
            let mut rest = words(holds);
            while rest.len() > 1 && known.contains(&rest[0]) {
                rest.remove(0);
            }
            while rest.len() > 1 && rest.last().is_some_and(|last| known.contains(last)) {
                rest.pop();
            }
            pascal(&rest.concat())
        })
    }

    /// The definition that another one repeats by the table, if `same` agrees.
    pub(super) fn alias(&self, definition: &str, same: impl Fn(&str) -> bool) -> Option<String> {
        let original = self.tables.aliases.get(definition).filter(|original| same(original))?;
        self.mark("aliases", definition);
        Some(original.clone())
    }

    /// Whether the table says that a definition repeats another one.
    pub(super) fn repeats(&self, definition: &str) -> bool {
        self.tables.aliases.contains_key(definition)
    }

    /// Known values of an open set of strings, by its Rust name.
    pub(super) fn open(&self, name: &str) -> Option<&[String]> {
        let values = self.tables.open.get(name)?;
        self.mark("open", name);
        Some(values)
    }

    pub(super) fn order(&self, name: &str) -> Option<&[String]> {
        let order = self.tables.order.get(name)?;
        self.mark("order", name);
        Some(order)
    }

    pub(super) fn is_raw_value(&self, name: &str) -> bool {
        self.listed("raw.values", &self.tables.raw.values, name)
    }

    pub(super) fn is_raw_object(&self, name: &str) -> bool {
        self.listed("raw.objects", &self.tables.raw.objects, name)
    }

    pub(super) fn is_closed(&self, definition: &str) -> bool {
        self.listed("closed.unions", &self.tables.closed.unions, definition)
    }

    pub(super) fn is_hand_written(&self, definition: &str) -> bool {
        self.listed("hand_written.definitions", &self.tables.hand_written.definitions, definition)
    }

    pub(super) fn is_hand_written_string(&self, name: &str) -> bool {
        self.listed("hand_written.strings", &self.tables.hand_written.strings, name)
    }

    pub(super) fn is_hand_written_integer(&self, name: &str) -> bool {
        self.listed("hand_written.integers", &self.tables.hand_written.integers, name)
    }

    pub(super) fn union(&self, name: &str) -> Option<&[UnionRow]> {
        let rows = self.unions.get(name)?;
        self.mark("unions", name);
        Some(rows)
    }

    /// The files, in the order of the table.
    pub(super) fn areas(&self) -> &[Area] {
        &self.tables.areas
    }

    /// File of a definition.
    pub(super) fn area(&self, definition: &str) -> String {
        for area in &self.tables.areas {
            if let Some(pattern) = area.definitions.iter().find(|pattern| fits(pattern, definition)) {
                self.mark("areas", pattern);
                return area.name.clone();
            }
        }
        "base".to_owned()
    }

    /// Address of the paragraph about a definition.
    pub(super) fn specification(&self, definition: &str) -> Option<String> {
        let page = self.tables.specification.as_ref()?;
        if self.listed("unlisted", &self.tables.unlisted, definition) {
            return Some(page.clone());
        }
        Some(format!("{page}#{}", definition.to_lowercase()))
    }

    /// Address of a page.
    pub(super) fn address(&self, page: &Page) -> String {
        let schema = self.tables.specification.as_deref().unwrap_or_default();
        let specification = schema.rsplit_once('/').map_or(schema, |(specification, _)| specification);
        format!("{specification}/{}", page.path)
    }

    /// Names the entries that were of no use.
    pub(super) fn stale(&self, problems: &mut Problems) {
        let tables = &self.tables;
        let maps = [
            ("words", &tables.words),
            ("definitions", &tables.definitions),
            ("fields", &tables.fields),
            ("types", &tables.types),
            ("inline", &tables.inline),
            ("aliases", &tables.aliases),
            ("variants", &tables.variants),
            ("defaults", &tables.defaults),
        ];
        let lists = [
            ("unlisted", &tables.unlisted),
            ("hand_written.definitions", &tables.hand_written.definitions),
            ("hand_written.strings", &tables.hand_written.strings),
            ("hand_written.integers", &tables.hand_written.integers),
            ("raw.values", &tables.raw.values),
            ("raw.objects", &tables.raw.objects),
            ("closed.unions", &tables.closed.unions),
        ];
        let maps = maps.into_iter().flat_map(|(table, map)| map.keys().map(move |entry| (table, entry)));
        let lists = lists.into_iter().flat_map(|(table, list)| list.iter().map(move |entry| (table, entry)));
        let keyed = tables.open.keys().map(|entry| ("open", entry)).chain(tables.order.keys().map(|e| ("order", e)));
        let patterns = tables.areas.iter().flat_map(|area| &area.definitions).map(|pattern| ("areas", pattern));
        let unions = self.unions.keys().map(|entry| ("unions", entry));
        let used = self.used.borrow();
        for (table, entry) in maps.chain(lists).chain(keyed).chain(patterns).chain(unions) {
            if entry != "*" && !used.contains(&(table, entry.clone())) {
                problems.add(entry, table, "this entry of the tables fits nothing in the schema");
            }
        }
    }

    fn at_path(&self, table: &'static str, entries: &Table, path: &str) -> Option<String> {
        if let Some(found) = self.entry(table, entries, path) {
            return Some(found);
        }
        let member = entries.keys().filter_map(|pattern| pattern.strip_prefix('*'));
        let fitting = member.filter(|suffix| path.ends_with(suffix)).max_by_key(|suffix| suffix.len())?;
        self.entry(table, entries, &format!("*{fitting}"))
    }

    fn entry(&self, table: &'static str, entries: &Table, key: &str) -> Option<String> {
        let found = entries.get(key)?;
        self.mark(table, key);
        Some(found.clone())
    }

    fn listed(&self, table: &'static str, entries: &[String], key: &str) -> bool {
        let found = entries.iter().any(|entry| entry == key);
        if found {
            self.mark(table, key);
        }
        found
    }

    fn mark(&self, table: &'static str, key: &str) {
        self.used.borrow_mut().insert((table, key.to_owned()));
    }
}

impl Tables {
    fn add(&mut self, more: Tables) {
        self.specification = more.specification.or(self.specification.take());
        self.unlisted.extend(more.unlisted);
        self.words.extend(more.words);
        self.definitions.extend(more.definitions);
        self.fields.extend(more.fields);
        self.hand_written.definitions.extend(more.hand_written.definitions);
        self.hand_written.strings.extend(more.hand_written.strings);
        self.hand_written.integers.extend(more.hand_written.integers);
        self.types.extend(more.types);
        self.inline.extend(more.inline);
        self.aliases.extend(more.aliases);
        self.open.extend(more.open);
        self.raw.values.extend(more.raw.values);
        self.raw.objects.extend(more.raw.objects);
        self.variants.extend(more.variants);
        self.closed.unions.extend(more.closed.unions);
        self.defaults.extend(more.defaults);
        self.defaults.retain(|_, expression| !expression.is_empty());
        self.order.extend(more.order);
        self.areas.splice(0..0, more.areas);
    }
}

fn fits(pattern: &str, name: &str) -> bool {
    let open = pattern.trim_matches('*');
    match (pattern.starts_with('*'), pattern.ends_with('*')) {
        (true, true) => name.contains(open),
        (true, false) => name.ends_with(open),
        (false, true) => name.starts_with(open),
        (false, false) => name == pattern,
    }
}

/// Splits a name at its capital letters and at everything that is neither letter nor digit.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut fresh = true;
    let mut lower = false;
    for character in name.chars() {
        if !character.is_ascii_alphanumeric() {
            fresh = true;
            continue;
        }
        if fresh || (lower && character.is_ascii_uppercase()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(character);
        }
        fresh = false;
        lower = !character.is_ascii_uppercase();
    }
    words
}

/// `date-time` → `DateTime`.
pub(super) fn pascal(name: &str) -> String {
    words(name)
        .iter()
        .map(|word| {
            let (first, rest) = word.split_at(1);
            first.to_ascii_uppercase() + rest
        })
        .collect()
}

/// `mimeType` → `mime_type`.
pub(super) fn snake(name: &str) -> String {
    words(name).join("_").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Names {
        Names::parse(&[text.to_owned()], "").unwrap()
    }

    #[test]
    fn names_are_spelled_as_rust_spells_them() {
        let names = names("[words]\nURL = \"Url\"\nJSON = \"Json\"\nJSONRPC = \"JsonRpc\"");
        for (from, to) in [
            ("ElicitRequestURLParams", "ElicitRequestUrlParams"),
            ("JSONRPCMessage", "JsonRpcMessage"),
            ("JSONArray", "JsonArray"),
            ("Tool", "Tool"),
        ] {
            assert_eq!(names.definition(from), to);
        }
        for (from, to) in [
            ("_meta", "meta"),
            ("mimeType", "mime_type"),
            ("$schema", "schema"),
            ("io.modelcontextprotocol/clientInfo", "client_info"),
            ("oneOf", "one_of"),
        ] {
            assert_eq!(names.field(from), to);
        }
        assert_eq!(pascal("date-time"), "DateTime");
        assert_eq!(pascal("input_required"), "InputRequired");
        assert_eq!(names.inline("Tool.inputSchema"), "ToolInputSchema");
        assert_eq!(names.inline("Tool.icons[]"), "ToolIconsItem");
    }

    #[test]
    fn variants_drop_the_words_of_their_union() {
        let names = names("[variants]\n\"ContentBlock.array\" = \"Many\"");
        for (union, holds, variant) in [
            ("ContentBlock", "TextContent", "Text"),
            ("ContentBlock", "EmbeddedResource", "EmbeddedResource"),
            ("ContentBlock", "array", "Many"),
            ("JsonRpcMessage", "JsonRpcResultResponse", "ResultResponse"),
            ("MultiSelectEnumSchema", "UntitledMultiSelectEnumSchema", "Untitled"),
            ("Value", "string", "String"),
            ("Reference", "Reference", "Reference"),
        ] {
            assert_eq!(names.variant(union, holds), variant);
        }
    }

    #[test]
    fn later_tables_win() {
        let [core, more] =
            ["[defaults]\n\"*.a\" = \"1\"\n\"*.b\" = \"2\"", "[defaults]\n\"*.a\" = \"\"\n\"*.b\" = \"3\""];
        let names = Names::parse(&[core.to_owned(), more.to_owned()], "").unwrap();
        assert_eq!(names.default_at("X.a"), None);
        assert_eq!(names.default_at("X.b").as_deref(), Some("3"));
    }

    #[test]
    fn patterns_are_open_at_their_stars() {
        for (pattern, fitting, other) in [
            ("*Error", "ParseError", "ErrorCode"),
            ("Tool*", "ToolChoice", "ATool"),
            ("*a*", "bac", "b"),
            ("a", "a", "aa"),
        ] {
            assert!(fits(pattern, fitting) && !fits(pattern, other), "{pattern}");
        }
    }

    #[test]
    fn a_full_path_wins_over_a_member() {
        let names = names("[types]\n\"*.cursor\" = \"A\"\n\"List.cursor\" = \"B\"");
        assert_eq!(names.type_at("List.cursor").as_deref(), Some("B"));
        assert_eq!(names.type_at("Other.cursor").as_deref(), Some("A"));
        assert_eq!(names.type_at("Other.precursor"), None);
    }

    #[test]
    fn entries_of_no_use_are_named() {
        let names = names(
            "[fields]\ntype = \"kind\"\nref = \"reference\"\n[open]\nX = []\n[[areas]]\nname = \"a\"\nabout = \"\"\ndefinitions = [\"To*\", \"*\"]",
        );
        assert_eq!(names.field("type"), "kind");
        assert_eq!(names.area("Other"), "a");
        let mut problems = Problems::default();
        names.stale(&mut problems);
        assert_eq!(problems.list(), ["ref fields", "X open", "To* areas"]);
    }
}
