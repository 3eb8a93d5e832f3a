//! What a server offers, changed while it runs.

use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Waker};

use bytes::Bytes;
use tokio::runtime::Handle;

use crate::area::Record;
use crate::build_error::BuildError;
use crate::pending::Pending;
use crate::prompt::{BoundPrompt, PromptRecord};
use crate::registry::ToolRecord;
use crate::resource::{BoundResource, BoundTemplate, ResourceRecord, TemplateRecord};
use crate::server::Server;
use crate::snapshot::Kind;
use crate::tool::BoundTool;

/// Changes of a running server.
///
/// They concern all clients alike and take effect for requests that come after; those that are being answered go on as
/// they began. Each makes the lists anew, which takes time in proportion to their length. A change is made on each
/// replica; each tells the clients that listen to any of them, since their next request may be answered by that one.
impl Server {
    /// How often what the server offers has changed since it was built.
    pub fn registry_version(&self) -> u64 {
        self.live().version()
    }

    /// Adds a tool, listed after all others, whose handler reads `state`: a value, or an `Arc` that is shared.
    ///
    /// # Errors
    ///
    /// [`BuildError`] as from [`ServerBuilder::build`](crate::ServerBuilder::build); the server then stays as it was.
    ///
    /// # Examples
    ///
    /// ```
    /// use mcp_server::{NoArgs, Server, Tool};
    ///
    /// let server = Server::builder("plugins", "1.0.0").build()?;
    /// server.add_tool((), Tool::new("ping").handler(async |_: NoArgs| "pong"))?;
    /// assert_eq!(server.tools().len(), 1);
    /// assert!(server.remove_tool("ping") && !server.remove_tool("ping"));
    /// assert_eq!(server.registry_version(), 2);
    /// # Ok::<(), mcp_server::BuildError>(())
    /// ```
    pub fn add_tool<S>(&self, state: impl Into<Arc<S>>, tool: BoundTool<S>) -> Result<(), BuildError> {
        self.add(tool.bind(state.into()))
    }

    /// Removes the tool called `name`, and tells whether there was one.
    pub fn remove_tool(&self, name: &str) -> bool {
        self.remove::<ToolRecord>(name)
    }

    /// Adds a prompt, listed after all others, whose handler reads `state`.
    ///
    /// # Errors
    ///
    /// [`BuildError`] as from [`ServerBuilder::build`](crate::ServerBuilder::build); the server then stays as it was.
    pub fn add_prompt<S>(&self, state: impl Into<Arc<S>>, prompt: BoundPrompt<S>) -> Result<(), BuildError> {
        self.add(prompt.bind(&state.into()))
    }

    /// Removes the prompt called `name`, and tells whether there was one.
    pub fn remove_prompt(&self, name: &str) -> bool {
        self.remove::<PromptRecord>(name)
    }

    /// Adds a resource, listed after all others, whose handler reads `state`.
    ///
    /// # Errors
    ///
    /// [`BuildError`] as from [`ServerBuilder::build`](crate::ServerBuilder::build); the server then stays as it was.
    pub fn add_resource<S>(&self, state: impl Into<Arc<S>>, resource: BoundResource<S>) -> Result<(), BuildError> {
        self.add(resource.bind(state.into()))
    }

    /// Removes the resource at `uri`, and tells whether there was one.
    pub fn remove_resource(&self, uri: &str) -> bool {
        self.remove::<ResourceRecord>(uri)
    }

    /// Adds a template of resources, listed and tried after all others, whose handler reads `state`.
    ///
    /// # Errors
    ///
    /// [`BuildError`] as from [`ServerBuilder::build`](crate::ServerBuilder::build); the server then stays as it was.
    pub fn add_resource_template<S>(
        &self,
        state: impl Into<Arc<S>>,
        template: BoundTemplate<S>,
    ) -> Result<(), BuildError> {
        self.add(template.bind(&state.into()))
    }

    /// Removes the template written `uri_template`, and tells whether there was one.
    pub fn remove_resource_template(&self, uri_template: &str) -> bool {
        self.remove::<TemplateRecord>(uri_template)
    }

    fn add<P: Pending>(&self, pending: P) -> Result<(), BuildError> {
        let mut problems = Vec::new();
        let record = pending.compile(self.means(), &mut problems);
        BuildError::check(problems)?;
        match record {
            Some(record) => self.live().add(record, self.catalogue())?,
            // Invariant: what does not compile has a problem.
            None => return Ok(()),
        }
        self.announce(P::Record::KIND);
        Ok(())
    }

    fn remove<R: Record>(&self, key: &str) -> bool {
        let removed = self.live().remove::<R>(key, self.catalogue());
        if removed {
            self.announce(R::KIND);
        }
        removed
    }

    /// Tells those who listen that a list has changed.
    // spec: TOOLS-006 PROMPT-004 RES-005
    fn announce(&self, kind: Kind) {
        let server = self.clone();
        let mut announcing = Box::pin(async move {
            // Why: the change was made, whoever hears of it; a client that does not finds its list stale in time.
            let _ = server.bus().publish(server.topics().changed(kind), Bytes::new()).await;
        });
        // Why: a bus in memory is done at once; one that has to wait needs a task to wait in.
        let waiting = announcing.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending();
        if waiting && let Ok(runtime) = Handle::try_current() {
            runtime.spawn(announcing);
        }
    }
}
