//! Limits as text: what is said, what is left out, and what cannot be.

use serde_json::{Value, json};

use super::*;

fn read(text: Value) -> Result<Limits, String> {
    serde_json::from_value(text).map_err(|error| error.to_string())
}

#[test]
fn nothing_said_is_the_default() {
    assert_eq!(read(json!({})), Ok(Limits::default()));
    let empty = json!({ "server": {}, "principal": {}, "anonymous": {}, "tools": {}, "subscriptions": {} });
    assert_eq!(read(empty), Ok(Limits::default()));
}

#[test]
fn what_is_said_leaves_the_rest_as_it_is() {
    let mut expected = Limits::default();
    expected.server.max_running = NonZeroU32::new(7);
    expected.server.deadline = Some(Duration::from_millis(1500));
    expected.principal.tool_calls = None;
    expected.anonymous.completions = RateLimit::new(0.5, 3).ok();
    expected.subscriptions.max_open = 9;
    let tool = ToolLimits { max_wait: Duration::ZERO, ..ToolLimits::default() };
    expected.tools.insert("add".to_owned(), tool);
    let said = json!({
        "server": { "max_running": 7, "deadline": "1500ms" },
        "principal": { "tool_calls": "unlimited" },
        "anonymous": { "completions": { "per_second": 0.5, "burst": 3 } },
        "tools": { "add": { "max_wait": "0s" } },
        "subscriptions": { "max_open": 9 },
    });
    assert_eq!(read(said), Ok(expected));
}

#[test]
fn what_may_be_without_a_limit_says_so() {
    let said = json!({ "server": { "max_running": "unlimited", "deadline": "unlimited" } });
    let limits = read(said).expect("both may");
    assert_eq!((limits.server.max_running, limits.server.deadline), (None, None));
}

#[test]
fn what_cannot_be_is_refused_with_what_is_expected() {
    for (said, why) in [
        (json!({ "servers": {} }), "unknown field `servers`, expected one of `server`"),
        (json!({ "server": { "max_runing": 1 } }), "unknown field `max_runing`, expected one of `max_running`"),
        (json!({ "server": { "max_running": 0 } }), "expected a whole number from 1 on, or \"unlimited\""),
        (json!({ "server": { "max_running": -1 } }), "expected a whole number from 1 on"),
        (json!({ "server": { "max_running": 4_294_967_296_u64 } }), "expected a whole number from 1 on"),
        (json!({ "server": { "max_running": "none" } }), "expected a whole number from 1 on, or \"unlimited\""),
        (json!({ "server": { "max_running": null } }), "expected a whole number from 1 on"),
        (json!({ "server": { "max_running": {} } }), "expected a whole number from 1 on"),
        (json!({ "server": { "max_wait": 5 } }), "expected a whole number and its unit"),
        (json!({ "server": { "max_wait": "unlimited" } }), "expected a whole number and its unit"),
        (json!({ "server": { "deadline": "0s" } }), "expected a time of at least \"1ms\""),
        (json!({ "server": { "deadline": 30 } }), "expected a time of at least \"1ms\""),
        (json!({ "server": { "tool_calls": 10 } }), "expected a rate such as { per_second = 10, burst = 20 }"),
        (json!({ "server": { "tool_calls": { "per_second": 1 } } }), "missing field `burst`"),
        (json!({ "server": { "tool_calls": { "per_second": 1, "burst": 0 } } }), "burst: expected at least 1"),
        (json!({ "server": { "tool_calls": { "per_second": 0, "burst": 1 } } }), "per_second: expected from"),
        (json!({ "server": { "tool_calls": { "per_second": 1, "burst": 1, "x": 1 } } }), "unknown field `x`"),
        (json!({ "tools": { "add": { "completions": {} } } }), "unknown field `completions`"),
    ] {
        let error = read(said.clone()).expect_err("it cannot be");
        assert!(error.contains(why), "{said}: {error}");
    }
}
