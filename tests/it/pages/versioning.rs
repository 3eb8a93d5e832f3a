//! basic/versioning: versions that are served, versions that are not, and eras.

use serde_json::{Value, json};
use test_support::message::{PROTOCOL_VERSION, VERSION};
use test_support::{Message, Request};

use crate::fixture;

fn of_version(method: &str, version: &str) -> Message {
    let mut message = Message::request(method, json!({}));
    message.set_meta(PROTOCOL_VERSION, json!(version));
    message
}

// spec: VER-001 ERR-016 ERR-017 HTTP-030
#[test]
fn versions_that_are_not_served_are_told_which_are() {
    for version in
        ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-29", "v999.0.0", "2026-07-28-draft"]
    {
        for method in ["server/discover", "tools/list", "unknown/method", "initialize"] {
            let reply = fixture::ask(&of_version(method, version));
            let error = &reply.json()["error"];
            assert_eq!((reply.status, &error["code"]), (400, &json!(-32022)), "{method} {version}: {error}");
            assert_eq!(error["data"]["requested"], version, "{method}");
            assert_eq!(error["data"]["supported"], json!([VERSION]), "{method}");
        }
    }
}

// spec: VER-001 What an error offers is what discovery offers.
#[test]
fn errors_and_discovery_agree_on_the_versions() {
    let discovered = fixture::ask(&Message::request("server/discover", json!({}))).json();
    let refused = fixture::ask(&of_version("server/discover", "v999.0.0")).json();
    assert_eq!(discovered["result"]["supportedVersions"], refused["error"]["data"]["supported"]);
}

// spec: HTTP-029 Whether a version is served is asked only after head and body agree on which it is.
#[test]
fn a_version_that_differs_from_its_field_is_a_mismatch() {
    for (field, meta) in [(VERSION, "v999.0.0"), ("v999.0.0", VERSION), ("2025-06-18", "2025-11-25")] {
        let mut request = Request::post(&fixture::authority(), &of_version("server/discover", meta));
        request.set("MCP-Protocol-Version", field);
        let reply = fixture::connect().exchange(&request);
        assert_eq!((reply.status, &reply.json()["error"]["code"]), (400, &json!(-32020)), "{field} {meta}");
    }
}

fn initialize() -> Message {
    let mut message = Message::request(
        "initialize",
        json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "old", "version": "1" } }),
    );
    message.meta = None;
    message
}

// spec: VER-014
#[test]
fn a_plain_initialize_learns_what_is_served() {
    let mut bare = Request::post_text(&fixture::authority(), &initialize().to_text());
    for with_version in [false, true] {
        if with_version {
            bare.set("MCP-Protocol-Version", "2025-11-25");
        }
        let reply = fixture::connect().exchange(&bare);
        let error = &reply.json()["error"];
        assert_eq!((reply.status, &error["code"]), (400, &json!(-32022)), "{error}");
        assert_eq!(error["data"]["supported"], json!([VERSION]), "{error}");
        assert!(error["message"].as_str().unwrap_or_default().contains(VERSION), "{error}");
        assert_eq!(reply.json()["id"], 1);
    }
}

// spec: ERR-016 What a legacy client asked for stands in the parameters of its `initialize`.
#[test]
fn a_plain_initialize_is_told_what_it_requested() {
    let reply = fixture::connect().exchange(&Request::post_text(&fixture::authority(), &initialize().to_text()));
    assert_eq!(reply.json()["error"]["data"]["requested"], "2025-11-25", "{}", reply.text());
}

/// Requests of earlier revisions that this one has no more.
const REMOVED: [&str; 5] = ["initialize", "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe"];

// spec: VER-009 HTTP-031 DEPR-003
#[test]
fn removed_methods_with_modern_metadata_are_unknown() {
    for method in REMOVED {
        let reply = fixture::ask(&Message::request(method, json!({})));
        assert_eq!((reply.status, &reply.json()["error"]["code"]), (404, &json!(-32601)), "{method}");
        assert_eq!(reply.json()["id"], 1, "{method}");
    }
}

// spec: META-009 Only `initialize` is told about versions; any other legacy request lacks what every request needs.
#[test]
fn legacy_requests_lack_their_metadata() {
    for method in ["ping", "tools/list", "logging/setLevel"] {
        let mut message = Message::request(method, json!({}));
        message.meta = None;
        let mut request = Request::post(&fixture::authority(), &message);
        request.set("MCP-Protocol-Version", "2025-11-25");
        request.set("Mcp-Session-Id", "0b9f1c3e");
        let reply = fixture::connect().exchange(&request);
        assert_eq!((reply.status, &reply.json()["error"]["code"]), (400, &json!(-32602)), "{method}");
    }
}

// spec: META-016 VER-008 Nothing is remembered: each request is judged by what it says itself.
#[test]
fn one_connection_carries_requests_of_all_kinds() {
    let mut peer = fixture::connect();
    let good = Request::post(&fixture::authority(), &Message::call("pong", json!({})));
    for message in [initialize(), of_version("tools/list", "v999.0.0"), Message::request("ping", json!({}))] {
        let reply: Value = peer.exchange(&Request::post(&fixture::authority(), &message)).json();
        assert!(reply["error"].is_object(), "{reply}");
        assert!(peer.still_answers(&good));
    }
}
