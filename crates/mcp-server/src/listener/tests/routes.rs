//! Paths.

use super::peer::{call, get};
use super::*;

#[tokio::test(start_paused = true)]
async fn one_path_is_the_endpoint() {
    // spec: HTTP-001
    let harness = Harness::start_with(Settings { endpoint: "/v1/mcp".into(), ..Settings::default() });
    let mut peer = harness.connect();
    let to = |path: &str| call("ping").replacen("/mcp", path, 1);
    assert_eq!(peer.ask(&to("/v1/mcp")).await.text(), "pong");
    assert_eq!(peer.ask(&to("/v1/mcp?tenant=a")).await.text(), "pong");
    for path in ["/mcp", "/", "/v1/mcp/", "/v1/mcp/x", "/V1/MCP", "//v1/mcp", "/healthz"] {
        let reply = harness.connect().ask(&to(path)).await;
        assert_eq!((reply.status, &*reply.content), (404, ""), "{path}");
    }
    assert_eq!(peer.ask(&get("/v1/mcp")).await.status, 405, "the endpoint refuses what it does not serve");
}

#[tokio::test(start_paused = true)]
async fn health_is_asked_for_with_get_under_any_name() {
    let harness = Harness::start_with(Settings { health: Some("/healthz".into()), ..Settings::default() });
    let mut peer = harness.connect();
    let reply = peer.ask("GET /healthz?verbose HTTP/1.1\r\nhost: 10.0.0.7:8000\r\n\r\n").await;
    assert_eq!((reply.status, &*reply.content), (200, "ready\n"));
    assert!(reply.head.contains("cache-control: no-store"), "{}", reply.head);
    assert_eq!(peer.ask(&get("/health")).await.status, 404);
    let reply = peer.ask("DELETE /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
    assert_eq!((reply.status, &*reply.content), (405, ""));
    assert!(reply.head.contains("allow: get, head"), "{}", reply.head);
    peer.send("HEAD /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await;
    let head = String::from_utf8(peer.rest().await).expect("text");
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && head.ends_with("\r\n\r\n"), "{head}");
}

#[tokio::test(start_paused = true)]
async fn paths_that_no_request_can_have_are_refused() {
    for settings in [
        Settings { endpoint: "mcp".into(), ..Settings::default() },
        Settings { endpoint: "".into(), ..Settings::default() },
        Settings { health: Some("healthz".into()), ..Settings::default() },
    ] {
        let error = Harness::start_with(settings).ended().await.expect_err("the path is wrong");
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    }
}
