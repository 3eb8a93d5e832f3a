//! Streams that are taken up again.

use super::*;

#[tokio::test(start_paused = true)]
async fn lost_stream_is_taken_up_again_at_another_replica_without_loss_or_repetition() {
    let shared = Shared::new();
    let (here, there) = (shared.replica(), shared.replica());
    let client = Client::open(&here, LATEST).await;
    let whole = client.stream(&here, "work").await.rest().await;
    for seen in 1..whole.len() {
        let mut stream = client.stream(&here, "work").await;
        let mut received = Vec::new();
        for _ in 0..seen {
            received.push(stream.next().await.expect("it goes on"));
        }
        let last = stream.id.clone().expect("events have ids");
        drop(stream);
        let mut resumed = Stream::of(client.attend(&there, "GET", Some(&last)).await);
        received.extend(resumed.rest().await);
        assert_eq!(received, whole, "after {seen}");
    }
}

/// The id of the first event of a stream.
async fn first_id(client: &Client, server: &Server) -> String {
    let mut stream = client.stream(server, "work").await;
    let frame = stream.body.frame().await.expect("an event").expect("it does not break off");
    let text = String::from_utf8(frame.into_data().expect("data").to_vec()).expect("events are text");
    let id = text.strip_prefix("id: ").and_then(|rest| rest.strip_suffix("\ndata: \n\n"));
    id.expect("the first event says no more than its id").to_owned()
}

#[tokio::test(start_paused = true)]
async fn stream_begins_with_an_id_for_clients_that_know_what_to_do_with_it() {
    let server = Shared::new().replica();
    let client = Client::open(&server, LATEST).await;
    let id = first_id(&client, &server).await;
    let mut resumed = Stream::of(client.attend(&server, "GET", Some(&id)).await);
    assert_eq!(resumed.rest().await.len(), 7);
    let older = Client::open(&server, "2025-06-18").await;
    let mut stream = older.stream(&server, "work").await;
    let frame = stream.body.frame().await.expect("an event").expect("it does not break off");
    assert!(frame.into_data().expect("data").windows(8).any(|window| window == b"progress"));
}

#[tokio::test(start_paused = true)]
async fn events_of_strangers_and_events_made_up_are_not_found() {
    let server = Shared::new().replica();
    let (client, stranger) = (Client::open(&server, LATEST).await, Client::open(&server, LATEST).await);
    let id = first_id(&client, &server).await;
    let beyond = id.replace("-0", "-1000");
    let elsewhere = format!("{:016x}-0", 7);
    for (who, event) in [
        (&stranger, id.as_str()),
        (&client, &beyond),
        (&client, &elsewhere),
        (&client, "x"),
        (&client, "x-1"),
        (&client, "-"),
    ] {
        let reply = read(Ok(who.attend(&server, "GET", Some(event)).await)).await;
        assert_eq!(reply.error(), (400, -32600), "{event}");
    }
}

#[tokio::test(start_paused = true)]
async fn stream_that_was_read_to_its_end_ends_at_once_when_it_is_taken_up_again() {
    let server = Shared::new().replica();
    let client = Client::open(&server, LATEST).await;
    let mut stream = client.stream(&server, "work").await;
    stream.rest().await;
    let resumed = client.attend(&server, "GET", stream.id.as_deref()).await;
    assert_eq!(resumed.status(), 200);
    let rest = tokio::time::timeout(Duration::from_secs(1), Stream::of(resumed).rest()).await;
    assert_eq!(rest, Ok(Vec::new()));
}

#[tokio::test(start_paused = true)]
async fn ids_that_were_never_sent_are_not_found() {
    let say = async |_: NoArgs, cx: Context<()>| {
        cx.log(LoggingLevel::Error, "x".repeat(1000)).await;
        "done"
    };
    let store = MemoryStore::new(mcp_store::StoreSettings::default().with_value_bytes(400));
    let server = Shared::new().builder().store(Arc::new(store)).tool(Tool::new("say").handler(say)).build();
    let server = server.expect("in order");
    let client = Client::open(&server, LATEST).await;
    let mut stream = client.stream(&server, "say").await;
    stream.next().await.expect("the message");
    let id = stream.id.clone().expect("events have ids");
    let (name, number) = id.split_once('-').expect("a stream and a number");
    assert_eq!(number, "3", "the beginning and two parts come before");
    let upper = format!("{}-{number}", name.to_uppercase());
    for event in [&format!("{name}-1"), &format!("{name}-2"), &format!("{name}-03"), &format!("{name}-+3"), &upper] {
        let reply = read(Ok(client.attend(&server, "GET", Some(event)).await)).await;
        assert!(reply.error() == (400, -32600) || *event == id, "{event}");
    }
    assert_eq!(Stream::of(client.attend(&server, "GET", Some(&id)).await).rest().await.len(), 1);
}

#[tokio::test]
async fn events_are_forgotten_in_time() {
    let now = Arc::new(std::sync::atomic::AtomicU64::new(0));
    let clock = Arc::clone(&now);
    let clock = move || {
        std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(clock.load(std::sync::atomic::Ordering::Relaxed))
    };
    let ask = async |_: NoArgs, cx: Context<()>| {
        cx.progress(Progress::new(1)).await;
        ""
    };
    let server = Shared::new().builder().clock(clock).tool(Tool::new("t").handler(ask)).build().expect("in order");
    let client = Client::open(&server, LATEST).await;
    let mut stream = client.stream(&server, "t").await;
    stream.next().await.expect("progress");
    let id = stream.id.clone().expect("events have ids");
    now.store(299, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(Stream::of(client.attend(&server, "GET", Some(&id)).await).rest().await.len(), 1);
    now.store(300, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(client.attend(&server, "GET", Some(&id)).await.status(), 400);
}

#[tokio::test(start_paused = true)]
async fn released_connection_ends_and_its_client_comes_back_for_the_rest() {
    let release = async |_: NoArgs, cx: Context<()>| {
        cx.progress(Progress::new(1)).await;
        cx.release_connection(Duration::from_millis(700)).await;
        pause(Duration::from_secs(1)).await;
        cx.progress(Progress::new(2)).await;
        "done"
    };
    let server =
        offering(Shared::new().builder()).tool(Tool::new("release").handler(release)).build().expect("in order");
    let client = Client::open(&server, LATEST).await;
    let mut stream = client.stream(&server, "release").await;
    assert_eq!(stream.next().await.expect("progress")["params"]["progress"], 1);
    assert_eq!(stream.next().await, None);
    assert_eq!(stream.retry, Some(700));
    let mut resumed = Stream::of(client.attend(&server, "GET", stream.id.as_deref()).await);
    let rest = resumed.rest().await;
    assert_eq!(
        (rest.len(), &rest[0]["params"]["progress"], &rest[1]["result"]["content"][0]["text"]),
        (2, &json!(2), &json!("done"))
    );
    let older = Client::open(&server, "2025-06-18").await;
    let whole = older.stream(&server, "release").await.rest().await;
    assert_eq!(whole.len(), 3, "a client that would not come back is not let go");
    assert_eq!(crate::support::call(&server, "release", json!({})).await.text(), "done", "nothing to a modern client");
}

#[tokio::test(start_paused = true)]
async fn response_larger_than_the_store_takes_at_a_time_arrives_whole() {
    let long = async |_: NoArgs, cx: Context<()>| {
        cx.progress(Progress::new(1)).await;
        "é".repeat(40_000)
    };
    let store = MemoryStore::new(mcp_store::StoreSettings::default().with_value_bytes(1000));
    let server = Shared::new().builder().store(Arc::new(store)).tool(Tool::new("long").handler(long)).build();
    let server = server.expect("in order");
    let client = Client::open(&server, LATEST).await;
    let rest = client.stream(&server, "long").await.rest().await;
    assert_eq!(rest[1]["result"]["content"][0]["text"].as_str().map(str::len), Some(80_000));
}

#[tokio::test(start_paused = true)]
async fn flood_fills_its_own_log_and_is_answered_all_the_same() {
    let flood = async |_: NoArgs, cx: Context<()>| {
        for _ in 0..300 {
            cx.log(LoggingLevel::Error, "x".repeat(60_000)).await;
            pause(Duration::from_millis(100)).await;
        }
        "done"
    };
    let server = Shared::new().builder().tool(Tool::new("flood").handler(flood)).build().expect("in order");
    let client = Client::open(&server, LATEST).await;
    let messages = client.stream(&server, "flood").await.rest().await;
    assert!((60..75).contains(&messages.len()), "{}", messages.len());
    assert_eq!(messages.last().expect("a reply")["result"]["content"][0]["text"], "done");
}
