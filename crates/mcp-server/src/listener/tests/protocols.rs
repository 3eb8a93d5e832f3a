//! HTTP/2, and clients that leave.

use bytes::Bytes;
use http::{Request, Response, Version};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper_util::rt::{TokioExecutor, TokioIo};
use mcp_transport_http::limits::MAX_HEAD_BYTES;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::advance;

use super::peer::{call, parts};
use super::*;
use crate::limits::{
    CLOSE_TIMEOUT, DEFAULT_GRACE_PERIOD, DEFAULT_IDLE_TIMEOUT, MAX_BUFFERED_HEAD_BYTES, MAX_STREAMS_PER_CONNECTION,
};

/// How a client begins, with settings that set nothing.
const HTTP_2_PREFACE: &str = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

pub(super) type Client = SendRequest<Full<Bytes>>;

impl Harness {
    /// A connection that begins with HTTP/2, and its end.
    pub(super) async fn connect_http2(&self) -> (Client, JoinHandle<hyper::Result<()>>) {
        let (client, connection) =
            handshake(TokioExecutor::new(), TokioIo::new(self.connect().io)).await.expect("the preface is sent");
        (client, tokio::spawn(connection))
    }
}

fn request(tool: &str) -> Request<Full<Bytes>> {
    http2_request(parts("tools/call", json!({ "name": tool })))
}

/// A request over HTTP/2 with the fields of this head.
pub(super) fn http2_request((head, content): (String, String)) -> Request<Full<Bytes>> {
    let mut request = Request::post("http://localhost/mcp").version(Version::HTTP_2);
    for line in head.lines().skip(2).take_while(|line| !line.is_empty()) {
        let (name, value) = line.split_once(": ").expect("a field has a colon");
        request = request.header(name, value);
    }
    request.body(content.into()).expect("a request")
}

async fn text(response: Response<Incoming>) -> String {
    let content = response.into_body().collect().await.expect("the content is complete").to_bytes();
    let message: Value = serde_json::from_slice(&content).expect("content is JSON");
    message["result"]["content"][0]["text"].as_str().expect("the first block is text").to_owned()
}

#[tokio::test(start_paused = true)]
async fn http_2_is_spoken_to_those_who_begin_with_it() {
    let harness = Harness::start();
    let (mut client, connection) = harness.connect_http2().await;
    let waiting = client.send_request(request("wait"));
    let quick = client.send_request(request("ping")).await.expect("an answer");
    assert_eq!(quick.version(), Version::HTTP_2);
    assert_eq!(text(quick).await, "pong", "one request does not wait for another");
    harness.open_gate();
    assert_eq!(text(waiting.await.expect("an answer")).await, "waited");

    let idle = Instant::now();
    connection.await.expect("the client does not panic").expect("the server says goodbye");
    assert_eq!(since(idle), DEFAULT_IDLE_TIMEOUT);
}

#[tokio::test(start_paused = true)]
async fn one_http_2_connection_has_so_many_requests_in_flight() {
    let harness = Harness::start();
    let (client, _connection) = harness.connect_http2().await;
    let limit = MAX_STREAMS_PER_CONNECTION as usize;
    let waiting = (0..limit + 10).map(|_| {
        let mut client = client.clone();
        tokio::spawn(async move { client.send_request(request("wait")).await })
    });
    let waiting: Vec<_> = waiting.collect();
    settle().await;
    assert_eq!(harness.shared.started.available_permits(), limit);
    for _ in 0..waiting.len() {
        harness.open_gate();
    }
    for response in waiting {
        assert_eq!(text(response.await.expect("no panic").expect("an answer")).await, "waited");
    }
}

#[tokio::test(start_paused = true)]
async fn http_2_requests_in_flight_finish_and_new_ones_are_sent_elsewhere() {
    let mut harness = Harness::start();
    let (mut client, connection) = harness.connect_http2().await;
    let waiting = tokio::spawn(client.send_request(request("wait")));
    harness.started().await;
    harness.stop();
    settle().await;
    assert!(client.send_request(request("ping")).await.is_err());
    harness.open_gate();
    assert_eq!(text(waiting.await.expect("no panic").expect("an answer")).await, "waited");
    connection.await.expect("the client does not panic").expect("the server says goodbye");
    assert_eq!(harness.ended().await.expect("nothing broke").cut_connections(), 0);
}

#[tokio::test(start_paused = true)]
async fn http_2_requests_that_do_not_finish_are_cut_off() {
    let mut harness = Harness::start();
    let (mut client, _connection) = harness.connect_http2().await;
    let waiting = tokio::spawn(client.send_request(request("wait")));
    harness.started().await;
    let told = Instant::now();
    harness.stop();
    assert!(waiting.await.expect("no panic").is_err());
    assert_eq!(since(told), DEFAULT_GRACE_PERIOD);
    settle().await;
    assert_eq!(harness.dropped(), 1);
    assert_eq!(harness.ended().await.expect("nothing broke").cut_connections(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_idle_peer_that_does_not_say_goodbye_makes_room_for_others() {
    let harness = Harness::start_with(Settings { max_connections: 1, ..Settings::default() });
    let mut peer = harness.connect();
    let headers = b"\0\0\x0e\x01\x05\0\0\0\x01\x82\x86\x84\x01\x09localhost"; // GET / on the first stream
    peer.io.write_all(&[HTTP_2_PREFACE.as_bytes(), headers].concat()).await.expect("the connection takes it");
    settle().await;
    // From here on nobody reads what comes.
    let idle = Instant::now();
    assert_eq!(harness.connect().ask(&call("ping")).await.text(), "pong");
    assert_eq!(since(idle), DEFAULT_IDLE_TIMEOUT + CLOSE_TIMEOUT);
    let answered = b"\x01\x05\0\0\0\x01"; // HEADERS that are all of the response
    assert!(peer.rest().await.windows(answered.len()).any(|frame| frame == answered));
}

#[tokio::test(start_paused = true)]
async fn a_silent_peer_is_not_waited_for() {
    let mut harness = Harness::start();
    let mut peer = harness.connect();
    // What the server says is never acknowledged.
    peer.send(HTTP_2_PREFACE).await;
    settle().await;
    let told = Instant::now();
    harness.stop();
    peer.rest().await;
    assert_eq!(since(told), CLOSE_TIMEOUT);
    assert_eq!(harness.ended().await.expect("nothing broke").cut_connections(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_call_ends_when_its_client_leaves() {
    // spec: HTTP-024 HTTP-025
    let harness = Harness::start();
    let peer = harness.begin_waiting().await;
    drop(peer);
    settle().await;
    assert_eq!(harness.dropped(), 1);

    let (mut client, connection) = harness.connect_http2().await;
    let waiting = tokio::spawn(client.send_request(request("wait")));
    harness.started().await;
    waiting.abort();
    settle().await;
    assert_eq!(harness.dropped(), 2, "one stream of a connection is enough");
    assert!(!connection.is_finished());
}

#[tokio::test(start_paused = true)]
async fn a_client_that_closes_its_half_is_gone() {
    // spec: HTTP-025
    let harness = Harness::start();
    let mut peer = harness.begin_waiting().await;
    peer.io.shutdown().await.expect("the connection stands");
    peer.closed().await;
    assert_eq!((peer.age(), harness.dropped()), (seconds(0), 1));

    // A head that ends in the middle is no request.
    let mut peer = harness.connect();
    peer.send("POST /mcp HT").await;
    peer.io.shutdown().await.expect("the connection stands");
    peer.rest().await;
    assert_eq!(peer.age(), seconds(0));
}

#[tokio::test(start_paused = true)]
async fn requests_sent_at_once_are_answered_in_order() {
    let harness = Harness::start();
    let mut peer = harness.connect();
    peer.send(&[call("ping"), call("wait"), call("ping")].concat()).await;
    assert_eq!(peer.read().await.text(), "pong");
    harness.started().await;
    advance(seconds(100)).await;
    harness.open_gate();
    assert_eq!(peer.read().await.text(), "waited");
    assert_eq!(peer.read().await.text(), "pong");
}

#[tokio::test(start_paused = true)]
async fn a_head_too_large_is_refused_with_a_reason_and_a_huge_one_without() {
    let harness = Harness::start();
    let head = |bytes: usize| call("ping").replacen("\r\n", &format!("\r\nx-large: {}\r\n", "x".repeat(bytes)), 1);
    let reply = harness.connect().ask(&head(MAX_HEAD_BYTES)).await;
    assert_eq!(reply.status, 431);
    assert!(reply.content.contains("head too large"), "{}", reply.content);

    let mut peer = harness.connect();
    let sent = head(MAX_BUFFERED_HEAD_BYTES);
    let (mut reader, mut writer) = tokio::io::split(&mut peer.io);
    let mut reply = Vec::new();
    // The rest of the head may find the connection closed.
    let (_, read) = tokio::join!(writer.write_all(sent.as_bytes()), reader.read_to_end(&mut reply));
    assert!(read.is_ok());
    assert!(reply.starts_with(b"HTTP/1.1 431 "), "{}", reply.escape_ascii());
    assert_eq!(peer.age(), seconds(0));
}
