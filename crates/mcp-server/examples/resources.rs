//! The files below a directory as resources; no path leads out of it.
//!
//! `cargo run -p mcp-server --features listener --example resources -- docs`, then read `files:///architecture.md` on
//! `http://127.0.0.1:8000/mcp`.

use std::fs;
use std::future::pending;
use std::io::ErrorKind;

use mcp_server::{
    Context, FileRoot, HttpConfig, Listener, ReadResource, ReadTemplate, RequestError, Resource, ResourceTemplate,
    Server,
};
use mcp_types::AnyResourceContents;

/// Text where a file is UTF-8, bytes where it is not, nothing where it is not there.
async fn file(variables: ReadTemplate, cx: Context<FileRoot>) -> Result<Option<AnyResourceContents>, RequestError> {
    let (root, path) = (cx.state().clone(), variables.get("path").unwrap_or_default().to_owned());
    let read = tokio::task::spawn_blocking(move || root.resolve(&path).map(fs::read));
    let bytes = match read.await? {
        Some(Ok(bytes)) => bytes,
        Some(Err(error)) if error.kind() != ErrorKind::IsADirectory => return Err(error.into()),
        _ => return Ok(None),
    };
    Ok(Some(match String::from_utf8(bytes) {
        Ok(text) => variables.read().text(text),
        Err(error) => variables.read().bytes(error.as_bytes()),
    }))
}

/// What stands directly below the root.
async fn directory(_: ReadResource, cx: Context<FileRoot>) -> Result<String, RequestError> {
    let mut names = Vec::new();
    for entry in fs::read_dir(cx.state().directory())? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names.join("\n"))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = FileRoot::new(std::env::args().nth(1).as_deref().unwrap_or("."))?;
    let server = Server::builder("files", "1.0.0")
        .state(root)
        .resource(Resource::new("files:///", "root").mime_type("inode/directory").handler(directory))
        .resource_template(ResourceTemplate::new("files:///{+path}", "file").handler(file))
        .build()?;
    // Serves for as long as the process lives.
    Listener::local(8000).await?.serve(server.http(HttpConfig::local()), pending()).await?;
    Ok(())
}
