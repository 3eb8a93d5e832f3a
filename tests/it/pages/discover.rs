//! server/discover: what the server says of itself, and that it is true.

use serde_json::{Value, json};
use test_support::message::VERSION;
use test_support::{Message, Request};

use crate::fixture;

fn discover() -> Value {
    let reply = fixture::ask(&Message::request("server/discover", json!({})));
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()["result"].clone()
}

// spec: DISC-001 DISC-002 DISC-003 DISC-004 CACHE-001 CACHE-010 CACHE-011
#[test]
fn discovery_has_every_member() {
    let result = discover();
    assert_eq!(result["supportedVersions"], json!([VERSION]), "{result}");
    assert!(result["capabilities"].is_object(), "{result}");
    assert_eq!(result["resultType"], "complete", "{result}");
    assert!(result["ttlMs"].is_u64(), "{result}");
    assert!(["public", "private"].contains(&result["cacheScope"].as_str().unwrap_or_default()), "{result}");
    assert_eq!(result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], it::NAME, "{result}");
    assert!(result.get("serverInfo").is_none(), "{result}");
    assert_eq!(result["instructions"], "Calls are cheap here.");
}

/// Methods of the revision, each with the member of `capabilities` without which it is not served.
const METHODS: [(&str, &str); 11] = [
    ("tools/list", "tools"),
    ("tools/call", "tools"),
    ("prompts/list", "prompts"),
    ("prompts/get", "prompts"),
    ("resources/list", "resources"),
    ("resources/templates/list", "resources"),
    ("resources/read", "resources"),
    ("completion/complete", "completions"),
    ("tasks/get", "extensions"),
    ("tasks/update", "extensions"),
    ("tasks/cancel", "extensions"),
];

// spec: DISC-007 TOOLS-001 ERR-003
#[test]
fn methods_are_served_exactly_where_capabilities_say_so() {
    let capabilities = discover()["capabilities"].clone();
    assert_eq!(capabilities["tools"], json!({ "listChanged": true }), "{capabilities}");
    // Some list tells of its changes, and so there is something to listen to.
    for (method, capability) in METHODS.into_iter().chain([("subscriptions/listen", "tools")]) {
        let params = json!({ "name": "x", "uri": "x", "taskId": "x" });
        let request = Request::post(&fixture::authority(), &Message::request(method, params));
        let reply = fixture::connect().exchange(&request);
        let served = (reply.status, &reply.json()["error"]["code"]) != (404, &json!(-32601));
        assert_eq!(served, capabilities.get(capability).is_some(), "{method}: {}", reply.text());
    }
}

// spec: VER-003
#[test]
fn nothing_has_to_be_discovered_first() {
    let request = Request::post(&fixture::authority(), &Message::call("pong", json!({})));
    assert_eq!(fixture::connect().exchange(&request).json()["result"]["content"][0]["text"], "pong");
}
