//! server/utilities/completion.

use serde_json::{Value, json};

use crate::library::exchange;

fn complete(reference: &Value, argument: &str, value: &str) -> Value {
    exchange("completion/complete", json!({ "ref": reference, "argument": { "name": argument, "value": value } }))
}

// spec: COMPL-001 COMPL-002 COMPL-003 COMPL-005
#[test]
fn arguments_and_variables_are_completed() {
    let discovered = exchange("server/discover", json!({}));
    assert_eq!(discovered["result"]["capabilities"]["completions"], json!({}));
    for reference in [
        json!({ "type": "ref/prompt", "name": "summary" }),
        json!({ "type": "ref/resource", "uri": "book://{title}/{page}" }),
    ] {
        let reply = complete(&reference, "title", "m");
        let expected = json!({ "values": ["middlemarch", "moby", "emma"], "total": 3, "hasMore": false });
        assert_eq!(reply["result"]["completion"], expected, "{reply}");
    }
}

// spec: COMPL-004 COMPL-009
#[test]
fn what_is_not_there_is_invalid_params() {
    for (reference, argument) in [
        (json!({ "type": "ref/prompt", "name": "missing" }), "title"),
        (json!({ "type": "ref/prompt", "name": "summary" }), "missing"),
        (json!({ "type": "ref/resource", "uri": "book://{missing}" }), "title"),
        (json!({ "type": "ref/other", "name": "summary" }), "title"),
        (json!("summary"), "title"),
    ] {
        assert_eq!(complete(&reference, argument, "")["error"]["code"], -32602, "{reference}");
    }
}
