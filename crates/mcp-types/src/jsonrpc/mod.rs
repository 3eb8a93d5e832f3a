//! JSON-RPC 2.0 messages: reading one from bytes, and writing responses as bytes.
//!
//! [`scan`] reads a body once, from front to back, without recursion and in time proportional to its length. It checks
//! everything that makes the bytes one JSON-RPC message and notes where the members lie; what they hold is decoded
//! later, and only as far as somebody asks.
//!
//! # Examples
//!
//! ```
//! use mcp_types::ErrorCode;
//! use mcp_types::jsonrpc::{MessageKind, ScanLimits, scan};
//!
//! let body = br#"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"add","arguments":{"a":1}}}"#;
//! let message = scan(body, &ScanLimits::default())?;
//! assert_eq!(message.kind(), MessageKind::Request);
//! assert_eq!(message.method(), "tools/call");
//! assert_eq!(message.params().get("arguments").map(|arguments| arguments.text()), Some(r#"{"a":1}"#));
//!
//! let doubled = br#"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"add","name":"drop"}}"#;
//! let refused = scan(doubled, &ScanLimits::default()).expect_err("which name is meant?");
//! assert_eq!(refused.code(), ErrorCode::INVALID_REQUEST);
//! assert_eq!(refused.id().map(|id| id.as_json()), Some("7"));
//! # Ok::<(), mcp_types::jsonrpc::ScanError>(())
//! ```

mod error;
mod keys;
mod message;
mod scan;
mod write;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

pub use error::{ScanError, ScanErrorKind};
pub use message::{Message, MessageKind, Params};
pub use scan::{ScanLimits, scan};
pub use write::{
    begin_meta, begin_result, end_response, write_error, write_notification, write_request, write_result, write_string,
    write_subscribed,
};
