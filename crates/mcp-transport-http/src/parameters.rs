//! The fields `Mcp-Param-*`, which mirror arguments of a tool: judged against a call, and written for one.

mod value;

#[cfg(test)]
mod tests;

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue};
use mcp_schema::{HeaderPlan, ParameterKind};
use mcp_types::{JsonKind, Raw};

use crate::field::{Field, MCP_PARAM, MCP_PARAM_PREFIX};
use crate::head::Head;
use crate::limits::MAX_MIRRORED_PARAMETERS;
use crate::rejection::{FieldFault, Rejection};
use crate::sentinel;

/// The fields of one tool that mirror arguments, compiled once from its [`HeaderPlan`].
///
/// # Examples
///
/// ```
/// use http::HeaderMap;
/// use mcp_schema::HeaderPlan;
/// use mcp_transport_http::ParameterFields;
/// use mcp_types::{Json, Raw};
/// use serde_json::json;
///
/// let schema = json!({ "properties": {
///     "region": { "type": "string", "x-mcp-header": "Region" },
///     "limit": { "type": "integer", "x-mcp-header": "Limit" },
/// } });
/// let fields = ParameterFields::new(&HeaderPlan::of(&Json::from(schema))?);
///
/// let mut headers = HeaderMap::new();
/// let arguments = Raw::parse(r#"{"region": "Zürich", "query": "SELECT 1"}"#)?;
/// fields.write(Some(arguments), &mut headers)?;
/// assert_eq!(headers["mcp-param-region"], "=?base64?WsO8cmljaA==?=");
/// assert!(!headers.contains_key("mcp-param-limit"), "nothing to mirror");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct ParameterFields {
    // Invariant: in the order of the paths, as in the plan, and no more than `MAX_MIRRORED_PARAMETERS`.
    fields: Box<[ParameterField]>,
}

#[derive(Debug, Clone)]
struct ParameterField {
    header: HeaderName,
    /// As the specification and the author write it.
    name: Box<str>,
    // Invariant: not empty.
    path: Box<[Box<str>]>,
    kind: ParameterKind,
}

impl ParameterFields {
    /// Prepares the fields of a plan.
    pub fn new(plan: &HeaderPlan) -> Self {
        let fields = plan.parameters().iter().map(|parameter| {
            let header = format!("{MCP_PARAM_PREFIX}{}", parameter.name());
            ParameterField {
                header: HeaderName::from_bytes(header.as_bytes()).expect("a plan has tokens for names"),
                name: format!("{MCP_PARAM}{}", parameter.name()).into(),
                path: parameter.path().map(Box::from).collect(),
                kind: parameter.kind(),
            }
        });
        ParameterFields { fields: fields.collect() }
    }

    /// Whether nothing is mirrored.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The names of the fields.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &HeaderName> {
        self.fields.iter().map(|field| &field.header)
    }

    /// Writes the fields of a call, in place of any that are there.
    ///
    /// `arguments` are those of the call, if it has any. An argument that is absent or null has no field.
    ///
    /// # Errors
    ///
    /// [`ParameterValueError`] for an argument that no field can mirror: a list, an object, a number with a fraction or
    /// beyond 2⁵³ − 1. Fields before it are written; the call breaks the tool's schema and is not to be sent.
    pub fn write(&self, arguments: Option<Raw<'_>>, headers: &mut HeaderMap) -> Result<(), ParameterValueError> {
        let found = self.find(arguments);
        for (field, argument) in self.fields.iter().zip(found) {
            headers.remove(&field.header);
            // spec: HTTP-065 — what is absent or null has no field.
            let Some(argument) = argument else { continue };
            let text = value::text(argument).ok_or_else(|| ParameterValueError { field: field.name.clone() })?;
            let value = HeaderValue::from_str(&sentinel::encode(&text));
            let value = value.map_err(|_| ParameterValueError { field: field.name.clone() })?;
            headers.insert(field.header.clone(), value);
        }
        Ok(())
    }

    /// The arguments that the fields mirror, in the order of the fields; null counts as absent.
    fn find<'a>(&self, arguments: Option<Raw<'a>>) -> [Option<Raw<'a>>; MAX_MIRRORED_PARAMETERS] {
        let mut found = [None; MAX_MIRRORED_PARAMETERS];
        if let Some(arguments) = arguments {
            // spec: HTTP-053 — exactly the path of the mark is walked, and a walk that ends early finds nothing.
            find_below(&self.fields, 0, arguments, &mut found);
        }
        found
    }
}

/// Goes once through an object for all fields whose paths lead to it; recursion is as deep as the longest path.
fn find_below<'a>(fields: &[ParameterField], depth: usize, object: Raw<'a>, found: &mut [Option<Raw<'a>>]) {
    for (name, value) in object.members().into_iter().flatten() {
        // Paths stand in order, so those that go on with this name stand together, and one that ends here is the first.
        let start = fields.partition_point(|field| *field.path[depth] < *name);
        let length = fields[start..].partition_point(|field| *field.path[depth] == *name);
        let (Some(group), Some(slots)) = (fields.get(start..start + length), found.get_mut(start..start + length))
        else {
            continue;
        };
        let Some(first) = group.first() else { continue };
        let ends = usize::from(first.path.len() == depth + 1);
        if ends == 1 {
            // spec: HTTP-066 — null is no value that a field could be expected for.
            slots[0] = Some(value).filter(|value| value.kind() != JsonKind::Null);
        }
        if length > ends {
            find_below(&group[ends..], depth + 1, value, &mut slots[ends..]);
        }
    }
}

/// Judges the fields that mirror arguments of the called tool: row 16 of [`REFUSALS`](crate::REFUSALS).
///
/// `arguments` are those of the call, if it has any. Fields `Mcp-Param-*` that the tool does not know are ignored.
/// Nothing is allocated unless the call is refused, or an argument has escapes.
///
/// # Errors
///
/// [`Rejection::ParameterField`] for the first field, in the order of the plan, that
///
/// - is missing, though the argument is there and not null;
/// - is there, though the argument is absent or null;
/// - stands more than once, even with equal values;
/// - stands for no text;
/// - differs from the argument. Strings are compared exactly, numbers as numbers, and a list or an object agrees with
///   nothing;
/// - mirrors an integer beyond 2⁵³ − 1.
///
/// # Specification
///
/// [Server behavior for custom headers](https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#server-behavior-for-custom-headers)
///
/// # Examples
///
/// ```
/// use http::Request;
/// use mcp_schema::HeaderPlan;
/// use mcp_transport_http::{HeadPolicy, HeadVerdict, ParameterFields, admit_head, admit_parameters};
/// use mcp_types::{Json, Raw};
/// use serde_json::json;
///
/// let schema = json!({ "properties": { "region": { "type": "string", "x-mcp-header": "Region" } } });
/// let fields = ParameterFields::new(&HeaderPlan::of(&Json::from(schema))?);
///
/// let parts = Request::post("/mcp")
///     .header("host", "localhost")
///     .header("content-type", "application/json")
///     .header("mcp-param-region", "us-west1")
///     .body(())?
///     .into_parts()
///     .0;
/// let policy = HeadPolicy::local();
/// let Ok(HeadVerdict::Proceed(head)) = admit_head(&policy, &parts) else { panic!("refused") };
///
/// assert_eq!(admit_parameters(&head, &fields, Some(Raw::parse(r#"{"region": "us-west1"}"#)?)), Ok(()));
/// let rejection = admit_parameters(&head, &fields, Some(Raw::parse(r#"{"region": "eu-north1"}"#)?)).unwrap_err();
/// assert_eq!(rejection.to_string(), "header mismatch: Mcp-Param-Region differs from params.arguments.region");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn admit_parameters(
    head: &Head<'_>,
    fields: &ParameterFields,
    arguments: Option<Raw<'_>>,
) -> Result<(), Rejection> {
    if fields.is_empty() {
        return Ok(());
    }
    let found = fields.find(arguments);
    for (field, argument) in fields.fields.iter().zip(found) {
        let sent = Field::of(head.headers(), &field.header);
        // spec: HTTP-063 — every field that the tool knows is compared with what it mirrors.
        value::judge(sent, argument, field.kind).map_err(|problem| {
            let member = format!("params.arguments.{}", field.path.join("."));
            Rejection::ParameterField(FieldFault::new(field.name.to_string(), member, problem))
        })?;
    }
    Ok(())
}

/// An argument that no field can mirror, because the tool's schema does not allow it either.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterValueError {
    field: Box<str>,
}

impl ParameterValueError {
    /// The field, as the specification and the tool's author write it.
    pub fn field(&self) -> &str {
        &self.field
    }
}

impl fmt::Display for ParameterValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected a string, a boolean or an integer up to 2^53 - 1 to mirror", self.field)
    }
}

impl std::error::Error for ParameterValueError {}
