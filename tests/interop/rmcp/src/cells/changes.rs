//! What servers tell of their own accord, and streams that break.

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use rmcp::model::{SubscribeRequestParams, SubscriptionFilter, UnsubscribeRequestParams};
use rmcp::service::Subscription;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::session::{Lane, Session, same};

const WATCHED: &str = "interop://watched";

/// The notification arrives after the change, and the change is seen in the list then.
pub(super) async fn list_changed(lane: &Lane, kind: &str) -> Result<()> {
    let session = lane.open().await?;
    same(&session.capability(&format!("/{kind}/listChanged")), &json!(true)).context("declared")?;
    let filter = SubscriptionFilter::builder();
    let (tool, filter) = match kind {
        "tools" => ("toggle_tool", filter.tools_list_changed()),
        "prompts" => ("toggle_prompt", filter.prompts_list_changed()),
        _ => ("toggle_resource", filter.resources_list_changed()),
    };
    let change = if lane.is_modern() {
        let mut subscription = session.client.listen(filter.build()).await?;
        let change = session.text(tool, json!({})).await?;
        expect(&mut subscription, &format!("notifications/{kind}/list_changed")).await?;
        change
    } else {
        heard(&session, tool, kind).await?
    };
    let listed = match kind {
        "tools" => json!(session.client.list_all_tools().await?),
        "prompts" => json!(session.client.list_all_prompts().await?),
        _ => json!(session.client.list_all_resources().await?),
    };
    let is_listed = listed.as_array().is_some_and(|all| all.iter().any(|one| one["name"] == "extra"));
    ensure!(is_listed == (change == "added"), "{change}, but {listed}");
    if change == "added" {
        session.text(tool, json!({})).await?;
    }
    Ok(())
}

/// Makes a change until the client hears of it: it does not tell when the stream for that is open.
async fn heard(session: &Session, tool: &'static str, kind: &str) -> Result<String> {
    loop {
        let change = session.text(tool, json!({})).await?;
        if timeout(Duration::from_millis(500), session.seen.wait(kind, 1)).await.is_ok() {
            return Ok(change);
        }
    }
}

async fn expect(subscription: &mut Subscription, method: &str) -> Result<Value> {
    let notification = subscription.next().await?.context("the subscription ended")?;
    let notification = json!(notification);
    same(&notification["method"], &json!(method))?;
    Ok(notification)
}

pub(super) async fn resources_updated(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    same(&session.capability("/resources/subscribe"), &json!(true)).context("declared")?;
    if lane.is_modern() {
        let filter = SubscriptionFilter::builder().resource_subscription(WATCHED).build();
        let mut subscription = session.client.listen(filter).await?;
        session.text("touch", json!({})).await?;
        let updated = expect(&mut subscription, "notifications/resources/updated").await?;
        same(&updated["params"]["uri"], &json!(WATCHED))?;
        subscription.cancel().await?;
        return Ok(());
    }
    session.client.subscribe(SubscribeRequestParams::new(WATCHED)).await?;
    heard(&session, "touch", "updated").await?;
    same(&session.seen.of("updated")[0]["uri"], &json!(WATCHED))?;
    session.client.unsubscribe(UnsubscribeRequestParams::new(WATCHED)).await?;
    let before = session.seen.of("updated").len();
    session.text("touch", json!({})).await?;
    // What would have come for the change comes before the answer to a later request.
    session.text("echo", json!({ "message": "after" })).await?;
    ensure!(session.seen.of("updated").len() == before, "heard of a change after unsubscribing");
    Ok(())
}

/// Only what was asked for arrives, and the server says what that is.
pub(super) async fn listen_filter(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    let mut subscription = session.client.listen(SubscriptionFilter::builder().tools_list_changed().build()).await?;
    same(&json!(subscription.acknowledged()), &json!({ "toolsListChanged": true }))?;
    for tool in ["toggle_prompt", "toggle_tool"] {
        session.text(tool, json!({})).await?;
    }
    expect(&mut subscription, "notifications/tools/list_changed").await?;
    for tool in ["toggle_prompt", "toggle_tool"] {
        session.text(tool, json!({})).await?;
    }
    Ok(())
}

/// The client ends a subscription, and the connection goes on.
pub(super) async fn listen_close(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    let mut subscription = session.client.listen(SubscriptionFilter::builder().tools_list_changed().build()).await?;
    subscription.cancel().await?;
    for change in ["added", "removed"] {
        let answer = session.text("toggle_tool", json!({})).await?;
        ensure!(answer == change, "{answer}");
    }
    match subscription.next().await {
        Ok(Some(notification)) => bail!("heard of {notification:?} after the end"),
        Ok(None) | Err(_) => Ok(()),
    }
}

/// The stream of a call ends before its result; the client takes it up again where it was.
pub(super) async fn resumption(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    let answer = session.text("interrupted", json!({})).await?;
    ensure!(answer == "resumed", "{answer}");
    Ok(())
}
