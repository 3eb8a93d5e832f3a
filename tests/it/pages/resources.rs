//! server/resources: the lists, contents, failures.

use serde_json::json;

use crate::library::{exchange, walk};

// spec: RES-001 RES-002 RES-009 RES-024 PAGE-008 CACHE-004 CACHE-005
#[test]
fn resources_and_templates_are_declared_and_listed_page_by_page() {
    let discovered = exchange("server/discover", json!({}));
    assert_eq!(discovered["result"]["capabilities"]["resources"], json!({ "listChanged": true }));
    assert_eq!(
        walk("resources/list", "resources"),
        [
            json!({ "uri": "book://index", "name": "index", "mimeType": "text/plain" }),
            json!({ "uri": "book://cover", "name": "cover", "mimeType": "image/png", "size": 3 }),
        ]
    );
    assert_eq!(
        walk("resources/templates/list", "resourceTemplates"),
        [
            json!({ "uriTemplate": "book://{title}/{page}", "name": "page" }),
            json!({ "uriTemplate": "shelf://{letter}", "name": "shelf" }),
        ]
    );
}

// spec: RES-008 RES-010 RES-021 CACHE-006
#[test]
fn contents_are_text_or_base64() {
    for (uri, contents) in [
        ("book://index", json!({ "uri": "book://index", "mimeType": "text/plain", "text": "emma\nmiddlemarch\nmoby" })),
        ("book://cover", json!({ "uri": "book://cover", "mimeType": "image/png", "blob": "AP9/" })),
        ("book://emma/7", json!({ "uri": "book://emma/7", "text": "emma 7" })),
    ] {
        let result = exchange("resources/read", json!({ "uri": uri }))["result"].clone();
        assert_eq!(result["contents"], json!([contents]));
        assert!(result["ttlMs"].is_u64() && result["cacheScope"] == "private", "{result}");
    }
}

// spec: RES-014 RES-015 RES-017
#[test]
fn resources_that_do_not_exist_are_named() {
    for uri in ["book://missing", "book://emma/77", "book://emma/x/y", "other:thing"] {
        let error = exchange("resources/read", json!({ "uri": uri }))["error"].clone();
        assert_eq!((&error["code"], &error["data"]), (&json!(-32602), &json!({ "uri": uri })), "{error}");
    }
}

// spec: RES-016 RES-019
#[test]
fn broken_uris_are_the_clients_fault_and_broken_handlers_ours() {
    for uri in ["", "index", "/index", "book://a b", "book://%"] {
        assert_eq!(exchange("resources/read", json!({ "uri": uri }))["error"]["code"], -32602, "{uri}");
    }
    assert_eq!(exchange("resources/read", json!({ "uri": "book://emma/0" }))["error"]["code"], -32603);
}
