//! Resources of text and bytes, and a template.

use mcp_server::{BoundResource, BoundTemplate, ReadResource, Resource, ResourceTemplate, Variables};
use mcp_types::{BlobResourceContents, Json, JsonObject};

use crate::content::PNG;

pub(crate) fn text() -> BoundResource<()> {
    Resource::new("test://static-text", "static-text")
        .description("A text that never changes.")
        .mime_type("text/plain")
        .handler(async |_: ReadResource| "This is the content of the static text resource.")
}

pub(crate) fn binary() -> BoundResource<()> {
    Resource::new("test://static-binary", "static-binary")
        .description("An image that never changes.")
        .mime_type("image/png")
        .handler(async |read: ReadResource| BlobResourceContents::new(read.uri(), PNG).with_mime_type("image/png"))
}

pub(crate) fn watched() -> BoundResource<()> {
    Resource::new("test://watched-resource", "watched-resource")
        .description("A resource to subscribe to.")
        .mime_type("text/plain")
        .handler(async |_: ReadResource| "Watched resource content.")
}

pub(crate) fn template() -> BoundTemplate<()> {
    ResourceTemplate::new("test://template/{id}/data", "template")
        .description("Data of an id.")
        .mime_type("application/json")
        .handler(async |variables: Variables| {
            let id = variables.get("id").unwrap_or_default();
            let data = Json::from(format!("Data for ID: {id}"));
            let members = [("id", Json::from(id)), ("templateTest", Json::from(true)), ("data", data)];
            members.into_iter().collect::<JsonObject>().text().to_owned()
        })
}
