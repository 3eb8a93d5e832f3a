//! The tool of [`Operation::Add`](crate::Operation::Add).

use mcp_server::{Structured, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Two integers.
#[derive(Debug, Deserialize, JsonSchema)]
#[allow(clippy::exhaustive_structs, reason = "arguments of a tool")]
pub struct Add {
    /// One.
    pub a: i64,
    /// The other.
    pub b: i64,
}

/// What they make together.
#[derive(Debug, Serialize, JsonSchema)]
#[allow(clippy::exhaustive_structs, reason = "the result of a tool")]
pub struct Sum {
    /// The sum.
    pub sum: i64,
}

/// Adds them.
///
/// # Errors
///
/// The sum is no 64-bit integer.
#[allow(clippy::unused_async, reason = "handlers are asynchronous")]
pub async fn add(args: Add) -> Result<Structured<Sum>, ToolError> {
    let sum = args.a.checked_add(args.b).ok_or_else(|| ToolError::new("the sum is out of range"))?;
    Ok(Structured(Sum { sum }))
}
