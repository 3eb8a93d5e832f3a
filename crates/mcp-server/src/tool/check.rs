//! What a tool needs to be served.

use mcp_schema::HeaderPlan;
use mcp_transport_http::ParameterFields;
use mcp_types::{Json, ToolInputSchema, ToolOutputSchema};

use super::About;
use crate::build_error::BuildProblem;
use crate::dialogue::Asks;
use crate::limits;
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
        let (asks, visibility) = (about.asks, about.visibility.clone());
        let validation = validation(&about, &input_schema, derived, problems);
        let fields = mirrored(&about.name, &input_schema, problems);
        let definition = define(about, &input_schema, problems)?;
        Some(ToolRecord { definition, asks, visibility, fields, validation, invoke })
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

/// Compiles the schemas, which have to be ones that clients can read and that cost them little.
fn validation(about: &About, input: &Json, derived: bool, problems: &mut Vec<BuildProblem>) -> Validation {
    let input = Published { schema: input, derived };
    let output = about.output_schema.as_ref();
    let output = output.map(|schema| Published { schema, derived: !about.written_output_schema });
    // spec: SCHEMA-006 SCHEMA-007 SCHEMA-011 SCHEMA-012 what is published is valid, whole and bounded.
    Validation::compile(input, output).unwrap_or_else(|(schema, error)| {
        problems.push(BuildProblem::Schema { tool: about.name.as_str().into(), schema, error });
        Validation::default()
    })
}

/// The header fields that mirror arguments of the tool.
fn mirrored(tool: &str, input_schema: &Json, problems: &mut Vec<BuildProblem>) -> ParameterFields {
    // spec: HTTP-045 HTTP-046 HTTP-047 HTTP-048 HTTP-049 HTTP-051 HTTP-052 a mark that breaks a rule spoils the tool.
    match HeaderPlan::of(input_schema) {
        Ok(plan) => ParameterFields::new(&plan),
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
        // spec: SCHEMA-014 the schema goes out as it came in.
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
    let mut definition = mcp_types::Tool::new(about.name, input?);
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
