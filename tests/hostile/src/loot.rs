//! What an attacker has got by asking nicely: real tokens, to be used wrongly.

use std::io;

use serde_json::Value;

use crate::dice::Dice;
use crate::script::Client;
use crate::wire::Request;

/// Real tokens.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Loot {
    /// The id of a legacy session.
    pub session: String,
    /// The cursor of the second page of tools.
    pub cursor: String,
    /// The state of a tool that asked.
    pub request_state: String,
    /// A sealed handle.
    pub sealed: String,
    /// A stored handle.
    pub stored: String,
}

/// `initialize`.
pub const INITIALIZE: &str = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"elicitation":{}},"clientInfo":{"name":"c","version":"1"}}}"#;

impl Loot {
    /// Asks for them.
    ///
    /// # Errors
    ///
    /// One could not be had.
    pub fn gather(port: u16) -> io::Result<Self> {
        let mut client = Client::new(port);
        let mut ask = |request: &Request| -> io::Result<(Value, Option<String>)> {
            let answer = client.ask(request)?;
            let session = answer.field("mcp-session-id").map(str::to_owned);
            Ok((answer.message().unwrap_or_default(), session))
        };
        let (_, session) = ask(&Request::post(INITIALIZE))?;
        let (page, _) = ask(&Request::modern("tools/list", None, ""))?;
        let (question, _) = ask(&Request::call("greet", "{}"))?;
        let (opened, _) = ask(&Request::call("open_basket", "{}"))?;
        let opened = &opened["result"]["structuredContent"];
        Ok(Loot {
            session: session.ok_or_else(|| io::Error::other("no session was opened"))?,
            cursor: text(&page["result"]["nextCursor"])?,
            request_state: text(&question["result"]["requestState"])?,
            sealed: text(&opened["sealed"])?,
            stored: text(&opened["stored"])?,
        })
    }
}

fn text(value: &Value) -> io::Result<String> {
    value.as_str().map(str::to_owned).ok_or_else(|| io::Error::other(format!("no token: {value}")))
}

/// Something like `token` that is not it.
pub fn forge(dice: &mut Dice, token: &str) -> String {
    match dice.between(0, 6) {
        // One letter is another one, but not the last, of which some bits may mean nothing.
        0 | 1 => {
            let place = dice.between(0, token.len() - 1);
            let letter = if token.as_bytes()[place] == b'A' { "B" } else { "A" };
            format!("{}{letter}{}", &token[..place], &token[place + 1..])
        }
        2 => token[..dice.between(0, token.len())].to_owned(),
        3 => format!("{token}{}", dice.word(4)),
        4 => dice.word(token.len()),
        _ => {
            let length = dice.between(1, 4000);
            dice.word(length)
        }
    }
}
