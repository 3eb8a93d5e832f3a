//! Tools whose input schemas are out of the ordinary.

use mcp_server::{BoundTool, Tool};
use mcp_types::{Json, JsonObject};
use schemars::JsonSchema;
use serde::Deserialize;

/// The schema as clients have to see it, keyword for keyword.
const SCHEMA: &str = include_str!("json_schema_2020_12.json");

pub(crate) fn json_schema_2020_12() -> BoundTool<()> {
    let schema = Json::parse(SCHEMA).expect("the file beside this one is JSON");
    Tool::with_schema("json_schema_2020_12_tool", schema)
        .description("Has an input schema with references, conditions and an anchor.")
        .handler(async |args: JsonObject| format!("called with {} members", args.iter().count()))
}

/// A tool with an argument that is mirrored into a header field.
pub(crate) fn x_mcp_header() -> BoundTool<()> {
    #[derive(Deserialize, JsonSchema)]
    struct Place {
        /// The region to act in.
        #[schemars(extend("x-mcp-header" = "Region"))]
        region: Option<String>,
    }
    Tool::new("test_x_mcp_header")
        .description("Has an argument that is mirrored into a header field.")
        .handler(async |args: Place| format!("region: {}", args.region.unwrap_or_default()))
}
