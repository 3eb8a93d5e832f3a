//! Who looks at the server, and what they get to see.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use mcp_types::ClientCapabilities;

use crate::panics::contain;
use crate::principal::PrincipalKey;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Principal {
    key: PrincipalKey,
    expiry: Option<SystemTime>,
}

impl Principal {
    /// Makes the principal whose state is found by `key`.
    pub fn new(key: PrincipalKey) -> Self {
        Principal { key, expiry: None }
    }

    /// Says when the authorization ends, as the caller's token does: what is sent over a stream ends with it.
    #[must_use]
    pub fn until(self, expiry: SystemTime) -> Self {
        Principal { expiry: Some(expiry), ..self }
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
        extensions.get().copied().unwrap_or(Principal::new(PrincipalKey::ANONYMOUS))
    }
}

/// The sender of a request, as far as it decides what there is to see.
///
/// Handed to the functions given to `visible_to`.
#[derive(Debug, Clone, Copy)]
pub struct Viewer<'a> {
    principal: PrincipalKey,
    capabilities: &'a ClientCapabilities,
}

impl<'a> Viewer<'a> {
    pub(crate) fn new(principal: PrincipalKey, capabilities: &'a ClientCapabilities) -> Self {
        Viewer { principal, capabilities }
    }

    /// On whose behalf the request is made.
    pub fn principal(&self) -> PrincipalKey {
        self.principal
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
