//! The cells by name.

mod asking;
mod calls;
mod changes;
mod library;
mod lifecycle;

use anyhow::Result;

use crate::session::{Lane, Unsupported};

pub(crate) async fn run(cell: &str, lane: &Lane) -> Result<()> {
    match cell {
        "connect" => lifecycle::connect(lane).await,
        "negotiation" => lifecycle::negotiation(lane).await,
        "ping" => lifecycle::ping(lane).await,
        "unknown-method" => lifecycle::unknown_method(lane).await,
        "two-clients" => lifecycle::two_clients(lane).await,
        "tools-list" => calls::tools_list(lane).await,
        "bad-cursor" => calls::bad_cursor(lane).await,
        "structured" => calls::structured(lane).await,
        "content" => calls::content(lane).await,
        "tool-error" => calls::tool_error(lane).await,
        "invalid-arguments" => calls::invalid_arguments(lane).await,
        "unknown-tool" => calls::unknown_tool(lane).await,
        "unicode" => calls::unicode(lane).await,
        "huge" => calls::huge(lane).await,
        "concurrent" => calls::concurrent(lane).await,
        "mirrored" => calls::mirrored(lane).await,
        "progress" => calls::progress(lane).await,
        "logging" => calls::logging(lane).await,
        "logging-quiet" => calls::logging_quiet(lane).await,
        "cancellation" => calls::cancellation(lane).await,
        "cache-hints" => calls::cache_hints(lane).await,
        "elicitation" => asking::elicitation(lane).await,
        "elicitation-declined" => asking::refusing(lane, "decline", "declined").await,
        "elicitation-cancelled" => asking::refusing(lane, "cancel", "without an answer").await,
        "elicitation-two-rounds" => asking::two_rounds(lane).await,
        "elicitation-url" => asking::url(lane).await,
        "sampling" => asking::sampling(lane).await,
        "roots" => asking::roots(lane).await,
        "prompt-asks" => asking::prompt(lane).await,
        "missing-capability" => asking::missing_capability(lane).await,
        "resources-list" => library::resources_list(lane).await,
        "read-text" => library::read_text(lane).await,
        "read-blob" => library::read_blob(lane).await,
        "read-accents" => library::read_accents(lane).await,
        "read-empty" => library::read_empty(lane).await,
        "templates" => library::templates(lane).await,
        "unknown-resource" => library::unknown_resource(lane).await,
        "prompts-list" => library::prompts_list(lane).await,
        "prompts-get" => library::prompts_get(lane).await,
        "prompts-refused" => library::prompts_refused(lane).await,
        "completion-prompt" => library::completion_prompt(lane).await,
        "completion-template" => library::completion_template(lane).await,
        "tools-changed" => changes::list_changed(lane, "tools").await,
        "prompts-changed" => changes::list_changed(lane, "prompts").await,
        "resources-changed" => changes::list_changed(lane, "resources").await,
        "resources-updated" => changes::resources_updated(lane).await,
        "listen-filter" => changes::listen_filter(lane).await,
        "listen-close" => changes::listen_close(lane).await,
        "session" => Err(Unsupported("the client does not show its session").into()),
        "resumption" => changes::resumption(lane).await,
        _ => Err(Unsupported("this peer has no such cell").into()),
    }
}
