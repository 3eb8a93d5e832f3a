//! What a tool says about itself, and its handler.

mod check;

use std::fmt;
use std::sync::Arc;

use mcp_types::{Icon, Json, MetaObject, ToolAnnotations};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use tower_layer::Layer;
use tower_service::Service;

pub(crate) use self::check::PendingTool;
use crate::asking::asking;
use crate::described::described;
use crate::dialogue::Asks;
use crate::handler::ToolHandler;
use crate::layer::{BoxError, Layers, Next, Operation, Outcome};
use crate::load::ToolLimits;
use crate::registry::{Invoke, Invoker, Runs};
use crate::result::{IntoToolResult, Structure};
use crate::viewer::Visibility;

/// A tool: a name, what a model should know about it, and a handler.
///
/// [`Tool::new`] derives the input schema from the handler's arguments; [`Tool::with_schema`] takes one written by hand.
/// `Input` tells the two apart; it is inferred.
///
/// # Specification
///
/// <https://modelcontextprotocol.io/specification/2026-07-28/server/tools>
///
/// # Examples
///
/// ```
/// use mcp_server::{Structured, Tool};
/// use schemars::JsonSchema;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Deserialize, JsonSchema)]
/// struct Add { a: i64, b: i64 }
/// #[derive(Serialize, JsonSchema)]
/// struct Sum { sum: i64 }
///
/// async fn add(args: Add) -> Structured<Sum> {
///     Structured(Sum { sum: args.a.wrapping_add(args.b) })
/// }
///
/// let tool = Tool::new("add").title("Adder").description("Adds two integers.").read_only().handler(add);
/// # mcp_server::Server::builder("calculator", "1.0.0").tool(tool).build()?;
/// # Ok::<(), mcp_server::BuildError>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "a tool is served once it has a handler and is handed to `ServerBuilder::tool`"]
pub struct Tool<Input = DerivedSchema> {
    about: About,
    input: Input,
}

/// Marks tools whose input schema is derived from the arguments of the handler.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct DerivedSchema;

/// Marks tools whose input schema is written by hand.
#[derive(Debug, Clone)]
pub struct WrittenSchema(Json);

/// What a tool says about itself, schemas of its arguments aside.
#[derive(Debug, Clone, Default)]
pub(crate) struct About {
    pub(crate) name: String,
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) icons: Option<Vec<Icon>>,
    pub(crate) annotations: Option<ToolAnnotations>,
    pub(crate) output_schema: Option<Json>,
    pub(crate) meta: Option<MetaObject>,
    pub(crate) asks: Asks,
    pub(crate) visibility: Visibility,
    /// Whether the output schema was not derived from what the handler returns.
    pub(crate) written_output_schema: bool,
    pub(crate) runs: Runs,
    pub(crate) layers: Layers,
    pub(crate) limits: ToolLimits,
}

/// A tool with its handler, ready for [`ServerBuilder::tool`](crate::ServerBuilder::tool).
///
/// `S` is the state that the handler reads from its [`Context`](crate::Context).
#[must_use = "a tool is served once it is handed to `ServerBuilder::tool`"]
pub struct BoundTool<S> {
    about: About,
    input_schema: Json,
    /// Whether the input schema was derived from what the handler takes.
    derived: bool,
    structure: Structure,
    bind: Box<dyn FnOnce(Arc<S>) -> Box<dyn Invoke> + Send>,
}

impl Tool<DerivedSchema> {
    /// Starts a tool whose input schema is that of the handler's arguments.
    ///
    /// The name has 1 to 128 characters of `A-Z a-z 0-9 _ - .` and is unique within the server, or the server does not
    /// build.
    pub fn new(name: impl Into<String>) -> Self {
        Tool { about: About { name: name.into(), ..About::default() }, input: DerivedSchema }
    }

    /// Finishes the tool with the function that answers its calls.
    ///
    /// The arguments are decoded from the request's bytes. What does not decode never reaches the handler: the client
    /// gets a result with `isError: true` that names the member and the reason. Constraints beyond Rust's types
    /// (`#[schemars(range(min = 1))]`) are published but not checked: the handler does that.
    pub fn handler<S, Shape, H>(self, handler: H) -> BoundTool<S>
    where
        S: Send + Sync + 'static,
        Shape: 'static,
        H: ToolHandler<S, Shape>,
        H::Args: DeserializeOwned + JsonSchema + Send + 'static,
        H::Future: Send + 'static,
        H::Output: IntoToolResult,
    {
        let input_schema = mcp_schema::tool::input_schema::<H::Args>();
        self.about.bind(input_schema, true, handler)
    }
}

impl Tool<WrittenSchema> {
    /// Starts a tool whose input schema is `schema`, which reaches clients as it is written here.
    ///
    /// The handler may take any type that implements [`serde::Deserialize`], such as [`mcp_types::JsonObject`]; what the
    /// schema demands beyond that type, the handler checks. From text, [`Json::parse`] keeps every byte.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcp_server::Tool;
    /// use mcp_types::JsonObject;
    /// use serde_json::json;
    ///
    /// let schema = json!({
    ///     "type": "object",
    ///     "properties": { "query": { "type": "string" } },
    ///     "patternProperties": { "^x-": { "type": "string" } },
    ///     "required": ["query"],
    /// });
    /// let tool = Tool::with_schema("search", schema).handler(async |args: JsonObject| {
    ///     format!("asked for {}", args.get("query").map_or("nothing", |query| query.text()))
    /// });
    /// # mcp_server::Server::builder("library", "1.0.0").tool(tool).build()?;
    /// # Ok::<(), mcp_server::BuildError>(())
    /// ```
    pub fn with_schema(name: impl Into<String>, schema: impl Into<Json>) -> Self {
        Tool { about: About { name: name.into(), ..About::default() }, input: WrittenSchema(schema.into()) }
    }

    /// Finishes the tool with the function that answers its calls.
    pub fn handler<S, Shape, H>(self, handler: H) -> BoundTool<S>
    where
        S: Send + Sync + 'static,
        Shape: 'static,
        H: ToolHandler<S, Shape>,
        H::Args: DeserializeOwned + Send + 'static,
        H::Future: Send + 'static,
        H::Output: IntoToolResult,
    {
        self.about.bind(self.input.0, false, handler)
    }
}

impl<Input> Tool<Input> {
    described!(about, "Sets what the tool does, in the words a model reads to decide whether to call it.");

    /// Sets all hints at once, replacing those set before.
    pub fn annotations(mut self, annotations: ToolAnnotations) -> Self {
        self.about.annotations = Some(annotations);
        self
    }

    /// Hints that the tool changes nothing; without the hint clients assume that it does.
    pub fn read_only(mut self) -> Self {
        self.hints().read_only_hint = Some(true);
        self
    }

    /// Hints that the tool only adds and never overwrites or removes; without the hint clients assume the worst.
    pub fn non_destructive(mut self) -> Self {
        self.hints().destructive_hint = Some(false);
        self
    }

    /// Hints that a second call with the same arguments changes nothing further.
    pub fn idempotent(mut self) -> Self {
        self.hints().idempotent_hint = Some(true);
        self
    }

    /// Hints that the tool stays within a closed set of things, unlike a search of the web.
    pub fn closed_world(mut self) -> Self {
        self.hints().open_world_hint = Some(false);
        self
    }

    /// Sets the schema of the structured content, in place of the one derived from [`Structured`](crate::Structured).
    ///
    /// Every result that is not an error then has to carry structured content: one that does not is answered with
    /// −32603, and a handler whose return type cannot carry any does not build.
    pub fn output_schema(mut self, schema: impl Into<Json>) -> Self {
        self.about.output_schema = Some(schema.into());
        self.about.written_output_schema = true;
        self
    }

    asking!();

    /// Runs the handler on the threads that tokio keeps for work that blocks: for handlers that compute for long, or call
    /// what does not return at once.
    ///
    /// Any other handler is polled where its connection is, and holds up whatever else is there until its next await. A
    /// blocked thread cannot be stopped: when nobody waits for the answer any more the handler goes
    /// on to its end unseen, unless it looks at [`cancelled`](crate::Context::cancelled). Without a tokio runtime it runs
    /// in place.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcp_server::{NoArgs, Server, Tool};
    ///
    /// async fn count_primes(_: NoArgs) -> String {
    ///     let is_prime = |n: &u32| (2..*n).all(|divisor| n % divisor != 0);
    ///     (2..1000).filter(is_prime).count().to_string()
    /// }
    ///
    /// let tool = Tool::new("count_primes").blocking().handler(count_primes);
    /// # Server::builder("s", "1").tool(tool).build()?;
    /// # Ok::<(), mcp_server::BuildError>(())
    /// ```
    pub fn blocking(mut self) -> Self {
        self.about.runs = Runs::OnBlockingThread;
        self
    }

    /// Puts a `tower` layer around the calls of this tool, inside the layers of the server.
    ///
    /// The first one added is the outermost. What a layer sees and may do is said at
    /// [`ServerBuilder::layer`](crate::ServerBuilder::layer).
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<Next> + Send + Sync + 'static,
        L::Service: Service<Operation, Response = Outcome> + Clone + Send + Sync + 'static,
        <L::Service as Service<Operation>>::Future: Send,
        <L::Service as Service<Operation>>::Error: Into<BoxError>,
    {
        self.about.layers.push(layer);
        self
    }

    /// Sets what all callers of this tool may do together, unless the server's [`Limits`](crate::Limits) say so by its
    /// name.
    pub fn limits(mut self, limits: ToolLimits) -> Self {
        self.about.limits = limits;
        self
    }

    fn hints(&mut self) -> &mut ToolAnnotations {
        self.about.annotations.get_or_insert_default()
    }
}

impl About {
    fn bind<S, Shape, H>(mut self, input_schema: Json, derived: bool, handler: H) -> BoundTool<S>
    where
        S: Send + Sync + 'static,
        Shape: 'static,
        H: ToolHandler<S, Shape>,
        H::Args: DeserializeOwned + Send + 'static,
        H::Future: Send + 'static,
        H::Output: IntoToolResult,
    {
        self.output_schema = self.output_schema.or_else(H::Output::output_schema);
        let runs = self.runs;
        BoundTool {
            about: self,
            input_schema,
            derived,
            structure: H::Output::STRUCTURE,
            bind: Box::new(move |state| Box::new(Invoker::new(state, handler, runs))),
        }
    }
}

impl<S> BoundTool<S> {
    /// Gives the handler the state that it reads.
    pub(crate) fn bind(self, state: Arc<S>) -> PendingTool {
        let BoundTool { about, input_schema, derived, structure, bind } = self;
        PendingTool { about, input_schema, derived, structure, invoke: bind(state) }
    }
}

impl<S> fmt::Debug for BoundTool<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BoundTool").field("about", &self.about).finish_non_exhaustive()
    }
}
