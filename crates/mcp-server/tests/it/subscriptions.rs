//! Streams of what changes: who hears of what, and how they end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use http::Response;
use http_body_util::BodyExt;
use mcp_server::{
    HttpConfig, NoArgs, Principal, PrincipalKey, Prompt, ReadResource, Resource, ResourceTemplate, ResponseBody,
    Server, ServerBuilder, Tool,
};
use mcp_store::{BusSettings, MemoryBus};
use serde_json::{Value, json};
use tower_service::Service;

use crate::support::{Reply, ask, builder, message, read, request};

const NEWS: &str = "news://today";

/// A server with a list of each kind, two resources to subscribe to and one not.
fn offering(builder: ServerBuilder<()>) -> ServerBuilder<()> {
    let resource = |uri: &str| Resource::new(uri, "news").subscribable().handler(async |_: ReadResource| "nothing new");
    builder
        .tool(Tool::new("t").handler(async |_: NoArgs| ""))
        .prompt(Prompt::new("p").handler(async |_: NoArgs| ""))
        .resource(resource(NEWS))
        .resource(resource("news://tomorrow"))
        .resource(Resource::new("news://never", "never").handler(async |_: ReadResource| ""))
}

fn server() -> Server {
    offering(builder()).build().expect("in order")
}

/// A stream of messages.
struct Listening(ResponseBody);

impl Listening {
    /// Listens as `principal` under the id `id`.
    async fn open(server: &Server, id: Value, notifications: Value, principal: Option<Principal>) -> Self {
        let response = attempt(server, id, notifications, principal).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Listening(response.into_body())
    }

    /// The next message, comments passed over; `None` after the end.
    async fn next(&mut self) -> Option<Value> {
        loop {
            let data = self.0.frame().await?.expect("it does not break off").into_data().expect("no trailers");
            if let Some(event) = data.strip_prefix(b"data: ") {
                return Some(serde_json::from_slice(event).expect("each event is one line of JSON"));
            }
        }
    }

    /// The method of the next message, and the URI that it is about.
    async fn heard(&mut self) -> (String, Option<String>) {
        let message = self.next().await.expect("the stream goes on");
        let text = |value: &Value| value.as_str().map(ToOwned::to_owned);
        (text(&message["method"]).expect("a notification"), text(&message["params"]["uri"]))
    }

    /// Whether nothing more is there at this moment.
    async fn is_silent(&mut self) -> bool {
        tokio::time::timeout(Duration::ZERO, self.next()).await.is_err()
    }
}

pub(crate) async fn attempt(
    server: &Server,
    id: Value,
    notifications: Value,
    principal: Option<Principal>,
) -> Response<ResponseBody> {
    let mut listen = message("subscriptions/listen", json!({ "notifications": notifications }));
    listen["id"] = id;
    let mut request = request(&listen);
    principal.map(|principal| request.extensions_mut().insert(principal));
    let Ok(response) = server.http(HttpConfig::local()).call(request).await;
    response
}

async fn refused(server: &Server, notifications: Value) -> Reply {
    read(Ok(attempt(server, json!(1), notifications, None).await)).await
}

fn everything() -> Value {
    json!({ "toolsListChanged": true, "promptsListChanged": true, "resourcesListChanged": true,
        "resourceSubscriptions": [NEWS] })
}

fn ann() -> PrincipalKey {
    PrincipalKey::of("https://login.example", "ann")
}

// spec: SUBS-003 SUBS-004 SUBS-008 SUBS-009 SUBS-011 SUBS-012 SUBS-013 SUBS-020
#[tokio::test]
async fn every_message_names_its_subscription_by_the_very_id_and_the_result_ends_it() {
    let server = server();
    let ids = [json!(1), json!("1"), json!(0), json!(9_007_199_254_740_993_i64), json!("é\"\n")];
    let mut streams = Vec::new();
    for id in &ids {
        streams.push(Listening::open(&server, id.clone(), everything(), None).await);
    }
    server.resource_updated(NEWS).await.expect("the bus takes it");
    server.end_subscriptions();
    for (id, stream) in ids.iter().zip(&mut streams) {
        let acknowledged = stream.next().await.expect("an acknowledgment");
        let named = json!({ "io.modelcontextprotocol/subscriptionId": id });
        assert_eq!(
            acknowledged,
            json!({ "jsonrpc": "2.0", "method": "notifications/subscriptions/acknowledged",
                "params": { "_meta": named, "notifications": everything() } })
        );
        let end = stream.next().await.expect("the end is told");
        assert_eq!(end["id"], *id);
        let result = end["result"].as_object().expect("it went well");
        assert_eq!(result["resultType"], "complete");
        assert_eq!(result["_meta"]["io.modelcontextprotocol/subscriptionId"], *id);
        assert_eq!(result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "test");
        assert_eq!(result.len(), 2, "nothing else: {result:?}");
        assert_eq!(stream.next().await, None);
    }
    let mut again = Listening::open(&server, json!(7), everything(), None).await;
    again.next().await;
    server.resource_updated(NEWS).await.expect("the bus takes it");
    let update = again.next().await.expect("the server goes on");
    assert_eq!(update["params"], json!({ "_meta": { "io.modelcontextprotocol/subscriptionId": 7 }, "uri": NEWS }));
}

// spec: SUBS-002 SUBS-019 TOOLS-006 PROMPT-004 RES-005 RES-006
#[tokio::test]
async fn each_hears_what_it_asked_for_and_nothing_else() {
    let filters = [
        (json!({ "toolsListChanged": true }), "notifications/tools/list_changed", None),
        (json!({ "promptsListChanged": true, "toolsListChanged": false }), "notifications/prompts/list_changed", None),
        (json!({ "resourcesListChanged": true }), "notifications/resources/list_changed", None),
        (json!({ "resourceSubscriptions": [NEWS, NEWS] }), "notifications/resources/updated", Some(NEWS)),
    ];
    let server = server();
    let mut streams = Vec::new();
    for (filter, method, uri) in filters {
        let mut stream = Listening::open(&server, json!(1), filter, None).await;
        stream.next().await;
        streams.push((stream, method, uri));
    }
    server.add_tool((), Tool::new("more").handler(async |_: NoArgs| "")).expect("a tool");
    assert!(server.remove_prompt("p") && !server.remove_prompt("p"));
    server.add_resource((), Resource::new("a:b", "b").handler(async |_: ReadResource| "")).expect("a resource");
    server.resource_updated("news://tomorrow").await.expect("the bus takes it");
    server.resource_updated(NEWS).await.expect("the bus takes it");
    for (stream, method, uri) in &mut streams {
        assert_eq!(stream.heard().await, ((*method).to_owned(), uri.map(ToOwned::to_owned)));
        assert!(stream.is_silent().await, "{method}");
    }
}

// spec: SUBS-006 RES-022
#[tokio::test]
async fn acknowledgment_leaves_out_what_is_not_honoured() {
    let tools_only = builder().tool(Tool::new("t").handler(async |_: NoArgs| "")).build().expect("in order");
    let mut asked = everything();
    let mut stream = Listening::open(&tools_only, json!(1), asked.clone(), None).await;
    let acknowledged = stream.next().await.expect("an acknowledgment");
    assert_eq!(acknowledged["params"]["notifications"], json!({ "toolsListChanged": true }));
    let mut stream = Listening::open(&tools_only, json!(1), json!({ "promptsListChanged": true }), None).await;
    assert_eq!(stream.next().await.expect("an acknowledgment")["params"]["notifications"], json!({}));

    let hidden = Resource::new("news://secret", "s").subscribable().visible_to(|viewer| viewer.principal() == ann());
    let server = offering(builder()).resource(hidden.handler(async |_: ReadResource| "")).build().expect("in order");
    asked["resourceSubscriptions"] = json!([NEWS, "news://secret", "news://never", "news://unknown", "not a URI"]);
    for (principal, expected) in [(None, json!([NEWS])), (Some(ann()), json!([NEWS, "news://secret"]))] {
        let mut stream = Listening::open(&server, json!(1), asked.clone(), principal.map(Principal::new)).await;
        let acknowledged = stream.next().await.expect("an acknowledgment");
        assert_eq!(acknowledged["params"]["notifications"]["resourceSubscriptions"], expected);
    }
}

#[tokio::test]
async fn resources_of_templates_are_watched_one_by_one() {
    let template = ResourceTemplate::new("note://{id}", "note").subscribable();
    let server = builder()
        .resource_template(template.handler(async |_: mcp_server::ReadTemplate| ""))
        .build()
        .expect("in order");
    let mut stream = Listening::open(&server, json!(1), json!({ "resourceSubscriptions": ["note://1"] }), None).await;
    stream.next().await;
    server.resource_updated("note://2").await.expect("the bus takes it");
    server.resource_updated("note://1").await.expect("the bus takes it");
    assert_eq!(stream.heard().await.1.as_deref(), Some("note://1"));
}

#[tokio::test]
async fn stream_that_has_nothing_to_say_ends_at_once() {
    for filter in [json!({}), json!({ "resourceSubscriptions": [] }), json!({ "resourceSubscriptions": ["a:b"] })] {
        let server = server();
        let mut stream = Listening::open(&server, json!(1), filter.clone(), None).await;
        let acknowledged = stream.next().await.expect("an acknowledgment");
        assert_eq!(acknowledged["method"], "notifications/subscriptions/acknowledged", "{filter}");
        assert_eq!(stream.next().await.expect("a result")["result"]["resultType"], "complete");
        assert_eq!(stream.next().await, None);
    }
}

#[tokio::test]
async fn server_with_nothing_to_listen_to_does_not_know_the_method() {
    let tool = || Tool::new("t").handler(async |_: NoArgs| "");
    for server in [builder().build(), builder().tool(tool()).fixed_lists().build()] {
        let server = server.expect("in order");
        assert_eq!(refused(&server, json!({ "toolsListChanged": true })).await.error(), (404, -32601));
        let discover = ask(&server, "server/discover", json!({})).await;
        assert!(discover.result()["capabilities"]["tools"].get("listChanged").is_none());
    }
    let discover = ask(&server(), "server/discover", json!({})).await;
    let capabilities = &discover.result()["capabilities"];
    assert_eq!(capabilities["tools"], json!({ "listChanged": true }));
    assert_eq!(capabilities["prompts"], json!({ "listChanged": true }));
    assert_eq!(capabilities["resources"], json!({ "listChanged": true, "subscribe": true }));
}

#[tokio::test]
async fn malformed_filters_are_refused_and_say_where() {
    let too_many: Vec<_> = (0..10_000).map(|number| format!("news://{number}")).collect();
    let too_long: Vec<_> = (0..300).map(|number| format!("news://{}/{number}", "x".repeat(1000))).collect();
    let table = [
        (Value::Null, "notifications: "),
        (json!([]), "notifications: "),
        (json!({ "toolsListChanged": 1 }), "toolsListChanged"),
        (json!({ "resourceSubscriptions": "a:b" }), "resourceSubscriptions"),
        (json!({ "resourceSubscriptions": [1] }), "resourceSubscriptions"),
        (json!({ "resourceSubscriptions": too_many }), "more than 1000 URIs"),
        (json!({ "resourceSubscriptions": too_long }), "more than 131072 bytes of URIs"),
    ];
    let server = server();
    for (filter, place) in table {
        let reply = refused(&server, filter).await;
        assert_eq!(reply.error(), (200, -32602));
        assert!(reply.message().contains(place) && reply.message().len() < 200, "{}", reply.message());
    }
    let missing = ask(&server, "subscriptions/listen", json!({})).await;
    assert_eq!((missing.error(), missing.message()), ((200, -32602), "notifications: missing"));
}

#[tokio::test]
async fn more_than_there_may_be_are_told_to_try_later_until_one_leaves() {
    let server = offering(builder().max_subscriptions(3, 2)).build().expect("in order");
    let open = async |principal: Option<PrincipalKey>| {
        attempt(&server, json!(1), everything(), principal.map(Principal::new)).await
    };
    let own = [open(Some(ann())).await, open(Some(ann())).await];
    assert!(own.iter().all(|response| response.status() == 200));
    let refused = read(Ok(open(Some(ann())).await)).await;
    let (status, code) = refused.error();
    assert!(status == 503 && !(-32768..=-32000).contains(&code), "{status} {code}");
    let third = open(None).await;
    assert_eq!(third.status(), 200);
    assert_eq!(open(None).await.status(), 503);
    drop(third);
    assert_eq!(open(None).await.status(), 200);
}

#[tokio::test]
async fn bus_that_is_full_or_gone_is_told_as_overload() {
    let full = Arc::new(MemoryBus::new(BusSettings::default().with_subscriptions(0)));
    let gone = Arc::new(MemoryBus::default());
    gone.close();
    for bus in [full, gone] {
        let server = offering(builder().event_bus(bus)).build().expect("in order");
        assert_eq!(refused(&server, everything()).await.error().0, 503);
        assert!(server.add_tool((), Tool::new("more").handler(async |_: NoArgs| "")).is_ok(), "it goes on without");
    }
}

#[tokio::test]
async fn events_reach_the_listeners_of_every_replica_and_of_no_other_server() {
    let bus = Arc::new(MemoryBus::default());
    let replica = || offering(builder().event_bus(bus.clone())).build().expect("in order");
    let (here, there) = (replica(), replica());
    let other = offering(Server::builder("other", "1").event_bus(bus.clone())).build().expect("in order");
    let mut streams = [
        Listening::open(&here, json!(1), everything(), None).await,
        Listening::open(&there, json!(1), everything(), None).await,
    ];
    let mut stranger = Listening::open(&other, json!(1), everything(), None).await;
    stranger.next().await;
    here.resource_updated(NEWS).await.expect("the bus takes it");
    assert!(there.remove_tool("t"));
    for stream in &mut streams {
        stream.next().await;
        assert_eq!(stream.heard().await.1.as_deref(), Some(NEWS));
        assert_eq!(stream.heard().await.0, "notifications/tools/list_changed");
    }
    assert!(stranger.is_silent().await);
}

#[tokio::test]
async fn reader_that_fell_behind_is_told_that_anything_may_have_changed() {
    let bus = Arc::new(MemoryBus::new(BusSettings::default().with_queued_events(4)));
    let server = offering(builder().event_bus(bus)).build().expect("in order");
    let mut stream = Listening::open(&server, json!(1), everything(), None).await;
    for _ in 0..10_000 {
        server.resource_updated(NEWS).await.expect("the bus takes it");
    }
    stream.next().await;
    let mut heard = 0;
    while !stream.is_silent().await {
        heard += 1;
    }
    assert!((1..=5).contains(&heard), "{heard}");
}

#[tokio::test]
async fn authorization_that_ended_ends_the_stream_before_the_next_event() {
    let now = Arc::new(AtomicU64::new(0));
    let clock = Arc::clone(&now);
    let time = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    let server = offering(builder().clock(move || time(clock.load(Ordering::Relaxed)))).build().expect("in order");
    let principal = Some(Principal::new(ann()).until(time(60)));
    let mut stream = Listening::open(&server, json!(1), everything(), principal.clone()).await;
    stream.next().await;
    now.store(59, Ordering::Relaxed);
    server.resource_updated(NEWS).await.expect("the bus takes it");
    assert_eq!(stream.heard().await.1.as_deref(), Some(NEWS));
    server.resource_updated(NEWS).await.expect("the bus takes it");
    now.store(60, Ordering::Relaxed);
    assert_eq!(stream.next().await.expect("the end is told")["result"]["resultType"], "complete");
    assert_eq!(stream.next().await, None);
    assert_eq!(attempt(&server, json!(1), everything(), principal).await.status(), 200, "and says so at once");
}

#[tokio::test(start_paused = true)]
async fn authorization_that_ended_ends_a_silent_stream_with_its_next_comment() {
    let start = tokio::time::Instant::now();
    let clock = move || SystemTime::UNIX_EPOCH + start.elapsed();
    let server = offering(builder().clock(clock)).build().expect("in order");
    let until = SystemTime::UNIX_EPOCH + Duration::from_secs(40);
    let mut stream = Listening::open(&server, json!(1), everything(), Some(Principal::new(ann()).until(until))).await;
    stream.next().await;
    assert!(stream.next().await.expect("the end is told").get("result").is_some());
    assert_eq!(start.elapsed().as_secs(), 45);
}

#[tokio::test]
async fn revoked_principal_is_shut_out_on_every_replica() {
    let bus = Arc::new(MemoryBus::default());
    let replica = || offering(builder().event_bus(bus.clone())).build().expect("in order");
    let (here, there) = (replica(), replica());
    let bob = PrincipalKey::of("https://login.example", "bob");
    let mut of_ann = Listening::open(&there, json!(1), everything(), Some(Principal::new(ann()))).await;
    let mut of_bob = Listening::open(&there, json!(1), everything(), Some(Principal::new(bob))).await;
    for stream in [&mut of_ann, &mut of_bob] {
        stream.next().await;
    }
    here.resource_updated(NEWS).await.expect("the bus takes it");
    here.end_subscriptions_of(ann()).await.expect("the bus takes it");
    here.resource_updated(NEWS).await.expect("the bus takes it");
    assert_eq!(of_ann.heard().await.1.as_deref(), Some(NEWS));
    assert!(of_ann.next().await.expect("the end is told").get("result").is_some());
    assert_eq!(of_ann.next().await, None);
    assert_eq!((of_bob.heard().await.1.as_deref(), of_bob.heard().await.1.as_deref()), (Some(NEWS), Some(NEWS)));
}

// spec: RES-022
#[tokio::test]
async fn resource_that_was_hidden_meanwhile_is_no_longer_heard_of() {
    let shown = Arc::new(AtomicBool::new(true));
    let judge = Arc::clone(&shown);
    let resource = Resource::new("a:b", "b").subscribable().visible_to(move |_| judge.load(Ordering::Relaxed));
    let server = offering(builder()).resource(resource.handler(async |_: ReadResource| "")).build().expect("in order");
    let filter = json!({ "resourceSubscriptions": ["a:b", NEWS] });
    let mut stream = Listening::open(&server, json!(1), filter, None).await;
    stream.next().await;
    server.resource_updated("a:b").await.expect("the bus takes it");
    assert_eq!(stream.heard().await.1.as_deref(), Some("a:b"));
    shown.store(false, Ordering::Relaxed);
    server.resource_updated("a:b").await.expect("the bus takes it");
    server.resource_updated(NEWS).await.expect("the bus takes it");
    assert_eq!(stream.heard().await.1.as_deref(), Some(NEWS));
}

// spec: SUBS-018
#[tokio::test]
async fn notifications_of_requests_stay_off_the_stream() {
    let chatty = async |_: NoArgs, cx: mcp_server::Context<()>| {
        cx.progress(mcp_server::Progress::new(1)).await;
        cx.log(mcp_types::LoggingLevel::Error, "full").await;
    };
    let server = offering(builder().logging()).tool(Tool::new("chatty").handler(chatty)).build().expect("in order");
    let mut stream = Listening::open(&server, json!(1), everything(), None).await;
    stream.next().await;
    let mut call = message("tools/call", json!({ "name": "chatty" }));
    call["params"]["_meta"]["progressToken"] = json!(1);
    call["params"]["_meta"]["io.modelcontextprotocol/logLevel"] = json!("debug");
    let Ok(response) = server.http(HttpConfig::local()).call(request(&call)).await;
    let sent = response.into_body().collect().await.expect("it does not break off").to_bytes();
    assert!(sent.windows(9).any(|window| window == b"/progress"), "they stand on their own");
    assert!(stream.is_silent().await);
}

// spec: HTTP-021
#[tokio::test(start_paused = true)]
async fn silent_subscription_is_kept_alive_by_comments() {
    let server = server();
    let Listening(mut body) = Listening::open(&server, json!(1), everything(), None).await;
    let mut frames = Vec::new();
    for _ in 0..3 {
        frames.push(body.frame().await.expect("a frame").expect("it does not break off").into_data().expect("data"));
    }
    assert!(frames[0].starts_with(b"data: ") && frames[1..].iter().all(|frame| *frame == ":\n\n"));
}

#[tokio::test]
async fn handler_tells_of_its_own_changes() {
    let change = async |_: NoArgs, cx: mcp_server::Context<()>| {
        cx.server().resource_updated(NEWS).await.map_err(|_| mcp_server::ToolError::internal())?;
        cx.server().remove_tool("t");
        Ok::<_, mcp_server::ToolError>("")
    };
    let server = offering(builder()).tool(Tool::new("change").handler(change)).build().expect("in order");
    let mut stream = Listening::open(&server, json!(1), everything(), None).await;
    stream.next().await;
    crate::support::call(&server, "change", json!({})).await.result();
    assert_eq!(stream.heard().await.1.as_deref(), Some(NEWS));
    assert_eq!(stream.heard().await.0, "notifications/tools/list_changed");
}

#[tokio::test]
async fn ten_thousand_listeners_hear_one_event_each_and_leave_nothing_behind() {
    let bus = Arc::new(MemoryBus::default());
    let server = offering(builder().event_bus(bus.clone())).build().expect("in order");
    let mut streams = Vec::new();
    for number in 0..10_000 {
        streams.push(Listening::open(&server, json!(number), json!({ "toolsListChanged": true }), None).await);
    }
    assert!(server.remove_tool("t"));
    for stream in &mut streams {
        stream.next().await;
        assert_eq!(stream.heard().await.0, "notifications/tools/list_changed");
    }
    drop(streams);
    assert_eq!(format!("{bus:?}"), "MemoryBus { topics: 0, subscriptions: 0, events: 0, bytes: 0, .. }");
}
