//! The servers under test: a few tools, prompts and resources, each there to show one behaviour.

mod library;

use mcp_server::{
    BuildError, Context, Elicit, InputKinds, KeyRing, NoArgs, Server, ServerBuilder, Structured, Tool, ToolError,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::library::library;

/// The name that the server gives itself.
pub const NAME: &str = "server-under-test";

/// The version that the server gives itself.
pub const VERSION: &str = "1.2.3";

/// The tools of [`server`], in the order of their registration, which is not the order of the alphabet.
pub const TOOLS: [&str; 5] = ["pong", "add", "echo", "fail", "panic"];

/// Builds the server with every tool of [`TOOLS`].
///
/// # Errors
///
/// As [`mcp_server::ServerBuilder::build`].
pub fn server() -> Result<Server, BuildError> {
    builder().build()
}

/// Starts a server with every tool of [`TOOLS`].
pub fn builder() -> ServerBuilder<()> {
    Server::builder(NAME, VERSION)
        .instructions("Calls are cheap here.")
        .tool(Tool::new("pong").description("Answers pong.").handler(pong))
        .tool(Tool::new("add").title("Addition").description("Adds two integers.").read_only().handler(add))
        .tool(Tool::new("echo").description("Repeats a text.").handler(echo))
        .tool(Tool::new("fail").description("Fails.").handler(fail))
        .tool(Tool::new("panic").description("Panics.").handler(panic))
}

/// Builds a server with every tool of [`TOOLS`], and `greet`, which asks for a name in a form under the key `name`.
///
/// # Errors
///
/// As [`mcp_server::ServerBuilder::build`].
pub fn asking(keys: KeyRing) -> Result<Server, BuildError> {
    let greet = Tool::new("greet").description("Greets by name.").may_ask(InputKinds::FORM).handler(greet);
    builder().keys(keys).tool(greet).build()
}

/// Builds a server with `count` tools named `tool-000` and so on, `page_size` of them on a page.
///
/// # Errors
///
/// As [`mcp_server::ServerBuilder::build`].
pub fn paged(count: usize, page_size: usize) -> Result<Server, BuildError> {
    let builder = Server::builder(NAME, VERSION).page_size(page_size);
    (0..count).fold(builder, |builder, at| builder.tool(Tool::new(format!("tool-{at:03}")).handler(pong))).build()
}

async fn pong(_: NoArgs, _: Context<()>) -> String {
    "pong".to_owned()
}

#[derive(Deserialize, JsonSchema)]
struct Add {
    a: i64,
    b: i64,
}

#[derive(Serialize, JsonSchema)]
struct Sum {
    sum: i64,
}

async fn add(args: Add, _: Context<()>) -> Result<Structured<Sum>, ToolError> {
    let sum = args.a.checked_add(args.b).ok_or_else(|| ToolError::new("the sum does not fit into 64 bits"))?;
    Ok(Structured(Sum { sum }))
}

#[derive(Deserialize, JsonSchema)]
struct Echo {
    text: String,
}

async fn echo(args: Echo, _: Context<()>) -> String {
    args.text
}

async fn fail(_: NoArgs, _: Context<()>) -> Result<String, ToolError> {
    Err(ToolError::new("this tool always fails"))
}

async fn panic(_: NoArgs, _: Context<()>) -> String {
    panic!("a secret of the handler")
}

#[derive(Deserialize, JsonSchema)]
struct Name {
    name: String,
}

async fn greet(_: NoArgs, cx: Context<()>) -> Result<String, ToolError> {
    let Name { name } = cx.ask("name", Elicit::form("What is your name?")).await?;
    Ok(format!("Hello, {name}!"))
}
