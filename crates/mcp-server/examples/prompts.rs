//! Prompts with arguments that complete while they are typed.
//!
//! `cargo run -p mcp-server --features listener --example prompts`, then ask for one on `http://127.0.0.1:8000/mcp`.

use std::future::pending;

use mcp_server::{HttpConfig, Listener, Partial, Prompt, RequestError, Server};
use mcp_types::{Completion, PromptMessage, Role, TextContent};
use schemars::JsonSchema;
use serde::Deserialize;

#[derive(Deserialize, JsonSchema)]
struct Review {
    /// The code to look at
    code: String,
    /// Language the code is written in
    language: String,
    /// Framework that the code is built on
    framework: Option<String>,
}

async fn review(args: Review) -> Result<Vec<PromptMessage>, RequestError> {
    if args.code.trim().is_empty() {
        return Err(RequestError::invalid_params("code: expected something to review"));
    }
    let on = args.framework.map(|framework| format!(" on {framework}")).unwrap_or_default();
    Ok(vec![
        PromptMessage::new(
            Role::User,
            TextContent::new(format!("Review this {}{on}:\n\n{}", args.language, args.code)),
        ),
        PromptMessage::new(Role::Assistant, TextContent::new("I begin with what could fail.")),
    ])
}

async fn language(partial: Partial) -> Completion {
    partial.ranked(["javascript", "python", "rust", "typescript"])
}

async fn framework(partial: Partial) -> Completion {
    match partial.argument("language") {
        Some("python") => partial.ranked(["django", "fastapi", "flask"]),
        Some("rust") => partial.ranked(["actix", "axum", "rocket"]),
        _ => partial.ranked(["express", "react", "vue"]),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let prompt = Prompt::new("review").title("Code review").description("Finds mistakes in code.").handler(review);
    let prompt = prompt.complete("language", language).complete("framework", framework);
    let server = Server::builder("reviewer", "1.0.0").prompt(prompt).build()?;
    // Serves for as long as the process lives.
    Listener::local(8000).await?.serve(server.http(HttpConfig::local()), pending()).await?;
    Ok(())
}
