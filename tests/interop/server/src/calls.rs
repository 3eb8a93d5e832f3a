//! Tools that answer without asking anybody.

use mcp_server::{BoundTool, Context, NoArgs, Progress, Structured, Tool, ToolError};
use mcp_types::{
    AudioContent, ContentBlock, EmbeddedResource, ImageContent, LoggingLevel, ResourceLink, TextContent,
    TextResourceContents,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::future::pending;
use std::time::Duration;

use crate::library::PNG;
use crate::state::{Held, State};

/// How long a client waits before it comes back.
const RETRY: Duration = Duration::from_millis(100);
/// A millisecond of silence, as WAV in Base64.
const WAV: &str = "UklGRiwAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQgAAACAgICAgICAgA==";

pub(crate) fn echo() -> BoundTool<State> {
    #[derive(Deserialize, JsonSchema)]
    struct Message {
        /// What comes back.
        message: String,
    }
    Tool::new("echo")
        .title("Echo")
        .description("Returns its argument.")
        .read_only()
        .handler(async |Message { message }: Message| message)
}

pub(crate) fn sum() -> BoundTool<State> {
    #[derive(Deserialize, JsonSchema)]
    struct Terms {
        a: i64,
        b: i64,
    }
    #[derive(Serialize, JsonSchema)]
    struct Sum {
        sum: i64,
        terms: Vec<i64>,
    }
    Tool::new("sum")
        .description("Adds two integers.")
        .read_only()
        .idempotent()
        .handler(async |Terms { a, b }: Terms| Structured(Sum { sum: a.wrapping_add(b), terms: vec![a, b] }))
}

pub(crate) fn content() -> BoundTool<State> {
    Tool::new("content").description("Returns one block of each kind.").handler(async |_: NoArgs| {
        let embedded = TextResourceContents::new("interop://text", "embedded").with_mime_type("text/plain");
        vec![
            ContentBlock::from(TextContent::new("text")),
            ImageContent::new(PNG, "image/png").into(),
            AudioContent::new(WAV, "audio/wav").into(),
            EmbeddedResource::new(embedded).into(),
            ResourceLink::new("interop://binary", "binary").into(),
        ]
    })
}

pub(crate) fn fail() -> BoundTool<State> {
    Tool::new("fail")
        .description("Always fails.")
        .handler(async |_: NoArgs| Err::<(), _>(ToolError::new("this tool always fails")))
}

pub(crate) fn mirrored() -> BoundTool<State> {
    #[derive(Deserialize, JsonSchema)]
    struct Place {
        /// The region to act in.
        #[schemars(extend("x-mcp-header" = "Region"))]
        region: String,
    }
    Tool::new("mirrored")
        .description("Has an argument that is mirrored into a header field.")
        .handler(async |Place { region }: Place| format!("region: {region}"))
}

/// Why: a client that reads the last report together with the result may take the call to be over and drop the report.
pub(crate) fn progress() -> BoundTool<State> {
    Tool::new("progress").description("Reports progress three times, and answers once `release` is called.").handler(
        async |_: NoArgs, cx: Context<State>| {
            for done in [0, 50, 100] {
                cx.progress(Progress::of(done, 100).message(format!("{done} of 100"))).await;
            }
            cx.state().seen.notified().await;
            "done"
        },
    )
}

pub(crate) fn release() -> BoundTool<State> {
    Tool::new("release").description("Lets a call of `progress` answer.").handler(
        async |_: NoArgs, cx: Context<State>| {
            cx.state().seen.notify_one();
            "released"
        },
    )
}

pub(crate) fn log() -> BoundTool<State> {
    Tool::new("log").description("Logs at three levels.").handler(async |_: NoArgs, cx: Context<State>| {
        cx.log(LoggingLevel::Debug, "a detail").await;
        cx.log(LoggingLevel::Info, "a step").await;
        cx.log(LoggingLevel::Error, "a failure").await;
        "logged"
    })
}

/// Lets go of its connection before it is done, so that its client has to come back for the result.
pub(crate) fn interrupted() -> BoundTool<State> {
    Tool::new("interrupted").description("Closes its stream before the result.").handler(
        async |_: NoArgs, cx: Context<State>| {
            cx.release_connection(RETRY).await;
            "resumed"
        },
    )
}

pub(crate) fn rendezvous() -> BoundTool<State> {
    #[derive(Deserialize, JsonSchema)]
    struct Guest {
        guest: u32,
    }
    Tool::new("rendezvous").description("Answers when eight calls of it are there.").handler(
        async |Guest { guest }: Guest, cx: Context<State>| {
            cx.state().meeting.wait().await;
            format!("guest {guest}")
        },
    )
}

pub(crate) fn hold() -> BoundTool<State> {
    Tool::new("hold").description("Reports progress once, and then goes on until it is cancelled.").handler(
        async |_: NoArgs, cx: Context<State>| {
            let _held = Held(cx.state());
            cx.progress(Progress::new(1)).await;
            pending::<&'static str>().await
        },
    )
}

pub(crate) fn await_cancellation() -> BoundTool<State> {
    Tool::new("await_cancellation")
        .description("Answers when a call of `hold` was cancelled.")
        .handler(async |_: NoArgs, cx: Context<State>| format!("cancelled: {}", cx.state().cancellation().await))
}
