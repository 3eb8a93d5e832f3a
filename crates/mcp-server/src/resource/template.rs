//! Families of resources whose URIs follow one template.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use mcp_types::{Annotations, CacheScope};

use super::check::PendingTemplate;
use super::{About, IntoResourceContents, ReadTemplate, common, contents};
use crate::completion::{Completer, IntoCompletion, Partial, UnboundCompleter};
use crate::handler::RequestHandler;
use crate::handling::{Unbound, unbound};

/// A family of resources whose URIs follow one template (RFC 6570), and a handler that reads them.
///
/// The client fills in the variables; the handler gets them back from the URI.
///
/// # Specification
///
/// <https://modelcontextprotocol.io/specification/2026-07-28/server/resources#resource-templates>
///
/// # Examples
///
/// ```
/// use mcp_server::{Partial, RequestError, ResourceTemplate, Server, ReadTemplate};
///
/// async fn chapter(variables: ReadTemplate) -> Result<String, RequestError> {
///     match variables.get("number") {
///         Some("1") => Ok("Call me Ishmael.".to_owned()),
///         _ => Err(RequestError::not_found(variables.uri())),
///     }
/// }
///
/// let template = ResourceTemplate::new("book://chapters/{number}", "chapter")
///     .mime_type("text/plain")
///     .handler(chapter)
///     .complete("number", async |partial: Partial| partial.ranked(["1"]));
/// let server = Server::builder("book", "1.0.0").resource_template(template).build()?;
/// # Ok::<(), mcp_server::BuildError>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "a template is served once it has a handler and is handed to `ServerBuilder::resource_template`"]
pub struct ResourceTemplate {
    definition: mcp_types::ResourceTemplate,
    about: About,
}

/// A template with its handler, ready for [`ServerBuilder::resource_template`](crate::ServerBuilder::resource_template).
///
/// `S` is the state that the handler reads from its [`Context`](crate::Context).
#[must_use = "a template is served once it is handed to `ServerBuilder::resource_template`"]
pub struct BoundTemplate<S> {
    definition: mcp_types::ResourceTemplate,
    about: About,
    completers: Vec<UnboundCompleter<S>>,
    operation: Unbound<S, ReadTemplate>,
}

impl ResourceTemplate {
    /// Starts a family of resources that is called `name` by programs.
    ///
    /// A variable `{name}` stands for text without `/`, `{+name}` for any text.
    pub fn new(uri_template: impl Into<String>, name: impl Into<String>) -> Self {
        ResourceTemplate { definition: mcp_types::ResourceTemplate::new(uri_template, name), about: About::default() }
    }

    common!();

    /// Finishes the template with the function that reads what it stands for.
    ///
    /// It takes [`ReadTemplate`], and a [`Context`](crate::Context) after it if it likes. What does not exist is
    /// [`RequestError::not_found`](crate::RequestError::not_found), or `None`. ReadTemplate that become paths are resolved
    /// with [`FileRoot`](crate::FileRoot).
    pub fn handler<S, Shape, H>(self, handler: H) -> BoundTemplate<S>
    where
        S: Send + Sync + 'static,
        Shape: 'static,
        H: RequestHandler<S, Shape, Args = ReadTemplate>,
        H::Future: Send + 'static,
        H::Output: IntoResourceContents + 'static,
    {
        let operation = unbound(
            handler,
            |variables, _| Ok(variables),
            |output: H::Output, scope| contents::conclude(output, scope),
        );
        BoundTemplate { definition: self.definition, about: self.about, completers: Vec::new(), operation }
    }
}

impl<S: Send + Sync + 'static> BoundTemplate<S> {
    /// Completes `variable` while it is being typed, with a function that takes a [`Partial`].
    ///
    /// A second one for the same variable takes the place of the first. A variable that the template does not have does
    /// not build.
    pub fn complete<Shape, H>(mut self, variable: impl Into<Box<str>>, handler: H) -> Self
    where
        Shape: 'static,
        H: RequestHandler<S, Shape, Args = Partial>,
        H::Future: Send + 'static,
        H::Output: IntoCompletion + 'static,
    {
        self.completers.push(UnboundCompleter::new(variable.into(), handler));
        self
    }
}

impl<S> BoundTemplate<S> {
    /// Gives the handlers the state that they read.
    pub(crate) fn bind(self, state: &Arc<S>) -> PendingTemplate {
        let bind = |completer: UnboundCompleter<S>| Completer {
            argument: completer.argument,
            operation: (completer.operation)(Arc::clone(state)),
        };
        PendingTemplate {
            completers: self.completers.into_iter().map(bind).collect(),
            operation: (self.operation)(Arc::clone(state)),
            definition: self.definition,
            about: self.about,
        }
    }
}

impl<S> fmt::Debug for BoundTemplate<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BoundTemplate").field("uri_template", &self.definition.uri_template).finish_non_exhaustive()
    }
}
