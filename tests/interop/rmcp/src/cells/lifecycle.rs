//! How a connection begins and ends, and what holds for all requests.

use anyhow::{Context, Result, ensure};
use rmcp::ClientLifecycleMode;
use rmcp::model::{ClientRequest, PingRequest, ProtocolVersion};
use serde_json::json;

use crate::session::{Answers, Lane, refused, same};

pub(super) async fn connect(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    let info = session.client.peer_info().context("no word about the server")?;
    ensure!(info.protocol_version == lane.revision, "revision {}", info.protocol_version);
    let info = json!(*info);
    same(&info["serverInfo"]["name"], &json!("interop-server"))?;
    same(&info["serverInfo"]["version"], &json!("1.2.3"))?;
    same(&info["instructions"], &json!("Call any tool; each says what it does."))?;
    for capability in ["tools", "resources", "prompts", "completions", "logging"] {
        ensure!(info["capabilities"][capability].is_object(), "no capability {capability}");
    }
    Ok(())
}

/// The client probes, and takes the newest revision that both speak.
pub(super) async fn negotiation(lane: &Lane) -> Result<()> {
    let preferred_versions = vec![ProtocolVersion::V_2026_07_28];
    let lifecycle = ClientLifecycleMode::Auto { preferred_versions, legacy_version: None };
    let session = lane.begin(Answers::default(), lifecycle).await?;
    let info = session.client.peer_info().context("no word about the server")?;
    ensure!(info.protocol_version == ProtocolVersion::V_2026_07_28, "revision {}", info.protocol_version);
    Ok(())
}

pub(super) async fn ping(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    let answer = session.client.send_request(ClientRequest::PingRequest(PingRequest::default())).await?;
    same(&json!(answer), &json!({}))
}

pub(super) async fn unknown_method(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    refused(session.custom("interop/unknown").await, &[-32601])?;
    Ok(())
}

/// Two clients at once see only their own answers and notifications.
pub(super) async fn two_clients(lane: &Lane) -> Result<()> {
    let (one, other) = tokio::try_join!(lane.open(), lane.open())?;
    let (seen, echo) = tokio::try_join!(one.progress(), other.text("echo", json!({ "message": "other" })))?;
    ensure!(echo == "other", "{echo}");
    let seen = [seen.len(), other.seen.of("progress").len()];
    ensure!(seen == [3, 0], "progress notifications {seen:?}");
    Ok(())
}
