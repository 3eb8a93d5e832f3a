//! Resources, prompts, and the completion of their arguments.

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rmcp::model::{GetPromptRequestParams, ReadResourceRequestParams};
use serde_json::{Value, json};

use super::calls::walked;
use crate::session::{Lane, refused, same};

const RESOURCES: [&str; 5] = ["text", "binary", "watched", "été", "empty"];
const PROMPTS: [&str; 5] = ["plain", "greeting", "illustrated", "interview", "quote"];

pub(super) async fn resources_list(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    let list = async |params| Ok(json!(session.client.list_resources(Some(params)).await?));
    let resources = walked(&RESOURCES, "resources", list).await?;
    same(&resources[0]["uri"], &json!("interop://text"))?;
    same(&resources[0]["mimeType"], &json!("text/plain"))?;
    same(&resources[0]["description"], &json!("Text that never changes."))
}

/// The only contents of a resource.
async fn read(lane: &Lane, uri: &str) -> Result<Value> {
    let session = lane.open().await?;
    let result = json!(session.client.read_resource(ReadResourceRequestParams::new(uri)).await?);
    ensure!(result["contents"].as_array().is_some_and(|contents| contents.len() == 1), "{result}");
    same(&result["contents"][0]["uri"], &json!(uri))?;
    Ok(result["contents"][0].clone())
}

pub(super) async fn read_text(lane: &Lane) -> Result<()> {
    let contents = read(lane, "interop://text").await?;
    same(&contents["mimeType"], &json!("text/plain"))?;
    same(&contents["text"], &json!("Some text."))
}

pub(super) async fn read_blob(lane: &Lane) -> Result<()> {
    let contents = read(lane, "interop://binary").await?;
    let bytes = STANDARD.decode(contents["blob"].as_str().context("a blob")?)?;
    ensure!(bytes == (0..=u8::MAX).collect::<Vec<_>>(), "other bytes");
    Ok(())
}

pub(super) async fn read_accents(lane: &Lane) -> Result<()> {
    same(&read(lane, "interop://accents/%C3%A9t%C3%A9").await?["text"], &json!("L’été 🌞"))
}

pub(super) async fn read_empty(lane: &Lane) -> Result<()> {
    same(&read(lane, "interop://empty").await?["text"], &json!(""))
}

pub(super) async fn templates(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    let templates = json!(session.client.list_all_resource_templates().await?);
    let uris = [&templates[0]["uriTemplate"], &templates[1]["uriTemplate"]];
    same(&json!(uris), &json!(["interop://items/{id}", "interop://notes/{+path}"]))?;
    same(&read(lane, "interop://items/7").await?["text"], &json!("item 7"))?;
    same(&read(lane, "interop://notes/a/b.txt").await?["text"], &json!("note a/b.txt"))
}

pub(super) async fn unknown_resource(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    let codes: &[i64] = if lane.is_modern() { &[-32602] } else { &[-32602, -32002] };
    let read = session.client.read_resource(ReadResourceRequestParams::new("interop://nowhere")).await;
    same(&refused(read, codes)?["data"]["uri"], &json!("interop://nowhere"))
}

pub(super) async fn prompts_list(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    let list = async |params| Ok(json!(session.client.list_prompts(Some(params)).await?));
    let prompts = walked(&PROMPTS, "prompts", list).await?;
    let arguments = &prompts[1]["arguments"];
    same(&json!([arguments[0]["name"], arguments[0]["required"]]), &json!(["name", true]))?;
    same(&arguments[1]["name"], &json!("tone"))?;
    ensure!(arguments[1]["required"] != json!(true), "{arguments}");
    Ok(())
}

fn greeting(arguments: Value) -> GetPromptRequestParams {
    let mut params = GetPromptRequestParams::new("greeting");
    params.arguments = arguments.as_object().cloned();
    params
}

pub(super) async fn prompts_get(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    let prompt = json!(session.client.get_prompt(greeting(json!({ "name": "Zoë", "tone": "warmly" }))).await?);
    same(&prompt["messages"][0]["content"]["text"], &json!("Greet Zoë warmly."))?;
    let prompt = json!(session.client.get_prompt(greeting(json!({ "name": "Bo" }))).await?);
    same(&prompt["messages"][0]["content"]["text"], &json!("Greet Bo politely."))?;
    let prompt = json!(session.client.get_prompt(GetPromptRequestParams::new("illustrated")).await?);
    let messages = [0, 1].map(|index| &prompt["messages"][index]);
    let kinds = messages.map(|message| json!([message["role"], message["content"]["type"]]));
    same(&json!(kinds), &json!([["user", "image"], ["assistant", "text"]]))
}

pub(super) async fn prompts_refused(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    refused(session.client.get_prompt(greeting(json!({}))).await, &[-32602])?;
    refused(session.client.get_prompt(GetPromptRequestParams::new("no_such_prompt")).await, &[-32602])?;
    Ok(())
}

pub(super) async fn completion_prompt(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    let values = session.client.complete_prompt_simple("greeting", "tone", "w").await?;
    ensure!(values == ["warmly", "wearily"], "{values:?}");
    Ok(())
}

/// A hundred of a hundred and fifty, and word that there are more.
pub(super) async fn completion_template(lane: &Lane) -> Result<()> {
    let session = lane.open().await?;
    let completion = session.client.complete_resource_argument("interop://items/{id}", "id", "", None).await?;
    let completion = json!(completion);
    ensure!(completion["values"].as_array().is_some_and(|values| values.len() == 100), "{completion}");
    same(&completion["hasMore"], &json!(true))?;
    same(&completion["total"], &json!(150))
}
