//! Questions, notifications and cancellation of calls in a session.

use tokio::sync::oneshot;

use super::*;

fn answer(question: &Value, result: Value) -> Value {
    let mut answer = json!({ "jsonrpc": "2.0", "id": question["id"] });
    answer["result"] = result;
    answer
}

// spec: VER-010
#[tokio::test(start_paused = true)]
async fn question_is_a_request_that_any_replica_takes_the_answer_to() {
    let shared = Shared::new();
    let (here, there) = (shared.replica(), shared.replica());
    let client = Client::open(&here, LATEST).await;
    let mut stream = client.stream(&here, "greet").await;
    let question = stream.next().await.expect("a question");
    assert_eq!(
        (&question["method"], &question["params"]["message"]),
        (&json!("elicitation/create"), &json!("Who are you?"))
    );
    assert_eq!(question["params"]["requestedSchema"]["required"], json!(["name"]));
    assert!(question["id"].is_string());

    let stranger = Client::open(&there, LATEST).await;
    let forged = answer(&question, json!({ "action": "accept", "content": { "name": "Mallory" } }));
    assert_eq!(stranger.send(&there, &forged).await.status(), 202, "and nobody hears it");
    let given = answer(&question, json!({ "action": "accept", "content": { "name": "Ann" } }));
    assert_eq!(client.send(&there, &given).await.status(), 202);
    let rest = stream.rest().await;
    assert_eq!(
        rest,
        [json!({ "jsonrpc": "2.0", "id": 1, "result": { "content": [{ "type": "text", "text": "Hello, Ann!" }] } })]
    );
}

#[tokio::test(start_paused = true)]
async fn answers_that_are_none_are_what_the_handler_makes_of_them() {
    let server = Shared::new().replica();
    let client = Client::open(&server, LATEST).await;
    for (given, expected) in [
        (json!({ "result": { "action": "decline" } }), "the user declined to answer"),
        (json!({ "result": { "action": "cancel" } }), "the user closed the question without an answer"),
        (json!({ "error": { "code": -1, "message": "no" } }), "the user declined to answer"),
    ] {
        let mut stream = client.stream(&server, "greet").await;
        let question = stream.next().await.expect("a question");
        let mut answer = given;
        answer["jsonrpc"] = json!("2.0");
        answer["id"] = question["id"].clone();
        assert_eq!(client.send(&server, &answer).await.status(), 202);
        let rest = stream.rest().await;
        let reply = rest.last().expect("a reply");
        assert_eq!(reply["result"]["isError"], true, "{reply}");
        assert_eq!(reply["result"]["content"][0]["text"], expected);
    }
    let mut stream = client.stream(&server, "greet").await;
    let question = stream.next().await.expect("a question");
    let wrong = answer(&question, json!({ "action": "accept", "content": { "name": 1 } }));
    assert_eq!(client.send(&server, &wrong).await.status(), 202);
    assert_eq!(stream.rest().await.last().expect("a reply")["error"]["code"], -32602);
}

#[tokio::test(start_paused = true)]
async fn large_answers_arrive_whole_and_larger_ones_are_refused() {
    let server = Shared::new().replica();
    let client = Client::open(&server, LATEST).await;
    let mut stream = client.stream(&server, "greet").await;
    let question = stream.next().await.expect("a question");
    let named =
        |length: usize| answer(&question, json!({ "action": "accept", "content": { "name": "x".repeat(length) } }));
    let refused = read(Ok(client.send(&server, &named(1024 * 1024)).await)).await;
    assert_eq!(refused.error(), (200, -32602));
    assert_eq!(client.send(&server, &named(500_000)).await.status(), 202);
    let rest = stream.rest().await;
    assert_eq!(rest[0]["result"]["content"][0]["text"].as_str().map(str::len), Some(500_008));
}

#[tokio::test(start_paused = true)]
async fn question_without_an_answer_is_taken_back_in_time() {
    let server = Shared::new().replica();
    let client = Client::open(&server, LATEST).await;
    let mut stream = client.stream(&server, "greet").await;
    let question = stream.next().await.expect("a question");
    let start = tokio::time::Instant::now();
    let rest = stream.rest().await;
    assert_eq!(start.elapsed().as_secs(), 600);
    assert_eq!(rest[0]["method"], "notifications/cancelled");
    assert_eq!(rest[0]["params"]["requestId"], question["id"]);
    assert_eq!(rest[1]["result"]["isError"], true);
}

#[tokio::test]
async fn client_that_cannot_be_asked_is_told_so() {
    let server = Shared::new().replica();
    let client = Client::open_with(&server, LATEST, json!({}), None).await;
    let reply = client.ask(&server, "tools/call", json!({ "name": "greet" })).await;
    assert_eq!(reply.error(), (200, -32600), "the modern code would mean nothing to it");
    assert!(reply.body["error"].get("data").is_none());
}

#[tokio::test(start_paused = true)]
async fn notifications_stand_before_the_reply_on_the_stream_of_their_request() {
    let server = Shared::new().replica();
    let client = Client::open(&server, LATEST).await;
    let messages = client.stream(&server, "work").await.rest().await;
    let said: Vec<_> = messages.iter().map(|message| message["params"]["data"].as_str()).collect();
    assert_eq!(said, [None, Some("step 1"), None, Some("step 2"), None, Some("step 3"), None], "{messages:#?}");
    assert_eq!(messages[0]["params"]["progressToken"], "t");
    assert_eq!(messages[6]["result"]["content"][0]["text"], "done");

    client.ask(&server, "logging/setLevel", json!({ "level": "error" })).await.result();
    let messages = client.stream(&server, "work").await.rest().await;
    assert_eq!(messages.len(), 4, "progress goes on: {messages:#?}");
    let other = Client::open(&server, LATEST).await;
    assert_eq!(other.stream(&server, "work").await.rest().await.len(), 7, "each session has its own level");
}

/// A tool that waits for ever, and what tells when it is dropped.
fn hanging(shared: &Shared) -> (Server, oneshot::Receiver<()>) {
    struct Guard(Option<oneshot::Sender<()>>);
    impl Drop for Guard {
        fn drop(&mut self) {
            self.0.take().map(|sender| sender.send(()));
        }
    }
    let (dropped, when_dropped) = oneshot::channel();
    let guard = Arc::new(std::sync::Mutex::new(Some(Guard(Some(dropped)))));
    let hang = move |_: NoArgs, cx: Context<()>| {
        let guard = guard.lock().ok().and_then(|mut guard| guard.take());
        async move {
            let _guard = guard;
            cx.progress(Progress::new(1)).await;
            std::future::pending::<()>().await;
        }
    };
    (offering(shared.builder()).tool(Tool::new("hang").handler(hang)).build().expect("in order"), when_dropped)
}

// spec: CANCEL-006 CANCEL-010
#[tokio::test(start_paused = true)]
async fn cancellation_reaches_the_call_on_whatever_replica_it_runs() {
    let shared = Shared::new();
    let (here, mut when_dropped) = hanging(&shared);
    let there = shared.replica();
    let client = Client::open(&here, LATEST).await;
    let mut stream = client.stream(&here, "hang").await;
    assert_eq!(stream.next().await.expect("progress")["method"], "notifications/progress");
    for params in [json!({ "requestId": 2 }), json!({ "requestId": "1" }), json!({}), json!({ "requestId": [] })] {
        client.notify(&there, "notifications/cancelled", params).await;
    }
    Client::open(&there, LATEST).await.notify(&there, "notifications/cancelled", json!({ "requestId": 1 })).await;
    assert!(stream.is_silent().await && when_dropped.try_recv().is_err(), "those were about something else");
    let before = tokio::time::Instant::now();
    client.notify(&there, "notifications/cancelled", json!({ "requestId": 1, "reason": "enough" })).await;
    assert!(stream.rest().await.is_empty(), "nothing is answered");
    when_dropped.await.expect("the handler is dropped");
    assert!(before.elapsed() < mcp_server::limits::MAX_LEGACY_CALL / 2, "time alone would have ended it");
}

#[tokio::test(start_paused = true)]
async fn losing_the_stream_does_not_stop_the_handler_but_time_does() {
    let (server, when_dropped) = hanging(&Shared::new());
    let client = Client::open(&server, LATEST).await;
    let start = tokio::time::Instant::now();
    drop(client.stream(&server, "hang").await);
    when_dropped.await.expect("the handler is dropped");
    assert_eq!(start.elapsed(), mcp_server::limits::MAX_LEGACY_CALL);
}
