//! The endpoint as clients of the legacy era know it: sessions, event streams that are taken up again, GET and DELETE.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{Response, StatusCode};
use mcp_transport_http::{
    SessionFields, SessionMethod, SessionRejection, admit_listening, parse_failure, sse, trace_context,
    write_session_id,
};
use mcp_types::admission::is_initialize;
use mcp_types::jsonrpc::{Message, MessageKind, scan};
use mcp_types::{ProtocolVersion, RequestId, TraceContext};
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use super::body::ResponseBody;
use super::events::Events;
use super::service::{Endpoint, accepted, refuse, respond};
use crate::failure::Failure;
use crate::layer::Carrier;
use crate::legacy::{Converse, Entry, Gone, Outcome, Session, Tail, follow};
use crate::limits;
use crate::refused;
use crate::reply::{Reply, error_message, internal};
use crate::subscription::{Stopping, try_later};
use crate::viewer::Principal;

/// A response to a client of the legacy era, on its way.
pub(super) type LegacyResponse = Pin<Box<dyn Future<Output = Response<ResponseBody>> + Send>>;

/// What a request says of its session, and who makes it.
struct Caller {
    id: Box<str>,
    version: Option<ProtocolVersion>,
    last_event: Option<Box<str>>,
    principal: Principal,
    stopping: Option<Stopping>,
    http: http::Version,
    trace: TraceContext,
}

impl Caller {
    fn of(parts: &Parts) -> Result<Self, SessionRejection> {
        let fields = SessionFields::of(&parts.headers)?;
        Ok(Caller {
            id: fields.id.into(),
            version: fields.version,
            last_event: fields.last_event.map(Into::into),
            principal: Principal::of(&parts.extensions),
            stopping: parts.extensions.get().cloned(),
            http: parts.version,
            trace: trace_context(&parts.headers),
        })
    }
}

impl Endpoint {
    /// Answers a message of a legacy client.
    pub(super) fn converse(self: &Arc<Self>, parts: &Parts, content: Bytes) -> LegacyResponse {
        let caller = Caller::of(parts);
        let (endpoint, principal) = (Arc::clone(self), Principal::of(&parts.extensions));
        Box::pin(async move {
            let message = match scan(&content, &endpoint.scan_limits) {
                Ok(message) => message,
                Err(error) => return refuse(parse_failure(&error), error.id()),
            };
            match message.id() {
                Some(id) if is_initialize(&message) => endpoint.open(&message, id, &principal),
                _ => match caller {
                    Ok(caller) => endpoint.take(&message, caller).await,
                    Err(rejection) => rejected(rejection, message.id()),
                },
            }
        })
    }

    /// Answers a request about a session.
    pub(super) fn attend(self: &Arc<Self>, method: SessionMethod, parts: &Parts) -> LegacyResponse {
        let endpoint = Arc::clone(self);
        let caller = match method {
            SessionMethod::Listen => admit_listening(&parts.headers).and_then(|()| Caller::of(parts)),
            SessionMethod::End => Caller::of(parts),
        };
        Box::pin(async move {
            let outcome = match (caller, method) {
                (Err(rejection), _) => Err(rejection),
                (Ok(caller), SessionMethod::Listen) => endpoint.tune_in(caller).await,
                (Ok(caller), SessionMethod::End) => endpoint.hang_up(caller).await,
            };
            outcome.unwrap_or_else(|rejection| rejected(rejection, None))
        })
    }

    fn open(&self, message: &Message<'_>, id: &RequestId, principal: &Principal) -> Response<ResponseBody> {
        match self.server.initialize(message.params(), id, principal.key()) {
            Ok((session, content)) => match session.seal(&self.server) {
                Some(sealed) => {
                    let mut response = respond(Ok(content), id);
                    write_session_id(response.headers_mut(), &sealed);
                    response
                }
                None => in_session(Err(internal()), id),
            },
            Err(error) => in_session(Err(error), id),
        }
    }

    async fn take(self: Arc<Self>, message: &Message<'_>, caller: Caller) -> Response<ResponseBody> {
        let session = match self.session(&caller) {
            Ok(session) => session,
            Err(rejection) => return rejected(rejection, message.id()),
        };
        match (message.kind(), message.id()) {
            (MessageKind::Request, Some(id)) => self.answer(message, id, &session, caller).await,
            (MessageKind::Notification, _) => {
                self.server.hear_in(&session, message).await;
                accepted()
            }
            (MessageKind::Response, Some(id)) => match self.server.receive_in(&session, message).await {
                Ok(()) => accepted(),
                Err(error) => respond(Err(error), id),
            },
            _ => rejected(SessionRejection::NotOneMessage, None),
        }
    }

    /// The session that a request belongs to.
    fn session(&self, caller: &Caller) -> Result<Arc<Session>, SessionRejection> {
        let session = Session::open(&self.server, &caller.id, caller.principal.key());
        let session = session.ok_or(SessionRejection::Unknown)?;
        if caller.version.as_ref().is_some_and(|version| *version != session.version) {
            return Err(SessionRejection::Version);
        }
        Ok(Arc::new(session))
    }

    async fn answer(
        &self,
        message: &Message<'_>,
        id: &RequestId,
        session: &Arc<Session>,
        caller: Caller,
    ) -> Response<ResponseBody> {
        let carrier = Carrier::Read(caller.http, &caller.trace);
        let call = match self.server.answer_in(session, message, id, caller.principal, carrier).await {
            Ok(Outcome::Call(call)) => call,
            Ok(Outcome::Reply(reply)) => return in_session(reply, id),
            Err(Gone) => return rejected(SessionRejection::Unknown, Some(id)),
        };
        let converse = match Converse::begin(call, session).await {
            Ok(reply) => return in_session(reply, id),
            Err(Some(converse)) if Handle::try_current().is_ok() => converse,
            Err(_) => return respond(Err(try_later()), id),
        };
        match converse.proceed().await {
            Some(tail) => self.events_of(tail, session),
            None => respond(Err(try_later()), id),
        }
    }

    /// The events of one request, from where `tail` stands.
    fn events_of(&self, tail: Tail, session: &Session) -> Response<ResponseBody> {
        let (sender, pieces) = mpsc::channel(limits::LEGACY_STREAM_MESSAGES);
        // Why: clients of 2025-06-18 take an event without data for a broken one.
        let primes = session.version == ProtocolVersion::V2025_11_25;
        tokio::spawn(read(tail, sender, primes));
        sse::response(Events::of_pieces(pieces, self.keep_alive).into())
    }

    async fn tune_in(self: Arc<Self>, caller: Caller) -> Result<Response<ResponseBody>, SessionRejection> {
        let session = self.session(&caller)?;
        if session.has_ended(&self.server).await {
            return Err(SessionRejection::Unknown);
        }
        if let Some(event) = caller.last_event.as_deref().filter(|event| *event != OWN) {
            let tail = Tail::after(&self.server, &session, event).await.ok_or(SessionRejection::EventUnknown)?;
            return Ok(self.events_of(tail, &session));
        }
        let Some(admission) = self.server.gate().admit(caller.principal.key()) else {
            return Ok(respond_without_id(try_later()));
        };
        let (sender, mut messages) = mpsc::channel(limits::LEGACY_STREAM_MESSAGES);
        let (pieces, stream) = mpsc::channel(limits::LEGACY_STREAM_MESSAGES);
        let missed = caller.last_event.is_some();
        tokio::spawn(follow(self.server.clone(), session, caller.principal, missed, caller.stopping, sender));
        tokio::spawn(async move {
            let _admission = admission;
            loop {
                let message: Option<Bytes> = tokio::select! {
                    () = pieces.closed() => return,
                    message = messages.recv() => message,
                };
                let Some(message) = message else { return };
                let mut piece = Vec::new();
                sse::write_event_with_id(&mut piece, OWN, &message);
                if pieces.send(piece.into()).await.is_err() {
                    return;
                }
            }
        });
        Ok(sse::response(Events::of_pieces(stream, self.keep_alive).into()))
    }

    async fn hang_up(self: Arc<Self>, caller: Caller) -> Result<Response<ResponseBody>, SessionRejection> {
        let session = self.session(&caller)?;
        if session.has_ended(&self.server).await {
            return Err(SessionRejection::Unknown);
        }
        Ok(match self.server.end_session(&session).await {
            Ok(()) => {
                let mut response = Response::new(ResponseBody::default());
                *response.status_mut() = StatusCode::NO_CONTENT;
                response
            }
            Err(error) => respond_without_id(error),
        })
    }
}

/// The id of all events of a session's own stream: who comes back after any of them is told of everything.
const OWN: &str = "own";

/// Reads a log into an event stream, until it ends or nobody listens.
async fn read(mut tail: Tail, pieces: mpsc::Sender<Bytes>, primes: bool) {
    loop {
        let entry = tokio::select! {
            () = pieces.closed() => return,
            entry = tail.next() => entry,
        };
        let Some((id, entry)) = entry else { return };
        let mut piece = Vec::new();
        match (&entry, entry.message()) {
            (Entry::Begun, _) if primes => sse::write_event_with_id(&mut piece, &id, b""),
            (Entry::Released(retry), _) => sse::write_retry(&mut piece, *retry),
            (_, Some(message)) => sse::write_event_with_id(&mut piece, &id, message),
            (_, None) => {}
        }
        if !piece.is_empty() && pieces.send(piece.into()).await.is_err() {
            return;
        }
        if matches!(entry, Entry::Ended(_) | Entry::Released(_)) {
            return;
        }
    }
}

/// Statuses that say something of the exchange, rather than of what was asked for.
const STATUSES_OF_THE_EXCHANGE: [StatusCode; 3] =
    [StatusCode::FORBIDDEN, StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE];

/// The response to a request in a session: errors are answers like others.
fn in_session(reply: Reply, id: &RequestId) -> Response<ResponseBody> {
    let mut response = respond(reply, id);
    if !STATUSES_OF_THE_EXCHANGE.contains(&response.status()) {
        *response.status_mut() = StatusCode::OK;
    }
    response
}

fn respond_without_id(failure: Failure) -> Response<ResponseBody> {
    match failure {
        Failure::Refused(rejection) => refuse(*rejection, None),
        Failure::Error(error) => {
            let mut response: Response<ResponseBody> = Response::new(error_message(&error, None).into());
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            response
        }
    }
}

fn rejected(rejection: SessionRejection, id: Option<&RequestId>) -> Response<ResponseBody> {
    refused::tell_in_session(rejection);
    rejection.into_response(id).map(ResponseBody::from)
}
