//! Tools that only the scenarios of revision 2025-11-25 look for.

use std::time::Duration;

use mcp_server::{BoundTool, Context, Elicit, InputKinds, NoArgs, Tool, ToolError};
use mcp_types::{ElicitSchema, JsonObject, LoggingLevel};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::dialogue::{prompt, text_of};

/// How long a client waits before it comes back.
const RETRY: Duration = Duration::from_millis(500);

/// A default for a field of each kind.
const DEFAULTS: &str = r#"{
    "type": "object",
    "properties": {
        "name": { "type": "string", "default": "John Doe" },
        "age": { "type": "integer", "default": 30 },
        "score": { "type": "number", "default": 95.5 },
        "status": { "type": "string", "enum": ["active", "inactive", "pending"], "default": "active" },
        "verified": { "type": "boolean", "default": true }
    }
}"#;
/// A choice of each kind.
const CHOICES: &str = r#"{
    "type": "object",
    "properties": {
        "untitledSingle": { "type": "string", "enum": ["option1", "option2", "option3"] },
        "titledSingle": {
            "type": "string",
            "oneOf": [
                { "const": "value1", "title": "First option" },
                { "const": "value2", "title": "Second option" },
                { "const": "value3", "title": "Third option" }
            ]
        },
        "legacyEnum": {
            "type": "string",
            "enum": ["opt1", "opt2", "opt3"],
            "enumNames": ["Option one", "Option two", "Option three"]
        },
        "untitledMulti": {
            "type": "array",
            "items": { "type": "string", "enum": ["option1", "option2", "option3"] }
        },
        "titledMulti": {
            "type": "array",
            "items": {
                "anyOf": [
                    { "const": "value1", "title": "First choice" },
                    { "const": "value2", "title": "Second choice" },
                    { "const": "value3", "title": "Third choice" }
                ]
            }
        }
    }
}"#;

pub(crate) fn logging() -> BoundTool<()> {
    Tool::new("test_tool_with_logging").description("Logs three times.").handler(async |_: NoArgs, cx: Context<()>| {
        for message in ["Tool execution started", "Tool processing data", "Tool execution completed"] {
            cx.log(LoggingLevel::Info, message).await;
        }
        "logged"
    })
}

pub(crate) fn sampling() -> BoundTool<()> {
    #[derive(Deserialize, JsonSchema)]
    struct Question {
        /// What the client's model is asked.
        prompt: String,
    }
    Tool::new("test_sampling").description("Asks the client's model.").may_ask(InputKinds::SAMPLING).handler(
        async |question: Question, cx: Context<()>| {
            let answer = cx.ask("sampled", prompt(&question.prompt)).await?;
            Ok::<_, ToolError>(format!("LLM response: {}", text_of(&answer)))
        },
    )
}

pub(crate) fn elicitation() -> BoundTool<()> {
    #[derive(Deserialize, JsonSchema)]
    struct Question {
        /// What the client's user is asked.
        message: String,
    }
    #[derive(Deserialize, JsonSchema)]
    struct User {
        username: String,
        email: String,
    }
    Tool::new("test_elicitation").description("Asks the client's user.").may_ask(InputKinds::FORM).handler(
        async |question: Question, cx: Context<()>| {
            let User { username, email } = cx.ask("user", Elicit::form(question.message)).await?;
            Ok::<_, ToolError>(format!("User response: {username}, {email}"))
        },
    )
}

pub(crate) fn defaults() -> BoundTool<()> {
    form("test_elicitation_sep1034_defaults", "Shows a form with a default in every field.", DEFAULTS)
}

pub(crate) fn choices() -> BoundTool<()> {
    form("test_elicitation_sep1330_enums", "Shows a form with a choice of each kind.", CHOICES)
}

fn form(name: &'static str, description: &'static str, schema: &'static str) -> BoundTool<()> {
    Tool::new(name).description(description).may_ask(InputKinds::FORM).handler(
        move |_: NoArgs, cx: Context<()>| async move {
            let schema = serde_json::from_str::<ElicitSchema>(schema).expect("the constant is the schema of a form");
            let entered: JsonObject = cx.ask("form", Elicit::written_form("Please fill in.", schema)).await?;
            Ok::<_, ToolError>(format!("Elicitation completed: {}", shown(&entered)))
        },
    )
}

fn shown(entered: &impl Serialize) -> String {
    serde_json::to_string(entered).unwrap_or_default()
}

/// Lets go of its connection before it is done, so that its client has to come back for the result.
pub(crate) fn reconnection() -> BoundTool<()> {
    Tool::new("test_reconnection").description("Closes its stream before the result.").handler(
        async |_: NoArgs, cx: Context<()>| {
            cx.release_connection(RETRY).await;
            "the stream was taken up again"
        },
    )
}
