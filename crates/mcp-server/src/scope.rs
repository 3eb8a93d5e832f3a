//! What belongs to one request, whatever the type of the server's state.

use std::fmt;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::Waker;

use mcp_store::PrincipalKey;
use mcp_types::{Method, RequestId, RequestMetaObject};
use tokio::time::Instant;

use crate::Server;
use crate::dialogue::Dialogue;
use crate::failure::Failure;
use crate::legacy::InSession;
use crate::load::Allowance;
use crate::prompt::PromptRecord;
use crate::registry::ToolRecord;
use crate::reply::Reply;
use crate::resource::Addressed;
use crate::stream::{Ended, Stream};
use crate::validation::Validation;
use crate::viewer::Principal;

/// One request that a handler answers.
pub(crate) struct RequestScope {
    pub(crate) server: Server,
    pub(crate) id: RequestId,
    pub(crate) meta: RequestMetaObject,
    pub(crate) target: Target,
    pub(crate) principal: Principal,
    /// The legacy session that it belongs to.
    pub(crate) session: Option<InSession>,
    /// Whether the handler has asked for the principal, so that its result may be for nobody else.
    pub(crate) principal_read: AtomicBool,
    /// The round of a dialogue that this is, where the target may ask.
    pub(crate) dialogue: Option<Box<Dialogue>>,
    /// When it has to be answered.
    pub(crate) deadline: Option<Instant>,
    /// What answers the request whatever its handler returns.
    fault: OnceLock<Failure>,
    /// Where notifications go; made by the first of them.
    pub(crate) stream: OnceLock<Stream>,
    pub(crate) ended: Ended,
    /// Who polls the handler, as long as nothing was sent.
    poller: Mutex<Option<Waker>>,
}

/// What the request addresses.
pub(crate) enum Target {
    Tool(Arc<ToolRecord>),
    Prompt(Arc<PromptRecord>),
    Resource(Arc<Addressed>),
    Completion(Box<str>),
}

impl RequestScope {
    pub(crate) fn new(server: Server, id: RequestId, meta: RequestMetaObject, target: Target) -> Self {
        RequestScope {
            server,
            id,
            meta,
            target,
            principal: Principal::new(PrincipalKey::ANONYMOUS),
            session: None,
            principal_read: AtomicBool::new(false),
            dialogue: None,
            deadline: None,
            fault: OnceLock::new(),
            stream: OnceLock::new(),
            ended: Ended::new(),
            poller: Mutex::new(None),
        }
    }

    /// Answers the request with an error, whatever its handler returns; the first one counts.
    pub(crate) fn fail(&self, failure: impl Into<Failure>) {
        let _ = self.fault.set(failure.into());
    }

    /// Notes who polls the handler, to be told of the first notification.
    ///
    /// Look for the stream afterwards, not before: what is sent in between is seen then.
    pub(crate) fn watch(&self, waker: &Waker) {
        if self.stream.get().is_none() {
            *self.poller() = Some(waker.clone());
        }
    }

    /// Tells who polls the handler that there is a notification.
    pub(crate) fn wake_poller(&self) {
        let poller = self.poller().take();
        if let Some(poller) = poller {
            poller.wake();
        }
    }

    fn poller(&self) -> MutexGuard<'_, Option<Waker>> {
        // Why: a waker is whole or not there at all, whatever panicked.
        self.poller.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The reply that does not depend on what the handler returned, if there is one.
    pub(crate) fn verdict(&self) -> Option<Reply> {
        match self.fault.get() {
            Some(fault) => Some(Err(fault.clone())),
            None => self.dialogue.as_ref().and_then(|dialogue| dialogue.questions(self)),
        }
    }
}

impl fmt::Debug for RequestScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestScope").field("name", &self.target.name()).field("id", &self.id).finish_non_exhaustive()
    }
}

impl Target {
    /// The name by which the client addressed it.
    pub(crate) fn name(&self) -> &str {
        match self {
            Target::Tool(record) => &record.definition.name,
            Target::Prompt(record) => &record.definition.name,
            Target::Resource(addressed) => &addressed.uri,
            Target::Completion(reference) => reference,
        }
    }

    pub(crate) fn method(&self) -> Method {
        match self {
            Target::Tool(_) => Method::CallTool,
            Target::Prompt(_) => Method::GetPrompt,
            Target::Resource(_) => Method::ReadResource,
            Target::Completion(_) => Method::Complete,
        }
    }

    /// What all callers of it may do together.
    pub(crate) fn allowance(&self) -> Option<&Allowance> {
        match self {
            Target::Tool(record) => record.allowance.as_ref(),
            _ => None,
        }
    }

    /// How long it may take, where that differs from the server's other targets.
    pub(crate) fn deadline(&self) -> Option<std::time::Duration> {
        match self {
            Target::Tool(record) => record.deadline,
            _ => None,
        }
    }

    /// What judges the structured content that its results promise to have, unless they are errors.
    pub(crate) fn promises_structure(&self) -> Option<&Validation> {
        match self {
            Target::Tool(record) => record.definition.output_schema.as_ref().map(|_| &record.validation),
            _ => None,
        }
    }
}
