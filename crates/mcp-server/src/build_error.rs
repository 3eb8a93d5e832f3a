//! Why a server could not be built.

use std::fmt;

use mcp_schema::{HeaderPlanError, SchemaError};

use crate::limits::MAX_TOOL_NAME_BYTES;
use crate::resource_uri::UriFault;
use crate::uri_template::UriTemplateError;

/// Everything that keeps a server from being built.
///
/// All problems are found in one run: tools first, then prompts, resources and templates, in the order in which they were
/// registered.
///
/// # Examples
///
/// ```
/// use mcp_server::{BuildProblem, Server, Tool};
///
/// async fn list(_: Vec<String>) -> String {
///     String::new()
/// }
///
/// let error = Server::builder("files", "1.0.0").tool(Tool::new("list files").handler(list)).build().unwrap_err();
/// assert!(matches!(error.problems(), [BuildProblem::ToolNameCharacter { .. }, BuildProblem::InputNotObject { .. }]));
/// assert_eq!(error.to_string().lines().count(), 2);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildError {
    // Invariant: not empty.
    problems: Box<[BuildProblem]>,
}

/// One thing that keeps a server from being built, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildProblem {
    /// A tool's name has no character, or more than [`MAX_TOOL_NAME_BYTES`](crate::limits::MAX_TOOL_NAME_BYTES).
    ToolNameLength {
        /// The name of the tool.
        tool: Box<str>,
    },
    /// A tool's name has a character other than letters and digits of ASCII, `_`, `-` and `.`.
    ToolNameCharacter {
        /// The name of the tool.
        tool: Box<str>,
        /// The first such character.
        character: char,
    },
    /// Two tools have the same name.
    DuplicateToolName {
        /// The name.
        tool: Box<str>,
    },
    /// The input schema does not say `"type": "object"` at its root.
    InputNotObject {
        /// The name of the tool.
        tool: Box<str>,
        /// What stands at the root instead.
        received: Box<str>,
    },
    /// A schema is not a JSON object.
    SchemaNotObject {
        /// The name of the tool.
        tool: Box<str>,
        /// `inputSchema` or `outputSchema`.
        member: &'static str,
    },
    /// A schema is not fit to be published.
    Schema {
        /// The name of the tool.
        tool: Box<str>,
        /// `input schema` or `output schema`.
        schema: &'static str,
        /// What is wrong with it, and where.
        error: SchemaError,
    },
    /// A parameter is marked to be mirrored into a header field, against the rules for such marks.
    MirroredParameter {
        /// The name of the tool.
        tool: Box<str>,
        /// What is wrong with the mark, and where.
        error: HeaderPlanError,
    },
    /// The tool publishes an output schema, but its handler returns no structured content.
    OutputSchemaWithoutStructure {
        /// The name of the tool.
        tool: Box<str>,
    },
    /// A prompt has no name.
    PromptNameEmpty,
    /// Two prompts have the same name.
    DuplicatePromptName {
        /// The name.
        prompt: Box<str>,
    },
    /// What the handler of a prompt takes is not an object.
    PromptArgumentsNotObject {
        /// The name of the prompt.
        prompt: Box<str>,
    },
    /// What the handler of a prompt takes has a member that is not always a string.
    PromptArgumentNotString {
        /// The name of the prompt.
        prompt: Box<str>,
        /// The name of the member.
        argument: Box<str>,
    },
    /// A prompt lists an argument twice.
    DuplicatePromptArgument {
        /// The name of the prompt.
        prompt: Box<str>,
        /// The name of the argument.
        argument: Box<str>,
    },
    /// Something completes an argument that is not there.
    CompletesNothing {
        /// The name of the prompt, or the template of the resources.
        name: Box<str>,
        /// The name of the argument or variable.
        argument: Box<str>,
    },
    /// The URI of a resource is none.
    ResourceUri {
        /// The text that should be one.
        uri: Box<str>,
        /// What is wrong with it.
        problem: UriFault,
    },
    /// Two resources have the same URI.
    DuplicateResourceUri {
        /// The URI.
        uri: Box<str>,
    },
    /// The template of resources is none.
    UriTemplate {
        /// The text that should be one.
        template: Box<str>,
        /// What is wrong with it.
        problem: UriTemplateError,
    },
    /// Two templates of resources are the same.
    DuplicateUriTemplate {
        /// The template.
        template: Box<str>,
    },
    /// It may ask the client's user, and the server has no keys to seal the state of the dialogue.
    NoKeys {
        /// The name of the tool or prompt, or the URI of the resource or its template.
        name: Box<str>,
    },
    /// It takes a state once, and the server has no store to remember which it took.
    NoStore {
        /// The name of the tool or prompt, or the URI of the resource or its template.
        name: Box<str>,
    },
    /// Limits are set for a tool that the server does not have.
    LimitsOfNoTool {
        /// The name that they are set under.
        tool: Box<str>,
    },
    /// The operating system has no randomness for keys.
    NoRandomness,
    /// A page of a list has to have room for one entry at least.
    PageSizeZero,
}

impl BuildError {
    /// Makes the error of `problems`, if there are any.
    pub(crate) fn check(problems: Vec<BuildProblem>) -> Result<(), Self> {
        if problems.is_empty() { Ok(()) } else { Err(BuildError { problems: problems.into() }) }
    }

    /// The problems; at least one.
    pub fn problems(&self) -> &[BuildProblem] {
        &self.problems
    }
}

impl From<BuildProblem> for BuildError {
    fn from(problem: BuildProblem) -> Self {
        BuildError { problems: Box::new([problem]) }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for BuildError {}

impl fmt::Display for BuildProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BuildProblem::ToolNameLength { tool } => {
                write!(f, "tool {tool:?}: the name has {} bytes, expected 1 to {MAX_TOOL_NAME_BYTES}", tool.len())
            }
            BuildProblem::ToolNameCharacter { tool, character } => {
                write!(f, "tool {tool:?}: the name has a {character:?}, expected only A-Z a-z 0-9 _ - .")
            }
            BuildProblem::DuplicateToolName { tool } => {
                write!(f, "tool {tool:?}: registered twice; rename one of the two")
            }
            BuildProblem::InputNotObject { tool, received } => write!(
                f,
                "tool {tool:?}: arguments are a JSON object, but the input schema has {received} at its root; \
                 take a struct with named fields, or `NoArgs`"
            ),
            BuildProblem::SchemaNotObject { tool, member } => {
                write!(
                    f,
                    "tool {tool:?}: {member} is not a JSON object; parse schemas that are text with `Json::parse`"
                )
            }
            BuildProblem::OutputSchemaWithoutStructure { tool } => write!(
                f,
                "tool {tool:?}: has an output schema, but returns no structured content; \
                 return `Structured<T>` or `CallToolResult`"
            ),
            BuildProblem::Schema { tool, schema, error } => write!(f, "tool {tool:?}: {schema}: {error}"),
            BuildProblem::MirroredParameter { tool, error } => write!(f, "tool {tool:?}: inputSchema: {error}"),
            BuildProblem::PromptNameEmpty => f.write_str("prompt \"\": the name is empty"),
            BuildProblem::DuplicatePromptName { prompt } => {
                write!(f, "prompt {prompt:?}: registered twice; rename one of the two")
            }
            BuildProblem::PromptArgumentsNotObject { prompt } => write!(
                f,
                "prompt {prompt:?}: arguments are a JSON object; take a struct with named fields, or `NoArgs`"
            ),
            BuildProblem::PromptArgumentNotString { prompt, argument } => write!(
                f,
                "prompt {prompt:?}: the argument {argument:?} is not always a string; \
                 take a `String`, an `Option<String>` or an enum of plain variants"
            ),
            BuildProblem::DuplicatePromptArgument { prompt, argument } => {
                write!(f, "prompt {prompt:?}: the argument {argument:?} is listed twice")
            }
            BuildProblem::CompletesNothing { name, argument } => {
                write!(f, "{name:?}: completes {argument:?}, which it does not have")
            }
            BuildProblem::ResourceUri { uri, problem } => write!(f, "resource {uri:?}: {problem}"),
            BuildProblem::DuplicateResourceUri { uri } => {
                write!(f, "resource {uri:?}: registered twice; remove one of the two")
            }
            BuildProblem::UriTemplate { template, problem } => write!(f, "resource template {template:?}: {problem}"),
            BuildProblem::DuplicateUriTemplate { template } => {
                write!(f, "resource template {template:?}: registered twice; remove one of the two")
            }
            BuildProblem::NoKeys { name } => write!(
                f,
                "{name:?}: may ask, but the server has no keys to seal what the client carries; \
                 call `keys` with a ring that all replicas share, or with `KeyRing::generate()` for one process"
            ),
            BuildProblem::NoStore { name } => {
                write!(f, "{name:?}: takes each state once, but the server has no store to remember them; call `store`")
            }
            BuildProblem::LimitsOfNoTool { tool } => write!(
                f,
                "limits of tool {tool:?}: there is no tool of this name; \
                 one that is added later takes its limits from `Tool::limits`"
            ),
            BuildProblem::NoRandomness => f.write_str("no randomness for keys from the operating system"),
            BuildProblem::PageSizeZero => f.write_str("page size: expected at least 1, received 0"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn build_error_is_small() {
        assert!(size_of::<BuildError>() <= 32);
    }
}
