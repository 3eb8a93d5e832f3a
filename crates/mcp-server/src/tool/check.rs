//! What a tool needs to be served.

use mcp_schema::{HeaderPlan, SchemaDocument, SchemaError};
use mcp_transport_http::ParameterFields;
use mcp_types::{Json, JsonKind, ToolInputSchema, ToolOutputSchema};

use super::About;
use crate::build_error::BuildProblem;
use crate::dialogue::Asks;
use crate::limits;
use crate::load::ToolLimits;
use crate::pending::Pending;
use crate::registry::{Invoke, ToolRecord};
use crate::result::Structure;
use crate::validation::{Published, Validation};

/// A tool that is registered but not checked.
pub(crate) struct PendingTool {
    pub(super) about: About,
    pub(super) input_schema: Json,
    pub(super) derived: bool,
    pub(super) structure: Structure,
    pub(super) invoke: Box<dyn Invoke>,
}

impl Pending for PendingTool {
    type Record = ToolRecord;

    fn key(&self) -> &str {
        &self.about.name
    }

    fn asks(&self) -> Asks {
        self.about.asks
    }

    fn check(self, problems: &mut Vec<BuildProblem>) -> Option<ToolRecord> {
        let PendingTool { about, input_schema, derived, structure, invoke } = self;
        check_name(&about.name, problems);
        check_structure(&about, structure, problems);
        let (asks, visibility, layers) = (about.asks, about.visibility.clone(), about.layers.compile());
        let (terms, deadline) = (about.limits.terms(), about.limits.deadline);
        let schemas = Schemas::check(&about, &input_schema, problems);
        let fields = mirrored(&about.name, schemas.input.as_ref(), problems);
        let validation = schemas.validation(&about, derived, problems);
        let definition = define(about, &input_schema, problems)?;
        let allowance = terms.are_any().then(|| terms.allowance());
        Some(ToolRecord { definition, asks, visibility, fields, validation, invoke, layers, allowance, deadline })
    }
}

impl PendingTool {
    /// Replaces the limits that its author gave it.
    pub(crate) fn limit(&mut self, limits: &ToolLimits) {
        self.about.limits = limits.clone();
    }
}

fn check_name(name: &str, problems: &mut Vec<BuildProblem>) {
    let tool = || name.into();
    // spec: TOOLS-010 a name has 1 to 128 characters; all of them are single bytes.
    if name.is_empty() || name.len() > limits::MAX_TOOL_NAME_BYTES {
        problems.push(BuildProblem::ToolNameLength { tool: tool() });
    }
    // spec: TOOLS-012 letters and digits of ASCII, underscore, hyphen and dot.
    let allowed = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.');
    if let Some(character) = name.chars().find(|character| !allowed(*character)) {
        problems.push(BuildProblem::ToolNameCharacter { tool: tool(), character });
    }
}

fn check_structure(about: &About, structure: Structure, problems: &mut Vec<BuildProblem>) {
    // spec: TOOLS-021 a schema is not promised where no result could keep the promise.
    if about.output_schema.is_some() && structure == Structure::Never {
        problems.push(BuildProblem::OutputSchemaWithoutStructure { tool: about.name.as_str().into() });
    }
}

/// The schemas of a tool that passed every check; those that did not are absent.
struct Schemas {
    input: Option<SchemaDocument>,
    output: Option<SchemaDocument>,
}

impl Schemas {
    /// Checks what is published: clients have to be able to read it, and it has to cost them little.
    fn check(about: &About, input: &Json, problems: &mut Vec<BuildProblem>) -> Self {
        // Why: what is no object is refused as such, where the tool's entry in the list is made.
        let is_object = |schema: &&Json| schema.kind() == JsonKind::Object;
        let mut document = |schema, json| match SchemaDocument::check(json) {
            Ok(document) => Some(document),
            Err(error) => {
                problems.push(problem(about, schema, error));
                None
            }
        };
        // spec: SCHEMA-006 SCHEMA-007 SCHEMA-011 SCHEMA-012 what is published is valid, whole and bounded.
        let input = Some(input).filter(is_object).and_then(|json| document("input schema", json));
        let output = about.output_schema.as_ref().filter(is_object);
        Schemas { input, output: output.and_then(|json| document("output schema", json)) }
    }

    /// Compiles what has to be judged at run time.
    fn validation(self, about: &About, derived: bool, problems: &mut Vec<BuildProblem>) -> Validation {
        let input = self.input.map(|schema| Published { schema, derived });
        let output = self.output.map(|schema| Published { schema, derived: !about.written_output_schema });
        Validation::compile(input, output).unwrap_or_else(|(schema, error)| {
            problems.push(problem(about, schema, error));
            Validation::default()
        })
    }
}

fn problem(about: &About, schema: &'static str, error: SchemaError) -> BuildProblem {
    BuildProblem::Schema { tool: about.name.as_str().into(), schema, error }
}

/// The header fields that mirror arguments of the tool.
fn mirrored(tool: &str, schema: Option<&SchemaDocument>, problems: &mut Vec<BuildProblem>) -> ParameterFields {
    // spec: HTTP-045 HTTP-046 HTTP-047 HTTP-048 HTTP-049 HTTP-051 HTTP-052 a mark that breaks a rule spoils the tool.
    match schema.map(HeaderPlan::of_document).transpose() {
        Ok(plan) => plan.map(|plan| ParameterFields::new(&plan)).unwrap_or_default(),
        Err(error) => {
            problems.push(BuildProblem::MirroredParameter { tool: tool.into(), error });
            ParameterFields::default()
        }
    }
}

/// Makes the tool's entry in the list.
fn define(about: About, input_schema: &Json, problems: &mut Vec<BuildProblem>) -> Option<mcp_types::Tool> {
    let tool: Box<str> = about.name.as_str().into();
    // spec: TOOLS-007 SCHEMA-013 the schema of the arguments is an object that describes an object.
    let input = match input_schema.as_raw().decode::<ToolInputSchema>() {
        Ok(schema) => Some(schema),
        Err(_) => {
            let received = root(input_schema);
            problems.push(BuildProblem::InputNotObject { tool: tool.clone(), received });
            None
        }
    };
    let output = match about.output_schema.map(|schema| schema.as_raw().decode::<ToolOutputSchema>()) {
        Some(Err(_)) => {
            problems.push(BuildProblem::SchemaNotObject { tool, member: "outputSchema" });
            return None;
        }
        output => output.and_then(Result::ok),
    };
    let mut definition = mcp_types::Tool::new(about.name, ToolInputSchema::default());
    // spec: SCHEMA-014 a schema goes out as it came in.
    definition.input_schema = input?;
    definition.title = about.title;
    definition.description = about.description;
    definition.icons = about.icons;
    definition.annotations = about.annotations;
    definition.output_schema = output;
    definition.meta = about.meta;
    Some(definition)
}

/// What a schema has at its root where `"type": "object"` should stand.
fn root(schema: &Json) -> Box<str> {
    let raw = schema.as_raw();
    let kind = raw.members().map(|mut members| members.find(|(name, _)| name == "type"));
    match kind {
        None => format!("a JSON {}", raw.kind()).into(),
        Some(None) => "no type".into(),
        Some(Some((_, kind))) => crate::echo::shortened(kind.text()).into(),
    }
}
