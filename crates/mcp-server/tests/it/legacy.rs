//! Clients of the legacy era, on the endpoint that modern ones use too.

mod asking;
mod handshake;
mod own_stream;
mod resumption;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt, Full};
use mcp_server::{
    Context, Elicit, Eras, HttpConfig, InputKinds, KeyRing, NoArgs, Principal, PrincipalKey, Progress, ReadResource,
    Resource, ResponseBody, Server, ServerBuilder, Structured, Tool, ToolError,
};
use mcp_store::{MemoryBus, MemoryStore};
use mcp_types::LoggingLevel;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tower_service::Service;

use crate::support::{Reply, body, builder, read};

const LATEST: &str = "2025-11-25";
const NEWS: &str = "news://today";

/// What replicas share.
struct Shared {
    keys: KeyRing,
    store: Arc<MemoryStore>,
    bus: Arc<MemoryBus>,
}

impl Shared {
    fn new() -> Self {
        let keys = KeyRing::generate().expect("there is randomness");
        Shared { keys, store: Arc::default(), bus: Arc::default() }
    }

    fn builder(&self) -> ServerBuilder<()> {
        let builder = builder().eras(Eras::Dual).logging().keys(self.keys.clone());
        builder.store(self.store.clone()).event_bus(self.bus.clone())
    }

    fn replica(&self) -> Server {
        offering(self.builder()).build().expect("in order")
    }
}

#[derive(Deserialize, JsonSchema)]
struct Name {
    name: String,
}

#[derive(Serialize, JsonSchema)]
struct Sum {
    sum: i64,
}

/// Lets time pass, which is virtual.
async fn pause(time: Duration) {
    let passed = tokio::time::timeout(time, std::future::pending::<()>()).await;
    assert!(passed.is_err());
}

/// A server with a tool of each kind, a prompt's worth of lists, and a resource to watch.
fn offering(builder: ServerBuilder<()>) -> ServerBuilder<()> {
    let greet = async |_: NoArgs, cx: Context<()>| {
        let person = cx.ask("name", Elicit::form::<Name>("Who are you?")).await?;
        Ok::<_, ToolError>(format!("Hello, {}!", person.name))
    };
    let work = async |_: NoArgs, cx: Context<()>| {
        for done in 1..=3 {
            cx.progress(Progress::of(done, 3)).await;
            cx.log(LoggingLevel::Info, format!("step {done}")).await;
            pause(Duration::from_secs(1)).await;
        }
        "done"
    };
    builder
        .tool(Tool::new("pong").handler(async |_: NoArgs| "pong"))
        .tool(Tool::new("sum").handler(async |_: NoArgs| Structured(Sum { sum: 3 })))
        .tool(Tool::new("list").handler(async |_: NoArgs| Structured(vec![1, 2])))
        .tool(Tool::new("greet").may_ask(InputKinds::FORM).handler(greet))
        .tool(Tool::new("work").handler(work))
        .resource(Resource::new(NEWS, "news").subscribable().handler(async |_: ReadResource| "nothing new"))
}

/// A client with a session.
#[derive(Clone)]
pub(crate) struct Client {
    id: String,
    version: &'static str,
    principal: Option<Principal>,
}

impl Client {
    /// Opens a session.
    pub(crate) async fn open(server: &Server, version: &'static str) -> Self {
        Self::open_with(server, version, json!({ "elicitation": {}, "roots": {}, "sampling": {} }), None).await
    }

    async fn open_with(
        server: &Server,
        version: &'static str,
        capabilities: Value,
        principal: Option<Principal>,
    ) -> Self {
        let response = initialize(server, version, capabilities, principal.clone()).await;
        let id = response.headers()["mcp-session-id"].to_str().expect("it is visible ASCII").to_owned();
        let result = read(Ok(response)).await;
        assert_eq!(result.result()["protocolVersion"], version);
        let client = Client { id, version, principal };
        let initialized = client.notify(server, "notifications/initialized", json!({})).await;
        assert_eq!((initialized.status.as_u16(), &initialized.body), (202, &Value::Null));
        client
    }

    /// Sends any message, and gives the response before its content is read.
    async fn send(&self, server: &Server, message: &Value) -> Response<ResponseBody> {
        let Ok(response) = server.http(HttpConfig::local()).call(self.request(message)).await;
        response
    }

    /// A request that posts a message.
    pub(crate) fn request(&self, message: &Value) -> Request<Full<Bytes>> {
        let mut request = self.head("POST").body(body(message)).expect("the head is well-formed");
        self.principal.clone().map(|principal| request.extensions_mut().insert(principal));
        request
    }

    fn head(&self, method: &str) -> http::request::Builder {
        Request::builder()
            .method(method)
            .uri("http://localhost/mcp")
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .header("mcp-protocol-version", self.version)
            .header("mcp-session-id", &self.id)
    }

    pub(crate) async fn ask(&self, server: &Server, method: &str, params: Value) -> Reply {
        read(Ok(self.send(server, &legacy(method, params)).await)).await
    }

    async fn notify(&self, server: &Server, method: &str, params: Value) -> Reply {
        let message = json!({ "jsonrpc": "2.0", "method": method, "params": params });
        read(Ok(self.send(server, &message).await)).await
    }

    /// GET or DELETE.
    pub(crate) async fn attend(
        &self,
        server: &Server,
        method: &str,
        last_event: Option<&str>,
    ) -> Response<ResponseBody> {
        let head = self.head(method);
        let head = last_event.into_iter().fold(head, |head, event| head.header("last-event-id", event));
        let mut request = head.body(body(&Value::Null)).expect("the head is well-formed");
        self.principal.clone().map(|principal| request.extensions_mut().insert(principal));
        let Ok(response) = server.http(HttpConfig::local()).call(request).await;
        response
    }

    /// Calls a tool whose answer is a stream, and reads that to its end.
    pub(crate) async fn stream_of(&self, server: &Server, tool: &str) -> Vec<Value> {
        self.stream(server, tool).await.rest().await
    }

    /// Calls a tool whose answer is a stream.
    pub(crate) async fn stream(&self, server: &Server, tool: &str) -> Stream {
        let call = legacy("tools/call", json!({ "name": tool, "_meta": { "progressToken": "t" } }));
        Stream::of(self.send(server, &call).await)
    }
}

/// A request without the metadata of the modern era, with id 1.
pub(crate) fn legacy(method: &str, params: Value) -> Value {
    let mut message = json!({ "jsonrpc": "2.0", "id": 1, "method": method });
    message["params"] = params;
    message
}

async fn initialize(
    server: &Server,
    version: &str,
    capabilities: Value,
    principal: Option<Principal>,
) -> Response<ResponseBody> {
    let params = json!({
        "protocolVersion": version, "capabilities": capabilities, "clientInfo": { "name": "old", "version": "1" },
    });
    let head = Request::post("http://localhost/mcp")
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream");
    let mut request = head.body(body(&legacy("initialize", params))).expect("the head is well-formed");
    principal.map(|principal| request.extensions_mut().insert(principal));
    let Ok(response) = server.http(HttpConfig::local()).call(request).await;
    response
}

/// An event stream.
pub(crate) struct Stream {
    body: ResponseBody,
    /// What the last event said of itself.
    id: Option<String>,
    retry: Option<u64>,
}

impl Stream {
    fn of(response: Response<ResponseBody>) -> Self {
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Stream { body: response.into_body(), id: None, retry: None }
    }

    /// The next message, events without one passed over; `None` after the end.
    async fn next(&mut self) -> Option<Value> {
        loop {
            let frame = self.body.frame().await?.expect("it does not break off").into_data().expect("no trailers");
            let text = std::str::from_utf8(&frame).expect("events are text");
            let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(ToOwned::to_owned);
            self.id = field("id: ").or(self.id.take());
            self.retry = field("retry: ").map(|millis| millis.parse().expect("a number")).or(self.retry);
            if let Some(data) = field("data: ").filter(|data| !data.is_empty()) {
                return Some(serde_json::from_str(&data).expect("each event is one line of JSON"));
            }
        }
    }

    /// What is left, to the end.
    async fn rest(&mut self) -> Vec<Value> {
        let mut rest = Vec::new();
        while let Some(message) = self.next().await {
            rest.push(message);
        }
        rest
    }

    async fn is_silent(&mut self) -> bool {
        // Why: tasks in between pass each event on, one after the other.
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        tokio::time::timeout(Duration::ZERO, self.next()).await.is_err()
    }
}

fn ann() -> Principal {
    Principal::new(PrincipalKey::of("https://login.example", "ann"))
}
