//! What the handler of a resource takes.

use std::fmt;
use std::sync::Arc;

use mcp_types::{AnyResourceContents, BlobResourceContents, TextResourceContents};

use super::hints::Hints;
use crate::Context;
use crate::content::encode;
use crate::uri_template::Variables;

/// A resource that a request addresses: what was asked for, and what is known about it.
pub(crate) struct Addressed {
    pub(crate) uri: Box<str>,
    pub(crate) mime_type: Option<String>,
    pub(crate) hints: Hints,
    /// Whether everyone sees it.
    pub(crate) public: bool,
}

/// A request to read a resource.
///
/// # Examples
///
/// A resource that reads as several contents:
///
/// ```
/// use mcp_server::{ReadResource, Resource, Server};
/// use mcp_types::{AnyResourceContents, TextResourceContents};
///
/// async fn directory(read: ReadResource) -> Vec<AnyResourceContents> {
///     vec![read.text("a.txt"), TextResourceContents::new(format!("{}a.txt", read.uri()), "First letter.").into()]
/// }
///
/// let resource = Resource::new("file:///docs/", "docs").mime_type("inode/directory").handler(directory);
/// # Server::builder("s", "1").resource(resource).build()?;
/// # Ok::<(), mcp_server::BuildError>(())
/// ```
#[derive(Clone)]
pub struct ReadResource {
    addressed: Arc<Addressed>,
}

/// A request to read a resource that a template stands for: the variables as the URI has them.
#[derive(Clone)]
pub struct ReadTemplate {
    read: ReadResource,
    variables: Variables,
}

/// What the handler of a resource may take: a [`ReadResource`], or a [`Context`].
pub trait FromRead<S>: Sized {
    /// Makes it of a request.
    #[doc(hidden)]
    fn from_read(read: ReadResource, cx: &Context<S>) -> Self;
}

impl<S> FromRead<S> for ReadResource {
    fn from_read(read: ReadResource, _: &Context<S>) -> Self {
        read
    }
}

impl<S> FromRead<S> for Context<S> {
    fn from_read(_: ReadResource, cx: &Context<S>) -> Self {
        cx.clone()
    }
}

impl ReadResource {
    pub(super) fn new(addressed: Arc<Addressed>) -> Self {
        ReadResource { addressed }
    }

    /// The URI as the client wrote it.
    pub fn uri(&self) -> &str {
        &self.addressed.uri
    }

    /// The media type with which the resource was registered.
    pub fn mime_type(&self) -> Option<&str> {
        self.addressed.mime_type.as_deref()
    }

    /// Makes contents of text, with the URI and media type of the resource.
    pub fn text(&self, text: impl Into<String>) -> AnyResourceContents {
        let mut contents = TextResourceContents::new(self.uri(), text);
        contents.mime_type.clone_from(&self.addressed.mime_type);
        contents.into()
    }

    /// Makes contents of bytes, with the URI and media type of the resource.
    pub fn bytes(&self, bytes: impl AsRef<[u8]>) -> AnyResourceContents {
        let mut contents = BlobResourceContents::new(self.uri(), encode(bytes.as_ref()));
        contents.mime_type.clone_from(&self.addressed.mime_type);
        contents.into()
    }
}

impl ReadTemplate {
    pub(super) fn new(read: ReadResource, variables: Variables) -> Self {
        ReadTemplate { read, variables }
    }

    /// The value of a variable, percent-encoding undone; `None` where the template has none of this name.
    ///
    /// It comes from the client: check it before it becomes a path, a query or a command.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name)
    }

    /// All variables that the URI has; [`Variables::deserialize`] makes a type of them.
    pub fn variables(&self) -> &Variables {
        &self.variables
    }

    /// The URI as the client wrote it.
    pub fn uri(&self) -> &str {
        self.read.uri()
    }

    /// The request, to make contents of.
    pub fn read(&self) -> &ReadResource {
        &self.read
    }
}

impl fmt::Debug for ReadResource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadResource").field("mime_type", &self.mime_type()).finish_non_exhaustive()
    }
}

/// Shows which variables there are, and not what they are.
impl fmt::Debug for ReadTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.variables.iter().map(|(name, _)| name)).finish()
    }
}
