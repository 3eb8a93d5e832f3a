//! Tools that ask the client's user, model or roots.

use mcp_server::{BoundTool, Context, Elicit, InputKinds, ListRoots, NoArgs, Tool, ToolError};
use mcp_types::{
    CreateMessageRequestParams, Role, SamplingMessage, SamplingMessageContent, SamplingMessageContentBlock, TextContent,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::state::State;

#[derive(Deserialize, JsonSchema)]
struct Name {
    name: String,
}

/// A form with a field of each kind.
#[derive(Deserialize, JsonSchema)]
struct Trip {
    city: String,
    nights: u32,
    breakfast: bool,
    class: Class,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Class {
    Economy,
    Business,
}

pub(crate) fn trip() -> BoundTool<State> {
    Tool::new("trip").description("Asks where to go.").may_ask(InputKinds::FORM).handler(
        async |_: NoArgs, cx: Context<State>| {
            let Trip { city, nights, breakfast, class } = cx.ask("trip", Elicit::form("Where to?")).await?;
            Ok::<_, ToolError>(format!("{city}, {nights} nights, breakfast {breakfast}, {class:?}"))
        },
    )
}

pub(crate) fn two_rounds() -> BoundTool<State> {
    #[derive(Deserialize, JsonSchema)]
    struct Age {
        age: u32,
    }
    Tool::new("two_rounds").description("Asks one thing after the other.").may_ask(InputKinds::FORM).handler(
        async |_: NoArgs, cx: Context<State>| {
            let Name { name } = cx.ask("name", Elicit::form("What is your name?")).await?;
            let Age { age } = cx.ask("age", Elicit::form(format!("How old are you, {name}?"))).await?;
            Ok::<_, ToolError>(format!("{name} is {age}"))
        },
    )
}

pub(crate) fn page() -> BoundTool<State> {
    Tool::new("page").description("Asks to open a page.").may_ask(InputKinds::URL).handler(
        async |_: NoArgs, cx: Context<State>| {
            cx.ask("page", Elicit::url("Please sign in.", "https://example.com/sign-in")).await?;
            Ok::<_, ToolError>("opened")
        },
    )
}

pub(crate) fn sampling() -> BoundTool<State> {
    Tool::new("sampling").description("Asks the client's model.").may_ask(InputKinds::SAMPLING).handler(
        async |_: NoArgs, cx: Context<State>| {
            let content = SamplingMessageContent::Block(TextContent::new("What is the capital of France?").into());
            let question = CreateMessageRequestParams::new(vec![SamplingMessage::new(Role::User, content)], 100);
            let answer = cx.ask("capital", question).await?;
            Ok::<_, ToolError>(match &answer.content {
                SamplingMessageContent::Block(SamplingMessageContentBlock::Text(text)) => {
                    format!("{} says {}", answer.model, text.text)
                }
                _ => "no text".to_owned(),
            })
        },
    )
}

pub(crate) fn roots() -> BoundTool<State> {
    Tool::new("roots").description("Asks for the client's roots.").may_ask(InputKinds::ROOTS).handler(
        async |_: NoArgs, cx: Context<State>| {
            let roots = cx.ask("roots", ListRoots).await?;
            let roots: Vec<_> = roots.iter().map(|root| root.uri.as_str()).collect();
            Ok::<_, ToolError>(roots.join(", "))
        },
    )
}

pub(crate) fn needs_form() -> BoundTool<State> {
    Tool::new("needs_form")
        .description("Needs a client that can show a form.")
        .must_ask(InputKinds::FORM)
        .handler(async |_: NoArgs| "This client can show a form.")
}
