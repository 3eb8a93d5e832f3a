//! The metrics of a server.

use std::time::Duration;

use opentelemetry::metrics::{Histogram, Meter};
use opentelemetry::{KeyValue, StringValue};

use super::ending::Ending;
use super::subject::Subject;

/// The bounds that the conventions prescribe, in seconds.
const BOUNDS: [f64; 14] = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0];

/// Attributes that one measurement can have: of a tool or a prompt, never of both.
const MOST_LABELS: usize = 9;

/// What measures operations.
pub(super) struct Instruments {
    duration: Histogram<f64>,
}

impl Instruments {
    pub(super) fn new(meter: &Meter) -> Self {
        let duration = meter
            .f64_histogram("mcp.server.operation.duration")
            .with_unit("s")
            .with_description("How long operations take, from when they were admitted until their outcome is there.")
            .with_boundaries(BOUNDS.to_vec());
        Instruments { duration: duration.build() }
    }

    pub(super) fn record(&self, subject: &Subject, ending: Ending, duration: Duration) {
        self.duration.record(duration.as_secs_f64(), &labels(subject, ending));
    }
}

/// The attributes of a measurement.
// Invariant: each has few values, whatever clients send: what is the protocol's, or was registered by the author.
fn labels(subject: &Subject, ending: Ending) -> Vec<KeyValue> {
    let mut labels = Vec::with_capacity(MOST_LABELS);
    let mut add = |key: &'static str, value: Option<StringValue>| {
        labels.extend(value.map(|value| KeyValue::new(key, value)));
    };
    let protocol = subject.network_protocol();
    add("mcp.method.name", Some(subject.method.as_str().into()));
    add("mcp.protocol.version", Some(subject.protocol.as_str().to_owned().into()));
    add("network.transport", Some(subject.transport().into()));
    add("network.protocol.name", protocol.map(|(name, _)| name.into()));
    add("network.protocol.version", protocol.and_then(|(_, version)| version).map(StringValue::from));
    add("gen_ai.operation.name", subject.gen_ai_operation().map(StringValue::from));
    add("gen_ai.tool.name", subject.tool().map(|name| name.to_owned().into()));
    add("gen_ai.prompt.name", subject.prompt().map(|name| name.to_owned().into()));
    let code = ending.label().map(StringValue::from);
    add("error.type", code.clone().or(ending.failure().map(StringValue::from)));
    add("rpc.response.status_code", code);
    labels
}
