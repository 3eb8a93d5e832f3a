//! Every subschema of a schema, and which of them leads to which.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::address::{self, Resources};
use super::{declared_dialect, kind};
use crate::keyword::{Reach, Shape, applicator};
use crate::limits::{MAX_SUBSCHEMAS, MAX_UNFOLDED_SUBSCHEMAS};
use crate::text::{excerpt, push_index, push_token};
use crate::{Dialect, SchemaError, SchemaFault};

/// The subschemas of one schema as a graph.
pub(super) struct Survey<'v> {
    dialect: Dialect,
    pub(super) nodes: Vec<Node<'v>>,
    /// Which node a value is, by its address.
    // Invariant: the tree is borrowed for as long as this lives, so that addresses stay what they are.
    known: BTreeMap<usize, usize>,
    resources: Resources<'v>,
    /// Nodes whose members have not been looked at.
    unread: Vec<usize>,
    references: Vec<Reference<'v>>,
}

/// One subschema.
pub(super) struct Node<'v> {
    pub(super) value: &'v Value,
    place: Place<'v>,
    /// The resource that it belongs to: which `$id` references in it are relative to.
    resource: usize,
    /// Bytes of text, what stands in subschemas aside.
    pub(super) bytes: u64,
    pub(super) edges: Vec<Edge>,
}

/// How one subschema leads to another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub(super) to: usize,
    pub(super) reach: Reach,
}

/// Where a subschema stands.
enum Place<'v> {
    Root,
    /// Below another one: its keyword, and the name or index in that.
    Below(usize, &'v str, Option<Step<'v>>),
    /// Where no keyword says that there is a schema, but a reference does.
    Pointed(String),
}

#[derive(Clone, Copy)]
enum Step<'v> {
    Name(&'v str),
    Index(usize),
}

/// A `$ref` or `$dynamicRef` that is to be resolved.
struct Reference<'v> {
    from: usize,
    keyword: &'static str,
    text: &'v str,
}

impl<'v> Survey<'v> {
    pub(super) fn of(schema: &'v Value, dialect: Dialect) -> Result<Self, SchemaError> {
        let mut survey = Survey {
            dialect,
            nodes: Vec::new(),
            known: BTreeMap::new(),
            resources: Resources::new(),
            unread: Vec::new(),
            references: Vec::new(),
        };
        survey.add(schema, Place::Root, 0)?;
        survey.read_all(true)?;
        survey.resources.check().map_err(|(node, fault)| survey.error(node, "$id", fault))?;
        survey.resolve_all()?;
        Ok(survey)
    }

    /// The regular expressions, each with what tells its place.
    pub(super) fn patterns(&self) -> impl Iterator<Item = (impl Fn() -> String, &'v str)> {
        self.nodes.iter().enumerate().flat_map(move |(index, node)| {
            let own = node.value.get("pattern").and_then(Value::as_str).into_iter();
            let named = node.value.get("patternProperties").and_then(Value::as_object).into_iter();
            let own = own.map(|pattern| ("pattern", pattern));
            let named = named.flat_map(Map::keys).map(|pattern| ("patternProperties", pattern.as_str()));
            own.chain(named).map(move |(keyword, pattern)| {
                let pointer = move || {
                    let mut pointer = self.pointer(index);
                    push_token(&mut pointer, keyword);
                    pointer
                };
                (pointer, pattern)
            })
        })
    }

    /// Where a subschema stands.
    pub(super) fn pointer(&self, node: usize) -> String {
        let mut steps = Vec::new();
        let mut at = node;
        let mut pointer = loop {
            match &self.nodes[at].place {
                Place::Root => break String::new(),
                Place::Pointed(pointer) => break pointer.clone(),
                Place::Below(parent, keyword, step) => {
                    steps.push((*keyword, *step));
                    at = *parent;
                }
            }
        };
        for (keyword, step) in steps.into_iter().rev() {
            push_token(&mut pointer, keyword);
            match step {
                Some(Step::Name(name)) => push_token(&mut pointer, name),
                Some(Step::Index(index)) => push_index(&mut pointer, index),
                None => {}
            }
        }
        pointer
    }

    pub(super) fn error(&self, node: usize, keyword: &str, fault: SchemaFault) -> SchemaError {
        let mut pointer = self.pointer(node);
        if !keyword.is_empty() {
            push_token(&mut pointer, keyword);
        }
        SchemaError::new(&pointer, fault)
    }

    /// Makes a node of a value that stands where a schema belongs, unless it is one already.
    fn add(&mut self, value: &'v Value, place: Place<'v>, resource: usize) -> Result<usize, SchemaError> {
        let address = std::ptr::from_ref(value) as usize;
        if let Some(node) = self.known.get(&address) {
            return Ok(*node);
        }
        let node = self.nodes.len();
        self.nodes.push(Node { value, place, resource, bytes: 0, edges: Vec::new() });
        // spec: SCHEMA-012 — the subschemas are counted while they are found.
        if node >= MAX_SUBSCHEMAS {
            return Err(self.error(node, "", SchemaFault::TooManySubschemas));
        }
        // spec: SCHEMA-007 — where a schema belongs stands a schema.
        if !matches!(value, Value::Object(_) | Value::Bool(_)) {
            let fault = SchemaFault::WrongType { expected: "a schema", received: kind(value) };
            return Err(self.error(node, "", fault));
        }
        self.known.insert(address, node);
        self.unread.push(node);
        Ok(node)
    }

    /// Reads what is unread. `names`: whether ids and anchors count, as they do where a keyword holds schemas.
    fn read_all(&mut self, names: bool) -> Result<(), SchemaError> {
        while let Some(node) = self.unread.pop() {
            if let Value::Object(members) = self.nodes[node].value {
                self.read_dialect(node, members)?;
                match names {
                    true => self.read_names(node, members)?,
                    // Why: readers differ in whether an id counts where no keyword says that there is a schema.
                    false if members.contains_key("$id") => {
                        return Err(self.error(
                            node,
                            "$id",
                            SchemaFault::UnclearId { id: "one behind a pointer".into() },
                        ));
                    }
                    false => {}
                }
                self.read(node, members)?;
            }
        }
        Ok(())
    }

    fn read_dialect(&self, node: usize, members: &Map<String, Value>) -> Result<(), SchemaError> {
        if let Some(declared) = members.get("$schema") {
            let declared = declared_dialect(declared).map_err(|fault| self.error(node, "$schema", fault))?;
            // spec: SCHEMA-005, SCHEMA-006 — one schema is read in one dialect, so what declares another one is refused.
            if declared != self.dialect {
                let fault = SchemaFault::MixedDialects { expected: self.dialect, received: declared };
                return Err(self.error(node, "$schema", fault));
            }
        }
        Ok(())
    }

    /// `$id` and anchors.
    fn read_names(&mut self, node: usize, members: &'v Map<String, Value>) -> Result<(), SchemaError> {
        let resource = self.nodes[node].resource;
        let result = self.resources.enter(node, resource, members, self.dialect);
        self.nodes[node].resource = result.map_err(|(keyword, fault)| self.error(node, keyword, fault))?;
        Ok(())
    }

    /// The keywords that hold schemas, and references.
    fn read(&mut self, node: usize, members: &'v Map<String, Value>) -> Result<(), SchemaError> {
        let mut bytes = 2;
        for (keyword, value) in members {
            bytes += keyword.len() as u64 + 4;
            match applicator(keyword) {
                Some((shape, reach)) => bytes += self.read_subschemas(node, keyword, value, shape, reach)?,
                None => bytes += weight(value),
            }
        }
        for keyword in ["$ref", "$dynamicRef"] {
            match members.get(keyword) {
                None => {}
                Some(Value::String(text)) => self.references.push(Reference { from: node, keyword, text }),
                Some(other) => {
                    let fault = SchemaFault::WrongType { expected: "a URI reference", received: kind(other) };
                    return Err(self.error(node, keyword, fault));
                }
            }
        }
        self.nodes[node].bytes = bytes;
        Ok(())
    }

    /// Adds the schemas that a keyword holds, and returns the bytes of what stands around them.
    fn read_subschemas(
        &mut self,
        node: usize,
        keyword: &'v str,
        value: &'v Value,
        shape: Shape,
        reach: Reach,
    ) -> Result<u64, SchemaError> {
        let resource = self.nodes[node].resource;
        let mut bytes = 0;
        let add = |survey: &mut Self, value, step| {
            let to = survey.add(value, Place::Below(node, keyword, step), resource)?;
            if reach != Reach::Nowhere {
                survey.nodes[node].edges.push(Edge { to, reach });
            }
            Ok(())
        };
        match (shape, value) {
            (Shape::Many | Shape::OneOrMany, Value::Array(schemas)) => {
                for (index, schema) in schemas.iter().enumerate() {
                    add(self, schema, Some(Step::Index(index)))?;
                }
            }
            (Shape::Named | Shape::NamedOrNames, Value::Object(schemas)) => {
                for (name, schema) in schemas {
                    bytes += name.len() as u64 + 4;
                    match shape == Shape::NamedOrNames && schema.is_array() {
                        true => bytes += weight(schema),
                        false => add(self, schema, Some(Step::Name(name)))?,
                    }
                }
            }
            (Shape::One | Shape::OneOrMany, schema) => add(self, schema, None)?,
            (Shape::Many, other) => return Err(self.misshapen(node, keyword, "a list of schemas", other)),
            (Shape::Named | Shape::NamedOrNames, other) => {
                return Err(self.misshapen(node, keyword, "an object of schemas", other));
            }
        }
        Ok(bytes)
    }

    fn misshapen(&self, node: usize, keyword: &str, expected: &'static str, received: &Value) -> SchemaError {
        self.error(node, keyword, SchemaFault::WrongType { expected, received: kind(received) })
    }

    /// Follows every reference, those in places that only references lead to included.
    fn resolve_all(&mut self) -> Result<(), SchemaError> {
        let (mut next, mut edges) = (0, 0);
        while let Some(Reference { from, keyword, text }) = self.references.get(next) {
            let (from, keyword, text) = (*from, *keyword, *text);
            next += 1;
            let targets = self.targets(from, keyword, text)?;
            // spec: SCHEMA-012 — each dynamic reference leads to every anchor of its name, and the product is counted while
            // it grows, also where nothing leads to the references.
            edges += targets.len();
            if edges > MAX_UNFOLDED_SUBSCHEMAS {
                return Err(self.error(from, keyword, SchemaFault::TooManyUnfolded));
            }
            self.nodes[from].edges.extend(targets.into_iter().map(|to| Edge { to, reach: Reach::InPlace }));
            self.read_all(false)?;
        }
        Ok(())
    }

    /// Where each `$ref` leads, by the place of the subschema that it stands in.
    #[cfg(feature = "validation")]
    pub(super) fn references(&self) -> BTreeMap<String, String> {
        let target = |reference: &Reference<'_>| match self
            .resources
            .resolve(self.nodes[reference.from].resource, reference.text)?
        {
            address::Target::Node(node) => Some(self.pointer(node)),
            address::Target::Pointer { root, pointer } => Some(self.pointer(root) + &pointer),
        };
        let references = self.references.iter().filter(|reference| reference.keyword == "$ref");
        references.filter_map(|reference| Some((self.pointer(reference.from), target(reference)?))).collect()
    }

    /// The nodes that a reference may lead to; one, but for dynamic references.
    fn targets(&mut self, from: usize, keyword: &str, text: &'v str) -> Result<BTreeSet<usize>, SchemaError> {
        let unresolved =
            |survey: &Self| survey.error(from, keyword, SchemaFault::UnresolvedReference { reference: excerpt(text) });
        // spec: SCHEMA-008, SCHEMA-009, SCHEMA-011 — what is not found here is refused, never fetched, never taken for a
        // schema that allows everything.
        let target = self.resources.resolve(self.nodes[from].resource, text).ok_or_else(|| unresolved(self))?;
        match target {
            address::Target::Node(node) => {
                let mut targets = BTreeSet::from([node]);
                if keyword == "$dynamicRef" {
                    targets.extend(self.resources.dynamic_alternatives(node, text));
                }
                Ok(targets)
            }
            address::Target::Pointer { root, pointer } => {
                // spec: SCHEMA-011 — a pointer to nothing is no schema either.
                let value = self.nodes[root].value.pointer(&pointer).ok_or_else(|| unresolved(self))?;
                let place = self.pointer(root) + &pointer;
                let resource = self.nodes[root].resource;
                Ok(BTreeSet::from([self.add(value, Place::Pointed(place), resource)?]))
            }
        }
    }
}

/// About the bytes of text of a value; recursion is as deep as the schema, which is bounded.
fn weight(value: &Value) -> u64 {
    match value {
        Value::Null | Value::Bool(_) => 5,
        Value::Number(_) => 8,
        Value::String(text) => text.len() as u64 + 2,
        Value::Array(elements) => elements.iter().map(|element| weight(element) + 1).sum::<u64>() + 2,
        Value::Object(members) => {
            members.iter().map(|(name, value)| name.len() as u64 + 4 + weight(value)).sum::<u64>() + 2
        }
    }
}
