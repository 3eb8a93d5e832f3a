#![doc = include_str!("../README.md")]

mod arguments;
mod build_error;
mod builder;
mod catalogue;
mod context;
mod echo;
mod handler;
mod http;
pub mod limits;
#[cfg(feature = "listener")]
mod listener;
mod pages;
mod panics;
mod registry;
mod reply;
mod result;
mod server;
mod tool;
mod tool_error;

pub use crate::http::{AuthMode, HttpConfig, McpService, ResponseBody, ResponseFuture};
pub use build_error::{BuildError, BuildProblem};
pub use builder::ServerBuilder;
pub use context::Context;
pub use handler::{NoArgs, ToolHandler};
#[cfg(feature = "listener")]
pub use listener::{Listener, RequestBody, RequestBodyError, Stopped};
#[doc(hidden)]
pub use result::Structure;
pub use result::{IntoToolResult, Structured};
pub use server::Server;
pub use tool::{BoundTool, DerivedSchema, Tool, WrittenSchema};
pub use tool_error::ToolError;

// The server in the README of the workspace, compiled as its readers would.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct WorkspaceReadme;
