//! server/utilities/pagination: cursors of `tools/list`.

use mcp_server::HttpConfig;
use serde_json::{Value, json};
use test_support::{Listener, Message};

fn start(count: usize, page_size: usize) -> Listener {
    let server = it::paged(count, page_size).expect("the tools are well formed");
    Listener::start(server.http(HttpConfig::local())).expect("a free port")
}

fn page(listener: &Listener, params: Value) -> Value {
    let reply = listener.ask(&Message::request("tools/list", params));
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

fn names(page: &Value) -> Vec<String> {
    let tools = page["result"]["tools"].as_array().unwrap_or_else(|| panic!("{page}"));
    tools.iter().map(|tool| tool["name"].as_str().unwrap_or_default().to_owned()).collect()
}

// spec: PAGE-008
#[test]
fn following_the_cursors_visits_every_tool_once() {
    for (count, page_size, pages) in [(7, 3, 3), (6, 3, 2), (3, 3, 1), (2, 3, 1), (5, 1, 5)] {
        let listener = start(count, page_size);
        let (mut seen, mut sizes, mut params) = (Vec::new(), Vec::new(), json!({}));
        loop {
            let page = page(&listener, params);
            sizes.push(names(&page).len());
            seen.extend(names(&page));
            assert!(page["result"]["ttlMs"].is_u64() && page["result"]["cacheScope"].is_string(), "{page}");
            match page["result"].get("nextCursor") {
                Some(cursor) => params = json!({ "cursor": cursor }),
                None => break,
            }
        }
        assert_eq!(seen, (0..count).map(|at| format!("tool-{at:03}")).collect::<Vec<_>>());
        assert_eq!(sizes.len(), pages, "{sizes:?}");
        assert!(sizes.iter().all(|size| *size <= page_size), "{sizes:?}");
    }
}

// spec: PAGE-006 A cursor means the same whenever, and on whichever connection, it comes back.
#[test]
fn a_cursor_is_stable() {
    let listener = start(7, 3);
    let cursor = page(&listener, json!({}))["result"]["nextCursor"].clone();
    assert_eq!(page(&listener, json!({}))["result"]["nextCursor"], cursor);
    let again: Vec<_> = (0..3).map(|_| page(&listener, json!({ "cursor": cursor }))).collect();
    assert_eq!(names(&again[0]), ["tool-003", "tool-004", "tool-005"]);
    assert!(again.iter().all(|page| *page == again[0]));
}

// spec: STATE-003 What one process began, another goes on with, if it has the same tools.
#[test]
fn a_cursor_leads_on_at_another_server() {
    let cursor = page(&start(7, 3), json!({}))["result"]["nextCursor"].clone();
    let next = page(&start(7, 3), json!({ "cursor": cursor }));
    assert_eq!(names(&next), ["tool-003", "tool-004", "tool-005"], "{next}");
}

// spec: PAGE-007 ERR-004 An empty string is a cursor, and not one that was given out.
#[test]
fn forged_cursors_are_invalid_params() {
    let listener = start(7, 3);
    let good = page(&listener, json!({}))["result"]["nextCursor"].as_str().unwrap_or_default().to_owned();
    let cut = good[..good.len() - 1].to_owned();
    let longer = format!("{good}0");
    let long = "A".repeat(100_000);
    for cursor in ["", "0", "1", "3", "-1", "null", "tool-003", "MQ==", "Mw", "é", &cut, &longer, &long] {
        let body = page(&listener, json!({ "cursor": cursor }));
        assert_eq!(body["error"]["code"], -32602, "{cursor}: {body}");
        assert!(body.to_string().len() < 1000, "what is forged is not echoed at length");
    }
    for cursor in [json!(null), json!(3), json!(true), json!([good]), json!({})] {
        assert_eq!(page(&listener, json!({ "cursor": cursor }))["error"]["code"], -32602, "{cursor}");
    }
}
