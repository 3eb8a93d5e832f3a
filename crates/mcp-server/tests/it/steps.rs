//! Effects in a dialogue: what is remembered, and what happens again.

use std::sync::{Arc, Mutex};

use mcp_server::{Context, Elicit, InputKinds, KeyRing, NoArgs, Server, Tool, ToolError};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::{Reply, VERSION, ask, builder};

#[derive(Deserialize, JsonSchema)]
struct Agreed {
    agree: bool,
}

/// The keys under which a service was called, in order.
type Ledger = Arc<Mutex<Vec<String>>>;

/// Reserves, asks, then charges.
async fn order(_: NoArgs, cx: Context<Ledger>) -> Result<String, ToolError> {
    let ledger = Arc::clone(cx.state());
    let note = |key: &str| ledger.lock().map(|mut keys| keys.push(key.to_owned())).map_err(|_| ToolError::internal());
    let seat: u64 = cx.step("reserve", async |key| note(key.as_str()).map(|()| 17)).await?;
    let Agreed { agree } = cx.ask("confirm", Elicit::form(format!("Take seat {seat}?"))).await?;
    if agree {
        cx.step("charge", async |key| note(key.as_str())).await?;
    }
    Ok(format!("seat {seat}"))
}

fn server() -> (Server, Ledger) {
    let ledger = Ledger::default();
    let server = builder()
        .keys(KeyRing::generate().expect("there is randomness"))
        .state(Arc::clone(&ledger))
        .tool(Tool::new("order").may_ask(InputKinds::FORM).handler(order))
        .build()
        .expect("in order");
    (server, ledger)
}

async fn call(server: &Server, retry: Value) -> Reply {
    let mut params = retry;
    params["name"] = "order".into();
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": VERSION,
        "io.modelcontextprotocol/clientCapabilities": { "elicitation": {} },
    });
    ask(server, "tools/call", params).await
}

fn confirm(first: &Reply, agree: bool) -> Value {
    let answer = json!({ "action": "accept", "content": { "agree": agree } });
    json!({ "requestState": first.result()["requestState"], "inputResponses": { "confirm": answer } })
}

fn calls(ledger: &Ledger) -> Vec<String> {
    ledger.lock().expect("no handler panicked").clone()
}

#[tokio::test]
async fn step_is_remembered_across_rounds() {
    let (server, ledger) = server();
    let first = call(&server, json!({})).await;
    assert_eq!(call(&server, confirm(&first, true)).await.text(), "seat 17");
    let calls = calls(&ledger);
    assert_eq!(calls.len(), 2, "reserved once, charged once");
    assert_ne!(calls[0], calls[1], "each step has its own key");
}

#[tokio::test]
async fn lost_reply_starts_another_dialogue() {
    let (server, ledger) = server();
    let _lost = call(&server, json!({})).await;
    let first = call(&server, json!({})).await;
    assert_eq!(call(&server, confirm(&first, false)).await.text(), "seat 17");
    let calls = calls(&ledger);
    assert_eq!(calls.len(), 2, "at least once: the memory of the first was lost with its reply");
    assert_ne!(calls[0], calls[1], "nothing tells that both were meant to be one");
}

#[tokio::test]
async fn resent_last_round_repeats_its_steps_under_the_same_key() {
    let (server, ledger) = server();
    let first = call(&server, json!({})).await;
    let retry = confirm(&first, true);
    assert_eq!(call(&server, retry.clone()).await.text(), "seat 17");
    assert_eq!(call(&server, retry).await.text(), "seat 17");
    let calls = calls(&ledger);
    assert_eq!(calls.len(), 3);
    assert_eq!(calls[1], calls[2], "the service called can tell the second time");
}

#[tokio::test]
async fn forked_state_keeps_the_keys_of_its_dialogue() {
    let (server, ledger) = server();
    let first = call(&server, json!({})).await;
    let (yes, no) = (confirm(&first, true), confirm(&first, false));
    assert_eq!(call(&server, no).await.text(), "seat 17");
    assert_eq!(call(&server, yes.clone()).await.text(), "seat 17");
    assert_eq!(call(&server, yes).await.text(), "seat 17");
    let calls = calls(&ledger);
    assert_eq!(calls.len(), 3, "reserved once, charged by each of the two that agreed");
    assert_eq!(calls[1], calls[2]);
}

#[tokio::test]
async fn failure_of_a_step_is_not_remembered() {
    let attempts = Arc::new(Mutex::new(0));
    let flaky = async |_: NoArgs, cx: Context<Arc<Mutex<u32>>>| {
        let attempts = Arc::clone(cx.state());
        let step = cx.step("call", async |_| {
            let mut attempts = attempts.lock().map_err(|_| ToolError::internal())?;
            *attempts += 1;
            if *attempts == 1 { Err(ToolError::new("unavailable")) } else { Ok(*attempts) }
        });
        let attempt: u32 = step.await?;
        Ok::<_, ToolError>(attempt.to_string())
    };
    let server = builder().state(attempts).tool(Tool::new("order").handler(flaky)).build().expect("in order");
    assert_eq!(call(&server, json!({})).await.result()["isError"], true);
    assert_eq!(call(&server, json!({})).await.text(), "2");
}
