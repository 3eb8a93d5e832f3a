//! What spans and measurements say of each operation.

use serde_json::{Value, json};

use super::observed;
use super::recorder::{Fields, Measured, Recorder};
use crate::support::{VERSION, request, send};
use crate::ways::{LEGACY, Peer};

/// An operation, its fields besides those that all have, and `error.type` if it fails.
struct Case {
    method: &'static str,
    params: Value,
    own: &'static [(&'static str, &'static str)],
    error: Option<&'static str>,
}

const TOOL: (&str, &str) = ("gen_ai.operation.name", "execute_tool");

fn cases() -> Vec<Case> {
    let case = |method, params, own, error| Case { method, params, own, error };
    let argument = json!({ "name": "a", "value": "" });
    vec![
        case("tools/list", json!({}), &[], None),
        case("prompts/list", json!({}), &[], None),
        case("resources/list", json!({}), &[], None),
        case("resources/templates/list", json!({}), &[], None),
        case("tools/list", json!({ "cursor": "forged" }), &[], Some("-32602")),
        case("tools/call", json!({ "name": "open" }), &[TOOL, ("gen_ai.tool.name", "open")], None),
        case("tools/call", json!({ "name": "broken" }), &[TOOL, ("gen_ai.tool.name", "broken")], Some("tool_error")),
        case("tools/call", json!({ "name": "refuses" }), &[TOOL, ("gen_ai.tool.name", "refuses")], Some("7")),
        case("tools/call", json!({ "name": "panics" }), &[TOOL, ("gen_ai.tool.name", "panics")], Some("-32603")),
        case("tools/call", json!({ "name": "made-up" }), &[TOOL], Some("-32602")),
        case("tools/call", json!({ "name": "hidden" }), &[TOOL], Some("-32602")),
        case("prompts/get", json!({ "name": "write" }), &[("gen_ai.prompt.name", "write")], None),
        case("prompts/get", json!({ "name": "made-up" }), &[], Some("-32602")),
        case("resources/read", json!({ "uri": "test://here" }), &[("mcp.resource.uri", "test://here")], None),
        case("resources/read", json!({ "uri": "test://rows/7" }), &[("mcp.resource.uri", "test://rows/{id}")], None),
        case("resources/read", json!({ "uri": "test://made-up" }), &[], Some("-32602")),
        case(
            "completion/complete",
            json!({ "ref": { "type": "ref/prompt", "name": "write" }, "argument": argument }),
            &[("gen_ai.prompt.name", "write")],
            None,
        ),
        case(
            "completion/complete",
            json!({ "ref": { "type": "ref/resource", "uri": "test://rows/{id}" }, "argument": argument }),
            &[],
            Some("-32602"),
        ),
    ]
}

/// The fields of a span, but its session.
fn expected(case: &Case, peer: &Peer) -> Fields {
    let mut fields: Fields = case.own.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let mut add = |key: &str, value: &str| drop(fields.insert(key.to_owned(), value.to_owned()));
    let target = case.own.iter().find(|(key, _)| key.ends_with("tool.name") || key.ends_with("prompt.name"));
    let name = target.map_or(case.method.to_owned(), |(_, target)| format!("{} {target}", case.method));
    add("otel.name", &name);
    add("otel.kind", "server");
    add("mcp.method.name", case.method);
    add("mcp.protocol.version", if peer.is_modern() { VERSION } else { LEGACY });
    add("jsonrpc.request.id", "1");
    add("network.transport", if peer.is_over_http() { "tcp" } else { "pipe" });
    if peer.is_over_http() {
        add("network.protocol.name", "http");
        add("network.protocol.version", "1.1");
    }
    if let Some(error) = case.error {
        add("error.type", error);
        add("otel.status_code", "ERROR");
        if error != "tool_error" {
            add("rpc.response.status_code", error);
        }
    }
    fields
}

/// What of it is a label of the measurement.
fn labels(mut fields: Fields) -> Fields {
    fields.retain(|key, _| {
        !key.starts_with("otel.") && !["jsonrpc.request.id", "mcp.session.id", "mcp.resource.uri"].contains(&&**key)
    });
    for key in ["error.type", "rpc.response.status_code"] {
        if let Some(value) = fields.get_mut(key).filter(|value| *value == "7") {
            *value = "_OTHER".to_owned();
        }
    }
    fields
}

fn outcome(case: &Case) -> &'static str {
    match case.error {
        None => "complete",
        Some("tool_error") => "tool_error",
        Some(_) => "error",
    }
}

#[tokio::test]
async fn each_operation_has_one_span_one_event_and_one_measurement() {
    let recorder = Recorder::default();
    let _guard = recorder.install();
    let measured = Measured::new();
    let server = observed(&measured);
    let mut all = Vec::new();
    for mut peer in Peer::all(&server).await {
        let mut sessions = Vec::new();
        for case in cases() {
            peer.ask(case.method, case.params.clone(), &Value::Null).await;
            let [mut span] =
                <[_; 1]>::try_from(recorder.take_spans()).unwrap_or_else(|spans| panic!("{spans:?} {}", case.params));
            assert_eq!((span.name, &*span.target, span.parent), ("operation", "mcp_server", None));
            assert!(span.is_closed);
            sessions.extend(span.fields.remove("mcp.session.id"));
            let expected = expected(&case, &peer);
            assert_eq!(span.fields, expected, "{}", case.params);

            let [event] = <[_; 1]>::try_from(recorder.take_events()).expect("one event");
            assert_eq!((event.span, &*event.target), (Some("operation"), "mcp_server"));
            let seconds: f64 = event.fields["duration"].parse().expect("a number");
            assert!((0.0..60.0).contains(&seconds));
            assert_eq!((&*event.fields["outcome"], event.fields.len()), (outcome(&case), 3), "{event:?}");
            all.push(labels(expected));
        }
        let is_a_name = |session: &String| session.len() == 32 && session.bytes().all(|byte| byte.is_ascii_hexdigit());
        assert!(sessions.iter().all(is_a_name), "{sessions:?}");
        sessions.dedup();
        assert_eq!(sessions.len(), usize::from(!peer.is_modern()));
    }
    let series = measured.series();
    for (fields, count) in &series {
        assert_eq!(*count, all.iter().filter(|labels| *labels == fields).count() as u64, "{fields:?}");
    }
    assert_eq!(series.iter().map(|(_, count)| count).sum::<u64>(), all.len() as u64);
}

#[tokio::test]
async fn what_only_the_modern_era_has_is_observed_as_well() {
    let recorder = Recorder::default();
    let _guard = recorder.install();
    let measured = Measured::new();
    let server = observed(&measured);
    Peer::http(&server).ask("server/discover", json!({}), &Value::Null).await;
    let params = json!({ "notifications": { "toolsListChanged": true } });
    let response = crate::subscriptions::attempt(&server, json!(1), params, None).await;
    assert_eq!(response.status(), 200);
    let names: Vec<_> = recorder.take_spans().into_iter().map(|span| span.fields["otel.name"].clone()).collect();
    assert_eq!(names, ["server/discover", "subscriptions/listen"]);
    let outcomes: Vec<_> = recorder.take_events().into_iter().map(|event| event.fields["outcome"].clone()).collect();
    assert_eq!(outcomes, ["complete", "opened"]);
    drop(response);
}

#[tokio::test]
async fn versions_of_http_and_ids_are_told_as_they_are() {
    let recorder = Recorder::default();
    let _guard = recorder.install();
    let measured = Measured::new();
    let service = observed(&measured).http(mcp_server::HttpConfig::local());
    for (version, protocol, transport) in [
        (http::Version::HTTP_10, "1.0", "tcp"),
        (http::Version::HTTP_11, "1.1", "tcp"),
        (http::Version::HTTP_2, "2", "tcp"),
        (http::Version::HTTP_3, "3", "quic"),
    ] {
        let mut message = crate::support::message("tools/list", json!({}));
        message["id"] = json!("an \"id\"");
        let mut request = request(&message);
        *request.version_mut() = version;
        send(&service, request).await;
        let fields = recorder.take_spans().remove(0).fields;
        assert_eq!(
            [&fields["network.protocol.version"], &fields["network.transport"], &fields["jsonrpc.request.id"]],
            [protocol, transport, "an \"id\""]
        );
    }
}

#[tokio::test]
async fn the_histogram_has_the_bounds_of_the_conventions() {
    let measured = Measured::new();
    Peer::http(&observed(&measured)).ask("tools/list", json!({}), &Value::Null).await;
    let bounds = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0];
    assert_eq!(measured.bounds(), bounds);
}

#[tokio::test]
async fn names_that_clients_make_up_are_no_time_series() {
    let measured = Measured::new();
    let mut peer = Peer::http(&observed(&measured));
    for made_up in 0..50 {
        let name = format!("made-up-{made_up}");
        peer.ask("tools/call", json!({ "name": name }), &Value::Null).await;
        peer.ask("prompts/get", json!({ "name": name }), &Value::Null).await;
        peer.ask("resources/read", json!({ "uri": format!("test://rows/{made_up}") }), &Value::Null).await;
    }
    assert_eq!(measured.series().iter().map(|(_, count)| *count).collect::<Vec<_>>(), [50; 3]);
}
