//! Tools whose answers show what crosses replicas, and what balancers do to requests and streams.

use std::future::pending;
use std::time::Duration;

use mcp_server::{BoundTool, Context, Handle, HandleState, Progress, Structured, Tool, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is in a basket.
#[derive(Default, Serialize, Deserialize)]
struct Basket {
    items: Vec<String>,
}

impl HandleState for Basket {
    const KIND: &'static str = "basket";
}

#[derive(Deserialize, JsonSchema)]
struct Put {
    /// The handle of an earlier call.
    #[serde(default)]
    basket: Option<Handle<Basket>>,
    /// What to put in.
    item: String,
}

#[derive(Serialize, JsonSchema)]
struct Contents {
    basket: Handle<Basket>,
    items: Vec<String>,
}

/// Keeps state behind a handle.
pub(crate) fn basket() -> BoundTool<()> {
    Tool::new("test_basket").description("Puts an item into a basket.").handler(async |put: Put, cx: Context<()>| {
        let mut basket = match put.basket {
            Some(handle) => handle.open(&cx)?,
            None => Basket::default(),
        };
        basket.items.push(put.item);
        Ok::<_, ToolError>(Structured(Contents { basket: cx.mint(&basket)?, items: basket.items }))
    })
}

#[derive(Deserialize, JsonSchema)]
struct Wait {
    /// How long.
    milliseconds: u32,
}

impl Wait {
    /// Is ready when the time is over, because nothing else happens.
    async fn over(&self) {
        let time = Duration::from_millis(self.milliseconds.into());
        let _ = tokio::time::timeout(time, pending::<()>()).await;
    }
}

/// Is in flight for a while.
pub(crate) fn wait() -> BoundTool<()> {
    Tool::new("test_wait").description("Answers after a while.").handler(async |wait: Wait| {
        wait.over().await;
        "waited"
    })
}

/// Reports at once, and answers after a while: a stream whose first event is early.
pub(crate) fn report() -> BoundTool<()> {
    Tool::new("test_report").description("Reports progress, and answers after a while.").handler(
        async |wait: Wait, cx: Context<()>| {
            cx.progress(Progress::of(1, 2)).await;
            wait.over().await;
            "reported"
        },
    )
}

/// Has arguments that are mirrored into fields whose names not every balancer lets through.
pub(crate) fn mirrored() -> BoundTool<()> {
    #[derive(Deserialize, JsonSchema)]
    struct Names {
        /// Mirrored into a field with a dot.
        #[schemars(extend("x-mcp-header" = "a.b"))]
        dotted: String,
        /// Mirrored into a field with a low line.
        #[schemars(extend("x-mcp-header" = "tenant_id"))]
        tenant: String,
    }
    Tool::new("test_mirrored")
        .description("Has arguments that are mirrored into header fields.")
        .handler(async |names: Names| format!("{} {}", names.dotted, names.tenant))
}
