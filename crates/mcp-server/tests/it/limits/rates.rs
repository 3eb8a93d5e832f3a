//! Rates, by virtual time.

use std::time::Duration;

use mcp_server::Outcome;
use mcp_server::from_fn;
use mcp_types::Json;
use serde_json::{Value, json};

use super::{Hall, ask_as, assert_refused, building, call_as, pause, serving};

fn completion(argument: &str) -> Value {
    json!({
        "ref": { "type": "ref/prompt", "name": "greet" },
        "argument": { "name": argument, "value": "" },
    })
}

/// Three at once, one in two seconds.
fn rate() -> Value {
    json!({ "per_second": 0.5, "burst": 3 })
}

// spec: TOOLS-028 COMPL-006 COMPL-009
#[tokio::test(start_paused = true)]
async fn what_comes_too_often_is_refused_until_time_makes_room() {
    let quick = || ("tools/call", json!({ "name": "quick" }));
    let complete = |argument| ("completion/complete", completion(argument));
    for (limits, who, (method, params)) in [
        (json!({ "server": { "tool_calls": rate() } }), None, quick()),
        (json!({ "server": { "tool_calls": rate() } }), Some("ann"), quick()),
        (json!({ "tools": { "quick": { "tool_calls": rate() } } }), None, quick()),
        (json!({ "principal": { "tool_calls": rate() } }), Some("ann"), quick()),
        (json!({ "anonymous": { "tool_calls": rate() } }), None, quick()),
        (json!({ "server": { "completions": rate() } }), None, complete("name")),
        (json!({ "server": { "completions": rate() } }), None, complete("free")),
        (json!({ "principal": { "completions": rate() } }), Some("ann"), complete("name")),
        (json!({ "anonymous": { "completions": rate() } }), None, complete("name")),
    ] {
        let server = serving(&Hall::new(), limits);
        let ask = || ask_as(&server, who, method, params.clone());
        for _ in 0..3 {
            ask().await.result();
        }
        assert_refused(&ask().await, 429, 2);
        pause(Duration::from_millis(1100)).await;
        assert_refused(&ask().await, 429, 1);
        pause(Duration::from_secs(1)).await;
        ask().await.result();
        assert_refused(&ask().await, 429, 2);
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_counted_apart_does_not_count_together() {
    for (limits, emptied, free) in [
        (json!({ "server": { "tool_calls": rate() } }), (None, "quick"), None),
        (json!({ "tools": { "quick": { "tool_calls": rate() } } }), (None, "quick"), Some((None, "other"))),
        (json!({ "principal": { "tool_calls": rate() } }), (Some("ann"), "quick"), Some((Some("bob"), "quick"))),
        (json!({ "principal": { "tool_calls": rate() } }), (Some("ann"), "quick"), Some((None, "quick"))),
        (json!({ "anonymous": { "tool_calls": rate() } }), (None, "quick"), Some((Some("ann"), "quick"))),
    ] {
        let server = serving(&Hall::new(), limits);
        let empty = || call_as(&server, emptied.0, emptied.1);
        for _ in 0..3 {
            empty().await.result();
        }
        assert_refused(&empty().await, 429, 2);
        if let Some((who, tool)) = free {
            call_as(&server, who, tool).await.result();
        }
        ask_as(&server, emptied.0, "completion/complete", completion("name")).await.result();
        ask_as(&server, emptied.0, "tools/list", json!({})).await.result();
        ask_as(&server, emptied.0, "prompts/get", json!({ "name": "greet" })).await.result();
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_one_party_refuses_costs_nothing_at_the_others() {
    let limits = json!({
        "server": { "tool_calls": { "per_second": 0.1, "burst": 4 } },
        "tools": { "quick": { "tool_calls": rate() } },
    });
    let server = serving(&Hall::new(), limits);
    for _ in 0..3 {
        call_as(&server, None, "quick").await.result();
    }
    for _ in 0..10 {
        assert_refused(&call_as(&server, None, "quick").await, 429, 2);
    }
    call_as(&server, None, "other").await.result();
    assert_refused(&call_as(&server, None, "quick").await, 429, 10);
}

#[tokio::test(start_paused = true)]
async fn what_does_not_run_is_not_counted() {
    let server = serving(&Hall::new(), json!({ "server": { "tool_calls": { "per_second": 1, "burst": 1 } } }));
    for _ in 0..5 {
        let misfit = ask_as(&server, None, "tools/call", json!({ "name": "stand", "arguments": { "who": "x" } })).await;
        assert_eq!(misfit.result()["isError"], true);
        assert_eq!(call_as(&server, None, "none").await.error(), (200, -32_602));
    }
    call_as(&server, None, "quick").await.result();
}

#[tokio::test(start_paused = true)]
async fn what_a_layer_answers_is_not_counted_and_what_is_refused_is_seen_by_layers() {
    let seen = std::sync::Arc::<std::sync::Mutex<Vec<String>>>::default();
    let notes = std::sync::Arc::clone(&seen);
    let layer = from_fn(move |operation: mcp_server::Operation, next: mcp_server::Next| {
        let notes = std::sync::Arc::clone(&notes);
        async move {
            if operation.name() == Some("other") {
                return Outcome::complete(Json::parse(r#"{"content":[],"resultType":"complete"}"#).expect("JSON"));
            }
            let outcome = next.run(operation).await;
            notes.lock().expect("nobody panics here").push(format!("{:?}", outcome.kind()));
            outcome
        }
    });
    let limits = json!({ "server": { "tool_calls": { "per_second": 1, "burst": 1 } } });
    let server = building(&Hall::new(), limits).layer(layer).build().expect("in order");
    for _ in 0..5 {
        call_as(&server, None, "other").await.result();
    }
    call_as(&server, None, "quick").await.result();
    assert_refused(&call_as(&server, None, "quick").await, 429, 1);
    assert_eq!(*seen.lock().expect("nobody panics here"), ["Complete", "Error(ErrorCode(-31000))"]);
}

#[tokio::test(start_paused = true)]
async fn a_principal_has_a_rate_unless_told_otherwise_and_nobody_else() {
    let server = serving(&Hall::new(), json!({}));
    let mut refused = [0, 0];
    for (who, refused) in [Some("ann"), None].into_iter().zip(&mut refused) {
        for _ in 0..250 {
            *refused += usize::from(call_as(&server, who, "quick").await.status == 429);
        }
    }
    assert_eq!(refused, [50, 0]);
}
