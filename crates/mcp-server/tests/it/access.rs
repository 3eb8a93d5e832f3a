//! Who may reach the endpoint, and who may do what.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use http::{HeaderValue, Request};
use http_body_util::Full;
use mcp_server::{
    Access, AccessRequest, AuthMode, Context, CredentialsRefused, Eras, HttpConfig, Next, NoArgs, Operation, Outcome,
    Principal, PrincipalKey, Resource, Server, ServerBuilder, Tool, from_fn,
};
use mcp_types::{Json, Method};
use serde_json::json;

use crate::legacy::Client;
use crate::support::{Reply, builder, message, request, send};

const CHALLENGE: &str = r#"Bearer error="insufficient_scope", scope="files:write""#;

fn ann() -> Principal {
    Principal::new(PrincipalKey::of("https://login.example", "ann"))
}

async fn ask_as(server: &Server, principal: Principal, method: &str, params: serde_json::Value) -> Reply {
    let mut request = request(&message(method, params));
    request.extensions_mut().insert(principal);
    send(&server.http(HttpConfig::local()), request).await
}

/// Only those with the scope may call `delete`, there or not; nobody reads the vault or listens to it.
fn policy(request: &AccessRequest<'_>) -> Access {
    match (request.method(), request.name()) {
        (Method::CallTool, Some("delete" | "destroy")) if !request.principal().has_scope("files:write") => {
            Access::challenge(HeaderValue::from_static(CHALLENGE))
        }
        (Method::ReadResource | Method::SubscriptionsListen, Some("vault:1")) => Access::forbidden(),
        (Method::GetPrompt, _) => panic!("undecided"),
        _ => Access::Allowed,
    }
}

fn guarded() -> ServerBuilder<()> {
    let deleted = async |_: NoArgs| "deleted";
    builder()
        .access(policy)
        .eras(Eras::Dual)
        .tool(Tool::new("delete").handler(deleted))
        .prompt(mcp_server::Prompt::new("p").handler(async |_: NoArgs| "p"))
        .resource(Resource::new("vault:1", "v").subscribable().handler(async |_: mcp_server::ReadResource| "gold"))
}

// spec: TOOLS-027 RES-022
#[tokio::test]
async fn what_is_forbidden_is_refused_before_it_is_looked_up() {
    let server = guarded().build().expect("a server");
    for tool in ["delete", "destroy"] {
        let refused = ask_as(&server, ann().with_scopes(["files:read"]), "tools/call", json!({ "name": tool })).await;
        assert_eq!((refused.error(), &refused.body["id"]), ((403, -32_600), &json!(1)), "{tool}");
        assert_eq!(refused.headers["www-authenticate"], CHALLENGE);
    }
    let refused = ask_as(&server, ann(), "resources/read", json!({ "uri": "vault:1" })).await;
    assert_eq!((refused.error(), refused.headers.get("www-authenticate")), ((403, -32_600), None));
    let allowed = ask_as(&server, ann().with_scopes(["files:write"]), "tools/call", json!({ "name": "delete" })).await;
    assert_eq!(allowed.text(), "deleted");
    let unknown = ask_as(&server, ann().with_scopes(["files:write"]), "tools/call", json!({ "name": "destroy" })).await;
    assert_eq!(unknown.error(), (200, -32_602));
}

#[tokio::test]
async fn a_policy_that_panics_forbids() {
    let server = guarded().build().expect("a server");
    let refused = ask_as(&server, ann(), "prompts/get", json!({ "name": "p" })).await;
    assert_eq!(refused.error(), (403, -32_600));
}

// spec: TOOLS-027 RES-022
#[tokio::test]
async fn clients_of_the_legacy_era_are_judged_alike() {
    let server = guarded().build().expect("a server");
    let client = Client::open(&server, "2025-11-25").await;
    for (method, params) in [
        ("tools/call", json!({ "name": "delete" })),
        ("resources/read", json!({ "uri": "vault:1" })),
        ("resources/subscribe", json!({ "uri": "vault:1" })),
    ] {
        let refused = client.ask(&server, method, params).await;
        assert_eq!(refused.error(), (403, -32_600), "{method}");
    }
}

#[tokio::test]
async fn layers_see_what_is_forbidden_and_cannot_allow_it() {
    let seen = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&seen);
    let lenient = from_fn(move |_: Operation, _: Next| {
        counter.fetch_add(1, Ordering::Relaxed);
        std::future::ready(Outcome::complete(Json::parse(r#"{"content":[]}"#).expect("JSON")))
    });
    let server = guarded().layer(lenient).build().expect("a server");
    let refused = ask_as(&server, ann(), "tools/call", json!({ "name": "delete" })).await;
    assert_eq!((refused.error(), seen.load(Ordering::Relaxed)), ((403, -32_600), 1));
}

#[tokio::test]
async fn handlers_know_what_the_host_knows() {
    struct Claims {
        name: &'static str,
    }
    let seen: Arc<Mutex<String>> = Arc::default();
    let note = Arc::clone(&seen);
    let tool = Tool::new("t").handler(move |_: NoArgs, cx: Context<()>| {
        let name = cx.claims::<Claims>().map_or("nobody", |claims| claims.name);
        let wrong = cx.claims::<u8>().is_some();
        *note.lock().expect("nobody panics here") = format!("{name} {} {wrong}", cx.has_scope("a"));
        async { "" }
    });
    let server = builder().tool(tool).build().expect("a server");
    for (principal, expected) in [
        (ann().with_claims(Claims { name: "Ann" }).with_scopes(["b", "a"]), "Ann true false"),
        (ann().with_scopes(["ab"]), "nobody false false"),
        (ann(), "nobody false false"),
    ] {
        ask_as(&server, principal, "tools/call", json!({ "name": "t" })).await;
        assert_eq!(*seen.lock().expect("nobody panics here"), expected);
    }
}

fn public(server: &Server) -> mcp_server::McpService {
    server.http(HttpConfig::public(AuthMode::required([HeaderValue::from_static("Bearer")])))
}

// spec: HTTP-006
#[tokio::test]
async fn nobody_is_served_whom_the_host_does_not_know() {
    let server = guarded().build().expect("a server");
    let unknown = send(&public(&server), request(&message("tools/list", json!({})))).await;
    assert_eq!((unknown.error(), &unknown.body["id"]), ((401, -32_600), &serde_json::Value::Null));
    assert_eq!(unknown.headers["www-authenticate"], "Bearer");
    for method in ["GET", "DELETE"] {
        let session = Request::builder().method(method).uri("/mcp").body(Full::default()).expect("a request");
        assert_eq!(send(&public(&server), session).await.error(), (401, -32_600), "{method}");
    }

    let mut known = request(&message("tools/list", json!({})));
    known.extensions_mut().insert(ann());
    assert_eq!(send(&public(&server), known.clone()).await.status, 200);

    known
        .extensions_mut()
        .insert(CredentialsRefused::new([HeaderValue::from_static(r#"Bearer error="invalid_token""#)]));
    for service in [public(&server), server.http(HttpConfig::local())] {
        let refused = send(&service, known.clone()).await;
        assert_eq!(refused.error(), (401, -32_600));
        assert_eq!(refused.headers["www-authenticate"], r#"Bearer error="invalid_token""#);
    }
}

// Row 3 stands between those of origins and those of media types.
#[tokio::test]
async fn credentials_are_judged_after_origins_and_before_content() {
    let server = guarded().build().expect("a server");
    let mut foreign = request(&message("tools/list", json!({})));
    foreign.headers_mut().insert("origin", HeaderValue::from_static("https://evil.example"));
    assert_eq!(send(&public(&server), foreign).await.status, 403);
    let mut text = request(&message("tools/list", json!({})));
    text.headers_mut().insert("content-type", HeaderValue::from_static("text/plain"));
    assert_eq!(send(&public(&server), text).await.status, 401);
}
