//! From registered tools to a server that answers.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use mcp_schema::HeaderPlan;
use mcp_store::StateStore;
use mcp_transport_http::ParameterFields;
use mcp_types::{CacheScope, Icon, Implementation, Json, ToolInputSchema, ToolOutputSchema};

use crate::build_error::{BuildError, BuildProblem};
use crate::catalogue::{CacheHints, Catalogue};
use crate::limits;
use crate::registry::{Invoke, Registry, ToolRecord};
use crate::reply::Identity;
use crate::result::Structure;
use crate::seal::{KeyRing, Sealer};
use crate::server::{Clock, Server, Settings};
use crate::tool::{About, BoundTool};
use crate::validation::{Published, Validation};

/// Gathers what a server is made of; made by [`Server::builder`].
///
/// `S` is the state that the handlers of the tools registered next read.
#[must_use = "a server is made by `build`"]
pub struct ServerBuilder<S> {
    state: Arc<S>,
    info: Implementation,
    instructions: Option<String>,
    anonymous: bool,
    logs: bool,
    keys: Option<KeyRing>,
    request_state_lifetime: Duration,
    clock: Box<Clock>,
    store: Option<Arc<dyn StateStore>>,
    cache: CacheHints,
    page_size: usize,
    tools: Vec<PendingTool>,
}

/// A tool that is registered but not checked.
struct PendingTool {
    about: About,
    input_schema: Json,
    derived: bool,
    structure: Structure,
    invoke: Box<dyn Invoke>,
}

impl ServerBuilder<()> {
    pub(crate) fn new(info: Implementation) -> Self {
        ServerBuilder {
            state: Arc::new(()),
            info,
            instructions: None,
            anonymous: false,
            logs: false,
            keys: None,
            request_state_lifetime: limits::DEFAULT_REQUEST_STATE_LIFETIME,
            clock: Box::new(SystemTime::now),
            store: None,
            cache: CacheHints::default(),
            page_size: limits::DEFAULT_PAGE_SIZE,
            tools: Vec::new(),
        }
    }
}

impl<S: Send + Sync + 'static> ServerBuilder<S> {
    /// Sets the state that the tools registered after this read through [`Context::state`](crate::Context::state).
    ///
    /// Requests run at the same time and share it; what changes is kept in atomics or behind locks. A type that is
    /// shared with other parts of a program goes in as an `Arc`. Tools registered before keep the state they had.
    pub fn state<T: Send + Sync + 'static>(self, state: T) -> ServerBuilder<T> {
        ServerBuilder {
            state: Arc::new(state),
            info: self.info,
            instructions: self.instructions,
            anonymous: self.anonymous,
            logs: self.logs,
            keys: self.keys,
            request_state_lifetime: self.request_state_lifetime,
            clock: self.clock,
            store: self.store,
            cache: self.cache,
            page_size: self.page_size,
            tools: self.tools,
        }
    }

    /// Registers a tool. Tools are listed in the order in which they are registered.
    pub fn tool(mut self, tool: BoundTool<S>) -> Self {
        let BoundTool { about, input_schema, derived, structure, bind } = tool;
        self.tools.push(PendingTool { about, input_schema, derived, structure, invoke: bind(Arc::clone(&self.state)) });
        self
    }

    /// Sets the server's name to show to people.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.info.title = Some(title.into());
        self
    }

    /// Sets what the server is for, in words for people.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.info.description = Some(description.into());
        self
    }

    /// Sets the address of a page about the server.
    pub fn website_url(mut self, url: impl Into<String>) -> Self {
        self.info.website_url = Some(url.into());
        self
    }

    /// Sets the icons to show next to the server's name.
    pub fn icons(mut self, icons: impl IntoIterator<Item = Icon>) -> Self {
        self.info.icons = Some(icons.into_iter().collect());
        self
    }

    /// Sets how the server is best used, in words for a model: what the descriptions of single tools do not say.
    pub fn instructions(mut self, instructions: impl Into<String>) -> Self {
        self.instructions = Some(instructions.into());
        self
    }

    /// Keeps the server's name and version out of its results.
    ///
    /// Without this every result carries them in its `_meta`.
    pub fn without_server_info(mut self) -> Self {
        self.anonymous = true;
        self
    }

    /// Declares that handlers log to clients, through [`Context::log`](crate::Context::log).
    ///
    /// Deprecated in 2026-07-28 and possibly removed from the first revision on or after 2027-07-28: log to operators
    /// instead.
    pub fn logging(mut self) -> Self {
        self.logs = true;
        self
    }

    /// Sets the keys that seal what clients carry: the state of dialogues, handles, cursors.
    ///
    /// Replicas share one ring, read from a file that `mcp keys new` writes. A server of one process may take
    /// [`KeyRing::generate`]: what it sealed does not open after a restart.
    pub fn keys(mut self, keys: KeyRing) -> Self {
        self.keys = Some(keys);
        self
    }

    /// Sets how long a client may take to answer a question;
    /// [`DEFAULT_REQUEST_STATE_LIFETIME`](limits::DEFAULT_REQUEST_STATE_LIFETIME) by default.
    pub fn request_state_lifetime(mut self, lifetime: Duration) -> Self {
        self.request_state_lifetime = lifetime;
        self
    }

    /// Sets what keeps state between requests and, shared by all replicas, across them.
    ///
    /// With it the steps of dialogues are done at most once, and states can be good for one use.
    pub fn store(mut self, store: Arc<dyn StateStore>) -> Self {
        self.store = Some(store);
        self
    }

    /// Sets what tells the time, for tests that do not wait; the system's clock by default.
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Box::new(now);
        self
    }

    /// Sets how long clients may take lists and discovery results for fresh; five minutes by default.
    ///
    /// Zero makes them ask each time. On the wire it is cut to whole milliseconds.
    pub fn freshness_lifetime(mut self, lifetime: Duration) -> Self {
        // spec: CACHE-010 the lifetime is a whole number of milliseconds, never negative.
        let ttl_ms = u64::try_from(lifetime.as_millis()).unwrap_or(u64::MAX);
        self.cache.ttl_ms = ttl_ms.min(limits::MAX_TTL_MS);
        self
    }

    /// Sets who may store lists and discovery results; by default everyone, because they are the same for all callers.
    pub fn cache_scope(mut self, scope: CacheScope) -> Self {
        self.cache.scope = scope;
        self
    }

    /// Sets how many tools one page of a list has at most; [`DEFAULT_PAGE_SIZE`](limits::DEFAULT_PAGE_SIZE) by default.
    pub fn page_size(mut self, tools: usize) -> Self {
        self.page_size = tools;
        self
    }

    /// Checks everything that was registered and makes the server.
    ///
    /// # Errors
    ///
    /// [`BuildError`] with all problems: names that clients could not use or that occur twice, input schemas that do not
    /// describe an object, output schemas that no result could satisfy, pages without room.
    pub fn build(self) -> Result<Server, BuildError> {
        let mut problems = Vec::new();
        if self.page_size == 0 {
            problems.push(BuildProblem::PageSizeZero);
        }
        let identity = Identity::new((!self.anonymous).then(|| self.info.clone()));
        let mut names = HashSet::new();
        let mut records = Vec::with_capacity(self.tools.len());
        for PendingTool { about, input_schema, derived, structure, invoke } in self.tools {
            check_name(&about.name, &mut names, &mut problems);
            check_structure(&about, structure, &mut problems);
            let asks = about.asks;
            // spec: MRTR-009 state is not handed out unprotected, so who may ask needs keys.
            if !asks.ever.is_empty() && self.keys.is_none() {
                problems.push(BuildProblem::NoKeys { tool: about.name.as_str().into() });
            }
            if asks.once && self.store.is_none() {
                problems.push(BuildProblem::NoStore { tool: about.name.as_str().into() });
            }
            let validation = validation(&about, &input_schema, derived, &mut problems);
            let fields = mirrored(&about.name, &input_schema, &mut problems);
            if let Some(definition) = define(about, &input_schema, &mut problems) {
                records.push(Arc::new(ToolRecord { definition, asks, fields, validation, invoke }));
            }
        }
        BuildError::check(problems)?;
        // Why: without configured keys only cursors and handles are sealed, and those of one process open there.
        let ring = self.keys.map_or_else(KeyRing::generate, Ok).map_err(|_| BuildProblem::NoRandomness)?;
        let settings = Settings {
            logs: self.logs,
            sealer: Sealer::new(&ring),
            request_state_lifetime: self.request_state_lifetime,
            clock: self.clock,
            store: self.store,
        };

        let definitions: Vec<_> = records.iter().map(|record| record.definition.clone()).collect();
        let catalogue =
            Catalogue::new(&definitions, &identity, self.instructions, self.cache, self.page_size, settings.logs);
        let registry: Registry =
            records.into_iter().map(|record| (record.definition.name.as_str().into(), record)).collect();
        Ok(Server::new(self.info, definitions, registry, catalogue, identity, settings))
    }
}

impl<S> fmt::Debug for ServerBuilder<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tools: Vec<_> = self.tools.iter().map(|tool| &tool.about.name).collect();
        f.debug_struct("ServerBuilder").field("info", &self.info).field("tools", &tools).finish_non_exhaustive()
    }
}

fn check_name(name: &str, names: &mut HashSet<String>, problems: &mut Vec<BuildProblem>) {
    let tool = || name.into();
    // spec: TOOLS-010 a name has 1 to 128 characters; all of them are single bytes.
    if name.is_empty() || name.len() > limits::MAX_TOOL_NAME_BYTES {
        problems.push(BuildProblem::ToolNameLength { tool: tool() });
    }
    // spec: TOOLS-012 letters and digits of ASCII, underscore, hyphen and dot.
    let allowed = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.');
    if let Some(character) = name.chars().find(|character| !allowed(*character)) {
        problems.push(BuildProblem::ToolNameCharacter { tool: tool(), character });
    }
    // spec: TOOLS-013 one name, one tool; spec: TOOLS-011 names that differ in case are different names.
    if !names.insert(name.to_owned()) {
        problems.push(BuildProblem::DuplicateToolName { tool: tool() });
    }
}

fn check_structure(about: &About, structure: Structure, problems: &mut Vec<BuildProblem>) {
    // spec: TOOLS-021 a schema is not promised where no result could keep the promise.
    if about.output_schema.is_some() && structure == Structure::Never {
        problems.push(BuildProblem::OutputSchemaWithoutStructure { tool: about.name.as_str().into() });
    }
}

/// Compiles the schemas, which have to be ones that clients can read and that cost them little.
fn validation(about: &About, input: &Json, derived: bool, problems: &mut Vec<BuildProblem>) -> Validation {
    let input = Published { schema: input, derived };
    let output = about.output_schema.as_ref();
    let output = output.map(|schema| Published { schema, derived: !about.written_output_schema });
    // spec: SCHEMA-006 SCHEMA-007 SCHEMA-011 SCHEMA-012 what is published is valid, whole and bounded.
    Validation::compile(input, output).unwrap_or_else(|(member, error)| {
        problems.push(BuildProblem::Schema { tool: about.name.as_str().into(), member, error });
        Validation::default()
    })
}

/// The header fields that mirror arguments of the tool.
fn mirrored(tool: &str, input_schema: &Json, problems: &mut Vec<BuildProblem>) -> ParameterFields {
    // spec: HTTP-045 HTTP-046 HTTP-047 HTTP-048 HTTP-049 HTTP-051 HTTP-052 a mark that breaks a rule spoils the tool.
    match HeaderPlan::of(input_schema) {
        Ok(plan) => ParameterFields::new(&plan),
        Err(error) => {
            problems.push(BuildProblem::MirroredParameter { tool: tool.into(), error });
            ParameterFields::default()
        }
    }
}

/// Makes the tool's entry in the list.
fn define(about: About, input_schema: &Json, problems: &mut Vec<BuildProblem>) -> Option<mcp_types::Tool> {
    let tool: Box<str> = about.name.as_str().into();
    // spec: TOOLS-007 SCHEMA-013 the schema of the arguments is an object that describes an object.
    let input = match input_schema.as_raw().decode::<ToolInputSchema>() {
        // spec: SCHEMA-014 the schema goes out as it came in.
        Ok(schema) => Some(schema),
        Err(_) => {
            let received = root(input_schema);
            problems.push(BuildProblem::InputNotObject { tool: tool.clone(), received });
            None
        }
    };
    let output = match about.output_schema.map(|schema| schema.as_raw().decode::<ToolOutputSchema>()) {
        Some(Err(_)) => {
            problems.push(BuildProblem::SchemaNotObject { tool, member: "outputSchema" });
            return None;
        }
        output => output.and_then(Result::ok),
    };
    let mut definition = mcp_types::Tool::new(about.name, input?);
    definition.title = about.title;
    definition.description = about.description;
    definition.icons = about.icons;
    definition.annotations = about.annotations;
    definition.output_schema = output;
    definition.meta = about.meta;
    Some(definition)
}

/// What a schema has at its root where `"type": "object"` should stand.
fn root(schema: &Json) -> Box<str> {
    let raw = schema.as_raw();
    let kind = raw.members().map(|mut members| members.find(|(name, _)| name == "type"));
    match kind {
        None => format!("a JSON {}", raw.kind()).into(),
        Some(None) => "no type".into(),
        Some(Some((_, kind))) => crate::echo::shortened(kind.text()).into(),
    }
}
