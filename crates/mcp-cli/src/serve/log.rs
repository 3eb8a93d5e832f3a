//! Lines on standard error: what the server tells of each operation, and of what it refuses. Never a payload.

use std::fmt;

use tracing::field::{Field, Visit};
use tracing_subscriber::field::RecordFields;
use tracing_subscriber::filter::ParseError;
use tracing_subscriber::fmt::FormatFields;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry};

use super::otlp::Export;

/// What is for machines, or the same on every line, and has no place on a line that people read.
const OMITTED: [&str; 3] = ["otel.", "network.", "gen_ai.operation."];

/// Sends lines that pass `filter` to standard error, and spans to where they are exported.
pub(crate) fn install(filter: &str, export: Option<&Export>) -> Result<(), ParseError> {
    let filter = EnvFilter::builder().parse(filter)?;
    let lines = tracing_subscriber::fmt::layer().fmt_fields(Brief).with_writer(std::io::stderr);
    Registry::default().with(export.map(Export::layer)).with(lines.with_filter(filter)).init();
    Ok(())
}

/// Writes fields as `name=value`, but those that are omitted.
struct Brief;

impl<'writer> FormatFields<'writer> for Brief {
    fn format_fields<R: RecordFields>(&self, writer: Writer<'writer>, fields: R) -> fmt::Result {
        let mut line = Line { writer, is_empty: true, written: Ok(()) };
        fields.record(&mut line);
        line.written
    }
}

/// The fields of one line.
struct Line<'writer> {
    writer: Writer<'writer>,
    is_empty: bool,
    written: fmt::Result,
}

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let name = field.name();
        if self.written.is_err() || OMITTED.iter().any(|omitted| name.starts_with(omitted)) {
            return;
        }
        let space = if std::mem::take(&mut self.is_empty) { "" } else { " " };
        self.written = match name {
            "message" => write!(self.writer, "{space}{value:?}"),
            _ => write!(self.writer, "{space}{name}={value:?}"),
        };
    }
}
