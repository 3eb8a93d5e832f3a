//! Clients that leave: after the head, within the content, while a handler is at work, from a stream.

use std::fmt::Write;

use super::{Kind, kind, rare};
use crate::dice::Dice;
use crate::script::{Step, alone, ask, leave_after, overhear};
use crate::wire::Request;

pub(super) const KINDS: &[Kind] = &[
    kind("left after the head", 10, &["left"], |_, _| leave_after(Request::call("echo", r#"{"text":"x"}"#).head())),
    kind("left within the head", 10, &["left"], |dice, _| {
        let head = Request::call("echo", r#"{"text":"x"}"#).head();
        leave_after(&head[..dice.between(1, head.len() - 1)])
    }),
    kind("left within the content", 10, &["left"], |dice, _| {
        let request = Request::call("echo", &format!(r#"{{"text":"{}"}}"#, "x".repeat(20_000)));
        leave_after(&request.bytes()[..request.head().len() + dice.between(1, request.body().len())])
    }),
    kind("left a handler that waits", 20, &["left"], |_, _| leave_after(Request::call("wait", "{}").bytes())),
    kind("left a handler by closing one half", 5, &["closed"], |_, _| {
        alone([Step::Send(Request::call("wait", "{}").bytes()), Step::Finish, Step::End])
    }),
    kind("left a handler that floods", 10, &["200 stream, left"], |dice, _| {
        overhear(&Request::listening_call("flood", "{}"), dice.between(0, 12))
    }),
    kind("a flood that nobody asked for", 10, &["200 result"], |dice, _| {
        ask(&Request::call("flood", &format!(r#"{{"messages":{}}}"#, dice.between(0, 300))))
    }),
    kind("a flood to its end", 5, &["200 stream"], |dice, _| {
        ask(&Request::listening_call("flood", &format!(r#"{{"messages":{}}}"#, dice.between(1, 16))))
    }),
    kind("a subscription, left", 20, &["200 stream, left"], |_, _| {
        overhear(&listen(r#"{"toolsListChanged":true,"promptsListChanged":true,"resourcesListChanged":true}"#), 1)
    }),
    rare("a subscription to a thousand resources, left", &["200 stream, left"], |dice, _| {
        overhear(&listen(&resources(dice, 1000)), 1)
    }),
    kind("a subscription to thousands of resources", 5, &["200 -32602"], |dice, _| {
        let count = dice.between(1001, 5000);
        ask(&listen(&resources(dice, count)))
    }),
    rare("a subscription to a megabyte of URIs", &["200 -32602"], |dice, _| {
        let uris: Vec<_> = (0..200).map(|number| format!(r#""news:///{}/{number}""#, dice.word(5000))).collect();
        ask(&listen(&format!(r#"{{"resourceSubscriptions":[{}]}}"#, uris.join(","))))
    }),
    rare("a subscription to long URIs, left", &["200 stream, left"], |dice, _| {
        let uris: Vec<_> = (0..15).map(|number| format!(r#""news:///{}/{number}""#, dice.word(8000))).collect();
        overhear(&listen(&format!(r#"{{"resourceSubscriptions":[{}]}}"#, uris.join(","))), 1)
    }),
    kind("a subscription to nonsense", 10, &["200 -32602"], |dice, _| {
        let filters = [
            "[]",
            "7",
            r#"{"toolsListChanged":"yes"}"#,
            r#"{"resourceSubscriptions":{}}"#,
            r#"{"resourceSubscriptions":[7]}"#,
        ];
        ask(&listen(dice.pick::<&str>(&filters)))
    }),
];

fn listen(filter: &str) -> Request {
    Request::modern("subscriptions/listen", None, &format!(r#""notifications":{filter}"#))
}

fn resources(dice: &mut Dice, count: usize) -> String {
    let mut filter = String::from(r#"{"resourceSubscriptions":["#);
    let section = dice.word(8);
    for number in 0..count {
        let _ = write!(filter, r#"{}"news:///{section}/{number}""#, if number == 0 { "" } else { "," });
    }
    filter.push_str("]}");
    filter
}
