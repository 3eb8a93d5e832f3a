//! Operations that end otherwise than with a result or an error.

use std::pin::pin;
use std::task::Poll;

use mcp_server::{HttpConfig, Next, NoArgs, Outcome, Tool, from_fn};
use serde_json::json;
use tower_service::Service;

use super::observed;
use super::recorder::{Measured, Recorder, Thread};
use crate::support::{ask, builder, call, message, meta, request, send};

#[tokio::test]
async fn a_question_is_no_error() {
    let recorder = Recorder::default();
    let _guard = recorder.install();
    let server = observed(&Measured::new());
    let mut params = json!({ "name": "greet", "_meta": meta() });
    params["_meta"]["io.modelcontextprotocol/clientCapabilities"] = json!({ "elicitation": {} });
    assert_eq!(ask(&server, "tools/call", params).await.result()["resultType"], "input_required");
    assert_eq!(recorder.take_events()[0].fields["outcome"], "input_required");
    assert!(!recorder.take_spans()[0].fields.contains_key("error.type"));

    assert_eq!(call(&server, "greet", json!({})).await.error(), (400, -32_021));
    assert_eq!(recorder.take_spans()[0].fields["error.type"], "-32021");
}

#[tokio::test]
async fn a_handler_that_nobody_waits_for_is_told_and_measured_as_cancelled() {
    let recorder = Recorder::default();
    let _guard = recorder.install();
    let measured = Measured::new();
    let mut service = observed(&measured).http(HttpConfig::local());
    {
        let mut response = pin!(service.call(request(&message("tools/call", json!({ "name": "hangs" })))));
        let poll = std::future::poll_fn(|cx| Poll::Ready(response.as_mut().poll(cx).is_pending())).await;
        assert!(poll, "it hangs");
        assert!(recorder.take_events().is_empty(), "nothing has ended");
    }
    let span = recorder.take_spans().remove(0);
    assert!(span.is_closed);
    assert_eq!([&span.fields["error.type"], &span.fields["otel.status_code"]], ["cancelled", "ERROR"]);
    assert_eq!(recorder.take_events()[0].fields["outcome"], "cancelled");
    let (labels, count) = measured.series().remove(0);
    assert_eq!((&*labels["error.type"], labels.get("rpc.response.status_code"), count), ("cancelled", None, 1));
}

#[tokio::test]
async fn a_layer_inside_that_panics_is_an_internal_error() {
    let recorder = Recorder::default();
    let _guard = recorder.install();
    let measured = Measured::new();
    async fn panic(_: mcp_server::Operation, _: Next) -> Outcome {
        panic!("hunter2")
    }
    let tool = Tool::new("t").handler(async |_: NoArgs| "");
    let server = builder().layer(measured.telemetry()).layer(from_fn(panic)).tool(tool).build().expect("a server");
    assert_eq!(call(&server, "t", json!({})).await.error(), (200, -32_603));
    assert_eq!(recorder.take_spans()[0].fields["error.type"], "-32603");
    assert_eq!(recorder.take_events()[0].fields["outcome"], "error");
    assert_eq!(measured.series()[0].0["rpc.response.status_code"], "-32603");
}

#[tokio::test]
async fn what_a_layer_inside_refuses_has_the_code_of_its_row() {
    let recorder = Recorder::default();
    let _guard = recorder.install();
    let measured = Measured::new();
    let busy = from_fn(|_, _| {
        let retry_after = std::time::Duration::from_secs(1);
        std::future::ready(Outcome::refused(mcp_transport_http::Rejection::Overloaded { retry_after }))
    });
    let tool = Tool::new("t").handler(async |_: NoArgs| "");
    let server = builder().layer(measured.telemetry()).layer(busy).tool(tool).build().expect("a server");
    assert_eq!(call(&server, "t", json!({})).await.error(), (503, -31_000));
    assert_eq!(recorder.take_spans()[0].fields["error.type"], "-31000");
    assert_eq!(measured.series()[0].0["error.type"], "-31000");
}

#[tokio::test]
async fn what_is_beyond_a_limit_has_the_code_of_its_row() {
    let recorder = Recorder::default();
    let _guard = recorder.install();
    let measured = Measured::new();
    let limits = json!({ "tools": { "t": { "tool_calls": { "per_second": 0.001, "burst": 1 } } } });
    let limits = serde_json::from_value(limits).expect("they are well-formed");
    let tool = Tool::new("t").handler(async |_: NoArgs| "");
    let server = builder().layer(measured.telemetry()).limits(limits).tool(tool).build().expect("a server");
    call(&server, "t", json!({})).await.result();
    assert_eq!(call(&server, "t", json!({})).await.error(), (429, -31_000));
    let [done, refused] = <[_; 2]>::try_from(recorder.take_spans()).expect("one for each");
    assert!(!done.fields.contains_key("error.type"));
    assert_eq!([&refused.fields["error.type"], &refused.fields["gen_ai.tool.name"]], ["-31000", "t"]);
    assert_eq!(measured.series().len(), 2);
}

#[tokio::test]
async fn the_span_is_current_while_the_handler_runs_on_whatever_thread() {
    let recorder = Recorder::default();
    let _guard = recorder.install();
    let server = builder()
        .layer(Measured::new().telemetry())
        .tool(Tool::new("here").handler(async |_: NoArgs| tracing::info!("at work")))
        .tool(Tool::new("there").blocking().handler(async |_: NoArgs| ()))
        .build()
        .expect("a server");
    call(&server, "here", json!({})).await;
    let [told, _done] = <[_; 2]>::try_from(recorder.take_events()).expect("that of the handler and the last");
    assert_eq!((&*told.fields["message"], told.span), ("at work", Some("operation")));
    let here = Thread::from(std::thread::current().id());
    assert!(recorder.take_spans()[0].threads.iter().eq([&here]));

    call(&server, "there", json!({})).await;
    assert_eq!(recorder.take_spans()[0].threads.len(), 2, "here, and where it may block");
}

#[tokio::test]
async fn nobody_need_listen() {
    let measured = Measured::new();
    let service = observed(&measured).http(HttpConfig::local());
    let reply = send(&service, request(&message("tools/call", json!({ "name": "open" })))).await;
    assert_eq!(reply.text(), "open");
    assert_eq!(measured.series().len(), 1, "measured all the same");
}
