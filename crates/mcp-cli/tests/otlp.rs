//! `mcp serve --otlp` and a collector.

#![cfg(all(unix, feature = "otlp"))]

mod process;
mod streams;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value};
use opentelemetry_proto::tonic::metrics::v1::{HistogramDataPoint, metric};
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use serde_json::{Value, json};

use crate::process::Process;
use crate::streams::message;

const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-1111111111111111-01";
const LINK: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-2222222222222222-01";

/// What came in one request.
struct Exported {
    head: String,
    content: Vec<u8>,
}

/// Takes what is exported.
struct Collector {
    endpoint: String,
    exported: Receiver<Exported>,
}

/// All that a collector took.
#[derive(Default)]
struct Collected {
    heads: Vec<String>,
    contents: Vec<Vec<u8>>,
    spans: Vec<Span>,
    points: Vec<(String, HistogramDataPoint)>,
    resources: Vec<Resource>,
}

impl Collector {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let endpoint = format!("http://{}", listener.local_addr().expect("it is bound"));
        let (sender, exported) = channel();
        thread::spawn(move || listener.incoming().flatten().for_each(|stream| take(&stream, &sender)));
        Collector { endpoint, exported }
    }

    /// What was exported so far.
    fn collected(&self) -> Collected {
        let mut all = Collected::default();
        for Exported { head, content } in self.exported.try_iter() {
            match head.split(' ').nth(1) {
                Some("/v1/traces") => {
                    let request = ExportTraceServiceRequest::decode(&*content).expect("it is protobuf");
                    for resource in request.resource_spans {
                        all.resources.extend(resource.resource);
                        all.spans.extend(resource.scope_spans.into_iter().flat_map(|scope| scope.spans));
                    }
                }
                Some("/v1/metrics") => {
                    let request = ExportMetricsServiceRequest::decode(&*content).expect("it is protobuf");
                    for resource in request.resource_metrics {
                        all.resources.extend(resource.resource);
                        for metric in resource.scope_metrics.into_iter().flat_map(|scope| scope.metrics) {
                            let Some(metric::Data::Histogram(histogram)) = metric.data else { panic!("{metric:?}") };
                            let points = histogram.data_points.into_iter();
                            all.points.extend(points.map(|point| (metric.name.clone(), point)));
                        }
                    }
                }
                _ => panic!("{head}"),
            }
            all.heads.push(head.to_ascii_lowercase());
            all.contents.push(content);
        }
        all
    }
}

/// Takes one request and thanks for it.
fn take(mut stream: &TcpStream, exported: &Sender<Exported>) {
    let (mut reader, mut head) = (BufReader::new(stream), String::new());
    while !head.ends_with("\r\n\r\n") {
        assert!(reader.read_line(&mut head).expect("the head is text") > 0, "{head}");
    }
    let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let mut content = vec![0; length.expect("it says how long it is")];
    reader.read_exact(&mut content).expect("it is all there");
    exported.send(Exported { head, content }).expect("the test waits");
    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").expect("somebody reads");
}

fn text<'a>(fields: &'a [KeyValue], key: &str) -> Option<&'a str> {
    let field = fields.iter().find(|field| field.key == key)?;
    match field.value.as_ref()?.value.as_ref()? {
        any_value::Value::StringValue(text) => Some(text),
        value => panic!("{value:?} is no text"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn add(meta: &Value) -> Value {
    message("tools/call", json!({ "name": "add", "arguments": { "a": 20, "b": 22 } }), meta)
}

#[test]
fn spans_and_metrics_reach_a_collector_with_the_parent_that_the_client_named() {
    for signal in ["-INT", "-TERM"] {
        let collector = Collector::start();
        let headers = [("OTEL_EXPORTER_OTLP_HEADERS", "x-key=k")];
        let server = Process::start(&["--otlp", &collector.endpoint], &headers);
        let fields = format!("traceparent: {LINK}\r\n");
        let (_, answer) = server.post(&fields, &add(&json!({ "traceparent": PARENT })));
        assert!(answer.contains("42"), "{answer}");
        let output = server.stop(signal);
        assert!(output.status.success(), "{output:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");

        let collected = collector.collected();
        assert!(collected.heads.iter().all(|head| head.contains("x-key: k\r\n")), "{:?}", collected.heads);
        let [span] = &collected.spans[..] else { panic!("{:?}", collected.spans) };
        assert_eq!((&*span.name, span.kind), ("tools/call add", 2));
        assert_eq!(hex(&span.trace_id), PARENT[3..35]);
        assert_eq!(hex(&span.parent_span_id), PARENT[36..52]);
        assert_eq!(span.links.iter().map(|link| hex(&link.span_id)).collect::<Vec<_>>(), [&LINK[36..52]]);
        assert_eq!(text(&span.attributes, "gen_ai.tool.name"), Some("add"));
        assert_eq!(text(&span.attributes, "network.protocol.version"), Some("1.1"));

        let [(name, point)] = &collected.points[..] else { panic!("{:?}", collected.points) };
        assert_eq!((&**name, point.count), ("mcp.server.operation.duration", 1));
        assert_eq!((point.explicit_bounds[0], point.explicit_bounds.len()), (0.01, 14));
        assert_eq!(text(&point.attributes, "mcp.method.name"), Some("tools/call"));
        for resource in &collected.resources {
            assert_eq!(text(&resource.attributes, "service.name"), Some("mcp-serve"));
        }
    }
}

#[test]
fn nothing_of_what_is_said_is_exported() {
    let secret = "hunter2";
    let collector = Collector::start();
    let server = Process::start(&["--otlp", &collector.endpoint], &[]);
    let client = json!({ "io.modelcontextprotocol/clientInfo": { "name": secret, "version": secret } });
    let say =
        |method, params| server.post("Cookie: hunter2\r\nX-Own: hunter2\r\n", &message(method, params, &client)).1;
    let shouted = say("tools/call", json!({ "name": "shout", "arguments": { "text": secret } }));
    assert!(shouted.contains("HUNTER2"), "{shouted}");
    say("tools/call", json!({ "name": "add", "arguments": { "a": secret } }));
    say("tools/call", json!({ "name": secret, "arguments": {} }));
    say("tools/list", json!({ "cursor": secret }));
    assert!(server.stop("-TERM").status.success());
    let collected = collector.collected();
    assert_eq!((collected.spans.len(), collected.points.len()), (4, 4));
    for content in collected.contents {
        let text = String::from_utf8_lossy(&content).to_lowercase();
        assert!(!text.contains(secret), "{text}");
    }
}

#[test]
fn what_the_environment_says_holds() {
    let collector = Collector::start();
    let variables = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &*collector.endpoint),
        ("OTEL_SERVICE_NAME", "calculator"),
        ("OTEL_TRACES_SAMPLER", "always_off"),
    ];
    let server = Process::start(&["--otlp"], &variables);
    server.post("", &add(&Value::Null));
    assert!(server.stop("-INT").status.success());
    let collected = collector.collected();
    assert_eq!((collected.spans.len(), collected.points.len()), (0, 1));
    assert_eq!(text(&collected.resources[0].attributes, "service.name"), Some("calculator"));
}

#[test]
fn over_standard_streams_the_end_of_the_input_sends_what_was_gathered() {
    let collector = Collector::start();
    let line = add(&json!({ "traceparent": PARENT }));
    let output = streams::serve(&["--otlp", &collector.endpoint], [line]);
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    let span = &collector.collected().spans[0];
    assert_eq!(text(&span.attributes, "network.transport"), Some("pipe"));
    assert_eq!(hex(&span.parent_span_id), PARENT[36..52]);
}

#[test]
fn a_collector_that_is_away_or_silent_holds_nothing_up() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let away = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let endpoints = [&silent, &away].map(|listener| format!("http://{}", listener.local_addr().expect("it is bound")));
    drop(away);
    for endpoint in endpoints {
        let hurry = [("OTEL_EXPORTER_OTLP_TIMEOUT", "100"), ("OTEL_BSP_SCHEDULE_DELAY", "10")];
        let server = Process::start(&["--otlp", &endpoint], &hurry);
        for _ in 0..20 {
            assert!(server.post("", &add(&Value::Null)).1.contains("42"));
        }
        let output = server.stop("-INT");
        let log = String::from_utf8(output.stderr).expect("it is text");
        assert!(output.status.success(), "{log}");
        assert!(log.contains("xport"), "whoever runs it is told: {log}");
        assert!(!log.contains("panicked"), "{log}");
    }
}
