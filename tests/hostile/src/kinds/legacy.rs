//! Attacks on sessions of the legacy era.

use super::{Kind, kind};
use crate::dice::Dice;
use crate::exchange::Answer;
use crate::loot::{INITIALIZE, Loot, forge};
use crate::script::{Step, alone, ask, overhear};
use crate::wire::Request;

const PING: &str = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
const FLOOD: &str = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"flood","arguments":{"messages":5},"_meta":{"progressToken":1}}}"#;

pub(super) const KINDS: &[Kind] = &[
    kind("initialize", 60, &["200 result"], |_, _| ask(&Request::post(INITIALIZE))),
    kind("initialize with a life's story", 5, &["200 result"], |dice, _| {
        let story = dice.word(50_000);
        ask(&Request::post(INITIALIZE.replace(r#""name":"c""#, &format!(r#""name":"{story}""#))))
    }),
    kind("initialize with wrong params", 10, &["200 -32602"], |dice, _| {
        let params = [r#""params":{}"#, r#""params":{"protocolVersion":7}"#, r#""x":1"#];
        ask(&Request::post(format!(r#"{{"jsonrpc":"2.0","id":1,"method":"initialize",{}}}"#, dice.pick(&params))))
    }),
    kind("no session", 20, &["400 -32600"], |dice, _| ask(&Request::post(*dice.pick(&[PING, FLOOD])))),
    kind("a forged session", 20, &["404 -32600"], |dice, loot| ask(&Request::in_session(&forged(dice, loot), PING))),
    kind("a malformed session", 10, &["400 -32600"], |dice, loot| {
        let request = Request::in_session(&loot.session, PING);
        ask(&match dice.between(0, 3) {
            0 => request.with("mcp-session-id", loot.session.as_str()),
            1 => request.having("mcp-session-id", "a b"),
            _ => request.having("mcp-session-id", ""),
        })
    }),
    kind("GET or DELETE of a forged session", 20, &["404 -32600"], |dice, loot| {
        let session = forged(dice, loot);
        ask(&Request::bare(dice.pick::<&str>(&["GET", "DELETE"])).with("mcp-session-id", session))
    }),
    kind("GET or DELETE of no session", 10, &["400 -32600"], |dice, _| {
        ask(&Request::bare(dice.pick::<&str>(&["GET", "DELETE"])))
    }),
    kind("a session of another version", 10, &["400 -32600"], |dice, loot| {
        let version = *dice.pick(&["2025-06-18", "2025-11-25, 2025-11-25", "2024-11-05"]);
        ask(&Request::bare("GET").with("mcp-session-id", loot.session.as_str()).with("mcp-protocol-version", version))
    }),
    kind("Last-Event-ID of nonsense", 20, &["400 -32600"], |dice, loot| {
        let word = dice.word(40);
        let event = *dice.pick(&[
            "0",
            "-",
            "0000000000000000-0",
            "0000000000000000-99999999999999999999",
            "a b",
            word.as_str(),
        ]);
        ask(&Request::bare("GET").with("mcp-session-id", loot.session.as_str()).with("last-event-id", event))
    }),
    kind("a session's stream, opened and dropped", 10, &["200 stream, left"], |_, loot| {
        overhear(&Request::bare("GET").with("mcp-session-id", loot.session.as_str()), 0)
    }),
    kind("a session's answers to nothing", 10, &["202"], |dice, loot| {
        let messages = [
            r#"{"jsonrpc":"2.0","id":"nobody","result":{"action":"accept"}}"#,
            r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":77}}"#,
            r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{}}"#,
            r#"{"jsonrpc":"2.0","method":"notifications/nonsense"}"#,
        ];
        ask(&Request::in_session(&loot.session, dice.pick::<&str>(&messages)))
    }),
    kind("a session's nonsense", 10, &["200 -32601", "200 -32602"], |dice, loot| {
        let requests = [
            r#"{"jsonrpc":"2.0","id":1,"method":"server/discover"}"#,
            r#"{"jsonrpc":"2.0","id":1,"method":"logging/setLevel","params":{"level":"loudest"}}"#,
            r#"{"jsonrpc":"2.0","id":1,"method":"resources/subscribe","params":{"uri":"x:y"}}"#,
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"none"}}"#,
        ];
        ask(&Request::in_session(&loot.session, dice.pick::<&str>(&requests)))
    }),
    kind("a session's log, half read", 2, &["200 stream, left"], |_, loot| {
        overhear(&Request::in_session(&loot.session, FLOOD), 2)
    }),
    kind("a session, opened and ended", 2, &["200 result, 204"], |_, _| {
        fn end(answer: &Answer) -> Request {
            Request::bare("DELETE").with("mcp-session-id", answer.field("mcp-session-id").unwrap_or_default())
        }
        alone([Step::Send(Request::post(INITIALIZE).bytes()), Step::Answer, Step::Then(end), Step::Answer])
    }),
];

/// An id that could be a session's and is none.
fn forged(dice: &mut Dice, loot: &Loot) -> String {
    let id = forge(dice, &loot.session);
    if id.is_empty() { "x".to_owned() } else { id }
}
