//! `completion/complete`.

use std::sync::Arc;

use mcp_types::{CompletionArgument, CompletionContext, CompletionReference, ErrorObject};

use super::{Completers, IntoCompletion, Partial};
use crate::call::Call;
use crate::dialogue::Asks;
use crate::echo::shortened;
use crate::operation::start;
use crate::scope::Target;
use crate::server::{Request, Server, invalid_params};
use crate::snapshot::Snapshot;

/// What is completed: what is known of its arguments.
struct Found<'a> {
    arguments: Vec<&'a str>,
    completers: &'a Completers,
}

impl Server {
    pub(crate) fn complete(&self, snapshot: &Snapshot, request: Request<'_, '_>) -> Result<Call, Box<ErrorObject>> {
        let reference = reference(&request)?;
        let argument: CompletionArgument = member(&request, "argument")?;
        let context = match request.params.get("context") {
            None => None,
            Some(_) => Some(member::<CompletionContext>(&request, "context")?),
        };
        let name: Box<str> = match &reference {
            CompletionReference::Prompt(prompt) => prompt.name.as_str().into(),
            CompletionReference::ResourceTemplate(template) => template.uri.as_str().into(),
            _ => return Err(neither()),
        };
        let viewer = request.viewer();
        // Why: the record has to outlive the request's metadata, which the scope takes.
        let (prompt, template);
        let found = match &reference {
            CompletionReference::Prompt(_) => {
                let area = snapshot.prompts.as_ref().and_then(|area| area.find(&name, &viewer));
                // spec: COMPL-004 COMPL-010 a prompt that is not there, or not for this principal, completes nothing.
                prompt = Arc::clone(area.ok_or_else(|| unknown("prompt", &name))?);
                Found { arguments: prompt.arguments(), completers: &prompt.completers }
            }
            _ => match snapshot.template_of(&name, &viewer) {
                Some(record) => {
                    template = record;
                    Found { arguments: template.variables(), completers: &template.completers }
                }
                // spec: COMPL-004 COMPL-010 nor does a template that is not.
                None => return Err(unknown("resource", &name)),
            },
        };
        // spec: COMPL-004 COMPL-009 an argument that it does not have is invalid.
        if !found.arguments.contains(&argument.name.as_str()) {
            return Err(invalid_params(&format!("argument.name: unknown argument: {}", shortened(&argument.name))));
        }
        let arguments = context.and_then(|context| context.arguments).unwrap_or_default();
        let partial = Partial { value: argument.value, arguments };
        let scope = self.scope(request, Target::Completion(name), Asks::default())?;
        Ok(match found.completers.get(&argument.name) {
            Some(operation) => start(operation, partial, scope),
            // Why: an argument that nobody completes is no mistake of the client, who cannot know.
            None => Call::start(scope, |scope| Err(super::conclude(Vec::<String>::new().into_completion(), scope))),
        })
    }
}

/// Decodes what is completed.
fn reference(request: &Request<'_, '_>) -> Result<CompletionReference, Box<ErrorObject>> {
    let kind = request.params.get("ref").and_then(|raw| raw.get("type"));
    // spec: COMPL-003 prompts and resources are referred to, and nothing else.
    match kind.and_then(|kind| kind.as_str()).as_deref() {
        Some("ref/prompt" | "ref/resource") => member(request, "ref"),
        _ => Err(neither()),
    }
}

fn neither() -> Box<ErrorObject> {
    invalid_params("ref: expected type ref/prompt or ref/resource")
}

/// Decodes a member of the parameters.
fn member<T: mcp_types::wire::Wire>(request: &Request<'_, '_>, name: &str) -> Result<T, Box<ErrorObject>> {
    let raw = request.params.get(name).ok_or_else(|| invalid_params(&format!("{name}: missing")))?;
    // spec: COMPL-009 parameters that do not have the form of the method's are invalid.
    raw.decode().map_err(|error| invalid_params(&format!("{name}: {}", shortened(&error.to_string()))))
}

fn unknown(kind: &str, name: &str) -> Box<ErrorObject> {
    invalid_params(&format!("ref: unknown {kind}: {}", shortened(name)))
}
