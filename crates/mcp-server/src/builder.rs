//! From registered tools to a server that answers.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use mcp_cache::CachePolicy;
use mcp_store::{EventBus, MemoryBus, MemoryStore, StateStore};
use mcp_types::{CacheScope, Icon, Implementation};
use tokio::sync::Semaphore;
use tower_layer::Layer;
use tower_service::Service;

use crate::access::{Access, AccessPolicy, AccessRequest};
use crate::build_error::{BuildError, BuildProblem};
use crate::catalogue::Catalogue;
use crate::layer::{BoxError, Layers, Next, Operation, Outcome};
use crate::legacy::Eras;
use crate::limits;
use crate::load::{Limiter, Limits};
use crate::pending::{Means, Offers, Pending, compile};
use crate::prompt::BoundPrompt;
use crate::reply::Identity;
use crate::resource::{BoundResource, BoundTemplate};
use crate::seal::{KeyRing, Sealer};
use crate::server::{Clock, Server, Settings};
use crate::snapshot::Snapshot;
use crate::subscription::Gate;
use crate::tool::BoundTool;

/// Gathers what a server is made of; made by [`Server::builder`].
///
/// `S` is the state that the handlers registered next read.
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
    bus: Option<Arc<dyn EventBus>>,
    list_changes: bool,
    limits: Limits,
    eras: Eras,
    cache: CachePolicy,
    page_size: usize,
    layers: Layers,
    access: AccessPolicy,
    offers: Offers,
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
            bus: None,
            list_changes: true,
            limits: Limits::default(),
            eras: Eras::default(),
            cache: CachePolicy::default(),
            page_size: limits::DEFAULT_PAGE_SIZE,
            layers: Layers::default(),
            access: AccessPolicy::default(),
            offers: Offers::default(),
        }
    }
}

impl<S: Send + Sync + 'static> ServerBuilder<S> {
    /// Sets the state that the handlers registered after this read through [`Context::state`](crate::Context::state).
    ///
    /// Requests run at the same time and share it; what changes is kept in atomics or behind locks. A type that is
    /// shared with other parts of a program goes in as an `Arc`. Handlers registered before keep the state they had.
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
            bus: self.bus,
            list_changes: self.list_changes,
            limits: self.limits,
            eras: self.eras,
            cache: self.cache,
            page_size: self.page_size,
            layers: self.layers,
            access: self.access,
            offers: self.offers,
        }
    }

    /// Registers a tool. Tools are listed in the order in which they are registered.
    pub fn tool(mut self, tool: BoundTool<S>) -> Self {
        self.offers.tools.push(tool.bind(Arc::clone(&self.state)));
        self
    }

    /// Registers a prompt. Prompts are listed in the order in which they are registered.
    pub fn prompt(mut self, prompt: BoundPrompt<S>) -> Self {
        self.offers.prompts.push(prompt.bind(&self.state));
        self
    }

    /// Registers a resource. Resources are listed in the order in which they are registered.
    pub fn resource(mut self, resource: BoundResource<S>) -> Self {
        self.offers.resources.push(resource.bind(Arc::clone(&self.state)));
        self
    }

    /// Registers a template of resources.
    ///
    /// Templates are listed in the order in which they are registered. A URI that is no resource's own is read by the
    /// first of them that matches.
    pub fn resource_template(mut self, template: BoundTemplate<S>) -> Self {
        self.offers.templates.push(template.bind(&self.state));
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
    /// With it the steps of dialogues are done at most once, states can be good for one use, and handlers can keep state
    /// behind a [`StoredHandle`](crate::StoredHandle).
    pub fn store(mut self, store: Arc<dyn StateStore>) -> Self {
        self.store = Some(store);
        self
    }

    /// Sets which clients are served; those of the modern era only, by default.
    ///
    /// For those of the legacy era, handlers need not change: a question becomes a request of the server's own, and the
    /// handler waits for its answer where it stands. Replicas that serve them share [`keys`](Self::keys), a
    /// [`store`](Self::store) and an [`event_bus`](Self::event_bus).
    pub fn eras(mut self, eras: Eras) -> Self {
        self.eras = eras;
        self
    }

    /// Sets what brings events to all replicas: changes of resources and lists, and the end of subscriptions.
    ///
    /// By default they stay in this process, which is enough where there is one.
    pub fn event_bus(mut self, bus: Arc<dyn EventBus>) -> Self {
        self.bus = Some(bus);
        self
    }

    /// Sets how many subscriptions this replica has at a time, and how many of them one principal has;
    /// [`DEFAULT_MAX_SUBSCRIPTIONS`](limits::DEFAULT_MAX_SUBSCRIPTIONS) and
    /// [`DEFAULT_MAX_SUBSCRIPTIONS_PER_PRINCIPAL`](limits::DEFAULT_MAX_SUBSCRIPTIONS_PER_PRINCIPAL) by default.
    ///
    /// Those who did not authenticate count in the total only. The same as
    /// [`Limits::subscriptions`](crate::Limits::subscriptions).
    pub fn max_subscriptions(mut self, total: usize, per_principal: usize) -> Self {
        let subscriptions = &mut self.limits.subscriptions;
        (subscriptions.max_open, subscriptions.max_open_per_principal) = (total, per_principal);
        self
    }

    /// Sets how much the server takes on, in place of all that was set before; [`Limits::default`] unless set.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcp_server::{Limits, NoArgs, Server, Tool, ToolLimits};
    /// use std::num::NonZeroU32;
    ///
    /// let mut limits = Limits::default();
    /// let mut render = ToolLimits::default();
    /// render.max_running = NonZeroU32::new(2);
    /// limits.tools.insert("render".to_owned(), render);
    /// let tool = Tool::new("render").blocking().handler(async |_: NoArgs| "…");
    /// let server = Server::builder("images", "1.0.0").tool(tool).limits(limits).build()?;
    /// # Ok::<(), mcp_server::BuildError>(())
    /// ```
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Keeps clients from listening for changes of the lists: what the server offers is the same as long as it runs.
    ///
    /// Without this each list is declared with `listChanged`, and clients may hold a stream open for it.
    pub fn fixed_lists(mut self) -> Self {
        self.list_changes = false;
        self
    }

    /// Puts a `tower` layer around everything that clients ask for, whatever brings it: HTTP, stdio, a legacy session.
    ///
    /// The first one added is the outermost, as with `tower::ServiceBuilder`. A layer gets an [`Operation`] that was
    /// judged already, and gives an [`Outcome`]: that of what it wraps, or its own. An error of a layer is −32603 on the
    /// wire, without detail; so is a panic. What handlers send before their result passes by. Requests of the legacy era
    /// that manage a session (`initialize`, `ping`, `logging/setLevel`, `resources/subscribe`) are no operations.
    ///
    /// # Examples
    ///
    /// As one function, with [`from_fn`](crate::from_fn); any `tower` layer over these types will do:
    ///
    /// ```
    /// use mcp_server::{Next, NoArgs, Operation, OutcomeKind, Server, Tool, from_fn};
    ///
    /// async fn audit(operation: Operation, next: Next) -> mcp_server::Outcome {
    ///     let (method, principal) = (operation.method(), operation.principal().key());
    ///     let outcome = next.run(operation).await;
    ///     println!("{principal:?} {}: {:?}", method.as_str(), outcome.kind());
    ///     outcome
    /// }
    ///
    /// let tool = Tool::new("ping").handler(async |_: NoArgs| "pong");
    /// let server = Server::builder("audited", "1.0.0").layer(from_fn(audit)).tool(tool).build()?;
    /// # Ok::<(), mcp_server::BuildError>(())
    /// ```
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<Next> + Send + Sync + 'static,
        L::Service: Service<Operation, Response = Outcome> + Clone + Send + Sync + 'static,
        <L::Service as Service<Operation>>::Future: Send,
        <L::Service as Service<Operation>>::Error: Into<BoxError>,
    {
        self.layers.push(layer);
        self
    }

    /// Sets who may do what: a function that is asked with every request, before it is looked up what the request names.
    ///
    /// Everyone may do everything, unless set. One that panics forbids. Layers see what is forbidden, and cannot allow
    /// it. What somebody should not even know of is hidden with `visible_to` besides.
    ///
    /// # Examples
    ///
    /// ```
    /// use http::HeaderValue;
    /// use mcp_server::{Access, Server};
    /// use mcp_types::Method;
    ///
    /// let server = Server::builder("files", "1.0.0")
    ///     .access(|request| match (request.method(), request.name()) {
    ///         (Method::CallTool, Some("delete")) if !request.principal().has_scope("files:write") => {
    ///             Access::challenge(HeaderValue::from_static(r#"Bearer error="insufficient_scope", scope="files:write""#))
    ///         }
    ///         _ => Access::Allowed,
    ///     })
    ///     .build()?;
    /// # Ok::<(), mcp_server::BuildError>(())
    /// ```
    pub fn access(mut self, policy: impl Fn(&AccessRequest<'_>) -> Access + Send + Sync + 'static) -> Self {
        self.access = AccessPolicy::judged_by(policy);
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
        self.cache = self.cache.map_lists(|hint| hint.with_freshness_lifetime(lifetime));
        self
    }

    /// Sets who may store lists and discovery results; by default everyone, because they are the same for all callers.
    pub fn cache_scope(mut self, scope: CacheScope) -> Self {
        self.cache = self.cache.map_lists(|hint| hint.with_scope(scope));
        self
    }

    /// Sets what clients are told about storing results, operation by operation; what was set before is replaced.
    ///
    /// Whatever it says, results that depend on the principal are private.
    pub fn cache_policy(mut self, policy: CachePolicy) -> Self {
        self.cache = policy;
        self
    }

    /// Sets how many entries one page of a list has at most; [`DEFAULT_PAGE_SIZE`](limits::DEFAULT_PAGE_SIZE) by default.
    pub fn page_size(mut self, entries: usize) -> Self {
        self.page_size = entries;
        self
    }

    /// Checks everything that was registered and makes the server.
    ///
    /// # Errors
    ///
    /// [`BuildError`] with all problems: names and URIs that clients could not use or that occur twice, schemas that do
    /// not describe an object or that no result could satisfy, arguments of prompts that are no strings, completions of
    /// what is not there, questions without keys, pages without room.
    pub fn build(self) -> Result<Server, BuildError> {
        let mut problems = Vec::new();
        if self.page_size == 0 {
            problems.push(BuildProblem::PageSizeZero);
        }
        let means = Means { keys: self.keys.is_some(), store: self.store.is_some() };
        let mut offers = self.offers;
        offers.limit_tools(&self.limits.tools, &mut problems);
        let Offers { tools, prompts, resources, templates } = offers;
        let tools = compile(tools, means, &mut problems);
        let prompts = compile(prompts, means, &mut problems);
        let resources = compile(resources, means, &mut problems);
        let templates = compile(templates, means, &mut problems);
        BuildError::check(problems)?;
        // Why: without configured keys only cursors and handles are sealed, and those of one process open there.
        let ring = self.keys.map_or_else(KeyRing::generate, Ok).map_err(|_| BuildProblem::NoRandomness)?;
        let identity = Identity::new((!self.anonymous).then(|| self.info.clone()));
        let catalogue = Catalogue {
            instructions: self.instructions,
            cache: self.cache,
            page_size: self.page_size,
            logs: self.logs,
            list_changes: self.list_changes,
            eras: self.eras,
            meta: identity.meta().cloned(),
        };
        let subscriptions = &self.limits.subscriptions;
        let settings = Settings {
            has_keys: means.keys,
            sealer: Sealer::new(&ring),
            request_state_lifetime: self.request_state_lifetime,
            clock: self.clock,
            sessions: self.store.clone().unwrap_or_else(|| Arc::new(MemoryStore::default())),
            conversations: Arc::new(Semaphore::new(limits::MAX_LEGACY_CALLS)),
            store: self.store,
            bus: self.bus.unwrap_or_else(|| Arc::new(MemoryBus::default())),
            layers: self.layers.compile(),
            access: self.access,
            limiter: Limiter::new(&self.limits),
            gate: Gate::new(subscriptions.max_open, subscriptions.max_open_per_principal),
        };
        let snapshot = Snapshot::new(tools, prompts, resources, templates, &catalogue);
        Ok(Server::new(self.info, snapshot, catalogue, identity, settings))
    }
}

impl<S> fmt::Debug for ServerBuilder<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tools: Vec<_> = self.offers.tools.iter().map(|tool| tool.key()).collect();
        f.debug_struct("ServerBuilder").field("info", &self.info).field("tools", &tools).finish_non_exhaustive()
    }
}
