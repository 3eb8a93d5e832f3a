//! Prompts.

use mcp_server::{BoundPrompt, Context, Elicit, InputKinds, NoArgs, Partial, Prompt, RequestError};
use mcp_types::{EmbeddedResource, PromptMessage, Role, TextContent, TextResourceContents};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::content::png;

#[derive(Deserialize, JsonSchema)]
struct Two {
    /// The first argument.
    arg1: String,
    /// The second argument.
    arg2: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Target {
    /// The resource to embed.
    resource_uri: String,
}

#[derive(Deserialize, JsonSchema)]
struct Background {
    context: String,
}

pub(crate) fn simple() -> BoundPrompt<()> {
    Prompt::new("test_simple_prompt")
        .description("One message without arguments.")
        .handler(async |_: NoArgs| "This is a simple prompt for testing.")
}

pub(crate) fn with_arguments() -> BoundPrompt<()> {
    Prompt::new("test_prompt_with_arguments")
        .description("One message with two arguments.")
        .handler(async |Two { arg1, arg2 }: Two| format!("Prompt with arguments: arg1='{arg1}', arg2='{arg2}'"))
        .complete("arg1", async |partial: Partial| {
            let words = ["test", "testing", "paris", "park", "party"];
            words.into_iter().filter(|word| word.starts_with(partial.value())).map(str::to_owned).collect::<Vec<_>>()
        })
}

pub(crate) fn with_embedded_resource() -> BoundPrompt<()> {
    Prompt::new("test_prompt_with_embedded_resource").description("A resource and what to do with it.").handler(
        async |Target { resource_uri }: Target| {
            let contents = TextResourceContents::new(resource_uri, "Embedded resource content for testing.");
            let resource = EmbeddedResource::new(contents.with_mime_type("text/plain"));
            vec![user(resource), user(TextContent::new("Please process the embedded resource above."))]
        },
    )
}

pub(crate) fn with_image() -> BoundPrompt<()> {
    Prompt::new("test_prompt_with_image")
        .description("An image and what to do with it.")
        .handler(async |_: NoArgs| vec![user(png()), user(TextContent::new("Please analyze the image above."))])
}

pub(crate) fn that_asks() -> BoundPrompt<()> {
    Prompt::new("test_input_required_result_prompt")
        .description("Asks for context and makes a message of it.")
        .may_ask(InputKinds::FORM)
        .handler(async |_: NoArgs, cx: Context<()>| {
            let question = Elicit::form("What context should the prompt use?");
            let Background { context } = cx.ask("user_context", question).await?;
            Ok::<_, RequestError>(format!("Work with this context: {context}"))
        })
}

fn user(content: impl Into<mcp_types::ContentBlock>) -> PromptMessage {
    PromptMessage::new(Role::User, content)
}
