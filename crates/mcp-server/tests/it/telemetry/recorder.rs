//! All that a program tells through `tracing` and OpenTelemetry, kept for the test.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::thread::ThreadId;

use mcp_server::Telemetry;
use opentelemetry::metrics::MeterProvider;
use opentelemetry_sdk::metrics::data::{AggregatedMetrics, HistogramDataPoint, MetricData, ResourceMetrics};
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, PeriodicReader, SdkMeterProvider};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Dispatch, Event, Subscriber};
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{Layer, Registry};

/// Fields by their names.
pub(super) type Fields = BTreeMap<String, String>;

/// A span, whether it has ended or not.
#[derive(Debug, Clone, Default)]
pub(super) struct Span {
    id: Option<Id>,
    pub(super) name: &'static str,
    pub(super) target: String,
    pub(super) parent: Option<&'static str>,
    pub(super) fields: Fields,
    pub(super) follows: Vec<&'static str>,
    pub(super) threads: BTreeSet<Thread>,
    pub(super) is_closed: bool,
}

/// A thread in which a span was current.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Thread(String);

impl From<ThreadId> for Thread {
    fn from(id: ThreadId) -> Self {
        Thread(format!("{id:?}"))
    }
}

/// An event, and the name of the span that it belongs to.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) span: Option<&'static str>,
    pub(super) target: String,
    pub(super) fields: Fields,
}

#[derive(Debug, Default)]
struct Recorded {
    spans: Vec<Span>,
    events: Vec<Told>,
}

/// Keeps what is told through `tracing`.
#[derive(Debug, Clone, Default)]
pub(super) struct Recorder(Arc<Mutex<Recorded>>);

impl Recorder {
    /// Keeps all that is told on this thread, as long as the guard lives.
    pub(super) fn install(&self) -> DefaultGuard {
        listen(Registry::default().with(self.clone()))
    }

    /// The spans so far, which are forgotten.
    pub(super) fn take_spans(&self) -> Vec<Span> {
        std::mem::take(&mut self.lock().spans)
    }

    /// The events so far, which are forgotten.
    pub(super) fn take_events(&self) -> Vec<Told> {
        std::mem::take(&mut self.lock().events)
    }

    fn lock(&self) -> MutexGuard<'_, Recorded> {
        self.0.lock().expect("nobody panics here")
    }

    fn change(&self, id: &Id, change: impl FnOnce(&mut Span)) {
        // Why: ids are used again, and the newest span is the one that is there.
        if let Some(span) = self.lock().spans.iter_mut().rev().find(|span| span.id.as_ref() == Some(id)) {
            change(span);
        }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Recorder {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, cx: Context<'_, S>) {
        let span = cx.span(id).expect("it is new");
        let metadata = attributes.metadata();
        let mut fields = Collect::default();
        attributes.record(&mut fields);
        self.lock().spans.push(Span {
            id: Some(id.clone()),
            name: metadata.name(),
            target: metadata.target().to_owned(),
            parent: span.parent().map(|parent| parent.name()),
            fields: fields.0,
            ..Span::default()
        });
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        let mut fields = Collect::default();
        values.record(&mut fields);
        self.change(id, |span| span.fields.extend(fields.0));
    }

    fn on_follows_from(&self, id: &Id, follows: &Id, cx: Context<'_, S>) {
        let name = cx.span(follows).expect("it is there").name();
        self.change(id, |span| span.follows.push(name));
    }

    fn on_enter(&self, id: &Id, _: Context<'_, S>) {
        self.change(id, |span| span.threads.extend([std::thread::current().id().into()]));
    }

    fn on_event(&self, event: &Event<'_>, cx: Context<'_, S>) {
        // Why: whether the SDK tells of itself depends on what other packages of the same build ask of it.
        if event.metadata().target().starts_with("opentelemetry") {
            return;
        }
        let mut fields = Collect::default();
        event.record(&mut fields);
        let span = cx.event_span(event).map(|span| span.name());
        self.lock().events.push(Told { span, target: event.metadata().target().to_owned(), fields: fields.0 });
    }

    fn on_close(&self, id: Id, _: Context<'_, S>) {
        self.change(&id, |span| span.is_closed = true);
    }
}

/// Lets a subscriber hear all that is told on this thread, as long as the guard lives.
pub(super) fn listen(subscriber: impl Subscriber + Send + Sync) -> DefaultGuard {
    // Why: as long as there is one subscriber, what is told first on a thread without any is taken for something that
    // nobody wants to hear, there or elsewhere.
    static OTHERS: OnceLock<[Dispatch; 2]> = OnceLock::new();
    OTHERS.get_or_init(|| [(); 2].map(|()| Dispatch::new(Registry::default())));
    tracing::subscriber::set_default(subscriber)
}

/// Collects fields.
#[derive(Default)]
struct Collect(Fields);

impl Visit for Collect {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }
}

/// Keeps what is measured.
pub(super) struct Measured {
    provider: SdkMeterProvider,
    exporter: InMemoryMetricExporter,
}

impl Measured {
    pub(super) fn new() -> Self {
        let exporter = InMemoryMetricExporter::default();
        let reader = PeriodicReader::builder(exporter.clone()).build();
        Measured { provider: SdkMeterProvider::builder().with_reader(reader).build(), exporter }
    }

    /// The layer that is measured.
    pub(super) fn telemetry(&self) -> Telemetry {
        Telemetry::with_meter(&self.provider.meter("test"))
    }

    /// The attributes of each time series of the one histogram, and how often there was something to measure.
    pub(super) fn series(&self) -> Vec<(Fields, u64)> {
        let mut series = Vec::new();
        self.each(|name, unit, point| {
            assert_eq!((name, unit), ("mcp.server.operation.duration", "s"));
            let fields = point.attributes().map(|label| (label.key.to_string(), label.value.to_string()));
            series.push((fields.collect(), point.count()));
        });
        series
    }

    /// The bounds of the histogram.
    pub(super) fn bounds(&self) -> Vec<f64> {
        let mut bounds = Vec::new();
        self.each(|_, _, point| bounds = point.bounds().collect());
        bounds
    }

    fn each(&self, mut look: impl FnMut(&str, &str, &HistogramDataPoint<f64>)) {
        self.provider.force_flush().expect("the exporter takes it");
        let all = self.exporter.get_finished_metrics().expect("nobody panics here");
        let last = all.last().into_iter().flat_map(ResourceMetrics::scope_metrics);
        for metric in last.flat_map(|scope| scope.metrics()) {
            let AggregatedMetrics::F64(MetricData::Histogram(histogram)) = metric.data() else {
                panic!("{metric:?} is no histogram")
            };
            histogram.data_points().for_each(|point| look(metric.name(), metric.unit(), point));
        }
    }

    /// All of it, to be searched.
    pub(super) fn dump(&self) -> String {
        let mut dump = String::new();
        for (fields, count) in self.series() {
            writeln!(dump, "{fields:?} {count}").expect("writing to a string does not fail");
        }
        dump
    }
}
