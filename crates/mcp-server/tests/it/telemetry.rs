//! Spans and metrics of operations, over HTTP and streams, in both eras.

mod attributes;
mod endings;
mod recorder;
mod refused;
mod secrets;
mod traces;

use mcp_server::{
    Context, Elicit, Eras, InputKinds, KeyRing, NoArgs, Partial, Prompt, ReadResource, ReadTemplate, Resource,
    ResourceTemplate, Server, ServerBuilder, Tool, ToolError,
};
use mcp_types::{ErrorCode, ErrorObject, JsonObject, PromptArgument};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::support::builder;

#[derive(Deserialize, JsonSchema)]
struct Name {
    #[expect(dead_code, reason = "only what is told of it matters here")]
    name: String,
}

async fn greet(_: NoArgs, cx: Context<()>) -> Result<String, ToolError> {
    cx.ask("name", Elicit::form::<Name>("Who?")).await?;
    Ok("hello".to_owned())
}

async fn refuse(_: NoArgs) -> Result<String, ToolError> {
    let code = ErrorCode::application(7).expect("it is none of the protocol's");
    Err(ToolError::protocol(ErrorObject::new(code, "no")))
}

/// A server with one of each, under a layer.
fn offering(builder: ServerBuilder<()>) -> ServerBuilder<()> {
    builder
        .keys(KeyRing::generate().expect("there is randomness"))
        .eras(Eras::Dual)
        .tool(Tool::new("open").handler(async |_: NoArgs| "open"))
        .tool(Tool::new("broken").handler(async |_: NoArgs| Err::<String, _>(ToolError::new("broken"))))
        .tool(Tool::new("refuses").handler(refuse))
        .tool(Tool::new("panics").handler(async |_: NoArgs| -> String { panic!("hunter2") }))
        .tool(Tool::new("hangs").handler(async |_: NoArgs| std::future::pending::<String>().await))
        .tool(Tool::new("greet").may_ask(InputKinds::FORM).handler(greet))
        .tool(Tool::new("hidden").visible_to(|_| false).handler(async |_: NoArgs| ""))
        .prompt(Prompt::new("write").argument(PromptArgument::new("a")).handler(async |_: JsonObject| "write"))
        .resource(Resource::new("test://here", "here").handler(async |_: ReadResource| "here"))
        .resource_template(
            ResourceTemplate::new("test://rows/{id}", "rows")
                .handler(async |_: ReadTemplate| "row")
                .complete("id", async |_: Partial| vec!["1"]),
        )
}

fn observed(measured: &recorder::Measured) -> Server {
    offering(builder().layer(measured.telemetry())).build().expect("a server")
}
