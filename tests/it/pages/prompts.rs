//! server/prompts: the list, messages, failures.

use serde_json::json;

use crate::library::{exchange, walk};

// spec: PROMPT-001 PROMPT-002 PAGE-008 CACHE-003
#[test]
fn prompts_are_declared_and_listed_page_by_page() {
    let discovered = exchange("server/discover", json!({}));
    assert_eq!(discovered["result"]["capabilities"]["prompts"], json!({ "listChanged": true }));
    assert_eq!(
        walk("prompts/list", "prompts"),
        [
            json!({
                "name": "summary",
                "description": "Summarizes a book.",
                "arguments": [
                    { "name": "language" },
                    { "name": "title", "description": "Book to summarize", "required": true },
                ],
            }),
            json!({ "name": "advice", "description": "Recommends a book." }),
        ]
    );
}

// spec: PROMPT-011 PROMPT-015
#[test]
fn arguments_are_substituted() {
    let reply = exchange("prompts/get", json!({ "name": "summary", "arguments": { "title": "Emma" } }));
    let text = json!({ "type": "text", "text": "Summarize Emma in English." });
    assert_eq!(reply["result"]["messages"], json!([{ "role": "user", "content": text }]));
    assert_eq!(reply["result"]["resultType"], "complete");
}

// spec: PROMPT-009 PROMPT-010 PROMPT-011 ERR-004
#[test]
fn what_does_not_fit_is_invalid_params() {
    for params in [
        json!({ "name": "Summary", "arguments": { "title": "Emma" } }),
        json!({ "name": "summary" }),
        json!({ "name": "summary", "arguments": { "language": "French" } }),
        json!({ "name": "summary", "arguments": { "title": 1 } }),
        json!({ "name": "summary", "arguments": { "title": ["Emma"] } }),
        json!({ "name": "summary", "arguments": "Emma" }),
    ] {
        assert_eq!(exchange("prompts/get", params.clone())["error"]["code"], -32602, "{params}");
    }
}
