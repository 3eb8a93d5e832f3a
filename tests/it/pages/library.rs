//! A server of prompts and resources, and requests to it.

use std::sync::LazyLock;

use mcp_server::HttpConfig;
use serde_json::Value;
use test_support::{Listener, Message, Peer, Request};

static LIBRARY: LazyLock<Listener> = LazyLock::new(|| {
    let server = it::library().expect("the prompts and resources are well formed");
    Listener::start(server.http(HttpConfig::local())).expect("a free port")
});

/// Sends a request over a connection of its own, and reads its response.
pub(crate) fn exchange(method: &str, params: Value) -> Value {
    let reply = Peer::connect(LIBRARY.address())
        .exchange(&Request::post(&LIBRARY.authority(), &Message::request(method, params)));
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

/// All entries of a list, page by page.
pub(crate) fn walk(method: &str, list: &str) -> Vec<Value> {
    let (mut entries, mut params) = (Vec::new(), serde_json::json!({}));
    loop {
        let page = exchange(method, params);
        let result = &page["result"];
        assert!(result["ttlMs"].is_u64() && result["cacheScope"] == "public", "{page}");
        entries.extend(result[list].as_array().unwrap_or_else(|| panic!("{page}")).iter().cloned());
        match result.get("nextCursor") {
            Some(cursor) => params = serde_json::json!({ "cursor": cursor }),
            None => return entries,
        }
    }
}
