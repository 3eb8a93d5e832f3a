//! `server/discover`.

use std::collections::BTreeSet;
use std::time::Duration;

use mcp_server::{NoArgs, Partial, Prompt, ReadResource, Resource, Tool};
use mcp_types::{CacheScope, JsonObject, PromptArgument};
use serde_json::json;

use crate::support::{ask, builder};

async fn nothing(_: NoArgs) {}

// spec: DISC-001 DISC-003 DISC-004 TOOLS-001 CACHE-001
#[tokio::test]
async fn server_says_what_it_is_and_can() {
    let server = builder()
        .title("Test server")
        .instructions("Ask twice.")
        .tool(Tool::new("nothing").handler(nothing))
        .build()
        .expect("a server");
    let reply = ask(&server, "server/discover", json!({})).await;
    assert_eq!(reply.body["id"], 1);
    assert_eq!(
        *reply.result(),
        json!({
            "resultType": "complete",
            "supportedVersions": ["2026-07-28"],
            "capabilities": { "tools": { "listChanged": true } },
            "instructions": "Ask twice.",
            "ttlMs": 300_000,
            "cacheScope": "public",
            "_meta": {
                "io.modelcontextprotocol/serverInfo": { "name": "test", "version": "1.2.3", "title": "Test server" },
            },
        })
    );
}

// spec: DISC-007 ERR-003
#[tokio::test]
async fn server_without_tools_neither_advertises_nor_serves_them() {
    let server = builder().build().expect("a server");
    let reply = ask(&server, "server/discover", json!({})).await;
    assert_eq!(reply.result()["capabilities"], json!({}));
    for method in ["tools/list", "prompts/list", "resources/list", "completion/complete"] {
        assert_eq!(ask(&server, method, json!({})).await.error(), (404, -32601), "{method}");
    }
    assert_eq!(ask(&server, "tools/call", json!({ "name": "nothing" })).await.error(), (404, -32601));
}

// spec: CACHE-010 CACHE-029
#[tokio::test]
async fn cache_hints_are_the_authors_on_discovery_and_every_page() {
    let server = builder()
        .freshness_lifetime(Duration::from_micros(1_500))
        .cache_scope(CacheScope::Private)
        .page_size(1)
        .tool(Tool::new("a").handler(nothing))
        .tool(Tool::new("b").handler(nothing))
        .build()
        .expect("a server");
    let discovered = ask(&server, "server/discover", json!({})).await;
    let first = ask(&server, "tools/list", json!({})).await;
    let second = ask(&server, "tools/list", json!({ "cursor": first.result()["nextCursor"] })).await;
    for reply in [discovered, first, second] {
        assert_eq!(reply.result()["ttlMs"], 1);
        assert_eq!(reply.result()["cacheScope"], "private");
    }
    let forever = builder().freshness_lifetime(Duration::MAX).build().expect("a server");
    assert_eq!(ask(&forever, "server/discover", json!({})).await.result()["ttlMs"], 9_007_199_254_740_991_u64);
}

// spec: META-017
#[tokio::test]
async fn identity_can_be_kept_out_of_every_result() {
    let tool = || Tool::new("nothing").handler(nothing);
    let named = builder().tool(tool()).build().expect("a server");
    let unnamed = builder().without_server_info().tool(tool()).build().expect("a server");
    for (method, params) in
        [("server/discover", json!({})), ("tools/list", json!({})), ("tools/call", json!({ "name": "nothing" }))]
    {
        let reply = ask(&named, method, params.clone()).await;
        let info = &reply.result()["_meta"]["io.modelcontextprotocol/serverInfo"];
        assert_eq!(*info, json!({ "name": "test", "version": "1.2.3" }), "{method}");
        assert_eq!(ask(&unnamed, method, params).await.result().get("_meta"), None, "{method}");
    }
}

// spec: DISC-007 ERR-003
#[tokio::test]
async fn each_capability_brings_its_own_methods_and_no_others() {
    let tool = || Tool::new("t").handler(async |_: NoArgs| "");
    let prompt = || Prompt::new("t").handler(async |_: NoArgs| "");
    let resource = || Resource::new("test://t", "t").handler(async |_: ReadResource| "");
    let argument = PromptArgument::new("a");
    let completed = Prompt::new("t").argument(argument).handler(async |_: JsonObject| "");
    let completed = completed.complete("a", async |_: Partial| vec!["b"]);
    let servers = [
        (builder().tool(tool()), &["tools/list", "tools/call"][..]),
        (builder().prompt(prompt()), &["prompts/list", "prompts/get"][..]),
        (builder().resource(resource()), &["resources/list", "resources/templates/list", "resources/read"][..]),
        (builder().prompt(completed), &["prompts/list", "prompts/get", "completion/complete"][..]),
    ];
    let methods: BTreeSet<_> = servers.iter().flat_map(|(_, methods)| methods.iter().copied()).collect();
    for (builder, served) in servers {
        let server = builder.build().expect("in order");
        for method in &methods {
            let params = match *method {
                "resources/read" => json!({ "uri": "test://t" }),
                "completion/complete" => json!({
                    "ref": { "type": "ref/prompt", "name": "t" },
                    "argument": { "name": "a", "value": "" },
                }),
                _ => json!({ "name": "t" }),
            };
            let reply = ask(&server, method, params).await;
            if served.contains(method) {
                reply.result();
            } else {
                assert_eq!(reply.error(), (404, -32601), "{method} beside {served:?}");
            }
        }
    }
}
