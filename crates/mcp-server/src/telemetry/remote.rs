//! Where in which traces an operation belongs.

use mcp_types::TraceContext;

use crate::layer::Operation;

/// The spans of other processes that the span of an operation belongs to.
///
/// Handed to the function given to [`Telemetry::connect`](super::Telemetry::connect).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteContexts {
    parent: Option<TraceContext>,
    link: Option<TraceContext>,
}

impl RemoteContexts {
    /// Those of an operation; `ambient` says whether there is a current span, which stands for the exchange.
    pub(super) fn of(operation: &Operation, ambient: bool) -> Self {
        let names_a_span = |context: &TraceContext| context.traceparent.is_some();
        let message = Some(operation.trace_context()).filter(names_a_span);
        // Why: a current span was made by whatever watches the exchange, which has read these fields as well.
        let exchange = Some(operation.transport_trace_context()).filter(|context| !ambient && names_a_span(context));
        match (message, exchange) {
            (Some(message), exchange) => {
                // Why: many clients write one context into both places, and a link to the parent says nothing.
                let link = exchange.filter(|exchange| exchange.traceparent != message.traceparent).cloned();
                RemoteContexts { parent: Some(message), link }
            }
            (None, exchange) => RemoteContexts { parent: exchange.cloned(), link: None },
        }
    }

    /// The span of which that of the operation is a child: the one that `_meta` names, or else, where no span is current,
    /// the one that the fields of HTTP name.
    pub fn parent(&self) -> Option<&TraceContext> {
        self.parent.as_ref()
    }

    /// The span to which that of the operation is linked: the one that the fields of HTTP name, where it is neither the
    /// parent nor stood for by a span that is current.
    pub fn link(&self) -> Option<&TraceContext> {
        self.link.as_ref()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.parent.is_none() && self.link.is_none()
    }
}
