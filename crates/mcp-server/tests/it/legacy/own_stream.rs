//! The stream of the server's own messages to a session.

use std::sync::atomic::{AtomicU64, Ordering};

use super::*;

async fn open(client: &Client, server: &Server) -> Stream {
    let mut stream = Stream::of(client.attend(server, "GET", None).await);
    assert!(stream.is_silent().await);
    stream
}

async fn heard(stream: &mut Stream) -> (String, Option<String>) {
    let message = stream.next().await.expect("the stream goes on");
    assert!(message["params"].get("_meta").is_none(), "there is no subscription to name: {message}");
    let text = |value: &Value| value.as_str().map(ToOwned::to_owned);
    (text(&message["method"]).expect("a notification"), text(&message["params"]["uri"]))
}

// spec: TOOLS-006 RES-005 RES-006 SUBS-019
#[tokio::test(start_paused = true)]
async fn changes_reach_the_session_at_whatever_replica_they_happen() {
    let shared = Shared::new();
    let (here, there) = (shared.replica(), shared.replica());
    let client = Client::open(&here, LATEST).await;
    let mut stream = open(&client, &here).await;
    assert!(there.remove_tool("sum"));
    assert_eq!(heard(&mut stream).await.0, "notifications/tools/list_changed");

    there.resource_updated(NEWS).await.expect("the bus takes it");
    assert!(stream.is_silent().await, "nobody subscribed to it");
    client.ask(&there, "resources/subscribe", json!({ "uri": NEWS })).await.result();
    assert!(stream.is_silent().await);
    there.resource_updated(NEWS).await.expect("the bus takes it");
    assert_eq!(heard(&mut stream).await, ("notifications/resources/updated".to_owned(), Some(NEWS.to_owned())));
    client.ask(&there, "resources/unsubscribe", json!({ "uri": NEWS })).await.result();
    assert!(stream.is_silent().await);
    there.resource_updated(NEWS).await.expect("the bus takes it");
    assert!(stream.is_silent().await);
}

#[tokio::test(start_paused = true)]
async fn newest_stream_of_a_session_is_the_one_that_counts() {
    let shared = Shared::new();
    let (here, there) = (shared.replica(), shared.replica());
    let client = Client::open(&here, LATEST).await;
    let mut first = open(&client, &here).await;
    let mut other = open(&Client::open(&here, LATEST).await, &here).await;
    let mut second = open(&client, &there).await;
    assert_eq!(first.next().await, None, "a message goes to one stream only");
    assert!(here.remove_tool("sum"));
    assert_eq!(heard(&mut second).await.0, "notifications/tools/list_changed");
    assert_eq!(heard(&mut other).await.0, "notifications/tools/list_changed");
}

#[tokio::test(start_paused = true)]
async fn client_that_comes_back_is_told_that_anything_may_have_changed() {
    let server = Shared::new().replica();
    let client = Client::open(&server, LATEST).await;
    client.ask(&server, "resources/subscribe", json!({ "uri": NEWS })).await.result();
    let mut stream = open(&client, &server).await;
    assert!(server.remove_tool("sum"));
    heard(&mut stream).await;
    let last = stream.id.clone().expect("events have ids");
    drop(stream);
    let mut again = Stream::of(client.attend(&server, "GET", Some(&last)).await);
    let mut all = Vec::new();
    for _ in 0..3 {
        all.push(heard(&mut again).await.0);
    }
    let lists = ["notifications/tools/list_changed", "notifications/resources/list_changed"];
    assert_eq!(all, [lists[0], lists[1], "notifications/resources/updated"]);
    assert!(again.is_silent().await);
}

#[tokio::test(start_paused = true)]
async fn stream_ends_with_its_session_its_server_or_its_authorization() {
    let shared = Shared::new();
    let (here, there) = (shared.replica(), shared.replica());
    let client = Client::open(&here, LATEST).await;
    let mut stream = open(&client, &here).await;
    assert_eq!(client.attend(&there, "DELETE", None).await.status(), 204);
    assert_eq!(stream.next().await, None);

    let client = Client::open(&here, LATEST).await;
    let mut stream = open(&client, &here).await;
    here.end_subscriptions();
    assert_eq!(stream.next().await, None);

    let client = Client::open_with(&here, LATEST, json!({}), Some(ann())).await;
    let mut stream = open(&client, &here).await;
    there.end_subscriptions_of(ann().key()).await.expect("the bus takes it");
    assert_eq!(stream.next().await, None);

    let now = Arc::new(AtomicU64::new(59));
    let clock = Arc::clone(&now);
    let time = |seconds| std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    let here = offering(shared.builder().clock(move || time(clock.load(Ordering::Relaxed)))).build().expect("in order");
    let client = Client::open_with(&here, LATEST, json!({}), Some(ann().until(time(60)))).await;
    let mut stream = open(&client, &here).await;
    now.store(60, Ordering::Relaxed);
    assert!(there.remove_tool("sum"));
    assert_eq!(stream.next().await, None);
}

#[tokio::test]
async fn listening_takes_a_client_that_reads_event_streams_and_counts_like_a_subscription() {
    let shared = Shared::new();
    let server = offering(shared.builder().max_subscriptions(1, 1)).build().expect("in order");
    let client = Client::open(&server, LATEST).await;
    let mut request = client.head("GET").body(body(&Value::Null)).expect("well-formed");
    request.headers_mut().insert("accept", "application/json".parse().expect("a value"));
    let Ok(response) = server.http(HttpConfig::local()).call(request).await;
    assert_eq!(response.status(), 406);
    let first = client.attend(&server, "GET", None).await;
    assert_eq!((first.status().as_u16(), client.attend(&server, "GET", None).await.status().as_u16()), (200, 503));
}
