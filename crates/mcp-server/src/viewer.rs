//! Who looks at the server, and what they get to see.

use std::any::Any;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use mcp_store::PrincipalKey;
use mcp_types::ClientCapabilities;

use crate::panics::contain;

/// Who a request is made for, as the host has found out.
///
/// Middleware that authenticates requests puts it into their extensions, where this crate reads it. A request without
/// one is that of [`PrincipalKey::ANONYMOUS`].
///
/// # Examples
///
/// ```
/// use mcp_server::{Principal, PrincipalKey};
///
/// // In middleware, once the caller's token was verified:
/// let mut request = http::Request::post("/mcp").body(())?;
/// request.extensions_mut().insert(Principal::new(PrincipalKey::of("https://login.example", "ann")));
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone)]
pub struct Principal {
    key: PrincipalKey,
    expiry: Option<SystemTime>,
    /// Names, sorted.
    scopes: Option<Arc<[Box<str>]>>,
    claims: Option<Arc<dyn Any + Send + Sync>>,
}

impl Principal {
    /// Makes the principal whose state is found by `key`.
    pub fn new(key: PrincipalKey) -> Self {
        Principal { key, expiry: None, scopes: None, claims: None }
    }

    /// Says when the authorization ends, as the caller's token does: what is sent over a stream ends with it.
    #[must_use]
    pub fn until(self, expiry: SystemTime) -> Self {
        Principal { expiry: Some(expiry), ..self }
    }

    /// Sets what the authorization is good for, by the names of the authorization server; nothing, unless set.
    #[must_use]
    pub fn with_scopes<T: Into<Box<str>>>(self, scopes: impl IntoIterator<Item = T>) -> Self {
        let mut scopes: Vec<_> = scopes.into_iter().map(Into::into).collect();
        scopes.sort_unstable();
        Principal { scopes: Some(scopes.into()), ..self }
    }

    /// Adds what else the host knows, for handlers that read it through [`Context::claims`](crate::Context::claims).
    ///
    /// Never the credentials themselves: handlers have no business with them.
    #[must_use]
    pub fn with_claims<T: Any + Send + Sync>(self, claims: T) -> Self {
        Principal { claims: Some(Arc::new(claims)), ..self }
    }

    /// Whether the authorization is good for what is called `scope`, letter by letter.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes.as_ref().is_some_and(|scopes| scopes.binary_search_by(|held| (**held).cmp(scope)).is_ok())
    }

    /// What else the host knows, if it is a `T`.
    pub fn claims<T: Any>(&self) -> Option<&T> {
        self.claims.as_ref()?.downcast_ref()
    }

    /// The key of the principal's state.
    pub fn key(&self) -> PrincipalKey {
        self.key
    }

    /// When the authorization ends, if that is known.
    pub(crate) fn expiry(&self) -> Option<SystemTime> {
        self.expiry
    }

    /// The principal of a request, which is nobody in particular unless the host says so.
    pub(crate) fn of(extensions: &http::Extensions) -> Principal {
        extensions.get().cloned().unwrap_or(Principal::new(PrincipalKey::ANONYMOUS))
    }
}

impl From<PrincipalKey> for Principal {
    fn from(key: PrincipalKey) -> Self {
        Principal::new(key)
    }
}

impl fmt::Debug for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Principal").field("key", &self.key).field("expiry", &self.expiry).finish_non_exhaustive()
    }
}

/// The sender of a request, as far as it decides what there is to see.
///
/// Handed to the functions given to `visible_to`.
#[derive(Debug, Clone, Copy)]
pub struct Viewer<'a> {
    principal: &'a Principal,
    capabilities: &'a ClientCapabilities,
}

impl<'a> Viewer<'a> {
    pub(crate) fn new(principal: &'a Principal, capabilities: &'a ClientCapabilities) -> Self {
        Viewer { principal, capabilities }
    }

    /// On whose behalf the request is made.
    pub fn principal(&self) -> PrincipalKey {
        self.principal.key()
    }

    /// Whether the authorization of the request is good for what is called `scope`.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.principal.has_scope(scope)
    }

    /// What the client declared with this request that it can do.
    pub fn client_capabilities(&self) -> &'a ClientCapabilities {
        self.capabilities
    }
}

/// Who sees an entry: everyone, unless a function decides.
#[derive(Clone, Default)]
pub(crate) struct Visibility(Option<Arc<Judge>>);

type Judge = dyn Fn(&Viewer<'_>) -> bool + Send + Sync;

impl Visibility {
    pub(crate) fn judged_by(judge: impl Fn(&Viewer<'_>) -> bool + Send + Sync + 'static) -> Self {
        Visibility(Some(Arc::new(judge)))
    }

    /// Whether it is the same for everyone.
    pub(crate) fn is_public(&self) -> bool {
        self.0.is_none()
    }

    /// Whether `viewer` sees it.
    pub(crate) fn shows_to(&self, viewer: &Viewer<'_>) -> bool {
        match &self.0 {
            None => true,
            // Why: a function that panics has not said yes.
            Some(judge) => contain(|| judge(viewer)).unwrap_or(false),
        }
    }
}

impl fmt::Debug for Visibility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_public() { "everyone" } else { "judged" })
    }
}
