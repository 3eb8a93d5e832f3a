//! Tools that change what the server offers: most add an entry, or take it away where it is there.

use mcp_server::{BoundTool, BuildError, Context, NoArgs, Prompt, Resource, Server, Tool, ToolError};

use crate::library::WATCHED;
use crate::state::State;

pub(crate) fn toggle_tool() -> BoundTool<State> {
    Tool::new("toggle_tool").description("Adds a tool, or removes it.").handler(
        async |_: NoArgs, cx: Context<State>| {
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

pub(crate) fn toggle_prompt() -> BoundTool<State> {
    Tool::new("toggle_prompt").description("Adds a prompt, or removes it.").handler(
        async |_: NoArgs, cx: Context<State>| {
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

pub(crate) fn toggle_resource() -> BoundTool<State> {
    Tool::new("toggle_resource").description("Adds a resource, or removes it.").handler(
        async |_: NoArgs, cx: Context<State>| {
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

pub(crate) fn touch() -> BoundTool<State> {
    Tool::new("touch").description("Says that the watched resource reads differently.").handler(
        async |_: NoArgs, cx: Context<State>| {
            cx.server().resource_updated(WATCHED).await.map_err(|error| ToolError::new(error.to_string()))?;
            Ok::<_, ToolError>("touched")
        },
    )
}

/// Makes a change that tells whether it added something.
fn change(
    cx: &Context<State>,
    change: impl FnOnce(&Server) -> Result<bool, BuildError>,
) -> Result<&'static str, ToolError> {
    let added = change(cx.server()).map_err(|error| ToolError::new(error.to_string()))?;
    Ok(if added { "added" } else { "removed" })
}
