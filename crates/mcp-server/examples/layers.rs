//! What an operator wants around every tool, without touching one: an audit trail, deadlines, a cache.
//!
//! `cargo run -p mcp-server --features listener --example layers`

#![allow(clippy::print_stdout, reason = "an example shows what happens")]

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use mcp_server::{HttpConfig, Listener, Next, NoArgs, Operation, Outcome, OutcomeKind, Server, Tool, from_fn};
use mcp_transport_http::Rejection;
use mcp_types::Json;
use schemars::JsonSchema;
use serde::Deserialize;

/// Says who asked for what and how it went, and nothing of what was said.
async fn audit(operation: Operation, next: Next) -> Outcome {
    let (principal, method) = (operation.principal().key(), operation.method());
    let name = operation.name().unwrap_or("-").to_owned();
    let outcome = next.run(operation).await;
    println!("{principal:?} {} {name}: {:?}", method.as_str(), outcome.kind());
    outcome
}

/// Gives up on what takes longer than `limit`: its handler is dropped where it waits.
async fn deadline(limit: Duration, operation: Operation, next: Next) -> Outcome {
    let outcome = tokio::time::timeout(limit, next.run(operation)).await;
    outcome.unwrap_or_else(|_| Outcome::refused(Rejection::DeadlineExceeded { retry_after: limit }))
}

/// Results of one tool by its arguments. One that means it is bounded, and forgets.
#[derive(Clone, Default)]
struct Results(Arc<Mutex<HashMap<String, Json>>>);

impl Results {
    /// Answers calls that were answered before: for a tool whose result depends on nothing but its arguments.
    async fn recall(self, operation: Operation, next: Next) -> Outcome {
        let key = operation.param("arguments").map_or("{}", |arguments| arguments.text()).to_owned();
        if let Some(result) = self.lock().get(&key) {
            return Outcome::complete(result.clone());
        }
        let outcome = next.run(operation).await;
        if let (OutcomeKind::Complete, Some(result)) = (outcome.kind(), outcome.result()) {
            self.lock().insert(key, result);
        }
        outcome
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Json>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Deserialize, JsonSchema)]
struct Limit {
    below: u32,
}

async fn count_primes(args: Limit) -> String {
    let is_prime = |n: &u32| (2..*n).all(|divisor| !n.is_multiple_of(divisor));
    (2..args.below).filter(is_prime).count().to_string()
}

/// A tool that is worth remembering, and one that never ends.
fn server() -> Result<Server, mcp_server::BuildError> {
    let results = Results::default();
    let recall = from_fn(move |operation, next| results.clone().recall(operation, next));
    let deadline = from_fn(|operation, next| deadline(Duration::from_secs(2), operation, next));
    Server::builder("layered", "1.0.0")
        .layer(from_fn(audit))
        .layer(deadline)
        .tool(Tool::new("count_primes").blocking().layer(recall).handler(count_primes))
        .tool(Tool::new("stuck").handler(async |_: NoArgs| std::future::pending::<String>().await))
        .build()
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Serves for as long as the process lives.
    Listener::local(8000).await?.serve(server()?.http(HttpConfig::local()), std::future::pending()).await?;
    Ok(())
}
