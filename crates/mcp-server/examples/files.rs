//! The files below a directory, and clients that hear when one of them changes.
//!
//! `cargo run -p mcp-server --features listener --example files -- docs`, then listen on `http://127.0.0.1:8000/mcp`:
//! `subscriptions/listen` with `"notifications": { "resourceSubscriptions": ["files:///architecture.md"] }`.

use std::collections::HashMap;
use std::fs;
use std::future::pending;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use mcp_server::{Context, FileRoot, HttpConfig, Listener, ReadTemplate, RequestError, ResourceTemplate, Server};

/// How often the directory is looked at.
const INTERVAL: Duration = Duration::from_secs(1);

/// When each file below a directory was written, by its URI.
type Written = HashMap<String, SystemTime>;

async fn file(variables: ReadTemplate, cx: Context<FileRoot>) -> Result<Option<String>, RequestError> {
    let (root, path) = (cx.state().clone(), variables.get("path").unwrap_or_default().to_owned());
    let read =
        tokio::task::spawn_blocking(move || root.resolve(&path).filter(|file| file.is_file()).map(fs::read_to_string));
    Ok(read.await?.transpose()?)
}

/// Looks at every file below `directory`, which `path` leads to from the root. Links are not followed.
fn look(directory: &Path, path: &str, written: &mut Written) -> std::io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let (kind, name) = (entry.file_type()?, entry.file_name());
        let uri = format!("{path}/{}", name.to_string_lossy());
        if kind.is_dir() {
            look(&entry.path(), &uri, written)?;
        } else if kind.is_file() {
            written.insert(uri, entry.metadata()?.modified()?);
        }
    }
    Ok(())
}

/// Tells who listens of every file that was written, made or removed since the last look.
async fn watch(server: Server, directory: PathBuf) {
    let (mut known, mut interval) = (None::<Written>, tokio::time::interval(INTERVAL));
    loop {
        interval.tick().await;
        let directory = directory.clone();
        let looked = tokio::task::spawn_blocking(move || {
            let mut written = Written::new();
            look(&directory, "files://", &mut written).map(|()| written)
        });
        // A file that vanished while it was looked at is missed until the next look.
        let Ok(Ok(written)) = looked.await else { continue };
        let before = known.get_or_insert_with(|| written.clone());
        let changed = written.iter().filter(|(uri, time)| before.get(*uri) != Some(time)).map(|(uri, _)| uri);
        let removed = before.keys().filter(|uri| !written.contains_key(*uri));
        for uri in changed.chain(removed) {
            // Events stay in this process, so there is no bus that could be away.
            let _ = server.resource_updated(uri).await;
        }
        known = Some(written);
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = FileRoot::new(std::env::args().nth(1).as_deref().unwrap_or("."))?;
    let directory = root.directory().to_owned();
    let template = ResourceTemplate::new("files:///{+path}", "file").subscribable().handler(file);
    let server = Server::builder("files", "1.0.0").state(root).resource_template(template).build()?;
    tokio::spawn(watch(server.clone(), directory));
    // Serves for as long as the process lives.
    Listener::local(8000).await?.serve(server.http(HttpConfig::local()), pending()).await?;
    Ok(())
}
