//! The server under attack: every part that a client can reach, behind the listener with its default limits.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bench::add::add;
use mcp_server::{
    BoundTool, BuildError, Context, Elicit, Eras, Handle, HandleState, InputKinds, KeyRing, NoArgs, Partial, Progress,
    Prompt, ReadTemplate, Resource, ResourceTemplate, Server, StoredHandle, Structured, Tool, ToolError,
};
use mcp_store::MemoryStore;
use mcp_types::{Completion, Json, JsonObject, LoggingLevel};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A schema that has a validator do as much as it can for each byte: ways that recur and join again, patterns, sets.
const HEAVY: &str = r##"{
    "type": "object",
    "$defs": {
        "tree": {
            "anyOf": [
                { "type": "object", "properties": { "l": { "$ref": "#/$defs/tree" }, "r": { "$ref": "#/$defs/tree" } },
                  "required": ["l"], "additionalProperties": false },
                { "type": "object", "patternProperties": { "^[lr]$": { "$ref": "#/$defs/tree" } }, "required": ["r"] },
                { "type": "array", "items": { "$ref": "#/$defs/tree" }, "uniqueItems": true },
                { "type": "string", "pattern": "^(a|aa|aaa)*b$" }
            ]
        }
    },
    "properties": { "tree": { "$ref": "#/$defs/tree" } },
    "required": ["tree"],
    "unevaluatedProperties": false
}"##;

/// Handlers that are at work and would be for ever.
#[derive(Debug, Default)]
pub struct AtWork(AtomicUsize);

/// One of them; it is gone when this is dropped.
struct Working(Arc<AtWork>);

impl Working {
    fn begin(cx: &Context<Arc<AtWork>>) -> Self {
        cx.state().0.fetch_add(1, Ordering::Relaxed);
        Working(Arc::clone(cx.state()))
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Echo {
    text: String,
}

async fn echo(args: Echo) -> String {
    args.text
}

#[derive(Debug, Deserialize, JsonSchema)]
#[expect(dead_code, reason = "only whether they are admitted matters")]
struct Order {
    #[schemars(regex(pattern = "^C-[0-9]{6}$"))]
    customer: String,
    #[schemars(range(min = 1, max = 100))]
    quantity: i32,
    #[schemars(length(max = 400))]
    note: Option<String>,
}

async fn order(_: Order) -> &'static str {
    "ordered"
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Place {
    #[schemars(extend("x-mcp-header" = "Region"))]
    region: String,
}

async fn region(args: Place) -> String {
    args.region
}

async fn panics(_: NoArgs) -> &'static str {
    panic!("as it was asked to")
}

/// Never done.
async fn wait(_: NoArgs, cx: Context<Arc<AtWork>>) {
    let _working = Working::begin(&cx);
    std::future::pending::<()>().await;
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Flood {
    /// Messages of each kind; without it there is no end.
    messages: Option<u32>,
}

/// Reports and logs without a pause.
async fn flood(args: Flood, cx: Context<Arc<AtWork>>) -> &'static str {
    let _working = Working::begin(&cx);
    for done in 0..args.messages.unwrap_or(u32::MAX) {
        cx.progress(Progress::new(done)).await;
        cx.log(LoggingLevel::Info, "x".repeat(1000)).await;
    }
    "done"
}

/// How many of the above are at work.
async fn at_work(_: NoArgs, cx: Context<Arc<AtWork>>) -> String {
    cx.state().0.load(Ordering::Relaxed).to_string()
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Basket {
    items: Vec<String>,
}

impl HandleState for Basket {
    const KIND: &'static str = "basket";
}

#[derive(Debug, Serialize, JsonSchema)]
struct Opened {
    sealed: Handle<Basket>,
    stored: StoredHandle<Basket>,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Sealed {
    basket: Handle<Basket>,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Stored {
    basket: StoredHandle<Basket>,
}

async fn open_basket(_: NoArgs, cx: Context<Arc<AtWork>>) -> Result<Structured<Opened>, ToolError> {
    let basket = Basket::default();
    Ok(Structured(Opened { sealed: cx.mint(&basket)?, stored: cx.mint_stored(&basket).await? }))
}

async fn count_sealed(args: Sealed, cx: Context<Arc<AtWork>>) -> Result<String, ToolError> {
    Ok(args.basket.open(&cx)?.items.len().to_string())
}

async fn count_stored(args: Stored, cx: Context<Arc<AtWork>>) -> Result<String, ToolError> {
    let kept = args.basket.open(&cx).await?;
    Ok(kept.items.len().to_string())
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Name {
    name: String,
}

async fn greet(_: NoArgs, cx: Context<Arc<AtWork>>) -> Result<String, ToolError> {
    let Name { name } = cx.ask("name", Elicit::form("What is your name?")).await?;
    Ok(format!("Hello, {name}."))
}

fn heavy() -> BoundTool<Arc<AtWork>> {
    let schema = Json::parse(HEAVY).expect("the schema above is JSON");
    Tool::with_schema("heavy", schema).handler(async |_: JsonObject| "fits")
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Topic {
    topic: String,
}

async fn article(variables: ReadTemplate) -> Option<String> {
    let number: u16 = variables.get("number")?.parse().ok().filter(|number| *number < 5000)?;
    Some(format!("Article {number}."))
}

/// Makes the server.
///
/// # Errors
///
/// Never, as long as what is registered here is fit to be served.
///
/// # Panics
///
/// Without randomness.
pub fn server() -> Result<Server, BuildError> {
    let complete = async |partial: Partial| -> Completion { partial.ranked(["tea", "time", "tide"]) };
    let article = ResourceTemplate::new("news:///{section}/{number}", "article").subscribable().handler(article);
    Server::builder("besieged", "1.0.0")
        .keys(KeyRing::generate().expect("there is randomness"))
        .store(Arc::new(MemoryStore::default()))
        .eras(Eras::Dual)
        .logging()
        .state(Arc::new(AtWork::default()))
        .tool(Tool::new("add").handler(add))
        .tool(Tool::new("echo").handler(echo))
        .tool(Tool::new("order").handler(order))
        .tool(Tool::new("region").handler(region))
        .tool(Tool::new("panics").handler(panics))
        .tool(Tool::new("wait").handler(wait))
        .tool(Tool::new("flood").handler(flood))
        .tool(Tool::new("at_work").handler(at_work))
        .tool(Tool::new("open_basket").handler(open_basket))
        .tool(Tool::new("count_sealed").handler(count_sealed))
        .tool(Tool::new("count_stored").handler(count_stored))
        .tool(Tool::new("greet").may_ask(InputKinds::FORM).handler(greet))
        .tool(heavy())
        .resource(Resource::new("news:///today", "today").handler(async |_: mcp_server::ReadResource| "Nothing new."))
        .resource_template(article.complete("section", complete))
        .prompt(Prompt::new("write").handler(async |args: Topic| args.topic).complete("topic", complete))
        .page_size(5)
        .build()
}
