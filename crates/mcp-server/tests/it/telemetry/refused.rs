//! Messages that are refused before they are operations.

use http::HeaderValue;
use mcp_server::HttpConfig;
use serde_json::{Value, json};

use super::observed;
use super::recorder::{Fields, Measured, Recorder};
use crate::support::{message, request, send};

/// The one event, and that there is no span and no measurement.
fn told(recorder: &Recorder, measured: &Measured) -> Fields {
    assert!(recorder.take_spans().is_empty());
    assert!(measured.series().is_empty());
    let [event] = <[_; 1]>::try_from(recorder.take_events()).expect("one event");
    assert_eq!((&*event.target, event.span, &*event.fields["message"]), ("mcp_server", None, "refused"));
    event.fields
}

#[tokio::test]
async fn refusals_over_http_tell_their_row_and_nothing_of_the_request() {
    let recorder = Recorder::default();
    let _guard = recorder.install();
    let measured = Measured::new();
    let service = observed(&measured).http(HttpConfig::local());
    let secret = || HeaderValue::from_static("hunter2");
    let call = || request(&message("tools/call", json!({ "name": "open" })));
    let (mut method, mut origin, mut name, mut session) = (call(), call(), call(), call());
    *method.method_mut() = http::Method::PUT;
    origin.headers_mut().insert("origin", HeaderValue::from_static("http://hunter2"));
    name.headers_mut().insert("mcp-name", secret());
    let ping = json!({ "jsonrpc": "2.0", "id": "hunter2", "method": "ping" });
    session.headers_mut().insert("mcp-session-id", secret());
    session.headers_mut().remove("mcp-protocol-version");
    *session.body_mut() = crate::support::body(&ping);
    let mut broken = call();
    *broken.body_mut() = crate::support::body(&Value::from("hunter2"));
    let unknown = request(&message("hunter2", json!({ "hunter2": "hunter2" })));
    for (request, status, code, row) in [
        (method, "405", Some("-32600"), Some("1")),
        (origin, "403", Some("-32600"), Some("2")),
        (broken, "400", Some("-32600"), Some("5")),
        (unknown, "404", Some("-32601"), Some("10")),
        (name, "400", Some("-32020"), Some("11")),
        (session, "404", None, None),
    ] {
        assert_eq!(send(&service, request).await.status.as_str(), status);
        let fields = told(&recorder, &measured);
        let text = |key: &str| fields.get(key).map(String::as_str);
        assert_eq!(text("http.response.status_code"), Some(status));
        assert_eq!((text("rpc.response.status_code"), text("row")), (code, row), "{fields:?}");
        assert!(!format!("{fields:?}").contains("hunter2"), "{fields:?}");
        assert!(text("condition").is_some_and(|condition| condition.len() > 10));
    }
}

#[cfg(feature = "stdio")]
#[tokio::test]
async fn refusals_over_streams_tell_their_row_as_well() {
    let recorder = Recorder::default();
    let _guard = recorder.install();
    let measured = Measured::new();
    let (mut peer, (reader, writer)) = test_support::LinePeer::connect(64 * 1024);
    tokio::spawn(observed(&measured).stdio().serve(reader, writer));
    for (line, code, row) in [
        ("hunter2".to_owned(), "-32700", "5"),
        (r#"{"hunter2":1}"#.to_owned(), "-32600", "5"),
        (message("hunter2", json!({})).to_string(), "-32601", "10"),
    ] {
        peer.line(&line).await;
        peer.receive().await.expect("it is answered");
        let fields = told(&recorder, &measured);
        assert_eq!([&*fields["rpc.response.status_code"], &*fields["row"]], [code, row]);
        assert!(!format!("{fields:?}").contains("hunter2"), "{fields:?}");
    }
}
