//! basic/transports/streamable-http, where it speaks of intermediaries: the gateway example of `mcp-transport-http` in
//! front of servers.

#[path = "../../../crates/mcp-transport-http/examples/gateway.rs"]
#[expect(dead_code, reason = "its `main` is for the command line")]
mod example;

use std::convert::Infallible;
use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::task::{Context as TaskContext, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::uri::Authority;
use http::{HeaderName, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use mcp_schema::HeaderPlan;
use mcp_server::{Context, Eras, HttpConfig, KeyRing, NoArgs, Progress, Server, Tool};
use mcp_transport_http::ParameterFields;
use mcp_types::Json;
use serde_json::{Map, Value, json};
use test_support::{Framing, Listener, Message, Reply, Request};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use self::example::{Check, Gateway, Route};
use crate::fixture;

/// How long a test waits before it fails; none waits for it to pass.
const PATIENCE: Duration = Duration::from_secs(30);

/// Field by which a test asks for its own content as the answer.
const ECHO: &str = "x-echo";

/// An upstream that answers from the head alone with its name and the fields that it got.
#[derive(Clone)]
struct Upstream(&'static str);

impl tower_service::Service<http::Request<Incoming>> for Upstream {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut TaskContext<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Incoming>) -> Self::Future {
        let mut fields: Map<String, Value> = Map::new();
        for (name, value) in request.headers() {
            let values = fields.entry(name.as_str()).or_insert_with(|| json!([]));
            let value = value.to_str().expect("tests send ASCII");
            values.as_array_mut().expect("it was made so").push(value.into());
        }
        let told = json!({ "upstream": self.0, "method": request.method().as_str(), "fields": fields }).to_string();
        Box::pin(async move {
            let content = match request.headers().contains_key(ECHO) {
                true => request.into_body().collect().await.expect("whole content").to_bytes(),
                false => told.into(),
            };
            Ok(Response::builder()
                .header("connection", "x-hop")
                .header("x-hop", "1")
                .body(Full::new(content))
                .expect("valid"))
        })
    }
}

fn upstream(name: &'static str) -> Listener {
    Listener::start(Upstream(name)).expect("a free port")
}

/// A route that all requests fit, and that leaves the check to the upstream.
fn to(upstream: &Listener) -> Route {
    let upstream: Authority = upstream.authority().parse().expect("an address is one");
    Route { method: None, name: None, parameter: None, check: Check::Upstream, upstream }
}

fn gateway(routes: Vec<Route>, legacy: Option<&Listener>) -> Listener {
    let legacy = legacy.map(|listener| listener.authority().parse().expect("an address is one"));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("threads can be had");
    let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    runtime.spawn(Gateway::new(routes, legacy).serve(listener));
    Listener::running(runtime, address)
}

const REGION: HeaderName = HeaderName::from_static("mcp-param-region");

/// The fields of a tool that mirrors its argument `region`.
fn region() -> ParameterFields {
    let schema = json!({ "properties": { "region": { "type": "string", "x-mcp-header": "Region" } } });
    ParameterFields::new(&HeaderPlan::of(&Json::from(schema)).expect("a good plan"))
}

fn told_by(reply: &Reply) -> String {
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()["upstream"].as_str().expect("a name").to_owned()
}

// spec: HTTP-070
#[test]
fn names_and_parameters_are_routed_by_what_they_stand_for() {
    let (heavy, local, rest) = (upstream("heavy"), upstream("local"), upstream("rest"));
    let call = Some("tools/call");
    let gateway = gateway(
        vec![
            Route { method: call, name: Some("render"), ..to(&heavy) },
            Route { method: call, name: Some("sql"), parameter: Some((REGION, "Zürich")), ..to(&local) },
            to(&rest),
        ],
        None,
    );
    let mut peer = gateway.connect();
    for (tool, name, region, expected) in [
        ("render", "render", None, "heavy"),
        ("render", "=?base64?cmVuZGVy?=", None, "heavy"),
        ("other", "other", None, "rest"),
        ("sql", "sql", Some("=?base64?WsO8cmljaA==?="), "local"),
        ("sql", "=?base64?c3Fs?=", Some("=?base64?WsO8cmljaA==?="), "local"),
        ("sql", "sql", Some("Wien"), "rest"),
        ("sql", "sql", None, "rest"),
        ("other", "other", Some("=?base64?WsO8cmljaA==?="), "rest"),
    ] {
        let mut request = gateway.post(&Message::call(tool, json!({})));
        request.set("Mcp-Name", name);
        if let Some(region) = region {
            request.set(REGION.as_str(), region);
        }
        assert_eq!(told_by(&peer.exchange(&request)), expected, "{name} {region:?}");
    }
    let list = gateway.post(&Message::request("tools/list", json!({})));
    assert_eq!(told_by(&peer.exchange(&list)), "rest");
}

#[test]
fn head_is_forwarded_before_content_comes() {
    let servers = upstream("servers");
    let gateway = gateway(vec![to(&servers)], None);
    let mut request = gateway.post(&Message::call("add", json!({})));
    request.framing = Framing::Declared(1000);
    let mut peer = gateway.connect();
    peer.send(&request.head()).expect("the gateway reads");
    assert_eq!(told_by(&peer.receive().expect("an answer while the content is owed")), "servers");
}

// spec: HTTP-069
#[test]
fn fields_that_mean_nothing_to_the_gateway_go_on_as_they_came() {
    let servers = upstream("servers");
    for check in [Check::Upstream, Check::Here(region())] {
        let gateway = gateway(vec![Route { check, ..to(&servers) }], None);
        let mut request = gateway.post(&Message::call("sql", json!({ "region": "Wien" })));
        request.set("Mcp-Param-Region", "Wien");
        request.set("Mcp-Param-Never-Heard-Of", "=?base64?not base64?=");
        request.add("Mcp-Param-Twice", "1");
        request.add("Mcp-Param-Twice", "2");
        request.set("Connection", "x-hop, Mcp-Param-Never-Heard-Of, mcp-param-region");
        request.set("X-Hop", "1");
        request.set("Authorization", "Bearer token");
        let reply = gateway.connect().exchange(&request);
        assert_eq!(told_by(&reply), "servers");
        let fields = &reply.json()["fields"];
        assert_eq!(fields["mcp-param-never-heard-of"], json!(["=?base64?not base64?="]));
        assert_eq!(fields["mcp-param-twice"], json!(["1", "2"]));
        assert_eq!(fields["mcp-param-region"], json!(["Wien"]));
        assert_eq!(fields["authorization"], json!(["Bearer token"]));
        assert_eq!(fields["x-hop"], Value::Null, "what belongs to one connection stays there");
        assert_eq!(reply.field("x-hop"), None, "and so on the way back");
    }
}

/// What is broken of a good request, and how.
type Break = (&'static str, fn(&mut Request));

/// Asserts that the gateway refuses; the upstreams here answer everything with 200.
#[track_caller]
fn refused(gateway: &Listener, request: &Request, status: u16, code: i64, context: &str) -> Reply {
    let reply = gateway.connect().exchange(request);
    assert_eq!(reply.status, status, "{context}: {}", reply.text());
    assert_eq!(reply.json()["error"]["code"], code, "{context}");
    reply
}

// spec: HTTP-071 HTTP-072
#[test]
fn heads_that_prove_nothing_are_refused() {
    let servers = upstream("servers");
    let gateway = gateway(vec![to(&servers)], None);
    let good = gateway.post(&Message::call("add", json!({})));
    for version in [None, Some("2025-11-25"), Some("2025-03-26"), Some("2099-01-01"), Some("")] {
        let mut request = good.clone();
        request.remove("MCP-Protocol-Version");
        if let Some(version) = version {
            request.set("MCP-Protocol-Version", version);
        }
        let reply = refused(&gateway, &request, 400, -32022, &format!("{version:?}"));
        assert_eq!(reply.json()["error"]["data"]["supported"], json!(["2026-07-28"]));
    }
    let break_one: [Break; 5] = [
        ("no method", |request| request.remove("Mcp-Method")),
        ("two methods", |request| request.add("Mcp-Method", "tools/list")),
        ("no name", |request| request.remove("Mcp-Name")),
        ("two names", |request| request.add("Mcp-Name", "add")),
        ("no text", |request| request.set("Mcp-Name", "=?base64?YWR?=")),
    ];
    for (context, change) in break_one {
        let mut request = good.clone();
        change(&mut request);
        refused(&gateway, &request, 400, -32020, context);
    }
    let mut get = good.clone();
    get.method = "GET".into();
    refused(&gateway, &get, 405, -32600, "a session's method");
    assert_eq!(told_by(&gateway.connect().exchange(&good)), "servers");
}

// spec: HTTP-071
#[test]
fn parameter_that_decides_stands_once_and_for_text() {
    let (local, rest) = (upstream("local"), upstream("rest"));
    let gateway = gateway(vec![Route { parameter: Some((REGION, "Wien")), ..to(&local) }, to(&rest)], None);
    let mut request = gateway.post(&Message::call("sql", json!({})));
    request.set(REGION.as_str(), "Wien");
    assert_eq!(told_by(&gateway.connect().exchange(&request)), "local");
    request.add(REGION.as_str(), "Wien");
    refused(&gateway, &request, 400, -32020, "twice");
    request.set(REGION.as_str(), "=?base64?WsO8cmljaA?=");
    refused(&gateway, &request, 400, -32020, "malformed");
}

// spec: HTTP-071
#[test]
fn content_that_is_not_what_the_head_says_goes_no_further() {
    let servers = upstream("servers");
    let gateway = gateway(vec![Route { check: Check::Here(region()), ..to(&servers) }], None);
    let message = Message::call("sql", json!({ "region": "Wien" })).with_id("\"a\"");
    let mut good = gateway.post(&message);
    good.set("Mcp-Param-Region", "Wien");
    let break_one: [Break; 4] = [
        ("another method", |request| request.set("Mcp-Method", "tools/list")),
        ("another name", |request| request.set("Mcp-Name", "=?base64?b3RoZXI=?=")),
        ("another parameter", |request| request.set("Mcp-Param-Region", "Z")),
        ("no parameter", |request| request.remove("Mcp-Param-Region")),
    ];
    for (context, change) in break_one {
        let mut request = good.clone();
        change(&mut request);
        let reply = refused(&gateway, &request, 400, -32020, context);
        assert_eq!(reply.json()["id"], "a", "{context}");
    }
    let mut broken = good.clone();
    broken.content.truncate(20);
    refused(&gateway, &broken, 400, -32700, "half a message");
    let mut large = good.clone();
    large.framing = Framing::Chunked(1 << 16);
    large.content = vec![b' '; fixture::OVERSIZED_BODY];
    refused(&gateway, &large, 413, -32600, "too large");
    assert_eq!(told_by(&gateway.connect().exchange(&good)), "servers");
}

#[test]
fn content_that_was_read_is_forwarded_byte_for_byte() {
    let servers = upstream("servers");
    let routes = |check| vec![Route { check, ..to(&servers) }];
    for gateway in [gateway(routes(Check::Upstream), None), gateway(routes(Check::Here(region())), None)] {
        for framing in [Framing::Length, Framing::Chunked(7)] {
            let mut request = gateway.post(&Message::call("sql", json!({})));
            request.content = [b" \r\n\t".as_slice(), &request.content, b"  "].concat();
            request.framing = framing;
            request.set(ECHO, "1");
            let reply = gateway.connect().exchange(&request);
            assert_eq!((reply.status, &reply.content), (200, &request.content), "{framing:?}");
        }
    }
}

#[test]
fn absent_upstream_is_a_bad_gateway() {
    let servers = upstream("servers");
    let gateway = gateway(vec![to(&servers)], None);
    drop(servers);
    let reply = gateway.connect().exchange(&gateway.post(&Message::call("add", json!({}))));
    assert_eq!((reply.status, reply.content.len()), (502, 0));
}

fn initialize() -> Message {
    let client =
        json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "c", "version": "1" } });
    let mut message = Message::request("initialize", client);
    message.meta = None;
    message
}

#[test]
fn legacy_traffic_goes_where_it_is_told_to() {
    let keys = KeyRing::generate().expect("randomness");
    let server = it::builder().eras(Eras::Dual).keys(keys).build().expect("the tools are well formed");
    let (legacy, modern) = (fixture::own(&server), upstream("modern"));
    let gateway = gateway(vec![to(&modern)], Some(&legacy));
    let mut peer = gateway.connect();
    let post = |message: &Message| Request::post_text(&gateway.authority(), &message.to_text());
    let opened = peer.exchange(&post(&initialize()));
    assert_eq!(opened.json()["result"]["protocolVersion"], "2025-11-25", "{}", opened.text());
    let session = opened.field("mcp-session-id").expect("a session").to_owned();

    let mut list = Message::request("tools/list", json!({}));
    list.meta = None;
    let mut list = post(&list);
    list.set("Mcp-Session-Id", &session);
    list.set("MCP-Protocol-Version", "2025-11-25");
    let tools = peer.exchange(&list);
    assert_eq!(tools.json()["result"]["tools"].as_array().map(Vec::len), Some(it::TOOLS.len()));

    let mut end = list.clone();
    end.method = "DELETE".into();
    end.content.clear();
    assert_eq!(peer.exchange(&end).status, 204);
    assert_eq!(peer.exchange(&list).status, 404, "the session is ended");

    // Fields of the modern era decide nothing under another version.
    let mut disguised = gateway.post(&Message::call("pong", json!({})));
    disguised.set("MCP-Protocol-Version", "2025-11-25");
    let reply = peer.exchange(&disguised);
    assert_eq!((reply.status, &reply.json()["error"]["code"]), (400, &json!(-32020)));
    assert_eq!(told_by(&peer.exchange(&gateway.post(&Message::call("pong", json!({}))))), "modern");
}

/// What the tool `steps` needs from the test before each of its reports, and how it tells of its start and its end.
struct Signals {
    go: Semaphore,
    life: SyncSender<Life>,
}

#[derive(Debug, PartialEq)]
enum Life {
    Started,
    Dropped,
}

struct Guard<'a>(&'a Signals);

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        // There is nobody to tell once the test is over.
        let _ = self.0.life.try_send(Life::Dropped);
    }
}

async fn steps(_: NoArgs, cx: Context<Arc<Signals>>) -> &'static str {
    let _guard = Guard(cx.state());
    let _ = cx.state().life.try_send(Life::Started);
    for done in 1..=3 {
        cx.state().go.acquire().await.expect("it is never closed").forget();
        cx.progress(Progress::of(done, 3)).await;
    }
    "done"
}

/// A call of `steps` that asks for reports.
fn stepping(gateway: &Listener) -> Request {
    let mut message = Message::call("steps", json!({}));
    message.set_meta("progressToken", "t".into());
    gateway.post(&message)
}

#[test]
fn event_streams_go_through_piece_by_piece_and_their_end_goes_back() {
    let (life, lives) = sync_channel(10);
    let signals = Arc::new(Signals { go: Semaphore::new(0), life });
    let server = Server::builder("steps", "1.0.0").state(signals.clone()).tool(Tool::new("steps").handler(steps));
    let servers = Listener::start(server.build().expect("in order").http(HttpConfig::local())).expect("a free port");
    let next = || lives.recv_timeout(PATIENCE).expect("the handler lives");
    for check in [Check::Upstream, Check::Here(ParameterFields::default())] {
        let gateway = gateway(vec![Route { check, ..to(&servers) }], None);
        run(async {
            let mut stream = open(gateway.address(), &stepping(&gateway), &signals).await;
            for done in 2..=3 {
                signals.go.add_permits(1);
                assert!(event(&mut stream).await.contains(&format!("\"progress\":{done}")));
            }
            assert!(event(&mut stream).await.contains("\"done\""));
        });
        assert_eq!([next(), next()], [Life::Started, Life::Dropped]);
        run(async { drop(open(gateway.address(), &stepping(&gateway), &signals).await) });
        assert_eq!([next(), next()], [Life::Started, Life::Dropped], "who leaves a stream cancels");

        let mut peer = gateway.connect();
        peer.send(&stepping(&gateway).to_bytes()).expect("the gateway reads");
        assert_eq!(next(), Life::Started);
        drop(peer);
        assert_eq!(next(), Life::Dropped, "and so does who leaves before there is one");
    }
}

/// Runs a client; its connections end with it.
fn run(client: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async { tokio::time::timeout(PATIENCE, client).await }).expect("in time");
}

/// Sends the request, has its first report made, and waits until that is here.
async fn open(address: SocketAddr, request: &Request, signals: &Signals) -> Incoming {
    let stream = tokio::net::TcpStream::connect(address).await.expect("the gateway listens");
    let handshake = hyper::client::conn::http1::handshake(hyper_util::rt::TokioIo::new(stream)).await;
    let (mut client, connection) = handshake.expect("the gateway speaks HTTP/1.1");
    tokio::spawn(connection);
    let mut sent = http::Request::post(request.target.as_str());
    for (name, value) in &request.fields {
        sent = sent.header(name, value.as_slice());
    }
    let sent = sent.body(Full::new(Bytes::from(request.content.clone()))).expect("a valid request");
    signals.go.add_permits(1);
    let response = client.send_request(sent).await.expect("a response");
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut stream = response.into_body();
    assert!(event(&mut stream).await.contains("\"progress\":1"));
    stream
}

async fn event(stream: &mut Incoming) -> String {
    let frame = stream.frame().await.expect("one more");
    String::from_utf8(frame.expect("it does not break off").into_data().expect("no trailers").into()).expect("text")
}
