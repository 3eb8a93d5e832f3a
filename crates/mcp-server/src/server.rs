//! The server, and its answers to requests that were admitted.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use mcp_store::{StateStore, Timestamp};
use mcp_transport_http::{Head, Rejection, Served, admit_parameters};
use mcp_types::jsonrpc::Params;
use mcp_types::{ErrorObject, Implementation, JsonKind, Method, ProtocolVersion, Raw, RequestId, RequestMetaObject};

use crate::builder::ServerBuilder;
use crate::call::Call;
use crate::catalogue::{Catalogue, VERSIONS};
use crate::dialogue::{Asks, Dialogue, InputKinds, Retry};
use crate::echo::shortened;
use crate::http::{HttpConfig, McpService};
use crate::registry::Registry;
use crate::reply::{Identity, Reply};
use crate::scope::{RequestScope, Target};
use crate::seal::Sealer;

/// An MCP server: tools, and what it says about itself.
///
/// It is immutable and keeps nothing between requests but the state that its author gave it, so any number of replicas
/// answer any request. Cloning is cheap.
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
    tools: Vec<mcp_types::Tool>,
    registry: Registry,
    catalogue: Catalogue,
    identity: Identity,
    settings: Settings,
}

/// What the builder decided once for all requests.
pub(crate) struct Settings {
    pub(crate) logs: bool,
    pub(crate) sealer: Sealer,
    pub(crate) request_state_lifetime: Duration,
    pub(crate) clock: Box<Clock>,
    pub(crate) store: Option<Arc<dyn StateStore>>,
}

/// What tells the time.
pub(crate) type Clock = dyn Fn() -> SystemTime + Send + Sync;

/// A request that nothing stands against, and what a handler of it may know.
pub(crate) struct Request<'m, 'a> {
    pub(crate) id: &'m RequestId,
    pub(crate) method: &'m str,
    pub(crate) params: Params<'m, 'a>,
    pub(crate) meta: RequestMetaObject,
    /// The name that the request addresses, for methods that address one.
    pub(crate) name: Option<Cow<'a, str>>,
    /// The head that mirrors arguments, where the transport has one.
    pub(crate) head: Option<Head<'m>>,
}

/// The answer to a request: there already, or on its way.
pub(crate) enum Answer {
    Ready(Reply),
    Call(Call),
}

impl Server {
    /// Starts a server called `name`, of its own version `version`.
    pub fn builder(name: impl Into<String>, version: impl Into<String>) -> ServerBuilder<()> {
        ServerBuilder::new(Implementation::new(name, version))
    }

    pub(crate) fn new(
        info: Implementation,
        tools: Vec<mcp_types::Tool>,
        registry: Registry,
        catalogue: Catalogue,
        identity: Identity,
        settings: Settings,
    ) -> Self {
        Server { inner: Arc::new(Inner { info, tools, registry, catalogue, identity, settings }) }
    }

    /// Makes the service that answers HTTP requests to the MCP endpoint.
    pub fn http(&self, config: HttpConfig) -> McpService {
        McpService::new(self.clone(), config)
    }

    /// What the server says about itself.
    pub fn info(&self) -> &Implementation {
        &self.inner.info
    }

    /// The tools as they are listed, in the order in which they were registered.
    pub fn tools(&self) -> &[mcp_types::Tool] {
        &self.inner.tools
    }

    /// What every result says about who answered.
    pub(crate) fn identity(&self) -> &Identity {
        &self.inner.identity
    }

    /// Whether it declared that it logs to clients.
    pub(crate) fn logs(&self) -> bool {
        self.inner.settings.logs
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

    /// The time as stores count it.
    pub(crate) fn timestamp(&self) -> Timestamp {
        let since = self.now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Timestamp::EPOCH + since
    }

    pub(crate) fn now(&self) -> SystemTime {
        (self.inner.settings.clock)()
    }

    pub(crate) fn answer(&self, request: Request<'_, '_>) -> Answer {
        match Method::from_name(request.method) {
            Some(Method::Discover) => Answer::Ready(Ok(self.inner.catalogue.discover.respond(request.id))),
            Some(Method::ListTools) => Answer::Ready(self.list_tools(&request)),
            Some(Method::CallTool) => match self.call_tool(request) {
                Ok(call) => Answer::Call(call),
                Err(error) => Answer::Ready(Err(error)),
            },
            // Invariant: admission refuses methods that are not served.
            _ => Answer::Ready(Err(crate::reply::internal())),
        }
    }

    fn list_tools(&self, request: &Request<'_, '_>) -> Reply {
        let pages = self.inner.catalogue.tools.as_ref().ok_or_else(crate::reply::internal)?;
        let page = match request.params.get("cursor") {
            None => pages.first(),
            Some(cursor) => {
                let cursor = cursor.as_str().ok_or_else(|| wrong_kind("cursor", JsonKind::String, cursor.kind()))?;
                // spec: PAGE-007 ERR-004 a cursor that this list never handed out is refused; an empty one is no exception.
                pages.at(&cursor).ok_or_else(|| invalid_params("unknown cursor: begin again without one"))?
            }
        };
        Ok(page.respond(request.id))
    }

    fn call_tool(&self, request: Request<'_, '_>) -> Result<Call, Box<ErrorObject>> {
        let Request { id, params, meta, name, head, .. } = request;
        for (member, expected) in
            [("arguments", JsonKind::Object), ("inputResponses", JsonKind::Object), ("requestState", JsonKind::String)]
        {
            match params.get(member).map(|value| value.kind()) {
                Some(received) if received != expected => return Err(wrong_kind(member, expected, received)),
                _ => {}
            }
        }
        let name = name.ok_or_else(|| invalid_params("name: missing"))?;
        // spec: TOOLS-023 ERR-004 an unknown tool is an error of the protocol.
        let unknown = || invalid_params(&format!("unknown tool: {}", shortened(&name)));
        let tool = self.inner.registry.get(&*name).ok_or_else(unknown)?;
        let arguments = params.get("arguments");
        let mut scope = RequestScope::new(self.clone(), id.clone(), meta, Target::Tool(Arc::clone(tool)));
        refuse_without(&scope, tool.asks.always)?;
        if let Some(head) = &head {
            admit_parameters(head, &tool.fields, arguments).map_err(|rejection| Box::new(rejection.error_object()))?;
        }
        self.begin_dialogue(&mut scope, tool.asks, arguments, &Retry::of(params))?;
        Ok(tool.call(arguments, scope))
    }

    /// Opens what a retry brings.
    fn begin_dialogue(
        &self,
        scope: &mut RequestScope,
        asks: Asks,
        arguments: Option<Raw<'_>>,
        retry: &Retry<'_>,
    ) -> Result<(), Box<ErrorObject>> {
        scope.dialogue = Dialogue::begin(scope, asks, arguments, retry)?.map(Box::new);
        Ok(())
    }
}

impl Served for Server {
    fn versions(&self) -> &[ProtocolVersion] {
        &VERSIONS
    }

    fn serves(&self, method: &str) -> bool {
        match Method::from_name(method) {
            Some(Method::Discover) => true,
            // spec: ERR-003 DISC-007 methods behind a capability that is not advertised are unknown.
            Some(Method::ListTools | Method::CallTool) => self.inner.catalogue.tools.is_some(),
            _ => false,
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("info", &self.inner.info)
            .field("tools", &self.inner.tools.len())
            .finish_non_exhaustive()
    }
}

/// Row 15: refuses a client that cannot answer what will be asked.
fn refuse_without(scope: &RequestScope, kinds: InputKinds) -> Result<(), Box<ErrorObject>> {
    let missing = kinds.without(InputKinds::declared(&scope.meta.client_capabilities));
    // spec: META-014 ERR-015 a request that cannot be answered without the client's help is refused at once.
    if !missing.is_empty() {
        let required = Box::new(missing.capabilities());
        return Err(Box::new(Rejection::CapabilityNotDeclared { required }.error_object()));
    }
    Ok(())
}

fn invalid_params(message: &str) -> Box<ErrorObject> {
    Box::new(Rejection::InvalidParams { message: message.into(), data: None }.error_object())
}

fn wrong_kind(member: &str, expected: JsonKind, received: JsonKind) -> Box<ErrorObject> {
    // spec: TOOLS-023 parameters that do not have the form of the method's are an error of the protocol.
    invalid_params(&format!("{member}: expected {expected}, received {received}"))
}
