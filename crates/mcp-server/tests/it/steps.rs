//! Effects in a dialogue: what is remembered, and what happens again.

use std::sync::{Arc, Mutex};

use mcp_server::{
    BuildProblem, Context, Elicit, InputKinds, KeyRing, NoArgs, Prompt, RequestError, Server, ServerBuilder, Tool,
    ToolError,
};
use mcp_store::MemoryStore;
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
    (build(builder(), &ledger), ledger)
}

/// The same with a journal.
fn server_with_store() -> (Server, Ledger) {
    let ledger = Ledger::default();
    (build(builder().store(Arc::new(MemoryStore::default())), &ledger), ledger)
}

fn build(builder: ServerBuilder<()>, ledger: &Ledger) -> Server {
    builder
        .keys(KeyRing::generate().expect("there is randomness"))
        .state(Arc::clone(ledger))
        .tool(Tool::new("order").may_ask(InputKinds::FORM).handler(order))
        .build()
        .expect("in order")
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

// spec: MRTR-016 SAMP-022
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

#[tokio::test]
async fn journal_does_each_step_of_a_dialogue_once() {
    let (server, ledger) = server_with_store();
    let first = call(&server, json!({})).await;
    let (yes, no) = (confirm(&first, true), confirm(&first, false));
    // The last round is sent again, and its state is forked.
    for retry in [yes.clone(), yes.clone(), no, yes] {
        assert_eq!(call(&server, retry).await.text(), "seat 17");
    }
    assert_eq!(calls(&ledger).len(), 2, "reserved once, charged once");
}

#[tokio::test]
async fn lost_reply_starts_another_dialogue_with_a_journal_too() {
    let (server, ledger) = server_with_store();
    let _lost = call(&server, json!({})).await;
    let first = call(&server, json!({})).await;
    assert_eq!(call(&server, confirm(&first, false)).await.text(), "seat 17");
    assert_eq!(calls(&ledger).len(), 2, "nothing in the second request tells that it is the first again");
}

#[tokio::test]
async fn step_that_broke_off_is_in_doubt_and_one_that_failed_is_not() {
    let attempts = Arc::new(Mutex::new(0));
    let handler = async |_: NoArgs, cx: Context<Arc<Mutex<u32>>>| {
        let Agreed { agree } = cx.ask("confirm", Elicit::form("Go on?")).await?;
        let attempts = Arc::clone(cx.state());
        let attempt = move || {
            attempts
                .lock()
                .map(|mut attempts| {
                    *attempts += 1;
                    *attempts
                })
                .unwrap_or(0)
        };
        let step = cx.step("fragile", async |_| match attempt() {
            1 => Err(ToolError::new("refused")),
            2 if agree => panic!("half-way"),
            attempt => Ok(attempt),
        });
        let attempt: u32 = step.await?;
        Ok::<_, ToolError>(attempt.to_string())
    };
    let server = builder()
        .keys(KeyRing::generate().expect("there is randomness"))
        .store(Arc::new(MemoryStore::default()))
        .state(attempts)
        .tool(Tool::new("order").may_ask(InputKinds::FORM).handler(handler))
        .build()
        .expect("in order");
    let retry = confirm(&call(&server, json!({})).await, true);
    assert_eq!(call(&server, retry.clone()).await.text(), "refused");
    assert_eq!(call(&server, retry.clone()).await.error(), (200, -32603));
    let doubtful = call(&server, retry).await;
    assert_eq!(doubtful.text(), "the step was begun before and may have been done");
}

// spec: MRTR-015
#[tokio::test]
async fn state_that_is_good_once_is_refused_the_second_time() {
    let pay = async |_: NoArgs, cx: Context<()>| {
        let Agreed { agree } = cx.ask("confirm", Elicit::form("Pay?")).await?;
        Ok::<_, ToolError>(agree.to_string())
    };
    let tool = || Tool::new("order").may_ask(InputKinds::FORM).single_use().handler(pay);
    let keys = KeyRing::generate().expect("there is randomness");
    let builder_with = |keys: KeyRing| builder().keys(keys).tool(tool());
    let server = builder_with(keys).store(Arc::new(MemoryStore::default())).build().expect("in order");
    let retry = confirm(&call(&server, json!({})).await, true);
    assert_eq!(call(&server, retry.clone()).await.text(), "true");
    assert_eq!(call(&server, retry.clone()).await.error(), (200, -32602));
    let spelled = retry.to_string();
    let state = retry["requestState"].as_str().expect("a state");
    let escaped = format!("\\u{:04x}{}", u32::from(state.as_bytes()[0]), &state[1..]);
    let again: Value = serde_json::from_str(&spelled.replace(state, &escaped)).expect("JSON");
    assert_eq!(call(&server, again).await.error(), (200, -32602), "another spelling is the same state");
    let unasked = json!({ "inputResponses": retry["inputResponses"] });
    assert_eq!(call(&server, unasked).await.result()["resultType"], "input_required");

    let error = builder_with(KeyRing::generate().expect("there is randomness")).build().unwrap_err();
    assert!(matches!(error.problems(), [BuildProblem::NoStore { .. }]), "{error}");
}

// spec: MRTR-015
#[tokio::test]
async fn state_of_a_prompt_can_be_good_once_as_well() {
    let draft = async |_: NoArgs, cx: Context<()>| {
        let Agreed { agree } = cx.ask("confirm", Elicit::form("Draft?")).await?;
        Ok::<_, RequestError>(agree.to_string())
    };
    let prompt = Prompt::new("order").may_ask(InputKinds::FORM).single_use().handler(draft);
    let server = builder()
        .keys(KeyRing::generate().expect("there is randomness"))
        .store(Arc::new(MemoryStore::default()))
        .prompt(prompt)
        .build()
        .expect("in order");
    let get = async |mut params: Value| {
        params["name"] = "order".into();
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": VERSION,
            "io.modelcontextprotocol/clientCapabilities": { "elicitation": {} },
        });
        ask(&server, "prompts/get", params).await
    };
    let retry = confirm(&get(json!({})).await, true);
    assert_eq!(get(retry.clone()).await.result()["messages"][0]["content"]["text"], "true");
    assert_eq!(get(retry).await.error(), (200, -32602));
}
