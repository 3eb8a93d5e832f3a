//! Tools: lists of them, calls, what arrives before the result.

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rmcp::model::{
    LoggingLevel, PaginatedRequestParams, ReadResourceRequestParams, RequestMetaObject, SetLevelRequestParams,
};
use rmcp::service::PeerRequestOptions;
use serde_json::{Value, json};

use crate::session::{Lane, refused, same};

const TOOLS: [&str; 22] = [
    "echo",
    "sum",
    "content",
    "fail",
    "mirrored",
    "progress",
    "release",
    "log",
    "interrupted",
    "rendezvous",
    "hold",
    "await_cancellation",
    "trip",
    "two_rounds",
    "page",
    "sampling",
    "roots",
    "needs_form",
    "toggle_tool",
    "toggle_prompt",
    "toggle_resource",
    "touch",
];
/// Ten alphabets, an emoji of several code points, and characters that JSON escapes.
const UNICODE: &str = "ﷺ ñ ß Ω Ж א ع 漢字 ไทย 한국 👩‍👩‍👧‍👦 e\u{301} \"\\/\u{8}\u{c}\n\r\t\u{1}\u{2028}";

/// Walks a list page by page, none longer than four; gives the entries.
pub(super) async fn walked<F>(
    names: &[&str],
    member: &str,
    mut page: impl FnMut(PaginatedRequestParams) -> F,
) -> Result<Vec<Value>>
where
    F: Future<Output = Result<Value>>,
{
    let (mut entries, mut cursor, mut pages) = (Vec::new(), None, 0);
    loop {
        let received = page(PaginatedRequestParams::default().with_cursor(cursor)).await?;
        let on_page = received[member].as_array().context("a list")?;
        ensure!(!on_page.is_empty() && on_page.len() <= 4, "{} entries on a page", on_page.len());
        entries.extend(on_page.iter().cloned());
        pages += 1;
        cursor = received["nextCursor"].as_str().map(str::to_owned);
        if cursor.is_none() {
            break;
        }
    }
    let found: Vec<_> = entries.iter().map(|entry| entry["name"].as_str().unwrap_or_default()).collect();
    ensure!(found == names, "expected {names:?}, received {found:?}");
    ensure!(pages == names.len().div_ceil(4), "{pages} pages");
    Ok(entries)
}

pub(super) async fn tools_list(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    let tools =
        walked(&TOOLS, "tools", async |params| Ok(json!(session.client.list_tools(Some(params)).await?))).await?;
    same(&tools[0]["title"], &json!("Echo"))?;
    same(&tools[0]["description"], &json!("Returns its argument."))?;
    same(&tools[0]["annotations"]["readOnlyHint"], &json!(true))?;
    same(&tools[0]["inputSchema"]["required"], &json!(["message"]))?;
    same(&tools[1]["outputSchema"]["properties"]["sum"]["type"], &json!("integer"))
}

pub(super) async fn bad_cursor(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    let params = PaginatedRequestParams::default().with_cursor(Some("forged".to_owned()));
    refused(session.client.list_tools(Some(params)).await, &[-32602])?;
    Ok(())
}

pub(super) async fn structured(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    let big = 1_i64 << 40;
    let result = json!(session.call("sum", json!({ "a": big, "b": -1 })).await?);
    let expected = json!({ "sum": big - 1, "terms": [big, -1] });
    same(&result["structuredContent"], &expected)?;
    let text: Value = serde_json::from_str(result["content"][0]["text"].as_str().context("text")?)?;
    same(&text, &expected)
}

pub(super) async fn content(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    let result = json!(session.call("content", json!({})).await?);
    let content = &result["content"];
    let types: Vec<_> = (0..5).map(|index| &content[index]["type"]).collect();
    same(&json!(types), &json!(["text", "image", "audio", "resource", "resource_link"]))?;
    let media_types = [1, 2].map(|index| &content[index]["mimeType"]);
    same(&json!(media_types), &json!(["image/png", "audio/wav"]))?;
    let image = STANDARD.decode(content[1]["data"].as_str().context("an image")?)?;
    ensure!(image.starts_with(b"\x89PNG"), "not an image");
    let audio = STANDARD.decode(content[2]["data"].as_str().context("a sound")?)?;
    ensure!(audio.starts_with(b"RIFF"), "not a sound");
    let embedded = json!({ "uri": "interop://text", "mimeType": "text/plain", "text": "embedded" });
    same(&content[3]["resource"], &embedded)?;
    same(&content[4]["uri"], &json!("interop://binary"))
}

pub(super) async fn tool_error(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    let result = json!(session.call("fail", json!({})).await?);
    same(&result["isError"], &json!(true))?;
    same(&result["content"][0]["text"], &json!("this tool always fails"))
}

pub(super) async fn invalid_arguments(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    let result = json!(session.call("sum", json!({ "a": "one", "b": 2 })).await?);
    same(&result["isError"], &json!(true))
}

pub(super) async fn unknown_tool(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    let error = refused(session.call("no_such_tool", json!({})).await, &[-32602])?;
    ensure!(error["message"].as_str().is_some_and(|message| message.contains("no_such_tool")), "{error}");
    Ok(())
}

pub(super) async fn unicode(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    same(&json!(session.text("echo", json!({ "message": UNICODE })).await?), &json!(UNICODE))
}

/// One mebibyte in each direction.
pub(super) async fn huge(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    let message = "¼½¾…".repeat((1 << 20) / 9);
    ensure!(session.text("echo", json!({ "message": message })).await? == message, "what came back differs");
    Ok(())
}

/// Eight calls that each answer only when all of them are there.
pub(super) async fn concurrent(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    let call = async |guest: u32| {
        let answer = session.text("rendezvous", json!({ "guest": guest })).await?;
        ensure!(answer == format!("guest {guest}"), "{answer}");
        Ok(())
    };
    tokio::try_join!(call(0), call(1), call(2), call(3), call(4), call(5), call(6), call(7))?;
    Ok(())
}

pub(super) async fn mirrored(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    session.client.list_all_tools().await?;
    let region = "Île-de-France, ouest ";
    let answer = session.text("mirrored", json!({ "region": region })).await?;
    ensure!(answer == format!("region: {region}"), "{answer}");
    Ok(())
}

pub(super) async fn progress(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    let seen = session.progress().await?;
    ensure!(seen.iter().map(Value::as_f64).eq([Some(0.0), Some(50.0), Some(100.0)]), "{seen:?}");
    Ok(())
}

/// What is logged at the level and above it arrives in order; below it, nothing does.
pub(super) async fn logging(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    let mut options = PeerRequestOptions::no_options();
    if lane.is_modern() {
        let mut meta = RequestMetaObject::new();
        meta.set_log_level(LoggingLevel::Info);
        options = options.with_meta(meta);
    } else {
        session.client.set_level(SetLevelRequestParams::new(LoggingLevel::Info)).await?;
    }
    session.start("log", options).await?.await_response().await?;
    let logged = session.seen.wait("log", 2).await;
    let logged: Vec<_> = logged.iter().map(|one| json!([one["level"], one["data"]])).collect();
    same(&json!(logged), &json!([["info", "a step"], ["error", "a failure"]]))
}

/// Nobody asked for logs, or only for worse ones: none come.
pub(super) async fn logging_quiet(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    if !lane.is_modern() {
        session.client.set_level(SetLevelRequestParams::new(LoggingLevel::Emergency)).await?;
    }
    ensure!(session.text("log", json!({})).await? == "logged", "not logged");
    // What came before this answer would have been seen before it.
    ensure!(session.text("echo", json!({ "message": "after" })).await? == "after", "no echo");
    let logged = session.seen.of("log");
    ensure!(logged.is_empty(), "{logged:?}");
    Ok(())
}

/// The handler ends when the client gives the call up.
pub(super) async fn cancellation(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    let call = session.start("hold", PeerRequestOptions::no_options()).await?;
    session.seen.wait("progress", 1).await;
    call.cancel(Some("no longer wanted".to_owned())).await?;
    let answer = session.text("await_cancellation", json!({})).await?;
    ensure!(answer.starts_with("cancelled: "), "{answer}");
    ensure!(session.text("echo", json!({ "message": "after" })).await? == "after", "no echo");
    Ok(())
}

/// Lists say for how long and for whom they may be kept.
pub(super) async fn cache_hints(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    let list = json!(session.client.list_resources(None).await?);
    let read = json!(session.client.read_resource(ReadResourceRequestParams::new("interop://text")).await?);
    for result in [list, read] {
        ensure!(result["ttlMs"].is_u64(), "ttlMs {}", result["ttlMs"]);
        ensure!(["public", "private"].map(Value::from).contains(&result["cacheScope"]), "{}", result["cacheScope"]);
    }
    Ok(())
}
