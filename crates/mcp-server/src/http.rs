//! The MCP endpoint over HTTP: a `tower` service without a socket.

mod body;
mod config;
mod content;
mod events;
mod future;
mod legacy;
mod service;

pub use body::ResponseBody;
pub use config::{AuthMode, CredentialsRefused, HttpConfig};
pub use future::ResponseFuture;
pub use service::McpService;
