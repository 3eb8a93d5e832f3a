//! Our server with validation, to see what it costs: one tool that needs it, and one whose types see to it.

use std::error::Error;

use bench::add::add;
use bench::listener::Arguments;
use clap::Parser;
use hyper_util::service::TowerToHyperService;
use mcp_server::{HttpConfig, Server, Tool};
use schemars::JsonSchema;
use serde::Deserialize;

/// Ten properties, most of them with a demand that no Rust type sees to.
#[derive(Debug, Deserialize, JsonSchema)]
#[expect(dead_code, reason = "the price is all that the tool needs")]
struct Order {
    #[schemars(regex(pattern = "^C-[0-9]{6}$"))]
    customer: String,
    #[schemars(length(min = 3, max = 254))]
    email: String,
    #[schemars(length(min = 1, max = 80))]
    item: String,
    colour: Colour,
    #[schemars(range(min = 1, max = 100))]
    quantity: i32,
    #[schemars(range(min = 0.0))]
    price: f64,
    express: bool,
    #[schemars(length(max = 400))]
    note: Option<String>,
    #[schemars(length(min = 2, max = 2))]
    country: String,
    #[schemars(regex(pattern = "^[0-9A-Z -]{3,10}$"))]
    postcode: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Colour {
    Red,
    Green,
    Blue,
}

async fn order(args: Order) -> String {
    (f64::from(args.quantity) * args.price).to_string()
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let server = Server::builder("bench", "1.0.0")
        .tool(Tool::new("add").handler(add))
        .tool(Tool::new("order").handler(order))
        .build()?;
    arguments.serve(&TowerToHyperService::new(server.http(HttpConfig::local())))?;
    Ok(())
}
