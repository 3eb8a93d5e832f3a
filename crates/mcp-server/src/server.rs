//! The server, and its answers to requests that were admitted.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use mcp_store::{EventBus, StateStore, Timestamp};
use mcp_transport_http::{Head, Rejection, Served, admit_parameters};
use mcp_types::jsonrpc::Params;
use mcp_types::{Implementation, JsonKind, Method, ProtocolVersion, Raw, RequestId, RequestMetaObject};
use tokio::sync::{Semaphore, watch};

use crate::access::AccessPolicy;
use crate::builder::ServerBuilder;
use crate::call::{BoxedAnswer, Call};
use crate::catalogue::Catalogue;
use crate::dialogue::{Asks, Dialogue, InputKinds, Retry};
use crate::echo::shortened;
use crate::failure::Failure;
use crate::http::{HttpConfig, McpService};
use crate::layer::{Carrier, Next, Sight, Work};
use crate::legacy::{Eras, InSession, Session};
use crate::load::Limiter;
use crate::pending::Means;
use crate::prompt::PromptRecord;
use crate::registry::ToolRecord;
use crate::reply::{Identity, Reply, internal};
use crate::resource::{ResourceRecord, TemplateRecord};
use crate::scope::{RequestScope, Target};
use crate::seal::Sealer;
use crate::snapshot::{Live, Snapshot};
use crate::subscription::{Gate, Opening, Stopping, Topics};
use crate::viewer::{Principal, Viewer};

/// An MCP server: tools, prompts, resources, and what it says about itself.
///
/// It keeps nothing between requests but the state that its author gave it, so any number of replicas answer any request.
/// Cloning is cheap; clones are the same server, also where it changes.
///
/// # Specification
///
/// <https://modelcontextprotocol.io/specification/2026-07-28/server>
///
/// # Examples
///
/// ```
/// use mcp_server::{Context, HttpConfig, NoArgs, Server, Tool};
/// use std::sync::atomic::{AtomicU64, Ordering};
///
/// async fn count(_: NoArgs, cx: Context<AtomicU64>) -> String {
///     cx.state().fetch_add(1, Ordering::Relaxed).to_string()
/// }
///
/// let server = Server::builder("counter", "1.0.0")
///     .state(AtomicU64::new(0))
///     .tool(Tool::new("count").description("Counts its calls.").handler(count))
///     .build()?;
/// let service = server.http(HttpConfig::local());
/// # Ok::<(), mcp_server::BuildError>(())
/// ```
#[derive(Clone)]
pub struct Server {
    inner: Arc<Inner>,
}

struct Inner {
    info: Implementation,
    live: Live,
    catalogue: Catalogue,
    identity: Identity,
    settings: Settings,
    topics: Topics,
    /// Sends whenever all subscriptions end.
    ending: watch::Sender<()>,
}

/// What the builder decided once for all requests.
pub(crate) struct Settings {
    /// Whether the keys of the sealer were configured, rather than made for this process.
    pub(crate) has_keys: bool,
    pub(crate) sealer: Sealer,
    pub(crate) request_state_lifetime: Duration,
    pub(crate) clock: Box<Clock>,
    pub(crate) store: Option<Arc<dyn StateStore>>,
    pub(crate) bus: Arc<dyn EventBus>,
    pub(crate) gate: Arc<Gate>,
    pub(crate) layers: Option<Next>,
    pub(crate) access: AccessPolicy,
    pub(crate) limiter: Limiter,
    /// What keeps legacy sessions: the store, or the memory of this process.
    pub(crate) sessions: Arc<dyn StateStore>,
    /// How many handlers of legacy sessions go on without a connection.
    pub(crate) conversations: Arc<Semaphore>,
}

/// What tells the time.
pub(crate) type Clock = dyn Fn() -> SystemTime + Send + Sync;

/// A request that nothing stands against, and what a handler of it may know.
pub(crate) struct Request<'m, 'a> {
    pub(crate) id: &'m RequestId,
    pub(crate) method: &'m str,
    pub(crate) params: Params<'m, 'a>,
    pub(crate) meta: RequestMetaObject,
    pub(crate) principal: Principal,
    /// The legacy session that it belongs to.
    pub(crate) session: Option<Arc<Session>>,
    /// What tells when the host stops, where it does.
    pub(crate) stopping: Option<&'m Stopping>,
    /// The name that the request addresses, for methods that address one.
    pub(crate) name: Option<Cow<'a, str>>,
    /// The head that mirrors arguments, where the transport has one.
    pub(crate) head: Option<Head<'m>>,
    /// What brought it.
    pub(crate) carrier: Carrier<'m>,
}

/// The answer to a request: there already, or on its way.
pub(crate) enum Answer {
    Ready(Reply),
    Call(Call),
    Listen(Opening),
    /// What layers make of something that is there.
    Later(BoxedAnswer),
}

impl Server {
    /// Starts a server called `name`, of its own version `version`.
    pub fn builder(name: impl Into<String>, version: impl Into<String>) -> ServerBuilder<()> {
        ServerBuilder::new(Implementation::new(name, version))
    }

    pub(crate) fn new(
        info: Implementation,
        snapshot: Snapshot,
        catalogue: Catalogue,
        identity: Identity,
        settings: Settings,
    ) -> Self {
        let (topics, ending) = (Topics::new(&info.name), watch::Sender::new(()));
        let live = Live::new(snapshot);
        Server { inner: Arc::new(Inner { info, live, catalogue, identity, settings, topics, ending }) }
    }

    /// Makes the service that answers HTTP requests to the MCP endpoint.
    pub fn http(&self, config: HttpConfig) -> McpService {
        McpService::new(self.clone(), config)
    }

    /// What the server says about itself.
    pub fn info(&self) -> &Implementation {
        &self.inner.info
    }

    /// The tools as they are listed, in the order in which they were registered, whoever sees them.
    pub fn tools(&self) -> Vec<mcp_types::Tool> {
        let snapshot = self.inner.live.snapshot();
        snapshot.tools.iter().flat_map(|area| area.records()).map(|tool| tool.definition.clone()).collect()
    }

    /// What it offers now and how that changes.
    pub(crate) fn live(&self) -> &Live {
        &self.inner.live
    }

    /// How lists are rendered.
    pub(crate) fn catalogue(&self) -> &Catalogue {
        &self.inner.catalogue
    }

    /// What it has for dialogues.
    pub(crate) fn means(&self) -> Means {
        Means { keys: self.inner.settings.has_keys, store: self.inner.settings.store.is_some() }
    }

    /// Whether clients of the legacy era are served as well.
    pub(crate) fn is_dual(&self) -> bool {
        self.inner.catalogue.eras == Eras::Dual
    }

    /// What every result says about who answered.
    pub(crate) fn identity(&self) -> &Identity {
        &self.inner.identity
    }

    /// Whether it declared that it logs to clients.
    pub(crate) fn logs(&self) -> bool {
        self.inner.catalogue.logs
    }

    /// What seals state for clients to carry.
    pub(crate) fn sealer(&self) -> &Sealer {
        &self.inner.settings.sealer
    }

    /// How long a client may take to answer a question.
    pub(crate) fn request_state_lifetime(&self) -> Duration {
        self.inner.settings.request_state_lifetime
    }

    /// What keeps state between requests, if the author gave one.
    pub(crate) fn store(&self) -> Option<&dyn StateStore> {
        self.inner.settings.store.as_deref()
    }

    /// What brings events to all replicas.
    pub(crate) fn bus(&self) -> &dyn EventBus {
        &*self.inner.settings.bus
    }

    /// What keeps legacy sessions.
    pub(crate) fn sessions(&self) -> &dyn StateStore {
        &*self.inner.settings.sessions
    }

    /// Leave for handlers of legacy sessions to go on without a connection.
    pub(crate) fn conversations(&self) -> &Arc<Semaphore> {
        &self.inner.settings.conversations
    }

    /// How its events are called there.
    pub(crate) fn topics(&self) -> &Topics {
        &self.inner.topics
    }

    /// Who may listen.
    pub(crate) fn gate(&self) -> &Arc<Gate> {
        &self.inner.settings.gate
    }

    /// What keeps it within its limits.
    pub(crate) fn limiter(&self) -> &Limiter {
        &self.inner.settings.limiter
    }

    /// Who may do what.
    pub(crate) fn access(&self) -> &AccessPolicy {
        &self.inner.settings.access
    }

    /// What tells subscriptions to end.
    pub(crate) fn ending(&self) -> &watch::Sender<()> {
        &self.inner.ending
    }

    /// The time as stores count it.
    pub(crate) fn timestamp(&self) -> Timestamp {
        let since = self.now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Timestamp::EPOCH + since
    }

    pub(crate) fn now(&self) -> SystemTime {
        (self.inner.settings.clock)()
    }

    /// Answers a request within the layers of the server, if it has any.
    pub(crate) fn answer(&self, request: Request<'_, '_>) -> Answer {
        let refusal = self.inner.settings.access.refusal_of(&request);
        let layers = self.inner.settings.layers.as_ref();
        let sight = layers.and_then(|_| Sight::of(self, &request));
        let answer = match &refusal {
            Some(rejection) => Answer::Ready(Err(rejection.clone().into())),
            None => self.begin(request, sight.as_ref()),
        };
        let answer = match layers.zip(sight) {
            Some((layers, sight)) => within(layers, sight, answer),
            None => answer,
        };
        match (refusal, answer) {
            (Some(rejection), Answer::Later(seen)) => Answer::Later(insist(rejection, seen)),
            (_, answer) => answer,
        }
    }

    /// Begins to answer a request; `sight` is what layers know of it, where there are any around all operations.
    fn begin(&self, request: Request<'_, '_>, sight: Option<&Arc<Sight>>) -> Answer {
        let snapshot = self.inner.live.snapshot();
        let started = match Method::from_name(request.method) {
            Some(Method::Discover) => return Answer::Ready(Ok(snapshot.discover.respond(request.id))),
            Some(Method::ListTools) => return Answer::Ready(self.list::<ToolRecord>(&snapshot, &request)),
            Some(Method::ListPrompts) => return Answer::Ready(self.list::<PromptRecord>(&snapshot, &request)),
            Some(Method::ListResources) => return Answer::Ready(self.list::<ResourceRecord>(&snapshot, &request)),
            Some(Method::ListResourceTemplates) => {
                return Answer::Ready(self.list::<TemplateRecord>(&snapshot, &request));
            }
            Some(Method::CallTool) => self.call_tool(&snapshot, request, sight),
            Some(Method::GetPrompt) => self.prompt(&snapshot, request),
            Some(Method::ReadResource) => self.read_resource(&snapshot, request),
            Some(Method::Complete) => self.complete(&snapshot, request),
            Some(Method::SubscriptionsListen) => {
                let opening = self.listen(&snapshot, request);
                return opening.map_or_else(|error| Answer::Ready(Err(error)), Answer::Listen);
            }
            // Invariant: admission refuses methods that are not served.
            _ => Err(internal()),
        };
        started.map_or_else(|error| Answer::Ready(Err(error)), Answer::Call)
    }

    fn call_tool(
        &self,
        snapshot: &Snapshot,
        mut request: Request<'_, '_>,
        sight: Option<&Arc<Sight>>,
    ) -> Result<Call, Failure> {
        let (params, head) = (request.params, request.head.take());
        check_kinds(params)?;
        let name = request.name.as_deref().ok_or_else(|| invalid_params("name: missing"))?;
        let unknown = || invalid_params(&format!("unknown tool: {}", shortened(name)));
        let area = snapshot.tools.as_ref().ok_or_else(unknown)?;
        // spec: TOOLS-023 ERR-004 an unknown tool is an error of the protocol.
        let tool = area.find(name, &request.viewer()).ok_or_else(unknown)?;
        let tool = Arc::clone(tool);
        let arguments = params.get("arguments");
        let layers = tool.layers.as_ref();
        let sight = layers.and_then(|_| sight.cloned().or_else(|| Sight::of(self, &request)));
        let mut scope = self.scope(request, Target::Tool(Arc::clone(&tool)), tool.asks)?;
        if let Some(head) = &head {
            admit_parameters(head, &tool.fields, arguments)?;
        }
        self.begin_dialogue(&mut scope, tool.asks, arguments, &Retry::of(params))?;
        let call = tool.call(arguments, scope);
        Ok(match layers.zip(sight) {
            Some((layers, sight)) => call.within(layers, sight),
            None => call,
        })
    }

    /// Makes what belongs to a request that a client may make.
    pub(crate) fn scope(&self, request: Request<'_, '_>, target: Target, asks: Asks) -> Result<RequestScope, Failure> {
        let mut scope = RequestScope::new(self.clone(), request.id.clone(), request.meta, target);
        scope.principal = request.principal;
        scope.session = request.session.map(InSession::new);
        scope.deadline = self.limiter().deadline(scope.target.deadline());
        refuse_without(&scope, asks.always)?;
        Ok(scope)
    }

    /// Opens what a retry brings.
    pub(crate) fn begin_dialogue(
        &self,
        scope: &mut RequestScope,
        asks: Asks,
        arguments: Option<Raw<'_>>,
        retry: &Retry<'_>,
    ) -> Result<(), Failure> {
        scope.dialogue = Dialogue::begin(scope, asks, arguments, retry)?.map(Box::new);
        Ok(())
    }
}

/// Lets layers see that a request is refused, whatever they make of it.
fn insist(rejection: Rejection, seen: BoxedAnswer) -> BoxedAnswer {
    Box::pin(async move {
        drop(seen.await);
        Err(rejection.into())
    })
}

/// Puts layers around an answer.
fn within(layers: &Next, sight: Arc<Sight>, answer: Answer) -> Answer {
    match answer {
        Answer::Ready(reply) => Answer::Later(layers.reply(sight, Work::Reply(reply))),
        Answer::Later(answer) => Answer::Later(layers.reply(sight, Work::Run(answer))),
        Answer::Call(call) => Answer::Call(call.within(layers, sight)),
        Answer::Listen(opening) => {
            let outcome = layers.start(sight, Work::Open(opening));
            Answer::Listen(Box::pin(async move { outcome.await.into_opened() }))
        }
    }
}

impl Request<'_, '_> {
    /// Its sender, as far as it decides what there is to see.
    pub(crate) fn viewer(&self) -> Viewer<'_> {
        Viewer::new(&self.principal, &self.meta.client_capabilities)
    }
}

impl Served for Server {
    fn versions(&self) -> &[ProtocolVersion] {
        self.inner.catalogue.versions()
    }

    fn serves(&self, method: &str) -> bool {
        let served = self.inner.live.look(|snapshot| snapshot.served);
        // spec: ERR-003 DISC-007 methods behind a capability that is not advertised are unknown.
        match Method::from_name(method) {
            Some(Method::Discover) => true,
            Some(Method::ListTools | Method::CallTool) => served.tools,
            Some(Method::ListPrompts | Method::GetPrompt) => served.prompts,
            Some(Method::ListResources | Method::ListResourceTemplates | Method::ReadResource) => served.resources,
            // spec: COMPL-004 where nothing is completed, the method is not there.
            Some(Method::Complete) => served.completion,
            // Why: a server that has something to listen to answers even those who ask for something else.
            Some(Method::SubscriptionsListen) => served.can_be_listened_to(),
            _ => false,
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("info", &self.inner.info)
            .field("registry_version", &self.registry_version())
            .finish_non_exhaustive()
    }
}

/// Row 15: refuses a client that cannot answer what will be asked.
fn refuse_without(scope: &RequestScope, kinds: InputKinds) -> Result<(), Failure> {
    let missing = kinds.without(InputKinds::declared(&scope.meta.client_capabilities));
    // spec: META-014 ERR-015 a request that cannot be answered without the client's help is refused at once.
    if !missing.is_empty() {
        let required = Box::new(missing.capabilities());
        return Err(Rejection::CapabilityNotDeclared { required }.into());
    }
    Ok(())
}

/// Refuses members of the wrong kind that the methods with handlers have in common.
pub(crate) fn check_kinds(params: Params<'_, '_>) -> Result<(), Failure> {
    for (member, expected) in
        [("arguments", JsonKind::Object), ("inputResponses", JsonKind::Object), ("requestState", JsonKind::String)]
    {
        match params.get(member).map(|value| value.kind()) {
            Some(received) if received != expected => return Err(wrong_kind(member, expected, received)),
            _ => {}
        }
    }
    Ok(())
}

pub(crate) fn invalid_params(message: &str) -> Failure {
    Rejection::InvalidParams { message: message.into(), data: None }.into()
}

pub(crate) fn wrong_kind(member: &str, expected: JsonKind, received: JsonKind) -> Failure {
    // spec: TOOLS-023 parameters that do not have the form of the method's are an error of the protocol.
    invalid_params(&format!("{member}: expected {expected}, received {received}"))
}
