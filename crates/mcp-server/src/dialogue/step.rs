//! Effects that are not repeated when a handler runs again.

use std::fmt;
use std::future::Future;

use mcp_types::Json;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use super::Dialogue;
use super::carried::Carried;
use super::journal::{self, Entry};
use crate::Context;
use crate::hex::hex;

/// What a service that is called can tell a repeated effect by: the same for each attempt at one step of a dialogue.
///
/// 32 characters of hexadecimal, unguessable.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// The key as text, for a field or member of that name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why the outcome of a step is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum StepError {
    /// The output does not serialize, or what was remembered is not of its type.
    Output,
    /// The operating system has no randomness for a key.
    NoRandomness,
    /// The store of the journal cannot be reached; nothing was done.
    Unavailable,
    /// Another request has begun the step and has not finished it: it runs, or broke off half-way. It is not done again.
    InDoubt,
}

impl fmt::Display for StepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            StepError::Output => "the output of a step is not what its type says",
            StepError::NoRandomness => "no randomness for an idempotency key",
            StepError::Unavailable => "the journal of steps cannot be reached",
            StepError::InDoubt => "the step was begun before and may have been done",
        })
    }
}

impl std::error::Error for StepError {}

impl<S> Context<S> {
    /// Does something once in a dialogue, and remembers what it gave.
    ///
    /// The output travels in `requestState`, so a later round gets it instead of the effect. That is *at least once*: a
    /// reply that is lost takes the memory with it, and a client may send an old state again. What must not happen twice
    /// passes the [`IdempotencyKey`] on to a service that refuses a second time.
    ///
    /// With a [`store`](crate::ServerBuilder::store) a journal makes it *at most once* per dialogue, whatever the client
    /// sends again; what broke off half-way is then [in doubt](StepError::InDoubt). A request that starts over, without
    /// state, starts another dialogue in either case. A failure is not remembered.
    ///
    /// # Errors
    ///
    /// What `effect` fails with, or a [`StepError`].
    ///
    /// # Examples
    ///
    /// ```
    /// use mcp_server::{Context, Elicit, IdempotencyKey, NoArgs, ToolError};
    ///
    /// #[derive(serde::Deserialize, schemars::JsonSchema)]
    /// struct Confirmed { agree: bool }
    ///
    /// async fn reserve(_key: &IdempotencyKey) -> Result<u64, ToolError> { Ok(17) }
    ///
    /// async fn order(_: NoArgs, cx: Context<()>) -> Result<String, ToolError> {
    ///     let seat: u64 = cx.step("reserve", async |key| reserve(&key).await).await?;
    ///     let question = format!("Seat {seat} is free. Take it?");
    ///     let Confirmed { agree } = cx.ask("confirm", Elicit::form(question)).await?;
    ///     Ok(if agree { format!("seat {seat} is yours") } else { "released".to_owned() })
    /// }
    /// ```
    pub async fn step<T, E, Fut>(&self, name: &str, effect: impl FnOnce(IdempotencyKey) -> Fut) -> Result<T, E>
    where
        T: Serialize + DeserializeOwned,
        E: From<StepError>,
        Fut: Future<Output = Result<T, E>>,
    {
        let dialogue = self.scope().dialogue.as_deref();
        if let Some(remembered) = dialogue.and_then(|dialogue| dialogue.round().carried.steps.get(name).cloned()) {
            return remembered.deserialize().map_err(|_| StepError::Output.into());
        }
        let key = key(dialogue, name)?;
        let server = &self.scope().server;
        let claim = match (dialogue, server.store()) {
            (Some(_), Some(store)) => match journal::claim(store, server, &key).await? {
                Entry::Claimed(claim) => Some(claim),
                Entry::Done(json) => {
                    let output = json.deserialize().map_err(|_| StepError::Output)?;
                    remember(dialogue, name, json);
                    return Ok(output);
                }
            },
            _ => None,
        };
        match effect(key).await {
            Ok(output) => {
                let json = Json::of(&output).map_err(|_| StepError::Output)?;
                if let Some(claim) = claim {
                    claim.done(&json).await;
                }
                remember(dialogue, name, json);
                Ok(output)
            }
            Err(error) => {
                if let Some(claim) = claim {
                    claim.failed().await;
                }
                Err(error)
            }
        }
    }
}

/// Notes what a step gave, for the rounds to come.
fn remember(dialogue: Option<&Dialogue>, name: &str, output: Json) {
    if let Some(dialogue) = dialogue {
        dialogue.round().carried.steps.insert(name.to_owned(), output);
    }
}

/// The key of a step: bound to the dialogue where there is one.
fn key(dialogue: Option<&Dialogue>, name: &str) -> Result<IdempotencyKey, StepError> {
    let id = match dialogue {
        Some(dialogue) => dialogue.round().carried.ensure_id(),
        None => Carried::default().ensure_id(),
    };
    let id = id.map_err(|_| StepError::NoRandomness)?;
    let digest = Sha256::new().chain_update(id).chain_update(name.as_bytes()).finalize();
    let half = digest.first_chunk::<16>().expect("the digest has 32 bytes");
    Ok(IdempotencyKey(hex(half)))
}
