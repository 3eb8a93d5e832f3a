//! `tower` layers around operations.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mcp_server::{
    Context, Elicit, Eras, InputKinds, KeyRing, Next, NoArgs, Operation, Outcome, OutcomeKind, Prompt, ReadResource,
    Resource, Server, ServerBuilder, Tool, ToolError, from_fn,
};
use mcp_transport_http::Rejection;
use mcp_types::{ErrorCode, ErrorObject, Json};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::legacy::Client;
use crate::support::{ask, builder, call, message, meta, request, send};

/// What layers have written down.
#[derive(Clone, Default)]
struct Trail(Arc<Mutex<Vec<String>>>);

impl Trail {
    fn note(&self, entry: String) {
        self.0.lock().expect("nobody panics here").push(entry);
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().expect("nobody panics here"))
    }

    async fn follow(self, who: &'static str, operation: Operation, next: Next) -> Outcome {
        let what = format!("{} {}", operation.method().as_str(), operation.name().unwrap_or("-"));
        self.note(format!("{who} > {what}"));
        let outcome = next.run(operation).await;
        self.note(format!("{who} < {:?}", outcome.kind()));
        outcome
    }
}

/// A server whose operations leave a trail.
fn followed(trail: &Trail) -> ServerBuilder<()> {
    let trail = trail.clone();
    builder().layer(from_fn(move |operation, next| trail.clone().follow("server", operation, next)))
}

#[derive(Deserialize, JsonSchema)]
struct Name {
    #[expect(dead_code, reason = "only what is asked for matters here")]
    name: String,
}

async fn greet(_: NoArgs, cx: Context<()>) -> Result<String, mcp_server::AskError> {
    cx.ask("name", Elicit::form::<Name>("Who?")).await?;
    Ok("hello".to_owned())
}

fn with_everything(trail: &Trail) -> Server {
    followed(trail)
        .keys(KeyRing::generate().expect("randomness"))
        .eras(Eras::Dual)
        .tool(Tool::new("open").handler(async |_: NoArgs| "open"))
        .tool(Tool::new("broken").handler(async |_: NoArgs| Err::<String, _>(ToolError::new("broken"))))
        .tool(Tool::new("greet").may_ask(InputKinds::FORM).handler(greet))
        .prompt(Prompt::new("open").handler(async |_: NoArgs| "open"))
        .resource(Resource::new("test://open", "open").handler(async |_: ReadResource| "open"))
        .build()
        .expect("a server")
}

const OPERATIONS: [(&str, &str, &str, &str); 11] = [
    ("server/discover", "{}", "-", "Complete"),
    ("tools/list", "{}", "-", "Complete"),
    ("prompts/list", "{}", "-", "Complete"),
    ("resources/list", "{}", "-", "Complete"),
    ("resources/templates/list", "{}", "-", "Complete"),
    ("tools/call", r#"{"name":"open"}"#, "open", "Complete"),
    ("tools/call", r#"{"name":"broken"}"#, "broken", "ToolError"),
    ("tools/call", r#"{"name":"none"}"#, "none", "Error(ErrorCode(-32602))"),
    ("tools/call", r#"{"name":"open","arguments":{"a":1}}"#, "open", "ToolError"),
    ("prompts/get", r#"{"name":"open"}"#, "open", "Complete"),
    ("resources/read", r#"{"uri":"test://open"}"#, "test://open", "Complete"),
];

#[tokio::test]
async fn layers_see_every_operation_and_how_it_went() {
    let trail = Trail::default();
    let server = with_everything(&trail);
    for (method, params, name, kind) in OPERATIONS {
        let _ = ask(&server, method, serde_json::from_str(params).expect("JSON")).await;
        assert_eq!(trail.take(), [format!("server > {method} {name}"), format!("server < {kind}")], "{params}");
    }
    let mut params = json!({ "name": "greet", "_meta": meta() });
    params["_meta"]["io.modelcontextprotocol/clientCapabilities"] = json!({ "elicitation": {} });
    let asked = ask(&server, "tools/call", params).await;
    assert_eq!(asked.result()["resultType"], "input_required");
    assert_eq!(trail.take()[1], "server < InputRequired");
}

#[tokio::test]
async fn operations_of_legacy_sessions_pass_the_same_layers() {
    let trail = Trail::default();
    let server = with_everything(&trail);
    let client = Client::open(&server, "2025-11-25").await;
    assert_eq!(trail.take(), [""; 0], "a session is no operation");
    for (method, params, name, kind) in OPERATIONS.iter().filter(|(method, ..)| *method != "server/discover") {
        let _ = client.ask(&server, method, serde_json::from_str(params).expect("JSON")).await;
        assert_eq!(trail.take(), [format!("server > {method} {name}"), format!("server < {kind}")], "{params}");
    }
}

#[tokio::test]
async fn a_stream_that_opens_is_an_operation() {
    let trail = Trail::default();
    let server = with_everything(&trail);
    let params = json!({ "notifications": { "toolsListChanged": true } });
    let response = crate::subscriptions::attempt(&server, json!(1), params, None).await;
    assert_eq!(response.status(), 200);
    assert_eq!(trail.take(), ["server > subscriptions/listen -", "server < Opened"]);
}

#[tokio::test]
async fn the_first_layer_is_the_outermost_and_those_of_a_tool_are_inside() {
    let trail = Trail::default();
    let [first, second, own] = [trail.clone(), trail.clone(), trail.clone()];
    let tool = Tool::new("t").layer(from_fn(move |operation, next| own.clone().follow("tool", operation, next)));
    let server = builder()
        .layer(from_fn(move |operation, next| first.clone().follow("first", operation, next)))
        .layer(from_fn(move |operation, next| second.clone().follow("second", operation, next)))
        .tool(tool.handler(async |_: NoArgs| ""))
        .tool(Tool::new("other").handler(async |_: NoArgs| ""))
        .build()
        .expect("a server");
    let who = |trail: Vec<String>| -> Vec<String> {
        trail.iter().map(|entry| entry.split_whitespace().take(2).collect::<Vec<_>>().join("")).collect()
    };
    call(&server, "t", json!({})).await;
    assert_eq!(who(trail.take()), ["first>", "second>", "tool>", "tool<", "second<", "first<"]);
    call(&server, "other", json!({})).await;
    assert_eq!(who(trail.take()), ["first>", "second>", "second<", "first<"]);
}

/// A tool that says whether it ran, under a layer.
fn run_under<F, Fut>(layer: F) -> (Server, Arc<AtomicBool>)
where
    F: Fn(Operation, Next) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Outcome> + Send + 'static,
{
    let ran = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&ran);
    let tool = Tool::new("t").handler(move |_: NoArgs| {
        let seen = Arc::clone(&seen);
        async move {
            seen.store(true, Ordering::Relaxed);
            "ran"
        }
    });
    (builder().layer(from_fn(layer)).tool(tool).build().expect("a server"), ran)
}

#[tokio::test]
async fn a_layer_that_answers_keeps_the_handler_from_running() {
    let no = ErrorObject::new(ErrorCode::application(1).expect("a code of our own"), "no");
    let (server, ran) = run_under(move |_, _| std::future::ready(Outcome::error(no.clone())));
    let refused = call(&server, "t", json!({})).await;
    assert_eq!((refused.error(), refused.message()), ((200, 1), "no"));
    assert!(!ran.load(Ordering::Relaxed));
}

#[tokio::test]
async fn a_refusal_has_the_status_and_fields_of_its_row() {
    let retry_after = Duration::from_millis(1500);
    let (server, _) =
        run_under(move |_, _| std::future::ready(Outcome::refused(Rejection::RateLimited { retry_after })));
    let refused = call(&server, "t", json!({})).await;
    assert_eq!(refused.error(), (429, -31_000));
    assert_eq!(refused.headers["retry-after"], "2");
    assert_eq!(refused.body["id"], 1);
}

#[tokio::test]
async fn a_result_that_was_kept_answers_another_request() {
    let kept: Arc<Mutex<Option<Json>>> = Arc::default();
    let (server, ran) = run_under(move |operation, next| {
        let kept = Arc::clone(&kept);
        async move {
            let known = kept.lock().expect("nobody panics here").clone();
            if let Some(result) = known {
                return Outcome::complete(result);
            }
            let outcome = next.run(operation).await;
            *kept.lock().expect("nobody panics here") = outcome.result();
            outcome
        }
    });
    let first = call(&server, "t", json!({})).await;
    assert!(ran.swap(false, Ordering::Relaxed));
    let mut again = message("tools/call", json!({ "name": "t" }));
    again["id"] = json!("again");
    let second = send(&server.http(mcp_server::HttpConfig::local()), request(&again)).await;
    assert_eq!((second.result(), &second.body["id"]), (first.result(), &json!("again")));
    assert!(!ran.load(Ordering::Relaxed));
}

#[tokio::test]
async fn a_layer_that_panics_is_an_internal_error_that_says_nothing() {
    let (server, _) = run_under(|_, _| async { panic!("the database password is hunter2") });
    let failed = call(&server, "t", json!({})).await;
    assert_eq!((failed.error(), failed.message()), ((200, -32_603), "internal error"));
    let listed = ask(&server, "tools/list", json!({})).await;
    assert_eq!(listed.error(), (200, -32_603));
}

#[tokio::test]
async fn an_error_of_a_layer_is_an_internal_error_that_says_nothing() {
    #[derive(Clone)]
    struct Broken;
    impl tower_service::Service<Operation> for Broken {
        type Response = Outcome;
        type Error = std::io::Error;
        type Future = std::future::Ready<Result<Outcome, std::io::Error>>;
        fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), std::io::Error>> {
            std::task::Poll::Ready(Ok(()))
        }
        fn call(&mut self, _: Operation) -> Self::Future {
            std::future::ready(Err(std::io::Error::other("hunter2")))
        }
    }
    let server = builder().layer(tower_layer::layer_fn(|_: Next| Broken)).build().expect("a server");
    let failed = ask(&server, "server/discover", json!({})).await;
    assert_eq!((failed.error(), failed.message()), ((200, -32_603), "internal error"));
}

#[tokio::test(start_paused = true)]
async fn a_deadline_drops_the_handler_where_it_waits() {
    struct Dropped(Arc<AtomicUsize>);
    impl Drop for Dropped {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
    let dropped = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&dropped);
    let stuck = Tool::new("stuck").handler(move |_: NoArgs| {
        let guard = Dropped(Arc::clone(&counter));
        async move {
            std::future::pending::<()>().await;
            drop(guard);
        }
    });
    let limit = Duration::from_secs(2);
    let deadline = from_fn(move |operation, next: Next| async move {
        let outcome = tokio::time::timeout(limit, next.run(operation)).await;
        outcome.unwrap_or_else(|_| Outcome::refused(Rejection::DeadlineExceeded { retry_after: limit }))
    });
    let server = builder().layer(deadline).tool(stuck).build().expect("a server");
    let late = call(&server, "stuck", json!({})).await;
    assert_eq!((late.error(), late.headers["retry-after"].as_bytes()), ((503, -31_000), &b"2"[..]));
    assert_eq!(dropped.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn layers_know_what_was_sent_and_by_whom() {
    let seen: Arc<Mutex<Value>> = Arc::default();
    let note = Arc::clone(&seen);
    let (server, _) = run_under(move |operation, next| {
        *note.lock().expect("nobody panics here") = json!({
            "arguments": operation.param("arguments").map(|raw| raw.text().to_owned()),
            "client": operation.client_info().map(|client| client.name.clone()),
            "version": operation.protocol_version().as_str(),
            "id": operation.request_id().as_json(),
            "shown": format!("{operation:?}"),
        });
        next.run(operation)
    });
    call(&server, "t", json!({ "secret": "hunter2" })).await;
    let seen = seen.lock().expect("nobody panics here").clone();
    assert_eq!(seen["arguments"], r#"{"secret":"hunter2"}"#);
    assert_eq!((&seen["client"], &seen["version"], &seen["id"]), (&json!("peer"), &json!("2026-07-28"), &json!("1")));
    assert!(!seen["shown"].as_str().expect("text").contains("hunter2"));
}

// The kinds are the whole of what an outcome's `Debug` shows.
#[test]
fn debug_of_an_outcome_shows_no_content() {
    let outcome = Outcome::complete(Json::parse(r#"{"content":"hunter2"}"#).expect("JSON"));
    assert_eq!((format!("{outcome:?}"), outcome.kind()), ("Outcome(Complete)".to_owned(), OutcomeKind::Complete));
}
