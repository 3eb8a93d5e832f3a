//! Spans and metrics for a collector, by OTLP over HTTP.
//!
//! The SDK of OpenTelemetry gathers them, on threads of its own, in queues that are bounded: when the collector is away
//! or slow, they are lost, and no request waits. What the SDK reads from `OTEL_*` variables holds here.

mod client;

use std::collections::HashMap;
use std::env;
use std::thread;
use std::time::Duration;

use mcp_server::{RemoteContexts, Telemetry};
use mcp_types::TraceContext;
use opentelemetry::Context;
use opentelemetry::metrics::MeterProvider;
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::{TraceContextExt, TracerProvider};
use opentelemetry_otlp::{
    MetricExporter, OTEL_EXPORTER_OTLP_TIMEOUT, OTEL_EXPORTER_OTLP_TIMEOUT_DEFAULT, SpanExporter, WithExportConfig,
    WithHttpConfig,
};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tokio::runtime::Handle;
use tracing::Subscriber;
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::registry::LookupSpan;

use self::client::Client;
use super::collector::{Collector, Endpoint, EndpointError};

/// What the server is called where the environment does not say.
const SERVICE_NAME: &str = "mcp-serve";

/// How long what was gathered may take to be sent when the server stops.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(5);

/// Where nothing else is said, neither on the command line nor in the environment.
const DEFAULT_ENDPOINT: &str = "http://127.0.0.1:4318";

/// The variables that say where to.
const ENDPOINT_VARIABLES: [&str; 3] =
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

/// Why nothing can be exported.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExportError {
    #[error("{name}")]
    Variable { name: &'static str, source: EndpointError },
    #[error("the exporter cannot be made")]
    Exporter { source: opentelemetry_otlp::ExporterBuildError },
}

impl ExportError {
    pub(crate) fn advice(&self) -> Option<&'static str> {
        match self {
            ExportError::Variable { .. } | ExportError::Exporter { .. } => {
                Some("other values of the variables whose names begin with OTEL_")
            }
        }
    }
}

/// Gathers spans and metrics, and sends them.
pub(crate) struct Export {
    traces: SdkTracerProvider,
    metrics: SdkMeterProvider,
}

impl Export {
    /// Begins to gather, for the collector at `endpoint`, or the one that the environment names.
    pub(crate) fn start(collector: &Collector, runtime: &Handle) -> Result<Self, ExportError> {
        let is_named = check_environment()?;
        let endpoint = match collector {
            Collector::At(endpoint) => Some(endpoint.to_string()),
            Collector::OfEnvironment => (!is_named).then(|| DEFAULT_ENDPOINT.to_owned()),
        };
        let client = Client::new(runtime.clone(), request_timeout());
        let mut traces = SpanExporter::builder().with_http().with_http_client(client.clone());
        let mut metrics = MetricExporter::builder().with_http().with_http_client(client);
        if let Some(endpoint) = endpoint {
            traces = traces.with_endpoint(format!("{endpoint}/v1/traces"));
            metrics = metrics.with_endpoint(format!("{endpoint}/v1/metrics"));
        }
        let traces = traces.build().map_err(|source| ExportError::Exporter { source })?;
        let metrics = metrics.build().map_err(|source| ExportError::Exporter { source })?;
        let resource = resource();
        Ok(Export {
            traces: SdkTracerProvider::builder().with_batch_exporter(traces).with_resource(resource.clone()).build(),
            metrics: SdkMeterProvider::builder().with_periodic_exporter(metrics).with_resource(resource).build(),
        })
    }

    /// The layer that makes of the server's spans what is exported.
    pub(crate) fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        tracing_opentelemetry::layer()
            .with_tracer(self.traces.tracer("mcp_server"))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            .with_filter(filter_fn(|metadata| metadata.is_span() && metadata.target() == "mcp_server"))
    }

    /// The layer of the server that tells what is exported.
    pub(crate) fn telemetry(&self) -> Telemetry {
        Telemetry::with_meter(&self.metrics.meter("mcp_server")).connect(connect)
    }

    /// Sends what was gathered, and waits a little for that.
    pub(crate) fn finish(self) {
        // Why: side by side, so that a collector that is away holds the exit up once.
        let ended = thread::scope(|scope| {
            let traces = scope.spawn(|| self.traces.shutdown_with_timeout(FLUSH_TIMEOUT));
            let metrics = self.metrics.shutdown_with_timeout(FLUSH_TIMEOUT);
            [traces.join().unwrap_or(Ok(())), metrics]
        });
        for error in ended.into_iter().filter_map(Result::err) {
            tracing::warn!(%error, "not everything was exported");
        }
    }
}

/// Whether the environment names a collector, in words that the SDK would otherwise pass over.
fn check_environment() -> Result<bool, ExportError> {
    let mut is_named = false;
    for name in ENDPOINT_VARIABLES {
        // Why: to the SDK, a variable that is empty is one that is not there.
        let Some(value) = env::var(name).ok().filter(|value| !value.is_empty()) else { continue };
        value.parse::<Endpoint>().map_err(|source| ExportError::Variable { name, source })?;
        is_named = true;
    }
    Ok(is_named)
}

/// How long one request to the collector may take.
fn request_timeout() -> Duration {
    let millis = env::var(OTEL_EXPORTER_OTLP_TIMEOUT).ok().and_then(|value| value.parse().ok());
    millis.map_or(OTEL_EXPORTER_OTLP_TIMEOUT_DEFAULT, Duration::from_millis)
}

fn resource() -> Resource {
    let named = Resource::builder().build();
    let name = named.get(&"service.name".into());
    // Why: so the SDK calls a program of which it knows nothing.
    if name.is_some_and(|name| !name.as_str().starts_with("unknown_service")) {
        return named;
    }
    Resource::builder().with_service_name(SERVICE_NAME).build()
}

/// Connects a span with those of other processes.
fn connect(span: &tracing::Span, remote: &RemoteContexts) {
    if let Some(parent) = remote.parent() {
        // Why: a span that is not sampled has no parent to be set.
        let _ = span.set_parent(context(parent));
    }
    if let Some(link) = remote.link() {
        span.add_link(context(link).span().span_context().clone());
    }
}

fn context(trace: &TraceContext) -> Context {
    let carrier: HashMap<_, _> = trace.members().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    TraceContextPropagator::new().extract_with_context(&Context::new(), &carrier)
}
