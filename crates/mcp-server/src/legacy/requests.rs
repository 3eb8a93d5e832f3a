//! Requests and notifications of a session.

use std::sync::Arc;

use bytes::Bytes;
use mcp_store::StoreError;
use mcp_transport_http::Rejection;
use mcp_types::jsonrpc::{Message, write_result};
use mcp_types::legacy::{self, SetLevelRequestParams, SubscribeRequestParams, UnsubscribeRequestParams};
use mcp_types::wire::Wire;
use mcp_types::{CancelledNotificationParams, ErrorCode, LoggingLevel, Method, Raw, RequestId, RequestMetaObject};

use super::session::Session;
use super::state::State;
use crate::access::AccessRequest;
use crate::call::Call;
use crate::echo::shortened;
use crate::failure::Failure;
use crate::layer::Carrier;
use crate::limits;
use crate::reply::{Content, Reply, internal};
use crate::server::{Answer, Request, Server, invalid_params};
use crate::subscription::try_later;
use crate::viewer::{Principal, Viewer};

/// The session has ended.
#[derive(Debug)]
pub(crate) struct Gone;

/// What a request leads to.
pub(crate) enum Outcome {
    Reply(Reply),
    /// A handler, whose reply is to be [`restated`].
    Call(Call),
}

/// What messages a client gets that has not said which it wants.
const DEFAULT_LEVEL: LoggingLevel = LoggingLevel::Info;

impl Server {
    /// Answers a request of a session.
    pub(crate) async fn answer_in(
        &self,
        session: &Arc<Session>,
        message: &Message<'_>,
        id: &RequestId,
        principal: Principal,
        carrier: Carrier<'_>,
    ) -> Result<Outcome, Gone> {
        let state = match session.state(self).await {
            Ok(state) if state.ended => return Err(Gone),
            Ok(state) => state,
            Err(_) => return Ok(Outcome::Reply(Err(try_later()))),
        };
        if let Some(method) = legacy::Method::from_name(message.method()) {
            let done = self.change(session, method, message, &principal).await;
            return Ok(Outcome::Reply(done.map(|()| empty(id))));
        }
        let method = Method::from_name(message.method()).filter(|method| self.serves_in_session(*method));
        let Some(method) = method else {
            return Ok(Outcome::Reply(Err(unknown_method(message.method()))));
        };
        let name = method.mirrored_name().and_then(|member| message.params().get(member)?.as_str());
        let meta = match metadata(session, &state, self, message) {
            Ok(meta) => meta,
            Err(error) => return Ok(Outcome::Reply(Err(error))),
        };
        let request = Request {
            id,
            method: message.method(),
            params: message.params(),
            meta,
            principal,
            session: Some(Arc::clone(session)),
            stopping: None,
            name,
            head: None,
            carrier,
        };
        Ok(match self.answer(request) {
            Answer::Ready(reply) => Outcome::Reply(restated(reply, id, Some(method))),
            Answer::Later(answer) => Outcome::Reply(restated(answer.await, id, Some(method))),
            Answer::Call(call) => Outcome::Call(call),
            // Invariant: listening is not served in a session.
            Answer::Listen(_) => Outcome::Reply(Err(internal())),
        })
    }

    fn serves_in_session(&self, method: Method) -> bool {
        let modern_only = matches!(method, Method::Discover | Method::SubscriptionsListen);
        !modern_only && mcp_transport_http::Served::serves(self, method.as_str())
    }

    /// Does what only sessions know.
    async fn change(
        &self,
        session: &Session,
        method: legacy::Method,
        message: &Message<'_>,
        principal: &Principal,
    ) -> Result<(), Failure> {
        let served = self.live().look(|snapshot| snapshot.served);
        let updated = match method {
            legacy::Method::Ping => return Ok(()),
            legacy::Method::SetLevel if self.logs() => {
                let level = params::<SetLevelRequestParams>(message)?.level;
                session.update(self, |state| state.level = Some(level)).await
            }
            legacy::Method::Subscribe if served.subscriptions => {
                let uri = params::<SubscribeRequestParams>(message)?.uri;
                self.watch(session, &uri, principal).await?
            }
            legacy::Method::Unsubscribe if served.subscriptions => {
                let uri = params::<UnsubscribeRequestParams>(message)?.uri;
                session.update(self, |state| state.uris.retain(|watched| *watched != uri)).await
            }
            _ => return Err(unknown_method(message.method())),
        };
        updated.map_err(|error| refused(&error))?;
        // The stream of the session, on whatever replica, looks again; one that does not hear of it looks when it is opened.
        let _ = self.bus().publish(&self.topics().session(&session.key), Bytes::new()).await;
        Ok(())
    }

    async fn watch(
        &self,
        session: &Session,
        uri: &str,
        principal: &Principal,
    ) -> Result<Result<(), StoreError>, Failure> {
        let asked = AccessRequest::new(principal, Method::SubscriptionsListen, Some(uri));
        if let Some(refusal) = self.access().refusal(&asked) {
            return Err(refusal.into());
        }
        let viewer = Viewer::new(principal, &session.capabilities);
        if !self.live().snapshot().is_watchable(uri, &viewer) {
            return Err(crate::RequestError::not_found(shortened(uri)).into_failure());
        }
        let state = session.state(self).await.map_err(|error| refused(&error))?;
        if state.uris.len() >= limits::MAX_SUBSCRIBED_RESOURCES && !state.uris.contains(uri) {
            return Err(invalid_params("uri: too many subscriptions in this session"));
        }
        Ok(session.update(self, |state| state.uris.extend([uri.to_owned()])).await)
    }

    /// Takes a notification of a session.
    pub(crate) async fn hear_in(&self, session: &Session, message: &Message<'_>) {
        let Some(request) = cancelled(message) else { return };
        let topic = self.topics().of_call(&session.key, request.as_json());
        let _ = self.bus().publish(&topic, Bytes::new()).await;
    }

    /// Takes a response to a question that a handler of this session asked, on whatever replica it waits.
    ///
    /// # Errors
    ///
    /// That of a response that the event bus does not take.
    pub(crate) async fn receive_in(&self, session: &Session, message: &Message<'_>) -> Result<(), Failure> {
        let Some(id) = message.id() else { return Ok(()) };
        let topic = self.topics().of_answer(&session.key, id.as_json());
        let mut response = Bytes::copy_from_slice(message.text().as_bytes());
        if response.len() > self.bus().bounds().event_bytes {
            // Why: a picture does not fit into an event, but into the store, where whoever waits finds it.
            session.leave(self, &topic, response).await.map_err(|error| refused(&error))?;
            response = Bytes::new();
        }
        self.bus().publish(&topic, response).await.map_err(|_| try_later())
    }

    /// Ends a session.
    ///
    /// # Errors
    ///
    /// That of a store that is not there.
    pub(crate) async fn end_session(&self, session: &Session) -> Result<(), Failure> {
        session.update(self, |state| state.ended = true).await.map_err(|error| refused(&error))?;
        let _ = self.bus().publish(&self.topics().session(&session.key), Bytes::new()).await;
        Ok(())
    }
}

/// The request that a notification gives up, if that is what it does.
pub(crate) fn cancelled(message: &Message<'_>) -> Option<RequestId> {
    let params = message.params().raw().filter(|_| Method::from_name(message.method()) == Some(Method::Cancelled));
    // spec: CANCEL-010 what is malformed, or about nothing that is in flight, is passed over.
    params?.decode::<CancelledNotificationParams>().ok().map(|cancelled| cancelled.request_id)
}

/// What a handler knows of the client, made of what the session knows.
fn metadata(
    session: &Session,
    state: &State,
    server: &Server,
    message: &Message<'_>,
) -> Result<RequestMetaObject, Failure> {
    let mut meta = RequestMetaObject::new(session.version.clone(), session.capabilities.clone());
    meta.client_info.clone_from(&session.client_info);
    meta.log_level = server.logs().then(|| state.level.unwrap_or(DEFAULT_LEVEL));
    if let Some(raw) = message.params().meta_raw() {
        let sent: legacy::RequestMetaObject =
            raw.decode().map_err(|error| invalid_params(&format!("params/_meta: {error}")))?;
        meta.progress_token = sent.progress_token;
        meta.extra = sent.extra;
    }
    Ok(meta)
}

/// A reply as the client of a session expects it.
pub(crate) fn restated(reply: Reply, id: &RequestId, method: Option<Method>) -> Reply {
    let Content { mut start, rest, kind } = reply.map_err(restated_error)?;
    start.extend_from_slice(&rest);
    let response = std::str::from_utf8(&start).ok().and_then(|text| Raw::parse(text).ok());
    let result = response.and_then(|response| response.get("result")).ok_or_else(internal)?;
    let mut restated = Vec::with_capacity(start.len());
    legacy::write_result(&mut restated, id, method, result);
    Ok(Content { kind, ..Content::new(restated, Bytes::new()) })
}

/// Codes that only the modern era knows become the one for a request that cannot be served.
fn restated_error(failure: Failure) -> Failure {
    if failure.code() != ErrorCode::MISSING_REQUIRED_CLIENT_CAPABILITY {
        return failure;
    }
    let mut error = failure.error_object().into_owned();
    (error.code, error.data) = (ErrorCode::INVALID_REQUEST, None);
    error.into()
}

fn params<T: Wire>(message: &Message<'_>) -> Result<T, Failure> {
    let raw = message.params().raw().ok_or_else(|| invalid_params("params: missing"))?;
    raw.decode().map_err(|error| invalid_params(&format!("params: {error}")))
}

/// The response that says no more than that it is one.
pub(crate) fn empty(id: &RequestId) -> Content {
    let mut start = Vec::new();
    write_result(&mut start, id, Raw::parse("{}").expect("an object is JSON"));
    Content::new(start, Bytes::new())
}

fn unknown_method(method: &str) -> Failure {
    Rejection::MethodNotFound { method: shortened(method).into() }.into()
}

fn refused(error: &StoreError) -> Failure {
    match error {
        StoreError::TooLarge { limit, .. } => {
            invalid_params(&format!("too large to be kept for this session: at most {limit} bytes"))
        }
        _ => try_later(),
    }
}
