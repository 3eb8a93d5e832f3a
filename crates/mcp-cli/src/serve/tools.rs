//! The tools that `mcp serve` offers.

use mcp_server::{
    BuildError, Context, Elicit, Eras, InputKinds, KeyRing, Limits, NoArgs, Server, Structured, Telemetry, Tool,
    ToolError,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::basket;

/// The server: five tools and nothing that it remembers, but what sessions of legacy clients need.
pub(crate) fn server(keys: KeyRing, eras: Eras, limits: Limits, telemetry: Telemetry) -> Result<Server, BuildError> {
    Server::builder("mcp-serve", env!("CARGO_PKG_VERSION"))
        .title("A server to try")
        .instructions(
            "Tools to try the protocol with. `basket` shows how state is kept without a session, \
             `greet` how a tool asks the user.",
        )
        .layer(telemetry)
        .keys(keys)
        .eras(eras)
        .limits(limits)
        .tool(Tool::new("add").description("Adds two integers.").read_only().handler(add))
        .tool(Tool::new("roll").description("Throws six-sided dice, up to 20 at once.").handler(roll))
        .tool(Tool::new("shout").description("Repeats a text in capitals.").read_only().handler(shout))
        .tool(
            Tool::new("basket")
                .description(
                    "Puts an item into a basket. Without a handle a new basket is opened; \
                     pass the returned handle back to put more into the same one.",
                )
                .handler(basket::put),
        )
        .tool(
            Tool::new("greet")
                .description("Asks the user for a name and greets.")
                .read_only()
                .may_ask(InputKinds::FORM)
                .handler(greet),
        )
        .build()
}

#[derive(Deserialize, JsonSchema)]
struct Add {
    /// First summand
    a: i64,
    /// Second summand
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
struct Roll {
    /// How many dice, 1 to 20
    #[schemars(range(min = 1, max = 20))]
    dice: u8,
}

#[derive(Serialize, JsonSchema)]
struct Rolled {
    /// What each die shows
    dice: Vec<u8>,
    total: u32,
}

async fn roll(args: Roll, _: Context<()>) -> Result<Structured<Rolled>, ToolError> {
    let mut dice = Vec::with_capacity(usize::from(args.dice));
    while dice.len() < usize::from(args.dice) {
        let random = getrandom::u32().map_err(|_| ToolError::new("no randomness to throw dice with"))?;
        // Why: the few values above the last multiple of six would favour the low faces.
        if random < u32::MAX - u32::MAX % 6 {
            dice.push(1 + (random % 6) as u8);
        }
    }
    let total = dice.iter().map(|die| u32::from(*die)).sum();
    Ok(Structured(Rolled { dice, total }))
}

#[derive(Deserialize, JsonSchema)]
struct Shout {
    text: String,
}

async fn shout(args: Shout, _: Context<()>) -> String {
    args.text.to_uppercase()
}

#[derive(Deserialize, JsonSchema)]
struct Person {
    /// Your name
    name: String,
}

async fn greet(_: NoArgs, cx: Context<()>) -> Result<String, ToolError> {
    let Person { name } = cx.ask("name", Elicit::form("What is your name?")).await?;
    Ok(format!("Hello, {name}!"))
}
