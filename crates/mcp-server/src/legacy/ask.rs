//! Questions as requests of the server's own, answered while the handler waits.

use std::collections::BTreeMap;

use mcp_store::{Event, Subscription, Topic};
use mcp_types::jsonrpc::{MessageKind, ScanLimits, scan, write_request};
use mcp_types::legacy::ElicitRequestUrlParams;
use mcp_types::{ElicitRequest, ElicitRequestParams, InputRequest, Json, RequestId};
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::session::Session;
use super::state::left;
use crate::dialogue::AskError;
use crate::hex::hex;
use crate::reply::cancellation;
use crate::scope::RequestScope;
use crate::stream::{Stream, show};

/// A question on its way.
struct Asked {
    key: String,
    id: RequestId,
}

/// Asks the client all that is open, and waits for the answers; the dialogue has them then.
pub(crate) async fn answer_open(scope: &RequestScope, session: &Session) -> Result<(), AskError> {
    let open = scope.dialogue.as_ref().map(|dialogue| dialogue.take_open()).unwrap_or_default();
    if Handle::try_current().is_err() {
        return Err(AskError::Unsupported);
    }
    let (mut asked, mut messages) = (BTreeMap::new(), Vec::new());
    for (key, request) in open {
        let id = fresh_id().ok_or(AskError::Cancelled)?;
        messages.push(message(&id, &request).ok_or(AskError::Misuse)?);
        asked.insert(scope.server.topics().of_answer(&session.key, id.as_json()), Asked { key, id });
    }
    let topics: Vec<_> = asked.keys().cloned().collect();
    // Invariant: before the questions are sent, so that no answer comes too soon.
    let answers = scope.server.bus().subscribe(&topics).await.map_err(|_| AskError::Cancelled)?;
    let stream = scope.stream.get_or_init(Stream::new);
    for message in messages {
        stream.push(message).await;
    }
    show(scope).await;
    let waiting = wait(scope, answers, &mut asked);
    let answered = timeout(scope.server.request_state_lifetime(), waiting).await.unwrap_or(Err(AskError::Cancelled));
    for Asked { id, .. } in asked.into_values() {
        // Why: a client goes on asking its user until it hears that nobody waits any more.
        stream.push(cancellation(&id)).await;
    }
    answered
}

/// Hands each answer to the dialogue, until all are there or one of them is none.
async fn wait(
    scope: &RequestScope,
    mut answers: Subscription,
    asked: &mut BTreeMap<Topic, Asked>,
) -> Result<(), AskError> {
    while !asked.is_empty() {
        match answers.next().await {
            Some(Event::Message { topic, payload }) => {
                let Some(Asked { key, .. }) = asked.remove(&topic) else { continue };
                let response = match payload.is_empty() {
                    true => left(&scope.server, &topic).await.ok_or(AskError::Cancelled)?,
                    false => payload,
                };
                let answer = result(&response).ok_or(AskError::Declined)?;
                if let Some(dialogue) = &scope.dialogue {
                    dialogue.receive(key, answer);
                }
            }
            // Why: an answer that was lost on the way is not given again.
            Some(Event::Gap { .. }) | None => return Err(AskError::Cancelled),
        }
    }
    Ok(())
}

/// The result of a response; `None` for an error.
fn result(response: &[u8]) -> Option<Json> {
    let message = scan(response, &ScanLimits::default()).ok()?;
    message.result().filter(|_| message.kind() == MessageKind::Response).map(Into::into)
}

fn fresh_id() -> Option<RequestId> {
    let mut bytes = [0; 12];
    getrandom::fill(&mut bytes).ok()?;
    RequestId::parse(&format!("\"{}\"", hex(&bytes))).ok()
}

/// The question as a request.
fn message(id: &RequestId, request: &InputRequest) -> Option<Vec<u8>> {
    let question = Json::of(request).ok()?;
    let method = question.as_raw().get("method")?.as_str()?.into_owned();
    let mut buffer = Vec::new();
    match request {
        // Why: in 2025-11-25 a page to open has an id of its own; the request's will do.
        InputRequest::Elicit(ElicitRequest { params: ElicitRequestParams::Url(url), .. }) => {
            let id_text = id.as_json().trim_matches('"');
            let params = ElicitRequestUrlParams::new(id_text, url.message.as_str(), url.url.as_str());
            write_request(&mut buffer, id, &method, Some(Json::of(&params).ok()?.as_raw()));
        }
        _ => write_request(&mut buffer, id, &method, question.as_raw().get("params")),
    }
    Some(buffer)
}
