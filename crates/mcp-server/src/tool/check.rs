//! What a tool needs to be served.

use mcp_types::{Json, ToolInputSchema, ToolOutputSchema};

use super::About;
use crate::build_error::BuildProblem;
use crate::dialogue::Asks;
use crate::limits;
use crate::pending::Pending;
use crate::registry::{Invoke, ToolRecord};
use crate::result::Structure;

/// A tool that is registered but not checked.
pub(crate) struct PendingTool {
    pub(super) about: About,
    pub(super) input_schema: Json,
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
        let PendingTool { about, input_schema, structure, invoke } = self;
        check_name(&about.name, problems);
        check_structure(&about, structure, problems);
        let (asks, visibility) = (about.asks, about.visibility.clone());
        define(about, &input_schema, problems).map(|definition| ToolRecord { definition, asks, visibility, invoke })
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
