//! Content that is no message, or too much of one.

use super::{Kind, kind, rare};
use crate::script::{Script, Step, alone, ask, offend};
use crate::wire::{META, Request};

const MEBIBYTE: usize = 1024 * 1024;
/// One more than the most content that a request may have.
const TOO_MUCH: usize = 4 * MEBIBYTE + 1;

pub(super) const KINDS: &[Kind] = &[
    kind("content that is not JSON", 30, &["400 -32700"], |dice, _| {
        let length = dice.between(20, 400);
        sent(dice.word(length))
    }),
    kind("content of random bytes", 20, &["400 -32700"], |dice, _| {
        let length = dice.between(20, 4000);
        sent(dice.bytes(length))
    }),
    kind("nearly JSON", 20, &["400 -32700"], |dice, _| {
        let nearly =
            ["// note\n{}", "{'a':1}", "{\"a\":NaN}", "{\"a\":1,}", "\u{feff}{}", "{\"a\":01}", "{}{}", "[1,", ""];
        sent(*dice.pick(&nearly))
    }),
    kind("truncated content", 30, &["400 -32700"], |dice, _| {
        let whole = message("add", r#"{"a":1,"b":2}"#);
        sent(&whole[..dice.between(1, whole.len() - 1)])
    }),
    kind("not UTF-8 inside a string", 10, &["400 -32700"], |dice, _| {
        let mut whole = message("echo", r#"{"text":"??????"}"#).into_bytes();
        let place = whole.windows(6).position(|window| window == b"??????").unwrap_or(0);
        whole[place + dice.between(0, 6)] = *dice.pick(&[0x80, 0xc0, 0xed, 0xff]);
        sent(whole)
    }),
    kind("deeply nested", 20, &["400 -32600"], |dice, _| {
        let depth = dice.between(70, 20_000);
        let (open, close) = *dice.pick(&[("[", "]"), ("{\"a\":", "}")]);
        let end = if open == "[" { "" } else { "1" };
        sent(message("add", &format!("{{\"a\":{}{end}{}}}", open.repeat(depth), close.repeat(depth))))
    }),
    kind("deeply nested and never closed", 10, &["400 -32600", "400 -32700"], |dice, _| {
        let start = *dice.pick(&["", r#"{"jsonrpc":"2.0","id":1,"method":"#]);
        sent(format!("{start}{}", "[".repeat(dice.between(70, 200_000))))
    }),
    kind("doubled names", 20, &["400 -32600"], |dice, _| {
        let whole = message("add", r#"{"a":1,"b":2}"#);
        let doubled = [
            whole.replacen('{', r#"{"id":2,"#, 1),
            whole.replace(r#""a":1"#, r#""a":1,"\u0061":2"#),
            whole.replace(r#""name":"add""#, r#""name":"add","name":"echo""#),
            whole.replace(r#""_meta":"#, r#""_meta":{},"_meta":"#),
        ];
        sent(dice.pick(&doubled).as_str())
    }),
    kind("thousands of members", 5, &["400 -32600"], |dice, _| {
        let members: Vec<_> = (0..dice.between(1100, 5000)).map(|index| format!("\"m{index}\":{index}")).collect();
        sent(message("add", &format!("{{{}}}", members.join(","))))
    }),
    kind("an envelope that is none", 20, &["400 -32600"], |dice, _| {
        let whole = message("add", r#"{"a":1,"b":2}"#);
        let broken = [
            whole.replace(r#""2.0""#, r#""1.0""#),
            whole.replace(r#""jsonrpc":"2.0","#, ""),
            whole.replace(r#""method":"tools/call""#, r#""method":7"#),
            whole.replace(r#""id":1"#, r#""id":null"#),
            whole.replace(r#""id":1"#, r#""id":{}"#),
            whole.replace(r#""id":1"#, r#""id":true"#),
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":[]}"#.to_owned(),
        ];
        sent(dice.pick(&broken).as_str())
    }),
    rare("a megabyte as id", &["400 -32600"], |dice, _| {
        let id = "9".repeat(MEBIBYTE + dice.between(0, 100));
        let id = if dice.any() % 2 == 0 { id } else { format!("\"{id}\"") };
        sent(message("add", r#"{"a":1,"b":2}"#).replacen("\"id\":1", &format!("\"id\":{id}"), 1))
    }),
    kind("an id that is just too long", 10, &["400 -32600"], |dice, _| {
        let id = dice.word(257);
        sent(message("add", r#"{"a":1,"b":2}"#).replacen("\"id\":1", &format!("\"id\":\"{id}\""), 1))
    }),
    rare("a megabyte of text, echoed", &["200 result"], |_, _| {
        sent_to("echo", message("echo", &format!("{{\"text\":\"{}\"}}", "x".repeat(MEBIBYTE))))
    }),
    rare("a megabyte of escapes, echoed", &["200 result"], |_, _| {
        sent_to("echo", message("echo", &format!("{{\"text\":\"{}\"}}", r"\u0001".repeat(MEBIBYTE / 6))))
    }),
    rare("a megabyte where a number belongs", &["200 isError"], |_, _| {
        sent(message("add", &format!("{{\"a\":\"{}\",\"b\":2}}", "x".repeat(MEBIBYTE))))
    }),
    rare("a megabyte that nobody asked for", &["200 result"], |_, _| {
        sent(message("add", &format!("{{\"a\":1,\"b\":2,\"c\":\"{}\"}}", "x".repeat(MEBIBYTE))))
    }),
    rare("a megabyte of small values", &["200 isError"], |_, _| {
        sent(message("add", &format!("{{\"a\":[{}0],\"b\":2}}", "0,".repeat(MEBIBYTE / 2))))
    }),
    kind("numbers that no machine has", 10, &["200 isError"], |dice, _| {
        let digits = "9".repeat(dice.between(20, 10_000));
        let numbers = ["1e999999999", "1.5", "-1e-999999999", "99999999999999999999", digits.as_str()];
        sent(message("add", &format!("{{\"a\":{},\"b\":2}}", dice.pick(&numbers))))
    }),
    kind("announced as too large", 20, &["413 -32600"], |dice, _| {
        let length = if dice.any() % 2 == 0 { TOO_MUCH as u64 } else { dice.any() >> 1 };
        let request = add("").with("content-length", length.max(TOO_MUCH as u64).to_string());
        let begun = [request.head(), vec![b' '; dice.between(0, 10_000)]].concat();
        offend(begun)
    }),
    rare("too large in chunks", &["413 -32600"], |dice, _| {
        let size = dice.between(1000, 100_000);
        alone([Step::Send(add(vec![b' '; TOO_MUCH]).chunked(size)), Step::Answer])
    }),
    rare("far too large in chunks", &["413 -32600"], |dice, _| {
        offend(add(vec![b' '; 3 * TOO_MUCH]).chunked(dice.between(1000, 100_000)))
    }),
    kind("a batch", 20, &["400 -32600"], |dice, _| {
        let one = message("add", r#"{"a":1,"b":2}"#);
        sent(format!("[{}]", vec![one; dice.between(0, 100)].join(",")))
    }),
    kind("a posted response", 20, &["400 -32600"], |dice, _| {
        let bodies = [
            r#"{"jsonrpc":"2.0","id":1,"result":{}}"#,
            r#"{"jsonrpc":"2.0","id":"x","error":{"code":1,"message":"no"}}"#,
            r#"{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"no"}}"#,
        ];
        sent(*dice.pick(&bodies))
    }),
    kind("less content than announced", 10, &["closed", "400 -32700"], |dice, _| {
        let request = add(message("add", r#"{"a":1,"b":2}"#)).with("content-length", "5000");
        alone([
            Step::Send(request.bytes()[..request.head().len() + dice.between(0, 100)].to_vec()),
            Step::Finish,
            Step::End,
        ])
    }),
];

/// A request that calls `add`, by its head.
fn add(body: impl Into<Vec<u8>>) -> Request {
    Request::carrying("tools/call", Some("add"), body)
}

fn sent(body: impl Into<Vec<u8>>) -> Script {
    ask(&add(body))
}

fn sent_to(tool: &str, body: String) -> Script {
    ask(&Request::carrying("tools/call", Some(tool), body))
}

fn message(tool: &str, arguments: &str) -> String {
    format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"{tool}","arguments":{arguments},{META}}}}}"#
    )
}
