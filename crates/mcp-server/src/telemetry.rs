//! What an operator sees of operations: spans and metrics, never what was said.
//!
//! ```text
//! Operation ──▶ Subject (what it is) ──▶ span, duration       before
//!               RemoteContexts ────────▶ parent and link
//! Outcome ────▶ Ending (how it went) ──▶ span, event, duration  after
//! ```

mod ending;
mod instruments;
mod remote;
mod span;
mod subject;

use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use opentelemetry::global;
use opentelemetry::metrics::Meter;
use tower_layer::Layer;
use tower_service::Service;
use tracing::{Instrument, Span};

use self::ending::Ending;
use self::instruments::Instruments;
pub use self::remote::RemoteContexts;
use self::subject::Subject;
use crate::layer::{Next, Operation, Outcome};

/// A layer that makes a [`tracing`] span of each operation and measures how long it takes, as OpenTelemetry's conventions
/// for MCP say.
///
/// It goes in front of all other layers, so that it sees what they make of an operation:
///
/// ```
/// use mcp_server::{NoArgs, Server, Telemetry, Tool};
///
/// let server = Server::builder("observed", "1.0.0")
///     .layer(Telemetry::new())
///     .tool(Tool::new("ping").handler(async |_: NoArgs| "pong"))
///     .build()?;
/// # Ok::<(), mcp_server::BuildError>(())
/// ```
///
/// # Spans
///
/// One for each operation, at level `INFO` with target `mcp_server` and name `operation`. It is current while the handler
/// runs, also on another thread, so that what the handler logs belongs to it. It lasts until the outcome is there: a
/// stream that has opened is such an outcome, whatever is sent over it later. At its end comes an event with the target
/// of the span and the fields `outcome` (`complete`, `tool_error`, `input_required`, `opened`, `error`, `cancelled`) and
/// `duration` (seconds).
///
/// | field | value | on the metric |
/// | --- | --- | --- |
/// | `otel.name` | the method, and behind it the name of a tool or prompt that is registered | |
/// | `otel.kind` | `server` | |
/// | `otel.status_code` | `ERROR` if `error.type` is there | |
/// | `mcp.method.name` | the method | yes |
/// | `mcp.protocol.version` | the revision that the request speaks | yes |
/// | `mcp.session.id` | for legacy sessions, a name for the session that opens nothing; not the `Mcp-Session-Id` | |
/// | `mcp.resource.uri` | the registered URI of the resource that is read, or the text of the template | |
/// | `gen_ai.operation.name` | `execute_tool`, for calls of tools | yes |
/// | `gen_ai.tool.name` | the tool, if it is registered | yes |
/// | `gen_ai.prompt.name` | the prompt, if it is registered | yes |
/// | `jsonrpc.request.id` | the id of the request, up to its client | |
/// | `rpc.response.status_code` | the code of the error, if there is one | yes, codes outside the protocol's as `_OTHER` |
/// | `error.type` | that code, `tool_error` for a result with `isError: true`, `cancelled` where nobody waits any more | likewise |
/// | `network.transport` | `tcp` (`quic` for HTTP/3) or `pipe` | yes |
/// | `network.protocol.name` | `http`, or absent | yes |
/// | `network.protocol.version` | `1.1`, `2` and so on, or absent | yes |
///
/// Nothing else of a request or its answer is in a span or event: no arguments, results, messages of errors, cursors,
/// states, handles, names that clients made up, URIs that they wrote, or fields of HTTP. So the status has no description.
///
/// Messages that are refused before it is known which operation they ask for have no span. The feature `telemetry` tells
/// of each with an event `refused`: the row of [`REFUSALS`](mcp_transport_http::REFUSALS) and its condition, and the codes
/// of HTTP and JSON-RPC. Requests that manage a legacy session, and notifications, are no operations and not told of.
///
/// # Metrics
///
/// `mcp.server.operation.duration`, a histogram in seconds with the bounds that the conventions give. Each of its
/// attributes has few values, whatever clients send. It comes from the global meter provider, which is set before
/// [`Telemetry::new`] is called, or from a [meter](Telemetry::with_meter).
///
/// # Traces across processes
///
/// The span of the client is named in `_meta` (`traceparent`, `tracestate`) and perhaps in fields of HTTP. The parent is
/// that of `_meta`; without it, the span that is current where the request is taken; without that, the one of the HTTP
/// fields. Where `_meta` names the parent, the current span is linked, or else the one of the fields. Links within the
/// process are those of [`Span::follows_from`]; for remote spans see [`Telemetry::connect`].
///
/// # Specification
///
/// [Semantic conventions for MCP](https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/mcp.md),
/// [`_meta`](https://modelcontextprotocol.io/specification/2026-07-28/basic/index#meta)
#[derive(Clone)]
pub struct Telemetry {
    connect: Option<Arc<Connect>>,
    instruments: Arc<Instruments>,
}

type Connect = dyn Fn(&Span, &RemoteContexts) + Send + Sync;

/// A service whose operations are observed.
#[derive(Clone)]
pub struct Observed {
    telemetry: Telemetry,
    next: Next,
}

impl Telemetry {
    /// Makes the layer, with a meter of the global provider.
    pub fn new() -> Self {
        Self::with_meter(&global::meter("mcp_server"))
    }

    /// Makes the layer, with a meter of the caller's.
    pub fn with_meter(meter: &Meter) -> Self {
        Telemetry { connect: None, instruments: Arc::new(Instruments::new(meter)) }
    }

    /// Sets what connects a span with those of other processes, for whatever exports spans.
    ///
    /// Called with each span before anything happens in it, if there is anything to connect it with.
    ///
    /// # Examples
    ///
    /// With `tracing-opentelemetry`:
    ///
    /// ```
    /// use std::collections::HashMap;
    ///
    /// use mcp_server::{RemoteContexts, Telemetry};
    /// use mcp_types::TraceContext;
    /// use opentelemetry::propagation::TextMapPropagator;
    /// use opentelemetry::trace::TraceContextExt;
    /// use opentelemetry_sdk::propagation::TraceContextPropagator;
    /// use tracing_opentelemetry::OpenTelemetrySpanExt;
    ///
    /// fn connect(span: &tracing::Span, remote: &RemoteContexts) {
    ///     if let Some(parent) = remote.parent() {
    ///         // Why: a span that nobody exports has no parent to be set.
    ///         let _ = span.set_parent(context(parent));
    ///     }
    ///     if let Some(link) = remote.link() {
    ///         span.add_link(context(link).span().span_context().clone());
    ///     }
    /// }
    ///
    /// fn context(trace: &TraceContext) -> opentelemetry::Context {
    ///     let carrier: HashMap<_, _> = trace.members().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    ///     TraceContextPropagator::new().extract_with_context(&opentelemetry::Context::new(), &carrier)
    /// }
    ///
    /// let layer = Telemetry::new().connect(connect);
    /// ```
    #[must_use]
    pub fn connect(self, connect: impl Fn(&Span, &RemoteContexts) + Send + Sync + 'static) -> Self {
        Telemetry { connect: Some(Arc::new(connect)), ..self }
    }

    /// Begins to observe an operation.
    fn observe(&self, operation: &Operation) -> Observation {
        let (subject, ambient) = (Subject::of(operation), Span::current());
        let remote = RemoteContexts::of(operation, !ambient.is_none());
        let span = span::of(&subject, &remote, &ambient);
        if let Some(connect) = self.connect.as_ref().filter(|_| !remote.is_empty()) {
            connect(&span, &remote);
        }
        let instruments = Arc::clone(&self.instruments);
        Observation { instruments, subject, span, started: Instant::now(), ending: Ending::Cancelled }
    }
}

impl Default for Telemetry {
    fn default() -> Self {
        Self::new()
    }
}

impl Layer<Next> for Telemetry {
    type Service = Observed;

    fn layer(&self, next: Next) -> Observed {
        Observed { telemetry: self.clone(), next }
    }
}

impl Service<Operation> for Observed {
    type Response = Outcome;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Outcome, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, operation: Operation) -> Self::Future {
        let observation = self.telemetry.observe(&operation);
        let (span, next) = (observation.span.clone(), self.next.clone());
        let observed = async move {
            let outcome = next.run(operation).await;
            observation.end(Ending::of(outcome.kind()));
            Ok(outcome)
        };
        Box::pin(observed.instrument(span))
    }
}

/// An operation that is observed; its end is told when this is dropped, for whatever reason.
struct Observation {
    instruments: Arc<Instruments>,
    subject: Subject,
    span: Span,
    started: Instant,
    ending: Ending,
}

impl Observation {
    fn end(mut self, ending: Ending) {
        self.ending = ending;
    }
}

impl Drop for Observation {
    fn drop(&mut self) {
        // Why: what a layer inside does wrong is answered as an error, and nobody is told of its unwinding but us.
        if std::thread::panicking() {
            self.ending = Ending::PANICKED;
        }
        let duration = self.started.elapsed();
        span::conclude(&self.span, self.ending, duration);
        self.instruments.record(&self.subject, self.ending, duration);
    }
}

impl fmt::Debug for Telemetry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Telemetry").field("connects", &self.connect.is_some()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Observed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Observed").field("telemetry", &self.telemetry).finish_non_exhaustive()
    }
}
