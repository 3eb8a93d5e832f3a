//! The span of an operation.

use std::time::Duration;

use tracing::field::Empty;
use tracing::{Span, info, info_span};

use super::ending::Ending;
use super::remote::RemoteContexts;
use super::subject::Subject;

/// Makes the span of an operation that is taken where `ambient` is current.
pub(super) fn of(subject: &Subject, remote: &RemoteContexts, ambient: &Span) -> Span {
    let protocol = subject.network_protocol();
    let span = info_span!(
        target: "mcp_server",
        // Why: a span that is the child of one here cannot be the child of a remote one as well.
        parent: ambient.id().filter(|_| remote.parent().is_none()),
        "operation",
        "otel.name" = subject.name(),
        "otel.kind" = "server",
        "otel.status_code" = Empty,
        "mcp.method.name" = subject.method.as_str(),
        "mcp.protocol.version" = subject.protocol.as_str(),
        "mcp.session.id" = subject.session,
        "mcp.resource.uri" = subject.resource(),
        "gen_ai.operation.name" = subject.gen_ai_operation(),
        "gen_ai.tool.name" = subject.tool(),
        "gen_ai.prompt.name" = subject.prompt(),
        "jsonrpc.request.id" = subject.id.as_str().as_deref().unwrap_or(subject.id.as_json()),
        "network.transport" = subject.transport(),
        "network.protocol.name" = protocol.map(|(name, _)| name),
        "network.protocol.version" = protocol.and_then(|(_, version)| version),
        "rpc.response.status_code" = Empty,
        "error.type" = Empty,
    );
    if remote.parent().is_some() {
        span.follows_from(ambient);
    }
    span
}

/// Says how the operation went.
pub(super) fn conclude(span: &Span, ending: Ending, duration: Duration) {
    let code = ending.code().map(|code| code.value().to_string());
    if let Some(code) = &code {
        span.record("rpc.response.status_code", code);
    }
    if let Some(error) = code.as_deref().or(ending.failure()) {
        span.record("error.type", error);
        span.record("otel.status_code", "ERROR");
    }
    info!(target: "mcp_server", parent: span, outcome = ending.outcome(), duration = duration.as_secs_f64(), "done");
}
