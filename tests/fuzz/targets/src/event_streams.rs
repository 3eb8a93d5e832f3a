//! Event streams: what the encoder writes, and what a server sends, are read back as they were meant.

use std::sync::LazyLock;
use std::time::Duration;

use mcp_server::limits::MAX_ECHO_BYTES;
use mcp_server::{AuthMode, Context, HttpConfig, McpService, Progress, Server, Tool};
use mcp_transport_http::sse;
use mcp_types::LoggingLevel;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::event_reader::{Said, read};
use crate::in_process::{frames, modern, run, send};

/// No byte of UTF-8, so that it parts whatever stands between.
const BETWEEN_PIECES: u8 = 0xff;
/// Parts an id from its message.
const BETWEEN_FIELDS: u8 = 0xfe;
/// What a handler repeats is cut here: a message of this length is no other than one twice as long.
const MAX_SAID: usize = 600;

/// Whatever goes into a stream comes out of it again, in as many events, under the same ids, and nothing besides.
///
/// The input is the pieces of a stream; the first byte of each says of which kind it is.
pub fn event_streams(input: &[u8]) -> usize {
    let (mut stream, mut meant) = (Vec::new(), Meant::default());
    let mut written = 0;
    for piece in input.split(|byte| *byte == BETWEEN_PIECES) {
        let Some((kind, content)) = piece.split_first() else { continue };
        let start = stream.len();
        write(*kind, content, &mut stream, &mut meant);
        assert!(stream[start..].ends_with(b"\n\n"), "a piece ends an event");
        written += 1;
    }
    assert_eq!(read(&stream), meant.said, "{:?}", String::from_utf8_lossy(&stream));
    if let Some(text) = input.get(..input.len().min(MAX_SAID)).filter(|text| !text.is_empty()) {
        repeated(&String::from_utf8_lossy(text));
    }
    written
}

/// What was written, as a reader has to understand it.
#[derive(Default)]
struct Meant {
    said: Vec<Said>,
    id: String,
}

impl Meant {
    fn event(&mut self, message: &[u8]) {
        let data = on_one_line(message);
        self.said.push(Said::Event { id: self.id.clone(), kind: "message".to_owned(), data });
    }
}

fn write(kind: u8, content: &[u8], stream: &mut Vec<u8>, meant: &mut Meant) {
    match kind % 4 {
        0 => {
            sse::write_event(stream, content);
            meant.event(content);
        }
        1 => {
            let at = content.iter().position(|byte| *byte == BETWEEN_FIELDS).unwrap_or(content.len());
            let (id, message) = (String::from_utf8_lossy(&content[..at]), content.get(at + 1..).unwrap_or_default());
            sse::write_event_with_id(stream, &id, message);
            meant.id = on_one_line(id.as_bytes()).replace('\0', " ");
            meant.event(message);
        }
        2 => {
            let micros = content.iter().take(7).fold(0, |number, byte| number << 8 | u64::from(*byte));
            sse::write_retry(stream, Duration::from_micros(micros));
            meant.said.push(Said::Retry(micros / 1000));
        }
        _ => stream.extend_from_slice(sse::KEEP_ALIVE),
    }
}

fn on_one_line(text: &[u8]) -> String {
    String::from_utf8_lossy(text).replace(['\r', '\n'], " ")
}

#[derive(Deserialize, JsonSchema)]
struct Text {
    text: String,
}

/// A server that says everything three times: as progress, as a log message, and as its result.
static SERVICE: LazyLock<McpService> = LazyLock::new(|| {
    let say = async |Text { text }: Text, cx: Context<()>| {
        cx.progress(Progress::new(1).message(text.as_str())).await;
        cx.log(LoggingLevel::Info, text.as_str()).await;
        text
    };
    let server = Server::builder("parrot", "1.0.0").logging().tool(Tool::new("say").handler(say)).build();
    server.expect("one tool is in order").http(HttpConfig::public(AuthMode::Anonymous))
});

/// The events of a call are its messages, each whole in one frame, and the last of them is the response.
fn repeated(text: &str) {
    let params = json!({ "name": "say", "arguments": { "text": text } });
    let request = modern("tools/call", Some("say"), params, &json!({}));
    let mut service = SERVICE.clone();
    let frames = run(async move {
        let answer = send(&mut service, request).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.headers["content-type"]),
            (200, &"text/event-stream".parse().expect("a value"))
        );
        frames(answer.body).await
    });
    let messages: Vec<Value> = frames.iter().map(|frame| message(frame)).collect();
    let [progress, log, response] = &messages[..] else { panic!("{messages:?}") };
    let shown = progress["params"]["message"].as_str().expect("a message");
    let is_whole = text.len() <= MAX_ECHO_BYTES;
    assert!(shown == text || !is_whole && shown.strip_suffix('…').is_some_and(|cut| text.starts_with(cut)), "{shown}");
    assert_eq!(log["params"]["data"], text);
    assert_eq!((&response["id"], &response["result"]["content"][0]["text"]), (&json!(1), &json!(text)));
}

/// The message of a frame, which is one event without an id.
fn message(frame: &[u8]) -> Value {
    let said = read(frame);
    let [Said::Event { id, kind, data }] = &said[..] else { panic!("{said:?}") };
    assert_eq!((id.as_str(), kind.as_str()), ("", "message"));
    serde_json::from_str(data).expect("an event is a message")
}
