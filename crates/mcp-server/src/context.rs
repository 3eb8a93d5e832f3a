//! What a handler knows about the request it answers.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use mcp_store::PrincipalKey;
use mcp_types::{ClientCapabilities, Implementation, ProtocolVersion, RequestId, TraceContext};
use tokio::runtime::Handle;

use crate::Server;
use crate::scope::RequestScope;

/// The request that a handler answers, and the state of the server.
///
/// Cloning is cheap: two reference counts. A clone may outlive the request.
///
/// # Examples
///
/// ```
/// use mcp_server::{Context, NoArgs};
///
/// struct Greeting(String);
///
/// async fn greet(_: NoArgs, cx: Context<Greeting>) -> String {
///     let client = cx.client_info().map_or("stranger", |client| &client.name);
///     format!("{}, {client}", cx.state().0)
/// }
/// ```
pub struct Context<S> {
    state: Arc<S>,
    request: Arc<RequestScope>,
}

impl<S> Context<S> {
    pub(crate) fn new(state: Arc<S>, request: Arc<RequestScope>) -> Self {
        Context { state, request }
    }

    /// The state handed to [`ServerBuilder::state`](crate::ServerBuilder::state), shared by all requests.
    pub fn state(&self) -> &S {
        &self.state
    }

    /// The server that answers: to change what it offers, or to say that a resource reads differently.
    pub fn server(&self) -> &Server {
        &self.request.server
    }

    /// The id of the request, unique among the requests of one client that run at the same time.
    pub fn request_id(&self) -> &RequestId {
        &self.request.id
    }

    /// What the request addresses: the name of a tool or prompt, or the URI of a resource or its template.
    pub fn name(&self) -> &str {
        self.request.target.name()
    }

    /// On whose behalf the request is made: what the host's middleware said with [`Principal`](crate::Principal), or over
    /// stdio `Stdio::principal`.
    ///
    /// What a handler of a resource returns after it has asked is stored for this principal only.
    pub fn principal(&self) -> PrincipalKey {
        self.request.principal_read.store(true, Ordering::Relaxed);
        self.request.principal.key()
    }

    /// Whether the authorization of the request is good for what is called `scope`, as the host's middleware said with
    /// [`Principal::with_scopes`](crate::Principal::with_scopes).
    pub fn has_scope(&self, scope: &str) -> bool {
        self.request.principal_read.store(true, Ordering::Relaxed);
        self.request.principal.has_scope(scope)
    }

    /// What else the host's middleware knows of the principal, if it said so with
    /// [`Principal::with_claims`](crate::Principal::with_claims) and it is a `T`.
    pub fn claims<T: std::any::Any>(&self) -> Option<&T> {
        self.request.principal_read.store(true, Ordering::Relaxed);
        self.request.principal.claims()
    }

    /// The revision of the protocol that the request speaks.
    pub fn protocol_version(&self) -> &ProtocolVersion {
        &self.request.meta.protocol_version
    }

    /// The name and version that the client gave itself, if it did.
    ///
    /// Nobody checks it: fit for logs and display, not for decisions.
    ///
    /// # Specification
    ///
    /// <https://modelcontextprotocol.io/specification/2026-07-28/basic/index#meta>
    pub fn client_info(&self) -> Option<&Implementation> {
        // spec: META-012 a client that does not name itself is served.
        self.request.meta.client_info.as_ref()
    }

    /// What the client can do, as declared by this very request.
    ///
    /// # Specification
    ///
    /// <https://modelcontextprotocol.io/specification/2026-07-28/basic/index#meta>
    pub fn client_capabilities(&self) -> &ClientCapabilities {
        // spec: META-013 META-016 each request declares them anew; none are remembered between requests.
        &self.request.meta.client_capabilities
    }

    /// When the request has to be answered, if there is a deadline for it ([`Limits`](crate::Limits)).
    ///
    /// A handler that waits then is dropped. This is for what has to be told how long it may take, and for handlers on
    /// blocking threads, which nobody can stop.
    pub fn deadline(&self) -> Option<Instant> {
        self.request.deadline.map(tokio::time::Instant::into_std)
    }

    /// Completes when nobody waits for the answer any more: the client is gone, or does not read, or the deadline has
    /// passed.
    ///
    /// A handler is then dropped at its next await anyway. This is for what outlives it: a clone of the context in a
    /// task of its own, or work behind [`shield`](Context::shield). It never completes once the request was answered.
    pub async fn cancelled(&self) {
        self.request.ended.abandoned().await;
    }

    /// Runs `work` to its end, whatever becomes of the request: an effect that must not stop half-way.
    ///
    /// It runs in a task of its own, so what it needs goes in by value. Without a tokio runtime it runs in place.
    ///
    /// # Panics
    ///
    /// If `work` panics; the panic is contained as that of any handler.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves `work` running, and its output is lost.
    pub async fn shield<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> T {
        if Handle::try_current().is_err() {
            return work.await;
        }
        match tokio::spawn(work).await {
            Ok(output) => output,
            Err(error) => std::panic::resume_unwind(error.try_into_panic().unwrap_or_else(|_| Box::new("aborted"))),
        }
    }

    pub(crate) fn scope(&self) -> &RequestScope {
        &self.request
    }

    /// The W3C trace context that came with the request; members that are malformed are left out.
    pub fn trace_context(&self) -> TraceContext {
        TraceContext::read(|key| self.request.meta.extra.get(key))
    }
}

impl<S> Clone for Context<S> {
    fn clone(&self) -> Self {
        Context { state: Arc::clone(&self.state), request: Arc::clone(&self.request) }
    }
}

impl<S> fmt::Debug for Context<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("name", &self.name())
            .field("request_id", self.request_id())
            .finish_non_exhaustive()
    }
}
