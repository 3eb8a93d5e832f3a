//! What an operation addresses, as the server knows it.

use mcp_types::{CompletionReference, Method};

use super::Operation;
use crate::area::Record;
use crate::viewer::Viewer;

/// What the server has under the name that a request addresses.
///
/// There are as many of these as the server offers, whatever clients ask for: fit for labels of metrics.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Registered {
    /// The tool of this name.
    Tool(Box<str>),
    /// The prompt of this name.
    Prompt(Box<str>),
    /// The resource at this URI.
    Resource(Box<str>),
    /// The template with this text, which the URI of the request follows.
    ResourceTemplate(Box<str>),
}

impl Operation {
    /// What the request addresses, as it was registered; `None` where there is no such thing, or the client must not know
    /// of it.
    ///
    /// Looked up anew with each call, in what the server offers at that moment.
    pub fn registered(&self) -> Option<Registered> {
        let snapshot = self.server().live().snapshot();
        let viewer = Viewer::new(self.principal(), self.client_capabilities());
        match self.method() {
            Method::CallTool => {
                let tool = snapshot.tools.as_ref()?.find(self.name()?, &viewer)?;
                Some(Registered::Tool(tool.key().into()))
            }
            Method::GetPrompt => {
                let prompt = snapshot.prompts.as_ref()?.find(self.name()?, &viewer)?;
                Some(Registered::Prompt(prompt.key().into()))
            }
            Method::ReadResource => snapshot.registered(self.name()?, &viewer),
            Method::Complete => match self.param("ref")?.decode().ok()? {
                CompletionReference::Prompt(reference) => {
                    let prompt = snapshot.prompts.as_ref()?.find(&reference.name, &viewer)?;
                    Some(Registered::Prompt(prompt.key().into()))
                }
                CompletionReference::ResourceTemplate(reference) => {
                    let template = snapshot.template_of(&reference.uri, &viewer)?;
                    Some(Registered::ResourceTemplate(template.key().into()))
                }
                _ => None,
            },
            _ => None,
        }
    }
}
