//! A tool whose input schema uses the keywords that careless servers lose.

use mcp_server::{BoundTool, Tool};
use mcp_types::{Json, JsonObject};

/// The schema as clients have to see it, keyword for keyword.
const SCHEMA: &str = include_str!("json_schema_2020_12.json");

pub(crate) fn json_schema_2020_12() -> BoundTool<()> {
    let schema = Json::parse(SCHEMA).expect("the file beside this one is JSON");
    Tool::with_schema("json_schema_2020_12_tool", schema)
        .description("Has an input schema with references, conditions and an anchor.")
        .handler(async |args: JsonObject| format!("called with {} members", args.iter().count()))
}
