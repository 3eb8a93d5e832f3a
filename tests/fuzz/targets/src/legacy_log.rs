//! The log of a call in a legacy session: streams that break off and are taken up again, by who may and who may not.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, UNIX_EPOCH};

use http::{HeaderValue, Request};
use mcp_server::limits::LEGACY_EVENT_LIFETIME;
use mcp_server::{AuthMode, Context, Eras, HttpConfig, KeyRing, Limits, McpService, Server, Tool};
use mcp_store::{MemoryBus, MemoryStore, StoreSettings};
use mcp_types::LoggingLevel;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::edit::edited;
use crate::event_reader::{Said, read};
use crate::in_process::{Answer, frames, post, send, speak_for};

const RING: &str = "b67ea46f 1785240000 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const VERSIONS: [&str; 2] = ["2025-11-25", "2025-06-18"];
/// Bytes of a record, so that messages of the usual length are kept in parts.
const RECORD_BYTES: usize = 100;
/// When a client comes back that was let go.
const RETRY_MS: u64 = 7;
/// How long a stream may take that has nothing to wait for.
const PATIENCE: Duration = Duration::from_secs(5);

/// An event as its reader keeps it: its id and its message.
type Event = (String, Value);

/// Who comes back after an event that it has had gets exactly what follows; an event of somebody else's, or of nobody's,
/// leads nowhere, and neither does a session of somebody else's.
///
/// The input says what a handler sends, who comes back after which event, and how the ids were changed before.
pub fn legacy_log(input: &[u8]) -> usize {
    let Some((script, rest)) = input.split_first_chunk::<5>() else { return 0 };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let tried = runtime.block_on(async { timeout(PATIENCE, attempt(*script, rest)).await });
    tried.expect("a stream that has nothing to wait for ends")
}

async fn attempt([shape, seen, who, of_event, of_session]: [u8; 5], with: &[u8]) -> usize {
    // Whatever earlier runs have left in the store is forgotten by now.
    NOW.fetch_add(2 * LEGACY_EVENT_LIFETIME.as_secs(), Ordering::Relaxed);
    let mut replicas = REPLICAS.clone();
    let version = VERSIONS[usize::from(shape >> 7)];
    let ann = Session::open(&mut replicas[0], "ann", version).await;
    let messages = Messages { count: usize::from(shape & 3), release: usize::from(shape >> 2 & 3) };
    let whole = ann.call(&mut replicas, messages, String::from_utf8_lossy(with).into_owned()).await;
    // Whoever sends nothing before the reply has no stream to take up.
    let Some((id, _)) = whole.get(usize::from(seen) % whole.len().max(1)) else { return 0 };
    let [here, there] = &mut replicas;
    let owner = match who >> 1 & 3 {
        0 | 1 => ann.clone(),
        2 => Session::open(here, "ann", version).await,
        _ => Session::open(here, "bob", version).await,
    };
    let user = if who & 8 == 0 { owner.user } else { "eve" };
    let session = Session { id: edited(&owner.id, of_session, with), user, ..owner.clone() };
    let (event, replica) = (edited(id, of_event, with), if who & 1 == 0 { here } else { there });
    let Some(answer) = session.listen(replica, &event).await else { return 0 };
    let status = answer.status.as_u16();
    if session.user != owner.user || trimmed(&session.id) != owner.id {
        assert!(matches!(status, 400 | 404), "{status} for the session {:?} of {:?}", session.id, session.user);
        return 0;
    }
    let place = whole.iter().position(|(id, _)| id == trimmed(&event)).filter(|_| owner.id == ann.id);
    match (place, trimmed(&event)) {
        (Some(place), _) => {
            assert_eq!(status, 200, "after {event:?}");
            assert_eq!(session.rest(replica, answer, &event).await, whole[place + 1..], "after {event:?}");
            return 1;
        }
        // The session's own stream, which lasts as long as somebody listens.
        (None, "own") => assert_eq!(status, 200),
        // The beginning of a stream has an id, which clients of this version are not told.
        (None, event) if version == VERSIONS[1] && event.ends_with("-0") => {}
        (None, _) => assert_eq!(status, 400, "after {event:?}, which was never sent to {owner:?}"),
    }
    0
}

/// White space around the value of a field is none of it.
fn trimmed(value: &str) -> &str {
    value.trim_matches([' ', '\t'])
}

/// What a handler sends besides its reply.
#[derive(Debug, Clone, Copy)]
struct Messages {
    count: usize,
    /// Before which message, counted from one, the connection is given up, if before any.
    release: usize,
}

/// The time, in seconds since 1970.
static NOW: AtomicU64 = AtomicU64::new(1_785_240_000);

/// Two replicas over one store and one bus.
static REPLICAS: LazyLock<[McpService; 2]> = LazyLock::new(|| {
    let store = Arc::new(MemoryStore::new(StoreSettings::default().with_value_bytes(RECORD_BYTES)));
    let bus = Arc::new(MemoryBus::default());
    let mut limits = Limits::default();
    // Runs follow each other faster than one caller may call.
    limits.principal.tool_calls = None;
    [(); 2].map(|()| {
        let server = Server::builder("talker", "1.0.0")
            .eras(Eras::Dual)
            .logging()
            .keys(KeyRing::parse(RING).expect("the ring is well formed"))
            .clock(|| UNIX_EPOCH + Duration::from_secs(NOW.load(Ordering::Relaxed)))
            .limits(limits.clone())
            .store(store.clone())
            .event_bus(bus.clone())
            .tool(Tool::new("talk").handler(talk));
        server.build().expect("one tool is in order").http(HttpConfig::public(AuthMode::Anonymous))
    })
});

#[derive(Deserialize, JsonSchema)]
struct Talk {
    text: String,
    messages: usize,
    /// Before which message the connection is given up, if before any.
    release: usize,
}

async fn talk(Talk { text, messages, release }: Talk, cx: Context<()>) -> String {
    for number in 0..messages {
        if number + 1 == release {
            cx.release_connection(Duration::from_millis(RETRY_MS)).await;
        }
        cx.log(LoggingLevel::Error, format!("{number} {text}")).await;
    }
    text
}

/// A session, and on whose behalf it was opened.
#[derive(Debug, Clone)]
struct Session {
    id: String,
    user: &'static str,
    version: &'static str,
}

impl Session {
    async fn open(service: &mut McpService, user: &'static str, version: &'static str) -> Self {
        let params = json!({
            "protocolVersion": version, "capabilities": {}, "clientInfo": { "name": "c", "version": "1" },
        });
        let mut request = post(&json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params }));
        speak_for(request.extensions_mut(), user);
        let answer = send(service, request).await;
        let id = answer.headers["mcp-session-id"].to_str().expect("it is visible ASCII").to_owned();
        Session { id, user, version }
    }

    /// Calls the tool, and reads its whole stream, however often the connection is given up.
    async fn call(&self, [here, there]: &mut [McpService; 2], messages: Messages, text: String) -> Vec<Event> {
        let Messages { count, release } = messages;
        let params = json!({ "name": "talk", "arguments": { "text": text, "messages": count, "release": release } });
        let mut request = post(&json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params }));
        self.sign(&mut request, None).expect("an honest session");
        let answer = send(here, request).await;
        if answer.headers["content-type"] == "application/json" {
            assert_eq!(count, 0);
            return Vec::new();
        }
        let all = self.rest(there, answer, "").await;
        let said = all.iter().filter_map(|(_, message)| message["params"]["data"].as_str());
        assert!(said.eq((0..count).map(|number| format!("{number} {text}"))), "{all:?}");
        let (_, response) = all.last().expect("a stream has events");
        assert_eq!((&response["id"], &response["result"]["content"][0]["text"]), (&json!(1), &json!(text)));
        assert!((1..all.len()).all(|at| all[..at].iter().all(|(id, _)| *id != all[at].0)), "{all:?}");
        all
    }

    /// The events of a response, and of those for which its client comes back until the response is there.
    async fn rest(&self, service: &mut McpService, answer: Answer, after: &str) -> Vec<Event> {
        let (mut all, mut retry) = events(answer).await;
        while let Some(retry_ms) = retry {
            assert_eq!(retry_ms, RETRY_MS);
            let last = all.last().map_or(after, |(id, _)| id);
            let answer = self.listen(service, last).await.expect("ids are visible ASCII");
            assert_eq!(answer.status, 200, "after {last}");
            let (more, again) = events(answer).await;
            all.extend(more);
            retry = again;
        }
        all
    }

    /// Asks for what follows an event; `None` where no client could.
    async fn listen(&self, service: &mut McpService, event: &str) -> Option<Answer> {
        let request = Request::get("http://localhost/mcp").header("accept", "text/event-stream");
        let mut request = request.body(String::new()).expect("the head is well-formed");
        self.sign(&mut request, Some(event))?;
        Some(send(service, request).await)
    }

    fn sign(&self, request: &mut Request<String>, event: Option<&str>) -> Option<()> {
        let headers = request.headers_mut();
        headers.insert("mcp-session-id", HeaderValue::from_str(&self.id).ok()?);
        headers.insert("mcp-protocol-version", HeaderValue::from_static(self.version));
        if let Some(event) = event {
            headers.insert("last-event-id", HeaderValue::from_str(event).ok()?);
        }
        speak_for(request.extensions_mut(), self.user);
        Some(())
    }
}

/// The events of one response, and when its client comes back for more, if it is to come back.
async fn events(answer: Answer) -> (Vec<Event>, Option<u64>) {
    let (mut events, mut retry) = (Vec::new(), None);
    for said in read(&frames(answer.body).await.concat()) {
        assert_eq!(retry, None, "nothing follows the end of a connection");
        match said {
            Said::Event { data, .. } if data.is_empty() && !events.is_empty() => panic!("an event without a message"),
            Said::Event { id, data, .. } if data.is_empty() => events.push((id, Value::Null)),
            Said::Event { id, data, .. } => events.push((id, serde_json::from_str(&data).expect("a message is JSON"))),
            Said::Retry(after) => retry = Some(after),
        }
    }
    (events, retry)
}
