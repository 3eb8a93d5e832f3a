//! What a prompt says about itself, and its handler.

mod answer;
mod arguments;
mod check;
mod result;

use std::fmt;
use std::sync::Arc;

use mcp_types::{Icon, JsonObject, MetaObject, PromptArgument};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

pub(crate) use self::check::{PendingPrompt, PromptRecord};
pub use self::result::IntoPromptResult;
use crate::asking::asking;
use crate::completion::{Completer, IntoCompletion, Partial, UnboundCompleter};
use crate::described::described;
use crate::dialogue::Asks;
use crate::handler::RequestHandler;
use crate::handling::{Unbound, unbound};
use crate::viewer::Visibility;

/// A prompt: a name, what people should know about it, and a handler that writes its messages.
///
/// Its arguments are strings. They are those of the handler's type, or, as soon as [`argument`](Prompt::argument) is
/// called, those listed by hand. `Arguments` tells the two apart; it is inferred.
///
/// # Specification
///
/// <https://modelcontextprotocol.io/specification/2026-07-28/server/prompts>
///
/// # Examples
///
/// ```
/// use mcp_server::{Prompt, Server};
/// use schemars::JsonSchema;
/// use serde::Deserialize;
///
/// #[derive(Deserialize, JsonSchema)]
/// struct Review {
///     /// The code to look at
///     code: String,
///     language: Option<String>,
/// }
///
/// async fn review(args: Review) -> String {
///     format!("Review this {} code:\n{}", args.language.as_deref().unwrap_or("unknown"), args.code)
/// }
///
/// let prompt = Prompt::new("review").title("Code review").description("Finds mistakes in code.").handler(review);
/// let server = Server::builder("reviewer", "1.0.0").prompt(prompt).build()?;
/// # Ok::<(), mcp_server::BuildError>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "a prompt is served once it has a handler and is handed to `ServerBuilder::prompt`"]
pub struct Prompt<Arguments = DerivedArguments> {
    about: About,
    arguments: Arguments,
}

/// Marks prompts whose arguments are the members of what the handler takes.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct DerivedArguments;

/// Marks prompts whose arguments are listed by hand.
#[derive(Debug, Clone)]
pub struct WrittenArguments(Vec<PromptArgument>);

/// What a prompt says about itself, arguments aside.
#[derive(Debug, Clone, Default)]
struct About {
    name: String,
    title: Option<String>,
    description: Option<String>,
    icons: Option<Vec<Icon>>,
    meta: Option<MetaObject>,
    asks: Asks,
    visibility: Visibility,
}

/// A prompt with its handler, ready for [`ServerBuilder::prompt`](crate::ServerBuilder::prompt).
///
/// `S` is the state that the handler reads from its [`Context`](crate::Context).
#[must_use = "a prompt is served once it is handed to `ServerBuilder::prompt`"]
pub struct BoundPrompt<S> {
    about: About,
    arguments: Result<Vec<PromptArgument>, arguments::Unfit>,
    completers: Vec<UnboundCompleter<S>>,
    operation: Unbound<S, JsonObject>,
}

impl Prompt<DerivedArguments> {
    /// Starts a prompt whose arguments are the members of what its handler takes.
    pub fn new(name: impl Into<String>) -> Self {
        Prompt { about: About { name: name.into(), ..About::default() }, arguments: DerivedArguments }
    }

    /// Lists an argument by hand; the handler's type then decides nothing about them.
    pub fn argument(self, argument: PromptArgument) -> Prompt<WrittenArguments> {
        Prompt { about: self.about, arguments: WrittenArguments(vec![argument]) }
    }

    /// Finishes the prompt with the function that writes its messages.
    ///
    /// The arguments are a struct whose members are strings, `Option`s of strings, or enums that serialize as strings;
    /// [`NoArgs`](crate::NoArgs) if there are none. Their doc comments become descriptions. Anything else does not build.
    pub fn handler<S, Shape, H>(self, handler: H) -> BoundPrompt<S>
    where
        S: Send + Sync + 'static,
        Shape: 'static,
        H: RequestHandler<S, Shape>,
        H::Args: DeserializeOwned + JsonSchema + Send + 'static,
        H::Future: Send + 'static,
        H::Output: IntoPromptResult + 'static,
    {
        let arguments = arguments::derived(&mcp_schema::tool::input_schema::<H::Args>());
        self.about.bind(arguments, handler)
    }
}

impl Prompt<WrittenArguments> {
    /// Lists a further argument.
    pub fn argument(mut self, argument: PromptArgument) -> Self {
        self.arguments.0.push(argument);
        self
    }

    /// Finishes the prompt with the function that writes its messages.
    ///
    /// It takes any type that deserializes from an object of strings, such as `BTreeMap<String, String>`.
    pub fn handler<S, Shape, H>(self, handler: H) -> BoundPrompt<S>
    where
        S: Send + Sync + 'static,
        Shape: 'static,
        H: RequestHandler<S, Shape>,
        H::Args: DeserializeOwned + Send + 'static,
        H::Future: Send + 'static,
        H::Output: IntoPromptResult + 'static,
    {
        self.about.bind(Ok(self.arguments.0), handler)
    }
}

impl<Arguments> Prompt<Arguments> {
    described!(about, "Sets what the prompt is for. Results that do not describe themselves carry it as well.");
    asking!();
}

impl About {
    fn bind<S, Shape, H>(self, arguments: Result<Vec<PromptArgument>, arguments::Unfit>, handler: H) -> BoundPrompt<S>
    where
        S: Send + Sync + 'static,
        Shape: 'static,
        H: RequestHandler<S, Shape>,
        H::Args: DeserializeOwned + Send + 'static,
        H::Future: Send + 'static,
        H::Output: IntoPromptResult + 'static,
    {
        let operation = unbound(
            handler,
            |values: JsonObject, _| arguments::decode(&values),
            |output: H::Output, scope| result::conclude(output.into_prompt_result(), scope),
        );
        BoundPrompt { about: self, arguments, completers: Vec::new(), operation }
    }
}

impl<S: Send + Sync + 'static> BoundPrompt<S> {
    /// Completes `argument` while it is being typed, with a function that takes a [`Partial`].
    ///
    /// A second one for the same argument takes the place of the first. An argument that the prompt does not have does
    /// not build.
    pub fn complete<Shape, H>(mut self, argument: impl Into<Box<str>>, handler: H) -> Self
    where
        Shape: 'static,
        H: RequestHandler<S, Shape, Args = Partial>,
        H::Future: Send + 'static,
        H::Output: IntoCompletion + 'static,
    {
        self.completers.push(UnboundCompleter::new(argument.into(), handler));
        self
    }
}

impl<S> BoundPrompt<S> {
    /// Gives the handlers the state that they read.
    pub(crate) fn bind(self, state: &Arc<S>) -> PendingPrompt {
        let bind = |completer: UnboundCompleter<S>| Completer {
            argument: completer.argument,
            operation: (completer.operation)(Arc::clone(state)),
        };
        PendingPrompt {
            completers: self.completers.into_iter().map(bind).collect(),
            operation: (self.operation)(Arc::clone(state)),
            about: self.about,
            arguments: self.arguments,
        }
    }
}

impl<S> fmt::Debug for BoundPrompt<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BoundPrompt").field("about", &self.about).finish_non_exhaustive()
    }
}
