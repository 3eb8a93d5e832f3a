//! Finds every mark of a schema, wherever it stands.

use serde_json::{Map, Value};

use super::{HeaderPlanError, HeaderPlanFault, MirroredParameter, ParameterKind, name};
use crate::Dialect;
use crate::keyword::{Shape, applicator, holds_values};
use crate::limits::MAX_MIRRORED_PARAMETERS;
use crate::text::{push_index, push_token};

/// The keyword that marks a parameter.
pub(crate) const ANNOTATION: &str = "x-mcp-header";

/// The marked parameters, in the order of their marks.
pub(super) fn collect(schema: &Value, dialect: Dialect) -> Result<Vec<MirroredParameter>, HeaderPlanError> {
    let mut walk = Walk { dialect, pointer: String::new(), path: Vec::new(), found: Vec::new() };
    walk.schema(schema, true)?;
    Ok(walk.found)
}

struct Walk<'v> {
    dialect: Dialect,
    /// The place in the schema.
    pointer: String,
    /// The properties that lead here, as long as nothing else does.
    path: Vec<&'v str>,
    found: Vec<MirroredParameter>,
}

// Recursion is as deep as the schema, which is bounded.
impl<'v> Walk<'v> {
    /// Looks through a schema. `is_reachable`: only `properties` led here.
    fn schema(&mut self, schema: &'v Value, is_reachable: bool) -> Result<(), HeaderPlanError> {
        let Value::Object(members) = schema else { return Ok(()) };
        // spec: HTTP-052 — in draft 07 nothing counts beside a reference, so what is there is behind it.
        let is_reachable = is_reachable && !(self.dialect == Dialect::Draft07 && members.contains_key("$ref"));
        for (keyword, value) in members {
            let length = self.pointer.len();
            push_token(&mut self.pointer, keyword);
            match keyword.as_str() {
                ANNOTATION => self.annotation(members, value, is_reachable)?,
                "properties" => self.named(value, is_reachable)?,
                keyword if holds_values(keyword) => {}
                keyword => match applicator(keyword) {
                    Some((Shape::Named | Shape::NamedOrNames, _)) => self.named(value, false)?,
                    // A keyword that is not known may hold schemas as well: a reference can lead there.
                    Some(_) | None => self.unreachable(value)?,
                },
            }
            self.pointer.truncate(length);
        }
        Ok(())
    }

    /// Schemas by name; the names are no keywords.
    fn named(&mut self, schemas: &'v Value, is_reachable: bool) -> Result<(), HeaderPlanError> {
        let Value::Object(schemas) = schemas else { return self.unreachable(schemas) };
        for (name, schema) in schemas {
            let length = self.pointer.len();
            push_token(&mut self.pointer, name);
            self.path.push(name);
            self.schema(schema, is_reachable)?;
            self.path.pop();
            self.pointer.truncate(length);
        }
        Ok(())
    }

    /// A schema, or a list of schemas, that is applied in another way than by `properties`.
    fn unreachable(&mut self, value: &'v Value) -> Result<(), HeaderPlanError> {
        let Value::Array(elements) = value else { return self.schema(value, false) };
        for (index, element) in elements.iter().enumerate() {
            let length = self.pointer.len();
            push_index(&mut self.pointer, index);
            self.unreachable(element)?;
            self.pointer.truncate(length);
        }
        Ok(())
    }

    fn annotation(
        &mut self,
        members: &Map<String, Value>,
        value: &Value,
        is_reachable: bool,
    ) -> Result<(), HeaderPlanError> {
        let fault = |fault| HeaderPlanError::new(&self.pointer, fault);
        // spec: HTTP-051, HTTP-052 — a mark anywhere else makes the whole definition invalid, and so does one at the
        // root, which is no property.
        if !is_reachable || self.path.is_empty() {
            return Err(fault(HeaderPlanFault::Misplaced));
        }
        let Value::String(name) = value else { return Err(fault(HeaderPlanFault::NotText)) };
        name::check(name).map_err(fault)?;
        let kind = kind(members.get("type")).ok_or_else(|| fault(HeaderPlanFault::NotPrimitive))?;
        if self.found.len() >= MAX_MIRRORED_PARAMETERS {
            return Err(fault(HeaderPlanFault::TooMany));
        }
        // spec: HTTP-048 — field names have no case, so names that differ in case alone are one.
        if self.found.iter().any(|other| other.name.eq_ignore_ascii_case(name)) {
            return Err(fault(HeaderPlanFault::Duplicate));
        }
        let path = self.path.iter().map(|name| Box::from(*name)).collect();
        self.found.push(MirroredParameter { name: name.as_str().into(), path, kind });
        Ok(())
    }
}

/// The type that a `type` allows, if it is one that is mirrored.
// spec: HTTP-049 — numbers with fractions, objects, lists and null have no form in a field that all agree on.
fn kind(declared: Option<&Value>) -> Option<ParameterKind> {
    match declared?.as_str()? {
        "string" => Some(ParameterKind::String),
        "integer" => Some(ParameterKind::Integer),
        "boolean" => Some(ParameterKind::Boolean),
        _ => None,
    }
}
