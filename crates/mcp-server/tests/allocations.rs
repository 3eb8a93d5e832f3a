//! What a call takes from the allocator, from the bytes of the request to those of the response, the HTTP library aside.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use mcp_server::{HttpConfig, Limits, McpService, NoArgs, Principal, PrincipalKey, Server, Structured, Tool};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tower_service::Service;

/// The most allocations that a call of `add` may take.
const MOST: u64 = 20;

#[derive(Deserialize, JsonSchema)]
struct Add {
    a: i64,
    b: i64,
}

#[derive(Serialize, JsonSchema)]
struct Sum {
    sum: i64,
}

async fn add(args: Add) -> Structured<Sum> {
    Structured(Sum { sum: args.a + args.b })
}

/// A service with `add` among so many tools, the last of all.
fn service(tools: usize) -> McpService {
    limited(tools, Limits::default())
}

/// The same, within other limits.
fn limited(tools: usize, limits: Limits) -> McpService {
    let builder = Server::builder("test", "1.2.3").limits(limits);
    let other = |number| Tool::new(format!("tool-{number}")).handler(async |_: NoArgs| {});
    let builder = (1..tools).fold(builder, |builder, number| builder.tool(other(number)));
    let server = builder.tool(Tool::new("add").handler(add)).build().expect("a server");
    server.http(HttpConfig::local())
}

fn request() -> Request<Full<Bytes>> {
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": { "name": "peer", "version": "0" },
    });
    let params = json!({ "name": "add", "arguments": { "a": 20, "b": 22 }, "_meta": meta });
    let message = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params });
    Request::post("http://localhost/mcp")
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream")
        .header("mcp-protocol-version", "2026-07-28")
        .header("mcp-method", "tools/call")
        .header("mcp-name", "add")
        .body(Full::new(Bytes::from(message.to_string())))
        .expect("the head is well-formed")
}

/// The output of a future that waits for nobody.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing here waits"),
    }
}

/// Allocations of one call among so many tools, and the bytes that they are for.
fn cost(tools: usize) -> (u64, u64) {
    cost_of(service(tools), None)
}

/// The same, of a call on somebody's behalf; the first one is not counted, as it may fill caches.
fn cost_of(mut service: McpService, principal: Option<&Principal>) -> (u64, u64) {
    let mut counted = (0, 0);
    for _ in 0..2 {
        let mut request = request();
        principal.map(|principal| request.extensions_mut().insert(principal.clone()));
        let mut content = None;
        let cost = allocation_counter::measure(|| {
            let Ok(response) = ready(service.call(request));
            assert_eq!(response.status(), StatusCode::OK);
            content = ready(response.into_body().collect()).ok().map(|content| content.to_bytes());
        });
        let content = content.expect("the response does not break off");
        assert!(content.ends_with(b"}") && content.windows(10).any(|part| part == b"{\"sum\":42}"), "{content:?}");
        counted = (cost.count_total, cost.bytes_total);
    }
    counted
}

#[test]
fn a_call_takes_at_most_twenty_allocations() {
    let (count, bytes) = cost(1);
    assert!((1..=MOST).contains(&count), "{count} allocations of {bytes} bytes");
}

#[test]
fn a_call_costs_the_same_among_ten_thousand_tools() {
    assert_eq!(cost(1), cost(10_000));
}

#[test]
fn limits_take_no_allocation_for_a_call_that_runs_at_once() {
    let rate = r#"{ "per_second": 100, "burst": 100 }"#;
    let bounds = format!(r#""max_running": 5, "tool_calls": {rate}"#);
    let all = format!(
        r#"{{ "server": {{ "deadline": "1m", {bounds} }}, "tools": {{ "add": {{ {bounds} }} }}, "principal": {{ {bounds} }} }}"#
    );
    let ann = Principal::new(PrincipalKey::of("https://login.example", "ann"));
    let within = |text: &str| limited(1, serde_json::from_str(text).expect("they are well-formed"));
    let free = r#"{ "server": { "max_running": "unlimited" }, "principal": { "max_running": "unlimited",
        "tool_calls": "unlimited", "completions": "unlimited" } }"#;
    assert_eq!(cost_of(within(&all), Some(&ann)), cost_of(within(free), Some(&ann)));
}

/// The most allocations that telemetry adds to a call while nobody listens: the operation as layers see it, its names, two
/// futures, and what would be measured.
#[cfg(feature = "telemetry")]
const MOST_FOR_TELEMETRY: u64 = 13;

#[test]
#[cfg(feature = "telemetry")]
fn telemetry_that_nobody_listens_to_takes_a_handful_of_allocations() {
    let tool = Tool::new("add").handler(add);
    let server =
        Server::builder("test", "1.2.3").layer(mcp_server::Telemetry::new()).tool(tool).build().expect("a server");
    let (observed, _) = cost_of(server.http(HttpConfig::local()), None);
    let (alone, _) = cost(1);
    assert!((1..=MOST_FOR_TELEMETRY).contains(&(observed - alone)), "{observed} allocations instead of {alone}");
}

/// The most allocations that one event takes on one stream: the message, its owner, and the event around it.
const MOST_PER_EVENT: u64 = 3;

/// A request to listen to what a server offers.
fn listen() -> Request<Full<Bytes>> {
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let params = json!({ "notifications": { "toolsListChanged": true }, "_meta": meta });
    let message = json!({ "jsonrpc": "2.0", "id": 1, "method": "subscriptions/listen", "params": params });
    Request::post("http://localhost/mcp")
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream")
        .header("mcp-protocol-version", "2026-07-28")
        .header("mcp-method", "subscriptions/listen")
        .body(Full::new(Bytes::from(message.to_string())))
        .expect("the head is well-formed")
}

#[test]
fn one_event_takes_a_handful_of_allocations_on_each_stream() {
    let server = Server::builder("test", "1.2.3").tool(Tool::new("add").handler(add)).build().expect("a server");
    let mut service = server.http(HttpConfig::local());
    let mut open = || {
        let Ok(response) = ready(service.call(listen()));
        assert_eq!(response.status(), StatusCode::OK);
        response.into_body()
    };
    let mut streams: Vec<_> = (0..100).map(|_| open()).collect();
    let mut hear = || {
        for stream in &mut streams {
            let event = ready(stream.frame()).and_then(Result::ok).and_then(|frame| frame.into_data().ok());
            assert!(event.is_some_and(|event| event.starts_with(b"data: {")));
        }
    };
    // The acknowledgments, and the first event, for which room is made.
    hear();
    server.add_tool((), Tool::new("more").handler(async |_: NoArgs| {})).expect("there is none of this name");
    hear();
    assert!(server.remove_tool("more"));
    let count = allocation_counter::measure(hear).count_total;
    assert!(count <= 100 * MOST_PER_EVENT, "{count} allocations for one event on 100 streams");
}
