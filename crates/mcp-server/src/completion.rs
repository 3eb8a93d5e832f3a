//! Completion of arguments that are being typed.

mod answer;
mod matching;

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

use mcp_types::{AtMost, CompleteResult, Completion, ResultMetaObject};

use self::matching::ranked;
use crate::RequestError;
use crate::handler::RequestHandler;
use crate::handling::{Handling, Unbound, unbound};
use crate::limits::MAX_COMPLETIONS;
use crate::reply::{Complete, Reply};
use crate::scope::RequestScope;

/// An argument that is being typed, and what is known of the others.
///
/// # Specification
///
/// <https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/completion>
///
/// # Examples
///
/// ```
/// use mcp_server::{Partial, Prompt};
/// use mcp_types::{Completion, PromptArgument};
///
/// async fn framework(partial: Partial) -> Completion {
///     partial.ranked(match partial.argument("language") {
///         Some("python") => vec!["django", "fastapi", "flask"],
///         _ => vec!["axum", "rocket"],
///     })
/// }
///
/// let prompt = Prompt::new("review")
///     .argument(PromptArgument::new("language"))
///     .argument(PromptArgument::new("framework"))
///     .handler(async |_: mcp_types::JsonObject| "Review this code.")
///     .complete("framework", framework);
/// # mcp_server::Server::builder("s", "1").prompt(prompt).build()?;
/// # Ok::<(), mcp_server::BuildError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Partial {
    value: String,
    arguments: BTreeMap<String, String>,
}

/// What completes an argument; values beyond the first hundred are counted and not sent.
///
/// Implemented for `Vec` of strings, best match first, for [`Completion`], and for `Result<T, E>` of either, where `E` is
/// [`RequestError`] or any [`std::error::Error`].
pub trait IntoCompletion {
    /// Makes the completion.
    ///
    /// # Errors
    ///
    /// That of the handler.
    fn into_completion(self) -> Result<Completion, RequestError>;
}

impl Partial {
    /// The text typed so far; empty at the beginning.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The value chosen for another argument or variable, if the client sent one.
    pub fn argument(&self, name: &str) -> Option<&str> {
        self.arguments.get(name).map(String::as_str)
    }

    /// The values among `candidates` that match the text typed so far, best first.
    ///
    /// Case does not count. Those that begin with the text come first, then those that contain it, then those that
    /// contain its characters in order; among equals the order of `candidates` stays.
    pub fn ranked<T: Into<String>>(&self, candidates: impl IntoIterator<Item = T>) -> Completion {
        cut(ranked(&self.value, candidates.into_iter().map(Into::into)))
    }
}

/// Shows how much was typed, and not what.
impl fmt::Debug for Partial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Partial").field("bytes", &self.value.len()).finish_non_exhaustive()
    }
}

impl<T: Into<String>> IntoCompletion for Vec<T> {
    fn into_completion(self) -> Result<Completion, RequestError> {
        Ok(cut(self.into_iter().map(Into::into).collect()))
    }
}

impl IntoCompletion for Completion {
    fn into_completion(self) -> Result<Completion, RequestError> {
        Ok(self)
    }
}

impl<T: IntoCompletion, E: Into<RequestError>> IntoCompletion for Result<T, E> {
    fn into_completion(self) -> Result<Completion, RequestError> {
        self.map_err(Into::into)?.into_completion()
    }
}

/// The best of `values`, and how many there were.
fn cut(mut values: Vec<String>) -> Completion {
    let total = values.len();
    // spec: COMPL-002 at most a hundred are sent, and that there are more is said.
    values.truncate(MAX_COMPLETIONS);
    let values: AtMost<String, MAX_COMPLETIONS> = values.try_into().unwrap_or_default();
    Completion::new(values).with_total(total.try_into().unwrap_or(i64::MAX)).with_has_more(total > MAX_COMPLETIONS)
}

/// What completes one argument, waiting for its state.
pub(crate) struct UnboundCompleter<S> {
    pub(crate) argument: Box<str>,
    pub(crate) operation: Unbound<S, Partial>,
}

/// What completes one argument.
pub(crate) struct Completer {
    pub(crate) argument: Box<str>,
    pub(crate) operation: Box<dyn Handling<Partial>>,
}

/// What completes the arguments of a prompt, or the variables of a template.
pub(crate) struct Completers {
    /// Every argument, with what completes it if anything does.
    by_argument: HashMap<Box<str>, Option<Box<dyn Handling<Partial>>>>,
}

impl Completers {
    /// Assigns `completers` to the `arguments` that they name; those that name none are returned.
    pub(crate) fn assign<'a>(
        arguments: impl Iterator<Item = &'a str>,
        completers: Vec<Completer>,
    ) -> (Arc<Self>, Vec<Box<str>>) {
        let mut by_argument: HashMap<_, _> = arguments.map(|name| (name.into(), None)).collect();
        let mut unknown = Vec::new();
        for Completer { argument, operation } in completers {
            match by_argument.get_mut(&*argument) {
                Some(slot) => *slot = Some(operation),
                None => unknown.push(argument),
            }
        }
        (Arc::new(Completers { by_argument }), unknown)
    }

    /// Whether there is an argument that is completed.
    pub(crate) fn complete_any(&self) -> bool {
        self.by_argument.values().any(Option::is_some)
    }

    /// What completes `argument`, if anything does; `None` where there is no such argument.
    fn get(&self, argument: &str) -> Option<Option<&dyn Handling<Partial>>> {
        self.by_argument.get(argument).map(Option::as_deref)
    }
}

impl<S: Send + Sync + 'static> UnboundCompleter<S> {
    pub(crate) fn new<Shape, H>(argument: Box<str>, handler: H) -> Self
    where
        Shape: 'static,
        H: RequestHandler<S, Shape, Args = Partial>,
        H::Future: Send + 'static,
        H::Output: IntoCompletion + 'static,
    {
        let operation = unbound(
            handler,
            |partial, _| Ok(partial),
            |output: H::Output, scope| conclude(output.into_completion(), scope),
        );
        UnboundCompleter { argument, operation }
    }
}

fn conclude(completion: Result<Completion, RequestError>, scope: &RequestScope) -> Reply {
    let completion = completion.map_err(RequestError::into_failure)?;
    Ok(scope.server.identity().respond(&scope.id, CompleteResult::new(completion)))
}

impl Complete for CompleteResult {
    fn meta_mut(&mut self) -> &mut Option<ResultMetaObject> {
        &mut self.meta
    }
}
