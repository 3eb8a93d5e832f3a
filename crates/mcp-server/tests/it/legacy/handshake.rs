//! Sessions: how they are opened, found, refused and ended, and what is said in them.

use super::*;
use crate::support;

// spec: VER-008 VER-010
#[tokio::test]
async fn initialize_opens_a_session_of_the_version_asked_for_or_of_the_newest() {
    let server = Shared::new().replica();
    for (asked, given) in [
        (LATEST, LATEST),
        ("2025-06-18", "2025-06-18"),
        ("2025-03-26", LATEST),
        ("2024-11-05", LATEST),
        ("2026-07-28", LATEST),
        ("1.0", LATEST),
    ] {
        let response = initialize(&server, asked, json!({}), None).await;
        let session = response.headers()["mcp-session-id"].clone();
        assert!(session.as_bytes().iter().all(u8::is_ascii_graphic) && session.len() < 1024, "{session:?}");
        let reply = read(Ok(response)).await;
        assert_eq!(
            *reply.result(),
            json!({
                "protocolVersion": given,
                "capabilities": {
                    "tools": { "listChanged": true },
                    "resources": { "listChanged": true, "subscribe": true },
                    "logging": {},
                },
                "serverInfo": { "name": "test", "version": "1.2.3" },
            }),
            "{asked}"
        );
    }
}

#[tokio::test]
async fn malformed_handshakes_are_refused() {
    let server = Shared::new().replica();
    let head = || {
        Request::post("http://localhost/mcp")
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
    };
    for params in [json!({}), json!({ "protocolVersion": 1 }), json!({ "protocolVersion": LATEST, "capabilities": 1 })]
    {
        let request = head().body(body(&legacy("initialize", params))).expect("well-formed");
        let Ok(response) = server.http(HttpConfig::local()).call(request).await;
        assert!(response.headers().get("mcp-session-id").is_none());
        assert_eq!(read(Ok(response)).await.error(), (200, -32602));
    }
    let huge =
        json!({ "elicitation": { "x": "y".repeat(100_000) }, "experimental": { "a": { "b": "c".repeat(100_000) } } });
    let client = Client::open_with(&server, LATEST, huge, None).await;
    assert!(client.id.len() < 1024, "what a client says of itself does not make its session long: {}", client.id.len());
}

#[tokio::test]
async fn modern_server_names_its_versions_and_knows_no_sessions() {
    let server = offering(builder().keys(KeyRing::generate().expect("randomness"))).build().expect("in order");
    let reply = read(Ok(initialize(&server, LATEST, json!({}), None).await)).await;
    assert_eq!(reply.error(), (400, -32022));
    assert_eq!(reply.body["error"]["data"]["supported"], json!(["2026-07-28"]));
    let client = Client { id: "x".into(), version: LATEST, principal: None };
    for method in ["GET", "DELETE"] {
        assert_eq!(client.attend(&server, method, None).await.status(), 405);
    }
}

#[tokio::test]
async fn sessions_that_are_not_there_are_not_found_and_the_fields_are_judged_first() {
    let shared = Shared::new();
    let server = shared.replica();
    let client = Client::open_with(&server, LATEST, json!({}), Some(ann())).await;
    let status = async |change: &dyn Fn(&mut HeaderMap), principal: Option<Principal>| {
        let mut request = client.head("POST").body(body(&legacy("ping", json!({})))).expect("well-formed");
        change(request.headers_mut());
        principal.map(|principal| request.extensions_mut().insert(principal));
        let Ok(response) = server.http(HttpConfig::local()).call(request).await;
        let reply = read(Ok(response)).await;
        assert!(reply.status == 200 || reply.body["error"]["code"] == -32600, "{:#}", reply.body);
        reply.status.as_u16()
    };
    let set = |name: &'static str, value: String| {
        move |headers: &mut HeaderMap| drop(headers.insert(name, value.parse().expect("a value")))
    };
    let (mut forged, mut short) = (client.id.clone().into_bytes(), client.id.clone());
    forged[40] = if forged[40] == b'A' { b'B' } else { b'A' };
    short.pop();
    let other = Client::open(&Shared::new().replica(), LATEST).await.id;
    assert_eq!(status(&|_| {}, Some(ann())).await, 200);
    assert_eq!(status(&|headers| drop(headers.remove("mcp-protocol-version")), Some(ann())).await, 200);
    assert_eq!(status(&|_| {}, None).await, 404, "it is nothing to anybody else");
    for id in [String::from_utf8(forged).expect("ASCII"), short, other, "a".repeat(10_000), "x".into()] {
        assert_eq!(status(&set("mcp-session-id", id), Some(ann())).await, 404);
    }
    assert_eq!(status(&|headers| drop(headers.remove("mcp-session-id")), Some(ann())).await, 400);
    assert_eq!(
        status(&|headers| assert!(headers.append("mcp-session-id", "b".parse().expect("a value"))), Some(ann())).await,
        400
    );
    assert_eq!(status(&set("mcp-protocol-version", "2025-06-18".into()), Some(ann())).await, 400);
}

#[tokio::test]
async fn session_expires_and_its_client_opens_another() {
    let now = Arc::new(std::sync::atomic::AtomicU64::new(0));
    let clock = Arc::clone(&now);
    let clock = move || {
        std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(clock.load(std::sync::atomic::Ordering::Relaxed))
    };
    let server = offering(Shared::new().builder().clock(clock)).build().expect("in order");
    let client = Client::open(&server, LATEST).await;
    now.store(24 * 60 * 60 - 1, std::sync::atomic::Ordering::Relaxed);
    client.ask(&server, "ping", json!({})).await.result();
    now.store(24 * 60 * 60, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(client.ask(&server, "ping", json!({})).await.error(), (404, -32600));
}

#[tokio::test]
async fn ended_session_is_gone_on_every_replica() {
    let shared = Shared::new();
    let (here, there) = (shared.replica(), shared.replica());
    let (client, other) = (Client::open(&here, LATEST).await, Client::open(&here, LATEST).await);
    client.ask(&there, "ping", json!({})).await.result();
    assert_eq!(client.attend(&there, "DELETE", None).await.status(), 204);
    for server in [&here, &there] {
        assert_eq!(client.ask(server, "ping", json!({})).await.error(), (404, -32600));
        assert_eq!(client.attend(server, "GET", None).await.status(), 404);
        assert_eq!(client.attend(server, "DELETE", None).await.status(), 404);
        other.ask(server, "ping", json!({})).await.result();
    }
}

#[tokio::test]
async fn answers_carry_nothing_that_the_legacy_era_does_not_know() {
    let server = Shared::new().replica();
    for version in [LATEST, "2025-06-18"] {
        let client = Client::open(&server, version).await;
        let call = async |tool: &str| client.ask(&server, "tools/call", json!({ "name": tool })).await.result().clone();
        assert_eq!(client.ask(&server, "ping", json!({})).await.result(), &json!({}));
        assert_eq!(call("pong").await, json!({ "content": [{ "type": "text", "text": "pong" }] }));
        assert_eq!(call("sum").await["structuredContent"], json!({ "sum": 3 }));
        assert!(call("list").await.get("structuredContent").is_none(), "it is an array");
        let tools = client.ask(&server, "tools/list", json!({})).await;
        assert_eq!(tools.result().as_object().expect("a result").keys().collect::<Vec<_>>(), ["tools"]);
        let schemas = |index: usize| tools.result()["tools"][index]["outputSchema"].is_object();
        assert!(schemas(1) && !schemas(2));
        let news = client.ask(&server, "resources/read", json!({ "uri": NEWS })).await;
        assert_eq!(*news.result(), json!({ "contents": [{ "uri": NEWS, "text": "nothing new" }] }));
    }
}

#[tokio::test]
async fn methods_of_the_other_era_are_unknown_and_errors_are_answers() {
    let server = Shared::new().replica();
    let client = Client::open(&server, LATEST).await;
    for method in ["server/discover", "subscriptions/listen", "prompts/list", "tasks/list", "nonsense"] {
        assert_eq!(client.ask(&server, method, json!({})).await.error(), (200, -32601), "{method}");
    }
    for (method, params) in [
        ("tools/call", json!({ "name": "unknown" })),
        ("resources/read", json!({ "uri": "news://never" })),
        ("resources/subscribe", json!({ "uri": "news://never" })),
        ("resources/subscribe", json!({})),
        ("logging/setLevel", json!({ "level": "loud" })),
        ("tools/list", json!({ "_meta": { "progressToken": {} } })),
    ] {
        assert_eq!(client.ask(&server, method, params).await.error(), (200, -32602), "{method}");
    }
    let batch = json!([legacy("ping", json!({})), legacy("ping", json!({}))]);
    assert_eq!(read(Ok(client.send(&server, &batch).await)).await.error(), (400, -32600));
}

// spec: VER-008 VER-009 HTTP-077
#[tokio::test]
async fn both_eras_are_served_side_by_side_and_each_request_chooses_for_itself() {
    let server = Shared::new().replica();
    let client = Client::open(&server, LATEST).await;
    let discover = support::ask(&server, "server/discover", json!({})).await;
    assert_eq!(discover.result()["supportedVersions"], json!(["2026-07-28", LATEST, "2025-06-18"]));

    let modern = support::message("tools/call", json!({ "name": "pong" }));
    let mut request = support::request(&modern);
    request.headers_mut().insert("mcp-session-id", client.id.parse().expect("a value"));
    let reply = support::send(&server.http(HttpConfig::local()), request).await;
    assert_eq!(reply.result()["resultType"], "complete", "a session does not make it legacy");
    assert!(reply.headers.get("mcp-session-id").is_none());

    let initialize = support::ask(&server, "initialize", json!({})).await;
    assert_eq!(initialize.error(), (404, -32601), "with modern metadata it is a method like any other");
    client.ask(&server, "ping", json!({})).await.result();
}
