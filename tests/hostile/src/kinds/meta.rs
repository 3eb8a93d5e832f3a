//! Metadata that are missing or wrong, and heads that say something else than the content.

use super::{Kind, kind};
use crate::dice::Dice;
use crate::script::{Script, ask};
use crate::wire::{META, Request};

const MEMBERS: &str = r#""name":"add","arguments":{"a":1,"b":2}"#;

pub(super) const KINDS: &[Kind] = &[
    kind("no _meta", 20, &["400 -32602"], |dice, _| {
        let message = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#;
        match dice.between(0, 2) {
            0 => with_meta(""),
            _ => ask(&Request::carrying("tools/list", None, message)),
        }
    }),
    kind("_meta of wrong types", 20, &["400 -32602"], |dice, _| {
        let metas = [
            r#""_meta":7"#.to_owned(),
            r#""_meta":[]"#.to_owned(),
            r#""_meta":{}"#.to_owned(),
            META.replace(r#""2026-07-28""#, "20260728"),
            META.replace(
                r#""io.modelcontextprotocol/clientCapabilities":{"#,
                r#""io.modelcontextprotocol/clientCapabilities":7,"x":{"#,
            ),
            META.replace(r#""name":"c","#, ""),
            format!(r#"{},"io.modelcontextprotocol/logLevel":"loudest"}}"#, &META[..META.len() - 1]),
            format!(r#"{},"progressToken":{{}}}}"#, &META[..META.len() - 1]),
        ];
        with_meta(dice.pick(&metas).as_str())
    }),
    kind("capabilities without end", 5, &["200 result"], |dice, _| {
        let experimental: Vec<_> = (0..dice.between(500, 1000)).map(|index| format!("\"x{index}\":{{}}")).collect();
        let capabilities = format!(r#"Capabilities":{{"experimental":{{{}}},"#, experimental.join(","));
        with_meta(&META.replace(r#"Capabilities":{"#, &capabilities))
    }),
    kind("a version that the head does not name", 20, &["400 -32020"], |dice, _| {
        let request = call(META);
        ask(&match dice.between(0, 3) {
            0 => request.without("mcp-protocol-version"),
            1 => request.having("mcp-protocol-version", "2025-11-25"),
            _ => request.having("mcp-protocol-version", dice.word(10)),
        })
    }),
    kind("a version that is not served", 20, &["400 -32022"], |dice, _| {
        let version = dice.word(10);
        let version = *dice.pick(&["1999-01-01", "2025-11-25", "2026-07-29", "", version.as_str()]);
        ask(&call(&META.replace("2026-07-28", version)).having("mcp-protocol-version", version))
    }),
    kind("a method that the head does not name", 20, &["400 -32020"], |dice, _| {
        let request = call(META);
        ask(&match dice.between(0, 3) {
            0 => request.without("mcp-method"),
            1 => request.having("mcp-method", "tools/list"),
            _ => request.having("mcp-method", "TOOLS/CALL"),
        })
    }),
    kind("a name that the head does not name", 20, &["400 -32020"], |dice, _| {
        let request = call(META);
        ask(&match dice.between(0, 3) {
            0 => request.without("mcp-name"),
            1 => request.having("mcp-name", "echo"),
            _ => request.having("mcp-name", "Add"),
        })
    }),
    kind("garbage where a sentinel belongs", 20, &["400 -32020"], |dice, _| {
        let garbage = sentinel(dice);
        ask(&call(META).having("mcp-name", garbage))
    }),
    kind("parameters that the head does not name", 20, &["200 -32020", "400 -32020"], |dice, _| {
        let request = Request::call("region", r#"{"region":"north"}"#);
        let garbage = sentinel(dice);
        ask(&match dice.between(0, 4) {
            0 => request,
            1 => request.with("mcp-param-region", "south"),
            2 => request.with("mcp-param-region", "north").with("mcp-param-region", "north"),
            _ => request.with("mcp-param-region", garbage),
        })
    }),
    kind("parameters that nobody declared", 10, &["200 result"], |dice, _| {
        let name = format!("mcp-param-{}", dice.word(20));
        ask(&call(META).with(&name, "x"))
    }),
    kind("initialize with modern metadata", 10, &["404 -32601"], |_, _| ask(&Request::modern("initialize", None, ""))),
];

fn call(meta: &str) -> Request {
    Request::with_meta("tools/call", Some("add"), MEMBERS, meta)
}

fn with_meta(meta: &str) -> Script {
    ask(&call(meta))
}

/// What looks like a wrapped value and is none, or wraps something else.
fn sentinel(dice: &mut Dice) -> Vec<u8> {
    let word = dice.word(9);
    let values: [&[u8]; 7] = [
        b"=?base64?YWRk",
        b"=?base64?YWRk=?=",
        b"=?base64?YWQ?=",
        b"=?base64?/////w==?=",
        b"=?base64??=?base64??=",
        b"add\xff\xfe",
        word.as_bytes(),
    ];
    dice.pick(&values).to_vec()
}
