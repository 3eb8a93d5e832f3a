//! What servers ask of the client: its user, its model, its roots.

use anyhow::{Context, Result, ensure};
use rmcp::model::GetPromptRequestParams;
use serde_json::json;

use crate::session::{Answers, Lane, refused, same};

pub(super) async fn elicitation(lane: &Lane) -> Result<()> {
    let content = json!({ "city": "Lisbon", "nights": 3, "breakfast": true, "class": "business" });
    let session = lane.open_with(Answers::elicitation([json!({ "action": "accept", "content": content })])).await?;
    let answer = session.text("trip", json!({})).await?;
    ensure!(answer == "Lisbon, 3 nights, breakfast true, Business", "{answer}");
    let asked = session.seen.of("elicitation");
    ensure!(asked.len() == 1, "asked {} times", asked.len());
    same(&asked[0]["message"], &json!("Where to?"))?;
    let properties = asked[0]["requestedSchema"]["properties"].as_object().context("properties")?;
    let types: serde_json::Map<_, _> =
        properties.iter().map(|(name, schema)| (name.clone(), schema["type"].clone())).collect();
    let expected = json!({ "city": "string", "nights": "integer", "breakfast": "boolean", "class": "string" });
    same(&json!(types), &expected)
}

pub(super) async fn refusing(lane: &Lane, action: &str, said: &str) -> Result<()> {
    let session = lane.open_with(Answers::elicitation([json!({ "action": action })])).await?;
    let result = json!(session.call("trip", json!({})).await?);
    same(&result["isError"], &json!(true))?;
    ensure!(result["content"][0]["text"].as_str().is_some_and(|text| text.contains(said)), "{result}");
    Ok(())
}

/// One question after the other, the second made from the first answer.
pub(super) async fn two_rounds(lane: &Lane) -> Result<()> {
    let answers = [json!({ "name": "Ada" }), json!({ "age": 36 })];
    let answers = answers.map(|content| json!({ "action": "accept", "content": content }));
    let session = lane.open_with(Answers::elicitation(answers)).await?;
    let answer = session.text("two_rounds", json!({})).await?;
    ensure!(answer == "Ada is 36", "{answer}");
    let asked: Vec<_> = session.seen.of("elicitation").iter().map(|one| one["message"].clone()).collect();
    same(&json!(asked), &json!(["What is your name?", "How old are you, Ada?"]))
}

pub(super) async fn url(lane: &Lane) -> Result<()> {
    let session = lane.open_with(Answers::elicitation([json!({ "action": "accept" })])).await?;
    let answer = session.text("page", json!({})).await?;
    ensure!(answer == "opened", "{answer}");
    let asked = session.seen.of("elicitation");
    let asked = asked.first().context("nothing was asked")?;
    same(&asked["url"], &json!("https://example.com/sign-in"))?;
    same(&asked["message"], &json!("Please sign in."))
}

pub(super) async fn sampling(lane: &Lane) -> Result<()> {
    let answer = json!({
        "role": "assistant", "model": "oracle", "content": { "type": "text", "text": "Paris" }, "stopReason": "endTurn",
    });
    let session = lane.open_with(Answers { sampling: Some(answer), ..Answers::default() }).await?;
    let answer = session.text("sampling", json!({})).await?;
    ensure!(answer == "oracle says Paris", "{answer}");
    let asked = session.seen.of("sampling");
    let asked = asked.first().context("nothing was asked")?;
    same(&asked["maxTokens"], &json!(100))?;
    same(&asked["messages"][0]["role"], &json!("user"))
}

pub(super) async fn roots(lane: &Lane) -> Result<()> {
    let roots = json!({ "roots": [{ "uri": "file:///one", "name": "One" }, { "uri": "file:///two" }] });
    let session = lane.open_with(Answers { roots: Some(roots), ..Answers::default() }).await?;
    let answer = session.text("roots", json!({})).await?;
    ensure!(answer == "file:///one, file:///two", "{answer}");
    Ok(())
}

pub(super) async fn prompt(lane: &Lane) -> Result<()> {
    let answer = json!({ "action": "accept", "content": { "topic": "tides" } });
    let session = lane.open_with(Answers::elicitation([answer])).await?;
    let prompt = json!(session.client.get_prompt(GetPromptRequestParams::new("interview")).await?);
    same(&prompt["messages"][0]["content"]["text"], &json!("Talk about tides."))
}

/// A client that declares nothing is told what it lacks, and one that declares it is served.
pub(super) async fn missing_capability(lane: &Lane) -> Result<()> {
    let bare = lane.open().await?;
    let code = if lane.is_modern() { -32021 } else { -32600 };
    refused(bare.call("needs_form", json!({})).await, &[code])?;
    let able = lane.open_with(Answers::elicitation([])).await?;
    let answer = able.text("needs_form", json!({})).await?;
    ensure!(answer == "This client can show a form.", "{answer}");
    Ok(())
}
