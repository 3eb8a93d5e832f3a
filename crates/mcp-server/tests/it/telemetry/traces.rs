//! Which spans of other processes an operation belongs to.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use mcp_server::{RemoteContexts, Server};
use mcp_types::TraceContext;
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::{SpanKind, Status, TraceContextExt, TracerProvider};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};
use serde_json::{Value, json};
use tracing::{Instrument, info_span};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::layer::SubscriberExt;

use super::offering;
use super::recorder::{Measured, Recorder, listen};
use crate::support::builder;
use crate::ways::Peer;

const MESSAGE: &str = "00-0af7651916cd43dd8448eb211c80319c-1111111111111111-01";
const EXCHANGE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-2222222222222222-01";

/// As the documentation of `Telemetry::connect` has it.
fn connect(span: &tracing::Span, remote: &RemoteContexts) {
    if let Some(parent) = remote.parent() {
        span.set_parent(context(parent)).expect("somebody exports it");
    }
    if let Some(link) = remote.link() {
        span.add_link(context(link).span().span_context().clone());
    }
}

fn context(trace: &TraceContext) -> opentelemetry::Context {
    let carrier: HashMap<_, _> = trace.members().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    TraceContextPropagator::new().extract_with_context(&opentelemetry::Context::new(), &carrier)
}

/// The spans that are exported while `work` runs.
async fn exported(work: impl AsyncFnOnce(&Server)) -> Vec<SpanData> {
    let exporter = InMemorySpanExporter::default();
    let provider = SdkTracerProvider::builder().with_simple_exporter(exporter.clone()).build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
    let _guard = listen(tracing_subscriber::Registry::default().with(layer));
    let layer = Measured::new().telemetry().connect(connect);
    let server = offering(builder().layer(layer)).build().expect("a server");
    work(&server).await;
    exporter.get_finished_spans().expect("nobody panics here")
}

async fn list(peer: &mut Peer, meta: &Value) {
    peer.ask("tools/list", json!({}), meta).await;
}

/// Trace and position of the parent, and positions of the links.
type Place = (String, String, Vec<String>);

fn place(span: &SpanData) -> Place {
    let links = span.links.iter().map(|link| link.span_context.span_id().to_string());
    (span.span_context.trace_id().to_string(), span.parent_span_id.to_string(), links.collect())
}

fn at(traceparent: &str, links: &[&str]) -> Place {
    let [trace, span] = [&traceparent[3..35], &traceparent[36..52]].map(ToOwned::to_owned);
    (trace, span, links.iter().map(|link| (*link).to_owned()).collect())
}

const NO_PARENT: &str = "0000000000000000";

#[tokio::test]
async fn meta_names_the_parent_and_the_fields_are_linked() {
    let both = json!({ "traceparent": MESSAGE });
    for (meta, field, over_http, over_streams) in [
        (&both, Some(EXCHANGE), Some(at(MESSAGE, &["2222222222222222"])), Some(at(MESSAGE, &[]))),
        (&both, Some(MESSAGE), Some(at(MESSAGE, &[])), Some(at(MESSAGE, &[]))),
        (&both, None, Some(at(MESSAGE, &[])), Some(at(MESSAGE, &[]))),
        (&Value::Null, Some(EXCHANGE), Some(at(EXCHANGE, &[])), None),
        (&Value::Null, None, None, None),
    ] {
        let mut ways = Vec::new();
        let spans = exported(async |server| {
            for mut peer in Peer::all(server).await {
                peer.fields.extend(field.map(|field| ("traceparent", field)));
                list(&mut peer, meta).await;
                ways.push(peer.is_over_http());
            }
        })
        .await;
        assert_eq!(spans.len(), ways.len());
        for (span, is_over_http) in spans.iter().zip(ways) {
            match if is_over_http { &over_http } else { &over_streams } {
                Some(expected) => {
                    assert_eq!(place(span), *expected, "{meta} {field:?}");
                    assert!(span.parent_span_is_remote);
                }
                None => assert_eq!(span.parent_span_id.to_string(), NO_PARENT, "{meta} {field:?}"),
            }
        }
    }
}

#[tokio::test]
async fn a_current_span_is_the_parent_unless_meta_names_one() {
    for (meta, linked) in [(Value::Null, false), (json!({ "traceparent": MESSAGE }), true)] {
        let spans = exported(async |server| {
            let mut peers = [Peer::http(server), Peer::http_session(server).await];
            for peer in &mut peers {
                // What watches the exchange has read the fields, and stands for them.
                peer.fields.push(("traceparent", EXCHANGE));
                list(peer, &meta).instrument(info_span!("exchange")).await;
            }
        })
        .await;
        for pair in spans.chunks(2) {
            let [operation, exchange] = pair else { panic!("{spans:?}") };
            assert_eq!(exchange.name, "exchange");
            let [own, current] = [operation, exchange].map(|span| span.span_context.span_id().to_string());
            assert_ne!(own, current);
            match linked {
                true => assert_eq!(place(operation), at(MESSAGE, &[&current])),
                false => {
                    let (trace, parent, links) = place(operation);
                    assert_eq!((trace, parent, links.len()), (place(exchange).0, current, 0));
                }
            }
        }
        assert_eq!(spans.len(), 4);
    }
}

#[tokio::test]
async fn malformed_contexts_are_passed_over() {
    let malformed: [Value; 8] = [
        json!({ "traceparent": 7 }),
        json!({ "traceparent": "" }),
        json!({ "traceparent": MESSAGE.to_uppercase() }),
        json!({ "traceparent": "00-00000000000000000000000000000000-1111111111111111-01" }),
        json!({ "traceparent": "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01" }),
        json!({ "traceparent": format!("{MESSAGE}-more") }),
        json!({ "tracestate": "a=1", "baggage": "b=2" }),
        json!({ "traceparent": MESSAGE, "tracestate": "not a state", "baggage": "not baggage" }),
    ];
    for meta in malformed {
        let spans = exported(async |server| {
            for mut peer in Peer::all(server).await {
                peer.fields = vec![("traceparent", "00-short"), ("tracestate", "A=1"), ("baggage", ",")];
                list(&mut peer, &meta).await;
            }
        })
        .await;
        for span in &spans {
            let parent = span.parent_span_id.to_string();
            let is_whole = meta["traceparent"] == MESSAGE;
            assert_eq!(parent, if is_whole { "1111111111111111" } else { NO_PARENT }, "{meta}");
            assert_eq!((span.links.len(), span.span_context.trace_state().header()), (0, String::new()));
        }
        assert!(spans.len() >= 2);
    }
    let twice = exported(async |server| {
        let mut peer = Peer::http(server);
        peer.fields = vec![("traceparent", EXCHANGE), ("traceparent", EXCHANGE)];
        list(&mut peer, &Value::Null).await;
    })
    .await;
    assert_eq!(twice[0].parent_span_id.to_string(), NO_PARENT);
}

#[tokio::test]
async fn exported_spans_are_what_the_conventions_ask_for() {
    let state = json!({ "traceparent": MESSAGE, "tracestate": "rojo=1,congo=2" });
    let spans = exported(async |server| {
        let mut peer = Peer::http(server);
        peer.ask("tools/call", json!({ "name": "open" }), &state).await;
        peer.ask("tools/call", json!({ "name": "broken" }), &Value::Null).await;
    })
    .await;
    let [open, broken] = &spans[..] else { panic!("{spans:?}") };
    assert_eq!((&*open.name, &open.span_kind, &open.status), ("tools/call open", &SpanKind::Server, &Status::Unset));
    assert_eq!(open.span_context.trace_state().header(), "rojo=1,congo=2");
    let has = |span: &SpanData, key: &str| span.attributes.iter().any(|label| label.key.as_str() == key);
    assert!(has(open, "mcp.method.name") && has(open, "gen_ai.tool.name") && !has(open, "error.type"));
    assert!(!has(open, "otel.name") && !has(open, "mcp.session.id"));
    assert_eq!((&*broken.name, &broken.status), ("tools/call broken", &Status::error("")));
}

#[tokio::test]
async fn the_whole_context_is_handed_on_and_only_where_there_is_one() {
    let recorder = Recorder::default();
    let _guard = recorder.install();
    let seen: Arc<Mutex<Vec<RemoteContexts>>> = Arc::default();
    let notes = Arc::clone(&seen);
    let layer = Measured::new().telemetry().connect(move |span, remote| {
        assert!(!span.is_none());
        notes.lock().expect("nobody panics here").push(remote.clone());
    });
    let server = offering(builder().layer(layer)).build().expect("a server");
    let mut peer = Peer::http(&server);
    list(&mut peer, &json!({ "baggage": "user=1" })).await;
    assert!(seen.lock().expect("nobody panics here").is_empty());
    list(&mut peer, &json!({ "traceparent": MESSAGE, "baggage": "user=1" })).await;
    let remote = seen.lock().expect("nobody panics here").remove(0);
    let members: Vec<_> = remote.parent().expect("there is one").members().collect();
    assert_eq!(members, [("traceparent", MESSAGE), ("baggage", "user=1")]);
    assert_eq!(remote.link(), None);
}
