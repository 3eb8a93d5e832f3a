//! Prompts of each form, one that asks the client's user, and completion.

use mcp_server::{BoundPrompt, Context, Elicit, InputKinds, NoArgs, Partial, Prompt, RequestError};
use mcp_types::{PromptMessage, Role, TextContent};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::content::{png, resource};

#[derive(Deserialize, JsonSchema)]
struct Arguments {
    /// First test argument
    arg1: String,
    /// Second test argument
    arg2: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Embedded {
    /// URI of the resource to embed
    resource_uri: String,
}

#[derive(Deserialize, JsonSchema)]
struct UserContext {
    context: String,
}

pub(crate) fn simple() -> BoundPrompt<()> {
    Prompt::new("test_simple_prompt")
        .description("One message of the user.")
        .handler(async |_: NoArgs| "This is a simple prompt for testing.")
}

pub(crate) fn with_arguments() -> BoundPrompt<()> {
    Prompt::new("test_prompt_with_arguments")
        .description("Repeats its arguments.")
        .handler(async |args: Arguments| format!("Prompt with arguments: arg1='{}', arg2='{}'", args.arg1, args.arg2))
        .complete("arg1", async |partial: Partial| partial.ranked(["paris", "park", "party", "test"]))
}

pub(crate) fn with_embedded_resource() -> BoundPrompt<()> {
    Prompt::new("test_prompt_with_embedded_resource").description("Embeds a resource.").handler(
        async |args: Embedded| {
            let embedded = resource(&args.resource_uri, "text/plain", "Embedded resource content for testing.");
            vec![PromptMessage::new(Role::User, embedded), text("Please process the embedded resource above.")]
        },
    )
}

pub(crate) fn with_image() -> BoundPrompt<()> {
    Prompt::new("test_prompt_with_image")
        .description("Shows an image.")
        .handler(async |_: NoArgs| vec![PromptMessage::new(Role::User, png()), text("Please analyze the image above.")])
}

pub(crate) fn that_asks() -> BoundPrompt<()> {
    Prompt::new("test_input_required_result_prompt")
        .description("Asks for context before it is written.")
        .may_ask(InputKinds::FORM)
        .handler(async |_: NoArgs, cx: Context<()>| {
            let UserContext { context } = cx.ask("user_context", Elicit::form("What is the context?")).await?;
            Ok::<_, RequestError>(format!("Consider this: {context}"))
        })
}

fn text(text: &str) -> PromptMessage {
    PromptMessage::new(Role::User, TextContent::new(text))
}
