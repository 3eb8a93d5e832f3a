//! Tools and a prompt that ask the client's user.

use mcp_server::{BoundTool, Context, Elicit, InputKinds, ListRoots, NoArgs, Tool, ToolError};
use mcp_types::{
    CreateMessageRequestParams, CreateMessageResult, Role, SamplingMessage, SamplingMessageContent,
    SamplingMessageContentBlock, TextContent,
};
use schemars::JsonSchema;
use serde::Deserialize;

#[derive(Deserialize, JsonSchema)]
struct Name {
    name: String,
}

#[derive(Deserialize, JsonSchema)]
struct Confirmation {
    ok: bool,
}

pub(crate) fn elicitation() -> BoundTool<()> {
    Tool::new("test_input_required_result_elicitation")
        .description("Asks for a name and greets.")
        .may_ask(InputKinds::FORM)
        .handler(async |_: NoArgs, cx: Context<()>| {
            let Name { name } = cx.ask("user_name", Elicit::form("What is your name?")).await?;
            Ok::<_, ToolError>(format!("Hello, {name}!"))
        })
}

pub(crate) fn sampling() -> BoundTool<()> {
    Tool::new("test_input_required_result_sampling")
        .description("Asks the client's model for a capital.")
        .may_ask(InputKinds::SAMPLING)
        .handler(async |_: NoArgs, cx: Context<()>| {
            let answer = cx.ask("capital_question", prompt("What is the capital of France?")).await?;
            Ok::<_, ToolError>(text_of(&answer))
        })
}

pub(crate) fn list_roots() -> BoundTool<()> {
    Tool::new("test_input_required_result_list_roots")
        .description("Asks for the client's roots.")
        .may_ask(InputKinds::ROOTS)
        .handler(async |_: NoArgs, cx: Context<()>| {
            let roots = cx.ask("client_roots", ListRoots).await?;
            let roots: Vec<_> = roots.iter().map(|root| root.uri.as_str()).collect();
            Ok::<_, ToolError>(format!("roots: {}", roots.join(", ")))
        })
}

pub(crate) fn request_state() -> BoundTool<()> {
    Tool::new("test_input_required_result_request_state")
        .description("Asks for a confirmation and says whether the state came back.")
        .may_ask(InputKinds::FORM)
        .handler(confirm)
}

pub(crate) fn tampered_state() -> BoundTool<()> {
    Tool::new("test_input_required_result_tampered_state")
        .description("Asks for a confirmation; a state that was altered is refused.")
        .may_ask(InputKinds::FORM)
        .handler(confirm)
}

async fn confirm(_: NoArgs, cx: Context<()>) -> Result<String, ToolError> {
    let Confirmation { ok } = cx.ask("confirm", Elicit::form("Is that so?")).await?;
    Ok(format!("state-ok: {ok}"))
}

pub(crate) fn multiple_inputs() -> BoundTool<()> {
    Tool::new("test_input_required_result_multiple_inputs")
        .description("Asks three things at once.")
        .may_ask(InputKinds::FORM | InputKinds::SAMPLING | InputKinds::ROOTS)
        .handler(async |_: NoArgs, cx: Context<()>| {
            let questions = (
                ("user_name", Elicit::form::<Name>("What is your name?")),
                ("greeting", prompt("Say hello.")),
                ("client_roots", ListRoots),
            );
            let (Name { name }, greeting, roots) = cx.ask_all(questions).await?;
            Ok::<_, ToolError>(format!("{} {name}, {} roots", text_of(&greeting), roots.len()))
        })
}

pub(crate) fn multi_round() -> BoundTool<()> {
    #[derive(Deserialize, JsonSchema)]
    struct Color {
        color: String,
    }
    Tool::new("test_input_required_result_multi_round")
        .description("Asks one thing after the other.")
        .may_ask(InputKinds::FORM)
        .handler(async |_: NoArgs, cx: Context<()>| {
            let Name { name } = cx.ask("step1", Elicit::form("Step 1: What is your name?")).await?;
            let question = format!("Step 2: What is your favorite color, {name}?");
            let Color { color } = cx.ask("step2", Elicit::form(question)).await?;
            Ok::<_, ToolError>(format!("{name} likes {color}"))
        })
}

pub(crate) fn capabilities() -> BoundTool<()> {
    Tool::new("test_input_required_result_capabilities")
        .description("Asks in a way that the client supports.")
        .may_ask(InputKinds::FORM | InputKinds::SAMPLING)
        .handler(async |_: NoArgs, cx: Context<()>| {
            if cx.can_ask(InputKinds::SAMPLING) {
                let answer = cx.ask("sampled", prompt("Say hello.")).await?;
                return Ok::<_, ToolError>(text_of(&answer));
            }
            Ok(cx.ask("user_name", Elicit::form::<Name>("What is your name?")).await?.name)
        })
}

pub(crate) fn streaming() -> BoundTool<()> {
    Tool::new("test_streaming_elicitation")
        .description("Asks in its result and never on a stream.")
        .may_ask(InputKinds::FORM)
        .handler(async |_: NoArgs, cx: Context<()>| {
            let Name { name } = cx.ask("user_name", Elicit::form("What is your name?")).await?;
            Ok::<_, ToolError>(format!("Hello, {name}!"))
        })
}

pub(crate) fn missing_capability() -> BoundTool<()> {
    Tool::new("test_missing_capability")
        .description("Needs a client that can sample.")
        .must_ask(InputKinds::SAMPLING)
        .handler(async |_: NoArgs| "This client can sample.")
}

pub(crate) fn prompt(text: &str) -> CreateMessageRequestParams {
    let content = SamplingMessageContent::Block(TextContent::new(text).into());
    CreateMessageRequestParams::new(vec![SamplingMessage::new(Role::User, content)], 100)
}

pub(crate) fn text_of(message: &CreateMessageResult) -> String {
    match &message.content {
        SamplingMessageContent::Block(SamplingMessageContentBlock::Text(text)) => text.text.clone(),
        _ => "no text".to_owned(),
    }
}
