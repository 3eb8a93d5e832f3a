//! An operation as layers see it.

use std::fmt;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use mcp_types::{
    ClientCapabilities, Implementation, Json, Method, ProtocolVersion, Raw, RequestId, RequestMetaObject, TraceContext,
};

use super::{Outcome, Pending, Transport};
use crate::Server;
use crate::call::BoxedAnswer;
use crate::legacy::Session;
use crate::panics::{contain, drop_contained};
use crate::reply::{Reply, internal};
use crate::server::Request;
use crate::subscription::Opening;
use crate::viewer::Principal;

/// A request that was admitted, before it is answered.
///
/// Handed to layers, which pass it on to what they wrap, or drop it and give an [`Outcome`] of their own: then the
/// handler never runs. By then the request was judged: what it names was looked up, and arguments were decoded and
/// validated. A request that something stands against comes by as well, so that layers see every outcome.
///
/// It carries what the client sent, so it has no place in a log as a whole; `Debug` shows method and id.
pub struct Operation {
    sight: Arc<Sight>,
    work: Work,
}

/// What layers may know of a request.
pub(crate) struct Sight {
    server: Server,
    id: RequestId,
    method: Method,
    name: Option<Box<str>>,
    params: Option<Json>,
    meta: RequestMetaObject,
    principal: Principal,
    session: Option<Arc<Session>>,
    transport: Transport,
    trace: TraceContext,
}

/// What remains to be done.
pub(crate) enum Work {
    /// Nothing: this is the answer.
    Reply(Reply),
    /// A handler that has not begun to run.
    Run(BoxedAnswer),
    /// A stream to be opened.
    Open(Opening),
}

impl Sight {
    /// Copies what layers may know; none of a method that the protocol does not have.
    pub(crate) fn of(server: &Server, request: &Request<'_, '_>) -> Option<Arc<Self>> {
        Some(Arc::new(Sight {
            server: server.clone(),
            id: request.id.clone(),
            method: Method::from_name(request.method)?,
            name: request.name.as_deref().map(Into::into),
            params: request.params.raw().map(Json::from),
            meta: request.meta.clone(),
            principal: request.principal.clone(),
            session: request.session.clone(),
            transport: request.carrier.transport(),
            trace: request.carrier.trace_context(),
        }))
    }

    pub(crate) fn id(&self) -> &RequestId {
        &self.id
    }
}

impl Operation {
    pub(super) fn new(sight: Arc<Sight>, work: Work) -> Self {
        Operation { sight, work }
    }

    /// Does what remains to be done.
    pub(super) fn perform(self) -> Pending {
        let Operation { work, .. } = self;
        match work {
            Work::Reply(reply) => Box::pin(std::future::ready(Outcome::of(reply))),
            Work::Run(answer) => Box::pin(run(answer)),
            Work::Open(opening) => Box::pin(async move { Outcome::opened(opening.await) }),
        }
    }

    /// What is asked for.
    pub fn method(&self) -> Method {
        self.sight.method
    }

    /// What the request addresses, as the client wrote it: the name of a tool or prompt, or the URI of a resource.
    ///
    /// It is up to the client: there need be nothing of that name.
    pub fn name(&self) -> Option<&str> {
        self.sight.name.as_deref()
    }

    /// A member of the parameters, such as `arguments` or `cursor`.
    pub fn param(&self, member: &str) -> Option<Raw<'_>> {
        self.sight.params.as_ref().and_then(|params| params.as_raw().get(member))
    }

    /// The server that answers.
    pub fn server(&self) -> &Server {
        &self.sight.server
    }

    /// The id of the request, unique among the requests of one client that run at the same time.
    pub fn request_id(&self) -> &RequestId {
        &self.sight.id
    }

    /// On whose behalf the request is made.
    pub fn principal(&self) -> &Principal {
        &self.sight.principal
    }

    /// The revision of the protocol that the request speaks.
    pub fn protocol_version(&self) -> &ProtocolVersion {
        &self.sight.meta.protocol_version
    }

    /// The name and version that the client gave itself, which nobody checks.
    pub fn client_info(&self) -> Option<&Implementation> {
        self.sight.meta.client_info.as_ref()
    }

    /// What the client declared with this request that it can do.
    pub fn client_capabilities(&self) -> &ClientCapabilities {
        &self.sight.meta.client_capabilities
    }

    /// The W3C trace context in the request's `_meta`; members that are malformed are left out.
    pub fn trace_context(&self) -> TraceContext {
        TraceContext::read(|key| self.sight.meta.extra.get(key))
    }

    /// The W3C trace context in the fields of the HTTP request: that of the exchange, which need not be the message's.
    ///
    /// Fields that are malformed are left out. Other transports have none.
    pub fn transport_trace_context(&self) -> &TraceContext {
        &self.sight.trace
    }

    /// The transport that brought the request.
    pub fn transport(&self) -> Transport {
        self.sight.transport
    }

    /// What tells the session of a legacy client from all others, the same on every replica; `None` in the modern era,
    /// which has no sessions.
    ///
    /// Not the `Mcp-Session-Id` that the client sends, which is as good as a credential: nothing is reached with this.
    pub fn legacy_session(&self) -> Option<String> {
        self.sight.session.as_ref().map(|session| session.fingerprint())
    }
}

/// Runs a handler, whose panic is an outcome that layers see.
async fn run(mut answer: BoxedAnswer) -> Outcome {
    let polled = poll_fn(|cx| contain(|| answer.as_mut().poll(cx)).unwrap_or_else(|_| Poll::Ready(Err(internal()))));
    let reply = polled.await;
    drop_contained(answer);
    Outcome::of(reply)
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operation")
            .field("method", &self.method())
            .field("request_id", self.request_id())
            .finish_non_exhaustive()
    }
}
