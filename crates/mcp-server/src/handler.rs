//! Which functions are handlers, and the arguments of tools that take none.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use crate::Context;

/// Declares a trait of the two shapes of handlers, and implements it for every function that has one of them.
///
/// There is more than one such trait because each has the compiler say what is expected where its handlers are.
macro_rules! handler {
    ($(#[$attribute:meta])* $name:ident) => {
        $(#[$attribute])*
        pub trait $name<S, Shape>: Send + Sync + 'static {
            /// What the handler takes.
            type Args;

            /// What runs until the result is there.
            type Future: Future<Output = Self::Output>;

            /// What the handler returns.
            type Output;

            /// Starts to answer one request.
            fn call(&self, args: Self::Args, cx: Context<S>) -> Self::Future;
        }

        impl<S, A, F, Fut> $name<S, (A, Context<S>)> for F
        where
            F: Fn(A, Context<S>) -> Fut + Send + Sync + 'static,
            Fut: Future,
        {
            type Args = A;
            type Future = Fut;
            type Output = Fut::Output;

            fn call(&self, args: A, cx: Context<S>) -> Fut {
                self(args, cx)
            }
        }

        impl<S, A, F, Fut> $name<S, (A,)> for F
        where
            F: Fn(A) -> Fut + Send + Sync + 'static,
            Fut: Future,
        {
            type Args = A;
            type Future = Fut;
            type Output = Fut::Output;

            fn call(&self, args: A, _: Context<S>) -> Fut {
                self(args)
            }
        }
    };
}

handler! {
    /// An async function that answers calls of a tool.
    ///
    /// Implemented for functions and closures of two shapes; `S` is the server's state:
    ///
    /// - `async fn(Args, Context<S>) -> R`
    /// - `async fn(Args) -> R`, for tools that need neither state nor request
    ///
    /// where `Args` implements [`serde::Deserialize`] and [`JsonSchema`], or is [`NoArgs`], and `R` implements
    /// [`IntoToolResult`](crate::IntoToolResult). A closure spells the type of its arguments:
    /// `|args: Add, cx: Context<Ledger>| async move { … }`.
    ///
    /// `Shape` tells the two apart; it is inferred.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` is not a tool handler",
        label = "expected `async fn(Args, Context<S>) -> R` or `async fn(Args) -> R`",
        note = "`Args` comes first and derives `serde::Deserialize` and `schemars::JsonSchema`; a tool without arguments takes `NoArgs`",
        note = "`Context<S>` comes second, where `S` is the type handed to `Server::builder(..).state(..)`",
        note = "a closure spells both types and returns a future: `|args: Args, cx: Context<S>| async move {{ .. }}`"
    )]
    ToolHandler
}

handler! {
    /// An async function that answers requests for a prompt, a resource or a completion.
    ///
    /// Implemented for functions and closures of two shapes; `S` is the server's state:
    ///
    /// - `async fn(Args, Context<S>) -> R`
    /// - `async fn(Args) -> R`
    ///
    /// What `Args` and `R` may be is said where the function is handed over. `Shape` tells the two apart; it is inferred.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` is not a request handler",
        label = "expected `async fn(Args, Context<S>) -> R` or `async fn(Args) -> R`",
        note = "`Context<S>` comes second, where `S` is the type handed to `Server::builder(..).state(..)`",
        note = "a closure spells both types and returns a future: `|args: Args, cx: Context<S>| async move {{ .. }}`"
    )]
    RequestHandler
}

/// The arguments of a tool that takes none.
///
/// # Examples
///
/// ```
/// use mcp_server::{NoArgs, Server, Tool};
///
/// async fn ping(_: NoArgs) -> &'static str {
///     "pong"
/// }
///
/// let server = Server::builder("pinger", "1.0.0").tool(Tool::new("ping").handler(ping)).build()?;
/// # Ok::<(), mcp_server::BuildError>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "there is nothing to add to nothing")]
pub struct NoArgs;

impl JsonSchema for NoArgs {
    fn schema_name() -> Cow<'static, str> {
        "NoArgs".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // spec: TOOLS-008 a tool without parameters says that it takes none.
        json_schema!({ "type": "object", "additionalProperties": false })
    }
}

impl<'de> Deserialize<'de> for NoArgs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(NoMembers)
    }
}

struct NoMembers;

impl<'de> Visitor<'de> for NoMembers {
    type Value = NoArgs;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an empty object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut members: M) -> Result<NoArgs, M::Error> {
        match members.next_entry::<Cow<'de, str>, IgnoredAny>()? {
            None => Ok(NoArgs),
            Some((name, _)) => Err(M::Error::unknown_field(&name, &[])),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // spec: TOOLS-008
    #[test]
    fn no_args_publish_and_accept_the_empty_object_only() {
        let schema = mcp_schema::tool::input_schema::<NoArgs>();
        assert_eq!(schema.to_value(), serde_json::json!({ "type": "object", "additionalProperties": false }));
        assert!(serde_json::from_str::<NoArgs>("{}").is_ok());
        let error = serde_json::from_str::<NoArgs>(r#"{"a":1}"#).expect_err("one member is too many");
        assert!(error.to_string().starts_with("unknown field `a`"), "{error}");
        assert!(serde_json::from_str::<NoArgs>("null").is_err());
    }
}
