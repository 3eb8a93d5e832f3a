//! Why a value is not accepted, found by asking the subschemas.
//!
//! From the root it goes down to subschemas that reject their part of the value, and stops where the schema's own
//! assertions explain it. Each level asks validators anew, so the levels are bounded; beyond them the place reached is
//! named. Nothing here decides whether a value is accepted.

use serde_json::{Map, Value};

use super::{Parts, assertions};
use crate::limits::{MAX_EXPLAINED_DEPTH, MAX_VIOLATIONS};
use crate::text::push_token;
use crate::{Dialect, SchemaDocument, Violation};

/// The search for violations.
pub(super) struct Explanation<'s> {
    document: &'s SchemaDocument,
    parts: &'s Parts,
    /// `#` and the place in the schema.
    schema: String,
    /// The place in the value.
    instance: String,
    depth: usize,
    found: Vec<Violation>,
}

impl<'s> Explanation<'s> {
    /// The violations of a value that is known not to be accepted; at least one.
    pub(super) fn of(document: &'s SchemaDocument, parts: &'s Parts, value: &Value) -> Vec<Violation> {
        let (schema, instance, found) = ("#".to_owned(), String::new(), Vec::new());
        let mut explanation = Explanation { document, parts, schema, instance, depth: 0, found };
        explanation.look(document.as_value(), value);
        explanation.found
    }

    /// Explains why a schema rejects a value. Adds at least one violation, unless there are enough.
    fn look(&mut self, schema: &'s Value, value: &Value) {
        if self.found.len() >= MAX_VIOLATIONS {
            return;
        }
        let before = self.found.len();
        let Value::Object(members) = schema else {
            return self.add("false", "no value here", value);
        };
        if self.depth >= MAX_EXPLAINED_DEPTH {
            return self.add("allOf", "what the schema allows", value);
        }
        self.depth += 1;
        // Beside a reference, draft 07 knows nothing.
        if self.document.dialect() == Dialect::Draft202012 || !members.contains_key("$ref") {
            assertions::check(members, value, &self.instance, &mut self.found);
            if self.found.len() == before || value.is_object() {
                self.in_place(members, value);
                self.within(members, value);
            }
        }
        self.reference(value);
        self.depth -= 1;
        if self.found.len() == before {
            let (keyword, expected) = assertions::suspect(members, value);
            self.add(keyword, &expected, value);
        }
    }

    fn add(&mut self, keyword: &'static str, expected: &str, value: &Value) {
        self.found.push(Violation::new(&self.instance, keyword, expected, value));
    }

    /// Whether the subschema here rejects a value; one that is not known does not.
    fn rejects(&self, value: &Value) -> bool {
        let subschemas = self.parts.subschemas.as_ref();
        subschemas.and_then(|subschemas| subschemas.get(&self.schema)).is_some_and(|part| !part.is_valid(value))
    }

    /// Goes to a subschema, asks something there, and comes back.
    fn below<T>(&mut self, steps: &[&str], ask: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.schema.len();
        steps.iter().for_each(|step| push_token(&mut self.schema, step));
        let answer = ask(self);
        self.schema.truncate(length);
        answer
    }

    /// Goes to a subschema, and explains it if it rejects the value.
    fn descend(&mut self, steps: &[&str], schema: &'s Value, value: &Value) {
        self.below(steps, |this| {
            if this.rejects(value) {
                this.look(schema, value);
            }
        });
    }

    /// The same, for a part of the value.
    fn descend_into(&mut self, step: &str, steps: &[&str], schema: &'s Value, value: &Value) {
        let length = self.instance.len();
        push_token(&mut self.instance, step);
        self.descend(steps, schema, value);
        self.instance.truncate(length);
    }

    /// Where the reference leads that stands in the subschema here.
    fn target(&self) -> Option<(&'s str, &'s Value)> {
        let target = self.parts.references.get(self.schema.trim_start_matches('#'))?;
        Some((target, self.document.as_value().pointer(target)?))
    }

    fn reference(&mut self, value: &Value) {
        let Some((target, schema)) = self.target() else { return };
        let here = std::mem::replace(&mut self.schema, format!("#{target}"));
        if self.rejects(value) {
            self.look(schema, value);
        }
        self.schema = here;
    }

    /// Subschemas that apply to the same value.
    fn in_place(&mut self, members: &'s Map<String, Value>, value: &Value) {
        for (index, schema) in list(members, "allOf") {
            self.descend(&["allOf", &index.to_string()], schema, value);
        }
        if members.contains_key("if") {
            let branch = if self.below(&["if"], |this| this.rejects(value)) { "else" } else { "then" };
            if let Some(schema) = members.get(branch) {
                self.descend(&[branch], schema, value);
            }
        }
        self.alternatives("anyOf", members, value);
        self.alternatives("oneOf", members, value);
        if let Some(schema) = members.get("not")
            && !self.below(&["not"], |this| this.rejects(value))
        {
            let excluded = crate::violation::start_of_json(schema);
            self.add("not", &format!("nothing that matches {excluded}"), value);
        }
    }

    fn alternatives(&mut self, keyword: &'static str, members: &'s Map<String, Value>, value: &Value) {
        let (mut count, mut matching, mut candidates) = (0, 0, Vec::new());
        for (index, schema) in list(members, keyword) {
            count += 1;
            let (rejects, shape) = self.below(&[keyword, &index.to_string()], |this| {
                (this.rejects(value), this.target().map_or(schema, |(_, target)| target))
            });
            matching += usize::from(!rejects);
            if assertions::is_meant(shape, value) {
                candidates.push((index, schema));
            }
        }
        match (keyword, matching) {
            _ if count == 0 => {}
            // Where the value's own tag says which alternative is meant, that one tells more.
            (_, 0) => match candidates.as_slice() {
                [(index, schema)] => self.below(&[keyword, &index.to_string()], |this| this.look(schema, value)),
                _ => self.add(keyword, &format!("one of {count} alternatives to match"), value),
            },
            ("oneOf", 2..) => self.add(keyword, &format!("1 of {count} alternatives to match, not {matching}"), value),
            _ => {}
        }
    }

    /// Subschemas that apply to parts of the value.
    fn within(&mut self, members: &'s Map<String, Value>, value: &Value) {
        match value {
            Value::Object(object) => self.members(members, object),
            Value::Array(elements) => self.elements(members, elements),
            _ => {}
        }
    }

    fn members(&mut self, members: &'s Map<String, Value>, object: &Map<String, Value>) {
        let properties = members.get("properties").and_then(Value::as_object);
        for (name, schema) in properties.into_iter().flatten() {
            if let Some(value) = object.get(name) {
                self.descend_into(name, &["properties", name], schema, value);
            }
        }
        let Some(additional) = members.get("additionalProperties") else { return };
        if members.contains_key("patternProperties") {
            return;
        }
        for (name, value) in object {
            let is_known = properties.is_some_and(|properties| properties.contains_key(name));
            match (is_known, additional) {
                (true, _) => {}
                (false, Value::Bool(false)) => {
                    let length = self.instance.len();
                    push_token(&mut self.instance, name);
                    self.add("additionalProperties", "no such property", value);
                    self.instance.truncate(length);
                }
                (false, schema) => self.descend_into(name, &["additionalProperties"], schema, value),
            }
        }
    }

    fn elements(&mut self, members: &'s Map<String, Value>, elements: &[Value]) {
        // Draft 07 has a list under `items` where 2020-12 has `prefixItems`, and `additionalItems` where it has `items`.
        let (first, rest) = match members.get("items") {
            Some(Value::Array(_)) => ("items", "additionalItems"),
            _ => ("prefixItems", "items"),
        };
        let prefix: Vec<_> = list(members, first).collect();
        for (index, value) in elements.iter().enumerate() {
            if self.found.len() >= MAX_VIOLATIONS {
                return;
            }
            let at = index.to_string();
            match (prefix.get(index), members.get(rest)) {
                (Some((_, schema)), _) => self.descend_into(&at, &[first, &at], schema, value),
                (None, Some(schema)) => self.descend_into(&at, &[rest], schema, value),
                (None, None) => return,
            }
        }
    }
}

fn list<'s>(members: &'s Map<String, Value>, keyword: &str) -> impl Iterator<Item = (usize, &'s Value)> {
    members.get(keyword).and_then(Value::as_array).into_iter().flatten().enumerate()
}
