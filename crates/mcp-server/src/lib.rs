#![doc = include_str!("../README.md")]

mod access;
mod area;
mod arguments;
mod asking;
mod build_error;
mod builder;
mod call;
mod catalogue;
mod completion;
mod content;
mod context;
mod described;
mod dialogue;
pub mod duration;
mod dynamic;
mod echo;
mod failure;
mod file_root;
mod handle;
mod handler;
mod handling;
mod hex;
mod http;
mod layer;
mod legacy;
pub mod limits;
#[cfg(feature = "listener")]
mod listener;
mod lists;
mod load;
mod pages;
mod panics;
mod pending;
mod percent;
mod prompt;
mod refused;
mod registry;
mod reply;
mod request_error;
mod resource;
mod resource_uri;
mod result;
mod scope;
mod seal;
mod server;
mod snapshot;
#[cfg(feature = "stdio")]
mod stdio;
mod stream;
mod subscription;
#[cfg(feature = "telemetry")]
mod telemetry;
mod tool;
mod tool_error;
mod uri_template;
mod validation;
mod viewer;

pub use crate::http::{AuthMode, CredentialsRefused, HttpConfig, McpService, ResponseBody, ResponseFuture};
pub use access::{Access, AccessRequest};
pub use build_error::{BuildError, BuildProblem};
pub use builder::ServerBuilder;
pub use completion::{IntoCompletion, Partial};
pub use context::Context;
pub use dialogue::{
    AskError, Elicit, FormElicitation, IdempotencyKey, InputKinds, ListRoots, Malformed, Question, Questions, Reading,
    StepError, UrlElicitation, WrittenForm,
};
pub use file_root::FileRoot;
pub use handle::{Handle, HandleState, MintError, Stored, StoredHandle, StoredHandleError, UnknownHandle};
pub use handler::{NoArgs, RequestHandler, ToolHandler};
pub use layer::{FromFn, Next, Operation, Outcome, OutcomeKind, Registered, Transport, from_fn};
pub use legacy::Eras;
#[cfg(feature = "listener")]
pub use listener::{Listener, RequestBody, RequestBodyError, Stopped};
pub use load::{
    AnonymousLimits, Limits, PrincipalLimits, RateLimit, RateLimitError, ServerLimits, SubscriptionLimits, ToolLimits,
};
pub use mcp_store::PrincipalKey;
pub use prompt::{BoundPrompt, DerivedArguments, IntoPromptResult, Prompt, WrittenArguments};
pub use request_error::RequestError;
pub use resource::{
    BoundResource, BoundTemplate, FromRead, IntoResourceContents, ReadResource, ReadTemplate, Resource,
    ResourceTemplate,
};
pub use resource_uri::{PathFault, UriFault, check_uri, path_within};
#[doc(hidden)]
pub use result::Structure;
pub use result::{IntoToolResult, Structured};
#[doc(hidden)]
pub use seal::{Binding, Purpose, Refused, SealContext, SealError, Sealer};
pub use seal::{KeyId, KeyLineProblem, KeyRing, KeyRingError};
pub use server::Server;
#[cfg(feature = "stdio")]
pub use stdio::Stdio;
pub use stream::{LogData, Progress};
#[cfg(feature = "telemetry")]
pub use telemetry::{RemoteContexts, Telemetry};
pub use tool::{BoundTool, DerivedSchema, Tool, WrittenSchema};
pub use tool_error::ToolError;
pub use uri_template::{UriTemplate, UriTemplateError, UriTemplateFault, Variables, VariablesError};
pub use viewer::{Principal, Viewer};

// The server in the README of the workspace, compiled as its readers would.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct WorkspaceReadme;

// The worked examples of the guide, likewise.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/guide/from-session-to-handle.md")]
struct FromSessionToHandle;

#[cfg(doctest)]
#[doc = include_str!("../../../docs/guide/both-eras.md")]
struct BothEras;

#[cfg(all(doctest, feature = "stdio"))]
#[doc = include_str!("../../../docs/guide/from-rmcp.md")]
struct FromRmcp;
