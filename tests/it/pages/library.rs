//! A server of prompts and resources, and requests to it.

use std::sync::LazyLock;

use mcp_server::HttpConfig;
use serde_json::Value;
use test_support::{Listener, Message};

static LIBRARY: LazyLock<Listener> = LazyLock::new(|| {
    let server = it::library().expect("the prompts and resources are well formed");
    Listener::start(server.http(HttpConfig::local())).expect("a free port")
});

/// Sends a request over a connection of its own, and reads its response.
pub(crate) fn exchange(method: &str, params: Value) -> Value {
    let reply = LIBRARY.ask(&Message::request(method, params));
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

/// All entries of a list, which come one on a page.
pub(crate) fn walk(method: &str, list: &str) -> Vec<Value> {
    let (mut entries, mut params) = (Vec::new(), serde_json::json!({}));
    loop {
        let page = exchange(method, params);
        let result = &page["result"];
        assert!(result["ttlMs"].is_u64() && result["cacheScope"] == "public", "{page}");
        let listed = result[list].as_array().unwrap_or_else(|| panic!("{page}"));
        assert_eq!(listed.len(), 1, "{page}");
        entries.extend(listed.iter().cloned());
        match result.get("nextCursor") {
            Some(cursor) => params = serde_json::json!({ "cursor": cursor }),
            None => return entries,
        }
    }
}
