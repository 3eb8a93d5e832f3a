//! Bytes that are no HTTP, or HTTP whose parts can be taken for different ones.

use super::{Kind, kind};
use crate::dice::Dice;
use crate::script::{Script, Step, alone, ask, leave_after, offend};
use crate::wire::Request;

/// What HTTP libraries may do with what is no HTTP.
const REFUSED: &[&str] = &["400", "closed"];

pub(super) const KINDS: &[Kind] = &[
    kind("random bytes for HTTP", 20, REFUSED, |dice, _| {
        let length = dice.between(30, 2000);
        // Why: what could be the start of a line would be waited for.
        offend([b"\x00".to_vec(), dice.bytes(length)].concat())
    }),
    kind("a TLS ClientHello", 20, REFUSED, |dice, _| {
        let mut hello = vec![0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03];
        hello.extend(dice.bytes(506));
        offend(hello)
    }),
    kind("another protocol", 10, REFUSED, |dice, _| {
        let greetings: [&[u8]; 4] = [
            b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
            b"\x00\x00\x00\x2a\xff\x53\x4d\x42 SMB",
            b"*1\r\n$4\r\nPING\r\n",
            b"EHLO evil.example\r\n",
        ];
        offend(*dice.pick(&greetings))
    }),
    kind("garbage behind a good request", 20, &["200 result, 400", "200 result, closed"], |dice, _| {
        let garbage = [b"\x01".to_vec(), dice.bytes(100)].concat();
        alone([Step::Send([add().bytes(), garbage].concat()), Step::Answer, Step::End])
    }),
    kind("many requests at once, left unread", 5, &["left"], |dice, _| {
        leave_after(add().bytes().repeat(dice.between(2, 100)))
    }),
    kind("many requests at once", 5, &["200 result, 200 result, 200 result, 400 -32700"], |_, _| {
        let bad = Request::carrying("tools/call", Some("add"), "{");
        let sent = [add().bytes().repeat(3), bad.bytes()].concat();
        alone([Step::Send(sent), Step::Answer, Step::Answer, Step::Answer, Step::Answer])
    }),
    kind("two lengths", 20, &["400", "closed"], |dice, _| {
        let request = match dice.between(0, 2) {
            0 => add().with("content-length", "10").with("content-length", "20"),
            _ => add().with("content-length", *dice.pick(&["-1", "+5", "0x10", "1 2", "99999999999999999999999", ""])),
        };
        offend(request.bytes())
    }),
    kind("chunks and a length", 10, &["400", "closed", "400 -32700"], |_, _| {
        offend(add().with("content-length", "5").with("transfer-encoding", "chunked").bytes())
    }),
    kind("another transfer coding", 10, &["400", "closed", "400 -32700"], |dice, _| {
        offend(add().with("transfer-encoding", *dice.pick(&["gzip", "chunked, identity", "xchunked"])).bytes())
    }),
    kind("chunks that are none", 10, &["400", "closed", "400 -32700"], |dice, _| {
        let chunk = *dice.pick(&["zz\r\n", "-1\r\n", "ffffffffffffffffff\r\n", "\r\n"]);
        let head = add().with("transfer-encoding", "chunked").head();
        offend([head, chunk.as_bytes().to_vec(), b"0\r\n\r\n".to_vec()].concat())
    }),
    kind("a chunk extension without end", 3, &["400", "closed", "400 -32700"], |dice, _| {
        let head = add().with("transfer-encoding", "chunked").head();
        offend(
            [head, format!("5;{}\r\nhello\r\n0\r\n\r\n", "x".repeat(dice.between(20_000, 200_000))).into_bytes()]
                .concat(),
        )
    }),
    kind("trailers without end", 3, &["400", "closed", "400 -32700"], |dice, _| {
        let mut bytes = add().with("transfer-encoding", "chunked").head();
        bytes.extend_from_slice(b"0\r\n");
        (0..dice.between(2000, 20_000))
            .for_each(|index| bytes.extend_from_slice(format!("x-{index}: y\r\n").as_bytes()));
        offend(bytes)
    }),
    kind("fields that are none", 20, &["400", "closed"], |dice, _| {
        let lines = ["no colon", "bad name : x", ": nameless", "x: nul\0", "\u{1}: x", "x: cr\rlf", "(x): y"];
        let head = String::from_utf8(add().head()).unwrap_or_default();
        offend(head.replacen("\r\n", &format!("\r\n{}\r\n", dice.pick(&lines)), 1))
    }),
    kind("a first line that is none", 20, &["400", "closed"], |dice, _| {
        let lines = [
            "POST /mcp",
            "POST /mcp HTTP/9.9",
            "POST  /mcp  HTTP/1.1",
            "GET",
            "/mcp POST HTTP/1.1",
            "P\u{1}ST / HTTP/1.1",
        ];
        offend(add().on(*dice.pick(&lines)).bytes())
    }),
    kind("a first line without end", 3, &["414", "431", "400", "closed"], |dice, _| {
        offend(add().on(format!("POST /{} HTTP/1.1", "x".repeat(dice.between(140_000, 300_000)))).bytes())
    }),
    kind("no host", 5, &["403 -32600"], |_, _| ask(&add().without("host"))),
    kind("two hosts", 5, &["403 -32600"], |_, _| ask(&add().with("host", "localhost"))),
    kind("a line that names another host", 5, &["403 -32600"], |_, _| {
        ask(&add().on("POST http://evil.example/mcp HTTP/1.1"))
    }),
    kind("CONNECT", 5, &["400", "404", "405 -32600", "closed"], |_, _| {
        offend(Request::bare("CONNECT").on("CONNECT evil.example:443 HTTP/1.1").with("connection", "close").bytes())
    }),
    kind("an offer to change the protocol", 10, &["200 result"], |dice, _| upgrade(dice)),
    kind("told to continue, and gone", 5, &["left"], |_, _| leave_after(add().with("expect", "100-continue").head())),
];

fn add() -> Request {
    Request::call("add", r#"{"a":1,"b":2}"#)
}

fn upgrade(dice: &mut Dice) -> Script {
    let protocol = *dice.pick(&["h2c", "websocket", "TLS/1.3"]);
    ask(&add().with("connection", "upgrade").with("upgrade", protocol))
}
