//! Runs cells against a server with the client of `rmcp`, and prints one line of JSON for each.
//!
//! `interop-rmcp <http | stdio> <revision> <cell,cell,…> <URL | command argument…>`

#![allow(deprecated, reason = "what newer revisions deprecate is tried out all the same")]

mod cells;
mod session;

use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use serde_json::json;

use crate::session::{Lane, Unsupported};

/// How long one cell may take; what is still waited for then does not come.
const PATIENCE: Duration = Duration::from_secs(6);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut next = |what: &'static str| arguments.next().context(what);
    let (transport, revision) = (next("a transport")?, next("a revision")?);
    let cells = next("names of cells")?;
    let target = arguments.collect();
    let lane = Lane::new(transport == "stdio", revision, target)?;
    for cell in cells.split(',') {
        let (outcome, detail) = match run(cell, &lane).await {
            Ok(()) => ("pass", String::new()),
            Err(error) if error.is::<Unsupported>() => ("unsupported", error.to_string()),
            Err(error) => ("fail", one_line(&error)),
        };
        println!("{}", json!({ "cell": cell, "outcome": outcome, "detail": detail }));
    }
    Ok(())
}

async fn run(cell: &str, lane: &Lane) -> Result<()> {
    let outcome = tokio::time::timeout(PATIENCE, cells::run(cell, lane)).await;
    outcome.unwrap_or_else(|_| Err(anyhow!("nothing more within {} ms", PATIENCE.as_millis())))
}

fn one_line(error: &anyhow::Error) -> String {
    let text = format!("{error:#}");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.chars().take(400).collect()
}
