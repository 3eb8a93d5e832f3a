//! An MCP endpoint next to other routes of an axum application.
//!
//! `cargo run -p mcp-server --example axum`

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use mcp_server::{Context, HttpConfig, Server, Tool, ToolError};
use schemars::JsonSchema;
use serde::Deserialize;
use tokio::net::TcpListener;

/// Notes that both the tool and the web page see.
#[derive(Default)]
struct Notes(Mutex<Vec<String>>);

#[derive(Deserialize, JsonSchema)]
struct Note {
    /// One line of text
    text: String,
}

async fn note(args: Note, cx: Context<Arc<Notes>>) -> Result<String, ToolError> {
    if args.text.contains('\n') {
        return Err(ToolError::new("a note is one line: send each line as a note of its own"));
    }
    let mut notes = cx.state().0.lock().unwrap_or_else(PoisonError::into_inner);
    notes.push(args.text);
    Ok(format!("{} notes so far", notes.len()))
}

async fn page(State(notes): State<Arc<Notes>>) -> String {
    notes.0.lock().unwrap_or_else(PoisonError::into_inner).join("\n")
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let notes = Arc::new(Notes::default());
    let server = Server::builder("notes", "1.0.0")
        .state(Arc::clone(&notes))
        .tool(Tool::new("note").description("Writes down one line.").non_destructive().handler(note))
        .build()?;

    let app =
        Router::new().route("/", get(page)).with_state(notes).route_service("/mcp", server.http(HttpConfig::local()));
    Ok(axum::serve(TcpListener::bind("127.0.0.1:8000").await?, app).await?)
}
