//! What a handler may return.

use mcp_types::{CallToolResult, ContentBlock, Json, TextContent};
use schemars::JsonSchema;
use serde::Serialize;

use crate::ToolError;

/// A value that answers a call of a tool.
///
/// Implemented for text, content blocks, [`Structured`], [`CallToolResult`], `()` and, where a tool can fail, for
/// `Result<T, E>` of any of them: `E` is [`ToolError`] or any [`std::error::Error`].
///
/// # Specification
///
/// <https://modelcontextprotocol.io/specification/2026-07-28/server/tools#tool-result>
///
/// # Examples
///
/// A type of one's own:
///
/// ```
/// use mcp_server::{IntoToolResult, ToolError};
/// use mcp_types::CallToolResult;
///
/// struct Celsius(f64);
///
/// impl IntoToolResult for Celsius {
///     fn into_tool_result(self) -> Result<CallToolResult, ToolError> {
///         format!("{} °C", self.0).into_tool_result()
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "a tool cannot return `{Self}`",
    label = "this handler's return type is not a tool result",
    note = "return `String`, `Structured<T>` where `T: serde::Serialize + schemars::JsonSchema`, `Vec<ContentBlock>`, \
            `CallToolResult`, `()`, or a `Result` of one of them with `ToolError` or another error"
)]
pub trait IntoToolResult {
    /// Whether results carry structured content.
    #[doc(hidden)]
    const STRUCTURE: Structure = Structure::Possible;

    /// The schema of the structured content, which the tool publishes; none unless overridden.
    fn output_schema() -> Option<Json> {
        None
    }

    /// Makes the result.
    ///
    /// # Errors
    ///
    /// [`ToolError`] if the tool failed.
    fn into_tool_result(self) -> Result<CallToolResult, ToolError>;
}

/// Whether results of a type carry structured content.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Structure {
    /// They cannot.
    Never,
    /// Their value decides.
    Possible,
}

/// A value as structured content.
///
/// Its schema is published with the tool as `outputSchema`. For clients that read text only, the same JSON is repeated
/// in a block of text.
///
/// # Examples
///
/// ```
/// use mcp_server::{IntoToolResult, Structured};
/// use schemars::JsonSchema;
/// use serde::Serialize;
///
/// #[derive(Serialize, JsonSchema)]
/// struct Sum { sum: i64 }
///
/// let result = Structured(Sum { sum: 3 }).into_tool_result().expect("integers serialize");
/// assert_eq!(result.structured_content.expect("that is what it is for").to_value(), serde_json::json!({ "sum": 3 }));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "handlers construct it")]
pub struct Structured<T>(pub T);

impl<T: Serialize + JsonSchema> IntoToolResult for Structured<T> {
    fn output_schema() -> Option<Json> {
        // spec: TOOLS-021 the published schema is that of the type which is serialized.
        Some(mcp_schema::tool::output_schema::<T>())
    }

    fn into_tool_result(self) -> Result<CallToolResult, ToolError> {
        // Why: a value that does not serialize is the server's mistake, and nothing a model could mend.
        let json = Json::of(&self.0).map_err(|_| ToolError::internal())?;
        // spec: TOOLS-020 older clients find the same JSON in a block of text.
        let mut result = text(json.as_raw().text());
        result.structured_content = Some(json);
        Ok(result)
    }
}

impl IntoToolResult for CallToolResult {
    fn into_tool_result(self) -> Result<CallToolResult, ToolError> {
        Ok(self)
    }
}

impl IntoToolResult for String {
    const STRUCTURE: Structure = Structure::Never;

    fn into_tool_result(self) -> Result<CallToolResult, ToolError> {
        Ok(text(self))
    }
}

impl IntoToolResult for &'static str {
    const STRUCTURE: Structure = Structure::Never;

    fn into_tool_result(self) -> Result<CallToolResult, ToolError> {
        Ok(text(self))
    }
}

impl IntoToolResult for ContentBlock {
    const STRUCTURE: Structure = Structure::Never;

    fn into_tool_result(self) -> Result<CallToolResult, ToolError> {
        vec![self].into_tool_result()
    }
}

impl IntoToolResult for Vec<ContentBlock> {
    const STRUCTURE: Structure = Structure::Never;

    fn into_tool_result(self) -> Result<CallToolResult, ToolError> {
        Ok(CallToolResult::new(self))
    }
}

impl IntoToolResult for () {
    const STRUCTURE: Structure = Structure::Never;

    fn into_tool_result(self) -> Result<CallToolResult, ToolError> {
        Vec::new().into_tool_result()
    }
}

impl<T: IntoToolResult, E: Into<ToolError>> IntoToolResult for Result<T, E> {
    const STRUCTURE: Structure = T::STRUCTURE;

    fn output_schema() -> Option<Json> {
        T::output_schema()
    }

    fn into_tool_result(self) -> Result<CallToolResult, ToolError> {
        self.map_err(Into::into)?.into_tool_result()
    }
}

/// A result of one block of text.
pub(crate) fn text(text: impl Into<String>) -> CallToolResult {
    CallToolResult::new(vec![TextContent::new(text).into()])
}
