//! A server of prompts, resources and completions.

use mcp_server::{
    BuildError, IntoCompletion, NoArgs, Partial, Prompt, ReadResource, ReadTemplate, RequestError, Resource,
    ResourceTemplate, Server,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{NAME, VERSION};

/// Builds a server of prompts, resources and completions, one entry on a page.
///
/// # Errors
///
/// As [`mcp_server::ServerBuilder::build`].
pub fn library() -> Result<Server, BuildError> {
    Server::builder(NAME, VERSION)
        .page_size(1)
        .prompt(Prompt::new("summary").description("Summarizes a book.").handler(summary).complete("title", title))
        .prompt(Prompt::new("advice").description("Recommends a book.").handler(async |_: NoArgs| "What shall I read?"))
        .resource(Resource::new("book://index", "index").mime_type("text/plain").handler(index))
        .resource(Resource::new("book://cover", "cover").mime_type("image/png").size(3).handler(cover))
        .resource_template(
            ResourceTemplate::new("book://{title}/{page}", "page").handler(page).complete("title", title),
        )
        .resource_template(ResourceTemplate::new("shelf://{letter}", "shelf").handler(shelf))
        .build()
}

#[derive(Deserialize, JsonSchema)]
struct Summary {
    /// Book to summarize
    title: String,
    language: Option<String>,
}

async fn summary(args: Summary) -> String {
    format!("Summarize {} in {}.", args.title, args.language.as_deref().unwrap_or("English"))
}

async fn title(partial: Partial) -> impl IntoCompletion {
    partial.ranked(["emma", "middlemarch", "moby"])
}

async fn index(_: ReadResource) -> &'static str {
    "emma\nmiddlemarch\nmoby"
}

async fn cover(_: ReadResource) -> Vec<u8> {
    vec![0, 255, 127]
}

async fn shelf(variables: ReadTemplate) -> String {
    format!("Books under {}.", variables.get("letter").unwrap_or_default())
}

async fn page(variables: ReadTemplate) -> Result<Option<String>, RequestError> {
    let page: u8 = variables.get("page").and_then(|page| page.parse().ok()).unwrap_or(u8::MAX);
    match page {
        0 => Err(RequestError::internal()),
        page => Ok((page < 10).then(|| format!("{} {page}", variables.get("title").unwrap_or_default()))),
    }
}
