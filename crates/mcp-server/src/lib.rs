#![doc = include_str!("../README.md")]

mod arguments;
mod build_error;
mod builder;
mod call;
mod catalogue;
mod context;
mod dialogue;
mod echo;
mod handle;
mod handler;
mod http;
pub mod limits;
#[cfg(feature = "listener")]
mod listener;
mod pages;
mod panics;
mod percent;
mod principal;
mod registry;
mod reply;
mod resource_uri;
mod result;
mod scope;
mod seal;
mod server;
mod stream;
mod tmpform;
mod tool;
mod tool_error;
mod uri_template;
mod validation;

pub use crate::http::{AuthMode, HttpConfig, McpService, ResponseBody, ResponseFuture};
pub use build_error::{BuildError, BuildProblem};
pub use builder::ServerBuilder;
pub use context::Context;
pub use dialogue::{
    AskError, Elicit, FormElicitation, IdempotencyKey, InputKinds, ListRoots, Malformed, Question, Questions, Reading,
    StepError, UrlElicitation, WrittenForm,
};
pub use handle::{Handle, HandleState, MintError, UnknownHandle};
pub use handler::{NoArgs, ToolHandler};
#[cfg(feature = "listener")]
pub use listener::{Listener, RequestBody, RequestBodyError, Stopped};
pub use principal::PrincipalKey;
pub use resource_uri::{PathFault, UriFault, check_uri, path_within};
#[doc(hidden)]
pub use result::Structure;
pub use result::{IntoToolResult, Structured};
#[doc(hidden)]
pub use seal::{Binding, Purpose, Refused, SealContext, SealError, Sealer};
pub use seal::{KeyId, KeyLineProblem, KeyRing, KeyRingError};
pub use server::Server;
pub use stream::{LogData, Progress};
pub use tool::{BoundTool, DerivedSchema, Tool, WrittenSchema};
pub use tool_error::ToolError;
pub use uri_template::{UriTemplate, UriTemplateError, UriTemplateFault, Variables, VariablesError};

// The server in the README of the workspace, compiled as its readers would.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct WorkspaceReadme;
