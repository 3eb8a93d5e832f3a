//! Requests in good form for what is not there, with tokens that were never given, or for more than a handler may be given.

use super::{Kind, kind};
use crate::dice::Dice;
use crate::loot::forge;
use crate::script::{Script, ask};
use crate::wire::Request;

pub(super) const KINDS: &[Kind] = &[
    kind("an unknown method", 20, &["404 -32601"], |dice, _| {
        let method = dice.word(30);
        let method = *dice.pick(&["ping", "tools/destroy", "logging/setLevel", "rpc.discover", method.as_str()]);
        ask(&Request::modern(method, None, ""))
    }),
    kind("an unknown tool", 20, &["200 -32602"], |dice, _| ask(&Request::call(&dice.word(20), "{}"))),
    kind("an unknown prompt", 10, &["200 -32602"], |dice, _| {
        let name = dice.word(20);
        ask(&Request::modern("prompts/get", Some(&name), &format!(r#""name":"{name}""#)))
    }),
    kind("an unknown resource", 20, &["200 -32602"], |dice, _| {
        let word = dice.word(20);
        let uris = ["news:///a/../../etc/passwd", "file:///etc/passwd", "news:///x/9999", "x", "news:///%00/%2e%2e"];
        let uri = *dice.pick(&[uris[0], uris[1], uris[2], uris[3], uris[4], word.as_str()]);
        read(uri)
    }),
    kind("a URI without end", 5, &["200 -32602"], |dice, _| {
        let segment = *dice.pick(&["a", "/", "%41", "{x}"]);
        read(&format!("news:///{}", segment.repeat(dice.between(8200, 12_000) / segment.len())))
    }),
    kind("a forged cursor", 20, &["200 -32602"], |dice, loot| {
        let cursor = forge(dice, &loot.cursor);
        ask(&Request::modern("tools/list", None, &format!(r#""cursor":"{cursor}""#)))
    }),
    kind("a forged requestState", 20, &["200 -32602"], |dice, loot| {
        let state = forge(dice, &loot.request_state);
        answered(&state, r#"{"name":{"action":"accept","content":{"name":"Eve"}}}"#)
    }),
    kind("a token for something else", 20, &["200 -32602"], |dice, loot| {
        let token = *dice.pick(&[&loot.cursor, &loot.sealed, &loot.stored, &loot.session]);
        answered(token, "{}")
    }),
    kind("answers that fit no question", 20, &["200 question", "200 -32602"], |dice, loot| {
        let answers = [
            r#"{"name":7}"#,
            r#"{"name":{"action":"accept","content":{"name":{}}}}"#,
            r#"{"name":{"roots":[]}}"#,
            r#"{"other":{"action":"decline"}}"#,
            r#"{"name":{"action":"explode"}}"#,
        ];
        answered(&loot.request_state, dice.pick::<&str>(&answers))
    }),
    kind("a forged handle", 20, &["200 isError"], |dice, loot| {
        let (tool, token) = *dice.pick(&[("count_sealed", &loot.sealed), ("count_stored", &loot.stored)]);
        let token = forge(dice, token);
        ask(&Request::call(tool, &format!(r#"{{"basket":"{token}"}}"#)))
    }),
    kind("arguments that break the schema", 20, &["200 isError"], |dice, _| {
        let arguments = [
            "{}".to_owned(),
            r#"{"customer":"C-123456","quantity":0}"#.to_owned(),
            r#"{"customer":7,"quantity":"many"}"#.to_owned(),
            format!(r#"{{"customer":"{}","quantity":1}}"#, "C-".repeat(dice.between(1, 10_000))),
            format!(
                r#"{{"customer":"C-123456","quantity":1,"note":"{}"}}"#,
                "\u{e9}".repeat(dice.between(401, 20_000))
            ),
        ];
        ask(&Request::call("order", dice.pick(&arguments).as_str()))
    }),
    kind("arguments that are no object", 10, &["200 -32602"], |dice, _| {
        ask(&Request::call("order", dice.pick::<&str>(&["[]", "7", "\"x\"", "true"])))
    }),
    kind("arguments that are hard to judge", 10, &["200 isError", "200 result"], hard_to_judge),
    kind("completion of what is not there", 10, &["200 -32602"], |dice, _| {
        let parameters = [
            r#""ref":{"type":"ref/prompt","name":"none"},"argument":{"name":"topic","value":"t"}"#,
            r#""ref":{"type":"ref/prompt","name":"write"},"argument":{"name":"none","value":"t"}"#,
            r#""ref":{"type":"ref/resource","uri":"news:///x"},"argument":{"name":"section","value":"t"}"#,
            r#""ref":{"type":"ref/everything"},"argument":{"name":"topic","value":"t"}"#,
            r#""ref":{"type":"ref/prompt","name":"write"},"argument":{"name":"topic","value":7}"#,
            r#""argument":{"name":"topic","value":"t"}"#,
        ];
        ask(&Request::modern("completion/complete", None, dice.pick::<&str>(&parameters)))
    }),
    kind("completion of a long value", 5, &["200 result"], |dice, _| {
        let value = "t".repeat(dice.between(1000, 50_000));
        let parameters =
            format!(r#""ref":{{"type":"ref/prompt","name":"write"}},"argument":{{"name":"topic","value":"{value}"}}"#);
        ask(&Request::modern("completion/complete", None, &parameters))
    }),
    kind("a handler that panics", 20, &["200 -32603"], |_, _| ask(&Request::call("panics", "{}"))),
];

fn read(uri: &str) -> Script {
    ask(&Request::modern("resources/read", Some(uri), &format!(r#""uri":"{uri}""#)))
}

fn answered(state: &str, answers: &str) -> Script {
    let members = format!(r#""name":"greet","arguments":{{}},"requestState":"{state}","inputResponses":{answers}"#);
    ask(&Request::modern("tools/call", Some("greet"), &members))
}

/// Values that all ways of a schema fit until the very end.
fn hard_to_judge(dice: &mut Dice, _: &crate::loot::Loot) -> Script {
    let deep = |open: &str, leaf: &str, close: &str, depth: usize| {
        format!("{}{leaf}{}", open.repeat(depth), close.repeat(depth))
    };
    let depth = dice.between(20, 50);
    let tree = match dice.between(0, 6) {
        0 => deep(r#"{"l":"#, "7", "}", depth),
        1 => deep(r#"{"r":"#, "7", "}", depth),
        2 => deep(r#"{"l":"ab","r":"#, r#""c""#, "}", depth),
        3 => deep("[", "7", "]", depth),
        4 => format!("\"{}c\"", "a".repeat(dice.between(1000, 100_000))),
        _ => {
            let strings: Vec<_> =
                (0..dice.between(500, 3000)).map(|index| format!("\"{}b\"", "a".repeat(index % 40))).collect();
            format!("[{}]", strings.join(","))
        }
    };
    ask(&Request::call("heavy", &format!(r#"{{"tree":{tree}}}"#)))
}
