//! What some principals see and others do not.

use std::sync::atomic::{AtomicU8, Ordering};

use mcp_cache::CacheableMethod;
use mcp_cache::testing::{Finding, LeakCheck};
use mcp_server::{
    Context, HttpConfig, KeyRing, NoArgs, Partial, Principal, PrincipalKey, Prompt, ReadResource, ReadTemplate,
    Resource, ResourceTemplate, Server, ServerBuilder, Tool, Viewer,
};
use mcp_types::{CacheScope, Json, Method};
use serde_json::{Value, json};

use crate::support::{Reply, ask, builder, message, meta, request, send};

fn ann() -> PrincipalKey {
    PrincipalKey::of("https://login.example", "ann")
}

fn bob() -> PrincipalKey {
    PrincipalKey::of("https://login.example", "bob")
}

/// Sends a request as `principal`.
async fn ask_as(server: &Server, principal: PrincipalKey, method: &str, params: Value) -> Reply {
    let mut message = message(method, params);
    let name = ["name", "uri"].into_iter().find_map(|member| message["params"][member].as_str().map(str::to_owned));
    message["params"]["_meta"] = meta();
    let mut request = request(&message);
    if let Some(name) = name {
        request.headers_mut().insert("mcp-name", name.parse().expect("it fits a field"));
    }
    request.extensions_mut().insert(Principal::new(principal));
    send(&server.http(HttpConfig::local()), request).await
}

fn only_ann(viewer: &Viewer<'_>) -> bool {
    viewer.principal() == ann()
}

fn with_everything() -> ServerBuilder<()> {
    builder()
        .tool(Tool::new("open").handler(async |_: NoArgs| "open"))
        .tool(Tool::new("secret").visible_to(only_ann).handler(async |_: NoArgs| "secret"))
        .prompt(Prompt::new("open").handler(async |_: NoArgs| "open"))
        .prompt(
            Prompt::new("secret")
                .visible_to(only_ann)
                .argument(mcp_types::PromptArgument::new("a"))
                .handler(async |_: mcp_types::JsonObject| "secret")
                .complete("a", async |_: Partial| vec!["secret"]),
        )
        .resource(Resource::new("test://open", "open").handler(async |_: ReadResource| "open"))
        .resource(
            Resource::new("test://secret", "secret").visible_to(only_ann).handler(async |_: ReadResource| "secret"),
        )
        .resource_template(ResourceTemplate::new("test://{any}", "open").handler(async |_: ReadTemplate| "any"))
        .resource_template(
            ResourceTemplate::new("vault:{secret}", "secret")
                .visible_to(only_ann)
                .handler(async |_: ReadTemplate| "secret")
                .complete("secret", async |_: Partial| vec!["secret"]),
        )
}

fn names(list: &Value) -> Vec<String> {
    let list = ["tools", "prompts", "resources", "resourceTemplates"].into_iter().find_map(|name| list.get(name));
    let entries = list.and_then(Value::as_array).expect("a list");
    entries.iter().map(|entry| entry["name"].as_str().expect("a name").to_owned()).collect()
}

const LISTS: [&str; 4] = ["tools/list", "prompts/list", "resources/list", "resources/templates/list"];

// spec: TOOLS-004 TOOLS-027 CACHE-029 CACHE-030 CACHE-031 RES-022
#[tokio::test]
async fn hidden_entries_are_not_listed_and_lists_that_differ_are_private() {
    let server = with_everything().build().expect("a server");
    for method in LISTS {
        for (principal, expected) in
            [(ann(), vec!["open", "secret"]), (bob(), vec!["open"]), (PrincipalKey::ANONYMOUS, vec!["open"])]
        {
            let reply = ask_as(&server, principal, method, json!({})).await;
            assert_eq!(names(reply.result()), expected, "{method}");
            assert_eq!(reply.result()["cacheScope"], "private", "{method}");
            assert_eq!(reply.result()["ttlMs"], 300_000, "{method}");
            assert_eq!(reply.result()["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "test");
        }
    }
}

// spec: TOOLS-027 CACHE-031 RES-022 COMPL-010
#[tokio::test]
async fn hidden_entries_read_exactly_like_those_that_never_were() {
    let server = with_everything().build().expect("a server");
    let complete =
        |reference: Value, name: &str| json!({ "ref": reference, "argument": { "name": name, "value": "" } });
    for (method, hidden, missing) in [
        ("tools/call", json!({ "name": "secret" }), json!({ "name": "absent" })),
        ("prompts/get", json!({ "name": "secret" }), json!({ "name": "absent" })),
        ("resources/read", json!({ "uri": "test://secret" }), json!({ "uri": "none://absent" })),
        ("resources/read", json!({ "uri": "vault:secret" }), json!({ "uri": "vaunt:absent" })),
        (
            "completion/complete",
            complete(json!({ "type": "ref/prompt", "name": "secret" }), "a"),
            complete(json!({ "type": "ref/prompt", "name": "absent" }), "a"),
        ),
        (
            "completion/complete",
            complete(json!({ "type": "ref/resource", "uri": "vault:{secret}" }), "secret"),
            complete(json!({ "type": "ref/resource", "uri": "vaunt:{absent}" }), "absent"),
        ),
    ] {
        let seen = ask_as(&server, ann(), method, hidden.clone()).await;
        assert!(seen.body.get("result").is_some(), "{method}: {:#}", seen.body);
        let refused = ask_as(&server, bob(), method, hidden).await;
        let unknown = ask_as(&server, bob(), method, missing).await;
        assert_eq!(refused.status, unknown.status);
        let same = |reply: &Reply| {
            let text = reply.body.to_string();
            let names = [("vaunt", "vault"), ("none://absent", "test://secret"), ("absent", "secret")];
            names.iter().fold(text, |text, (from, to)| text.replace(from, to))
        };
        assert_eq!(same(&refused), same(&unknown), "{method}");
    }
}

fn paged(keys: &KeyRing) -> Server {
    let tools = ["a", "b", "c", "d", "e"];
    let builder = tools.iter().fold(builder().keys(keys.clone()).page_size(2), |builder, name| {
        let tool = Tool::new(*name);
        let tool = if matches!(*name, "b" | "d") { tool.visible_to(only_ann) } else { tool };
        builder.tool(tool.handler(async |_: NoArgs| ""))
    });
    builder.build().expect("a server")
}

// spec: PAGE-006 PAGE-008 CACHE-029
#[tokio::test]
async fn each_principal_walks_its_own_pages_on_any_replica() {
    let keys = KeyRing::generate().expect("randomness");
    let replicas = [paged(&keys), paged(&keys)];
    for (principal, expected) in [(ann(), vec!["ab", "cd", "e"]), (bob(), vec!["ac", "e"])] {
        let (mut pages, mut params, mut turn) = (Vec::new(), json!({}), 0);
        loop {
            let page = ask_as(&replicas[turn % 2], principal, "tools/list", params).await;
            assert_eq!(page.result()["cacheScope"], "private");
            pages.push(names(page.result()).join(""));
            turn += 1;
            match page.result().get("nextCursor") {
                Some(cursor) => params = json!({ "cursor": cursor }),
                None => break,
            }
        }
        assert_eq!(pages, expected);
    }
}

// spec: PAGE-007 ERR-004
#[tokio::test]
async fn cursors_of_others_or_of_nobody_are_refused_alike() {
    let server = paged(&KeyRing::generate().expect("randomness"));
    let first = ask_as(&server, ann(), "tools/list", json!({})).await;
    let cursor = first.result()["nextCursor"].as_str().expect("a cursor").to_owned();
    assert_eq!(names(ask_as(&server, ann(), "tools/list", json!({ "cursor": cursor })).await.result()), ["c", "d"]);
    let refused = ask_as(&server, bob(), "tools/list", json!({ "cursor": cursor })).await;
    assert_eq!(refused.error(), (200, -32602));
    let other = if cursor[20..].starts_with('A') { 'B' } else { 'A' };
    let flipped = format!("{}{other}{}", &cursor[..20], &cursor[21..]);
    for forged in ["", "2", &cursor[1..], &flipped, &"A".repeat(100_000)] {
        assert_eq!(ask_as(&server, ann(), "tools/list", json!({ "cursor": forged })).await.body, refused.body);
    }
    server.add_tool((), Tool::new("f").handler(async |_: NoArgs| "")).expect("a good tool");
    let outdated = ask_as(&server, ann(), "tools/list", json!({ "cursor": cursor })).await;
    assert_eq!(outdated.body, refused.body, "the list is another one");
}

#[tokio::test]
async fn a_judge_sees_the_clients_capabilities_and_one_that_panics_says_no() {
    let server = builder()
        .tool(
            Tool::new("asks")
                .visible_to(|viewer| viewer.client_capabilities().elicitation.is_some())
                .handler(async |_: NoArgs| ""),
        )
        .tool(Tool::new("broken").visible_to(|_| panic!("the judge is out")).handler(async |_: NoArgs| ""))
        .build()
        .expect("a server");
    assert_eq!(names(ask(&server, "tools/list", json!({})).await.result()), [] as [&str; 0]);
    let mut meta = meta();
    meta["io.modelcontextprotocol/clientCapabilities"] = json!({ "elicitation": {} });
    let able = ask(&server, "tools/list", json!({ "_meta": meta })).await;
    assert_eq!(names(able.result()), ["asks"]);
    assert_eq!(ask(&server, "tools/call", json!({ "name": "broken" })).await.error(), (200, -32602));
}

// spec: TOOLS-003 PROMPT-003 RES-003
#[tokio::test]
async fn what_is_listed_depends_on_the_request_alone() {
    let server = with_everything().build().expect("a server");
    for method in LISTS {
        let before = ask_as(&server, bob(), method, json!({})).await;
        ask_as(&server, ann(), method, json!({})).await;
        ask_as(&server, ann(), "tools/call", json!({ "name": "secret" })).await;
        assert_eq!(ask_as(&server, bob(), method, json!({})).await.body, before.body, "{method}");
    }
}

/// One request of each of the operations whose results may be stored.
fn operations() -> Vec<(&'static str, Value)> {
    let lists = LISTS.map(|method| (method, json!({})));
    let mut operations = vec![("server/discover", json!({}))];
    operations.extend(lists);
    operations.extend(["test://open", "test://any", "test://own"].map(|uri| ("resources/read", json!({ "uri": uri }))));
    operations
}

/// What a cache would give to the wrong one of two principals.
async fn leaks(server: &Server) -> Vec<Finding> {
    let mut check = LeakCheck::default();
    for (name, principal) in [("ann", ann()), ("bob", bob())] {
        for (method, params) in operations() {
            let mut params = params;
            // Every page of a list is looked at.
            loop {
                let reply = ask_as(server, principal, method, params.clone()).await;
                let text = |value: &Value| Json::from(value.clone());
                let operation =
                    Method::from_name(method).and_then(CacheableMethod::of).expect("its results may be stored");
                let (sent, received) = (text(&params), text(&reply.body["result"]));
                if !reply.body["result"].is_null() {
                    check.observe(operation, sent.as_raw(), name, received.as_raw());
                }
                match reply.body["result"].get("nextCursor") {
                    Some(cursor) => params = json!({ "cursor": cursor }),
                    None => break,
                }
            }
        }
    }
    check.findings().to_vec()
}

// spec: CACHE-030 CACHE-031
#[tokio::test]
async fn no_public_result_is_different_for_somebody_else() {
    let own = || Resource::new("test://own", "own").cache_scope(CacheScope::Public);
    let honest = |cx: Context<()>| async move { format!("{:?}", cx.principal()) };
    for page_size in [1, 100] {
        for builder in [with_everything(), with_everything().resource(own().handler(honest)), builder()] {
            let server = builder.page_size(page_size).build().expect("a server");
            assert_eq!(leaks(&server).await, []);
        }
    }
    // What differs behind the server's back is caught.
    let calls = AtomicU8::new(0);
    let leaky = move |_: ReadResource| std::future::ready(calls.fetch_add(1, Ordering::Relaxed).to_string());
    let server = with_everything().resource(own().handler(leaky)).build().expect("a server");
    let found = leaks(&server).await;
    assert!(matches!(*found, [Finding::PublicDiffers { method: CacheableMethod::ReadResource, .. }]), "{found:?}");
}
