//! Resources and a template of them.

use mcp_server::{BoundResource, BoundTemplate, Context, ReadTemplate, Resource, ResourceTemplate};
use serde_json::json;

use crate::content::png_bytes;

pub(crate) fn static_text() -> BoundResource<()> {
    Resource::new("test://static-text", "static-text")
        .description("Text that never changes.")
        .mime_type("text/plain")
        .handler(async |_: Context<()>| "This is the content of the static text resource.")
}

pub(crate) fn static_binary() -> BoundResource<()> {
    Resource::new("test://static-binary", "static-binary")
        .description("An image that never changes.")
        .mime_type("image/png")
        .handler(async |_: Context<()>| png_bytes())
}

pub(crate) fn watched() -> BoundResource<()> {
    Resource::new("test://watched-resource", "watched-resource")
        .description("Text that clients may watch.")
        .mime_type("text/plain")
        .subscribable()
        .handler(async |_: Context<()>| "Nothing has changed.")
}

pub(crate) fn template() -> BoundTemplate<()> {
    ResourceTemplate::new("test://template/{id}/data", "template")
        .description("Data for each id.")
        .mime_type("application/json")
        .handler(async |variables: ReadTemplate| {
            let id = variables.get("id").unwrap_or_default();
            json!({ "id": id, "templateTest": true, "data": format!("Data for ID: {id}") }).to_string()
        })
}
