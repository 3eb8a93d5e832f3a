//! The tools that `mcp serve` offers.

use mcp_server::{BuildError, Context, Server, Structured, Tool, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::basket::Shelf;

/// Dice thrown at once.
const MAX_DICE: u8 = 20;

/// The server: four tools and a shelf of baskets.
pub(crate) fn server() -> Result<Server, BuildError> {
    Server::builder("mcp-serve", env!("CARGO_PKG_VERSION"))
        .title("A server to try")
        .instructions("Tools to try the protocol with. `basket` shows how state is kept without a session.")
        .state(Shelf::default())
        .tool(Tool::new("add").description("Adds two integers.").read_only().handler(add))
        .tool(Tool::new("roll").description("Throws six-sided dice, up to 20 at once.").handler(roll))
        .tool(Tool::new("shout").description("Repeats a text in capitals.").read_only().handler(shout))
        .tool(
            Tool::new("basket")
                .description(
                    "Puts an item into a basket. Without a handle a new basket is opened; \
                     pass the returned handle back to put more into the same one.",
                )
                .handler(basket),
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

async fn add(args: Add, _: Context<Shelf>) -> Result<Structured<Sum>, ToolError> {
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

async fn roll(args: Roll, _: Context<Shelf>) -> Result<Structured<Rolled>, ToolError> {
    if !(1..=MAX_DICE).contains(&args.dice) {
        return Err(ToolError::new(format!("cannot throw {} dice: 1 to {MAX_DICE}", args.dice)));
    }
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

async fn shout(args: Shout, _: Context<Shelf>) -> String {
    args.text.to_uppercase()
}

#[derive(Deserialize, JsonSchema)]
struct Put {
    /// The handle that an earlier call returned; leave it out for a new basket
    #[serde(default)]
    basket: Option<String>,
    /// What to put in
    item: String,
}

#[derive(Serialize, JsonSchema)]
struct Basket {
    /// The handle of this basket
    basket: String,
    items: Vec<String>,
}

async fn basket(args: Put, cx: Context<Shelf>) -> Result<Structured<Basket>, ToolError> {
    let (basket, items) = cx.state().put(args.basket, args.item)?;
    Ok(Structured(Basket { basket, items }))
}
