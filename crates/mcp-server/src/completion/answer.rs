//! `completion/complete`.

use std::sync::Arc;

use mcp_types::{
    CompletionArgument, CompletionContext, CompletionReference, PromptReference, ResourceTemplateReference,
};

use super::{IntoCompletion, Partial};
use crate::call::{Answer, BoxedAnswer, Call};
use crate::dialogue::Asks;
use crate::echo::shortened;
use crate::failure::Failure;
use crate::handling::start;
use crate::scope::{RequestScope, Target};
use crate::server::{Request, Server, invalid_params};
use crate::snapshot::Snapshot;

impl Server {
    pub(crate) fn complete(&self, snapshot: &Snapshot, request: Request<'_, '_>) -> Result<Call, Failure> {
        let reference = reference(&request)?;
        let argument: CompletionArgument = member(&request, "argument")?;
        let context = match request.params.get("context") {
            None => CompletionContext::new(),
            Some(_) => member(&request, "context")?,
        };
        let viewer = request.viewer();
        let (name, completers) = match reference {
            CompletionReference::Prompt(PromptReference { name, .. }) => {
                let prompt = snapshot.prompts.as_ref().and_then(|area| area.find(&name, &viewer));
                // spec: COMPL-004 COMPL-010 a prompt that is not there, or not for this principal, completes nothing.
                let prompt = prompt.ok_or_else(|| unknown("prompt", &name))?;
                (name, Arc::clone(&prompt.completers))
            }
            CompletionReference::ResourceTemplate(ResourceTemplateReference { uri, .. }) => {
                let template = snapshot.template_of(&uri, &viewer);
                // spec: COMPL-004 COMPL-010 nor does a template that is not.
                let template = template.ok_or_else(|| unknown("resource", &uri))?;
                (uri, Arc::clone(&template.completers))
            }
            _ => return Err(neither()),
        };
        // spec: COMPL-004 COMPL-009 an argument that it does not have is invalid.
        let Some(operation) = completers.get(&argument.name) else {
            return Err(invalid_params(&format!("argument.name: unknown argument: {}", shortened(&argument.name))));
        };
        let partial = Partial { value: argument.value, arguments: context.arguments.unwrap_or_default() };
        let scope = self.scope(request, Target::Completion(name.into()), Asks::default())?;
        Ok(match operation {
            Some(operation) => start(operation, partial, scope),
            // Why: an argument that nobody completes is no mistake of the client, who cannot know.
            None => Call::start(scope, |scope| Ok(nothing(scope))),
        })
    }
}

/// An answer that costs next to nothing, and counts like others.
fn nothing(scope: &Arc<RequestScope>) -> BoxedAnswer {
    let none = std::future::ready(Vec::<String>::new());
    Answer::new(none, scope, |none, scope| super::conclude(none.into_completion(), scope)).in_place()
}

/// Decodes what is completed.
fn reference(request: &Request<'_, '_>) -> Result<CompletionReference, Failure> {
    let kind = request.params.get("ref").and_then(|raw| raw.get("type"));
    // spec: COMPL-003 prompts and resources are referred to, and nothing else.
    match kind.and_then(|kind| kind.as_str()).as_deref() {
        Some("ref/prompt" | "ref/resource") => member(request, "ref"),
        _ => Err(neither()),
    }
}

fn neither() -> Failure {
    invalid_params("ref: expected type ref/prompt or ref/resource")
}

/// Decodes a member of the parameters.
fn member<T: mcp_types::wire::Wire>(request: &Request<'_, '_>, name: &str) -> Result<T, Failure> {
    let raw = request.params.get(name).ok_or_else(|| invalid_params(&format!("{name}: missing")))?;
    // spec: COMPL-009 parameters that do not have the form of the method's are invalid.
    raw.decode().map_err(|error| invalid_params(&format!("{name}: {}", shortened(&error.to_string()))))
}

fn unknown(kind: &str, name: &str) -> Failure {
    invalid_params(&format!("ref: unknown {kind}: {}", shortened(name)))
}
