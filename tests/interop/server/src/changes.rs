//! Tools that change what the server offers: each adds an entry, or takes it away where it is there.

use std::sync::Arc;

use mcp_server::{BoundTool, BuildError, Context, NoArgs, Prompt, Resource, Server, Tool, ToolError};

use crate::state::State;

type Shared = Arc<State>;

pub(crate) fn toggle_tool() -> BoundTool<Shared> {
    Tool::new("toggle_tool").description("Adds a tool, or removes it.").handler(
        async |_: NoArgs, cx: Context<Shared>| {
            change(&cx, |server| {
                let added = !server.remove_tool("extra");
                if added {
                    server
                        .add_tool((), Tool::new("extra").description("Is extra.").handler(async |_: NoArgs| "extra"))?;
                }
                Ok(added)
            })
        },
    )
}

pub(crate) fn toggle_prompt() -> BoundTool<Shared> {
    Tool::new("toggle_prompt").description("Adds a prompt, or removes it.").handler(
        async |_: NoArgs, cx: Context<Shared>| {
            change(&cx, |server| {
                let added = !server.remove_prompt("extra");
                if added {
                    server.add_prompt((), Prompt::new("extra").handler(async |_: NoArgs| "extra"))?;
                }
                Ok(added)
            })
        },
    )
}

pub(crate) fn toggle_resource() -> BoundTool<Shared> {
    Tool::new("toggle_resource").description("Adds a resource, or removes it.").handler(
        async |_: NoArgs, cx: Context<Shared>| {
            change(&cx, |server| {
                let added = !server.remove_resource("interop://extra");
                if added {
                    let resource = Resource::new("interop://extra", "extra");
                    server.add_resource((), resource.handler(async |_: Context<()>| "extra"))?;
                }
                Ok(added)
            })
        },
    )
}

/// Makes a change that tells whether it added something.
fn change(
    cx: &Context<Shared>,
    change: impl FnOnce(&Server) -> Result<bool, BuildError>,
) -> Result<&'static str, ToolError> {
    let server = cx.state().server().ok_or_else(ToolError::internal)?;
    let added = change(server).map_err(|error| ToolError::new(error.to_string()))?;
    Ok(if added { "added" } else { "removed" })
}
