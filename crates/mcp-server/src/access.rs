//! Who may do what: the decision of the host, asked for before anything is looked up.

use std::fmt;
use std::sync::Arc;

use http::HeaderValue;
use mcp_transport_http::Rejection;
use mcp_types::Method;

use crate::panics::contain;
use crate::server::Request;
use crate::viewer::Principal;

/// What an access policy decides about: who asks for what.
#[derive(Debug, Clone, Copy)]
pub struct AccessRequest<'a> {
    principal: &'a Principal,
    method: Method,
    name: Option<&'a str>,
}

/// What an access policy decides.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Access {
    /// The request goes on.
    Allowed,
    /// The request is refused: over HTTP with 403 and one `WWW-Authenticate` field for each challenge, elsewhere with the
    /// error −32600.
    Forbidden {
        /// What the client would have to bring, such as `Bearer error="insufficient_scope", scope="files:write"`.
        challenges: Box<[HeaderValue]>,
    },
}

impl<'a> AccessRequest<'a> {
    pub(crate) fn new(principal: &'a Principal, method: Method, name: Option<&'a str>) -> Self {
        AccessRequest { principal, method, name }
    }

    /// Who asks.
    pub fn principal(&self) -> &'a Principal {
        self.principal
    }

    /// What is asked for. Clients of the legacy era that subscribe to a resource ask for
    /// [`SubscriptionsListen`](Method::SubscriptionsListen).
    pub fn method(&self) -> Method {
        self.method
    }

    /// What it is asked of: the name of a tool or prompt, or the URI of a resource; there need be nothing of that name.
    pub fn name(&self) -> Option<&'a str> {
        self.name
    }
}

impl Access {
    /// Refuses without saying what would help.
    pub fn forbidden() -> Self {
        Access::Forbidden { challenges: Box::default() }
    }

    /// Refuses with one challenge.
    pub fn challenge(challenge: HeaderValue) -> Self {
        Access::Forbidden { challenges: [challenge].into() }
    }
}

/// The policy of a server: everyone may do everything, unless a function decides.
#[derive(Clone, Default)]
pub(crate) struct AccessPolicy(Option<Arc<Judge>>);

type Judge = dyn Fn(&AccessRequest<'_>) -> Access + Send + Sync;

impl AccessPolicy {
    pub(crate) fn judged_by(judge: impl Fn(&AccessRequest<'_>) -> Access + Send + Sync + 'static) -> Self {
        AccessPolicy(Some(Arc::new(judge)))
    }

    /// Row 13: the refusal of a request, if it is refused.
    pub(crate) fn refusal(&self, request: &AccessRequest<'_>) -> Option<Rejection> {
        let judge = self.0.as_ref()?;
        // Why: a function that panics has not said yes.
        match contain(|| judge(request)).unwrap_or_else(|_| Access::forbidden()) {
            Access::Allowed => None,
            // spec: TOOLS-027 RES-022 who may not is refused before it is said whether there is such a thing.
            Access::Forbidden { challenges } => Some(Rejection::Forbidden { challenges }),
        }
    }

    /// The same, for a request that was admitted.
    pub(crate) fn refusal_of(&self, request: &Request<'_, '_>) -> Option<Rejection> {
        // Why: most servers have no policy, and need not look the method up.
        self.0.as_ref()?;
        let method = Method::from_name(request.method)?;
        self.refusal(&AccessRequest::new(&request.principal, method, request.name.as_deref()))
    }
}

impl fmt::Debug for AccessPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_none() { "everyone" } else { "judged" })
    }
}
