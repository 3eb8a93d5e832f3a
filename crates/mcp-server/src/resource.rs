//! What a resource says about itself, and its handler.

mod answer;
mod check;
mod contents;
mod hints;
mod read;
mod template;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use mcp_types::{Annotations, CacheScope};

pub(crate) use self::check::{PendingResource, PendingTemplate, ResourceRecord, TemplateRecord};
pub use self::contents::IntoResourceContents;
use self::hints::Hints;
pub(crate) use self::read::Addressed;
pub use self::read::{FromRead, ReadResource, ReadTemplate};
pub use self::template::{BoundTemplate, ResourceTemplate};
use crate::dialogue::Asks;
use crate::handler::RequestHandler;
use crate::handling::{Unbound, unbound};
use crate::viewer::Visibility;

/// A resource: a URI, what clients should know about it, and a handler that reads it.
///
/// # Specification
///
/// <https://modelcontextprotocol.io/specification/2026-07-28/server/resources>
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use mcp_server::{Context, Resource, Server};
/// use mcp_types::CacheScope;
///
/// async fn motto(cx: Context<String>) -> String {
///     cx.state().clone()
/// }
///
/// let resource = Resource::new("about://motto", "motto")
///     .description("What we live by.")
///     .mime_type("text/plain")
///     .freshness_lifetime(Duration::from_secs(3600))
///     .cache_scope(CacheScope::Public)
///     .handler(motto);
/// let server = Server::builder("about", "1.0.0").state("Less is more.".to_owned()).resource(resource).build()?;
/// # Ok::<(), mcp_server::BuildError>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "a resource is served once it has a handler and is handed to `ServerBuilder::resource`"]
pub struct Resource {
    definition: mcp_types::Resource,
    about: About,
}

/// What is said about resources besides what is listed.
#[derive(Debug, Clone, Default)]
struct About {
    hints: Hints,
    asks: Asks,
    visibility: Visibility,
    subscribable: bool,
}

/// A resource with its handler, ready for [`ServerBuilder::resource`](crate::ServerBuilder::resource).
///
/// `S` is the state that the handler reads from its [`Context`](crate::Context).
#[must_use = "a resource is served once it is handed to `ServerBuilder::resource`"]
pub struct BoundResource<S> {
    definition: mcp_types::Resource,
    about: About,
    operation: Unbound<S, ReadResource>,
}

/// Methods that resources and templates of them have in common.
macro_rules! common {
    () => {
        $crate::described::described!(definition, "Sets what is to be read, in words for people and models.");

        /// Sets the media type; contents that do not say theirs carry it as well.
        pub fn mime_type(mut self, mime_type: impl Into<String>) -> Self {
            self.definition.mime_type = Some(mime_type.into());
            self
        }

        /// Sets hints about audience, importance and age.
        pub fn annotations(mut self, annotations: Annotations) -> Self {
            self.definition.annotations = Some(annotations);
            self
        }

        /// Sets how long clients may take what was read for fresh; zero, unless the server's policy says otherwise, so that
        /// they read again each time.
        ///
        /// On the wire it is cut to whole milliseconds.
        pub fn freshness_lifetime(mut self, lifetime: Duration) -> Self {
            self.about.hints.lifetime = Some(lifetime);
            self
        }

        /// Sets who may store what was read; only the principal who read it, unless the server's policy says otherwise.
        ///
        /// What is not visible to everyone is never public, nor what a handler makes after it asked for
        /// [`principal`](crate::Context::principal).
        pub fn cache_scope(mut self, scope: CacheScope) -> Self {
            self.about.hints.scope = Some(scope);
            self
        }

        /// Lets clients subscribe to what is read here; [`Server::resource_updated`](crate::Server::resource_updated) tells
        /// them when it reads differently.
        pub fn subscribable(mut self) -> Self {
            self.about.subscribable = true;
            self
        }

        $crate::asking::asking!();
    };
}

use common;

impl Resource {
    /// Starts a resource at `uri`, which has a scheme, called `name` by programs.
    ///
    /// `https` is for what the client can fetch by itself.
    pub fn new(uri: impl Into<String>, name: impl Into<String>) -> Self {
        Resource { definition: mcp_types::Resource::new(uri, name), about: About::default() }
    }

    common!();

    /// Sets the length of the raw content in bytes.
    pub fn size(mut self, bytes: u64) -> Self {
        self.definition.size = Some(i64::try_from(bytes).unwrap_or(i64::MAX));
        self
    }

    /// Finishes the resource with the function that reads it.
    ///
    /// It takes a [`ReadResource`], a [`Context`](crate::Context), or both in this order.
    pub fn handler<S, Shape, H>(self, handler: H) -> BoundResource<S>
    where
        S: Send + Sync + 'static,
        Shape: 'static,
        H: RequestHandler<S, Shape>,
        H::Args: FromRead<S> + Send + 'static,
        H::Future: Send + 'static,
        H::Output: IntoResourceContents + 'static,
    {
        let operation = unbound(
            handler,
            |read, cx| Ok(H::Args::from_read(read, cx)),
            |output: H::Output, scope| contents::conclude(output, scope),
        );
        BoundResource { definition: self.definition, about: self.about, operation }
    }
}

impl<S> BoundResource<S> {
    /// Gives the handler the state that it reads.
    pub(crate) fn bind(self, state: Arc<S>) -> PendingResource {
        let BoundResource { definition, about, operation } = self;
        PendingResource { definition, about, operation: operation(state) }
    }
}

impl<S> fmt::Debug for BoundResource<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BoundResource").field("uri", &self.definition.uri).finish_non_exhaustive()
    }
}
