//! The parts of a schema: its members, elements and entries, as far as they stand in it and not in another definition.

use std::fmt;

use serde_json::{Map, Value};

use crate::official::{Official, reference};

/// One step from a value to a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step<'s> {
    /// The member of this name.
    Member(&'s str),
    /// Any element of a list.
    Element,
    /// Any entry of a map.
    Entry,
}

/// A part of a schema.
#[derive(Debug, Clone)]
pub(crate) struct Site<'s> {
    /// The way there.
    pub(crate) steps: Vec<Step<'s>>,
    /// Whether it is a member that must be there.
    pub(crate) required: bool,
    pub(crate) schema: &'s Value,
}

impl<'s> Site<'s> {
    /// The whole.
    pub(crate) fn root(schema: &'s Value) -> Self {
        Site { steps: Vec::new(), required: false, schema }
    }

    fn part(&self, step: Step<'s>, required: bool, schema: &'s Value) -> Self {
        let steps = self.steps.iter().cloned().chain([step]).collect();
        Site { steps, required, schema }
    }

    /// JSON Pointers of all places in `value` where this part is.
    pub(crate) fn places(&self, value: &Value) -> Vec<String> {
        places(value, &self.steps)
    }

    /// The object that the part is a member of, and its name there.
    pub(crate) fn member(&self) -> Option<(Self, &'s str)> {
        let (Step::Member(name), rest) = self.steps.split_last()? else { return None };
        Some((Site { steps: rest.to_vec(), required: false, schema: self.schema }, name))
    }
}

/// Written after the name of a definition: `.member`, `[]`, `{}`.
impl fmt::Display for Site<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.steps.iter().try_for_each(|step| match step {
            Step::Member(name) => write!(formatter, ".{name}"),
            Step::Element => formatter.write_str("[]"),
            Step::Entry => formatter.write_str("{}"),
        })
    }
}

/// All parts of a schema, in their order; not the whole itself.
pub(crate) fn sites(schema: &Value) -> Vec<Site<'_>> {
    let mut found = Vec::new();
    collect(&Site::root(schema), &mut found);
    found
}

fn collect<'s>(site: &Site<'s>, found: &mut Vec<Site<'s>>) {
    for part in parts(site) {
        if reference(part.schema).is_none() {
            found.push(part.clone());
            collect(&part, found);
        } else {
            found.push(part);
        }
    }
}

/// The parts that stand directly in a part.
pub(crate) fn parts<'s>(site: &Site<'s>) -> Vec<Site<'s>> {
    let schema = site.schema;
    let mut parts = Vec::new();
    for (name, member) in members(schema) {
        parts.push(site.part(Step::Member(name), is_required(schema, name), member));
    }
    parts.extend(schema.get("items").map(|items| site.part(Step::Element, false, items)));
    let entries = schema.get("additionalProperties").filter(|entries| !is_any(entries));
    parts.extend(entries.map(|entries| site.part(Step::Entry, false, entries)));
    parts
}

pub(crate) fn members(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema.get("properties").and_then(Value::as_object).into_iter().flatten()
}

pub(crate) fn is_required(schema: &Value, name: &str) -> bool {
    schema.get("required").and_then(Value::as_array).is_some_and(|required| required.iter().any(|one| one == name))
}

/// The schemas of which a value has to fit one; none where the schema is no union.
pub(crate) fn alternatives(schema: &Value) -> &[Value] {
    schema.get("anyOf").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Keywords that say nothing about values. What `format` names is an annotation in this dialect.
pub(crate) const ANNOTATIONS: [&str; 3] = ["description", "format", "$schema"];

/// Whether every value fits the schema.
pub(crate) fn is_any(schema: &Value) -> bool {
    match schema {
        Value::Bool(any) => *any,
        Value::Object(keywords) => keywords.keys().all(|keyword| ANNOTATIONS.contains(&&**keyword)),
        _ => false,
    }
}

fn places(value: &Value, steps: &[Step<'_>]) -> Vec<String> {
    let Some((step, rest)) = steps.split_first() else { return vec![String::new()] };
    let below = |name: &str, part: &Value| -> Vec<String> {
        places(part, rest).iter().map(|place| format!("/{}{place}", escaped(name))).collect()
    };
    match (step, value) {
        (Step::Member(name), Value::Object(members)) => {
            members.get(*name).map(|member| below(name, member)).unwrap_or_default()
        }
        (Step::Element, Value::Array(elements)) => {
            elements.iter().enumerate().flat_map(|(index, element)| below(&index.to_string(), element)).collect()
        }
        (Step::Entry, Value::Object(members)) => {
            members.iter().flat_map(|(name, member)| below(name, member)).collect()
        }
        _ => Vec::new(),
    }
}

/// A name as it stands in a JSON Pointer.
pub(crate) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// Replaces `allOf` by one object with the members of all of them.
pub(crate) fn flattened(official: &Official, schema: &Value) -> Value {
    let Value::Object(keywords) = schema else { return schema.clone() };
    if let Some(all) = keywords.get("allOf").and_then(Value::as_array) {
        return all.iter().map(|part| flattened(official, official.resolve(part))).reduce(joined).expect("some part");
    }
    let part = |(keyword, value): (&String, &Value)| {
        let value = match (keyword.as_str(), value) {
            ("properties", Value::Object(members)) => {
                members.iter().map(|(name, member)| (name.clone(), flattened(official, member))).collect()
            }
            ("items" | "additionalProperties", schema) => flattened(official, schema),
            ("anyOf", Value::Array(parts)) => parts.iter().map(|part| flattened(official, part)).collect(),
            _ => value.clone(),
        };
        (keyword.clone(), value)
    };
    Value::Object(keywords.iter().map(part).collect())
}

/// What fits both of two object schemas, where the second one narrows the first.
fn joined(wide: Value, narrow: Value) -> Value {
    let (Value::Object(mut wide), Value::Object(narrow)) = (wide, narrow) else { panic!("only objects are joined") };
    for (keyword, value) in narrow {
        match (wide.get_mut(&keyword), value) {
            (Some(Value::Object(members)), Value::Object(narrower)) => join_members(members, narrower),
            (Some(Value::Array(required)), Value::Array(more)) => {
                let new: Vec<Value> = more.into_iter().filter(|name| !required.contains(name)).collect();
                required.extend(new);
            }
            (Some(known), value) if *known != value && !ANNOTATIONS.contains(&&*keyword) => {
                panic!("`allOf` whose parts differ in {keyword}")
            }
            (_, value) => drop(wide.insert(keyword, value)),
        }
    }
    Value::Object(wide)
}

fn join_members(members: &mut Map<String, Value>, narrower: Map<String, Value>) {
    for (name, schema) in narrower {
        if let Some(known) = members.get(&name) {
            assert!(is_any(known) || known["type"] == schema["type"], "`allOf` whose parts have different {name}");
        }
        members.insert(name, schema);
    }
}
