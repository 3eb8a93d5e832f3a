//! A tool that needs something of the client.

use mcp_server::{BoundTool, Context, NoArgs, Tool, ToolError};
use mcp_types::{
    ClientCapabilities, ErrorCode, ErrorObject, Json, MissingRequiredClientCapability, SamplingCapability,
};

pub(crate) fn missing_capability() -> BoundTool<()> {
    Tool::new("test_missing_capability").description("Needs a client that can sample.").handler(
        async |_: NoArgs, cx: Context<()>| {
            if cx.client_capabilities().sampling.is_some() {
                return Ok("This client can sample.");
            }
            let needed = ClientCapabilities::new().with_sampling(SamplingCapability::new());
            let data = Json::of(&MissingRequiredClientCapability::new(needed))?;
            let error = ErrorObject::new(ErrorCode::MISSING_REQUIRED_CLIENT_CAPABILITY, "sampling is required");
            Err(ToolError::protocol(error.with_data(data)))
        },
    )
}
