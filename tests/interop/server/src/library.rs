//! Resources, templates of them, and prompts.

use mcp_server::{
    BoundPrompt, BoundResource, BoundTemplate, Context, Elicit, InputKinds, NoArgs, Partial, Prompt, ReadTemplate,
    RequestError, Resource, ResourceTemplate,
};
use mcp_types::{ContentBlock, ImageContent, PromptMessage, Role, TextContent};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::state::State;

/// The resource that clients may watch.
pub(crate) const WATCHED: &str = "interop://watched";
/// One grey pixel, as PNG in Base64.
pub(crate) const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";

pub(crate) fn text() -> BoundResource<State> {
    Resource::new("interop://text", "text")
        .description("Text that never changes.")
        .mime_type("text/plain")
        .handler(async |_: Context<State>| "Some text.")
}

pub(crate) fn binary() -> BoundResource<State> {
    Resource::new("interop://binary", "binary")
        .description("Every byte once.")
        .mime_type("application/octet-stream")
        .handler(async |_: Context<State>| (0..=u8::MAX).collect::<Vec<_>>())
}

pub(crate) fn watched() -> BoundResource<State> {
    Resource::new(WATCHED, "watched")
        .description("Text that clients may watch.")
        .mime_type("text/plain")
        .subscribable()
        .handler(async |_: Context<State>| "Nothing has changed.")
}

pub(crate) fn accents() -> BoundResource<State> {
    Resource::new("interop://accents/%C3%A9t%C3%A9", "été")
        .description("Has a name and an address beyond ASCII.")
        .mime_type("text/plain")
        .handler(async |_: Context<State>| "L’été 🌞")
}

pub(crate) fn empty() -> BoundResource<State> {
    Resource::new("interop://empty", "empty")
        .description("No text at all.")
        .mime_type("text/plain")
        .handler(async |_: Context<State>| "")
}

pub(crate) fn item() -> BoundTemplate<State> {
    ResourceTemplate::new("interop://items/{id}", "item")
        .description("Any item by its number.")
        .mime_type("text/plain")
        .handler(async |variables: ReadTemplate| format!("item {}", variables.get("id").unwrap_or_default()))
        .complete("id", async |partial: Partial| {
            let ids = (1..=150).map(|id| id.to_string());
            ids.filter(|id| id.starts_with(partial.value())).collect::<Vec<_>>()
        })
}

pub(crate) fn note() -> BoundTemplate<State> {
    ResourceTemplate::new("interop://notes/{+path}", "note")
        .description("Any note by its path.")
        .mime_type("text/plain")
        .handler(async |variables: ReadTemplate| format!("note {}", variables.get("path").unwrap_or_default()))
}

pub(crate) fn plain() -> BoundPrompt<State> {
    Prompt::new("plain").description("One message without arguments.").handler(async |_: NoArgs| "Say hello.")
}

pub(crate) fn greeting() -> BoundPrompt<State> {
    #[derive(Deserialize, JsonSchema)]
    struct Guest {
        /// Who is greeted.
        name: String,
        /// How; politely, if absent.
        tone: Option<String>,
    }
    Prompt::new("greeting")
        .description("Greets somebody.")
        .handler(async |Guest { name, tone }: Guest| {
            format!("Greet {name} {}.", tone.unwrap_or_else(|| "politely".to_owned()))
        })
        .complete("tone", async |partial: Partial| {
            let tones = ["warmly", "wearily", "politely"];
            tones.into_iter().filter(|tone| tone.starts_with(partial.value())).map(str::to_owned).collect::<Vec<_>>()
        })
}

pub(crate) fn illustrated() -> BoundPrompt<State> {
    Prompt::new("illustrated").description("A conversation with an image.").handler(async |_: NoArgs| {
        vec![
            PromptMessage::new(Role::User, ContentBlock::from(ImageContent::new(PNG, "image/png"))),
            PromptMessage::new(Role::Assistant, TextContent::new("A grey pixel.")),
        ]
    })
}

pub(crate) fn interview() -> BoundPrompt<State> {
    #[derive(Deserialize, JsonSchema)]
    struct Topic {
        topic: String,
    }
    Prompt::new("interview").description("Asks for a topic.").may_ask(InputKinds::FORM).handler(
        async |_: NoArgs, cx: Context<State>| {
            let Topic { topic } = cx.ask("topic", Elicit::form("What about?")).await?;
            Ok::<_, RequestError>(format!("Talk about {topic}."))
        },
    )
}

pub(crate) fn quote() -> BoundPrompt<State> {
    Prompt::new("quote").description("One message, on the last page of the list.").handler(async |_: NoArgs| "Quote.")
}
