//! What only the legacy era has: the `initialize` handshake, its capabilities and the methods that went with sessions.
//!
//! The types are those of 2025-11-25, generated from its schema. They serve 2025-06-18 too, which has the same members
//! or fewer. What means the same in 2026-07-28 is the type of the crate's root, such as
//! [`Implementation`](crate::Implementation) and [`ElicitationCapability`](crate::ElicitationCapability). Tasks, which
//! 2025-11-25 tried, have no types: their members are kept in `extra`, like all that a specification does not name.
//!
//! The server's questions and their answers, notifications and results have no types of their own here either, but for
//! [`ElicitRequestUrlParams`]: those of the crate's root are right for both eras, if a sender keeps to what the older one
//! understands. `docs/decisions/types.md` lists what that is.
//!
//! # Examples
//!
//! ```
//! use mcp_types::legacy::{InitializeRequestParams, InitializeResult, Method, ServerCapabilities};
//! use mcp_types::{Implementation, ProtocolVersion, ToolsCapability, wire};
//!
//! assert_eq!(Method::from_name("initialize"), Some(Method::Initialize));
//! let text = r#"{
//!     "protocolVersion": "2025-11-25", "clientInfo": { "name": "editor", "version": "1.0" },
//!     "capabilities": { "roots": { "listChanged": true }, "elicitation": {} }
//! }"#;
//! let params: InitializeRequestParams = wire::decode(text)?;
//! let roots = params.capabilities.roots.expect("the client lists roots");
//! assert_eq!((params.protocol_version, roots.list_changed), (ProtocolVersion::V2025_11_25, Some(true)));
//!
//! let offered = ServerCapabilities::new().with_tools(ToolsCapability::new());
//! let result = InitializeResult::new("2025-11-25", offered, Implementation::new("calculator", "1.0.0"));
//! assert!(serde_json::to_string(&result)?.starts_with(r#"{"protocolVersion":"2025-11-25","#));
//!
//! assert!(wire::decode::<InitializeRequestParams>(r#"{"capabilities":{}}"#).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod method;

pub use self::method::Method;
pub use crate::generated::legacy::specification;

// Generated names: begin (by `cargo xtask codegen`)
pub use crate::generated::legacy::{
    ClientCapabilities, ElicitRequestUrlParams, InitializeRequestParams, InitializeResult, RequestMetaObject,
    RootsCapability, ServerCapabilities, SetLevelRequestParams, SubscribeRequestParams, UnsubscribeRequestParams,
};
// Generated names: end
