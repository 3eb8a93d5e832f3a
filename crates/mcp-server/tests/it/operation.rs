//! What layers may know of an operation beyond what was asked for.

use std::sync::{Arc, Mutex};

use mcp_server::{
    Eras, Next, NoArgs, Operation, OutcomeKind, Prompt, ReadTemplate, Registered, Resource, ResourceTemplate, Server,
    ServerBuilder, Tool, Transport, from_fn,
};
use mcp_types::ErrorCode;
use serde_json::{Value, json};

use crate::support::{ask, builder, call};
use crate::ways::Peer;

const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01";
const OTHER: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/// What a layer found out of each operation.
struct Seen<T>(Arc<Mutex<Vec<T>>>);

impl<T: Send + 'static> Seen<T> {
    fn by(look: fn(&Operation) -> T) -> (Self, ServerBuilder<()>) {
        let seen = Seen(Arc::default());
        let notes = Arc::clone(&seen.0);
        let builder = builder().layer(from_fn(move |operation, next: Next| {
            notes.lock().expect("nobody panics here").push(look(&operation));
            next.run(operation)
        }));
        (seen, builder)
    }

    fn take(&self) -> Vec<T> {
        std::mem::take(&mut self.0.lock().expect("nobody panics here"))
    }
}

fn offering(builder: ServerBuilder<()>) -> ServerBuilder<()> {
    let read = async |_: mcp_server::ReadResource| "";
    builder
        .eras(Eras::Dual)
        .tool(Tool::new("tool").handler(async |_: NoArgs| ""))
        .tool(Tool::new("hidden").visible_to(|_| false).handler(async |_: NoArgs| ""))
        .prompt(
            Prompt::new("prompt")
                .argument(mcp_types::PromptArgument::new("a"))
                .handler(async |_: mcp_types::JsonObject| ""),
        )
        .resource(Resource::new("test://here", "here").handler(read))
        .resource_template(
            ResourceTemplate::new("test://rows/{id}", "rows")
                .handler(async |_: ReadTemplate| "")
                .complete("id", async |_: mcp_server::Partial| vec!["1"]),
        )
}

#[tokio::test]
async fn what_is_addressed_goes_by_the_name_of_its_registration() {
    let (seen, builder) = Seen::by(Operation::registered);
    let server = offering(builder).build().expect("a server");
    let template = || Some(Registered::ResourceTemplate("test://rows/{id}".into()));
    let complete = |reference: Value| json!({ "ref": reference, "argument": { "name": "a", "value": "" } });
    for (method, params, expected) in [
        ("tools/list", json!({}), None),
        ("tools/call", json!({ "name": "tool" }), Some(Registered::Tool("tool".into()))),
        ("tools/call", json!({ "name": "none" }), None),
        ("tools/call", json!({ "name": "hidden" }), None),
        ("tools/call", json!({ "name": "prompt" }), None),
        ("prompts/get", json!({ "name": "prompt" }), Some(Registered::Prompt("prompt".into()))),
        ("prompts/get", json!({ "name": "tool" }), None),
        ("resources/read", json!({ "uri": "test://here" }), Some(Registered::Resource("test://here".into()))),
        ("resources/read", json!({ "uri": "test://rows/7" }), template()),
        ("resources/read", json!({ "uri": "test://rows/%7Bid%7D" }), template()),
        ("resources/read", json!({ "uri": "test://gone" }), None),
        (
            "completion/complete",
            complete(json!({ "type": "ref/prompt", "name": "prompt" })),
            Some(Registered::Prompt("prompt".into())),
        ),
        ("completion/complete", complete(json!({ "type": "ref/prompt", "name": "none" })), None),
        ("completion/complete", complete(json!({ "type": "ref/resource", "uri": "test://rows/{id}" })), template()),
        ("completion/complete", complete(json!({ "type": "ref/resource", "uri": "test://gone" })), None),
        ("completion/complete", json!({}), None),
    ] {
        let _ = ask(&server, method, params.clone()).await;
        assert_eq!(seen.take(), [expected], "{method} {params}");
    }
}

#[tokio::test]
async fn the_transport_is_known_whatever_the_era() {
    let (seen, builder) = Seen::by(|operation| (operation.transport(), operation.legacy_session()));
    let server = offering(builder).build().expect("a server");
    let mut sessions = Vec::new();
    for mut peer in Peer::all(&server).await {
        for method in ["tools/list", "prompts/list"] {
            peer.ask(method, json!({}), &Value::Null).await;
        }
        let transport = match peer.is_over_http() {
            true => Transport::Http(http::Version::HTTP_11),
            false => Transport::Stdio,
        };
        let [(first, session), second] = <[_; 2]>::try_from(seen.take()).expect("two operations");
        assert_eq!((first, (transport, session.clone())), (transport, second), "one session");
        assert_eq!(session.is_none(), peer.is_modern());
        sessions.extend(session);
    }
    assert!(sessions.iter().all(|session| session.len() == 32), "{sessions:?}");
    sessions.dedup();
    assert_eq!(sessions.len(), if cfg!(feature = "stdio") { 2 } else { 1 });
}

#[tokio::test]
async fn trace_contexts_of_the_message_and_of_the_exchange_are_told_apart() {
    let (seen, builder) = Seen::by(|operation| {
        let text = |part: Option<mcp_types::TraceParent>| part.map(|part| part.as_str().to_owned());
        let exchange = operation.transport_trace_context().traceparent.clone();
        (text(operation.trace_context().traceparent), text(exchange))
    });
    let server = offering(builder).build().expect("a server");
    for mut peer in Peer::all(&server).await {
        peer.fields = vec![("traceparent", OTHER)];
        let exchange = peer.is_over_http().then(|| OTHER.to_owned());
        peer.ask("tools/call", json!({ "name": "tool" }), &json!({ "traceparent": PARENT })).await;
        assert_eq!(seen.take(), [(Some(PARENT.to_owned()), exchange.clone())]);
        peer.ask("tools/call", json!({ "name": "tool" }), &json!({ "traceparent": 7 })).await;
        assert_eq!(seen.take(), [(None, exchange)]);
    }
}

#[tokio::test]
async fn a_handler_that_panics_is_an_outcome_that_layers_see() {
    let kinds: Arc<Mutex<Vec<OutcomeKind>>> = Arc::default();
    let notes = Arc::clone(&kinds);
    let layer = from_fn(move |operation, next: Next| {
        let notes = Arc::clone(&notes);
        async move {
            let outcome = next.run(operation).await;
            notes.lock().expect("nobody panics here").push(outcome.kind());
            outcome
        }
    });
    let panics = Tool::new("panics").layer(layer.clone()).handler(async |_: NoArgs| -> String { panic!("hunter2") });
    let server: Server = builder().layer(layer).tool(panics).build().expect("a server");
    let failed = call(&server, "panics", json!({})).await;
    assert_eq!((failed.error(), failed.message()), ((200, -32_603), "internal error"));
    let seen = kinds.lock().expect("nobody panics here").clone();
    assert_eq!(seen, [OutcomeKind::Error(ErrorCode::INTERNAL_ERROR); 2], "that of the tool, and that of the server");
}
