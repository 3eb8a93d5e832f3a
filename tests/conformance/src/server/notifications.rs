//! Tools that send notifications before their result.

use mcp_server::{BoundTool, Context, NoArgs, Progress, Prompt, Tool, ToolError};
use mcp_types::LoggingLevel;

pub(crate) fn progress() -> BoundTool<()> {
    Tool::new("test_tool_with_progress").description("Reports progress three times.").handler(
        async |_: NoArgs, cx: Context<()>| {
            for done in [0, 50, 100] {
                cx.progress(Progress::of(done, 100)).await;
            }
            "progress was reported"
        },
    )
}

pub(crate) fn logging() -> BoundTool<()> {
    Tool::new("test_logging_tool").description("Logs, where the client asks for it.").handler(
        async |_: NoArgs, cx: Context<()>| {
            cx.log(LoggingLevel::Info, "the tool was called").await;
            "done"
        },
    )
}

/// The list is the same afterwards, so that those who compare lists find them stable.
pub(crate) fn trigger_tool_change() -> BoundTool<()> {
    Tool::new("test_trigger_tool_change").description("Adds a tool and removes it again.").handler(
        async |_: NoArgs, cx: Context<()>| {
            let passing = Tool::new("test_passing_tool").description("Comes and goes.").handler(async |_: NoArgs| "");
            cx.server().add_tool((), passing).map_err(|_| ToolError::internal())?;
            cx.server().remove_tool("test_passing_tool");
            Ok::<_, ToolError>("the tools have changed")
        },
    )
}

/// The list is the same afterwards, as above.
pub(crate) fn trigger_prompt_change() -> BoundTool<()> {
    Tool::new("test_trigger_prompt_change").description("Adds a prompt and removes it again.").handler(
        async |_: NoArgs, cx: Context<()>| {
            let passing = Prompt::new("test_passing_prompt").description("Comes and goes.");
            cx.server().add_prompt((), passing.handler(async |_: NoArgs| "")).map_err(|_| ToolError::internal())?;
            cx.server().remove_prompt("test_passing_prompt");
            Ok::<_, ToolError>("the prompts have changed")
        },
    )
}
