//! A client of the legacy era over a pair of streams: one session, as long as they last.

use std::sync::Arc;

use bytes::Bytes;
use mcp_transport_stdio::Speaker;
use mcp_types::admission::is_initialize;
use mcp_types::jsonrpc::{Message, MessageKind, ScanLimits, scan};
use mcp_types::{RequestId, legacy};
use tokio::sync::mpsc;

use super::answer::{converse, in_turn};
use super::input::Input;
use super::lane::{About, Lane, Outgoing, line};
use crate::layer::Carrier;
use crate::legacy::{Gone, Outcome, Session, cancelled, follow, restated};
use crate::limits;
use crate::reply::{Reply, internal, message};
use crate::request_error::RequestError;
use crate::server::Server;
use crate::viewer::Principal;

impl Input<'_> {
    /// Takes a message of a legacy client; `content` is its text.
    pub(super) async fn take(&mut self, said: &Message<'_>, content: &Bytes) {
        match (said.kind(), said.id()) {
            (MessageKind::Request, Some(id)) if is_initialize(said) => self.open(said, id).await,
            (MessageKind::Request, Some(id)) => self.answer(said, id, content).await,
            (MessageKind::Notification, _) => self.hear(said),
            _ => {
                if let Some(session) = &self.session {
                    // There is nobody to tell that an answer was not taken.
                    let _ = self.settings.server.receive_in(session, said).await;
                }
            }
        }
    }

    /// Opens the session.
    async fn open(&mut self, said: &Message<'_>, id: &RequestId) {
        if self.session.is_some() {
            return self
                .reply(Err(RequestError::invalid_params("the session was opened before").into_failure()), id)
                .await;
        }
        let server = &self.settings.server;
        match server.initialize(said.params(), id, self.settings.principal.key()) {
            Ok((session, content)) => {
                let session = Arc::new(session);
                self.session = Some(Arc::clone(&session));
                self.reply(Ok(content), id).await;
                self.follow(session);
            }
            Err(error) => self.reply(Err(error), id).await,
        }
    }

    /// Writes what happens to the session, until the client is gone.
    fn follow(&self, session: Arc<Session>) {
        let (sender, mut messages) = mpsc::channel(limits::LEGACY_STREAM_MESSAGES);
        let principal = self.settings.principal.clone();
        let stopping = Some(self.stopping.clone());
        tokio::spawn(follow(self.settings.server.clone(), session, principal, false, stopping, sender));
        let output = self.output.clone();
        tokio::spawn(async move {
            while let Some(message) = messages.recv().await {
                let Ok(lines) = line(Speaker::Legacy, message) else { continue };
                if output.send(Outgoing { about: About::Nothing, lines }).await.is_err() {
                    return;
                }
            }
        });
    }

    /// Begins to answer a request, in a task of its own.
    async fn answer(&self, said: &Message<'_>, id: &RequestId, content: &Bytes) {
        let Some(session) = self.session.clone() else {
            let is_ping = legacy::Method::from_name(said.method()) == Some(legacy::Method::Ping);
            let early = RequestError::invalid_params("the session is not open: begin with initialize").into_failure();
            return self.reply(if is_ping { Ok(crate::legacy::empty(id)) } else { Err(early) }, id).await;
        };
        let (ticket, abandoned) = match self.requests.begin(id.clone()) {
            Ok(begun) => begun,
            Err(error) => return self.not_begun(&error, id).await,
        };
        let lane = Lane::new(ticket, self.output.clone(), Speaker::Legacy);
        let (server, content) = (self.settings.server.clone(), content.clone());
        let principal = self.settings.principal.clone();
        tokio::spawn(in_turn(abandoned, async move {
            let response = respond(&server, &session, principal, &content, &lane).await;
            lane.respond(response).await;
        }));
    }

    fn hear(&self, said: &Message<'_>) {
        if let Some(request) = cancelled(said) {
            self.requests.cancel(&request);
        }
    }

    async fn reply(&self, reply: Reply, id: &RequestId) {
        if let Ok(lines) = line(Speaker::Legacy, message(reply, id)) {
            self.queue(lines).await;
        }
    }
}

/// The response to a request, after all that its handler sends.
async fn respond(server: &Server, session: &Arc<Session>, principal: Principal, content: &Bytes, lane: &Lane) -> Bytes {
    let Ok(said) = scan(content, &ScanLimits::default()) else {
        // Invariant: it was scanned before.
        return message(Err(internal()), lane.id());
    };
    match server.answer_in(session, &said, lane.id(), principal, Carrier::Stdio).await {
        Ok(Outcome::Call(call)) => {
            let method = call.scope().target.method();
            let reply = converse(call, lane).await;
            message(restated(reply, lane.id(), Some(method)), lane.id())
        }
        Ok(Outcome::Reply(reply)) => message(reply, lane.id()),
        // Invariant: a session over streams ends with them, and by nothing else.
        Err(Gone) => message(Err(internal()), lane.id()),
    }
}
