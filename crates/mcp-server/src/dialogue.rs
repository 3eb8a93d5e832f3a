//! Dialogues with the user of a client, without a session: questions in a result, answers in the retry.
//!
//! A handler that asks runs again from the top with every round. What it learned and did before travels in
//! `requestState`, sealed, so that any replica goes on where another stopped.

mod ask;
mod carried;
mod elicit;
mod input;
mod journal;
mod question;
mod roots;
mod sampling;
mod step;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use mcp_transport_http::Rejection;
use mcp_types::jsonrpc::Params;
use mcp_types::{InputRequest, InputRequests, InputRequiredResult, Json, Raw};
use sha2::{Digest as _, Sha256};

pub use self::ask::{AskError, Questions};
use self::carried::Carried;
pub use self::elicit::{Elicit, FormElicitation, UrlElicitation, WrittenForm};
pub(crate) use self::input::Asks;
pub use self::input::InputKinds;
pub use self::question::{Malformed, Question, Reading};
pub use self::roots::ListRoots;
pub use self::step::{IdempotencyKey, StepError};
use crate::failure::Failure;
use crate::reply::{Complete, Reply, ResultKind, internal};
use crate::scope::RequestScope;
use crate::seal::{Binding, Purpose, SealError};
use crate::tool_error::failure;

/// The digest of a question: 128 bits of SHA-256.
type QuestionDigest = [u8; 16];

/// One round of a dialogue, as far as it is not the handler's.
pub(crate) struct Dialogue {
    /// What the target declared that it may ask.
    kinds: InputKinds,
    /// The arguments as they came, for the digest that binds the state to them.
    arguments: Option<Box<str>>,
    /// Whether the client sent state that we sealed.
    continued: bool,
    /// The digest of a state that is good for this request only.
    once: Option<[u8; 32]>,
    round: Mutex<Round>,
}

/// What has happened in this round.
struct Round {
    carried: Carried,
    /// Answers that came with this request, by key.
    received: BTreeMap<String, Json>,
    /// Keys that were asked under, to find those that are used twice.
    keys: BTreeSet<String>,
    /// Questions without an answer, in the order in which they were asked.
    open: Vec<(String, QuestionDigest, InputRequest)>,
}

/// What a dialogue takes from the parameters of a request.
#[derive(Default)]
pub(crate) struct Retry<'a> {
    responses: Option<Raw<'a>>,
    state: Option<Raw<'a>>,
}

impl<'a> Retry<'a> {
    /// Reads the members; their kinds were checked.
    pub(crate) fn of(params: Params<'_, 'a>) -> Self {
        Retry { responses: params.get("inputResponses"), state: params.get("requestState") }
    }
}

impl Dialogue {
    /// Starts a round of a target that may ask.
    ///
    /// # Errors
    ///
    /// The error that refuses a state which does not open, without saying why.
    pub(crate) fn begin(
        scope: &RequestScope,
        asks: Asks,
        arguments: Option<Raw<'_>>,
        retry: &Retry<'_>,
    ) -> Result<Option<Self>, Failure> {
        if asks.ever.is_empty() {
            // spec: MRTR-010 nobody here sealed a state for a target that never asks.
            return if retry.state.is_some() { Err(refused()) } else { Ok(None) };
        }
        let arguments = arguments.map(|raw| raw.text().into());
        let carried = retry.state.map(|state| open(scope, arguments.as_deref(), state)).transpose()?;
        // Why: which keys are of use is seen when the handler asks; all others are passed over.
        // spec: MRTR-015 where a state is good once, answers without one are nobody's.
        let responses = retry.responses.filter(|_| !asks.once || retry.state.is_some());
        let received = responses.into_iter().flat_map(|raw| raw.members()).flatten();
        let round = Round {
            received: received.map(|(key, raw)| (key.into_owned(), raw.into())).collect(),
            keys: BTreeSet::new(),
            open: Vec::new(),
            carried: carried.unwrap_or_default(),
        };
        let continued = retry.state.is_some();
        let token = retry.state.filter(|_| asks.once).and_then(|state| state.as_str());
        // Why: of the token, not of its JSON, which has more than one spelling.
        let once = token.map(|token| Sha256::digest(token.as_bytes()).into());
        Ok(Some(Dialogue { kinds: asks.ever, arguments, continued, once, round: Mutex::new(round) }))
    }

    /// Uses up the state of this request, where it is good once.
    ///
    /// # Errors
    ///
    /// The refusal of a state that was used before, or the failure of the store.
    pub(crate) async fn use_up(&self, scope: &RequestScope) -> Result<(), Failure> {
        let Some(digest) = self.once else { return Ok(()) };
        match journal::use_up(&scope.server, digest).await {
            Ok(true) => Ok(()),
            // spec: MRTR-015 of several requests with one state, one goes on.
            Ok(false) => Err(refused()),
            Err(_) => Err(internal()),
        }
    }

    /// Whether the state of this request is good once.
    pub(crate) fn is_single_use(&self) -> bool {
        self.once.is_some()
    }

    fn round(&self) -> MutexGuard<'_, Round> {
        // Why: no code of an author runs under this lock, so what it guards is whole.
        self.round.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands out what is open, to be asked while the handler waits; the next round asks under these keys again.
    pub(crate) fn take_open(&self) -> Vec<(String, InputRequest)> {
        let mut round = self.round();
        round.carried.round += 1;
        let open = std::mem::take(&mut round.open);
        for (key, ..) in &open {
            round.keys.remove(key);
        }
        open.into_iter().map(|(key, _, request)| (key, request)).collect()
    }

    /// Takes the answer to a question that was handed out.
    pub(crate) fn receive(&self, key: String, answer: Json) {
        self.round().received.insert(key, answer);
    }

    /// The questions that are open, which answer the request whatever the handler returned.
    pub(crate) fn questions(&self, scope: &RequestScope) -> Option<Reply> {
        let mut round = self.round();
        (!round.open.is_empty()).then(|| self.input_required(&mut round, scope))
    }

    fn input_required(&self, round: &mut Round, scope: &RequestScope) -> Reply {
        let open = std::mem::take(&mut round.open);
        // Why: whatever round does a step first, all retries of this state do it under one key.
        if round.carried.ensure_id().is_err() {
            return Err(internal());
        }
        round.carried.round += 1;
        round.carried.pending = open.iter().map(|(key, digest, _)| (key.clone(), *digest)).collect();
        let payload = round.carried.encode();
        let expires = scope.server.now() + scope.server.request_state_lifetime();
        let state = bound(scope, self.arguments.as_deref(), |binding| {
            scope.server.sealer().seal(Purpose::RequestState, binding, &payload, expires)
        });
        let state = match state {
            Ok(state) => state,
            Err(SealError::TooLarge { .. }) => {
                return Err(failure("the state of the dialogue is too large to be carried").into());
            }
            Err(_) => return Err(internal()),
        };
        // spec: MRTR-001 what is asked goes into the result, each question under its own key.
        let requests: InputRequests = open.into_iter().map(|(key, _, request)| (key, request)).collect();
        // spec: MRTR-004 there is a state in any case.
        let result = InputRequiredResult::new().with_input_requests(requests).with_request_state(state);
        Ok(scope.server.identity().respond(&scope.id, result))
    }
}

impl Complete for InputRequiredResult {
    fn meta_mut(&mut self) -> &mut Option<mcp_types::ResultMetaObject> {
        &mut self.meta
    }

    fn long_bytes(&self) -> usize {
        self.request_state.as_ref().map_or(0, String::len)
    }

    fn kind(&self) -> ResultKind {
        ResultKind::InputRequired
    }
}

/// Opens the state that a client sent.
fn open(scope: &RequestScope, arguments: Option<&str>, state: Raw<'_>) -> Result<Carried, Failure> {
    let token = state.as_str().ok_or_else(refused)?;
    // spec: MRTR-008 MRTR-010 a state that does not open is refused, never asked about again.
    let payload = bound(scope, arguments, |binding| {
        scope.server.sealer().open(Purpose::RequestState, binding, &token, scope.server.now())
    });
    payload.ok().and_then(|payload| Carried::decode(&payload)).ok_or_else(refused)
}

/// Hands on what a state is good for: this principal, method, name and these arguments, `_meta` aside.
fn bound<T>(scope: &RequestScope, arguments: Option<&str>, with: impl FnOnce(&Binding<'_>) -> T) -> T {
    let mut canonical = Vec::new();
    // spec: MRTR-014 what was sealed for these arguments opens with no others,
    if let Some(arguments) = arguments.and_then(|text| Raw::parse(text).ok()) {
        arguments.write_canonical(&mut canonical);
    }
    let digest = Sha256::digest(&canonical);
    // spec: MRTR-014 and for no other method or name.
    let (method, name) = (scope.target.method().as_str(), scope.target.name());
    with(&Binding::new(scope.principal.key(), &[method.as_bytes(), name.as_bytes(), &digest]))
}

/// The refusal of a state, whichever check it failed.
fn refused() -> Failure {
    invalid("requestState: not valid for this request; call again without it".to_owned())
}

fn invalid(message: String) -> Failure {
    Rejection::InvalidParams { message: message.into(), data: None }.into()
}
