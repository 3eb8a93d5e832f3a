//! What stands in for the export where it was not built in.

use std::convert::Infallible;

use mcp_server::Telemetry;
use tokio::runtime::Handle;
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Identity;

use super::collector::Collector;

/// Why nothing can be exported.
#[derive(Debug, thiserror::Error)]
#[error("this command was built without the feature `otlp`")]
pub(crate) struct ExportError;

impl ExportError {
    #[expect(clippy::unused_self, reason = "the errors of an export have more to say")]
    pub(crate) fn advice(&self) -> Option<&'static str> {
        Some("one that was built with it, as it is by default")
    }
}

/// There is none.
pub(crate) struct Export(Infallible);

impl Export {
    pub(crate) fn start(_: &Collector, _: &Handle) -> Result<Self, ExportError> {
        Err(ExportError)
    }

    pub(crate) fn layer<S: Subscriber>(&self) -> impl Layer<S> + use<S> {
        Identity::new()
    }

    pub(crate) fn telemetry(&self) -> Telemetry {
        match self.0 {}
    }

    pub(crate) fn finish(self) {}
}
