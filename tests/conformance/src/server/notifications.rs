//! Tools that send notifications before their result.

use mcp_server::{BoundTool, Context, NoArgs, Progress, Tool};
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
